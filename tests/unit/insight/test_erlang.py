"""Erlang's formulas against published values."""

from math import exp, factorial, inf

import pytest

from callcenter.insight.erlang import ErlangA, ErlangC, erlang_b


def test_blocking_is_that_of_the_tables() -> None:
    assert erlang_b(1.0, 1) == pytest.approx(0.5)
    assert erlang_b(10.0, 10) == pytest.approx(0.2146, abs=5e-5)


def test_360_calls_in_half_an_hour_of_240_s_for_55_agents() -> None:
    """The worked example of Westbay's Erlang C calculator, also Mitan's: 23.9 % wait, ASA 8.2 s, 84.6 % within 15 s."""
    line = ErlangC(360 / 1800, 1 / 240, 55)
    assert line.waiting == pytest.approx(0.239, abs=5e-4)
    assert line.mean_wait == pytest.approx(8.2, abs=0.05)
    assert line.answered_within(15) == pytest.approx(0.846, abs=5e-4)


def test_48_calls_a_minute_for_50_agents_with_and_without_patience() -> None:
    """Gans, Koole, Mandelbaum 2003, section 4.2.2: patience of two minutes in the mean changes ASA from 20.8 s to 3.7 s."""
    patient, real = ErlangC(48 / 60, 1 / 60, 50), ErlangA(48 / 60, 1 / 60, 1 / 120, 50)
    assert patient.mean_wait == pytest.approx(20.8, abs=0.06)
    assert real.mean_wait == pytest.approx(3.7, abs=0.06)
    assert real.abandoning == pytest.approx(0.031, abs=5e-4)
    assert real.occupancy == pytest.approx(0.93, abs=5e-3)


def test_given_patience_without_end_then_a_is_c() -> None:
    patient, nearly = ErlangC(48 / 60, 1 / 60, 50), ErlangA(48 / 60, 1 / 60, 1e-8, 50)
    assert nearly.waiting == pytest.approx(patient.waiting, rel=1e-3)
    assert nearly.mean_wait == pytest.approx(patient.mean_wait, rel=1e-3)
    assert nearly.answered_within(20) == pytest.approx(patient.answered_within(20), rel=1e-3)


def test_given_patience_as_long_as_a_service_then_the_number_there_is_poisson() -> None:
    """Every customer present then leaves at the same rate, waiting or served."""
    there = ErlangA(0.9, 0.1, 0.1, 8)
    fewer = sum(exp(-9) * 9**k / factorial(k) for k in range(8))
    assert there.waiting == pytest.approx(1 - fewer)


def test_whoever_does_not_abandon_is_answered_in_the_end() -> None:
    crowded = ErlangA(1.2, 0.1, 0.05, 10)
    assert crowded.answered_within(300) == pytest.approx(1 - crowded.abandoning, abs=1e-6)
    assert crowded.answered_within(0) == pytest.approx(1 - crowded.waiting)


def test_given_more_load_than_agents_then_nobody_without_patience_can_be_served() -> None:
    with pytest.raises(ValueError, match=r"10\.00 erlangs are too much for 10 agents"):
        ErlangC(1.0, 0.1, 10)
    assert ErlangA(1.0, 0.1, 0.1, 10).abandoning < inf
