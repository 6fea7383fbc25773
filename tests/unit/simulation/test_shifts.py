"""When servers were at work, told from made-up calls."""

from callcenter.simulation.log import Fate, LoggedCall
from callcenter.simulation.shifts import Shift, shifts, wrap_up_seconds


def served(start: float, seconds: float, server: str = "DANA", wait: float = 0.0) -> LoggedCall:
    return LoggedCall(
        id=f"{int(start)}-1", customer="", priority="0", kind="PS", arrived=start - wait, vru=0.0, queued=wait > 0,
        wait=wait, fate=Fate.ANSWERED, served=start, service=seconds, server=server,
    )  # fmt: skip


def waits(start: float, seconds: float) -> LoggedCall:
    return LoggedCall(
        id=f"{int(start)}-2", customer="", priority="0", kind="PS", arrived=start, vru=0.0, queued=True, wait=seconds,
        fate=Fate.ABANDONED,
    )  # fmt: skip


def test_given_a_pause_while_nobody_waited_then_the_server_was_there() -> None:
    assert shifts([served(0, 100), served(1000, 100)]) == [Shift(server="DANA", begins=0, ends=1100)]


def test_given_a_pause_while_somebody_waited_then_the_server_was_away() -> None:
    calls = [served(0, 100), waits(500, 60), served(1000, 100)]
    assert shifts(calls) == [Shift(server="DANA", begins=0, ends=100), Shift(server="DANA", begins=1000, ends=1100)]


def test_given_a_short_pause_while_somebody_waited_then_it_is_wrap_up() -> None:
    calls = [served(0, 100), waits(90, 200), served(106, 50), served(164, 10), served(200, 10, "ERAN")]
    assert [(shift.server, shift.begins, shift.ends) for shift in shifts(calls)] == [
        ("DANA", 0, 174),
        ("ERAN", 200, 210),
    ]
    assert wrap_up_seconds(calls) == 7.0


def test_given_more_than_an_hour_without_a_call_then_the_shift_is_over() -> None:
    assert len(shifts([served(0, 100), served(3800, 10)])) == 2


def test_given_no_named_server_then_there_is_no_shift_and_no_wrap_up() -> None:
    assert shifts([served(0, 10, server="")]) == []
    assert wrap_up_seconds([]) == 0.0
