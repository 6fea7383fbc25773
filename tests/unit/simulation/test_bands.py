"""Student's t and what is made of several runs."""

import pytest

from callcenter.simulation.bands import band_tree, half_width, mean_tree, student


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (9, 2.2622), (10, 2.2281), (30, 2.0423), (100, 1.9840)],
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=5e-5)


def test_given_three_runs_then_the_band_is_t_times_the_standard_error() -> None:
    assert half_width([1.0, 2.0, 3.0]) == pytest.approx(4.302653 / 3**0.5)


def test_given_one_run_then_nothing_is_known_of_its_spread() -> None:
    assert half_width([1.0]) is None
    assert mean_tree([{"offered": 3, "inner": {"asa": None}}]) == {"offered": 3, "inner": {"asa": None}}


def test_given_figures_that_some_runs_did_not_have_then_the_others_count() -> None:
    trees = [
        {"asa": None, "queues": {"a": {"asa": 1.0}}},
        {"asa": 4.0, "queues": {}},
        {"asa": 6.0, "queues": {"a": {"asa": 3}}},
    ]
    assert mean_tree(trees) == {"asa": 5.0, "queues": {"a": {"asa": 2.0}}}
    assert band_tree(trees)["asa"] == pytest.approx(12.706205)
