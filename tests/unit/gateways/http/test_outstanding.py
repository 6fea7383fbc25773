"""What goes again when, in which order, and when it is enough."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.gateways.http.outstanding import Outstanding, Patience
from callcenter.services.ports import OutboxRow


def row(n: int, leg: str = "c1", at: float = 0.0) -> OutboxRow:
    return OutboxRow(id=f"{n}.0", gateway="pbx", leg=leg, seq=n, body="{}", at=at)


def again(ledger: Outstanding, now: float) -> list[str]:
    return [id for lane in ledger.overdue(now) for id in lane.rows]


def test_given_no_acknowledgement_then_the_lane_goes_again_after_5_10_20_40_60_60_seconds() -> None:
    ledger = Outstanding(Patience())
    ledger.add(row(1), 0.0)
    tries = [now for now in range(300) if again(ledger, float(now))]
    assert tries == [5, 15, 35, 75, 135, 195, 255]


def test_given_two_calls_then_each_goes_again_whole_in_its_own_order() -> None:
    ledger = Outstanding(Patience())
    for n, leg in ((1, "a"), (2, "b"), (3, "a"), (4, "b")):
        ledger.add(row(n, leg), 0.0)
    ledger.acknowledge("2.0", 1.0)
    assert again(ledger, 5.0) == ["1.0", "3.0"]
    assert again(ledger, 6.0) == ["4.0"]


def test_given_an_acknowledgement_then_the_wait_of_its_call_begins_anew_and_short() -> None:
    ledger = Outstanding(Patience())
    ledger.add(row(1), 0.0)
    ledger.add(row(2), 0.0)
    again(ledger, 5.0)
    again(ledger, 15.0)
    assert ledger.acknowledge("1.0", 16.0)
    assert again(ledger, 20.9) == []
    assert again(ledger, 21.0) == ["2.0"]


def test_given_the_same_id_again_then_it_is_kept_once_and_acknowledged_once() -> None:
    ledger = Outstanding(Patience())
    assert ledger.add(row(1), 0.0) is not None
    assert ledger.add(row(1), 1.0) is None
    assert [ledger.acknowledge("1.0", 2.0), ledger.acknowledge("1.0", 2.0)] == [True, False]
    assert (len(ledger), list(ledger)) == (0, [])


def test_given_silence_then_it_is_told_each_time_the_patience_has_passed_until_something_is_acknowledged() -> None:
    ledger = Outstanding(Patience())
    for n in (1, 2, 3):
        ledger.add(row(n), 10.0)
    assert ledger.silence(39.9) is None
    assert ledger.silence(41.0) == 31.0
    assert ledger.silence(70.9) is None
    assert ledger.silence(71.0) == 61.0
    ledger.acknowledge("2.0", 1000.0)
    assert ledger.silence(1029.0) is None
    assert ledger.silence(1030.0) == 30.0


def test_given_commands_older_than_an_hour_then_they_are_taken_out_oldest_first() -> None:
    ledger = Outstanding(Patience())
    for n, at in ((1, 0.0), (2, 10.0), (3, 4000.0)):
        ledger.add(row(n, at=at), 4000.0)
    assert [old.id for old in ledger.hopeless(4000.0)] == ["1.0", "2.0"]
    assert [left.id for left in ledger] == ["3.0"]


def test_given_more_than_is_kept_then_the_oldest_are_given_up() -> None:
    ledger = Outstanding(Patience(most=10))
    for n in range(25):
        ledger.add(row(n, leg=f"c{n}"), 0.0)
    assert [old.id for old in ledger.hopeless(1.0)] == [f"{n}.0" for n in range(15)]
    assert len(ledger) == 10


def test_given_a_clock_that_runs_faster_then_the_gateway_has_the_same_real_time() -> None:
    ledger = Outstanding(Patience().at_speed(60.0))
    ledger.add(row(1), 0.0)
    assert again(ledger, 299.0) == []
    assert again(ledger, 300.0) == ["1.0"]
    assert (ledger.silence(1799.0), ledger.silence(1800.0)) == (None, 1800.0)
    assert ledger.hopeless(3600.0 * 59) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "ack", "tick"]), st.integers(0, 12), st.floats(0, 20)),
        max_size=60,
    )
)
def test_whatever_happens_then_each_command_goes_again_until_acknowledged_and_never_after(
    steps: list[tuple[str, int, float]],
) -> None:
    ledger, now = Outstanding(Patience()), 0.0
    expected: dict[str, None] = {}
    for what, n, passed in steps:
        now += passed
        if what == "add" and ledger.add(row(n, leg=f"c{n % 3}"), now):
            expected[f"{n}.0"] = None
        elif what == "ack":
            assert ledger.acknowledge(f"{n}.0", now) == (f"{n}.0" in expected)
            expected.pop(f"{n}.0", None)
        for lane in ledger.overdue(now):
            assert list(lane.rows) == [id for id in expected if int(id[:-2]) % 3 == int(lane.leg[1:])]
    assert [left.id for left in ledger] == list(expected)
    seen = {id for lane in ledger.overdue(now + 61.0) for id in lane.rows}
    assert seen == set(expected)
