"""Each figure by hand, and what is said when nothing was counted."""

import pytest

from callcenter.insight import metrics


def test_the_service_level_leaves_out_who_hung_up_almost_at_once() -> None:
    assert metrics.service_level(80, 90, 20, 10) == 0.8


def test_every_figure_of_nothing_is_unknown() -> None:
    assert metrics.service_level(0, 0, 3, 3) is None
    assert metrics.asa(0.0, 0) is None
    assert metrics.abandon_rate(0, 0) is None
    assert metrics.aht(0.0, 0.0, 0.0, 0) is None
    assert metrics.occupancy(0.0, 0.0) is None
    assert metrics.csm([]) is None


def test_means_are_over_who_was_counted() -> None:
    assert metrics.asa(90.0, 30) == 3.0
    assert metrics.abandon_rate(75, 25) == 0.25
    assert metrics.aht(100.0, 20.0, 30.0, 2) == 75.0
    assert metrics.occupancy(45.0, 15.0) == 0.75


def test_csm_is_the_mean_of_the_grades_and_refuses_others() -> None:
    assert metrics.csm([90, 30, -30, -90]) == 0.0
    with pytest.raises(ValueError, match="none of the seven grades"):
        metrics.csm([90, 50])


def test_every_formula_shown_has_its_function() -> None:
    assert all(callable(getattr(metrics, name)) for name in metrics.FORMULAS)
