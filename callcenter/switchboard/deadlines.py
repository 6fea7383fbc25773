"""Which timers a contact in line must have: whoever waits is widened, climbs and cools down, and is kept for nobody for ever."""

from collections.abc import Collection, Iterator

from callcenter.model.contact import WAITING, Contact, ContactState
from callcenter.model.site import Site


def missing(contact: Contact, site: Site, timers: Collection[str], now: float, *, watched: bool) -> Iterator[str]:
    """Timers that should run and do not. `watched`: the contact's steps are looked at with others of its queue."""
    if contact.state not in WAITING:
        return
    wanted = [f"watch:{contact.queue}"] if watched else []
    if not watched:
        steps = site.queues[contact.queue or site.default_queue].steps
        wanted += [f"step:{contact.id}:{n}" for n in range(len(steps)) if n not in contact.taken]
    if contact.emergency and contact.parent is None:
        wanted += [f"rung:{contact.id}:{n}" for n in range(contact.rung, len(site.ladder))]
    if contact.held_until is not None:
        wanted.append(f"hold:{contact.id}")
    if contact.state is ContactState.QUEUED and any(until > now for until in contact.spurned.values()):
        wanted.append(f"cool:{contact.id}")
    yield from (name for name in wanted if name not in timers)
