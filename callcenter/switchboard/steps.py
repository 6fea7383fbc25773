"""How a queue widens what it asks the longer somebody waits: its declared steps, each taken once."""

from math import ceil

from callcenter.model.commands import Hold
from callcenter.model.contact import WAITING, Channel, Contact, ContactState
from callcenter.model.site import SkillNeed, Step
from callcenter.switchboard import figures
from callcenter.switchboard.saying import say
from callcenter.switchboard.work import Work, deaf


def arm(w: Work, contact: Contact) -> None:
    """The timers of the steps not taken yet. They count from when this wait began."""
    since = contact.waiting_since if contact.waiting_since is not None else w.now
    for number, step in enumerate(w.queue_of(contact).steps):
        if number not in contact.taken:
            w.wake(f"step:{contact.id}:{number}", max(w.now, since + step.after))


def forget(w: Work, contact: Contact) -> None:
    for number in range(len(w.queue_of(contact).steps)):
        w.no_wake(f"step:{contact.id}:{number}")


def take(w: Work, contact: Contact, number: int) -> None:
    """The declared step of the queue, once."""
    queue = w.queue_of(contact)
    if contact.state not in WAITING or number >= len(queue.steps) or number in contact.taken:
        return
    step = queue.steps[number]
    contact = w.keep(
        contact,
        taken=(*contact.taken, number),
        needs=_widened(contact.needs, step),
        anyone=contact.anyone or step.anyone,
    )
    w.tell(contact, "widened", step=number + 1, anyone=contact.anyone, needs=[n.skill for n in contact.needs])
    if contact.state is ContactState.QUEUED:
        w.fresh_contacts[contact.id] = None
        if step.announce and not contact.emergency and contact.channel is Channel.VOICE:
            _announce(w, contact)


def _widened(needs: tuple[SkillNeed, ...], step: Step) -> tuple[SkillNeed, ...]:
    kept = (need for need in needs if need.skill not in step.drop_skills)
    cap = step.lower_to
    return tuple(SkillNeed(skill=n.skill, level=n.level if cap is None else min(n.level, cap)) for n in kept)


def _announce(w: Work, contact: Contact) -> None:
    if deaf(contact):
        return
    words, place = w.site_of(contact).words, w.lines.place(contact.id)
    expected = figures.wait_of(w, contact)
    if expected is None:
        say(w, contact, words["place_unknown_wait"][contact.language].replace("{place}", str(place)))
    else:
        text = words["place_and_wait"][contact.language].replace("{place}", str(place))
        say(w, contact, text.replace("{minutes}", str(max(1, ceil(expected / 60)))))
    w.do(Hold(gateway=contact.gateway, leg=contact.leg))
    w.tell(contact, "announced", place=place, expected_wait=expected)
