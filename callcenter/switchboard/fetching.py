"""Having a source asked: the command to the shell, and the timer that ends the waiting whatever becomes of it."""

from callcenter.ivr.turn import Fetch
from callcenter.model.changed import changed
from callcenter.model.commands import LookUp
from callcenter.model.contact import Contact
from callcenter.switchboard import claims
from callcenter.switchboard.work import Work

MARGIN = 3.0
"""Seconds beyond the source's own time-out: after a crash the command is performed again, and may take its time again."""


def begin(w: Work, contact: Contact, fetch: Fetch) -> Contact:
    """The look-up is known by the number of its command, so an answer to an earlier one is not taken for it."""
    assert contact.dialogue is not None
    source = w.site_of(contact).sources.get(fetch.source)
    number = w.next_command()
    contact = w.keep(contact, dialogue=changed(contact.dialogue, fetching=number))
    w.do(
        LookUp(
            look_up=number,
            contact=contact.id,
            source=fetch.source,
            arguments=fetch.arguments,
            sealed=fetch.sealed,
            customer=claims.told_of(contact, fetch),
            caller=contact.caller,
        )
    )
    w.wake(f"lookup:{contact.id}", w.now + (source.timeout if source else 0.0) + MARGIN)
    return contact
