"""Between the customer and self-service: what was understood decides how a flow goes on, or that a human comes."""

from callcenter.ivr.interpreter import advance
from callcenter.ivr.turn import Finished, Heard, Spoke, Started, Surroundings, ToHuman, ToIntent, Turn
from callcenter.model.commands import Gather
from callcenter.model.contact import Contact, ContactState
from callcenter.model.intent import HUMAN, UNCLEAR, Intent
from callcenter.model.site import SkillNeed
from callcenter.sla.calendar import is_open
from callcenter.switchboard import contexts, farewell, promised, talking, virtual_hold, waiting
from callcenter.switchboard.changed import changed
from callcenter.switchboard.saying import say
from callcenter.switchboard.work import Work, spoken

SPEAKING = 0.35
"""Seconds a character of a prompt may take to be said: an upper bound for the lease of a question."""
SLACK = 15.0


def pursue(w: Work, contact: Contact, intent: Intent) -> Contact:
    """Does with the contact what the site says about this intent. Whatever is not known goes to a human."""
    site = w.site_of(contact)
    contact = w.keep(contexts.understood(contact, intent), intent=intent)
    w.tell(
        contact,
        "understood",
        intent=intent.name,
        confidence=round(intent.confidence, 4),
        emergency=intent.emergency,
        reasons=list(intent.reasons),
    )
    policy = site.intents.get(intent.name)
    if policy is None:
        return to_human(w, contact, None, f"no handling for intent {intent.name}")
    if intent.unsure and policy.handling.flow is not None:
        return to_human(w, contact, None, f"not sure of {intent.name}")
    if policy.complaint_cause:
        contact = promised.complain(w, contact, policy.complaint_cause, contact.words[-1] if contact.words else "")
    handling = policy.handling
    if handling.flow is None or waiting.urgent(w, contact) or handling.flow not in site.flows:
        return _enter(w, contact, handling.queue or _usual_queue(w, contact), f"intent {intent.name}", handling.needs)
    return begin(w, contact, handling.flow)


def begin(w: Work, contact: Contact, flow: str) -> Contact:
    """Starts a flow from its beginning, with all that is known of the customer."""
    facts = dict(contact.dialogue.facts) if contact.dialogue else {}
    known = contact.known
    facts |= {"name": known.name or contact.name} if (known.name or contact.name) else {}
    contact = w.keep(contact, state=ContactState.SELF_SERVICE)
    w.tell(contact, "flow_started", flow=flow)
    turn = advance(
        w.site_of(contact).flows[flow],
        None,
        Started(
            facts={**known.facts, **facts},
            before=contact.dialogue,
            slots=contact.intent.slots if contact.intent else {},
        ),
        w.now,
        _surroundings(w, contact),
    )
    return follow(w, contact, turn)


def hear(w: Work, contact: Contact, heard: Heard) -> Contact:
    """One answer of the customer in a running dialogue."""
    assert contact.dialogue is not None
    intent = heard.intent if isinstance(heard, Spoke) else None
    flow = w.site_of(contact).flows[contact.dialogue.flow]
    turn = advance(flow, contact.dialogue, heard, w.now, _surroundings(w, contact))
    unsure = intent is not None and intent.unsure
    if unsure and turn.ask is not None and turn.dialogue is not None and turn.dialogue.failures > 0:
        if contact.asked_again:
            return to_human(w, contact, None, "not understood twice")
        contact = w.keep(contact, asked_again=True)
        clarify = w.site_of(contact).words["clarify"][contact.language]
        turn = changed(turn, says=(), ask=changed(turn.ask, prompt=clarify))
    return follow(w, contact, turn)


def follow(w: Work, contact: Contact, turn: Turn) -> Contact:
    """Says, asks and leaves as the interpreter decided."""
    w.no_wake(f"gather:{contact.id}")
    contact = w.keep(contact, dialogue=turn.dialogue or turn.last or contact.dialogue)
    if turn.leave is not None and turn.facts != contact.known.facts:
        # What was keyed in on the way reaches the human, and the next flow, too.
        contact = w.keep(contact, known=changed(contact.known, facts={**contact.known.facts, **turn.facts}))
    if turn.trail:
        w.tell(contact, "nodes", flow=contact.dialogue.flow if contact.dialogue else "", visited=list(turn.trail))
    for text in turn.says:
        say(w, contact, text)
    contact = w.state.contacts[contact.id]
    if turn.ask is not None:
        return _ask(w, contact, turn)
    if isinstance(turn.leave, ToIntent):
        return pursue(w, contact, turn.leave.intent)
    if isinstance(turn.leave, Finished):
        return _served(w, contact, turn.leave.text)
    if isinstance(turn.leave, ToHuman):
        return to_human(w, contact, turn.leave.queue, turn.leave.why.value)
    return to_human(w, contact, None, "the flow came to no end")


def _ask(w: Work, contact: Contact, turn: Turn) -> Contact:
    ask = turn.ask
    assert ask is not None
    if not spoken(contact):
        say(w, contact, ask.prompt)
        return w.state.contacts[contact.id]
    w.do(
        Gather(
            gateway=contact.gateway,
            leg=contact.leg,
            prompt=ask.prompt,
            language=contact.language,
            max_digits=ask.max_digits,
            timeout=ask.timeout,
            speech=ask.speech,
        )
    )
    words = len(ask.prompt) + sum(len(text) for text in turn.says)
    w.wake(f"gather:{contact.id}", w.now + words * SPEAKING + ask.timeout + SLACK)
    return contact


def _served(w: Work, contact: Contact, text: str) -> Contact:
    """Self-service is done. An emergency cannot end here."""
    if waiting.urgent(w, contact):
        return to_human(w, contact, None, "an emergency never ends in self-service")
    if spoken(contact):
        return farewell.say_goodbye(w, contact, text)
    if text:
        say(w, contact, text)
        contact = w.state.contacts[contact.id]
    talking.finish(w, contact, ContactState.COMPLETED, "self_service")
    return contact


def to_human(w: Work, contact: Contact, queue: str | None, why: str) -> Contact:
    """The universal way to a person: the queue named, the one of the intent, or the default."""
    site = w.site_of(contact)
    policy = site.intents.get(contact.intent.name) if contact.intent else None
    if contact.intent is None:
        contact = w.keep(contact, intent=Intent(name=UNCLEAR, confidence=0.0, unsure=True, reasons=(why,)))
    target = queue or (policy.handling.queue if policy else None) or _usual_queue(w, contact)
    return _enter(w, contact, target, why, policy.handling.needs if policy else ())


def _enter(w: Work, contact: Contact, queue: str, why: str, needs: tuple[SkillNeed, ...]) -> Contact:
    virtual_hold.resume(w, contact, queue)
    return waiting.enter(w, contact, queue, why, needs=needs)


def _usual_queue(w: Work, contact: Contact) -> str:
    """An emergency whose intent names no queue goes where emergencies go; everybody else where a person was asked for."""
    site = w.site_of(contact)
    urgent = [name for name, queue in site.queues.items() if queue.emergency] if waiting.urgent(w, contact) else []
    if urgent:
        return urgent[0]
    policy = site.intents.get(HUMAN)
    return (policy.handling.queue if policy else None) or site.default_queue


def _surroundings(w: Work, contact: Contact) -> Surroundings:
    site = w.site_of(contact)
    flow = contact.dialogue.flow if contact.dialogue else ""
    return Surroundings(
        language=contact.language,
        is_open=is_open,
        calendars=site.calendars,
        emergencies=site.emergencies(),
        serving=site.answered_by(flow),
        sorry=site.words["sorry_again"][contact.language],
    )
