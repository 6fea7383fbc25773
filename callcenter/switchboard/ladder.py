"""An emergency that nobody has taken yet: who must know, and when."""

from callcenter.model.contact import WAITING, Contact
from callcenter.switchboard.work import Work


def arm(w: Work, contact: Contact, since: float) -> None:
    """The alarms of an emergency that waits; of those whose time has passed already the last one is raised at once.

    The customer of a consultation is with somebody already.
    """
    if not contact.emergency or contact.parent is not None:
        return
    alarms = [(seconds, since + seconds) for seconds in w.site_of(contact).patience.emergency_alarms]
    missed = max((at for _, at in alarms if at <= w.now), default=None)
    for seconds, at in alarms:
        if at > w.now or at == missed:
            w.wake(f"alarm:{contact.id}:{seconds:g}", max(w.now, at))


def forget(w: Work, contact: Contact) -> None:
    for seconds in w.site_of(contact).patience.emergency_alarms:
        w.no_wake(f"alarm:{contact.id}:{seconds:g}")
    w.quieten(f"emergency_waiting:{contact.id}")


def alarm(w: Work, contact: Contact, seconds: str) -> None:
    """An emergency still waits: supervisors must know; from here on anyone will do."""
    if contact.state not in WAITING:
        return
    w.quieten(f"emergency_waiting:{contact.id}")
    w.alarm(
        "emergency_waiting",
        contact.id,
        f"An emergency has waited {seconds} s.",
        contact=contact.id,
        queue=contact.queue,
    )
    w.keep(contact, anyone=True)
    w.fresh_contacts[contact.id] = None
