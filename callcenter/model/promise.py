"""Promises are ledgers: a callback or a complaint clock ends in a named outcome, never in silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callcenter.model.contact import Deed
from callcenter.model.intent import Intent
from callcenter.model.transitions import Table


class CallbackState(StrEnum):
    SCHEDULED = "scheduled"
    DUE = "due"
    """It is a contact now, waiting for its agent or in its queue."""
    RETRY = "retry"
    KEPT = "kept"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"


C = CallbackState
CALLBACK = Table(
    name="callback",
    start=C.SCHEDULED,
    moves={
        C.SCHEDULED: frozenset({C.SCHEDULED, C.DUE, C.CANCELLED}),
        C.DUE: frozenset({C.KEPT, C.RETRY, C.DECLINED, C.UNREACHABLE, C.CANCELLED}),
        C.RETRY: frozenset({C.DUE, C.SCHEDULED, C.CANCELLED}),
        C.KEPT: frozenset(),
        C.DECLINED: frozenset(),
        C.UNREACHABLE: frozenset(),
        C.CANCELLED: frozenset(),
    },
)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a callback is about, as its customer told it: the contact that keeps the promise begins with it, so that nobody
    has to ask again."""

    intent: Intent | None = None
    """Never an emergency's: what was one has been served by a person."""
    words: tuple[str, ...] = ()
    language: str = ""
    deeds: tuple[Deed, ...] = ()
    complaint: str | None = None


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A promise to call. `window_from` to `window_to` are seconds since the epoch; `zone` is the customer's."""

    id: str
    number: str
    window_from: float
    window_to: float
    zone: str
    reason: str = ""
    kind: str = "follow_up"
    customer: str | None = None
    agent: str | None = None
    queue: str | None = None
    contact: str | None = None
    """The contact in which it was promised."""
    matter: Matter | None = None
    state: CallbackState = C.SCHEDULED
    tries: int = 0
    due_at: float = 0.0
    """Next moment something must happen."""
    created_at: float = 0.0
    place: float | None = None
    """Virtual arrival it keeps in its queue at every try; None: it ranks from the time it falls due."""
    outcome: str = ""
    version: int = 1


class ComplaintState(StrEnum):
    RECEIVED = "received"
    VALID = "valid"
    INVALID = "invalid"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    VISITED = "visited"
    CLOSED = "closed"


P = ComplaintState
COMPLAINT = Table(
    name="complaint",
    start=P.RECEIVED,
    moves={
        P.RECEIVED: frozenset({P.VALID, P.INVALID, P.ASSIGNED}),
        P.VALID: frozenset({P.ASSIGNED, P.RESOLVED}),
        P.INVALID: frozenset({P.CLOSED, P.VALID}),
        P.ASSIGNED: frozenset({P.ASSIGNED, P.RESOLVED, P.VALID, P.INVALID}),
        P.RESOLVED: frozenset({P.VISITED, P.ASSIGNED}),
        P.VISITED: frozenset({P.CLOSED, P.ASSIGNED}),
        P.CLOSED: frozenset({P.ASSIGNED}),
    },
)


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


K = ClockState
CLOCK = Table(
    name="clock",
    start=K.RUNNING,
    moves={
        K.RUNNING: frozenset({K.PAUSED, K.MET, K.BREACHED}),
        K.PAUSED: frozenset({K.RUNNING, K.MET}),
        K.MET: frozenset(),
        K.BREACHED: frozenset(),
    },
)


@dataclass(frozen=True, kw_only=True)
class PromiseClock:
    """One measured interval of a promise. `levels` are the shares still to be warned at; each fires once."""

    started_at: float
    due_at: float
    state: ClockState = K.RUNNING
    warned: tuple[float, ...] = ()
    ended_at: float | None = None


@dataclass(frozen=True, kw_only=True)
class Complaint:
    id: str
    cause: str
    text: str
    channel: str
    clock: PromiseClock
    customer: str | None = None
    contact: str | None = None
    severity: int = 2
    """1 severe to 3 light."""
    state: ComplaintState = P.RECEIVED
    owner: str | None = None
    outcome: str = ""
    created_at: float = 0.0
    version: int = 1
    trail: tuple[Mapping[str, object], ...] = field(default_factory=tuple)
    """Who did what when: {"at", "by", "what", "detail"}; a return visit has {"visit": {"satisfied", "grade", "note"}} too."""
