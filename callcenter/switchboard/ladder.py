"""An emergency that nobody has taken yet: which rungs of the ladder are open for it, who must know, and when.

Alarms and rungs count from when it became urgent, or from when this wait began, whichever is later. Whom an open rung
asks stands in `rungs`.
"""

from callcenter.model.contact import WAITING, Contact
from callcenter.switchboard.work import Work


def arm(w: Work, contact: Contact) -> None:
    """The alarms and rungs of an emergency that waits. Rungs whose time has passed are open at once; of the alarms whose
    time has passed the last one is raised at once.

    The customer of a consultation is with somebody already.
    """
    if not contact.emergency or contact.parent is not None:
        return
    since = _urgent_since(contact, w.now)
    alarms = [(seconds, since + seconds) for seconds in w.site_of(contact).patience.emergency_alarms]
    missed = max((at for _, at in alarms if at <= w.now), default=None)
    for seconds, at in alarms:
        if at > w.now or at == missed:
            w.wake(f"alarm:{contact.id}:{seconds:g}", max(w.now, at))
    _arm_rungs(w, contact, since)


def _urgent_since(contact: Contact, now: float) -> float:
    waits = contact.waiting_since if contact.waiting_since is not None else now
    return waits if contact.urgent_at is None else max(waits, contact.urgent_at)


def _arm_rungs(w: Work, contact: Contact, since: float) -> None:
    ladder = w.site_of(contact).ladder
    opened = sum(1 for rung in ladder if since + rung.after <= w.now)
    for number in range(opened, len(ladder)):
        w.wake(f"rung:{contact.id}:{number}", since + ladder[number].after)
    if opened or contact.rung:
        _open(w, contact, opened)


def elapsed(w: Work, contact: Contact, number: int) -> None:
    """One rung more is open: those it asks are asked in this very step."""
    if contact.state in WAITING and contact.rung <= number < len(w.site_of(contact).ladder):
        _open(w, contact, number + 1)
        w.tell(contact, "rung_opened", rung=number + 1, asks=w.site_of(contact).ladder[number].title)


def _open(w: Work, contact: Contact, opened: int) -> None:
    """No rung asks for a skill: neither are those asked for one who are free meanwhile."""
    people = any(rung.ask for rung in w.site_of(contact).ladder[:opened])
    w.keep(contact, rung=opened, anyone=contact.anyone or people)
    w.fresh_contacts[contact.id] = None


def forget(w: Work, contact: Contact) -> None:
    site = w.site_of(contact)
    for seconds in site.patience.emergency_alarms:
        w.no_wake(f"alarm:{contact.id}:{seconds:g}")
    for number in range(len(site.ladder)):
        w.no_wake(f"rung:{contact.id}:{number}")
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
