"""A contact that moves on: to a queue, to a colleague, to a number outside. Place and history go with it."""

from callcenter.model.changed import changed
from callcenter.model.commands import Hold, ReleaseAgent, Transfer
from callcenter.model.contact import LIVE_WITH_AGENT, Contact, ContactState
from callcenter.model.events import TransferAsked
from callcenter.routing.crowd import at_work, unable
from callcenter.routing.lines import Demand
from callcenter.switchboard import consulting, figures, holds, offers, parts, waiting
from callcenter.switchboard.handover import to_human
from callcenter.switchboard.joining import release
from callcenter.switchboard.talking import finish, own
from callcenter.switchboard.work import Work, spoken


def transfer(w: Work, event: TransferAsked) -> None:
    contact = own(w, event)
    if contact is None:
        return
    if contact.state not in LIVE_WITH_AGENT:
        w.refuse(event, "conflict", "Only a live contact can be moved.")
    elif event.mode in ("consult", "conference"):
        consulting.ask(w, event, contact)
    elif consulting.on_the_line(contact, event.to_agent):
        consulting.complete(w, event, contact)
    elif consulting.rings_at(contact, event.to_agent or event.to_number):
        w.refuse(event, "conflict", f"Their phone still rings. {consulting.BACK}")
    elif event.to_queue is not None:
        _to_queue(w, event, contact, event.to_queue)
    elif event.to_agent is not None:
        _to_agent(w, event, contact, event.to_agent)
    else:
        _to_number(w, event, contact, event.to_number or "")


def _to_queue(w: Work, event: TransferAsked, contact: Contact, queue: str) -> None:
    if queue not in w.site_of(contact).queues:
        w.refuse(event, "unknown", f"There is no queue {queue!r}.")
        return
    contact = _leave_agent(w, event, contact)
    waiting.enter(w, contact, queue, f"transferred by {event.agent}")
    w.accept(event)


def _to_agent(w: Work, event: TransferAsked, contact: Contact, name: str) -> None:
    """A colleague who is free is offered the contact now. One who is busy is waited for, in line and not for long."""
    why_not = "That is you." if name == event.agent else offers.why_not_by_hand(w, contact, name)
    waits = why_not is not None and _can_wait_for(w, contact, name, event.agent)
    if why_not and not waits:
        w.refuse(event, "agent_not_available", f"{why_not} Choose somebody else or a queue.")
        return
    contact = _leave_agent(w, event, contact)
    queue = w.queue_of(contact)
    contact = waiting.enter(w, contact, queue.name, f"transferred by {event.agent}")
    if waits:
        contact = holds.keep_for(w, contact, name, queue.prefer_seconds or queue.offer_seconds)
        w.tell(contact, "held_for", agent=name, until=contact.held_until)
        w.accept(event, held_for=name, until=contact.held_until)
        return
    offers.offer_to(w, w.state.contacts[contact.id], name)
    w.accept(event)


def _can_wait_for(w: Work, contact: Contact, name: str, by: str) -> bool:
    """At work and able to take it once they are free. An emergency waits for nobody in particular."""
    agent, queue = w.state.agents.get(name), w.queue_of(contact)
    if agent is None or name == by or contact.emergency or not at_work(agent):
        return False
    asks = Demand(queue.name, queue.needs, False, w.cost(contact), contact.language)
    return contact.spurned.get(name, 0.0) <= w.now and unable(agent.skills, agent.serves, asks) is None


def _to_number(w: Work, event: TransferAsked, contact: Contact, number: str) -> None:
    """The agent lets go; the contact lives on until the gateway says what came of it, so that nobody is lost."""
    if not spoken(contact) or not number:
        w.refuse(event, "conflict", "Only a call can be transferred to a number.")
        return
    if contact.state is ContactState.CONNECTING:
        w.refuse(event, "conflict", "Your phone has not been joined with the customer's yet.")
        return
    figures.count_handled(w, contact)
    parts.begin(w, contact, w.state.agents[event.agent])
    release(w, contact, w.state.agents[event.agent])
    contact = w.keep(
        contact,
        state=ContactState.TRANSFERRING,
        agent=None,
        offer=None,
        transfer=w.next_command(),
        transfers=contact.transfers + 1,
        consultation=None if consulting.on_the_line(contact, number) else contact.consultation,
    )
    w.do(Transfer(gateway=contact.gateway, leg=contact.leg, to=number))
    w.wake(f"transfer:{contact.id}", w.now + w.site_of(contact).patience.connect)
    w.tell(contact, "transferred", by=event.agent, to=number)
    w.accept(event)


def put_through(w: Work, contact: Contact, number: str, queue: str) -> Contact:
    """Out of a flow, without an agent; the queue is theirs if the number does not take the call."""
    contact = w.keep(contact, state=ContactState.TRANSFERRING, queue=queue, transfer=w.next_command())
    w.do(Transfer(gateway=contact.gateway, leg=contact.leg, to=number))
    w.wake(f"transfer:{contact.id}", w.now + w.site_of(contact).patience.connect)
    w.tell(contact, "put_through", number=number)
    return contact


def stay(w: Work, contact: Contact) -> Contact:
    """Whoever is still heard is still there: they are not put through any longer, and begin a new wait."""
    w.no_wake(f"transfer:{contact.id}")
    return changed(contact, transfer="", waiting_since=None, connected_at=None)


def arrived(w: Work, contact: Contact) -> None:
    """The number has taken the call, or nothing else was heard of it for long enough."""
    if contact.state is ContactState.TRANSFERRING:
        finish(w, contact, ContactState.TRANSFERRED, "transferred")


def command_done(w: Work, contact: Contact, command: str) -> None:
    if contact.transfer and command == contact.transfer:
        arrived(w, contact)


def command_failed(w: Work, contact: Contact, command: str, reason: str) -> None:
    """The number did not take the call: the customer is at the front again, at the old place; who comes from a flow has
    none yet."""
    if contact.state is not ContactState.TRANSFERRING or command != contact.transfer:
        return
    if contact.connected_at is None:
        why = f"transfer failed: {reason or 'command failed'}"
        to_human(w, stay(w, contact), contact.queue, why)
    else:
        w.no_wake(f"transfer:{contact.id}")
        waiting.back_in_line(w, contact, f"transfer failed: {reason or 'command failed'}", transfer="")
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))


def _leave_agent(w: Work, event: TransferAsked, contact: Contact) -> Contact:
    figures.count_handled(w, contact)
    if spoken(contact):
        w.do(ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=event.agent))
    parts.begin(w, contact, w.state.agents[event.agent])
    release(w, contact, w.state.agents[event.agent])
    w.tell(contact, "transferred", by=event.agent, to=event.to_queue or event.to_agent)
    return changed(
        contact,
        agent=None,
        offer=None,
        waiting_since=None,
        connected_at=None,
        transfers=contact.transfers + 1,
        spurned=waiting.spurned(w, contact, event.agent, w.site_of(contact).patience.decline_cool_down),
        preferred=None,
    )
