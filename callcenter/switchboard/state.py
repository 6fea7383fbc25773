"""Everything the switchboard remembers, as plain data: this is what a snapshot holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.model.agent import Agent
from callcenter.model.contact import Contact, Offer
from callcenter.model.events import CallEnded, CustomerKeyed, CustomerSpoke
from callcenter.model.intent import Intent
from callcenter.routing.wait import HandlingTime, Learnt


@dataclass(frozen=True, kw_only=True)
class Alarm:
    id: str
    kind: str
    """emergency_waiting, help_asked, connect_unconfirmed, gateway_silent, source_down, service_level: until the cause
    has gone. clock_warning, clock_breach, callback_unreachable, callback_missed, odd_condition, waiting_long,
    lease_expired, quarantine, repaired: until acknowledged."""
    detail: str
    since: float
    contact: str | None = None
    agent: str | None = None
    queue: str | None = None
    acknowledged_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Sums over forecasts whose waits are known to the end; an error is what was foretold less what was waited."""

    count: int = 0
    absolute: float = 0.0
    """Seconds."""
    squared: float = 0.0
    """Seconds squared."""
    signed: float = 0.0
    """Seconds; above 0: waits were shorter than foretold."""


@dataclass(frozen=True, kw_only=True)
class Honesty:
    """What became of the waits foretold to those who stood in a line. switchboard/figures.py says who counts."""

    unknown: int = 0
    """Who stood in line and could be told nothing."""
    told: int = 0
    """Forecasts that were judged."""
    covered: int = 0
    """Of them, waits that ended within the bounds."""
    announced: Errors = Errors()
    predictors: Mapping[str, Errors] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A queue's counts of one local day. insight/metrics.py says what the figures shown mean."""

    day: str = ""
    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    answered_wait: float = 0.0
    """Sum of seconds in the queue of those answered."""
    handling: HandlingTime = field(default_factory=HandlingTime)
    learnt: Learnt = field(default_factory=Learnt)
    honesty: Honesty = Honesty()


@dataclass(frozen=True, kw_only=True)
class Place:
    """The place of somebody who hung up while waiting, kept for a while in case they ring back."""

    queue: str
    queued_at: float
    rank_at: float
    until: float
    seq: int = 0
    """Of the rank: who came at the very same moment stays behind, too."""
    raised: float = 0.0
    """Seconds of head start a step of the queue has given it."""
    counted: bool = False
    """Among those offered, without having abandoned: they were to be called back, or to write."""
    intent: Intent | None = None
    """What they wanted, if they were to go on in writing."""
    conversation: str = ""
    """The text message they were sent, by the gateway's name of the conversation."""


EarlyEvent = CustomerSpoke | CustomerKeyed | CallEnded
"""What can be true of a call before we have answered it. Each has fields of its own, so a snapshot tells them apart."""


@dataclass(frozen=True, kw_only=True)
class Early:
    """Events of a call that came before its arrival did."""

    events: tuple[EarlyEvent, ...]
    until: float


@dataclass(kw_only=True)
class State:
    site: str = ""
    """Version new contacts start with."""
    seq: int = 0
    """Of the last event handled."""
    contacts: dict[str, Contact] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    """Open ones, and the closed ones of live contacts (a late accept is told what became of it); those whose customer
    has gone stay for a minute more."""
    legs: dict[str, str] = field(default_factory=dict)
    """Key of a leg to its live contact."""
    gone: dict[str, str] = field(default_factory=dict)
    """Key of a leg that ended to its contact: what is said too late of it changes nothing."""
    early: dict[str, Early] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """By caller."""
    virtual_holds: dict[str, str] = field(default_factory=dict)
    """Caller to the contact that is to be called back and keeps its place until then."""
    timers: dict[str, float] = field(default_factory=dict)
    """Name to due time; the one place where time is waited for."""
    figures: dict[str, Figures] = field(default_factory=dict)
    alarms: dict[str, Alarm] = field(default_factory=dict)


def leg_key(gateway: str, leg: str, *, written: bool = False) -> str:
    """A gateway may give a call and a conversation the same name."""
    return f"{gateway} {'conversation' if written else 'call'} {leg}"
