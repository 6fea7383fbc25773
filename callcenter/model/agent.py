"""An agent: three axes (chosen presence, measured reachability, derived routing state), never one enum."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callcenter.model.site import Serving

CAPACITY = 100
"""Units every agent has; a channel's policy says what one contact takes."""


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Presence(StrEnum):
    """Chosen by the human (or forced by a supervisor with a reason), never overwritten by us."""

    AVAILABLE = "available"
    AWAY = "away"
    OFFLINE = "offline"


class Reachability(StrEnum):
    """Measured."""

    CONNECTED = "connected"
    GRACE = "grace"
    LOST = "lost"


class RoutingState(StrEnum):
    """Derived from the other axes and the agent's contacts; shown, never stored."""

    OFFLINE = "offline"
    AWAY = "away"
    LOST = "lost"
    NOT_RESPONDING = "not_responding"
    IDLE = "idle"
    OFFERED = "offered"
    BUSY = "busy"
    WRAP_UP = "wrap_up"


OUTSIDE = "outside:"
"""Begins the id of a number outside the house that calls are put through to: no user can be named so."""


@dataclass(frozen=True, kw_only=True)
class Parked:
    """A contact that stands still with its agent because an emergency came in between."""

    by: str
    """The emergency; when it is over, this one goes on."""
    left: float | None = None
    """Seconds of the wrap-up that are left; None: it was not in wrap-up."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """One agent on the floor. Replaced whole at each step, never mutated."""

    id: str
    name: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    endpoint: str = ""
    team: str = ""
    serves: Mapping[str, Serving] | None = None
    """The queues of the team, as the newest site has them; None: every queue the skills fit."""
    role: Role = Role.AGENT
    presence: Presence = Presence.OFFLINE
    reason: str = ""
    next_presence: tuple[Presence, str] | None = None
    """Asked for while busy; takes effect after the last contact."""
    reachability: Reachability = Reachability.LOST
    not_responding: bool = False
    since: float = 0.0
    """Since when the derived state is what it is."""
    idle_since: float = 0.0
    """Longest idle is served first."""
    offers: tuple[str, ...] = ()
    assignments: Mapping[str, int] = field(default_factory=dict)
    """Contact to units it holds, until closed by the wrap-up; see `parked`."""
    wrapping: Mapping[str, float] = field(default_factory=dict)
    """Contact in wrap-up to the time it ends at the latest; without those parked."""
    parked: Mapping[str, Parked] = field(default_factory=dict)
    """Contacts that give their units back while an emergency is served."""
    handled: int = 0

    @property
    def used(self) -> int:
        if not self.parked:
            return sum(self.assignments.values())
        return sum(units for contact, units in self.assignments.items() if contact not in self.parked)

    @property
    def live(self) -> tuple[str, ...]:
        """The contacts that are not parked."""
        return tuple(contact for contact in self.assignments if contact not in self.parked)

    @property
    def outside(self) -> bool:
        """No person of this house: a number that calls are put through to."""
        return self.id.startswith(OUTSIDE)

    @property
    def state(self) -> RoutingState:
        if self.assignments:
            live = len(self.assignments) - len(self.parked)
            return RoutingState.WRAP_UP if len(self.wrapping) == live else RoutingState.BUSY
        if self.offers:
            return RoutingState.OFFERED
        if self.presence is Presence.OFFLINE:
            return RoutingState.OFFLINE
        if self.reachability is not Reachability.CONNECTED:
            return RoutingState.LOST
        if self.not_responding:
            return RoutingState.NOT_RESPONDING
        return RoutingState.AWAY if self.presence is Presence.AWAY else RoutingState.IDLE
