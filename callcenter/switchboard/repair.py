"""What to do when something that must always hold does not: mend what can be mended, and never in silence.

A defect, or a state restored from a snapshot of an older version, may leave a contact without a timer or an agent with a
contact that is gone. Each repair brings the state back to what `invariants` demands by the ordinary steps: back in line,
freed, timed. The indexes are built again before (`Switchboard._dispatch`). Each repair stands in the contact's timeline,
and the alarm names what was found.
"""

from callcenter.model.agent import CAPACITY, Agent
from callcenter.model.changed import changed
from callcenter.model.contact import ENDED, LIVE_WITH_AGENT, WAITING, Contact, ContactState, Offer, OfferState
from callcenter.model.events import RepairAsked
from callcenter.switchboard import deadlines, gathering, holds, interrupts, joining, offers, steps, talking, waiting
from callcenter.switchboard.handover import to_human
from callcenter.switchboard.recordings import is_talk
from callcenter.switchboard.work import Work, moment, spoken, undialled

S = ContactState
NAMED = 3
"""Findings the alarm quotes; the journal's event has them all."""


def mend(w: Work, event: RepairAsked) -> None:
    """Contacts that cannot be, then offers, agents and contacts, each against the others as they are by then."""
    for _, contact in sorted(w.state.contacts.items()):
        if contact.state in ENDED:
            _forget(w, contact)
    for leg in sorted(leg for leg, name in w.state.legs.items() if name not in w.state.contacts):
        w.drop(w.state.legs, leg)
    for timer in sorted(name for name in w.state.timers if _rings_for_nothing(w, name)):
        w.no_wake(timer)
    for _, offer in sorted(w.state.offers.items()):
        if offer.state is OfferState.OPEN:
            _offer(w, offer)
    for name in sorted(w.state.agents):
        _agent(w, w.state.agents[name])
    for name in sorted(w.state.contacts):
        _contact(w, w.state.contacts[name])
    for name in sorted(w.state.agents):
        _capacity(w, w.state.agents[name])
    w.fresh_agents.update((name, None) for name in w.crowd.filed)
    w.fresh_contacts.update((name, None) for name in w.climbing)
    told = " ".join(f"{one}." for one in event.found[:NAMED])
    more = len(event.found) - NAMED
    w.alarm("repaired", str(w.seq), f"{told} {more} more." if more > 0 else told or "Asked for by hand.")


def _forget(w: Work, contact: Contact) -> None:
    """It has ended: nothing of it may stay."""
    talking.forget_leg(w, contact)
    for timer in sorted(name for name in w.state.timers if name.split(":")[1:2] == [contact.id]):
        w.no_wake(timer)
    w.finished[contact.id] = contact
    w.contacts[contact.id] = None
    w.lines.strike(contact.id)
    w.drop(w.state.contacts, contact.id)
    w.forget_offers(contact.id)


def _offer(w: Work, offer: Offer) -> None:
    contact, agent = w.state.contacts.get(offer.contact), w.state.agents.get(offer.agent)
    fits = contact is not None and contact.state is S.OFFERED and contact.offer == offer.id
    if agent is None or not fits or agent.offers != (offer.id,):
        if agent is not None:
            offers.withdraw(w, offer, OfferState.TAKEN)
        else:
            w.keep_offer(changed(offer, state=OfferState.TAKEN))
            w.no_wake(f"offer:{offer.id}")
        if contact is not None and contact.offer == offer.id and contact.state is S.OFFERED:
            _told(w, waiting.back_in_line(w, contact, "repaired"), "its offer was known to nobody")
    elif f"offer:{offer.id}" not in w.state.timers:
        w.wake(f"offer:{offer.id}", max(w.now, offer.expires_at))


def _agent(w: Work, agent: Agent) -> None:
    """Frees the agent of contacts that are not theirs and of offers that are not open."""
    held = {name: units for name, units in agent.assignments.items() if _is_with(w, name, agent.id)}
    open_ = tuple(
        name for name in agent.offers if name in w.state.offers and _is_open_at(w.state.offers[name], agent.id)
    )
    parked = {name: one for name, one in agent.parked.items() if name in held and one.by in held and one.by != name}
    wrapping = {
        name: until
        for name, until in agent.wrapping.items()
        if name in held and name not in parked and w.state.contacts[name].state is S.WRAP_UP
    }
    if (held, open_, parked, wrapping) != (agent.assignments, agent.offers, agent.parked, agent.wrapping):
        idle = {"idle_since": w.now} if agent.assignments and not held else {}
        agent = w.keep_agent(agent, assignments=held, offers=open_, parked=parked, wrapping=wrapping, **idle)
        if not held and agent.next_presence:
            presence, reason = agent.next_presence
            w.keep_agent(agent, presence=presence, reason=reason, next_presence=None)
    for name, until in wrapping.items():
        if f"wrap_up:{name}" not in w.state.timers:
            w.wake(f"wrap_up:{name}", max(w.now, until))


def _capacity(w: Work, agent: Agent) -> None:
    """Who holds too much: everything makes way for the emergency they serve, else written contacts wait again."""
    contacts = w.state.contacts
    serves = [
        contacts[name] for name in agent.live if contacts[name].emergency and contacts[name].state is not S.WRAP_UP
    ]
    if agent.used > CAPACITY and serves:
        agent = interrupts.park(w, agent, serves[0])
    for name in reversed(agent.live):
        contact, agent = contacts[name], w.state.agents[agent.id]
        if agent.used > CAPACITY and contact.state in LIVE_WITH_AGENT and not spoken(contact):
            joining.release(w, contact, agent)
            _told(w, waiting.back_in_line(w, contact, "repaired"), "its agent had too much")


def _rings_for_nothing(w: Work, timer: str) -> bool:
    kind, _, subject = timer.partition(":")
    return (kind == "offer" and subject not in w.state.offers) or (kind == "grace" and subject not in w.state.agents)


def _is_with(w: Work, name: str, agent: str) -> bool:
    contact = w.state.contacts.get(name)
    return contact is not None and contact.agent == agent and contact.state in {*LIVE_WITH_AGENT, S.WRAP_UP}


def _is_open_at(offer: Offer, agent: str) -> bool:
    return offer.state is OfferState.OPEN and offer.agent == agent


def _contact(w: Work, contact: Contact) -> None:
    if contact.state is S.OFFERED and offers.open_offer(w, contact) is None:
        _told(w, waiting.back_in_line(w, contact, "repaired"), "was offered to nobody")
    elif contact.state in LIVE_WITH_AGENT or contact.state is S.WRAP_UP:
        _with_agent(w, contact)
    elif contact.state in (S.SELF_SERVICE, S.ARRIVED) and contact.emergency:
        _told(w, to_human(w, contact, None, "repaired"), "was an emergency in a machine")
    elif contact.state is S.SELF_SERVICE and contact.farewell is None and not _awaits(w, contact):
        _told(w, to_human(w, contact, None, "repaired"), "was in a flow that went nowhere")
    if contact.id in w.state.contacts:
        _deadlines(w, w.state.contacts[contact.id])
        _secure(w, w.state.contacts[contact.id])


def _awaits(w: Work, contact: Contact) -> bool:
    """An answer of the customer, or of a source."""
    here = contact.dialogue
    known = here is not None and here.flow in w.site_of(contact).flows
    return here is not None and known and (here.asked_at is not None) != bool(here.fetching)


def _with_agent(w: Work, contact: Contact) -> None:
    """Its agent holds it, or it goes back to who waits; a wrap-up nobody knows of is over."""
    agent = w.state.agents.get(contact.agent or "")
    if agent is not None and contact.id not in agent.assignments:
        units = 0 if agent.outside else w.cost(contact)
        if agent.used + units <= CAPACITY:
            agent = w.keep_agent(agent, assignments={**agent.assignments, contact.id: units})
            _told(w, contact, "its agent did not know of it")
        else:
            agent = None
    if agent is None and contact.state is S.WRAP_UP:
        talking.finish(w, contact, S.COMPLETED, contact.end_reason)
    elif agent is None:
        w.no_wake(f"connect:{contact.id}")
        _told(w, waiting.back_in_line(w, contact, "repaired"), "was with nobody")
    elif contact.state is S.WRAP_UP and contact.id not in {*agent.wrapping, *agent.parked}:
        talking.begin_wrap_up(w, contact, agent)


def _deadlines(w: Work, contact: Contact) -> None:
    """Everything that lasts has a timer that ends it."""
    patience = w.site_of(contact).patience
    if contact.state in WAITING:
        if contact.dialogue is not None:
            contact = w.keep(gathering.left(contact))
        watched = contact.id in w.watched.get(contact.queue or "", {})
        if lost := [*deadlines.missing(contact, w.site_of(contact), w.state.timers, w.now, watched=watched)]:
            if watched:
                w.wake(f"watch:{contact.queue}", w.now + steps.EVERY)
            if lost != [f"watch:{contact.queue}"]:
                waiting.arm(w, holds.end(w, contact))
            _told(w, contact, "would have waited for ever")
    needed = {
        "lease": (contact.state is not S.WRAP_UP and contact.parent is None, patience.longest_contact),
        "connect": (contact.state is S.CONNECTING, patience.connect),
        "transfer": (contact.state is S.TRANSFERRING, patience.connect),
        "proposal": (bool(contact.proposal), patience.connect),
        "gather": (_asked(contact), patience.connect),
        "lookup": (bool(contact.dialogue and contact.dialogue.fetching), patience.connect),
        "farewell": (contact.farewell is not None, patience.connect),
        "voicemail": (contact.state is S.VOICEMAIL and contact.farewell is None, patience.connect),
    }
    waits_for_us = undialled(contact) and contact.state in WAITING
    for kind, (wanted, seconds) in needed.items():
        if wanted and f"{kind}:{contact.id}" not in w.state.timers and not (kind == "lease" and waits_for_us):
            w.wake(f"{kind}:{contact.id}", moment(w.now + seconds))


def _secure(w: Work, contact: Contact) -> None:
    """Secure mode ends, and so does all that belongs to a talk (`after_talk` looks at what was touched)."""
    if contact.secure_until is not None and w.state.timers.get(f"secure:{contact.id}") != contact.secure_until:
        until = moment(min(contact.secure_until, w.now + w.site_of(contact).patience.secure))
        contact = w.keep(contact, secure_until=until)
        w.wake(f"secure:{contact.id}", until)
    if (contact.recording or contact.muted) and not is_talk(contact):
        w.keep(contact)


def _told(w: Work, contact: Contact, what: str) -> None:
    w.tell(contact, "repaired", found=what)


def _asked(contact: Contact) -> bool:
    """A flow's question is open on a call."""
    here = contact.dialogue
    in_flow = contact.state is S.SELF_SERVICE and contact.farewell is None and spoken(contact)
    return in_flow and here is not None and here.asked_at is not None
