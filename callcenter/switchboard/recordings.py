"""Recording a talk, where the site says so: once for each talk, from its first word to its last.

A customer who goes on with the colleague who was consulted keeps the one recording. Whoever waits, is put through outside
or has gone is recorded no longer (`after_talk`).
"""

from callcenter.model.commands import Record
from callcenter.model.contact import Contact, ContactState
from callcenter.switchboard.work import Work, spoken

TALK = frozenset({ContactState.CONNECTED, ContactState.HELD})


def is_talk(contact: Contact) -> bool:
    """A call, and a human has it."""
    return spoken(contact) and contact.state in TALK


def begin(w: Work, contact: Contact) -> None:
    """Customer and agent have just been joined. A number outside is no agent; a consultation is part of its customer's
    talk."""
    policy = w.site_of(contact).gateways.get(contact.gateway)
    if policy is None or not policy.record or not is_talk(contact) or contact.parent is not None:
        return
    if contact.recording or w.state.agents[contact.agent or ""].outside:
        return
    contact = w.keep(contact, recording=w.next_command())
    w.do(Record(gateway=contact.gateway, leg=contact.leg, action="start"))
    w.tell(contact, "recording_began", agent=contact.agent)


def failed(w: Work, contact: Contact, command: str) -> None:
    """The gateway could not begin: nobody is told that this talk is recorded."""
    if contact.recording and command == contact.recording:
        w.tell(w.keep(contact, recording=""), "recording_ended", why="failed")


def ended(w: Work, contact: Contact, command: str) -> None:
    """The gateway has closed it, though nobody asked: the talk goes on without."""
    if contact.recording and command == contact.recording:
        w.tell(w.keep(contact, recording=""), "recording_ended", why="by itself")
