"""What becomes of words that complain: a case with its clock, as soon as they are heard, also as the second of two wishes."""

from collections.abc import Iterable

from callcenter.model.contact import Contact
from callcenter.switchboard import promised
from callcenter.switchboard.work import Work


def heard(w: Work, contact: Contact, wishes: Iterable[str]) -> Contact:
    """Opens the case of the first of these intents that is a complaint; a contact has one case at most."""
    site = w.site_of(contact)
    for name in wishes:
        policy = site.intents.get(name)
        if policy is not None and policy.complaint_cause and not contact.complaint:
            said = contact.words[-1] if contact.words else ""
            contact = promised.complain(w, contact, policy.complaint_cause, said)
    return contact
