"""Promise clocks: levels rise, each is marked once, an ended clock stays as it ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.model.promise import ClockState, PromiseClock
from callcenter.sla.clock import BREACH, mark, meet, next_moment, start

BEGAN = 1_800_000_000.0
WARN = (0.5, 0.75, 0.9)
shares = st.lists(st.floats(0.01, 0.99), max_size=6).map(tuple)
hours = st.floats(0.1, 24 * 90)


def test_given_24_hours_when_it_starts_then_it_is_due_a_day_later_and_the_first_warning_comes_at_half() -> None:
    clock = start(BEGAN, 24)
    assert clock.due_at == BEGAN + 86_400
    assert next_moment(clock, WARN) == (0.5, BEGAN + 43_200)


def test_given_all_warnings_marked_then_the_breach_is_next_and_after_it_nothing() -> None:
    clock = start(BEGAN, 24)
    for level in WARN:
        clock = mark(clock, level, BEGAN + 1)
    assert next_moment(clock, WARN) == (BREACH, clock.due_at)
    clock = mark(clock, BREACH, clock.due_at)
    assert clock.state is ClockState.BREACHED
    assert clock.ended_at == clock.due_at
    assert next_moment(clock, WARN) is None


def test_given_a_site_that_adds_a_lower_share_then_no_level_below_a_warned_one_is_warned() -> None:
    clock = mark(start(BEGAN, 24), 0.75, BEGAN + 64_800)
    assert next_moment(clock, (0.3, *WARN)) == (0.9, BEGAN + 0.9 * 86_400)


def test_given_a_promise_met_in_time_when_a_breach_comes_late_then_it_stays_met() -> None:
    clock = meet(start(BEGAN, 24), BEGAN + 60)
    assert (clock.state, clock.ended_at) == (ClockState.MET, BEGAN + 60)
    assert mark(clock, BREACH, BEGAN + 90_000) is clock
    assert next_moment(clock, WARN) is None


def test_given_a_promise_fulfilled_after_its_time_when_nobody_had_noticed_then_it_counts_as_breached() -> None:
    clock = meet(start(BEGAN, 1), BEGAN + 3601)
    assert clock.state is ClockState.BREACHED
    assert meet(clock, BEGAN + 9999) is clock


def test_given_fulfilment_on_the_very_second_then_it_is_met() -> None:
    assert meet(start(BEGAN, 1), BEGAN + 3600).state is ClockState.MET


def test_given_a_paused_clock_then_nothing_is_next_no_level_passes_and_it_can_still_be_met() -> None:
    paused = PromiseClock(started_at=BEGAN, due_at=BEGAN + 60, state=ClockState.PAUSED)
    assert next_moment(paused, WARN) is None
    assert mark(paused, 0.5, BEGAN + 99) is paused
    assert meet(paused, BEGAN + 99).state is ClockState.MET


@given(shares, hours)
def test_walking_a_clock_passes_each_share_once_in_rising_order_and_then_breaches_once(
    warn: tuple[float, ...], length: float
) -> None:
    clock = start(BEGAN, length)
    passed: list[tuple[float, float]] = []
    while (moment := next_moment(clock, warn)) is not None:
        passed.append(moment)
        clock = mark(clock, *moment)
    assert [level for level, _ in passed] == [*sorted(set(warn)), BREACH]
    assert [at for _, at in passed] == sorted(at for _, at in passed)
    assert passed[-1][1] == clock.due_at == clock.ended_at


@given(shares, hours, st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(0, 1e6)), max_size=12), st.integers(0, 12))
def test_marks_repeated_in_any_order_change_nothing_and_never_bring_an_ended_clock_back(
    warn: tuple[float, ...], length: float, marks: list[tuple[float, float]], met_after: int
) -> None:
    clock = start(BEGAN, length)
    for n, (level, later) in enumerate(marks):
        before = clock
        clock = mark(clock, level, BEGAN + later)
        assert mark(clock, level, BEGAN + later + 1) is clock
        assert set(before.warned) <= set(clock.warned)
        if before.state is not ClockState.RUNNING:
            assert clock is before
        if n == met_after:
            clock = meet(clock, BEGAN + later)
    moment = next_moment(clock, warn)
    assert moment is None or all(moment[0] > level for level in clock.warned)


@pytest.mark.parametrize("level", [1.0, 1.5])
def test_given_a_level_of_one_or_more_when_marked_then_it_is_the_breach(level: float) -> None:
    assert mark(start(BEGAN, 1), level, BEGAN + 3600).state is ClockState.BREACHED
