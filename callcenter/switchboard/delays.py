"""Teams that serve a queue only after a delay: from when on a waiting contact is theirs, too."""

from callcenter.model.contact import WAITING, Contact, ContactState
from callcenter.switchboard.work import Work


def arm(w: Work, contact: Contact) -> None:
    """One timer for each delay not waited for yet, as the newest site has them: agents follow that site as well."""
    if contact.emergency:
        return
    since = contact.waiting_since if contact.waiting_since is not None else w.now
    for seconds in w.site.delays(contact.queue or ""):
        if seconds > contact.aged:
            w.wake(f"delay:{contact.id}:{seconds:g}", max(w.now, since + seconds))


def elapsed(w: Work, contact: Contact, seconds: str) -> None:
    if contact.state in WAITING:
        contact = w.keep(contact, aged=max(contact.aged, float(seconds)))
        if contact.state is ContactState.QUEUED:
            w.fresh_contacts[contact.id] = None


def forget(w: Work, contact: Contact) -> None:
    for seconds in w.site.delays(contact.queue or ""):
        w.no_wake(f"delay:{contact.id}:{seconds:g}")


def take(w: Work, version: str) -> None:
    """A new site: who waits waits for its delays from now on."""
    waiting = [one for one in w.state.contacts.values() if one.state in WAITING]
    for contact in waiting:
        forget(w, contact)
    w.state.site = version
    for contact in waiting:
        arm(w, contact)
