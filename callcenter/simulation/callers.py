"""Who calls in a simulated day: what they say, how long they bear to wait, how long they talk. Plain data, drawn beforehand.

Everything about a customer is settled before the day begins, so that two sites, or two numbers of agents, are tried on
the very same customers, and a difference between them is a difference between the sites.
"""

from dataclasses import dataclass

from callcenter.model.customer import NOBODY, Known

LONGEST_PATIENCE = 3600.0
"""Seconds. Of whom nothing was ever seen leaves after an hour: when the last agent is gone somebody must."""


@dataclass(frozen=True, kw_only=True)
class Says:
    """One thing said, or keyed, to the machine: not sooner than `after` seconds into the call."""

    after: float
    intent: str = ""
    digits: str = ""
    sealed: bool = False
    """It answered a check, and nobody knows what it was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """One simulated customer. Times are seconds, `arrives` since the epoch."""

    id: str
    arrives: float
    says: tuple[Says, ...]
    """In order; when the machine asks more than this, a person is asked for."""
    patience: float
    """In line, from the moment of joining it."""
    talks: float
    wrap_up: float = 0.0
    """What the agent has to do after this one."""
    number: str = ""
    dialled: str = ""
    language: str = ""
    priority: str = ""
    """As the gateway declares it."""
    leaves: float | None = None
    """Set: wants no person and leaves self-service after so many seconds of the call."""
    known: Known = NOBODY


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """All callers of one simulated stretch of time, by arrival, and how they were come by."""

    callers: tuple[Caller, ...]
    assumptions: tuple[str, ...] = ()
    """Sentences a reader of the figures must know."""
