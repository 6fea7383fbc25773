"""How a queue widens what it asks: its declared steps, each taken once, when all its conditions hold together.

A step that only asks for time has a timer of its own. One that asks for more, or that proposes something to a customer
at whom nobody may be ringing just then, is looked at when its time has come and from then on with all others of its
queue, every `EVERY` seconds while there are any: one timer for a queue, however many wait in it.
"""

from collections.abc import Callable, Iterator, Mapping

from callcenter.model.commands import Hold
from callcenter.model.contact import WAITING, Channel, Contact, ContactState, HeadStart
from callcenter.model.site import Relief, Site, SkillNeed, Step
from callcenter.routing.crowd import logged_in
from callcenter.routing.rank import RAISED, rank
from callcenter.sla.calendar import is_open
from callcenter.switchboard import asking, figures
from callcenter.switchboard.saying import place_and_wait, say
from callcenter.switchboard.work import Work, deaf

EVERY, LATER = 10.0, 60.0
"""Seconds between two looks at the conditions of those who wait in a queue: while one of them has come lately, and after."""
LATELY = 600.0


def arm(w: Work, contact: Contact) -> None:
    """The timers of the steps not taken yet. They count from when this wait began."""
    since = contact.waiting_since if contact.waiting_since is not None else w.now
    for number, step in enumerate(w.queue_of(contact).steps):
        if number not in contact.taken:
            w.wake(f"step:{contact.id}:{number}", max(w.now, since + step.after))


def forget(w: Work, contact: Contact) -> None:
    for number in range(len(w.queue_of(contact).steps)):
        w.no_wake(f"step:{contact.id}:{number}")
    _unwatch(w, contact)


def due(w: Work, contact: Contact, number: int) -> None:
    """The time of a step has come: it is taken, unless it asks for more than time."""
    queue = w.queue_of(contact)
    if contact.state not in WAITING or number >= len(queue.steps) or number in contact.taken:
        return
    step = queue.steps[number]
    if not (step.conditional or step.proposes):
        _take(w, contact, number, "")
    elif (why := _why(w, contact, step, {})) is not None:
        _take(w, contact, number, why)
    else:
        w.watched.setdefault(queue.name, {})[contact.id] = None
        soon = w.now + EVERY
        if w.state.timers.get(f"watch:{queue.name}", soon + 1) > soon:
            w.wake(f"watch:{queue.name}", soon)


def look(w: Work, queue: str) -> None:
    """Everybody in the queue whose steps wait for more than time. What is alike for several is found out once."""
    seen: dict[object, bool] = {}
    for name in sorted(w.watched.get(queue, {})):
        contact = w.state.contacts[name]
        for number in tuple(_pending(w.site_of(contact), w.state.timers, contact)):
            contact = w.state.contacts[name]
            if (why := _why(w, contact, w.queue_of(contact).steps[number], seen)) is not None:
                _take(w, contact, number, why)
        contact = w.state.contacts[name]
        if not is_watched(w.site_of(contact), w.state.timers, contact):
            _unwatch(w, contact)
    if queue in w.watched:
        lately = any(w.now - (w.state.contacts[name].joined_at or 0.0) < LATELY for name in w.watched[queue])
        w.wake(f"watch:{queue}", w.now + (EVERY if lately else LATER))


def is_watched(site: Site, timers: Mapping[str, float], contact: Contact) -> bool:
    """Whether a step of this contact waits for more than time: what the index of such contacts is built again from."""
    return contact.state in WAITING and any(True for _ in _pending(site, timers, contact))


def _pending(site: Site, timers: Mapping[str, float], contact: Contact) -> Iterator[int]:
    """Steps whose time has come and that have not been taken."""
    for number in range(len(site.queues[contact.queue or ""].steps)):
        if number not in contact.taken and f"step:{contact.id}:{number}" not in timers:
            yield number


def _unwatch(w: Work, contact: Contact) -> None:
    queue = contact.queue or ""
    if contact.id in (watched := w.watched.get(queue, {})):
        del watched[contact.id]
        if not watched:
            del w.watched[queue]
            w.no_wake(f"watch:{queue}")


# --- the conditions -----------------------------------------------------------------------------------------------------


def _why(w: Work, contact: Contact, step: Step, seen: dict[object, bool]) -> str | None:
    """Which conditions hold, in words; None: not all of them do. `seen` remembers what was found out for others."""
    if contact.state is not ContactState.QUEUED:
        return None  # it rings at somebody: asked again when that has come to nothing
    queue = w.queue_of(contact)
    length, why = w.lines.waiting.get(queue.name, 0), [f"after {step.after:g} s"] if step.after else []
    if step.longer_than is not None:
        if length <= step.longer_than:
            return None
        why.append(f"{length} wait, more than {step.longer_than}")
    if step.closed:
        if contact.emergency or _once(seen, (contact.site, "open"), lambda: _open(w, contact)):
            return None
        why.append(f"{queue.calendar} is closed")
    if step.nobody:
        demand, _ = w.lines.filed[contact.id]
        if _once(seen, demand, lambda: logged_in(w.state.agents.values(), demand)):
            return None
        why.append("nobody is logged in who could serve it")
    if step.wait_over is not None:
        expected = figures.wait_of(w, contact)
        if expected is None or expected <= step.wait_over:
            return None
        why.append(f"expected wait {expected:g} s, over {step.wait_over:g} s")
    return ", ".join(why)


def _once(seen: dict[object, bool], what: object, ask: Callable[[], bool]) -> bool:
    if what not in seen:
        seen[what] = ask()
    return seen[what]


def _open(w: Work, contact: Contact) -> bool:
    calendar = w.queue_of(contact).calendar
    return calendar is None or is_open(w.site_of(contact).calendars[calendar], w.now)


# --- what a step does ---------------------------------------------------------------------------------------------------


def _take(w: Work, contact: Contact, number: int, why: str) -> None:
    step = w.queue_of(contact).steps[number]
    starts = _raised(contact, step)
    raised = starts != contact.head_starts
    assert contact.queued_at is not None
    assert contact.rank is not None
    contact = w.keep(
        contact,
        taken=(*contact.taken, number),
        needs=_widened(contact.needs, step),
        relief=(*contact.relief, *_relief(w, contact, step)),
        anyone=contact.anyone or step.anyone,
        head_starts=starts,
        rank=rank(contact.queued_at, contact.rank[2], emergency=contact.emergency, head_starts=starts),
    )
    w.tell(
        contact,
        "widened",
        step=number + 1,
        anyone=contact.anyone,
        needs=[need.skill for need in contact.needs],
        **({"why": why} if why else {}),
        **({"agents_of": [relief.queue for relief in contact.relief]} if step.agents_of else {}),
        **({"head_start": step.head_start} if raised else {}),
    )
    if contact.state is ContactState.QUEUED:
        w.fresh_contacts[contact.id] = None
        proposed = asking.what(contact, step)
        if step.announce and _hears(contact):
            _announce(w, contact, music=not proposed)
        if proposed:
            asking.propose(w, w.state.contacts[contact.id], proposed)


def _raised(contact: Contact, step: Step) -> tuple[HeadStart, ...]:
    """Once for each contact, so that nobody is passed by more than the site's bound allows."""
    starts = contact.head_starts
    again = contact.tries > 1  # a callback tried again stands exactly where it stood
    if not step.head_start or again or any(start.reason == RAISED for start in starts):
        return starts
    return (*starts, HeadStart(reason=RAISED, seconds=step.head_start))


def _widened(needs: tuple[SkillNeed, ...], step: Step) -> tuple[SkillNeed, ...]:
    kept = (need for need in needs if need.skill not in step.drop_skills)
    cap = step.lower_to
    return tuple(SkillNeed(skill=n.skill, level=n.level if cap is None else min(n.level, cap)) for n in kept)


def _relief(w: Work, contact: Contact, step: Step) -> list[Relief]:
    known, queues = {relief.queue for relief in contact.relief}, w.site_of(contact).queues
    return [Relief(queue=name, needs=queues[name].needs) for name in step.agents_of if name not in known]


def _hears(contact: Contact) -> bool:
    """Somebody is on the line who was not just asked something."""
    spoken_to = contact.channel is Channel.VOICE and not deaf(contact)
    return spoken_to and not contact.emergency and not contact.proposal


def _announce(w: Work, contact: Contact, *, music: bool) -> None:
    place, told = w.lines.place(contact.id), figures.forecast_of(w, contact)
    say(w, contact, place_and_wait(w, contact, place, told))
    if music:
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))
    w.tell(
        contact,
        "announced",
        place=place,
        expected_wait=told and told.expected,
        low=told and told.low,
        high=told and told.high,
        predictor=told and told.predictor,
    )
