"""Standing in line: entering a queue, widening step by step, being told the place, never being forgotten."""

from collections.abc import Iterable
from math import ceil

from callcenter.model.agent import Agent
from callcenter.model.commands import Hold, Say, SendMessage
from callcenter.model.contact import WAITING, Channel, Contact, ContactState, HeadStart, Message
from callcenter.model.site import Queue, SkillNeed, Step
from callcenter.routing.rank import EARNED, RANG_BACK, head_starts, rank
from callcenter.sla.calendar import is_open
from callcenter.switchboard import figures
from callcenter.switchboard.state import Place
from callcenter.switchboard.work import Work, moment, spoken, undialled


def enter(
    w: Work, contact: Contact, queue_name: str, why: str, *, needs: Iterable[SkillNeed] = (), quiet: bool = False
) -> Contact:
    """The contact waits for a human in this queue. It keeps the time it has waited already, on whatever line."""
    queue = w.site_of(contact).queues[queue_name]
    place = _old_place(w, contact, queue_name)
    queued_at = contact.queued_at if contact.queued_at is not None else place.queued_at if place else w.now
    since = contact.waiting_since if contact.waiting_since is not None else place.queued_at if place else w.now
    emergency = queue.emergency or urgent(w, contact)
    starts = _head_starts(w, contact, place)
    anew = contact.waiting_since is None or contact.queue != queue_name
    urgent_since = since if contact.emergency else w.now
    contact = w.keep(
        contact,
        state=ContactState.QUEUED,
        queue=queue_name,
        queued_at=queued_at,
        waiting_since=since,
        needs=_all_needs(queue, needs),
        anyone=False,
        dialogue=None,
        farewell=None,
        agent=None,
        offer=None,
        step=0,
        head_starts=starts,
        rank=rank(queued_at, contact.seq, emergency=emergency, head_starts=starts),
    )
    if anew:
        figures.count_offered(w, queue_name)
    w.no_wake(f"gather:{contact.id}")
    w.no_wake(f"farewell:{contact.id}")
    w.tell(contact, "queued", queue=queue_name, why=why, emergency=emergency, needs=[n.skill for n in contact.needs])
    if not quiet:
        _receive(w, contact, queue)
    contact = w.state.contacts[contact.id]
    _arm(w, contact, urgent_since)
    w.fresh_contacts[contact.id] = None
    return contact


def urgent(w: Work, contact: Contact) -> bool:
    """An emergency by what the site says of the intent or by what the classifier said: either will do."""
    intent = contact.intent
    return intent is not None and (intent.emergency or intent.name in w.site_of(contact).emergencies())


def _head_starts(w: Work, contact: Contact, place: Place | None) -> tuple[HeadStart, ...]:
    """What the policies give, and what was earned on the way. Who rings back stands exactly where they stood."""
    if place:
        return (HeadStart(reason=RANG_BACK, seconds=round(place.queued_at - place.rank_at, 6)),)
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
        rank=rank(contact.queued_at, contact.seq, emergency=contact.emergency, head_starts=starts),
    )


def _all_needs(queue: Queue, more: Iterable[SkillNeed]) -> tuple[SkillNeed, ...]:
    levels: dict[str, int] = {}
    for need in (*queue.needs, *more):
        levels[need.skill] = max(levels.get(need.skill, 0), need.level)
    return tuple(SkillNeed(skill=skill, level=level) for skill, level in sorted(levels.items()))


def keep_place(w: Work, contact: Contact) -> None:
    """Gone before anybody spoke to them: the place is kept for a while in case they ring back."""
    if contact.caller and contact.rank and contact.queue and contact.queued_at is not None:
        until = w.now + w.site_of(contact).patience.ring_back
        place = Place(queue=contact.queue, queued_at=contact.queued_at, rank_at=contact.rank[1], until=until)
        w.put(w.state.places, contact.caller, place)
        w.wake(f"place:{contact.caller}", until)


def _old_place(w: Work, contact: Contact, queue: str) -> Place | None:
    place = w.state.places.get(contact.caller) if contact.caller and contact.queued_at is None else None
    if place is None or place.until < w.now or place.queue != queue:
        return None
    w.drop(w.state.places, contact.caller)
    w.no_wake(f"place:{contact.caller}")
    w.tell(contact, "place_kept", queued_at=place.queued_at)
    return place


def _receive(w: Work, contact: Contact, queue: Queue) -> None:
    """What the customer hears on entering the line."""
    site = w.site_of(contact)
    emergency = contact.emergency
    closed = queue.calendar and not emergency and not is_open(site.calendars[queue.calendar], w.now)
    words = queue.closed if closed and queue.closed else site.words["emergency_wait" if emergency else "please_wait"]
    say(w, contact, words[contact.language])
    if spoken(contact) and not undialled(contact):
        w.do(Hold(gateway=contact.gateway, leg=contact.leg))


def say(w: Work, contact: Contact, text: str) -> None:
    """Says or writes a sentence of the machine's, whatever the channel."""
    if undialled(contact):
        return
    if spoken(contact):
        w.do(Say(gateway=contact.gateway, leg=contact.leg, text=text, language=contact.language))
        return
    message = f"m{w.seq}.{len(w.commands)}"
    w.do(SendMessage(gateway=contact.gateway, leg=contact.leg, conversation=True, message=message, text=text))
    contact = w.state.contacts[contact.id]
    w.keep(contact, messages=thread(contact, Message(id=message, sender="machine", text=text, at=w.now)))
    w.tell(contact, "message", message=message, sender="machine", text=text)


def thread(contact: Contact, message: Message) -> tuple[Message, ...]:
    """The newest two hundred messages; the timeline keeps them all."""
    return (*contact.messages[-199:], message)


def _arm(w: Work, contact: Contact, urgent_since: float | None) -> None:
    """The timers of waiting: the steps not taken yet, the alarms of an emergency, the end of cool-downs.

    All count from when this wait began, so that who comes back from a phone nobody picked up has lost no time.
    """
    since = contact.waiting_since if contact.waiting_since is not None else w.now
    for number, step in enumerate(w.queue_of(contact).steps):
        if number >= contact.step:
            w.wake(f"step:{contact.id}:{number}", max(w.now, since + step.after))
    if contact.emergency:
        alarms = [
            (seconds, (since if urgent_since is None else urgent_since) + seconds)
            for seconds in w.site_of(contact).patience.emergency_alarms
        ]
        missed = max((at for _, at in alarms if at <= w.now), default=None)
        for seconds, at in alarms:
            if at > w.now or at == missed:
                w.wake(f"alarm:{contact.id}:{seconds:g}", max(w.now, at))
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
    for number in range(len(w.queue_of(contact).steps)):
        w.no_wake(f"step:{contact.id}:{number}")
    for seconds in w.site_of(contact).patience.emergency_alarms:
        w.no_wake(f"alarm:{contact.id}:{seconds:g}")
    w.no_wake(f"cool:{contact.id}")
    w.quieten(f"emergency_waiting:{contact.id}")


def widen(w: Work, contact: Contact, number: int) -> None:
    """The declared step of the queue, once."""
    queue = w.queue_of(contact)
    if contact.state not in (ContactState.QUEUED, ContactState.OFFERED) or number >= len(queue.steps):
        return
    step = queue.steps[number]
    contact = w.keep(
        contact,
        step=max(contact.step, number + 1),
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
    words, place = w.site_of(contact).words, w.lines.place(contact.id)
    expected = figures.wait_of(w, contact)
    if expected is None:
        say(w, contact, words["place_unknown_wait"][contact.language].replace("{place}", str(place)))
    else:
        text = words["place_and_wait"][contact.language].replace("{place}", str(place))
        say(w, contact, text.replace("{minutes}", str(max(1, ceil(expected / 60)))))
    w.do(Hold(gateway=contact.gateway, leg=contact.leg))
    w.tell(contact, "announced", place=place, expected_wait=expected)


def alarm_emergency(w: Work, contact: Contact, seconds: str) -> None:
    """An emergency still waits: supervisors must know; from here on anyone will do."""
    if contact.state not in (ContactState.QUEUED, ContactState.OFFERED):
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


def back_in_line(w: Work, contact: Contact, why: str, **changes: object) -> Contact:
    """Back to the old place: rank and time in line are untouched. After a talk it is a new wait, at that same place."""
    if contact.connected_at is not None:
        changes = {"connected_at": None, "waiting_since": w.now, **changes}
        figures.count_offered(w, contact.queue or "")
    was_waiting = contact.state in WAITING
    contact = w.keep(contact, state=ContactState.QUEUED, offer=None, agent=None, **changes)
    w.tell(contact, "back_in_line", why=why)
    if was_waiting:
        cooling(w, contact)
    else:
        _arm(w, contact, None)
    w.fresh_contacts[contact.id] = None
    return contact


def cooled(contact: Contact, agent: Agent | str, now: float) -> bool:
    """May this agent be offered the contact (again)?"""
    name = agent if isinstance(agent, str) else agent.id
    return contact.spurned.get(name, 0.0) <= now
