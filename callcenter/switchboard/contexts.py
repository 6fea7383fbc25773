"""What is known beside the words when they are classified. Read before the event is journalled, and changes nothing."""

from callcenter.model.contact import Channel, Contact
from callcenter.model.customer import NOBODY, Known
from callcenter.model.events import CallArrived, Event, MessageReceived, OnCall, OnConversation
from callcenter.model.intent import UNCLEAR, Context, Intent
from callcenter.switchboard.state import State, leg_key

KEYS_KEPT, INTENTS_KEPT = 40, 10


def context_of(state: State, contact: Contact | None, event: Event, known: Known, now: float = 0.0) -> Context:
    """For ingest: the context of an event that a gateway has told, to classify its words in.

    `contact`: the live one of its leg (`live`), None when it is about to begin; `known`: who the look-up of this very
    event found, which counts where the contact knows nobody; `now` in seconds. The facts are the dialogue's where one is
    going on, else the customer's. Pure: the same arguments give the same context.
    """
    who = contact.known if contact is not None and contact.known is not NOBODY else known
    if contact is None:
        waits = state.places.get(event.sender) if isinstance(event, MessageReceived) and event.sender else None
        before = (waits.intent.name,) if waits and waits.intent else ()
        dialled = event.dialled if isinstance(event, CallArrived) else ""
        channel = event.channel if isinstance(event, MessageReceived) else Channel.VOICE
        return Context(known=who, facts=who.facts, dialled=dialled, before=before, channel=channel.value, now=now)
    here = contact.dialogue
    return Context(
        known=who,
        facts=here.facts if here else who.facts,
        dialled=contact.dialled,
        keys=contact.keys,
        before=contact.intents,
        flow=here.flow if here else "",
        channel=contact.channel.value,
        now=now,
    )


def live(state: State, event: Event) -> Contact | None:
    """The contact this event of a gateway is about, while it lives."""
    if isinstance(event, OnCall):
        key = leg_key(event.gateway, event.call)
    elif isinstance(event, OnConversation):
        key = leg_key(event.gateway, event.conversation, written=True)
    else:
        return None
    return state.contacts.get(state.legs.get(key, ""))


def pressed(contact: Contact, digits: str) -> str:
    """`Contact.keys` with these."""
    return (contact.keys + digits)[-KEYS_KEPT:]


def understood(contact: Contact, intent: Intent) -> tuple[str, ...]:
    """`Contact.intents` with this one, if it was one."""
    if intent.unsure or intent.name == UNCLEAR or contact.intents[-1:] == (intent.name,):
        return contact.intents
    return (*contact.intents, intent.name)[-INTENTS_KEPT:]
