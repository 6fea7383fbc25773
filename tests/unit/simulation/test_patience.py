"""Kaplan-Meier against values worked out by hand and against its own definition."""

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.simulation.log import Fate, LoggedCall
from callcenter.simulation.patience import FOR_EVER, Patience, kaplan_meier


def call(id: int, wait: float, fate: Fate, kind: str = "PS") -> LoggedCall:
    return LoggedCall(
        id=f"{id}-1", customer="", priority="0", kind=kind, arrived=0.0, vru=0.0, queued=True, wait=wait, fate=fate
    )


def test_given_a_worked_example_then_the_steps_are_the_product_limit() -> None:
    waits = [(1.0, True), (2.0, False), (3.0, True), (3.0, True), (4.0, False), (5.0, True)]
    survival = kaplan_meier(waits)
    assert survival.times == (1.0, 3.0, 5.0)
    assert survival.still == pytest.approx((5 / 6, 5 / 6 * 2 / 4, 0.0))
    assert [survival.at(t) for t in (0.5, 1.0, 2.9, 3.0, 9.0)] == pytest.approx([1.0, 5 / 6, 5 / 6, 5 / 12, 0.0])


@given(st.lists(st.tuples(st.floats(0, 1000), st.just(True)), min_size=1, max_size=50))
def test_given_nobody_was_answered_then_it_is_the_empirical_distribution(waits: list[tuple[float, bool]]) -> None:
    survival = kaplan_meier(waits)
    for moment in (0.0, 10.0, 500.0, 1000.0):
        still = sum(wait > moment for wait, _ in waits) / len(waits)
        assert survival.at(moment) == pytest.approx(still, abs=1e-9)


def test_given_somebody_served_after_a_wait_then_the_patience_drawn_is_longer_and_conditional() -> None:
    survival = kaplan_meier([(float(t), True) for t in range(1, 101)])
    random = Random(7)
    drawn = [survival.draw(random, 60.0) for _ in range(4000)]
    assert min(drawn) > 60.0
    assert fmean(drawn) == pytest.approx(80.5, abs=1.0)


def test_given_nobody_was_seen_to_leave_after_that_long_then_the_customer_waits_for_ever() -> None:
    survival = kaplan_meier([(10.0, True), (50.0, False)])
    assert survival.draw(Random(1), 20.0) == FOR_EVER


def test_given_a_customer_who_hung_up_then_the_patience_is_the_logged_one() -> None:
    calls = [call(1, 33.0, Fate.ABANDONED), call(2, 5.0, Fate.ANSWERED)]
    patience = Patience(calls)
    assert patience.of(calls[0], Random(1)) == 33.0
    assert patience.of(calls[1], Random(1)) == 33.0


def test_given_kinds_with_enough_abandonments_then_they_have_their_own_estimate() -> None:
    calls = [call(n, 10.0, Fate.ABANDONED, "NW") for n in range(50)]
    calls += [call(n, 90.0, Fate.ABANDONED, "IN") for n in range(49)]
    patience = Patience(calls)
    assert set(patience.by_kind) == {"NW"}
    assert patience.by_kind["NW"].at(10.0) == 0.0
