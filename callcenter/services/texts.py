"""A contact as JSON text. The lines of a chat are most of it, and each of them is written once in its life: a frozen
record has the same text for ever."""

from callcenter.model.contact import Contact, Message
from callcenter.model.site import Site
from callcenter.services.codec import json_text
from callcenter.services.views import contact_view, message_view
from callcenter.switchboard.figures import waited_seconds

KEPT = 50_000
"""Lines whose text is remembered (some 200 bytes each); beyond, all are forgotten and written anew when needed."""
FEW = 500
"""Contacts whose text is remembered: long enough to get from an agent's frame to the next transaction."""
_lines: dict[int, tuple[Message, str]] = {}
"""By identity, beside the message itself: while it is held here, nothing else can have its number."""


_contacts: dict[str, tuple[Contact, float, str]] = {}
"""The last few contacts' texts with what they are and how long they had waited."""


def contact_text(contact: Contact, site: Site, now: float) -> str:
    """`views.contact_view` as compact JSON; the thread comes last."""
    waited = waited_seconds(contact, now)
    found = _contacts.get(contact.id)
    if found is not None and found[0] is contact and found[1] == waited:
        return found[2]
    view = contact_view(contact, site, now, thread=False)
    thread = ",".join([_line(message) for message in contact.messages])
    text = f'{json_text(view)[:-1]},"messages":[{thread}]}}'
    if len(_contacts) >= FEW:
        _contacts.clear()
    _contacts[contact.id] = (contact, waited, text)
    return text


def _line(message: Message) -> str:
    found = _lines.get(id(message))
    if found is not None:
        return found[1]
    if len(_lines) >= KEPT:
        _lines.clear()
    text = json_text(message_view(message))
    _lines[id(message)] = (message, text)
    return text
