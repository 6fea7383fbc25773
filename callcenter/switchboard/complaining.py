"""What becomes of words that complain: a case with its clock, as soon as they are heard, also as the second of two wishes.

Who has a case open and asks after it ("any news?", "what about my complaint?") gets none opened beside it. Its clock goes on,
the queue keeps them for its owner where it prefers the `case_owner`, and whoever talks with them has the open case on the
screen, and opens another in the wrap-up if there is one to open.
"""

from collections.abc import Iterable

from callcenter.model.contact import Contact
from callcenter.model.intent import Intent
from callcenter.switchboard import promised
from callcenter.switchboard.work import Work


def heard(w: Work, contact: Contact, intent: Intent, wishes: Iterable[str]) -> Contact:
    """Opens the case of the first of these wishes of the intent that complains of something new; one for each contact."""
    site = w.site_of(contact)
    for name in wishes:
        policy = site.intents.get(name)
        if policy is None or not policy.complaint_cause or contact.complaint:
            continue
        if name in intent.asks_after and contact.known.open_complaints:
            w.tell(contact, "complaint_asked_after", open=contact.known.open_complaints)
        else:
            said = contact.words[-1] if contact.words else ""
            contact = promised.complain(w, contact, policy.complaint_cause, said)
    return contact
