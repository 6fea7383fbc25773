"""Standing in line: entering a queue, widening step by step, being told the place, never being forgotten."""

from collections.abc import Iterable
from typing import Any

from callcenter.ivr.texts import wording
from callcenter.model.commands import Hold
from callcenter.model.contact import WAITING, Contact, ContactState, HeadStart
from callcenter.model.site import MESSAGE, Queue, SkillNeed
from callcenter.routing.rank import EARNED, PROMISE_AGE, RAISED, RANG_BACK, head_starts, rank
from callcenter.sla.calendar import is_open
from callcenter.switchboard import delays, figures, gathering, holds, ladder, receipts, steps
from callcenter.switchboard.saying import own_words, say
from callcenter.switchboard.state import Place
from callcenter.switchboard.work import Work, deaf, moment, spoken


def enter(
    w: Work, contact: Contact, queue_name: str, why: str, *, needs: Iterable[SkillNeed] = (), quiet: bool = False
) -> Contact:
    """The contact waits for a human in this queue. It keeps the time it has waited already, on whatever line."""
    queue = w.site_of(contact).queues[queue_name]
    contact = gathering.left(contact)
    if contact.chosen == MESSAGE:
        _forget_place(w, contact)
    place = _old_place(w, contact, queue_name)
    queued_at = contact.queued_at if contact.queued_at is not None else place.queued_at if place else w.now
    since = contact.waiting_since if contact.waiting_since is not None else place.queued_at if place else w.now
    emergency = queue.emergency or urgent(w, contact)
    if emergency:
        contact = receipts.keep(w, contact)
    starts = _head_starts(w, contact, place)
    anew = contact.waiting_since is None or contact.queue != queue_name
    urgent_at = (contact.urgent_at or since) if contact.emergency else w.now
    contact = w.keep(
        contact,
        state=ContactState.QUEUED,
        queue=queue_name,
        queued_at=queued_at,
        waiting_since=since,
        needs=_all_needs(queue, needs),
        anyone=False,
        farewell=None,
        end_reason="",
        agent=None,
        offer=None,
        taken=(),
        aged=0.0,
        relief=(),
        proposal=(),
        proposed=(),
        chosen=contact.chosen if contact.callback else "",
        urgent_at=urgent_at if emergency else None,
        rung=0,
        head_starts=starts,
        rank=rank(queued_at, _number(contact, place), emergency=emergency, head_starts=starts),
        joined_at=w.now if anew else contact.joined_at,
        forecast=None if anew else contact.forecast,
    )
    if anew and not (place and place.counted):
        figures.count_offered(w, contact)
    for timer in ("gather", "lookup", "farewell"):
        w.no_wake(f"{timer}:{contact.id}")
    w.tell(contact, "queued", queue=queue_name, why=why, emergency=emergency, needs=[n.skill for n in contact.needs])
    if not quiet:
        _receive(w, contact, queue)
    arm(w, holds.begin(w, w.state.contacts[contact.id]))
    w.fresh_contacts[contact.id] = None
    return w.state.contacts[contact.id]


def _number(contact: Contact, place: Place | None) -> int:
    """The last part of the rank, kept as long as the place is."""
    if place and place.seq:
        return place.seq
    return contact.rank[2] if contact.rank else contact.seq


def urgent(w: Work, contact: Contact) -> bool:
    """An emergency by what the site says of the intent or by what the classifier said: either will do."""
    intent = contact.intent
    return intent is not None and (intent.emergency or intent.name in w.site_of(contact).emergencies())


def _head_starts(w: Work, contact: Contact, place: Place | None) -> tuple[HeadStart, ...]:
    """What the policies give, and what was earned on the way. Who rings back stands exactly where they stood."""
    if place:
        back = HeadStart(reason=RANG_BACK, seconds=round(place.queued_at - place.rank_at - place.raised, 6))
        return (back, HeadStart(reason=RAISED, seconds=place.raised)) if place.raised else (back,)
    earned = tuple(start for start in contact.head_starts if start.reason in EARNED)
    if any(start.reason == RANG_BACK for start in earned):
        return earned
    site = w.site_of(contact)
    policy = site.intents.get(contact.intent.name) if contact.intent else None
    return (*head_starts(site, policy, contact.known, contact.declared, contact.arrived_at), *earned)


def head_start(w: Work, contact: Contact, start: HeadStart) -> Contact:
    """A contact in line gets one more reason to be served earlier."""
    assert contact.queued_at is not None
    starts = (*contact.head_starts, start)
    return w.keep(
        contact,
        head_starts=starts,
        rank=rank(contact.queued_at, _number(contact, None), emergency=contact.emergency, head_starts=starts),
    )


def stand_at(w: Work, contact: Contact, virtual_arrival: float) -> Contact:
    """A contact that has come into line gets the rank it once had, whatever else would count for it."""
    assert contact.queued_at is not None
    starts = (HeadStart(reason=PROMISE_AGE, seconds=round(contact.queued_at - virtual_arrival, 6)),)
    return w.keep(
        contact,
        head_starts=starts,
        rank=rank(contact.queued_at, _number(contact, None), emergency=contact.emergency, head_starts=starts),
    )


def _all_needs(queue: Queue, more: Iterable[SkillNeed]) -> tuple[SkillNeed, ...]:
    levels: dict[str, int] = {}
    for need in (*queue.needs, *more):
        levels[need.skill] = max(levels.get(need.skill, 0), need.level)
    return tuple(SkillNeed(skill=skill, level=level) for skill, level in sorted(levels.items()))


def keep_place(w: Work, contact: Contact) -> None:
    """Gone before anybody spoke to them: the place is kept for a while in case they ring back."""
    if contact.caller and contact.rank and contact.queue and contact.queued_at is not None:
        remember_place(w, contact, w.now + w.site_of(contact).patience.ring_back)


def remember_place(w: Work, contact: Contact, until: float, **more: Any) -> None:
    """The place in line of a contact that has one belongs to its number; `more` are further fields of `Place`."""
    assert contact.queue is not None
    assert contact.rank is not None
    assert contact.queued_at is not None
    raised = sum(start.seconds for start in contact.head_starts if start.reason == RAISED)
    place = Place(
        queue=contact.queue,
        queued_at=contact.queued_at,
        rank_at=contact.rank[1],
        until=moment(until),
        seq=contact.rank[2],
        raised=raised,
        **more,
    )
    w.put(w.state.places, contact.caller, place)
    w.wake(f"place:{contact.caller}", until)


def _forget_place(w: Work, contact: Contact) -> None:
    w.drop(w.state.places, contact.caller)
    w.no_wake(f"place:{contact.caller}")


def _old_place(w: Work, contact: Contact, queue: str) -> Place | None:
    place = w.state.places.get(contact.caller) if contact.caller and contact.queued_at is None else None
    if place is None or place.until < w.now or place.queue != queue:
        return None
    _forget_place(w, contact)
    w.tell(contact, "place_kept", queued_at=place.queued_at)
    return place


def _receive(w: Work, contact: Contact, queue: Queue) -> None:
    """What the customer hears on entering the line."""
    site = w.site_of(contact)
    emergency = contact.emergency
    closed = queue.calendar and not emergency and not is_open(site.calendars[queue.calendar], w.now)
    if closed and queue.closed:
        say(
            w,
            contact,
            wording(queue.closed, queue.closed_written, written_channel=not spoken(contact))[contact.language],
        )
    else:
        say(w, contact, own_words(w, contact, "emergency_wait" if emergency else "please_wait"))
    if spoken(contact) and not deaf(contact):
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))


def arm(w: Work, contact: Contact) -> None:
    """The timers of waiting: the steps not taken yet, the alarms and rungs of an emergency, the end of cool-downs.

    All count from when this wait began, so that who comes back from a phone nobody picked up has lost no time.
    """
    steps.arm(w, contact)
    delays.arm(w, contact)
    ladder.arm(w, contact)
    cooling(w, contact)


def cooling(w: Work, contact: Contact) -> None:
    """Wakes the contact when the next of those who declined it may be asked again."""
    ends = [until for until in contact.spurned.values() if until > w.now]
    if ends:
        w.wake(f"cool:{contact.id}", min(ends))


def spurned(w: Work, contact: Contact, agent: str, seconds: float) -> dict[str, float]:
    """The contact's cool-downs with one more: not to be offered to this agent for so long."""
    lasting = {name: until for name, until in contact.spurned.items() if until > w.now}
    return {**lasting, agent: moment(w.now + seconds)}


def forget(w: Work, contact: Contact) -> None:
    """The contact does not wait any longer: its timers of waiting go, its alarm falls silent."""
    steps.forget(w, contact)
    delays.forget(w, contact)
    w.no_wake(f"proposal:{contact.id}")
    ladder.forget(w, contact)
    for timer in ("cool", "hold"):
        w.no_wake(f"{timer}:{contact.id}")


def back_in_line(w: Work, contact: Contact, why: str, **changes: object) -> Contact:
    """Back to the old place: rank and time in line are untouched. After a talk it is a new wait, at that same place."""
    if contact.connected_at is not None:
        changes = {"connected_at": None, "waiting_since": w.now, "joined_at": w.now, "forecast": None, **changes}
        figures.count_offered(w, contact)
    w.no_wake(f"hold:{contact.id}")
    was_waiting = contact.state in WAITING
    contact = w.keep(contact, state=ContactState.QUEUED, offer=None, agent=None, held_until=None, **changes)
    w.tell(contact, "back_in_line", why=why)
    if was_waiting:
        cooling(w, contact)
    else:
        arm(w, contact)
    w.fresh_contacts[contact.id] = None
    return w.state.contacts[contact.id]
