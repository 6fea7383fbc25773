"""What gateways report: calls and messages that come, speak, press keys, end; in any order, twice, too late, or never."""

from dataclasses import replace

from callcenter.ivr.turn import Keyed, Silence, Spoke
from callcenter.model.commands import Answer, ReleaseAgent, ShowMessage
from callcenter.model.contact import LIVE_WITH_AGENT, WAITING, Channel, Contact, ContactState, Message, OfferState
from callcenter.model.events import (
    AgentPhoneAnswered,
    AgentPhoneFailed,
    AgentPhoneRinging,
    AnyEvent,
    CallArrived,
    CallEnded,
    CommandDone,
    CommandFailed,
    ConversationEnded,
    CustomerKeyed,
    CustomerSpoke,
    MessageDelivered,
    MessageFailed,
    MessageReceived,
    OnCall,
    RecordingReady,
)
from callcenter.model.intent import Intent
from callcenter.switchboard import dialogue, figures, joining, offers, talking, waiting
from callcenter.switchboard.state import Early, Place, leg_key
from callcenter.switchboard.work import Work, spoken

EARLY_LEASE, EARLY_MOST = 60.0, 32
WORDS_KEPT = 10

S = ContactState


# --- arrival -----------------------------------------------------------------------------------------------------------


def call_arrived(w: Work, event: CallArrived) -> tuple[AnyEvent, ...]:
    """The events that came before the arrival are returned: they happen now."""
    key = leg_key(event.gateway, event.call)
    if key in w.state.legs:
        return ()
    site = w.site
    contact = Contact(
        id=f"c{w.seq}",
        seq=w.seq,
        channel=Channel.VOICE,
        gateway=event.gateway,
        leg=event.call,
        site=w.state.site,
        arrived_at=w.now,
        since=w.now,
        touched_at=w.now,
        caller=event.caller,
        dialled=event.dialled,
        name=event.name or event.known.name,
        language=site.spoken(event.language or event.known.language),
        declared=event.priority,
        known=event.known,
    )
    contact = w.keep(contact)
    w.tell(contact, "arrived", dialled=event.dialled, customer=event.known.customer)
    if key in w.state.gone:
        talking.finish(w, contact, S.ABANDONED, "ended before its arrival was reported")
        return ()
    w.put(w.state.legs, key, contact.id)
    w.wake(f"lease:{contact.id}", w.now + site.patience.longest_contact)
    w.do(Answer(gateway=event.gateway, leg=event.call))
    early = w.state.early.get(key)
    w.drop(w.state.early, key)
    w.no_wake(f"early:{key}")
    if early and any(isinstance(one, CallEnded) for one in early.events):
        talking.finish(w, contact, S.ABANDONED, "ended before its arrival was reported")
        return ()
    _welcome(w, contact, event.dialled)
    return early.events if early else ()


def _welcome(w: Work, contact: Contact, dialled: str) -> None:
    site = w.site_of(contact)
    entry = site.entry_points.get(dialled) or site.entry_points.get("*")
    if entry and entry.intent:
        known = site.intents.get(entry.intent)
        reason = f"dialled {dialled}"
        emergency = bool(known and known.emergency)
        intent = Intent(name=entry.intent, confidence=1.0, emergency=emergency, reasons=(reason,))
        dialogue.pursue(w, contact, intent)
    elif entry and entry.flow in site.flows:
        dialogue.begin(w, contact, entry.flow or "")
    else:
        dialogue.to_human(w, contact, None, "no flow for the dialled number")


def not_yet(w: Work, event: OnCall) -> None:
    """A call nobody has announced: its events wait for the arrival, a minute at most."""
    key = leg_key(event.gateway, event.call)
    if key in w.state.gone:
        return
    early = w.state.early.get(key)
    if early and len(early.events) >= EARLY_MOST:
        return
    until = early.until if early else w.now + EARLY_LEASE
    events = (*early.events, event) if early else (event,)
    w.put(w.state.early, key, Early(events=events, until=until))  # type: ignore[arg-type]
    w.wake(f"early:{key}", until)


# --- words and keys ------------------------------------------------------------------------------------------------------


def spoke(w: Work, contact: Contact, event: CustomerSpoke) -> None:
    contact = w.keep(contact, words=(*contact.words[-WORDS_KEPT + 1 :], event.text))
    w.tell(contact, "customer_said", text=event.text, intent=event.intent.name)
    listen(w, contact, event.text, event.intent)


def listen(w: Work, contact: Contact, text: str, intent: Intent) -> None:
    """The words of a customer, spoken or written, wherever the contact stands."""
    if contact.state is S.SELF_SERVICE and contact.dialogue:
        dialogue.hear(w, contact, Spoke(text=text, intent=intent))
    elif contact.state in WAITING and _urgent(w, intent) and not contact.emergency:
        _now_urgent(w, contact, intent)
    elif contact.state is S.ARRIVED:
        dialogue.pursue(w, contact, intent)


def _urgent(w: Work, intent: Intent) -> bool:
    return intent.emergency or intent.name in w.site.emergencies()


def _now_urgent(w: Work, contact: Contact, intent: Intent) -> None:
    """Somebody waiting says it is an emergency: to the front, at once. A ringing agent keeps ringing."""
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.TAKEN)
        contact = w.keep(contact, state=S.QUEUED, offer=None)
    waiting.forget(w, contact)
    dialogue.pursue(w, contact, intent)


def keyed(w: Work, contact: Contact, event: CustomerKeyed) -> None:
    w.tell(w.keep(contact), "customer_keyed", keys=len(event.digits))
    if contact.state is S.SELF_SERVICE and contact.dialogue:
        heard = Keyed(digits=event.digits) if event.digits else Silence()
        dialogue.hear(w, w.state.contacts[contact.id], heard)


def silent(w: Work, contact: Contact) -> None:
    """The question's lease ran out: the customer said nothing, or the gateway forgot to say so."""
    if contact.state is S.SELF_SERVICE and contact.dialogue:
        dialogue.hear(w, contact, Silence())


# --- what became of commands ----------------------------------------------------------------------------------------------


def command_done(w: Work, contact: Contact, event: CommandDone) -> None:
    w.keep(contact)
    if event.result.get("timeout") or event.result.get("digits") == "":
        silent(w, contact)


def command_failed(w: Work, contact: Contact, event: CommandFailed) -> None:
    """A machine that fails means a human, not silence."""
    w.tell(w.keep(contact), "command_failed", command=event.command, reason=event.reason)
    if contact.state is S.SELF_SERVICE:
        dialogue.to_human(w, w.state.contacts[contact.id], None, f"the gateway failed: {event.reason}")
    elif contact.state is S.CONNECTING:
        joining.phone_failed(w, w.state.contacts[contact.id], event.reason or "command failed")


def phone_ringing(w: Work, contact: Contact, event: AgentPhoneRinging) -> None:
    if event.agent == contact.agent:
        w.tell(w.keep(contact), "agent_ringing", agent=event.agent)


def phone_answered(w: Work, contact: Contact, event: AgentPhoneAnswered) -> None:
    if contact.state is S.CONNECTING and event.agent == contact.agent:
        joining.connected(w, contact)


def phone_failed(w: Work, contact: Contact, event: AgentPhoneFailed) -> None:
    if event.agent == contact.agent:
        joining.phone_failed(w, contact, event.reason)


def recording(w: Work, contact: Contact, event: RecordingReady) -> None:
    w.tell(w.keep(contact), "recording", url=event.url, seconds=event.seconds)


# --- the end ----------------------------------------------------------------------------------------------------------------


def ended(w: Work, contact: Contact, reason: str) -> None:
    """The customer or the line is gone, wherever the contact stood."""
    if contact.state in LIVE_WITH_AGENT:
        if contact.state is S.CONNECTING and spoken(contact) and contact.agent:
            w.do(ReleaseAgent(gateway=contact.gateway, leg=contact.leg, agent=contact.agent))
        talking.over(w, contact, reason)
    elif contact.state is S.WRAP_UP:
        return
    elif contact.state in WAITING:
        _gone_while_waiting(w, contact, reason)
    else:
        served = contact.state is S.SELF_SERVICE and contact.intent is not None and reason == "completed"
        talking.finish(w, contact, S.COMPLETED if served else S.ABANDONED, reason)


def _gone_while_waiting(w: Work, contact: Contact, reason: str) -> None:
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.CUSTOMER_GONE)
    contact = replace(w.state.contacts[contact.id], offer=None, ended_at=w.now)
    waiting.forget(w, contact)
    figures.count_abandoned(w, contact)
    if contact.caller and contact.rank and contact.queue and contact.queued_at is not None:
        until = w.now + w.site_of(contact).patience.ring_back
        place = Place(queue=contact.queue, queued_at=contact.queued_at, rank_at=contact.rank[1], until=until)
        w.put(w.state.places, contact.caller, place)
        w.wake(f"place:{contact.caller}", until)
    talking.finish(w, contact, S.ABANDONED, reason)


def call_ended(w: Work, event: CallEnded) -> None:
    contact = w.find(event.gateway, event.call)
    if contact is None:
        not_yet(w, event)
    else:
        ended(w, contact, event.reason)


# --- written threads ----------------------------------------------------------------------------------------------------------


def message_received(w: Work, event: MessageReceived) -> None:
    contact = w.find(event.gateway, event.conversation)
    first = contact is None
    if contact is None:
        contact = _conversation_begins(w, event)
    message = Message(id=event.message, sender="customer", text=event.text, at=w.now)
    contact = w.keep(
        contact,
        messages=waiting.thread(contact, message),
        words=(*contact.words[-WORDS_KEPT + 1 :], event.text),
    )
    w.tell(
        contact,
        "message",
        message=event.message,
        sender="customer",
        text=event.text,
        attachments=list(event.attachments),
        intent=event.intent.name,
    )
    if contact.agent:
        shown = ShowMessage(
            agent=contact.agent, contact=contact.id, message=event.message, text=event.text, sender="customer"
        )
        w.do(shown)
    if first:
        _first_words(w, contact, event.intent)
    elif event.text.strip().isdigit() and len(event.text.strip()) <= 2 and contact.state is S.SELF_SERVICE:
        dialogue.hear(w, contact, Keyed(digits=event.text.strip()))
    else:
        listen(w, contact, event.text, event.intent)


def _conversation_begins(w: Work, event: MessageReceived) -> Contact:
    site = w.site
    contact = Contact(
        id=f"c{w.seq}",
        seq=w.seq,
        channel=event.channel,
        gateway=event.gateway,
        leg=event.conversation,
        site=w.state.site,
        arrived_at=w.now,
        since=w.now,
        touched_at=w.now,
        caller=event.sender,
        language=site.spoken(event.intent.language or event.known.language),
        name=event.known.name,
        known=event.known,
    )
    w.put(w.state.legs, w.leg_of(contact), contact.id)
    w.wake(f"lease:{contact.id}", w.now + site.patience.longest_contact)
    w.tell(contact, "arrived", customer=event.known.customer)
    return contact


def _first_words(w: Work, contact: Contact, intent: Intent) -> None:
    """An unclear first message is asked about once, by the same welcome a caller gets."""
    site = w.site_of(contact)
    entry = site.entry_points.get("*")
    if intent.unsure and not intent.emergency and entry and entry.flow in site.flows:
        dialogue.begin(w, contact, entry.flow or "")
    else:
        dialogue.pursue(w, contact, intent)


def delivered(w: Work, contact: Contact, event: MessageDelivered | MessageFailed) -> None:
    arrived = isinstance(event, MessageDelivered)
    messages = tuple(replace(m, delivered=arrived) if m.id == event.message else m for m in contact.messages)
    contact = w.keep(contact, messages=messages)
    w.tell(contact, "message_delivered" if arrived else "message_failed", message=event.message)


def conversation_ended(w: Work, event: ConversationEnded) -> None:
    if contact := w.find(event.gateway, event.conversation):
        ended(w, contact, "customer_left" if event.by == "customer" else f"ended_by_{event.by}")
