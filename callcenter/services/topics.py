"""What customers talk about that nobody has an answer for yet, and what they talk about more than before: a report a day.

Made at night for the day that has ended, out of five weeks of words; the same day again gives the same row. Heavy work
happens in a thread.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from callcenter.clock import Clock
from callcenter.insight.growth import growing
from callcenter.intent.masking import masked
from callcenter.intent.topics import topics
from callcenter.intent.wishes_for import wish_in
from callcenter.model.intent import UNCLEAR
from callcenter.model.site import Site
from callcenter.services.ports import Json, SaidRow, Sayings, Wanted

log = structlog.get_logger()

WEEKS = 5
"""The week that ends with the day, and the four before it."""
MOST = 20_000
"""Sentences read of one week, its newest."""
SHOWN = 20
"""Topics, and wishes, of a report."""
EXAMPLES = 3
LINKS = 10
LEAST = 3
"""Sentences that make a topic."""
CATCHES_UP = 7
"""Days back that are made up for after the server was down."""
EMPTY: Json = {
    "today": None, "week": None, "before": None, "growing": False, "ratio": None, "sentences": None, "uncovered": None,
    "trend": [], "examples": [], "contacts": [],
}  # fmt: skip
OTHER = "other"
"""What sites call the intent of everything else."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """Words of one week with how many contacts there were."""

    said: Sequence[SaidRow]
    wanted: Wanted


class TopicReports:
    def __init__(self, store: Sayings, clock: Clock, site: Callable[[], Site]) -> None:
        self._store, self._clock, self._site = store, clock, site

    async def catch_up(self) -> list[str]:
        """Makes what is missing of the last days, up to yesterday; the days it made. Raises `Unavailable`."""
        today = datetime.fromtimestamp(self._clock.now(), self._zone()).date()
        wished = [(today - timedelta(days=n)).isoformat() for n in range(CATCHES_UP, 0, -1)]
        there = {row["day"] for row in await self._store.topics(wished[0], wished[-1])}
        return [day for day in wished if day not in there and await self.make(date.fromisoformat(day))]

    async def make(self, day: date) -> bool:
        """The report of a day, kept; False when nobody was in touch on it."""
        last = self._begins(day + timedelta(days=1))
        today = await self._store.wanted(self._begins(day), last)
        if not today.contacts:
            return False
        weeks = [await self._week(day - timedelta(days=7 * n)) for n in range(WEEKS - 1, -1, -1)]
        body = await asyncio.to_thread(report, day.isoformat(), today, weeks, self._begins(day))
        await self._store.keep_topics(day.isoformat(), self._clock.now(), json.dumps(body, ensure_ascii=False))
        log.info(
            "The topics of a day were gathered.", action="topics.made", day=day.isoformat(), topics=len(body["topics"])
        )
        return True

    async def _week(self, ends: date) -> Week:
        first, last = self._begins(ends - timedelta(days=6)), self._begins(ends + timedelta(days=1))
        return Week(said=await self._store.said(first, last, MOST), wanted=await self._store.wanted(first, last))

    def _begins(self, day: date) -> float:
        return datetime.combine(day, time(), self._zone()).timestamp()

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._site().zone)


def report(day: str, today: Wanted, weeks: Sequence[Week], begins: float) -> Json:
    """`weeks` oldest first; `begins`: of the day, in seconds."""
    *before, now = weeks
    uncovered = [(n, row) for n, week in enumerate(weeks) for row in week.said if _uncovered(row)]
    wishes = [(n, row) for n, week in enumerate(weeks) for row in week.said if wish_in(row.text)]
    read = [len(week.said) for week in weeks]
    return {
        "day": day,
        "contacts": today.contacts,
        "sentences": sum(row.at >= begins for row in now.said),
        "uncovered": sum(n == len(weeks) - 1 and row.at >= begins for n, row in uncovered),
        "topics": _gathered(uncovered, [row.text for _, row in uncovered], read, begins),
        "wishes": _gathered(wishes, [wish_in(row.text) for _, row in wishes], read, begins),
        "growing": {
            "intents": _grown(now.wanted.intents, [week.wanted.intents for week in before], weeks),
            "causes": _grown(now.wanted.causes, [week.wanted.causes for week in before], weeks),
        },
    }


def _uncovered(row: SaidRow) -> bool:
    return row.intent in (UNCLEAR, OTHER, "")


def _gathered(
    rows: Sequence[tuple[int, SaidRow]], texts: Sequence[str], read: Sequence[int], begins: float
) -> list[Json]:
    """Topics that this week knows, grown ones first."""
    newest = len(read) - 1
    found: dict[str, Json] = {}
    for topic in topics(texts, least=LEAST):
        members = [rows[n] for n in topic.members]
        trend = [sum(week == n for week, _ in members) for n in range(len(read))]
        if trend[newest]:
            found[" ".join(topic.terms)] = {
                "terms": list(topic.terms),
                "trend": trend,
                **_shown(members, newest, begins),
            }
    new = {name: one["trend"][newest] for name, one in found.items()}
    old = {name: sum(one["trend"][:newest]) for name, one in found.items()}
    grown = {one.name: one for one in growing(new, old, read[newest], sum(read[:newest]))}
    for name, one in found.items():
        one["growing"] = name in grown
        one["ratio"] = None if name not in grown or grown[name].ratio is None else round(grown[name].ratio or 0.0, 2)
    ranked = sorted(found.values(), key=lambda one: (not one["growing"], -one["trend"][newest], one["terms"]))
    return ranked[:SHOWN]


def _shown(members: Sequence[tuple[int, SaidRow]], newest: int, begins: float) -> Json:
    """Examples of this week, the most typical first, and the newest contacts."""
    here = [row for week, row in members if week == newest]
    texts = dict.fromkeys(masked(row.text, [row.name]) for row in here)
    latest = sorted(here, key=lambda row: (-row.at, row.contact))
    return {
        "day": sum(row.at >= begins for row in here),
        "week": len(here),
        "examples": list(texts)[:EXAMPLES],
        "contacts": list(dict.fromkeys(row.contact for row in latest))[:LINKS],
    }


def _grown(now: Any, before: Sequence[Any], weeks: Sequence[Week]) -> list[Json]:
    """By contacts, so that a busy week is no growth of everything."""
    old: dict[str, int] = {}
    for counts in before:
        for name, n in counts.items():
            old[name] = old.get(name, 0) + n
    contacts = [week.wanted.contacts for week in weeks]
    return [
        {
            "name": one.name,
            "week": one.now,
            "before": one.before,
            "ratio": None if one.ratio is None else round(one.ratio, 2),
        }
        for one in growing(now, old, contacts[-1], sum(contacts[:-1]))
    ]


def lines_of(body: Json) -> list[Json]:
    """A report as rows that are all alike: first the day itself, then what grows, the topics, the wishes."""
    day = {
        "kind": "day",
        "name": "",
        "today": body["contacts"],
        "sentences": body["sentences"],
        "uncovered": body["uncovered"],
    }
    grown = [
        {
            "kind": kind,
            "name": one["name"],
            "week": one["week"],
            "before": one["before"],
            "growing": True,
            "ratio": one["ratio"],
        }
        for kind, some in (("intent", "intents"), ("cause", "causes"))
        for one in body["growing"][some]
    ]
    told = [
        {
            "kind": kind, "name": " ".join(one["terms"]), "today": one["day"], "week": one["week"],
            "before": sum(one["trend"][:-1]), "growing": one["growing"], "ratio": one["ratio"], "trend": one["trend"],
            "examples": one["examples"], "contacts": one["contacts"],
        }
        for kind, some in (("topic", "topics"), ("wish", "wishes"))
        for one in body[some]
    ]  # fmt: skip
    return [{**EMPTY, "day": body["day"], **line} for line in (day, *grown, *told)]
