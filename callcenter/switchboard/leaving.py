"""Ways out of a flow that are no line of waiting: called back, a message left, put through to a number outside.

Each needs a voice on the line, and a number where something comes back to it; otherwise, and for every emergency, it is
the queue. Where the site has no words for it, it is the queue, too.
"""

from callcenter.model.contact import Contact
from callcenter.model.site import CALLBACK, VOICEMAIL, said_after_choosing
from callcenter.switchboard import moving, virtual_hold, voicemail, waiting
from callcenter.switchboard.handover import to_human
from callcenter.switchboard.work import Work, spoken


def call_back(w: Work, contact: Contact, queue: str) -> Contact:
    """As if they had waited and chosen it: a place at the end of the line as of now, or a call once the queue opens."""
    if not _may(w, contact, queue, CALLBACK):
        return to_human(w, contact, queue, "flow: callback")
    contact = to_human(w, contact, queue, "flow: callback", quiet=True)
    w.tell(contact, "chosen", proposal=CALLBACK)
    virtual_hold.choose(w, w.keep(contact, proposal_seq=w.seq))
    return w.state.contacts.get(contact.id, contact)


def leave_message(w: Work, contact: Contact, queue: str) -> Contact:
    if not _may(w, contact, queue, VOICEMAIL):
        return to_human(w, contact, queue, "flow: voicemail")
    w.tell(contact, "chosen", proposal=VOICEMAIL)
    voicemail.begin(w, w.keep(contact, queue=queue, proposal_seq=w.seq))
    return w.state.contacts[contact.id]


def put_through(w: Work, contact: Contact, number: str, queue: str) -> Contact:
    if not spoken(contact) or waiting.urgent(w, contact):
        return to_human(w, contact, queue, "flow: transfer")
    return moving.put_through(w, contact, number, queue)


def _may(w: Work, contact: Contact, queue: str, what: str) -> bool:
    site = w.site_of(contact)
    urgent = site.queues[queue].emergency or waiting.urgent(w, contact)
    speaks = all(name in site.words for name in said_after_choosing(what))
    return spoken(contact) and bool(contact.caller) and not urgent and speaks
