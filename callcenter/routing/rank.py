"""Who stands before whom: the virtual arrival.

A contact ranks by its arrival minus its head starts in seconds. The order of two waiting contacts never changes while
they wait, so a heap serves it; and nobody can be overtaken by a contact that came later than the largest head start.
Emergencies are a band above all.
"""

from collections.abc import Iterable

from callcenter.model.contact import HeadStart, Rank
from callcenter.model.customer import Known
from callcenter.model.site import IntentPolicy, Site, Team

EMERGENCY, ORDINARY = 0, 1
DAY = 24 * 3600.0
RANG_BACK = "rang back: the old place"
PROMISE_AGE = "age of the promise"
SUPERVISOR = "a supervisor's wish"
RAISED = "a step of the queue"
EARNED = frozenset({RANG_BACK, PROMISE_AGE, SUPERVISOR, RAISED})
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


def starvation_bound(site: Site, queue: str) -> float:
    """Seconds: whoever comes to any queue later than this after an ordinary contact of `queue` is served after it.

    For every agent who could take both in the end: the most that policies can put the later one ahead, and the most that a
    team puts `queue` back or leaves it waiting at first. While it is kept for its preferred agent, everybody passes it with
    all others. Earned places (rang back, age of a promise, a supervisor's wish) are older arrivals.
    """
    put_back = max((_put_back(team, queue) for team in site.teams.values()), default=0.0)
    return max(span(site) + put_back, site.queues[queue].prefer_seconds)


def span(site: Site) -> float:
    """The largest head start, in seconds, that the site's policies give to any ordinary contact."""
    priorities = site.priorities
    return (
        max((one.head_start for name, one in site.intents.items() if name not in site.emergencies()), default=0.0)
        + max(priorities.by_class.values(), default=0.0)
        + max(priorities.declared.values(), default=0.0)
        + priorities.repeat_caller
        + max((step.head_start for queue in site.queues.values() for step in queue.steps), default=0.0)
    )


def _put_back(team: Team, queue: str) -> float:
    """A team that does not serve the queue takes it last, once a step has said that anyone will do."""
    steps = [serving.behind for serving in team.queues.values()]
    own = team.queues.get(queue)
    return (own.behind + own.delay if own else max(steps, default=0.0)) - min(steps, default=0.0)
