"""Agents and supervisors: who is there, who may be offered something, and what a supervisor may force."""

from collections.abc import Mapping

from callcenter.model.agent import Agent, Presence, Reachability
from callcenter.model.changed import changed
from callcenter.model.commands import AcknowledgeAlarm
from callcenter.model.contact import Contact, ContactState, HeadStart, OfferState
from callcenter.model.events import (
    AgentConnected,
    AgentDisconnected,
    AgentRostered,
    AlarmAcknowledged,
    ContactAssigned,
    ContactRequeued,
    PresenceChosen,
    PresenceForced,
)
from callcenter.model.site import Serving
from callcenter.routing.rank import SUPERVISOR
from callcenter.switchboard import farewell, offers, talking, waiting
from callcenter.switchboard.work import Work

STANDING = frozenset(
    {"emergency_waiting", "help_asked", "connect_unconfirmed", "gateway_silent", "source_down", "service_level"}
)
"""Alarms that end when their cause has gone; all others tell of something that has happened and end when acknowledged."""


def rostered(w: Work, event: AgentRostered) -> None:
    agent = w.state.agents.get(event.agent) or Agent(id=event.agent, since=w.now, idle_since=w.now)
    w.keep_agent(
        agent,
        name=event.name,
        skills=dict(sorted(event.skills.items())),
        languages=event.languages,
        endpoint=event.endpoint,
        team=event.team,
        serves=_serves(w, event.team),
        role=event.role,
    )


def _serves(w: Work, team: str) -> Mapping[str, Serving] | None:
    """A team the site does not know serves every queue: better than none."""
    known = w.site.teams.get(team) if w.state.site else None
    return known.queues if known else None


def serve_anew(w: Work) -> None:
    """The site has changed, and with it perhaps what a team serves."""
    for agent in tuple(w.state.agents.values()):
        if (serves := _serves(w, agent.team)) != agent.serves:
            w.keep_agent(agent, serves=serves)


def connected(w: Work, event: AgentConnected) -> None:
    agent = w.state.agents.get(event.agent) or Agent(id=event.agent, name=event.agent, since=w.now, idle_since=w.now)
    w.no_wake(f"grace:{agent.id}")
    changes: dict[str, object] = {"reachability": Reachability.CONNECTED}
    if agent.reachability is Reachability.LOST:
        changes["idle_since"] = w.now
    w.keep_agent(agent, **changes)


def disconnected(w: Work, event: AgentDisconnected) -> None:
    agent = w.state.agents.get(event.agent)
    if agent and agent.reachability is Reachability.CONNECTED:
        agent = w.keep_agent(agent, reachability=Reachability.GRACE)
        w.wake(f"grace:{agent.id}", w.now + w.site.patience.grace)
        offers.emergencies_leave(w, agent)


def lost(w: Work, agent: Agent) -> None:
    """The grace is over: offers and written contacts go back; the chosen presence stays as the human left it."""
    if agent.reachability is not Reachability.GRACE:
        return
    agent = w.keep_agent(agent, reachability=Reachability.LOST)
    offers.agent_gone(w, agent)
    talking.agent_lost(w, w.state.agents[agent.id])


def server_started(w: Work) -> None:
    """Every socket of the old process is gone: agents get the grace to come back before anything is taken from them."""
    for name in sorted(w.state.agents):
        disconnected(w, AgentDisconnected(agent=name))


# --- presence -------------------------------------------------------------------------------------------------------------


def choose_presence(w: Work, event: PresenceChosen) -> None:
    agent = w.state.agents.get(event.agent)
    if agent is None:
        w.refuse(event, "unknown", "You are not on the roster of agents.")
        return
    if agent.assignments and event.presence is not Presence.AVAILABLE:
        _give_back_offers(w, agent, event.presence)
        w.keep_agent(w.state.agents[agent.id], next_presence=(event.presence, event.reason))
        w.accept(event, next_presence=event.presence.value)
        return
    set_presence(w, agent, event.presence, event.reason)
    w.accept(event, presence=event.presence.value)


def set_presence(w: Work, agent: Agent, presence: Presence, reason: str) -> None:
    if presence is not Presence.AVAILABLE:
        _give_back_offers(w, agent, presence)
    agent = w.state.agents[agent.id]
    back = presence is Presence.AVAILABLE and (agent.presence is not presence or agent.not_responding)
    w.keep_agent(
        agent,
        presence=presence,
        reason=reason,
        next_presence=None,
        not_responding=False if presence is Presence.AVAILABLE else agent.not_responding,
        idle_since=w.now if back else agent.idle_since,
    )


def _give_back_offers(w: Work, agent: Agent, presence: Presence) -> None:
    for name in agent.offers:
        offer = w.state.offers[name]
        offers.withdraw(w, offer, OfferState.DECLINED)
        contact = w.state.contacts[offer.contact]
        cool = contact.spurned if offer.rung is None else waiting.spurned(w, contact, agent.id, offers.LET_RING)
        waiting.back_in_line(w, contact, f"{agent.id} went {presence.value}", spurned=cool)


def force_presence(w: Work, event: PresenceForced) -> None:
    agent = w.state.agents.get(event.whom)
    if agent is None or agent.outside:
        w.refuse(event, "unknown", f"There is no agent {event.whom!r}.")
        return
    set_presence(w, agent, event.presence, f"{event.reason} ({event.agent})")
    w.accept(event, agent=agent.id, presence=event.presence.value)


# --- supervisors' verbs -----------------------------------------------------------------------------------------------------


def assign(w: Work, event: ContactAssigned) -> None:
    """A waiting contact to one agent; an offer that is already open elsewhere is taken back."""
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.state not in (ContactState.QUEUED, ContactState.OFFERED):
        w.refuse(event, "conflict", "Only a waiting contact can be assigned.")
        return
    if event.to == contact.asked_by:
        w.refuse(event, "agent_not_available", f"{event.to} asks for advice here.")
        return
    if why_not := offers.why_not_by_hand(w, contact, event.to):
        w.refuse(event, "agent_not_available", why_not)
        return
    contact = _take_back(w, contact)
    w.tell(contact, "assigned", by=event.agent, to=event.to)
    offers.offer_to(w, contact, event.to)
    w.accept(event)


def requeue(w: Work, event: ContactRequeued) -> None:
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.state not in (ContactState.QUEUED, ContactState.OFFERED, ContactState.SELF_SERVICE):
        w.refuse(event, "conflict", "Only a contact that waits or is in self-service can be moved to a queue.")
        return
    if contact.parent is not None:
        w.refuse(event, "conflict", f"It is a consultation; {contact.asked_by} decides whom to ask.")
        return
    if event.queue not in w.site_of(contact).queues:
        w.refuse(event, "unknown", f"There is no queue {event.queue!r}.")
        return
    contact = _take_back(w, contact)
    if contact.farewell is not None:
        contact = farewell.stay(w, contact)
    waiting.forget(w, contact)
    contact = waiting.enter(w, contact, event.queue, f"moved by {event.agent}")
    if event.head_start:
        waiting.head_start(w, contact, HeadStart(reason=SUPERVISOR, seconds=event.head_start))
    w.accept(event)


def _take_back(w: Work, contact: Contact) -> Contact:
    """An offer that is already open elsewhere is withdrawn."""
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.TAKEN)
        return w.keep(w.state.contacts[contact.id], state=ContactState.QUEUED, offer=None)
    return contact


def acknowledge(w: Work, event: AlarmAcknowledged) -> None:
    alarm = w.state.alarms.get(event.alarm)
    if alarm is None:
        w.refuse(event, "unknown", "This alarm has ended already.")
        return
    w.put(w.state.alarms, alarm.id, changed(alarm, acknowledged_by=event.agent))
    w.do(AcknowledgeAlarm(alarm=alarm.id, by=event.agent))
    if alarm.kind not in STANDING:
        w.quieten(alarm.id)
    w.accept(event)
