"""Reports about flows: what became of the people who came into them between two times.

Read page by page and counted beside the loop, so that calls that come meanwhile are served; the newest answers are kept
for a minute, and for ten times as long as counting took, so that a screen that asks for the list, the figures and the
picture has them counted once.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from callcenter.clock import Clock, rfc3339
from callcenter.errors import Malformed, Unknown
from callcenter.insight.flows import (
    FORMULAS,
    SAME_WITHIN,
    Tally,
    choice_figures,
    figures,
    how_ended,
    merged,
    node_figures,
    way_figures,
)
from callcenter.insight.returns import Returns
from callcenter.insight.visits import End, Line, visits
from callcenter.model.flow import Flow
from callcenter.services.flow_plans import FlowPlans, Sites, in_order
from callcenter.services.ports import Customers, Json

PAGE = 200
"""Contacts read at once."""
DAY = 86400.0
USUAL, LONGEST = 7 * DAY, 92 * DAY
FRESH, TIMES, KEPT = 60.0, 10.0, 4
"""Seconds an answer is good for at least, or so many times as long as it took; and how many are kept."""
SERVED = (End.SERVED, End.DONE)


@dataclass(frozen=True, kw_only=True)
class Period:
    """Contacts that arrived at or after `first` and before `last`."""

    first: float
    last: float


@dataclass(kw_only=True)
class Counted:
    """What was counted of a period: flow and version to their tally."""

    period: Period
    until: float
    """When it must be counted again."""
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def versions(self, flow: str) -> dict[str, Tally]:
        """The one begun last first."""
        found = {version: tally for (name, version), tally in self.tallies.items() if name == flow}
        return dict(sorted(found.items(), key=lambda pair: -(pair[1].last_at or 0.0)))

    def flows(self) -> list[str]:
        return sorted({name for name, _ in self.tallies})


class FlowReports:
    def __init__(self, store: Customers, sites: Sites, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self.plans = FlowPlans(sites)
        self._kept: dict[Period, Counted] = {}
        self._one_at_a_time = asyncio.Lock()

    def period(self, first: float | None, last: float | None) -> Period:
        """The last seven days, where nothing is said. Raises `Malformed`."""
        # Whole minutes, so that questions put shortly one after another are the same question.
        last = (self._clock.now() // 60 + 1) * 60 if last is None else last
        first = last - USUAL if first is None else first
        if not 0 < last - first <= LONGEST:
            days = int(LONGEST / DAY)
            raise Malformed(f"a report is of more than no time and of {days} days at most: change 'from' or 'to'")
        return Period(first=first, last=last)

    async def counted(self, period: Period) -> Counted:
        async with self._one_at_a_time:
            now = self._clock.now()
            kept = self._kept.get(period)
            if kept is None or kept.until <= now:
                kept = await self._count(period, now)
                self._kept = {**dict(list(self._kept.items())[1 - KEPT :]), period: kept}
            return kept

    async def _count(self, period: Period, now: float) -> Counted:
        counted, returns, after = Counted(period=period, until=now), Returns(), None
        while True:
            page = await self._store.flow_lines(period.first, period.last + SAME_WITHIN, after, PAGE)
            await asyncio.to_thread(self._take_all, page.rows, counted, returns)
            if (after := page.after) is None:
                break
        await asyncio.to_thread(returns.settle, min(now, period.last + SAME_WITHIN))
        counted.until = now + max(FRESH, TIMES * (self._clock.now() - now))
        return counted

    def _take_all(self, rows: Iterable[Json], counted: Counted, returns: Returns) -> None:
        for row in rows:
            self._take(row, counted, returns)

    def _take(self, row: Json, counted: Counted, returns: Returns) -> None:
        person = row["customer"] or row["caller"]
        lines = [Line(at=line["at"], what=line["what"], detail=line["detail"]) for line in row["lines"]]
        returns.contact(person, row["id"], row["arrived_at"], _wishes(lines))
        if row["arrived_at"] >= counted.period.last:
            return
        for visit in visits(lines, over=row["ended_at"] is not None):
            tally = counted.tallies.setdefault((visit.flow, visit.version), Tally())
            plan = self.plans.plan(visit.flow, visit.version)
            tally.add(visit, plan)
            if how_ended(visit, plan) in SERVED:
                returns.served(person, row["id"], visit, tally)

    # --- what is shown ------------------------------------------------------------------------------------------------------

    async def overview(self, period: Period) -> list[Json]:
        """A row for each flow in force or visited, and for each version of it that was visited."""
        return await asyncio.to_thread(self._rows, await self.counted(period))

    def _rows(self, counted: Counted) -> list[Json]:
        flows, rows = self.plans.in_force(), []
        for name in sorted({*flows, *counted.flows()}):
            versions = counted.versions(name)
            rows.append({**self._named(name, flows), "version": None, **_figures(merged(versions.values()))})
            for version, tally in versions.items():
                rows.append({**self._named(name, flows, version), "version": version, **_figures(tally)})
        return rows

    async def report(self, period: Period, name: str, version: str | None) -> Json:
        """Everything about one flow; of all its versions together where none is named. Raises `Unknown`."""
        return await asyncio.to_thread(self._report, await self.counted(period), name, version)

    def _report(self, counted: Counted, name: str, version: str | None) -> Json:
        period = counted.period
        versions, flow = counted.versions(name), self.shown(name, version)
        tally = self.tally(counted, name, version)
        return {
            "flow": name,
            "title": dict(flow.title) if flow else {},
            "version": version,
            "from": rfc3339(period.first),
            "to": rfc3339(period.last),
            "versions": [
                {"version": one, "in_force": self._in_force(name, one), **_span(tally)}
                for one, tally in versions.items()
            ],
            "figures": _figures(tally),
            "rows": node_figures(tally, in_order(flow) if flow else ()),
            "ways": way_figures(tally),
            "choices": choice_figures(tally),
            "formulas": dict(FORMULAS),
            "after": None,
        }

    def tally(self, counted: Counted, name: str, version: str | None) -> Tally:
        """Raises `Unknown` for a flow or a version that is neither in force nor was visited."""
        versions = counted.versions(name)
        if not versions and self.plans.flow(name) is None:
            raise Unknown(f"there is no flow {name}")
        if version is None:
            return merged(versions.values())
        if version not in versions and self.plans.flow(name, version) is None:
            raise Unknown(f"there is no version {version} of the flow {name}")
        return versions.get(version, Tally())

    def shown(self, name: str, version: str | None) -> Flow | None:
        """The flow as it was in this version, without one as it is in force."""
        return self.plans.flow(name, version)

    def _named(self, name: str, flows: dict[str, Flow], version: str | None = None) -> Json:
        flow = flows.get(name)
        in_force = flow is not None and version in (None, flow.version)
        return {"flow": name, "title": dict(flow.title) if flow else {}, "in_force": in_force}

    def _in_force(self, name: str, version: str) -> bool:
        flow = self.plans.flow(name)
        return flow is not None and flow.version == version


def _wishes(lines: Iterable[Line]) -> set[str]:
    wishes = set()
    for line in lines:
        if line.what == "understood":
            wishes.add(str(line.detail.get("intent", "")))
        elif line.what == "flow_started":
            wishes.add(f"flow:{line.detail.get('flow', '')}")
    return wishes


def _figures(tally: Tally) -> Json:
    return {**figures(tally), **_span(tally)}


def _span(tally: Tally) -> Json:
    first, last = tally.first_at, tally.last_at
    return {
        "started": tally.started,
        "first_at": None if first is None else rfc3339(first),
        "last_at": None if last is None else rfc3339(last),
    }
