"""Whether something is said more often than before: counts against counts, with what chance alone would do.

    share = of = contacts of this period / contacts of both periods
    share = contacts of this period / contacts of both periods

Given how many there were in both together, chance alone spreads them by the two periods' contacts (the conditional test of
two Poisson rates: Przyborowski and Wilenski, Biometrika 31, 1940). Busier weeks as a whole are no growth of anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

LEAST = 8
"""Times something must be said in the new period: less is an anecdote."""
RATIO = 1.5
"""How many times the old rate the new one must be to be worth a line."""
DOUBT = 0.01
"""Chance of naming anything at all that did not grow; shared among all that is looked at."""


@dataclass(frozen=True, kw_only=True)
class Growth:
    name: str
    now: int
    before: int
    """In the longer period before."""
    ratio: float | None
    """The new rate by the old one, per contact; None: it was never said before."""
    p: float


def growing(now: Mapping[str, int], before: Mapping[str, int], contacts_now: int, contacts_before: int) -> list[Growth]:
    """What grew beyond chance, most surely grown first. Without contacts in either period nothing can be said."""
    if contacts_now <= 0 or contacts_before <= 0:
        return []
    asked = sorted(name for name in now if now[name] >= LEAST)
    share = contacts_now / (contacts_now + contacts_before)
    found = []
    for name in asked:
        new, old = now[name], before.get(name, 0)
        ratio = (new / contacts_now) / (old / contacts_before) if old else None
        p = tail(new, new + old, share)
        if p * len(asked) < DOUBT and (ratio is None or ratio >= RATIO):
            found.append(Growth(name=name, now=new, before=old, ratio=ratio, p=p))
    return sorted(found, key=lambda one: (one.p, -one.now, one.name))


def tail(least: int, of: int, share: float) -> float:
    """P(X >= least) for X ~ Binomial(of, share)."""
    if least <= 0:
        return 1.0
    if share >= 1.0:
        return 1.0
    return min(
        1.0, sum(exp(_log_choose(of, n) + n * log(share) + (of - n) * log1p(-share)) for n in range(least, of + 1))
    )


def _log_choose(of: int, n: int) -> float:
    return lgamma(of + 1) - lgamma(n + 1) - lgamma(of - n + 1)
