"""What grew is found; what did not, and what is too little to say, is not."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.insight.growth import growing, tail


def test_a_growing_topic_is_found_and_a_stable_one_is_not() -> None:
    found = growing({"a": 40, "b": 25}, {"a": 40, "b": 100}, 1000, 4000)
    assert [one.name for one in found] == ["a"]
    assert (found[0].now, found[0].before, found[0].ratio) == (40, 40, pytest.approx(4.0))


def test_a_busy_week_is_no_growth_of_everything() -> None:
    assert growing({"a": 60, "b": 90}, {"a": 80, "b": 120}, 3000, 4000) == []


def test_what_was_never_said_before_is_new_and_an_anecdote_is_nothing() -> None:
    (new,) = growing({"new": 12, "few": 7}, {}, 1000, 4000)
    assert (new.name, new.ratio) == ("new", None)
    assert growing({"new": 12}, {}, 0, 4000) == growing({"new": 12}, {}, 1000, 0) == []


def test_chance_alone_is_named_in_one_week_of_a_hundred_at_most() -> None:
    chance, wrong = Random(4), 0
    for _ in range(300):
        now = {f"t{n}": sum(chance.random() < 0.02 for _ in range(500)) for n in range(8)}
        before = {f"t{n}": sum(chance.random() < 0.02 for _ in range(2000)) for n in range(8)}
        wrong += bool(growing(now, before, 500, 2000))
    assert wrong <= 6


@given(of=st.integers(1, 200), share=st.floats(0.01, 0.99))
def test_the_tail_falls_from_one_to_the_last_term(of: int, share: float) -> None:
    tails = [tail(n, of, share) for n in range(of + 1)]
    assert tails[0] == 1.0
    assert all(first >= second - 1e-12 for first, second in pairwise(tails))
    assert tails[of] == pytest.approx(share**of, rel=1e-6)
