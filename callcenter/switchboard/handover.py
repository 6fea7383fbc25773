"""The universal way to a person, from wherever the machine is left."""

from callcenter.ivr.turn import Why
from callcenter.model.contact import Contact
from callcenter.model.intent import HUMAN, UNCLEAR, Intent
from callcenter.model.site import SkillNeed
from callcenter.switchboard import virtual_hold, waiting
from callcenter.switchboard.work import Work


def to_human(w: Work, contact: Contact, queue: str | None, why: str, *, quiet: bool = False) -> Contact:
    """Into the queue named, the one of the intent, or the default. `quiet`: the customer is told nothing of it."""
    site = w.site_of(contact)
    policy = site.intents.get(contact.intent.name) if contact.intent else None
    if contact.intent is None:
        asked = why == Why.ASKED.value and HUMAN in site.intents
        known = Intent(name=HUMAN, confidence=1.0, reasons=(why,))
        contact = w.keep(
            contact, intent=known if asked else Intent(name=UNCLEAR, confidence=0.0, unsure=True, reasons=(why,))
        )
    target = queue or (policy.handling.queue if policy else None) or usual_queue(w, contact)
    return enter(w, contact, target, why, policy.handling.needs if policy else (), quiet=quiet)


def enter(
    w: Work, contact: Contact, queue: str, why: str, needs: tuple[SkillNeed, ...], *, quiet: bool = False
) -> Contact:
    virtual_hold.resume(w, contact, queue)
    return waiting.enter(w, contact, queue, why, needs=needs, quiet=quiet)


def usual_queue(w: Work, contact: Contact) -> str:
    """An emergency whose intent names no queue goes where emergencies go; everybody else where a person was asked for."""
    site = w.site_of(contact)
    urgent = [name for name, queue in site.queues.items() if queue.emergency] if waiting.urgent(w, contact) else []
    if urgent:
        return urgent[0]
    policy = site.intents.get(HUMAN)
    return (policy.handling.queue if policy else None) or site.default_queue
