"""Who stands before whom: the virtual arrival.

A contact ranks by its arrival minus its head starts in seconds. The order of two waiting contacts never changes while
they wait, so a heap serves it; and nobody can be overtaken by a contact that came later than the largest head start.
Emergencies are a band above all.
"""

from collections.abc import Iterable

from callcenter.model.contact import HeadStart, Rank
from callcenter.model.customer import Known
from callcenter.model.site import IntentPolicy, Site

EMERGENCY, ORDINARY = 0, 1
DAY = 24 * 3600.0
RANG_BACK = "rang back: the old place"
PROMISE_AGE = "age of the promise"
SUPERVISOR = "a supervisor's wish"
EARNED = frozenset({RANG_BACK, PROMISE_AGE, SUPERVISOR})
"""Head starts that come from what happened: they stay when the contact is moved to another line."""


def rank(arrived_at: float, seq: int, *, emergency: bool, head_starts: Iterable[HeadStart]) -> Rank:
    """Smaller is served first."""
    ahead = sum(start.seconds for start in head_starts)
    return (EMERGENCY if emergency else ORDINARY, round(arrived_at - ahead, 6), seq)


def head_starts(
    site: Site, policy: IntentPolicy | None, known: Known, declared: str, arrived_at: float
) -> tuple[HeadStart, ...]:
    """Every reason this contact has, in a fixed order; reasons of zero seconds are left out."""
    priorities = site.priorities
    reasons = [
        (f"intent {policy.name}" if policy else "", policy.head_start if policy else 0.0),
        (
            f"customer class {known.customer_class}",
            priorities.by_class.get(known.customer_class, 0.0) if known.customer_class else 0.0,
        ),
        (f"declared priority {declared}", priorities.declared.get(declared, 0.0)),
        ("called within the last 24 hours", priorities.repeat_caller if _repeats(known, arrived_at) else 0.0),
    ]
    return tuple(HeadStart(reason=reason, seconds=seconds) for reason, seconds in reasons if seconds)


def _repeats(known: Known, now: float) -> bool:
    return known.last_contact_at is not None and 0 <= now - known.last_contact_at <= DAY


def starvation_bound(site: Site) -> float:
    """Seconds: an ordinary contact is never passed by one that arrived later than this after it."""
    priorities = site.priorities
    return (
        max((intent.head_start for intent in site.intents.values()), default=0.0)
        + max(priorities.by_class.values(), default=0.0)
        + max(priorities.declared.values(), default=0.0)
        + priorities.repeat_caller
    )
