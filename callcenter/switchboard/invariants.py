"""What must hold after every event. Tests ask it always, a running server now and then; it never repairs in silence."""

from collections import Counter
from collections.abc import Callable, Iterator

from callcenter.model.agent import CAPACITY
from callcenter.model.contact import ENDED, LIVE_WITH_AGENT, WAITING, Contact, ContactState, OfferState, Stage
from callcenter.routing.crowd import at_work, why_not_for, why_not_routable
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.deadlines import missing
from callcenter.switchboard.holds import open_to
from callcenter.switchboard.recordings import is_talk
from callcenter.switchboard.work import climbs, spoken, undialled

S = ContactState


def violations(board: Switchboard, now: float) -> list[str]:
    """Each broken promise as a sentence; none is the only right answer."""
    return [fault for check in CHECKS for fault in check(board, now)]


def _contacts(board: Switchboard, now: float) -> Iterator[str]:
    state = board.state
    held_by: dict[str, list[str]] = {}
    for agent in state.agents.values():
        for name in agent.assignments:
            held_by.setdefault(name, []).append(agent.id)
            if name not in state.contacts:
                yield f"{agent.id} holds {name}, which is gone"
    for contact in state.contacts.values():
        if contact.state in ENDED:
            yield f"{contact.id} has ended ({contact.state}) but is still here"
        if (contact.state is S.QUEUED) != (contact.id in board.lines.filed):
            yield f"{contact.id} is {contact.state} but in line: {contact.id in board.lines.filed}"
        holders = held_by.get(contact.id, [])
        with_agent = contact.state in LIVE_WITH_AGENT or contact.state is S.WRAP_UP
        if holders != ([contact.agent] if with_agent else []):
            yield f"{contact.id} is {contact.state} with {contact.agent} but held by {holders}"
        yield from _emergency(contact)
    for leg, name in state.legs.items():
        if name not in state.contacts:
            yield f"leg {leg} leads to {name}, which is not there"


def _consultations(board: Switchboard, now: float) -> Iterator[str]:
    """At most one for a contact, as its contact and its colleague stand; none without both."""
    contacts = board.state.contacts
    for contact in contacts.values():
        if contact.parent is not None and not contact.part:
            parent = contacts.get(contact.parent)
            if parent is None or parent.consultation is None or parent.consultation.contact != contact.id:
                yield f"{contact.id} is a consultation about {contact.parent}, which knows nothing of it"
            elif contact.agent == parent.agent or contact.asked_by != parent.agent:
                yield f"{parent.agent} consults {contact.agent} in {contact.id}, asked for by {contact.asked_by}"
        if contact.part and contact.state is not S.WRAP_UP:
            yield f"{contact.id} is the wrap-up of somebody's part but {contact.state}"
        if asked := contact.consultation:
            child = contacts.get(asked.contact or "")
            if contact.state not in (S.CONNECTED, S.HELD):
                yield f"{contact.id} is {contact.state} but somebody is still consulted about it"
            together = Stage.JOINED if contact.state is S.CONNECTED else Stage.TALKING
            dialled = together if asked.stage is not Stage.DIALLING else Stage.DIALLING
            stands = dialled if child is None else _STAGES.get(child.state, together)
            if (asked.contact is None) != (child is None) or asked.stage is not stands:
                yield f"{contact.id} is {contact.state}, its consultation {asked.stage}, {child and child.state}"
            if child is not None and asked.stage is not Stage.WAITING and asked.party != child.agent:
                yield f"{contact.id} consults {asked.party}, but {child.id} is with {child.agent}"
            if child is None and asked.stage is Stage.DIALLING and f"dial:{contact.id}" not in board.state.timers:
                yield f"{contact.id} would dial {asked.party} for ever"


_STAGES = {S.QUEUED: Stage.WAITING, S.OFFERED: Stage.WAITING, S.CONNECTING: Stage.DIALLING}


def _emergency(contact: Contact) -> Iterator[str]:
    if contact.intent and contact.intent.emergency and contact.state in (S.SELF_SERVICE, S.ARRIVED):
        yield f"{contact.id} is an emergency in {contact.state}"
    if contact.emergency and contact.receipt is None and contact.callback is None and contact.parent is None:
        yield f"{contact.id} is an emergency nobody could prove to have reported"
    if contact.state in WAITING and contact.dialogue is not None:
        yield f"{contact.id} waits but is still in the flow {contact.dialogue.flow}"
    if contact.emergency and (contact.state is S.VOICEMAIL or contact.proposal):
        yield f"{contact.id} is an emergency in {contact.state} with the proposal {contact.proposal}"
    if contact.proposal and contact.state not in WAITING:
        yield f"{contact.id} is {contact.state} and still asked {contact.proposal}"


def _dialogues(board: Switchboard, now: float) -> Iterator[str]:
    """In self-service something is always awaited, and not for ever: an answer, a source, the end of the goodbye."""
    timers = board.state.timers
    for contact in board.state.contacts.values():
        here = contact.dialogue
        if here is not None and here.fetching and f"lookup:{contact.id}" not in timers:
            yield f"{contact.id} would wait for the look-up {here.fetching} for ever"
        if contact.state is not S.SELF_SERVICE:
            continue
        if contact.farewell is not None:
            if f"farewell:{contact.id}" not in timers:
                yield f"{contact.id} would be said goodbye to for ever"
        elif here is None or (here.asked_at is None) == (not here.fetching):
            yield f"{contact.id} is in self-service, but nothing is awaited: {here}"
        elif here.asked_at is not None and spoken(contact) and f"gather:{contact.id}" not in timers:
            yield f"{contact.id} would be asked at {here.node} for ever"
        if here is not None and here.flow not in board.sites[contact.site].flows:
            yield f"{contact.id} is in the flow {here.flow}, which its site does not have"


def _holds(board: Switchboard, now: float) -> Iterator[str]:
    """Who is to be called back at their place is one contact, and still here."""
    for caller, name in board.state.virtual_holds.items():
        contact = board.state.contacts.get(name)
        if contact is None or contact.callback is None or contact.caller != caller:
            yield f"{name} is to be called back at {caller} but is {contact and contact.state}"


def _offers(board: Switchboard, now: float) -> Iterator[str]:
    state = board.state
    open_offers = [offer for offer in state.offers.values() if offer.state is OfferState.OPEN]
    for name, count in Counter(offer.contact for offer in open_offers).items():
        if count > 1:
            yield f"{name} has {count} open offers"
    for offer in open_offers:
        contact = state.contacts.get(offer.contact)
        if contact is None or contact.state is not S.OFFERED or contact.offer != offer.id:
            yield f"{offer.id} is open but {offer.contact} is {contact.state if contact else 'gone'}"
        if offer.agent not in state.agents or offer.id not in state.agents[offer.agent].offers:
            yield f"{offer.id} is open but {offer.agent} does not have it"
        if f"offer:{offer.id}" not in state.timers:
            yield f"{offer.id} is open and would never expire"
    for timer in state.timers:
        if timer.startswith("offer:") and timer.removeprefix("offer:") not in state.offers:
            yield f"{timer} is waited for, but there is no such offer"
    offered = {offer.contact for offer in open_offers}
    for contact in state.contacts.values():
        if contact.state is S.OFFERED and contact.id not in offered:
            yield f"{contact.id} is offered to nobody"


def _agents(board: Switchboard, now: float) -> Iterator[str]:
    for agent in board.state.agents.values():
        if agent.used > CAPACITY:
            yield f"{agent.id} holds {agent.used} of {CAPACITY} units"
        if len(agent.offers) > 1:
            yield f"{agent.id} has {len(agent.offers)} open offers"
        if not set(agent.wrapping) <= set(agent.live):
            yield f"{agent.id} wraps up what it does not hold, or what is parked"
        for name, parked in agent.parked.items():
            if name not in agent.assignments or parked.by not in agent.assignments:
                yield f"{agent.id} has parked {name} for {parked.by} but holds {list(agent.assignments)}"
        if (agent.id in board.crowd.filed) != (why_not_routable(agent) is None and agent.used < CAPACITY):
            yield f"{agent.id} is in the crowd: {agent.id in board.crowd.filed}, but {why_not_routable(agent)}"
        for name in agent.offers:
            if name not in board.state.offers or board.state.offers[name].state is not OfferState.OPEN:
                yield f"{agent.id} has the offer {name}, which is not open"
        for name in agent.live:
            contact = board.state.contacts.get(name)
            if contact and contact.state is S.WRAP_UP and name not in agent.wrapping:
                yield f"{agent.id} does not know that {name} is in wrap-up"
        for name in agent.wrapping:
            if f"wrap_up:{name}" not in board.state.timers:
                yield f"{agent.id} would wrap up {name} for ever"


def _idle(board: Switchboard, now: float) -> Iterator[str]:
    """No routable agent idles while a contact they could take waits."""
    if len(board.lines.filed) * len(board.crowd.filed) > 10_000:
        return
    for name, (demand, _) in board.lines.filed.items():
        for agent in board.crowd.filed:
            person = board.state.agents[agent]
            if why_not_for(person, demand) is None and open_to(board.state.contacts[name], agent, now):
                yield f"{agent} idles while {name} waits"


def _timers(board: Switchboard, now: float) -> Iterator[str]:
    for contact in board.state.contacts.values():
        waits_for_us = undialled(contact) and contact.state in WAITING
        own_life = contact.state is not S.WRAP_UP and contact.parent is None
        if own_life and not waits_for_us and f"lease:{contact.id}" not in board.state.timers:
            yield f"{contact.id} has no lease"
        watched = contact.id in board.watched.get(contact.queue or "", {})
        for name in missing(contact, board.sites[contact.site], board.state.timers, now, watched=watched):
            yield f"{contact.id} waits without the timer {name}"
        if contact.proposal and f"proposal:{contact.id}" not in board.state.timers:
            yield f"{contact.id} would be asked for ever"
        recorded = contact.state is S.VOICEMAIL and contact.farewell is None
        if recorded and f"voicemail:{contact.id}" not in board.state.timers:
            yield f"{contact.id} would be recorded for ever"
        if contact.state is S.CONNECTING and f"connect:{contact.id}" not in board.state.timers:
            yield f"{contact.id} would connect for ever"
        if contact.state is S.TRANSFERRING and f"transfer:{contact.id}" not in board.state.timers:
            yield f"{contact.id} would be transferred for ever"


def _talks(board: Switchboard, now: float) -> Iterator[str]:
    """Recorded, secure and muted are talks, and nothing else; so nothing is recorded while a flow asks for a secret."""
    for contact in board.state.contacts.values():
        secure = contact.secure_until is not None
        if (contact.recording or secure or contact.muted) and not is_talk(contact):
            yield f"{contact.id} is {contact.state}, recorded {contact.recording}, secure {secure}, muted {contact.muted}"
        if (contact.recording or secure) and contact.parent is not None:
            yield f"{contact.id} is no talk of its own: recorded {contact.recording}, secure {secure}"
        if secure and board.state.timers.get(f"secure:{contact.id}") != contact.secure_until:
            yield f"{contact.id} would be secure for ever"


def _ladder(board: Switchboard, now: float) -> Iterator[str]:
    """Emergencies that wait with an open rung are looked after, and no other contact is."""
    climbing = {contact.id for contact in board.state.contacts.values() if climbs(contact)}
    for name in sorted(climbing ^ set(board.climbing)):
        yield f"{name} waits as an emergency: {name in climbing}, but is brought to people: {name in board.climbing}"


def _honesty(board: Switchboard, now: float) -> Iterator[str]:
    """What is told of the wait adds up: bounds in order, nothing counted that was not told, agents counted as they are."""
    counted = sum(group.present for group in board.crowd.groups.values())
    if counted != (present := sum(map(at_work, board.state.agents.values()))):
        yield f"{present} agents are at work, but {counted} are counted"
    for contact in board.state.contacts.values():
        if (told := contact.forecast) and not 0 <= told.low <= told.expected <= told.high:
            yield f"{contact.id} was told {told.expected} s, between {told.low} and {told.high}"
    for name, figures in board.state.figures.items():
        honesty = figures.honesty
        if not honesty.covered <= honesty.announced.count <= honesty.told <= figures.answered + figures.abandoned:
            yield f"{name} told {honesty.told}, of which {honesty.announced.count} were answered, {honesty.covered} in time"


Check = Callable[[Switchboard, float], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    _contacts, _dialogues, _holds, _consultations, _offers, _agents, _talks, _ladder, _idle, _timers, _honesty,
)  # fmt: skip
"""Each looks at the whole state once, for itself: a running server lets others go between two of them."""
