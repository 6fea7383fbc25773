"""What is counted as it happens, per queue and local day."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from math import inf
from zoneinfo import ZoneInfo

from callcenter.insight import metrics
from callcenter.model.agent import CAPACITY
from callcenter.model.changed import changed
from callcenter.model.contact import Channel, Contact
from callcenter.model.forecast import AGENT_FREE, Forecast
from callcenter.model.site import Queue, SkillNeed
from callcenter.routing.crowd import Crowd
from callcenter.routing.lines import Demand, Lines
from callcenter.routing.wait import forecast
from callcenter.switchboard.state import Errors, Figures, Honesty
from callcenter.switchboard.work import Work, deaf

QUARTER = 900
ENOUGH_TO_JUDGE = 20
"""Contacts of a day before its service level is held against the promise."""


def of_today(w: Work, queue: str) -> Figures:
    """The queue's figures; a new local day starts from nought but keeps what was learnt."""
    today = _day(w.site.zone, int(w.now // QUARTER))
    figures = w.state.figures.get(queue, Figures(day=today))
    return figures if figures.day == today else Figures(day=today, handling=figures.handling, learnt=figures.learnt)


@lru_cache(maxsize=256)
def _day(zone: str, quarter: int) -> str:
    """Local days begin on a quarter of an hour everywhere, so a day is looked up once in that time."""
    return datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def count_offered(w: Work, contact: Contact) -> None:
    """A consultation is no customer's wait: it is counted nowhere."""
    if contact.parent is not None:
        return
    queue = w.queue_of(contact).name
    figures = of_today(w, queue)
    w.put(w.state.figures, queue, changed(figures, offered=figures.offered + 1))


def count_answered(w: Work, contact: Contact) -> None:
    if contact.parent is not None:
        return
    queue, waited = w.queue_of(contact), waited_seconds(contact, w.now)
    figures = of_today(w, queue.name)
    w.put(
        w.state.figures,
        queue.name,
        changed(
            figures,
            answered=figures.answered + 1,
            answered_in_time=figures.answered_in_time + (waited <= queue.service_level.seconds),
            answered_wait=round(figures.answered_wait + waited, 3),
            **_answered(w, contact, queue, figures),
        ),
    )
    _hold_to_promise(w, queue)


def count_abandoned(w: Work, contact: Contact) -> None:
    queue = w.queue_of(contact)
    figures = of_today(w, queue.name)
    short = waited_seconds(contact, w.now) < queue.short_abandon_seconds
    w.put(
        w.state.figures,
        queue.name,
        changed(
            figures,
            abandoned=figures.abandoned + 1,
            short_abandoned=figures.short_abandoned + short,
            **_abandoned(w, contact, figures),
        ),
    )
    _hold_to_promise(w, queue)


def _hold_to_promise(w: Work, queue: Queue) -> None:
    """Supervisors are told when the day's service level falls under the promise, and when it is kept again."""
    figures = of_today(w, queue.name)
    promised = queue.service_level
    level = metrics.service_level(
        figures.answered_in_time, figures.answered, figures.abandoned, figures.short_abandoned
    )
    if level is None or metrics.counted(figures.answered, figures.abandoned, figures.short_abandoned) < ENOUGH_TO_JUDGE:
        return
    if level >= promised.share:
        w.quieten(f"service_level:{queue.name}")
    else:
        detail = f"{level:.0%} answered within {promised.seconds:g} s, promised {promised.share:.0%}."
        w.alarm("service_level", queue.name, detail, queue=queue.name)


def count_handled(w: Work, contact: Contact) -> None:
    """The agent is free of it: how long it took them is what the next callers wait for."""
    if contact.connected_at is not None and contact.parent is None:
        queue = w.queue_of(contact).name
        figures = of_today(w, queue)
        handling = figures.handling.seen(w.now - contact.connected_at)
        w.put(w.state.figures, queue, changed(figures, handling=handling))


def waited_seconds(contact: Contact, now: float) -> float:
    """Seconds of this wait in line until answered, gone, or now; talk with an earlier agent is no part of it."""
    if contact.waiting_since is None:
        return 0.0
    until = contact.connected_at if contact.connected_at is not None else contact.ended_at
    return round((now if until is None else until) - contact.waiting_since, 3)


# --- the wait that is foretold, and whether it was true ---------------------------------------------------------------

# Who counts. Every contact that joins a line and finds no agent free gets one forecast for that wait: for a new call or
# thread, after a transfer, after an agent was lost. It is kept through offers that nobody answers, and through widening.
# It is judged when an agent answers. Who gives up later than the upper bound was told wrong; who gives up earlier proves
# nothing and counts neither way. Moved to another queue, a contact gets a new forecast and the old one is forgotten.
# Who is kept for one agent waits for that one and not in the line; told once everybody may take them. Emergencies are told
# no wait, and of a callback nobody is on the line yet: both stand in the way of others, so they
# count as services, but nothing is foretold to them.

_HURRIED = frozenset({Channel.VOICE, Channel.CHAT})
"""Channels people give up on; letters wait for us."""


def foretell(w: Work, contact: Contact) -> None:
    """The contact stands in line and nobody is free for it: what we would tell it now is kept, to be judged later."""
    if contact.forecast is not None or contact.joined_at != w.now or not _is_told(contact):
        return
    told = forecast_of(w, contact)
    if told is not None:
        w.put(w.state.contacts, contact.id, changed(contact, forecast=told))
        return
    figures = of_today(w, contact.queue or "")
    honesty = changed(figures.honesty, unknown=figures.honesty.unknown + 1)
    w.put(w.state.figures, contact.queue or "", changed(figures, honesty=honesty))


def _is_told(contact: Contact) -> bool:
    return contact.held_until is None and not contact.emergency and not deaf(contact)


def forecast_of(w: Work, contact: Contact) -> Forecast | None:
    """The wait still ahead of a contact that stands in line, from now; None when unknown."""
    demand, _ = w.lines.filed[contact.id]
    figures = w.state.figures.get(demand.queue)
    if figures is None:
        return None
    agents = w.crowd.present(demand) or w.crowd.present(replace(demand, aged=inf))
    if (contact.taken or contact.aged) and (own := at_work(w.crowd, w.queue_of(contact))):
        agents = min(agents, own)  # those it was widened to serve other lines first
    place = w.lines.place(contact.id)
    newcomer = contact.joined_at == w.now and place == w.lines.waiting[demand.queue]
    return forecast(figures.learnt, figures.handling, place=place, agents=agents, now=w.now, newcomer=newcomer)


def wait_of(w: Work, contact: Contact) -> float | None:
    """The expected wait of a contact that stands in line, in seconds; None when unknown."""
    told = forecast_of(w, contact)
    return None if told is None else told.expected


def newcomers_wait(figures: Figures, lines: Lines, crowd: Crowd, queue: Queue, now: float) -> Forecast | None:
    """What the next to join this queue would be told; zero while an agent who could take it is free."""
    if crowd.best(_asked(queue.name, queue.needs), lambda agent: True):
        return changed(AT_ONCE, at=now)
    place = lines.waiting.get(queue.name, 0) + 1
    return forecast(figures.learnt, figures.handling, place=place, agents=at_work(crowd, queue), now=now)


AT_ONCE = Forecast(
    at=0.0,
    expected=0.0,
    low=0.0,
    high=0.0,
    predictor=AGENT_FREE,
    queue_length=0.0,
    last_to_enter_service=None,
    shape=1.0,
)


def at_work(crowd: Crowd, queue: Queue) -> int:
    """Agents at work for this queue, free or busy; where there are none, those who serve it after a delay."""
    return crowd.present(_asked(queue.name, queue.needs)) or crowd.present(_asked(queue.name, queue.needs, inf))


@lru_cache(maxsize=1024)
def _asked(queue: str, needs: tuple[SkillNeed, ...], aged: float = 0.0) -> Demand:
    """What a queue asks before a contact adds needs or its steps widen it, for an agent who has nothing else in hand. One
    object for each, so that counting who could serve it compares nothing."""
    return Demand(queue, needs, False, CAPACITY, "", aged=aged)


def _answered(w: Work, contact: Contact, queue: Queue, figures: Figures) -> dict[str, object]:
    """What an answer teaches, and how it judges the forecast."""
    offer = w.state.offers.get(contact.offer or "")
    if offer is None or contact.joined_at is None or contact.held_until is not None:
        return {}
    learnt, told = figures.learnt, contact.forecast
    pace = learnt.pace.answered(
        joined_at=contact.joined_at,
        offered_at=offer.made_at,
        now=w.now,
        agents=at_work(w.crowd, queue),
        hurried=_is_hurried(contact),
        dialled=contact.callback is not None,
    )
    learnt = changed(learnt, pace=pace)
    if told is None or not _is_told(contact):
        return {"learnt": learnt}
    waited = w.now - told.at
    return {"learnt": learnt.judged(told, waited), "honesty": _judged(figures.honesty, told, waited)}


def _is_hurried(contact: Contact) -> bool:
    return contact.channel in _HURRIED and contact.callback is None


def _judged(honesty: Honesty, told: Forecast, waited: float) -> Honesty:
    predictors = dict(honesty.predictors)
    for name, guess in told.guesses():
        predictors[name] = _wrong_by(predictors.get(name, Errors()), guess - waited)
    return changed(
        honesty,
        told=honesty.told + 1,
        covered=honesty.covered + told.covers(waited),
        announced=_wrong_by(honesty.announced, told.expected - waited),
        predictors=predictors,
    )


def _wrong_by(errors: Errors, seconds: float) -> Errors:
    return Errors(
        count=errors.count + 1,
        absolute=round(errors.absolute + abs(seconds), 2),
        squared=round(errors.squared + seconds * seconds, 2),
        signed=round(errors.signed + seconds, 2),
    )


def _abandoned(w: Work, contact: Contact, figures: Figures) -> dict[str, object]:
    """What giving up teaches: how patient people are, and that who was told a shorter wait was told wrong."""
    learnt, told, honesty = figures.learnt, contact.forecast, figures.honesty
    if _is_hurried(contact) and contact.joined_at is not None:
        learnt = changed(learnt, pace=learnt.pace.abandoned(waited=w.now - contact.joined_at))
    if told is not None and _is_told(contact):
        waited = w.now - told.at
        learnt = learnt.overdue(told, waited)
        if waited > told.high:
            honesty = changed(honesty, told=honesty.told + 1)
    return {"learnt": learnt, "honesty": honesty}
