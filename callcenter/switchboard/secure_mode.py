"""Secure mode: secrets are told on a call (a card number, a one-time code), so its recording pauses and nobody listens in.

It is on once the agent says so, and off by the agent, by its timer or with the talk. The gateway is told once, by
`Record(pause)`: it also takes away the ears of supervisors who listen already. A recording that could not be paused is
stopped. What the customer says or keys meanwhile is sealed before the journal sees it (`services.secrecy`). While a flow
asks for a secret no talk goes on, and so nothing is recorded (`recordings`).
"""

from callcenter.model.commands import Notify, Record
from callcenter.model.contact import Contact
from callcenter.model.events import SecureAsked
from callcenter.switchboard.recordings import is_talk
from callcenter.switchboard.talking import own
from callcenter.switchboard.work import Work, moment

AT_MOST = "time"
ASKED = "asked"


def ask(w: Work, event: SecureAsked) -> None:
    """Asked for while it is on, it lasts anew."""
    contact = own(w, event)
    if contact is None:
        return
    if not is_talk(contact):
        w.refuse(event, "conflict", "Secure mode is for a call on which you talk with the customer.")
    elif event.on:
        until = _begin(w, contact, event.agent)
        w.accept(event, secure_until=until)
    elif contact.secure_until is None:
        w.refuse(event, "conflict", "Secure mode is not on.")
    else:
        _end(w, contact, ASKED, by=event.agent)
        w.accept(event)


def _begin(w: Work, contact: Contact, by: str) -> float:
    until = moment(w.now + w.site_of(contact).patience.secure)
    if contact.secure_until is None:
        contact = w.keep(contact, pause=w.next_command())
        w.do(Record(gateway=contact.gateway, leg=contact.leg, action="pause"))
    contact = w.keep(contact, secure_until=until)
    w.wake(f"secure:{contact.id}", until)
    w.tell(contact, "secure_on", by=by, why=ASKED, until=until)
    return until


def _end(w: Work, contact: Contact, why: str, *, by: str | None = None) -> None:
    w.no_wake(f"secure:{contact.id}")
    contact = w.keep(contact, secure_until=None)
    w.do(Record(gateway=contact.gateway, leg=contact.leg, action="resume"))
    w.tell(contact, "secure_off", by=by, why=why)


def elapsed(w: Work, contact: Contact) -> None:
    """Somebody forgot the button: the recording goes on, and the agent is told."""
    if contact.secure_until is None:
        return
    _end(w, contact, AT_MOST)
    text = "Secure mode has ended by itself: the call is recorded and can be listened to again."
    detail = {"kind": "secure_off", "contact": contact.id, "text": text}
    w.do(Notify(agent=contact.agent or "", kind="notice", detail=detail))


def failed(w: Work, contact: Contact, command: str, reason: str) -> None:
    """The recording could not be paused: it is stopped, and supervisors see to what it holds."""
    if not contact.recording or not contact.pause or command != contact.pause:
        return
    w.alarm(
        "recording_not_paused",
        contact.id,
        f"The recording could not be paused for secure mode, and was stopped: {reason or 'command failed'}",
        contact=contact.id,
        agent=contact.agent,
    )
    contact = w.keep(contact, recording="", pause="")
    w.do(Record(gateway=contact.gateway, leg=contact.leg, action="stop"))
    w.tell(contact, "recording_ended", why="not paused")
