"""How a contact begins: from outside, or beside another one that it is a consultation about or a part of."""

from typing import Any

from callcenter.model.contact import Channel, Contact
from callcenter.model.customer import Known
from callcenter.switchboard.work import Work


def comes(w: Work, *, channel: Channel, gateway: str, leg: str, known: Known, **more: Any) -> Contact:
    """A contact that comes in now, on the version of the site in force; `more` are further fields of `Contact`. The
    language is the wished one, or the customer's, as far as the site speaks it."""
    wished = more.pop("language", "") or known.language
    return Contact(
        id=f"c{w.seq}",
        seq=w.seq,
        channel=channel,
        gateway=gateway,
        leg=leg,
        site=w.state.site,
        arrived_at=w.now,
        since=w.now,
        touched_at=w.now,
        name=more.pop("name", "") or known.name,
        language=w.site.spoken(wished),
        language_told=bool(wished),
        known=known,
        **more,
    )


def beside(w: Work, contact: Contact, **more: Any) -> Contact:
    """A record of its own about the same customer on the same leg; `more` are further fields of `Contact`."""
    return Contact(
        id=more.pop("id", f"c{w.seq}"),
        seq=w.seq,
        channel=contact.channel,
        gateway=contact.gateway,
        leg=contact.leg,
        site=contact.site,
        arrived_at=contact.arrived_at,
        since=w.now,
        touched_at=w.now,
        caller=contact.caller,
        dialled=contact.dialled,
        name=contact.name,
        language=contact.language,
        declared=contact.declared,
        known=contact.known,
        intent=contact.intent,
        words=contact.words,
        queued_at=contact.queued_at,
        complaint=contact.complaint,
        parent=contact.id,
        **more,
    )
