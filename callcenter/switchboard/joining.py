"""Bringing customer and agent together: the accept, the agent's phone, the moment they speak; and letting go again."""

from callcenter.model.agent import Agent
from callcenter.model.commands import Connect, Hold, Originate, ShowContact
from callcenter.model.contact import Contact, ContactState, OfferState
from callcenter.model.events import OfferAccepted
from callcenter.switchboard import figures, offers, waiting
from callcenter.switchboard.work import Work, spoken


def accept(w: Work, event: OfferAccepted) -> None:
    offer = w.state.offers.get(event.offer)
    if offer is None or offer.agent != event.agent:
        w.refuse(
            event, "offer_gone", "There is no such offer for you: the contact has ended or was never offered to you."
        )
        return
    if offer.state is not OfferState.OPEN:
        w.refuse(event, "offer_gone", offers.GONE[offer.state], became=offer.state.value)
        return
    offers.close(w, offer, OfferState.ACCEPTED)
    contact = w.state.contacts[offer.contact]
    agent = w.state.agents[offer.agent]
    waiting.forget(w, contact)
    agent = w.keep_agent(agent, assignments={**agent.assignments, contact.id: w.cost(contact)})
    contact = w.keep(
        contact,
        state=ContactState.CONNECTING if spoken(contact) else ContactState.CONNECTED,
        agent=agent.id,
    )
    w.tell(contact, "accepted", offer=offer.id, agent=agent.id)
    if spoken(contact):
        _join(w, contact, agent)
    else:
        connected(w, contact)
    w.accept(event, contact=contact.id)


def _join(w: Work, contact: Contact, agent: Agent) -> None:
    w.wake(f"connect:{contact.id}", w.now + w.site_of(contact).patience.connect)
    if contact.callback:
        w.do(Originate(gateway=contact.gateway, leg=contact.leg, to=contact.caller, callback=contact.callback))
    w.do(Connect(gateway=contact.gateway, leg=contact.leg, agent=agent.id, endpoint=agent.endpoint))


def connected(w: Work, contact: Contact) -> None:
    w.no_wake(f"connect:{contact.id}")
    contact = w.keep(contact, state=ContactState.CONNECTED, connected_at=contact.connected_at or w.now)
    figures.count_answered(w, contact)
    w.tell(contact, "connected", agent=contact.agent, waited=figures.waited_seconds(contact, w.now))


def phone_failed(w: Work, contact: Contact, reason: str) -> None:
    """The agent's phone did not take the call: like an offer that expired, the customer keeps the place."""
    if contact.state is not ContactState.CONNECTING or contact.agent is None:
        return
    w.no_wake(f"connect:{contact.id}")
    agent = w.state.agents[contact.agent]
    release(w, contact, agent, not_responding=True)
    waiting.back_in_line(w, contact, f"agent's phone: {reason}")
    if not contact.callback:
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))


def connect_overdue(w: Work, contact: Contact) -> None:
    """The gateway never said whether they were joined: they may well be talking, so nothing is torn apart."""
    if contact.state is ContactState.CONNECTING and not contact.callback:
        w.tell(contact, "connect_unconfirmed")
        w.alarm(
            "connect_unconfirmed",
            contact.id,
            "The gateway has not confirmed that customer and agent were joined.",
            contact=contact.id,
            agent=contact.agent,
        )
        connected(w, contact)


def release(w: Work, contact: Contact, agent: Agent, *, not_responding: bool = False) -> None:
    """The agent has nothing to do with the contact any longer."""
    assignments = {c: units for c, units in agent.assignments.items() if c != contact.id}
    wrapping = {c: until for c, until in agent.wrapping.items() if c != contact.id}
    changes: dict[str, object] = {"assignments": assignments, "wrapping": wrapping}
    if not assignments:
        changes["idle_since"] = w.now
        if agent.next_presence:
            changes["presence"], changes["reason"] = agent.next_presence
            changes["next_presence"] = None
    if not_responding:
        changes["not_responding"] = True
    w.keep_agent(agent, **changes)
    w.do(ShowContact(agent=agent.id, contact=contact.id, closed=True))
