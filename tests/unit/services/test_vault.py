"""Secrets lie in memory, for one asker and two minutes, and not without end."""

import itertools

from callcenter.clock import ManualClock
from callcenter.services.vault import KEPT_SECONDS, MOST, Vault


def vault(clock: ManualClock) -> Vault:
    numbers = itertools.count(1)
    return Vault(clock, lambda prefix: f"{prefix}_{next(numbers)}")


def test_given_a_secret_then_its_asker_may_read_it_again_and_nobody_else() -> None:
    kept = vault(ManualClock())
    token = kept.put("4711")
    assert kept.open(token, "7.0") == kept.open(token, "7.0") == "4711"
    assert kept.open(token, "8.0") is None
    assert kept.open("sealed_unknown", "7.0") is None


def test_given_two_minutes_then_it_is_gone() -> None:
    clock = ManualClock()
    kept = vault(clock)
    token = kept.put("4711")
    clock.advance(KEPT_SECONDS - 1)
    assert kept.open(token, "7.0") == "4711"
    clock.advance(1.0)
    assert kept.open(token, "7.0") is None
    assert len(kept) == 0


def test_given_a_used_one_that_is_forgotten_then_nothing_is_left() -> None:
    kept = vault(ManualClock())
    token = kept.put("4711")
    kept.forget(token)
    kept.forget(token)
    assert (kept.open(token, "7.0"), len(kept)) == (None, 0)


def test_given_more_than_it_holds_then_the_oldest_goes() -> None:
    kept = vault(ManualClock())
    first, *_, last = [kept.put(str(n)) for n in range(MOST + 1)]
    assert len(kept) <= MOST
    assert (kept.open(first, "x"), kept.open(last, "x")) == (None, str(MOST))


def test_given_a_secret_then_no_text_of_the_vault_shows_it() -> None:
    kept = vault(ManualClock())
    kept.put("4711")
    assert "4711" not in repr(kept) + repr(vars(kept))
