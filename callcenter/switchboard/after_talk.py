"""What ends with a talk, however it ended: its recording, secure mode, the muted agent. Looked at after every event."""

from callcenter.model.changed import changed
from callcenter.model.commands import Record
from callcenter.model.contact import WAITING, Contact, ContactState
from callcenter.model.events import AnyEvent, CallEnded
from callcenter.switchboard.recordings import is_talk
from callcenter.switchboard.work import Work

GOES_ON = frozenset({*WAITING, ContactState.TRANSFERRING})
"""The line is still open."""
OUTSIDE = frozenset({ContactState.TRANSFERRING, ContactState.TRANSFERRED})


def keep_up(w: Work, event: AnyEvent) -> None:
    """The gateway has ended what belongs to a call that it tells the end of."""
    for name in tuple(w.contacts):
        contact = w.state.contacts.get(name) or w.finished.get(name)
        if contact is None or is_talk(contact):
            continue
        if contact.recording or contact.secure_until is not None or contact.muted:
            _over(w, contact, line_gone=isinstance(event, CallEnded))


def _over(w: Work, contact: Contact, *, line_gone: bool) -> None:
    """The recording is stopped before secure mode ends, so that nothing is recorded in between."""
    why = "back in line" if contact.state in WAITING else "transferred" if contact.state in OUTSIDE else "ended"
    if contact.recording and not line_gone:
        w.do(Record(gateway=contact.gateway, leg=contact.leg, action="stop"))
    if contact.recording:
        w.tell(contact, "recording_ended", why=why)
    if contact.secure_until is not None:
        w.no_wake(f"secure:{contact.id}")
        if contact.state in GOES_ON and not line_gone:
            w.do(Record(gateway=contact.gateway, leg=contact.leg, action="resume"))
        w.tell(contact, "secure_off", by=None, why=why)
    contact = changed(contact, recording="", secure_until=None, pause="", muted=False, mute="")
    if contact.id in w.finished:
        w.finished[contact.id] = contact
    else:
        w.keep(contact)
