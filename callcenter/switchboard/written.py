"""Written threads: a conversation is one contact until it ends; the next message begins another."""

from callcenter.ivr.listening import digits_in
from callcenter.ivr.turn import Keyed, Spoke
from callcenter.model.changed import changed
from callcenter.model.commands import ShowMessage
from callcenter.model.contact import Contact, ContactState, Message
from callcenter.model.events import ConversationEnded, MessageDelivered, MessageFailed, MessageReceived
from callcenter.model.intent import Intent
from callcenter.switchboard import arrivals, beginnings, dialogue, proposals
from callcenter.switchboard.arrivals import SEALED, WORDS_KEPT
from callcenter.switchboard.saying import thread
from callcenter.switchboard.state import leg_key
from callcenter.switchboard.work import Work


def message_received(w: Work, event: MessageReceived) -> None:
    contact = w.find(leg_key(event.gateway, event.conversation, written=True))
    first = contact is None
    if contact is None:
        contact = _conversation_begins(w, event)
    elif any(known.id == event.message for known in contact.messages):
        return  # said twice
    text = SEALED if event.sealed else event.text
    message = Message(id=event.message, sender="customer", text=text, at=w.now)
    words = contact.words if event.sealed else (*contact.words[-WORDS_KEPT + 1 :], event.text)
    heard = Spoke(text="" if event.sealed else event.text, intent=event.intent, sealed=event.sealed)
    intents = dialogue.understood(w, contact, heard)
    contact = w.keep(contact, messages=thread(contact, message), words=words, intents=intents)
    w.tell(
        contact,
        "message",
        message=event.message,
        sender="customer",
        text=text,
        attachments=list(event.attachments),
        intent=event.intent.name,
    )
    if contact.agent:
        w.do(ShowMessage(agent=contact.agent, contact=contact.id, message=event.message, text=text, sender="customer"))
    if first:
        _first_words(w, contact, event.intent)
    elif contact.dialogue and (digits := _number(w, contact, event)):
        dialogue.hear(w, contact, Keyed(digits=digits))
    else:
        arrivals.listen(w, contact, heard)


def _number(w: Work, contact: Contact, event: MessageReceived) -> str:
    """The keys, where a flow's question is answered by writing them; empty: these are words."""
    here = contact.state is ContactState.SELF_SERVICE and contact.farewell is None
    words = event.sealed or arrivals.urgent(w, contact, event.intent)
    return (digits_in(event.text) or "") if here and not words else ""


def _conversation_begins(w: Work, event: MessageReceived) -> Contact:
    contact = beginnings.comes(
        w,
        channel=event.channel,
        gateway=event.gateway,
        leg=event.conversation,
        known=event.known,
        caller=event.sender,
        language=event.intent.language,
        wants_agent=event.wants_agent,
    )
    w.put(w.state.legs, w.leg_of(contact), contact.id)
    w.wake(f"lease:{contact.id}", w.now + w.site.patience.longest_contact)
    w.tell(contact, "arrived", customer=event.known.customer)
    return contact


def _first_words(w: Work, contact: Contact, intent: Intent) -> None:
    """An unclear first message is asked about once, by the same welcome a caller gets."""
    site = w.site_of(contact)
    entry = site.entry_points.get("*")
    if proposals.written_to(w, contact) and not arrivals.urgent(w, contact, intent):
        proposals.goes_on_in_writing(w, contact, intent)
    elif intent.unsure and not (intent.emergency or intent.down) and entry and entry.flow in site.flows:
        dialogue.begin(w, contact, entry.flow or "")
    else:
        dialogue.pursue(w, contact, intent)


def delivered(w: Work, contact: Contact, event: MessageDelivered | MessageFailed) -> None:
    arrived = isinstance(event, MessageDelivered)
    messages = tuple(changed(m, delivered=arrived) if m.id == event.message else m for m in contact.messages)
    contact = w.keep(contact, messages=messages)
    w.tell(contact, "message_delivered" if arrived else "message_failed", message=event.message)


def conversation_ended(w: Work, event: ConversationEnded) -> None:
    if contact := w.find(leg_key(event.gateway, event.conversation, written=True)):
        arrivals.ended(w, contact, "customer_left" if event.by == "customer" else f"ended_by_{event.by}")
