"""Agents and supervisors: who is there, who may be offered something, and what a supervisor may force."""

from dataclasses import replace

from callcenter.model.agent import Agent, Presence, Reachability
from callcenter.model.commands import AcknowledgeAlarm
from callcenter.model.contact import ContactState, OfferState
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
from callcenter.switchboard import offers, talking, waiting
from callcenter.switchboard.work import Work


def rostered(w: Work, event: AgentRostered) -> None:
    agent = w.state.agents.get(event.agent) or Agent(id=event.agent, since=w.now, idle_since=w.now)
    w.keep_agent(
        agent,
        name=event.name,
        skills=dict(sorted(event.skills.items())),
        languages=event.languages,
        endpoint=event.endpoint,
    )


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
        w.keep_agent(agent, reachability=Reachability.GRACE)
        w.wake(f"grace:{agent.id}", w.now + w.site.patience.grace)


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
        w.keep_agent(agent, next_presence=(event.presence, event.reason))
        w.accept(event, next_presence=event.presence.value)
        return
    set_presence(w, agent, event.presence, event.reason)
    w.accept(event, presence=event.presence.value)


def set_presence(w: Work, agent: Agent, presence: Presence, reason: str) -> None:
    if presence is not Presence.AVAILABLE:
        for name in agent.offers:
            offer = w.state.offers[name]
            offers.withdraw(w, offer, OfferState.DECLINED)
            waiting.back_in_line(w, w.state.contacts[offer.contact], f"{agent.id} went {presence.value}")
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


def force_presence(w: Work, event: PresenceForced) -> None:
    agent = w.state.agents.get(event.whom)
    if agent is None:
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
    if event.to not in w.crowd.filed:
        w.refuse(event, "agent_not_available", f"{event.to} cannot be offered anything now.")
        return
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.TAKEN)
        contact = w.keep(w.state.contacts[contact.id], state=ContactState.QUEUED, offer=None)
    w.tell(contact, "assigned", by=event.agent, to=event.to)
    offers.offer_to(w, w.state.contacts[contact.id], event.to)
    w.accept(event)


def requeue(w: Work, event: ContactRequeued) -> None:
    contact = w.state.contacts.get(event.contact)
    if contact is None or contact.state not in (ContactState.QUEUED, ContactState.OFFERED, ContactState.SELF_SERVICE):
        w.refuse(event, "conflict", "Only a contact that waits or is in self-service can be moved to a queue.")
        return
    if event.queue not in w.site_of(contact).queues:
        w.refuse(event, "unknown", f"There is no queue {event.queue!r}.")
        return
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.TAKEN)
        contact = w.keep(w.state.contacts[contact.id], state=ContactState.QUEUED, offer=None)
    waiting.forget(w, contact)
    contact = waiting.enter(w, contact, event.queue, f"moved by {event.agent}")
    if event.head_start and contact.rank:
        band, at, seq = contact.rank
        w.keep(w.state.contacts[contact.id], rank=(band, round(at - event.head_start, 6), seq))
    w.accept(event)


def acknowledge(w: Work, event: AlarmAcknowledged) -> None:
    alarm = w.state.alarms.get(event.alarm)
    if alarm is None:
        w.refuse(event, "unknown", "This alarm has ended already.")
        return
    w.put(w.state.alarms, alarm.id, replace(alarm, acknowledged_by=event.agent))
    w.do(AcknowledgeAlarm(alarm=alarm.id, by=event.agent))
    w.accept(event)
