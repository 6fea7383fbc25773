"""Somebody who stands beside a run and counts. They see what comes out of the switchboard, and ask it for no figure.

Overtaking is judged here by arrival and declared head starts alone: whoever waits, could be served by the agent, and has
come earlier than the one who is offered was overtaken.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from callcenter.model import events as e
from callcenter.model.agent import Agent, RoutingState
from callcenter.model.commands import MakeOffer, Outcome, PromiseCallback, RaiseAlarm
from callcenter.model.contact import ENDED, Contact, ContactState
from callcenter.model.site import Site
from callcenter.simulation.forecast import Honesty
from callcenter.switchboard.board import Switchboard

WIDTH = 1800.0
"""Seconds of an interval of the day."""
HANDLING = frozenset({RoutingState.BUSY, RoutingState.WRAP_UP})
AVAILABLE = frozenset({RoutingState.IDLE, RoutingState.OFFERED})
S = ContactState
Key = tuple[bool, float, int]


@dataclass(kw_only=True)
class Counts:
    """Of one queue, one class of customers, or one interval. Seconds are sums. What they mean: insight/metrics.py."""

    offered: int = 0
    """Joined the line."""
    answered: int = 0
    in_time: int = 0
    """Answered within the queue's promise."""
    abandoned: int = 0
    short: int = 0
    elsewhere: int = 0
    """Left the line for something else than an agent: a callback, a voicemail, a closed line."""
    answered_wait: float = 0.0
    all_wait: float = 0.0
    waited: int = 0
    """Of the answered and the abandoned: who waited at all."""
    longest: float = 0.0
    overtaken: int = 0

    def ended(self, answered: bool, gave_up: bool, waited: float, promise: float, short: float) -> None:
        """One more of those who joined has left the line."""
        self.longest = max(self.longest, waited)
        self.all_wait += waited
        self.waited += waited > 0
        if answered:
            self.answered += 1
            self.answered_wait += waited
            self.in_time += waited <= promise
        elif gave_up:
            self.abandoned += 1
            self.short += waited < short
        else:
            self.elsewhere += 1


@dataclass(kw_only=True)
class Slice:
    """Seconds in an interval: of customers in line, of agents with customers, of agents free."""

    waiting: float = 0.0
    handling: float = 0.0
    available: float = 0.0


@dataclass
class _Line:
    """Who waits in a queue, by an order of our own; contacts that are being offered are not in it."""

    keys: list[Key] = field(default_factory=list)
    contacts: dict[int, Contact] = field(default_factory=dict)


class Watch:
    """All that is counted of one run."""

    def __init__(self, site: Site, board: Switchboard) -> None:
        self._site, self._board = site, board
        self.queues: dict[str, Counts] = defaultdict(Counts)
        self.classes: dict[str, Counts] = defaultdict(Counts)
        self.intervals: dict[int, Counts] = defaultdict(Counts)
        self.slices: dict[int, Slice] = defaultdict(Slice)
        self.self_service = 0
        self.arrived = 0
        self.ended = 0
        self.decisions = 0
        self.events = 0
        self.alarms: dict[str, int] = defaultdict(int)
        self.callbacks = 0
        self.called_back = 0
        self.honesty = Honesty()
        self.begins = self.ends = 0.0
        self._lines: dict[str, _Line] = defaultdict(_Line)
        self._standing: dict[str, tuple[str, Key]] = {}
        self._callers: set[str] = set()
        """Contacts of who called; callbacks that fell due are no calls."""
        self._joined: set[str] = set()
        self._counted: set[str] = set()
        self._agents: dict[str, tuple[RoutingState, float]] = {}

    # --- after each event ---------------------------------------------------------------------------------------------------

    def saw(self, now: float, event: e.AnyEvent, outcome: Outcome) -> None:
        self.events += 1
        self.decisions += len(outcome.decisions)
        if isinstance(event, e.CallArrived):
            self.begins = self.begins or now
            self.arrived += 1
            self._callers.update(contact.id for contact in outcome.contacts if contact.leg == event.call)
        for contact in outcome.contacts:
            self._see(contact, now)
        for command in outcome.commands:
            if isinstance(command, MakeOffer):
                self._judge(command.offer.contact, command.offer.agent, now)
            elif isinstance(command, RaiseAlarm):
                self.alarms[command.kind] += 1
            elif isinstance(command, PromiseCallback):
                self.callbacks += 1
        for name in outcome.agents:
            self._see_agent(self._board.state.agents[name], now)

    def finish(self, now: float) -> None:
        """The run is over: agents' last stretches are counted, and who still waits to be called back has left the line."""
        self.ends = now
        for contact in self._board.state.contacts.values():
            if contact.chosen and contact.id in self._callers - self._counted:
                self._counted.add(contact.id)
                self._ended(contact)
        for name in self._agents:
            self._stretch(name, now)

    # --- contacts -------------------------------------------------------------------------------------------------------------

    def _see(self, contact: Contact, now: float) -> None:
        self._stand(contact)
        if contact.waiting_since is not None and contact.id not in self._joined and contact.id in self._callers:
            self._joined.add(contact.id)
            for counts in self._all(contact):
                counts.offered += 1
            self.honesty.joined(contact)
        over = contact.state in ENDED or contact.state is S.WRAP_UP
        if over and contact.id not in self._counted:
            self._counted.add(contact.id)
            self.called_back += contact.callback is not None and contact.reached
            if contact.id in self._callers:
                self._ended(contact)

    def _all(self, contact: Contact) -> tuple[Counts, Counts, Counts]:
        return (
            self.queues[contact.queue or ""],
            self.classes[_class(contact)],
            self.intervals[int((contact.waiting_since or contact.arrived_at) // WIDTH)],
        )

    def _ended(self, contact: Contact) -> None:
        self.ended += 1
        if contact.waiting_since is None:
            self.self_service += 1
            return
        until = contact.connected_at if contact.connected_at is not None else contact.ended_at
        waited = round((until if until is not None else contact.waiting_since) - contact.waiting_since, 3)
        if contact.chosen:
            for counts in self._all(contact):
                counts.elsewhere += 1
            return
        queue = self._site.queues[contact.queue or self._site.default_queue]
        answered = contact.connected_at is not None
        gave_up = contact.state in (S.ABANDONED, S.WRAP_UP)
        for counts in self._all(contact):
            counts.ended(answered, gave_up, waited, queue.service_level.seconds, queue.short_abandon_seconds)
        for number, seconds in _spread(contact.waiting_since, contact.waiting_since + waited):
            self.slices[number].waiting += seconds
        self.honesty.ended(contact)

    # --- order ------------------------------------------------------------------------------------------------------------------

    def _stand(self, contact: Contact) -> None:
        standing = self._standing.pop(contact.id, None)
        if standing is not None:
            queue, key = standing
            line = self._lines[queue]
            del line.keys[bisect_left(line.keys, key)]
            del line.contacts[contact.seq]
        if contact.state is S.QUEUED:
            key = _key(contact)
            line = self._lines[contact.queue or ""]
            insort(line.keys, key)
            line.contacts[contact.seq] = contact
            self._standing[contact.id] = (contact.queue or "", key)

    def _judge(self, name: str, agent: str, now: float) -> None:
        """Everybody still in this line who came before the contact that is now offered, and whom the agent could serve."""
        contact = self._board.state.contacts.get(name)
        if contact is None:
            return
        key, line = _key(contact), self._lines[contact.queue or ""]
        able = self._board.state.agents[agent]
        for earlier in line.keys:
            if earlier >= key:
                return
            passed = line.contacts[earlier[2]]
            if _could_serve(able, passed, now):
                for counts in self._all(passed):
                    counts.overtaken += 1

    # --- agents -----------------------------------------------------------------------------------------------------------------

    def _see_agent(self, agent: Agent, now: float) -> None:
        if agent.outside:
            return
        before = self._agents.get(agent.id)
        if before is None or before[0] is not agent.state:
            self._stretch(agent.id, now)
            self._agents[agent.id] = (agent.state, now)

    def _stretch(self, name: str, now: float) -> None:
        state, since = self._agents.get(name, (RoutingState.OFFLINE, now))
        if state in HANDLING:
            for number, seconds in _spread(since, now):
                self.slices[number].handling += seconds
        elif state in AVAILABLE:
            for number, seconds in _spread(since, now):
                self.slices[number].available += seconds


def _key(contact: Contact) -> Key:
    ahead = sum(start.seconds for start in contact.head_starts)
    return not contact.emergency, round((contact.queued_at or 0.0) - ahead, 6), contact.seq


def _could_serve(agent: Agent, contact: Contact, now: float) -> bool:
    if contact.spurned.get(agent.id, 0.0) > now or not _is_asked(agent, contact, now):
        return False
    if contact.held_until is not None and contact.held_until > now and contact.preferred != agent.id:
        return False
    return contact.anyone or all(agent.skills.get(need.skill, 0) >= need.level for need in contact.needs)


def _is_asked(agent: Agent, contact: Contact, now: float) -> bool:
    """Whether the agent's team serves this queue, and after this wait already."""
    if agent.serves is None or contact.emergency or contact.anyone:
        return True
    serving = agent.serves.get(contact.queue or "")
    return serving is not None and now - (contact.waiting_since or now) >= serving.delay


def _class(contact: Contact) -> str:
    if contact.emergency:
        return "emergency"
    if contact.known.customer_class is not None:
        return contact.known.customer_class.value
    return f"priority {contact.declared}" if contact.declared else "ordinary"


def _spread(begins: float, ends: float) -> Iterator[tuple[int, float]]:
    """The seconds of a stretch of time by interval."""
    while begins < ends:
        number = int(begins // WIDTH)
        until = min(ends, (number + 1) * WIDTH)
        yield number, until - begins
        begins = until
