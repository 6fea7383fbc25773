"""Between the customer and self-service: what was understood decides how a flow goes on, or that a human comes."""

from callcenter.ivr.interpreter import advance
from callcenter.ivr.turn import (
    CallBack,
    Finished,
    Further,
    Heard,
    LeaveMessage,
    PutThrough,
    Spoke,
    Started,
    Surroundings,
    ToHuman,
    ToIntent,
    ToStart,
    Turn,
    Why,
)
from callcenter.ivr.wishes import chooses
from callcenter.model.changed import changed
from callcenter.model.commands import Gather, KeepGrade, Say
from callcenter.model.contact import Contact, ContactState, Deed
from callcenter.model.flow import Dialogue, Menu
from callcenter.model.intent import Intent
from callcenter.model.site import WRONG_ANSWER
from callcenter.sla.calendar import is_open
from callcenter.switchboard import (
    complaining,
    contexts,
    farewell,
    fetching,
    gathering,
    handover,
    leaving,
    second_wishes,
    talking,
    texting,
    turns,
    waiting,
)
from callcenter.switchboard.handover import to_human
from callcenter.switchboard.saying import own_words, say
from callcenter.switchboard.work import Work, spoken

SPEAKING = 0.35
"""Seconds a character of a prompt may take to be said: an upper bound for the lease of a question."""
SLACK = 15.0


# --- what the customer wants --------------------------------------------------------------------------------------------


def pursue(w: Work, contact: Contact, intent: Intent, said: tuple[str, ...] = (), *, besides: bool = False) -> Contact:
    """Does with the contact what the site says about this intent. Whatever is not known goes to a human. `said`: see
    `ivr.turn.Started`; `besides`: it was heard with another wish, and what it promises was promised then."""
    site = w.site_of(contact)
    intent = second_wishes.in_order(w, contact, intent)
    also = second_wishes.wanted(w, contact, intent)
    contact = w.keep(contact, intent=intent, intents=contexts.understood(contact, intent), also=also)
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
    if intent.down and not waiting.urgent(w, contact):
        return to_human(w, contact, None, Why.NOT_CLASSIFIED.value)
    if intent.unsure and policy.handling.flow is not None:
        return to_human(w, contact, None, f"not sure of {intent.name}")
    if not besides:
        contact = complaining.heard(w, contact, intent, (intent.name, intent.also and also))
    handling = policy.handling
    if handling.flow is None or waiting.urgent(w, contact) or handling.flow not in site.flows:
        queue = handling.queue or handover.usual_queue(w, contact)
        return handover.enter(w, contact, queue, f"intent {intent.name}", handling.needs)
    return begin(w, contact, handling.flow, said)


# --- turns --------------------------------------------------------------------------------------------------------------


def begin(w: Work, contact: Contact, flow: str, said: tuple[str, ...] = ()) -> Contact:
    """Starts a flow from its beginning, with all that is known of the customer and what the flow before has found out."""
    script = w.site_of(contact).flows[flow]
    started = Started(
        facts=gathering.given(contact),
        before=contact.dialogue or contact.left,
        slots=contact.intent.slots if contact.intent else {},
        said=said,
    )
    contact = gathering.left(contact)
    w.tell(contact, "flow_started", flow=flow, version=script.version)
    turn = advance(script, None, started, w.now, _surroundings(w, contact, flow))
    return follow(w, contact, started, turn, Dialogue(flow=flow, node=script.start), Deed(at=w.now, flow=flow))


def to_start(w: Work, contact: Contact) -> Contact:
    """The main menu: the flow of the number that was dialled; where that led straight to an intent, everybody's."""
    site = w.site_of(contact)
    for entry in (site.entry_points.get(contact.dialled), site.entry_points.get("*")):
        if entry and entry.flow in site.flows:
            return begin(w, contact, entry.flow or "")
    return to_human(w, contact, None, Why.NOTHING_BEFORE.value)


def hear(w: Work, contact: Contact, heard: Heard) -> Contact:
    """One answer of the customer, or of a source, in a running dialogue."""
    here = contact.dialogue
    assert here is not None
    flow = w.site_of(contact).flows[here.flow]
    if isinstance(heard, Spoke) and heard.intent.also:
        contact = w.keep(contact, also=second_wishes.wanted(w, contact, heard.intent))
        contact = complaining.heard(w, contact, heard.intent, (contact.also,))
    turn = advance(flow, here, heard, w.now, _surroundings(w, contact, here.flow))
    if turn.ask is None and turn.fetch is None and turn.leave is None:
        return contact  # it means nothing while a source is asked
    unsure = isinstance(heard, Spoke) and heard.intent.unsure and not heard.sealed
    if unsure and turn.ask is not None and not turn.understood:
        if contact.asked_again:
            turn = changed(turn, dialogue=None, says=(), ask=None, last=here, leave=NOT_UNDERSTOOD)
        else:
            contact = w.keep(contact, asked_again=True)
            clarify = own_words(w, contact, "clarify")
            turn = changed(turn, says=(), ask=changed(turn.ask, prompt=clarify))
    return follow(w, contact, heard, turn, here, gathering.of_turn(flow, turn, w.now))


def chosen(w: Work, contact: Contact, heard: Spoke) -> bool:
    """Whether it is a word of the open menu and nothing else: an emergency the model alone hears in it is none."""
    here = contact.dialogue
    if contact.state is not ContactState.SELF_SERVICE or here is None or here.asked_at is None:
        return False
    node = w.site_of(contact).flows[here.flow].nodes.get(here.node)
    return isinstance(node, Menu) and chooses(node, heard)


def understood(w: Work, contact: Contact, heard: Spoke) -> tuple[str, ...]:
    """`Contact.intents` with these words; what the model hears in a menu's own word is no wish of the customer's."""
    return contact.intents if chosen(w, contact, heard) else contexts.understood(contact, heard.intent)


NOT_UNDERSTOOD = ToHuman(queue=None, why=Why.NOT_UNDERSTOOD)


def follow(w: Work, contact: Contact, heard: Heard, turn: Turn, before: Dialogue, deed: Deed | None) -> Contact:
    """Says, asks and leaves as the interpreter decided. `before`: where the customer stood when it was heard;
    `deed`: what they did thereby."""
    w.no_wake(f"gather:{contact.id}")
    w.no_wake(f"lookup:{contact.id}")
    flow = w.site_of(contact).flows[(turn.dialogue or turn.last or before).flow]
    turn = second_wishes.instead(w, contact, flow, turn)
    here = turn.dialogue or turn.last or before
    begins = contact.state is not ContactState.SELF_SERVICE
    contact = changed(
        contact,
        dialogue=here,
        language=turn.language or contact.language,
        deeds=gathering.did(contact, deed),
        proved=gathering.proved(contact, here, w.now),
    )
    if turn.leave is not None and not isinstance(turn.leave, Finished):  # who is said goodbye to may go on in it
        contact = gathering.left(contact)
    contact = w.keep(contact, state=ContactState.SELF_SERVICE) if begins else w.keep(contact)
    turns.chronicle(w, contact, heard, turn, before, flow.version)
    turns.raise_alarms(w, turn, here.flow)
    if turn.grade is not None:
        _grade(w, contact, here.flow, turn.grade)
    for text in turn.says:
        say(w, contact, text)
    for text in turn.sends:
        texting.send(w, w.state.contacts[contact.id], text)
    contact = w.state.contacts[contact.id]
    if turn.ask is not None:
        return _ask(w, contact, turn)
    if turn.fetch is not None:
        return fetching.begin(w, contact, turn.fetch)
    return _leave(w, contact, turn)


def _leave(w: Work, contact: Contact, turn: Turn) -> Contact:
    match turn.leave:
        case ToIntent(intent=intent):
            return pursue(w, contact, intent)
        case Further(intent=intent):
            return pursue(w, contact, intent, turn.says, besides=True)
        case Finished(text=text):
            return _served(w, contact, text)
        case ToStart():
            return to_start(w, contact)
        case CallBack(queue=queue):
            return leaving.call_back(w, contact, queue)
        case LeaveMessage(queue=queue):
            return leaving.leave_message(w, contact, queue)
        case PutThrough(number=number, queue=queue):
            return leaving.put_through(w, contact, number, queue)
        case ToHuman(queue=queue, why=why):
            if (further := second_wishes.for_people(w, contact)) is not None:
                return pursue(w, contact, further, besides=True)
            return to_human(w, contact, queue, why.value)
        case None:
            return to_human(w, contact, None, "the flow came to no end")


def _ask(w: Work, contact: Contact, turn: Turn) -> Contact:
    ask = turn.ask
    assert ask is not None
    if not spoken(contact):
        say(w, contact, ask.prompt, choices=ask.choices)
        return w.state.contacts[contact.id]
    for language, text in ask.before:
        w.do(Say(gateway=contact.gateway, leg=contact.leg, text=text, language=language))
    w.do(
        Gather(
            gateway=contact.gateway,
            leg=contact.leg,
            prompt=ask.prompt,
            language=ask.language or contact.language,
            max_digits=ask.max_digits,
            timeout=ask.timeout,
            speech=ask.speech,
        )
    )
    words = len(ask.prompt) + sum(len(text) for text in (*turn.says, *(text for _, text in ask.before)))
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


def _grade(w: Work, contact: Contact, flow: str, grade: int) -> None:
    w.do(
        KeepGrade(
            contact=contact.id,
            channel=contact.channel.value,
            customer=contact.known.customer,
            agent=contact.agent,
            queue=contact.queue,
            intent=contact.intent.name if contact.intent else "",
            flow=flow,
            grade=grade,
        )
    )
    w.tell(contact, "graded", grade=grade, flow=flow)


def _surroundings(w: Work, contact: Contact, flow: str) -> Surroundings:
    site = w.site_of(contact)
    return Surroundings(
        language=contact.language,
        is_open=is_open,
        calendars=site.calendars,
        emergencies=site.emergencies(),
        serving=site.answered_by(flow),
        sorry=own_words(w, contact, "sorry_again"),
        wrong=own_words(w, contact, WRONG_ANSWER),
        languages=site.languages,
        channel=contact.channel.value,
        written=not spoken(contact),
    )
