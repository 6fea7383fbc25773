"""What becomes of a proposal: the customer goes on waiting, is called back, leaves a message, or writes.

Somebody who takes up a proposal has not abandoned: the place is kept, and a promise or a first message brings it back.
"""

from callcenter.model.commands import Hold, PromiseCallback, SendMessage
from callcenter.model.contact import WAITING, Contact, ContactState, OfferState
from callcenter.model.events import MessageFailed
from callcenter.model.intent import Intent
from callcenter.model.site import CALLBACK, MESSAGE, VOICEMAIL
from callcenter.switchboard import farewell, offers, promised, virtual_hold, voicemail, waiting
from callcenter.switchboard.asking import KEYS
from callcenter.switchboard.work import Work

TEXT = "text-"
"""How the names of conversations begin that we have opened ourselves."""


def keyed(w: Work, contact: Contact, digits: str) -> None:
    """The answer. Silence, "0" and every other key mean: I go on waiting."""
    chosen = KEYS.get(digits[:1], "")
    if chosen not in contact.proposal:
        go_on(w, contact)
        return
    contact = _out_of_offers(w, contact)
    w.tell(contact, "chosen", proposal=chosen)
    if chosen == CALLBACK:
        virtual_hold.choose(w, contact)
    elif chosen == VOICEMAIL:
        voicemail.begin(w, contact)
    else:
        _write(w, contact)


def go_on(w: Work, contact: Contact) -> None:
    """No answer, or none that changes anything: music, at the same place."""
    if contact.state not in WAITING or not contact.proposal:
        return
    w.no_wake(f"proposal:{contact.id}")
    w.keep(contact, proposal=())
    w.do(Hold(gateway=contact.gateway, leg=contact.leg))


def answered(w: Work, contact: Contact, command: str) -> None:
    """The gateway is done with a command and has no answer: nobody gave one, or the question could not be put."""
    if contact.proposal and command.startswith(f"{contact.proposal_seq}."):
        go_on(w, contact)


def _out_of_offers(w: Work, contact: Contact) -> Contact:
    """The customer has decided while it rang at somebody: that agent gets what they can take next."""
    if open_ := offers.open_offer(w, contact):
        offers.withdraw(w, open_, OfferState.TAKEN)
    state = ContactState.QUEUED
    return w.keep(w.state.contacts[contact.id], state=state, offer=None, proposal=(), proposal_seq=w.seq)


def _write(w: Work, contact: Contact) -> None:
    """A text message goes to the caller's number; the place is kept until it is answered."""
    site, language = w.site_of(contact), contact.language
    waiting.forget(w, contact)
    conversation = f"{TEXT}{contact.id}"
    message, text = f"m{w.seq}.{len(w.commands)}", site.words["message_text"][language]
    w.do(
        SendMessage(
            gateway=contact.gateway,
            leg=conversation,
            conversation=True,
            message=message,
            text=text,
            to=contact.caller,
        )
    )
    waiting.remember_place(
        w,
        contact,
        w.now + site.patience.message_place,
        counted=True,
        intent=contact.intent,
        conversation=conversation,
    )
    w.tell(contact, "message", message=message, sender="machine", text=text, to=contact.caller)
    contact = w.keep(contact, state=ContactState.SELF_SERVICE, chosen=MESSAGE)
    farewell.say_goodbye(w, contact, site.words["message_sent"][language])


def written_to(w: Work, contact: Contact) -> bool:
    """Whether a text message was sent to this number instead of letting it wait on the telephone."""
    place = w.state.places.get(contact.caller) if contact.caller else None
    return place is not None and bool(place.conversation) and place.queue in w.site_of(contact).queues


def goes_on_in_writing(w: Work, contact: Contact, intent: Intent) -> None:
    """The first message of somebody who was sent one: into the old queue, at the old place, for what they wanted."""
    place, site = w.state.places[contact.caller], w.site_of(contact)
    wanted = place.intent or intent
    policy = site.intents.get(wanted.name)
    contact = w.keep(contact, intent=wanted)
    waiting.enter(w, contact, place.queue, "goes on in writing", needs=policy.handling.needs if policy else ())


def not_delivered(w: Work, event: MessageFailed) -> None:
    """The text message that was to go on instead of a call did not arrive: the number is called back, at its place."""
    if not event.conversation.startswith(TEXT):
        return
    for caller in sorted(w.state.places):
        place = w.state.places[caller]
        if place.conversation == event.conversation:
            w.do(PromiseCallback(callback=promised.instead_of_message(w, caller, place)))
            w.drop(w.state.places, caller)
            w.no_wake(f"place:{caller}")
