"""The customers of the demo's everyday: the same for the same seed, and some of them press keys, are called back and grade."""

from dataclasses import replace
from random import Random
from typing import Any

from callcenter.demo.call import Presses, Script
from callcenter.demo.pace import Pace
from callcenter.demo.traffic import _Town
from tests.unit.demo.line import Line


def hundred(seed: int) -> list[Script]:
    """Callers, without the names their calls are given."""
    line: Any = Line()
    nobody: Any = None
    town = _Town(line, Random(seed), nobody, Pace())
    return [replace(town._call(town._intent()), call="") for _ in range(100)]


def test_the_same_seed_is_the_same_customers_and_another_one_others() -> None:
    assert hundred(7) == hundred(7)
    assert hundred(7) != hundred(8)


def test_some_would_rather_press_want_to_be_called_back_and_give_a_grade() -> None:
    people = hundred(7)
    assert 5 <= sum(isinstance(one.turns[0], Presses) for one in people) <= 35
    assert 25 <= sum(one.takes == "1" for one in people) <= 65
    assert sum(one.grade != "" for one in people) >= 60
    assert len({one.grade for one in people}) >= 5
