"""Bringing customer and agent together: the accept, the agent's phone, the moment they speak; and letting go again."""

from callcenter.model.agent import Agent, Presence
from callcenter.model.changed import changed
from callcenter.model.commands import Connect, HangUp, Hold, Originate, ShowContact
from callcenter.model.contact import LIVE_WITH_AGENT, Contact, ContactState, Offer, OfferState
from callcenter.model.events import OfferAccepted
from callcenter.switchboard import figures, interrupts, offers, recordings, ringing, waiting
from callcenter.switchboard.work import Work, spoken, undialled


def accept(w: Work, event: OfferAccepted) -> None:
    offer = w.state.offers.get(event.offer)
    if offer is None or offer.agent != event.agent:
        w.refuse(
            event, "offer_gone", "There is no such offer for you: the contact has ended or was never offered to you."
        )
        return
    if offer.state is not OfferState.OPEN:
        if ringing.was_picked_up(w, offer):
            w.accept(event, contact=offer.contact)
            return
        w.refuse(event, "offer_gone", offers.GONE[offer.state], became=offer.state.value)
        return
    contact = _taken(w, offer)
    if not spoken(contact):
        connected(w, contact)
    elif not offer.rings:
        _join(w, contact, w.state.agents[offer.agent])
    w.accept(event, contact=contact.id)


def picked_up(w: Work, contact: Contact, name: str) -> bool:
    """A telephone that rings with the offer accepts it. False: nobody had this contact offered like that."""
    offer = ringing.offered(w, contact, name)
    if offer is None:
        return ringing.too_late(w, contact, name)
    connected(w, _taken(w, offer))
    return True


def _taken(w: Work, offer: Offer) -> Contact:
    """The contact is theirs, and is brought to them."""
    offers.close(w, offer, OfferState.ACCEPTED)
    contact = w.state.contacts[offer.contact]
    agent = w.state.agents[offer.agent]
    waiting.forget(w, contact)
    agent = interrupts.make_room(w, agent, contact)
    agent = w.keep_agent(agent, assignments={**agent.assignments, contact.id: w.cost(contact)})
    contact = w.keep(
        contact,
        state=ContactState.CONNECTING if spoken(contact) else ContactState.CONNECTED,
        agent=agent.id,
        proposal=(),
        connect_seq=ringing.since(offer, w.seq),
    )
    if spoken(contact):
        w.wake(f"connect:{contact.id}", w.now + w.site_of(contact).patience.connect * (2 if undialled(contact) else 1))
    w.tell(contact, "accepted", offer=offer.id, agent=agent.id)
    return contact


def _join(w: Work, contact: Contact, agent: Agent) -> None:
    if contact.parent is not None:
        return  # who was asked for advice joins another's call: consulting.py has them dialled
    if undialled(contact):
        # Waiting for an agent it had no line and no lease: nobody has been dialled before this moment.
        w.wake(f"lease:{contact.id}", w.now + w.site_of(contact).patience.longest_contact)
        w.do(
            Originate(
                gateway=contact.gateway,
                leg=contact.leg,
                to=contact.caller,
                origin=w.site_of(contact).main_number,
                callback=contact.callback or "",
            )
        )
    w.do(Connect(gateway=contact.gateway, leg=contact.leg, agent=agent.id, endpoint=agent.endpoint))


def connected(w: Work, contact: Contact) -> None:
    w.no_wake(f"connect:{contact.id}")
    contact = w.keep(contact, state=ContactState.CONNECTED, connected_at=w.now, reached=contact.callback is not None)
    figures.count_answered(w, contact)
    w.tell(contact, "connected", agent=contact.agent, waited=figures.waited_seconds(contact, w.now))
    recordings.begin(w, contact)


def phone_failed(w: Work, contact: Contact, reason: str) -> None:
    """The agent's phone did not take the call, or dropped out of it: the customer goes on waiting at the old place."""
    if contact.state not in LIVE_WITH_AGENT or contact.agent is None:
        return
    figures.count_handled(w, contact)
    agent = w.state.agents[contact.agent]
    available = agent.presence is Presence.AVAILABLE  # who is not was asked by the ladder, out of turn
    release(w, contact, agent, not_responding=available)
    cool = contact.spurned if available else waiting.spurned(w, contact, agent.id, offers.LET_RING)
    waiting.back_in_line(w, contact, f"agent's phone: {reason}", spurned=cool)
    if undialled(contact):
        w.no_wake(f"lease:{contact.id}")
        w.do(HangUp(gateway=contact.gateway, leg=contact.leg, reason="no_agent"))
    elif contact.parent is None:
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))


def release(w: Work, contact: Contact, agent: Agent, *, not_responding: bool = False) -> None:
    """The agent has nothing to do with the contact any longer."""
    w.no_wake(f"connect:{contact.id}")
    w.quieten(f"help_asked:{contact.id}")
    w.quieten(f"connect_unconfirmed:{contact.id}")
    assignments = {c: units for c, units in agent.assignments.items() if c != contact.id}
    wrapping = {c: until for c, until in agent.wrapping.items() if c != contact.id}
    changes: dict[str, object] = {"assignments": assignments, "wrapping": wrapping}
    if agent.parked:
        parked = {c: one for c, one in agent.parked.items() if c != contact.id}
        agent = interrupts.over(w, changed(agent, **changes, parked=parked), contact.id)
        changes = {}
    if not assignments:
        changes["idle_since"] = w.now
        if agent.next_presence:
            changes["presence"], changes["reason"] = agent.next_presence
            changes["next_presence"] = None
    if not_responding:
        changes["not_responding"] = True
    w.keep_agent(agent, **changes)
    w.show(ShowContact(agent=agent.id, contact=contact.id, closed=True))
