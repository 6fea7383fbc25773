"""One event's workbench: the state to change, the commands so far, and a way back if something raises.

Every write goes through `put` and `drop`, which remember the old value. When a handler raises, `undo` restores the state
to what it was; the derived indexes are then built again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.model.agent import Agent
from callcenter.model.changed import changed
from callcenter.model.commands import (
    AnyCommand,
    Chronicle,
    ClearAlarm,
    Decision,
    RaiseAlarm,
    Reply,
    ShowAgent,
    ShowContact,
)
from callcenter.model.contact import CONTACT, ENDED, Channel, Contact, ContactState, Offer, OfferState
from callcenter.model.events import Asked
from callcenter.model.site import Queue, Site
from callcenter.routing.crowd import Crowd
from callcenter.routing.lines import Lines
from callcenter.switchboard.state import Alarm, State, leg_key

_MISSING: Any = object()
PAST = 60.0
"""Seconds for which an offer is remembered whose customer hung up while it rang."""


@dataclass
class Work:
    state: State
    sites: Mapping[str, Site]
    lines: Lines
    crowd: Crowd
    made: dict[str, list[str]]
    """Contact to all its offers in the state."""
    watched: dict[str, dict[str, None]]
    """Queue to the contacts with steps whose time has come and whose conditions have not."""
    climbing: dict[str, None]
    """Emergencies in line with open rungs."""
    seq: int
    now: float
    commands: list[AnyCommand] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    contacts: dict[str, None] = field(default_factory=dict)
    agents: dict[str, None] = field(default_factory=dict)
    queues: dict[str, None] = field(default_factory=dict)
    fresh_contacts: dict[str, None] = field(default_factory=dict)
    """Waiting contacts for which an agent should be looked for."""
    fresh_agents: dict[str, None] = field(default_factory=dict)
    """Agents for whom a contact should be looked for."""
    finished: dict[str, Contact] = field(default_factory=dict)
    """Contacts that ended in this event: they leave the state but not the read model."""
    undos: list[tuple[dict[str, Any], str, Any]] = field(default_factory=list)
    shown: dict[tuple[str, str], ShowContact | ShowAgent] = field(default_factory=dict)
    """Screens follow the state after the event: the last of several wishes about the same is enough."""
    offers_made: int = 0

    # --- the state -------------------------------------------------------------------------------------------------

    def put(self, book: dict[str, Any], key: str, value: object) -> None:
        self.undos.append((book, key, book.get(key, _MISSING)))
        book[key] = value

    def drop(self, book: dict[str, Any], key: str) -> None:
        if key in book:
            self.undos.append((book, key, book[key]))
            del book[key]

    def undo(self) -> None:
        for book, key, old in reversed(self.undos):
            if old is _MISSING:
                book.pop(key, None)
            else:
                book[key] = old
        self.undos.clear()

    @property
    def site(self) -> Site:
        """The version new contacts start with."""
        return self.sites[self.state.site]

    def site_of(self, contact: Contact) -> Site:
        return self.sites[contact.site]

    def queue_of(self, contact: Contact) -> Queue:
        site = self.site_of(contact)
        return site.queues[contact.queue or site.default_queue]

    def cost(self, contact: Contact) -> int:
        return self.site_of(contact).channels[contact.channel].cost

    # --- contacts and agents ---------------------------------------------------------------------------------------

    def find(self, key: str) -> Contact | None:
        """The live contact of this leg. Who finds it has heard of it: its lease begins anew when it is kept."""
        found = self.state.contacts.get(self.state.legs.get(key, ""))
        return changed(found, touched_at=self.now) if found else None

    def keep(self, contact: Contact, **changes: Any) -> Contact:
        """Writes the contact with these changes; a new state must be one the table allows."""
        before = self.state.contacts.get(contact.id)
        wanted = changes.get("state")
        if wanted is not None and wanted is not contact.state:
            changes["state"] = CONTACT.step(contact.state, wanted)
            changes["since"] = self.now
        after = changed(contact, **changes) if changes else contact
        self.put(self.state.contacts, after.id, after)
        self.contacts[after.id] = None
        if after.queue:
            self.queues[after.queue] = None
        if after.state is ContactState.QUEUED:
            if before is None or not _stands_alike(before, after):
                self.lines.file(after, self.cost(after))
        elif before is not None and before.state is ContactState.QUEUED:
            self.lines.strike(after.id)
        if climbs(after):
            self.climbing[after.id] = None
        elif self.climbing:
            self.climbing.pop(after.id, None)
        if after.agent:
            self.show(ShowContact(agent=after.agent, contact=after.id, closed=after.state in ENDED))
        return after

    def keep_agent(self, agent: Agent, **changes: Any) -> Agent:
        """Writes the agent; `since` follows the derived state, idle time starts when capacity frees."""
        before = self.state.agents.get(agent.id)
        after = changed(agent, **changes) if changes else agent
        if before is None or before.state is not after.state:
            after = changed(after, since=self.now)
        self.put(self.state.agents, after.id, after)
        self.agents[after.id] = None
        if self.crowd.file(after):
            self.fresh_agents[after.id] = None
        else:
            self.fresh_agents.pop(after.id, None)
        self.show(ShowAgent(agent=after.id))
        return after

    @staticmethod
    def leg_of(contact: Contact) -> str:
        return leg_key(contact.gateway, contact.leg, written=not spoken(contact))

    def keep_offer(self, offer: Offer) -> Offer:
        if offer.id not in self.state.offers:
            self.made.setdefault(offer.contact, []).append(offer.id)
        self.put(self.state.offers, offer.id, offer)
        return offer

    def forget_offers(self, contact: str) -> None:
        """The contact has ended. Offers whose customer has just gone stay, for the agent whose click crosses that news."""
        for name in self.made.pop(contact, ()):
            if self.state.offers[name].state is OfferState.CUSTOMER_GONE:
                self.wake(f"past:{name}", self.now + PAST)
            else:
                self.drop(self.state.offers, name)

    # --- what comes out --------------------------------------------------------------------------------------------

    def do(self, *commands: AnyCommand) -> None:
        self.commands.extend(commands)

    def show(self, command: ShowContact | ShowAgent) -> None:
        subject = (command.agent, command.contact if isinstance(command, ShowContact) else "")
        self.shown.pop(subject, None)
        self.shown[subject] = command

    def tell(self, contact: Contact, what: str, **detail: object) -> None:
        """A line of the contact's timeline. What happens to a consultation belongs to its customer's history."""
        if contact.parent is not None:
            kind = "part" if contact.part else "consultation"
            what, detail = f"{kind}_{what}", {**detail, kind: contact.id}
        self.do(Chronicle(contact=contact.parent or contact.id, what=what, detail=detail))

    def next_command(self) -> str:
        """The id under which a gateway will know the next command of this event."""
        return f"{self.seq}.{len(self.commands)}"

    def alarm(self, kind: str, subject: str, detail: str, **links: str | None) -> None:
        """Raised once; while it stands, the same alarm is not raised again."""
        name = f"{kind}:{subject}"
        if name not in self.state.alarms:
            self.put(self.state.alarms, name, Alarm(id=name, kind=kind, detail=detail, since=self.now, **links))
            self.do(RaiseAlarm(alarm=name, kind=kind, detail=detail, **links))

    def quieten(self, name: str) -> None:
        """The reason for the alarm has gone."""
        if name in self.state.alarms:
            self.drop(self.state.alarms, name)
            self.do(ClearAlarm(alarm=name))

    def accept(self, event: Asked, **result: object) -> None:
        """Answers the click: done."""
        if event.request:
            self.do(Reply(request=event.request, ok=True, result=result))

    def refuse(self, event: Asked, code: str, detail: str, **result: object) -> None:
        """Answers the click: not done, and why."""
        if event.request:
            self.do(Reply(request=event.request, ok=False, code=code, detail=detail, result=result))

    # --- time ------------------------------------------------------------------------------------------------------

    def wake(self, timer: str, due: float) -> None:
        self.put(self.state.timers, timer, moment(due))

    def no_wake(self, timer: str) -> None:
        self.drop(self.state.timers, timer)


def moment(at: float) -> float:
    """A deadline as it is remembered. Whoever compares with one later must have rounded it the same way, or a timer
    that fires exactly then finds that the time has not come."""
    return round(at, 6)


def _stands_alike(before: Contact, after: Contact) -> bool:
    return (
        before.state is ContactState.QUEUED
        and before.rank == after.rank
        and before.needs == after.needs
        and before.anyone == after.anyone
        and before.relief == after.relief
        and before.queue == after.queue
        and before.language == after.language
        and before.aged == after.aged
        and before.held_until == after.held_until
    )


def climbs(contact: Contact) -> bool:
    """An emergency in line with open rungs: looked after by `rungs`."""
    return contact.rung > 0 and contact.state is ContactState.QUEUED


def undialled(contact: Contact) -> bool:
    """A callback that waits for its agent: there is nobody on the line to talk to or to lose."""
    return contact.callback is not None and not contact.reached


def deaf(contact: Contact) -> bool:
    """Nobody listens on its line: a callback nobody has dialled yet, or a consultation, whose line is its customer's."""
    return contact.parent is not None or undialled(contact)


def spoken(contact: Contact) -> bool:
    return contact.channel is Channel.VOICE
