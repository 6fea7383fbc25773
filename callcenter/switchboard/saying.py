"""What the machine says or writes to a customer, whatever the channel."""

from math import ceil

from callcenter.model.commands import Say, SendMessage
from callcenter.model.contact import Contact, Message
from callcenter.model.forecast import Forecast
from callcenter.switchboard.work import Work, deaf, spoken


def say(w: Work, contact: Contact, text: str, *, choices: tuple[tuple[str, str], ...] = ()) -> None:
    """Says or writes a sentence of the machine's, whatever the channel. `choices`: answers that can be buttons, where it
    is written."""
    if deaf(contact):
        return
    if spoken(contact):
        w.do(Say(gateway=contact.gateway, leg=contact.leg, text=text, language=contact.language))
        return
    message = f"m{w.seq}.{len(w.commands)}"
    w.do(
        SendMessage(
            gateway=contact.gateway, leg=contact.leg, conversation=True, message=message, text=text, choices=choices
        )
    )
    contact = w.state.contacts[contact.id]
    w.keep(contact, messages=thread(contact, Message(id=message, sender="machine", text=text, at=w.now)))
    w.tell(contact, "message", message=message, sender="machine", text=text)


def thread(contact: Contact, message: Message) -> tuple[Message, ...]:
    """The newest two hundred messages; the timeline keeps them all."""
    return (*contact.messages[-199:], message)


def own_words(w: Work, contact: Contact, name: str) -> str:
    """One of the site's sentences that are said outside of flows, as the contact hears or reads it; empty when the site
    lacks it."""
    return w.site_of(contact).says(name, contact.language, written=not spoken(contact))


def place_and_wait(w: Work, contact: Contact, place: int, told: Forecast | None) -> str:
    """The site's sentence about place and wait; of a wait nobody can know it speaks without a number."""
    words = w.site_of(contact).words
    if told is None:
        return words["place_unknown_wait"][contact.language].replace("{place}", str(place))
    low = max(1, int(told.low // 60))
    numbers = {
        "{place}": place,
        "{minutes}": max(1, ceil(told.expected / 60)),
        "{low}": low,
        "{high}": max(low + 1, ceil(told.high / 60)),
    }
    text = words["place_and_wait"][contact.language]
    for name, number in numbers.items():
        text = text.replace(name, str(number))
    return text
