"""The last words of self-service. The line is cut only once they are said, and not at all if the customer goes on.

Somebody who has been told goodbye and then says "wait, my card was stolen" is still there: they must reach a human.
"""

from callcenter.model.commands import HangUp
from callcenter.model.contact import Contact, ContactState
from callcenter.model.intent import HUMAN, Intent
from callcenter.switchboard import talking
from callcenter.switchboard.saying import say
from callcenter.switchboard.work import Work

A_CHARACTER = 0.25
"""Seconds a character of the farewell may take to be said, where the gateway does not tell that it has been."""
SHORTEST = 2.0
HANGING_UP = 10.0
"""Seconds until a line that was cut is taken for ended, where the gateway does not tell."""


def say_goodbye(w: Work, contact: Contact, text: str) -> Contact:
    """On a call: the words, then the end, unless something is said in between."""
    if text:
        say(w, contact, text)
    contact = w.keep(w.state.contacts[contact.id], farewell=w.seq)
    if not text:
        return cut(w, contact)
    w.wake(f"farewell:{contact.id}", w.now + max(SHORTEST, len(text) * A_CHARACTER))
    return contact


def cut(w: Work, contact: Contact) -> Contact:
    """The words are said: the gateway is told to hang up."""
    w.do(HangUp(gateway=contact.gateway, leg=contact.leg, reason="completed"))
    w.wake(f"farewell:{contact.id}", w.now + HANGING_UP)
    return w.keep(contact, end_reason=reason(contact))


def reason(contact: Contact) -> str:
    """How a contact ends that was said goodbye to: served by itself, or by what it has taken up while waiting."""
    return contact.chosen or "self_service"


def elapsed(w: Work, contact: Contact) -> None:
    """The farewell's time, or the hanging up's, is over."""
    if contact.farewell is None:
        return
    if contact.end_reason:
        talking.finish(w, contact, ContactState.COMPLETED, reason(contact))
    else:
        cut(w, contact)


def said(w: Work, contact: Contact, command: str) -> None:
    """A command is done: if it was the farewell's, the line can be cut."""
    if contact.farewell is not None and not contact.end_reason and command.startswith(f"{contact.farewell}."):
        cut(w, contact)


def taken_back(w: Work, contact: Contact, intent: Intent) -> Contact | None:
    """The contact as one that goes on, if these words ask for it; None: they were a goodbye, or too late for a wish."""
    site = w.site_of(contact)
    urgent = intent.emergency or intent.name in site.emergencies()
    flow = contact.dialogue.flow if contact.dialogue else ""
    more = not intent.unsure and intent.name not in site.answered_by(flow) and not contact.end_reason
    return stay(w, contact) if urgent or intent.name == HUMAN or more else None


def stay(w: Work, contact: Contact) -> Contact:
    w.no_wake(f"farewell:{contact.id}")
    w.tell(contact, "farewell_taken_back")
    return w.keep(contact, farewell=None, end_reason="")
