"""How often something may be asked."""

import pytest

from callcenter.clock import ManualClock
from callcenter.errors import TooMany
from callcenter.services import pace
from callcenter.services.pace import Pace


def test_given_a_rule_when_it_is_used_up_then_the_rest_of_the_window_is_to_be_waited() -> None:
    clock = ManualClock()
    two = Pace("2 per 10 second", clock)
    two.take("a")
    clock.advance(4)
    two.take("a")
    with pytest.raises(TooMany) as refused:
        two.take("a")
    assert refused.value.retry_after == 6
    two.take("b")
    clock.advance(6)
    two.take("a")


def test_given_a_look_when_something_is_left_then_nothing_is_counted() -> None:
    two = Pace("2 per minute", ManualClock())
    for _ in range(5):
        two.check("a")
    two.take("a")
    two.take("a")
    with pytest.raises(TooMany):
        two.check("a")


def test_given_a_used_up_rule_when_forgiven_then_only_that_one_starts_afresh() -> None:
    one = Pace("1 per minute", ManualClock())
    one.take("a")
    one.take("b")
    one.forgive("a")
    one.take("a")
    with pytest.raises(TooMany):
        one.take("b")


def test_given_ever_new_names_when_their_windows_are_over_then_they_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pace, "SWEEP_ABOVE", 100)
    clock = ManualClock()
    one = Pace("5 per minute", clock)
    for n in range(1000):
        one.take(f"name{n}")
        clock.advance(1)
    assert len(one._limiter.storage._counts) <= 161  # type: ignore[attr-defined]
