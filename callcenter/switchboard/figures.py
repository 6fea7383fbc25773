"""What is counted as it happens, per queue and local day."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from callcenter.insight import metrics
from callcenter.model.agent import Agent
from callcenter.model.contact import Contact
from callcenter.model.site import Queue
from callcenter.routing.crowd import lacking
from callcenter.routing.lines import Demand
from callcenter.routing.wait import expected_wait
from callcenter.switchboard.changed import changed
from callcenter.switchboard.state import Figures
from callcenter.switchboard.work import Work

QUARTER = 900
ENOUGH_TO_JUDGE = 20
"""Contacts of a day before its service level is held against the promise."""


def of_today(w: Work, queue: str) -> Figures:
    """The queue's figures; a new local day starts from nought but keeps the learnt handling time."""
    today = _day(w.site.zone, int(w.now // QUARTER))
    figures = w.state.figures.get(queue, Figures(day=today))
    return figures if figures.day == today else Figures(day=today, handling=figures.handling)


@lru_cache(maxsize=256)
def _day(zone: str, quarter: int) -> str:
    """Local days begin on a quarter of an hour everywhere, so a day is looked up once in that time."""
    return datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def count_offered(w: Work, queue: str) -> None:
    figures = of_today(w, queue)
    w.put(w.state.figures, queue, changed(figures, offered=figures.offered + 1))


def count_answered(w: Work, contact: Contact) -> None:
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
        changed(figures, abandoned=figures.abandoned + 1, short_abandoned=figures.short_abandoned + short),
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
    if contact.connected_at is not None:
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


def at_work(agents: dict[str, Agent], demand: Demand) -> int:
    """Agents logged in to work who could serve this demand, busy or not."""
    return sum(
        1
        for agent in agents.values()
        if agent.presence == "available"
        and agent.reachability == "connected"
        and not agent.not_responding
        and (demand.anyone or lacking(agent.skills, demand) is None)
    )


def wait_of(w: Work, contact: Contact) -> float | None:
    """The expected wait of a contact that stands in line, in seconds; None when unknown."""
    demand, _ = w.lines.filed[contact.id]
    return expected_wait(w.lines.place(contact.id), of_today(w, demand.queue).handling, at_work(w.state.agents, demand))
