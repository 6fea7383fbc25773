"""Which stretch of a log is played, by whom, and how long everybody stays."""

from datetime import datetime

import pytest

from bench.day.quarter import HEAD, busiest, made, plan
from callcenter.simulation.log import CallLog, Fate, LoggedCall


def call(line: int, arrived: float, **more: object) -> LoggedCall:
    fields = {"customer": "", "priority": "1", "kind": "PS", "vru": 5.0, "queued": False, "wait": 0.0}
    return LoggedCall(id=f"{line}-{line}", arrived=arrived, **{"fate": Fate.SELF_SERVICE, **fields, **more})  # type: ignore[arg-type]


def log(*calls: LoggedCall) -> CallLog:
    return CallLog(midnight=datetime.fromisoformat("2000-01-01"), calls=calls)


def served(line: int, arrived: float, wait: float, service: float, server: str, **more: object) -> LoggedCall:
    begins = arrived + 5.0 + wait
    seen = {"queued": wait > 0, "wait": wait, "served": begins, "service": service, "server": server}
    return call(line, arrived, fate=Fate.ANSWERED, **seen, **more)


def test_the_stretch_begins_with_the_call_after_which_most_come() -> None:
    calls = [call(n, at) for n, at in enumerate((0.0, 100.0, 110.0, 120.0, 300.0, 310.0))]
    assert busiest(calls, 60.0) == 100.0


def test_whoever_was_waiting_as_it_begins_calls_before_it_and_stays_only_what_is_left() -> None:
    before = call(1, 40.0, fate=Fate.ABANDONED, queued=True, wait=100.0)
    wish = plan(log(before, call(2, 100.0), call(3, 110.0), call(4, 120.0)), 60.0)
    first, *others = wish.customers
    assert (wish.begins, first.early, first.at < 0) == (100.0, True, True)
    assert first.patience == 45.0 + 100.0 - 100.0
    assert [(one.at, one.keys_only) for one in others] == [(0.0, True), (10.0, True), (20.0, True)]


def test_phantoms_are_nobody() -> None:
    wish = plan(log(call(1, 0.0), call(2, 1.0, fate=Fate.PHANTOM)), 60.0)
    assert [one.logged.id for one in wish.customers] == ["1-1"]


def test_agents_come_when_their_customer_before_it_is_gone_and_serve_the_kinds_they_ever_served() -> None:
    wish = plan(
        log(
            served(1, 0.0, 0.0, 120.0, "A", kind="NE"),
            *(call(n, 100.0 + n) for n in range(2, 5)),
            served(5, 130.0, 1.0, 20.0, "A"),
            served(6, 140.0, 0.0, 500.0, "B"),
        ),
        60.0,
    )
    a, b = wish.agents
    assert (wish.begins, a.kinds, b.kinds) == (102.0, {"NE", "PS"}, {"PS"})
    # A is with the first customer until 125, B comes for the last one at 145; each with the usual time between two.
    assert a.stints[0].begins == pytest.approx(125.0 + wish.wrap_up - 102.0)
    assert a.stints[0].ends == pytest.approx(156.0 - 102.0)
    assert [(stint.begins, stint.ends) for stint in b.stints] == [(pytest.approx(43.0), None)]


def test_a_made_log_is_the_same_each_time_and_has_all_that_happens() -> None:
    one = made(900.0)
    assert one == made(900.0)
    assert {call.fate for call in one.calls} == {Fate.ANSWERED, Fate.ABANDONED, Fate.SELF_SERVICE}
    assert any(call.priority == HEAD for call in one.calls)
    assert max(call.arrived for call in one.calls) < 900.0
