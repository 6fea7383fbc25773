"""The simulator around the real switchboard against queueing theory: M/M/n and Erlang C, M/M/n+M and Erlang A.

Seeds are fixed, so these tests always end alike. The bands are narrow enough to tell wrong theory from right.
"""

from collections.abc import Mapping

import pytest

from callcenter.insight.erlang import ErlangA, ErlangC
from callcenter.simulation.scenario import Tried, try_out
from tests.unit.simulation.theory import WITHIN, markov

SERVICE = 1 / 120


@pytest.fixture(scope="module")
def patient() -> Tried:
    return try_out(markov(arrivals=SERVICE, services=SERVICE, agents=2, calls=2500), range(10, 18))


@pytest.fixture(scope="module")
def impatient() -> Tried:
    crowded = markov(arrivals=6.6 * SERVICE, services=SERVICE, agents=6, calls=2500, leaving=1 / 90)
    return try_out(crowded, range(10, 16))


def _outside(tried: Tried, theory: Mapping[str, float]) -> list[str]:
    """Figures whose band does not hold what theory says."""
    mean, bands = tried.mean, tried.bands
    return [name for name, value in theory.items() if abs(mean[name] - value) > bands[name]]


def test_given_endless_patience_then_waiting_is_as_erlang_c_says(patient: Tried) -> None:
    theory = ErlangC(SERVICE, SERVICE, 2)
    expected = {
        "waiting_share": theory.waiting,
        "mean_wait_seconds": theory.mean_wait,
        "service_level": theory.answered_within(WITHIN),
    }
    assert _outside(patient, expected) == []
    assert all(patient.bands[name] < 0.1 * patient.mean[name] for name in expected)
    assert patient.mean["occupancy"] == pytest.approx(theory.occupancy, rel=0.01)
    assert (patient.mean["abandoned"], patient.mean["overtaken"], patient.mean["unaccounted"]) == (0, 0, 0)


def test_given_customers_who_give_up_then_waiting_is_as_erlang_a_says(impatient: Tried) -> None:
    theory = ErlangA(6.6 * SERVICE, SERVICE, 1 / 90, 6)
    expected = {
        "waiting_share": theory.waiting,
        "mean_wait_seconds": theory.mean_wait,
        "service_level": theory.answered_within(WITHIN),
        "abandon_rate": theory.abandoning,
    }
    assert _outside(impatient, expected) == []
    assert all(impatient.bands[name] < 0.1 * impatient.mean[name] for name in expected)
    assert impatient.mean["occupancy"] == pytest.approx(theory.occupancy, rel=0.01)
    assert (impatient.mean["overtaken"], impatient.mean["unaccounted"]) == (0, 0)


def test_given_wrong_theory_then_the_bands_do_not_hold_it(patient: Tried, impatient: Tried) -> None:
    """One agent more, or customers a fifth more patient, would be noticed."""
    more_agents = ErlangC(SERVICE, SERVICE, 3)
    assert set(
        _outside(patient, {"waiting_share": more_agents.waiting, "mean_wait_seconds": more_agents.mean_wait})
    ) == {
        "waiting_share",
        "mean_wait_seconds",
    }
    more_patience = ErlangA(6.6 * SERVICE, SERVICE, 1 / 108, 6)
    assert "mean_wait_seconds" in _outside(impatient, {"mean_wait_seconds": more_patience.mean_wait})
