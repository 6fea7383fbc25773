"""The expected wait: told only when it can be known, within bounds that follow what happens."""

from collections.abc import Callable
from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.model.forecast import LAST_TO_ENTER_SERVICE, QUEUE_LENGTH, Forecast
from callcenter.routing.wait import (
    DEVIATE,
    ENOUGH,
    FARTHEST,
    WIDEST,
    HandlingTime,
    Learnt,
    Pace,
    Track,
    bounds,
    deviate_of,
    forecast,
    queue_length,
)

SECONDS = st.lists(st.floats(min_value=1, max_value=3600), min_size=1, max_size=60)
HANDLING = HandlingTime(mean=200.0, count=ENOUGH)


def learnt(times: list[float]) -> HandlingTime:
    handling = HandlingTime()
    for seconds in times:
        handling = handling.seen(seconds)
    return handling


def told(
    handling: HandlingTime = HANDLING, *, known: Learnt | None = None, place: int = 1, agents: int = 4
) -> Forecast:
    found = forecast(known or Learnt(), handling, place=place, agents=agents, now=0.0)
    assert found is not None
    return found


# --- what is learnt ---------------------------------------------------------------------------------------------------


@given(times=SECONDS)
def test_the_mean_lies_among_what_was_seen_and_is_the_plain_mean_at_first(times: list[float]) -> None:
    handling = learnt(times)
    assert min(times) - 0.1 <= handling.mean <= max(times) + 0.1
    assert handling.count == len(times)
    if len(times) <= 10:
        assert abs(handling.mean - sum(times) / len(times)) < 0.01


@given(old=st.floats(1, 100), new=st.floats(200, 3600))
def test_the_mean_follows_when_the_work_changes(old: float, new: float) -> None:
    assert abs(learnt([old] * 20 + [new] * 60).mean - new) < 0.01 * new


def served(gaps: list[float], *, agents: int = 1, ring: float = 0.0) -> Pace:
    """One line that is never empty: a contact is taken after every gap."""
    pace, now = Pace(), 0.0
    for gap in gaps:
        now += gap
        pace = pace.answered(joined_at=0.0, offered_at=now, now=now + ring, agents=agents)
    return pace


@pytest.mark.parametrize("agents", [1, 5])
def test_the_rate_is_that_of_the_services_seen_and_not_of_the_handling_time(agents: int) -> None:
    """Agents who serve other queues too take every tenth minute only what their talks would let them take."""
    rate = served([600.0] * 60, agents=agents, ring=8.0).rate(HANDLING)
    assert rate is not None
    assert isclose(rate, 1 / (600.0 * agents), rel_tol=1e-3)


def test_an_empty_line_says_nothing_about_the_pace() -> None:
    """An hour without anybody waiting, then a contact that waits ten seconds: ten seconds of the agents count."""
    pace = served([60.0])
    later = pace.answered(joined_at=3600.0, offered_at=3610.0, now=3615.0, agents=2)
    assert isclose(later.busy, pace.busy * 0.98 + 20.0, abs_tol=0.01)
    at_once = later.answered(joined_at=9000.0, offered_at=9000.0, now=9004.0, agents=2)
    assert (at_once.served, at_once.busy) == (later.served, later.busy)
    assert (at_once.last, at_once.taken_at) == (4.0, 9000.0)


@given(patience=st.floats(10, 1000), answered=st.integers(0, 5))
def test_patience_is_the_seconds_waited_for_each_who_gave_up(patience: float, answered: int) -> None:
    pace = Pace()
    for _ in range(400):
        pace = pace.abandoned(waited=patience / 2)
        for n in range(answered):
            pace = pace.answered(joined_at=n, offered_at=n, now=n + patience / 2 / answered, agents=1)
    assert isclose(pace.patience / pace.gone, patience if answered else patience / 2, rel_tol=0.05)


def test_a_callback_tells_the_rate_but_neither_how_long_a_phone_rings_nor_how_long_people_wait() -> None:
    pace = Pace().answered(joined_at=0.0, offered_at=10.0, now=15.0, agents=1)
    later = pace.answered(joined_at=1.0, offered_at=70.0, now=120.0, agents=1, hurried=False, dialled=True)
    assert (later.ringing, later.last, later.patience) == (pace.ringing, pace.last, pace.patience)
    assert later.busy == round(pace.busy * 0.98 + 60.0, 3)


def test_letters_teach_no_patience() -> None:
    pace = Pace().answered(joined_at=0.0, offered_at=90_000.0, now=90_000.0, agents=1, hurried=False)
    assert pace.patience == 0.0


# --- the predictors --------------------------------------------------------------------------------------------------


@given(place=st.integers(1, 3000), serving=st.floats(0.001, 2.0), ratio=st.floats(0.0001, 5.0))
def test_the_sum_is_that_of_its_terms_however_long_the_line(place: int, serving: float, ratio: float) -> None:
    giving_up = serving * ratio
    rates = [serving + i * giving_up for i in range(place)]
    mean, variance = queue_length(place, serving, giving_up)
    assert isclose(mean, sum(1 / rate for rate in rates), rel_tol=0.002)
    assert isclose(variance, sum(1 / rate**2 for rate in rates), rel_tol=0.01)


def test_given_nobody_gives_up_then_it_is_the_erlang_wait() -> None:
    assert queue_length(7, 0.1, 0.0) == pytest.approx((70.0, 700.0))


@given(times=SECONDS, place=st.integers(1, 500), agents=st.integers(-1, 50))
def test_the_wait_is_unknown_without_agents_or_with_too_little_seen_or_too_far_off(
    times: list[float], place: int, agents: int
) -> None:
    handling = learnt(times)
    known = agents > 0 and len(times) >= ENOUGH and place * handling.mean / agents <= FARTHEST
    assert (forecast(Learnt(), handling, place=place, agents=agents, now=0.0) is not None) == known


@given(
    times=st.lists(st.floats(1, 60), min_size=ENOUGH, max_size=20), place=st.integers(1, 100), agents=st.integers(1, 50)
)
def test_who_stands_further_behind_waits_no_less_and_more_agents_make_it_no_longer(
    times: list[float], place: int, agents: int
) -> None:
    handling = learnt(times)
    here, behind = told(handling, place=place, agents=agents), told(handling, place=place + 1, agents=agents)
    helped = told(handling, place=place, agents=agents + 1)
    assert helped.expected <= here.expected <= behind.expected
    assert abs(here.expected - place * handling.mean / agents) <= 0.06
    assert 0 <= here.low <= here.expected <= here.high


def test_the_ring_comes_on_top_of_the_line() -> None:
    assert told(known=Learnt(pace=Pace(ringing=9.0, taken_at=0.0, last=5.0))).expected == 50.0 + 9.0


def test_the_predictor_with_the_smaller_error_is_told_and_to_newcomers_only() -> None:
    tracks = {QUEUE_LENGTH: Track(count=9, error=30.0), LAST_TO_ENTER_SERVICE: Track(count=9, error=20.0)}
    known = Learnt(pace=Pace(last=77.0, taken_at=0.0), tracks=tracks)
    assert (told(known=known).predictor, told(known=known).expected) == (LAST_TO_ENTER_SERVICE, 77.0)
    stood = forecast(known, HANDLING, place=1, agents=4, now=0.0, newcomer=False)
    assert stood is not None
    assert (stood.predictor, stood.expected) == (QUEUE_LENGTH, 50.0)
    few = replace(known, tracks={**tracks, LAST_TO_ENTER_SERVICE: Track(count=ENOUGH - 1, error=1.0)})
    assert told(known=few).predictor == QUEUE_LENGTH


# --- the bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    # Quantiles at 5 % and 95 % of chi-square with 2, 4, 10 and 40 degrees of freedom, from the tables, over the mean.
    [
        (1, 0.103 / 2, 5.991 / 2),
        (2, 0.711 / 4, 9.488 / 4),
        (5, 3.940 / 10, 18.307 / 10),
        (20, 26.509 / 40, 55.758 / 40),
    ],
)
def test_the_bounds_begin_at_the_tables_quantiles(shape: float, low: float, high: float) -> None:
    lower, upper = bounds(100.0, shape, -DEVIATE, DEVIATE)
    assert lower == pytest.approx(100 * low, abs=1.5)
    assert upper == pytest.approx(100 * high, rel=0.01)


@given(mean=st.floats(1, 5000), shape=st.floats(0.5, 500), seconds=st.floats(1, 10_000))
def test_the_deviate_is_the_bound_the_other_way_round(mean: float, shape: float, seconds: float) -> None:
    deviate = deviate_of(mean, shape, seconds)
    assert bounds(mean, shape, deviate, deviate) == pytest.approx((seconds, seconds), abs=0.051)


@pytest.mark.parametrize("wait_for", [lambda guess: guess / 3, lambda guess: guess * 4 + 50])
def test_however_wrong_the_predictor_is_the_bounds_come_to_hold_nine_of_ten(wait_for: Callable[[float], float]) -> None:
    known, within = Learnt(), 0
    for n in range(1000):
        place = 1 + n * 7 % 40
        here = told(known=known, place=place)
        waited = wait_for(here.queue_length) * (0.6 + 0.8 * (n * 37 % 100) / 100)
        known = known.judged(here, waited)
        within += n >= 200 and here.covers(waited)
    assert 0.87 <= within / 800 <= 1.0


@given(waits=st.lists(st.tuples(st.booleans(), st.floats(0, 20_000)), max_size=200), place=st.integers(1, 30))
def test_whatever_is_seen_the_bounds_are_finite_and_in_order(waits: list[tuple[bool, float]], place: int) -> None:
    known = Learnt(pace=Pace(last=30.0, taken_at=0.0))
    for answered, waited in waits:
        here = told(known=known, place=place)
        assert 0 <= here.low <= here.expected <= here.high < float("inf")
        known = known.judged(here, waited) if answered else known.overdue(here, waited)
    assert all(-WIDEST <= track.low <= track.high <= WIDEST for track in known.tracks.values())


def test_who_gives_up_before_the_upper_bound_proves_nothing_and_later_that_it_was_too_low() -> None:
    here = told()
    assert Learnt().overdue(here, here.high) == Learnt()
    assert Learnt().overdue(here, here.high + 0.1).tracks[QUEUE_LENGTH].high > DEVIATE
