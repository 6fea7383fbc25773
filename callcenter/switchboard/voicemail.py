"""Leaving a message instead of waiting. It ends in a promise to call back that keeps the place in line.

An emergency said into it leaves for a human at once; "0" leads back into the line.
"""

from callcenter.model.commands import Record
from callcenter.model.contact import Contact, ContactState
from callcenter.model.site import VOICEMAIL
from callcenter.switchboard import farewell, waiting
from callcenter.switchboard.asking import A_CHARACTER
from callcenter.switchboard.handover import to_human
from callcenter.switchboard.saying import say
from callcenter.switchboard.work import Work


def begin(w: Work, contact: Contact) -> None:
    site = w.site_of(contact)
    waiting.forget(w, contact)
    contact = w.keep(contact, state=ContactState.VOICEMAIL, chosen=VOICEMAIL)
    prompt = site.words["voicemail_prompt"][contact.language]
    say(w, contact, prompt)
    _record(w, contact, "start")
    w.wake(f"voicemail:{contact.id}", w.now + len(prompt) * A_CHARACTER + site.patience.voicemail)


def keyed(w: Work, contact: Contact, digits: str) -> None:
    if "#" in digits:
        end(w, contact)
    elif digits.startswith("0"):
        back(w, contact, "asked")


def end(w: Work, contact: Contact) -> None:
    """The message is complete, or the longest time is over."""
    if contact.state is ContactState.VOICEMAIL and contact.farewell is None:
        contact = stopped(w, contact)
        farewell.say_goodbye(w, contact, w.site_of(contact).words["voicemail_thanks"][contact.language])


def back(w: Work, contact: Contact, why: str) -> None:
    """Into the line again, at the old place."""
    to_human(w, stopped(w, contact), contact.queue, why)


def failed(w: Work, contact: Contact, command: str, reason: str) -> None:
    """What the gateway could not record is told to a person."""
    seq = command.partition(".")[0]
    if contact.farewell is None and seq == str(contact.proposal_seq):
        back(w, contact, f"the gateway failed: {reason}")


def stopped(w: Work, contact: Contact) -> Contact:
    """Nothing is recorded any longer."""
    w.no_wake(f"voicemail:{contact.id}")
    _record(w, contact, "stop")
    return contact


def _record(w: Work, contact: Contact, action: str) -> None:
    w.do(Record(gateway=contact.gateway, leg=contact.leg, action=action))
