"""An emergency that was reported is written down at that very moment, once, so that the customer can prove it later.

Directive (EU) 2015/2366 (PSD2), article 70(1)(c) and (d): means to notify at all times, and on request the means to
prove, for 18 months, that the notification was made.
"""

from callcenter.model.commands import KeepReceipt
from callcenter.model.contact import Contact
from callcenter.switchboard.work import Work, deaf


def keep(w: Work, contact: Contact, intent: str | None = None) -> Contact:
    """The contact with its receipt. Who is only to be called back, or consulted about, has reported nothing in this
    contact."""
    if contact.receipt or deaf(contact):
        return contact
    receipt = f"e{w.seq}"
    heard = intent or (contact.intent.name if contact.intent else "")
    w.do(
        KeepReceipt(
            receipt=receipt,
            contact=contact.id,
            channel=contact.channel.value,
            gateway=contact.gateway,
            leg=contact.leg,
            caller=contact.caller,
            dialled=contact.dialled,
            customer=contact.known.customer,
            intent=heard,
            arrived_at=contact.arrived_at,
            agent=contact.agent,
            site=contact.site,
        )
    )
    contact = w.keep(contact, receipt=receipt)
    w.tell(contact, "emergency_reported", receipt=receipt, intent=heard)
    return contact
