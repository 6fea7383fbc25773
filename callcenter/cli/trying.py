"""From the words of `simulate` to scenarios: which callers, which sites, who works; run, and shown."""

import json as as_json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from callcenter.cli import simulated
from callcenter.cli.verbs import named_site, with_store
from callcenter.clock import rfc3339
from callcenter.errors import Malformed
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.exchange import moment
from callcenter.simulation.crew import Crew, alike, of_shifts, read_roster
from callcenter.simulation.from_journal import Yesterday
from callcenter.simulation.from_log import LogTraffic, days, midnight, own_figures
from callcenter.simulation.from_profile import is_profile, read_profile
from callcenter.simulation.log import read_log
from callcenter.simulation.picture import drawing
from callcenter.simulation.run import Habits
from callcenter.simulation.scenario import Draw, Scenario, try_out
from callcenter.simulation.shifts import shifts

DAY, EARLY = 86400.0, 60.0
"""Seconds for which agents who are there all the time stay after the last call, and come before the first."""
PAGE = 1000


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was asked for, checked as far as words go."""

    calls: Path | None
    database: str | None
    """Its journal, where there are no `calls`."""
    first: str | None
    last: str | None
    day: date
    """Of a profile."""
    sites: tuple[Path | None, ...]
    numbers: tuple[int, ...]
    """Of agents, side by side; empty: the roster's or the source's own."""
    roster: Path | None
    seeds: tuple[int, ...]
    accepts_after: float
    takes_proposal: float


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the callers come from, read once for each site."""

    drawn: Draw
    crew: Callable[[], Crew]
    """Who was at work there; raises `Malformed` when it does not say."""
    days: list[date]
    hours: tuple[float, float]
    own: dict[str, Any] | None = None
    """What really became of them."""


def try_all(wish: Wish, *, json: bool, picture: Path | None) -> int:
    """Runs every scenario and shows what came of it; 1 when a caller was lost from sight, which is a defect."""
    began = time.perf_counter()
    scenarios, own = _scenarios(wish)
    progress = _Progress(len(scenarios) * len(wish.seeds), began)
    tried = [try_out(scenario, wish.seeds, progress) for scenario in scenarios]
    progress.done()
    if picture is not None:
        picture.write_text(drawing(tried), encoding="utf-8")
    seconds = time.perf_counter() - began
    if json:
        print(as_json.dumps(simulated.document(tried, own, round(seconds, 3)), ensure_ascii=False))
    else:
        simulated.show(tried, own, seconds)
    return 1 if any(run["unaccounted"] for one in tried for run in one.runs) else 0


def _scenarios(wish: Wish) -> tuple[list[Scenario], dict[str, Any] | None]:
    habits = Habits(accepts_after=wish.accepts_after, takes_proposal=wish.takes_proposal)
    sites = [_site(one) for one in wish.sites]
    scenarios: list[Scenario] = []
    own: dict[str, Any] | None = None
    for name, site in sites:
        source = _source(wish, site)
        own = own or source.own
        for crew_name, crew in _crews(source, site, wish):
            words = [name] if len(sites) > 1 else []
            words += [crew_name] if crew_name else []
            title = ", ".join(words) or name
            scenarios.append(Scenario(name=title, site=site, drawn=source.drawn, crew=crew, habits=habits))
    return scenarios, own


def _site(directory: Path | None) -> tuple[str, Site]:
    from callcenter.app import DEMO_SITE

    found = named_site(directory)
    if found is not None:
        return str(directory or "the site"), found
    demo = named_site(DEMO_SITE)
    assert demo is not None
    return "the demo bank", demo


def _crews(source: Source, site: Site, wish: Wish) -> list[tuple[str, Crew]]:
    if wish.numbers:
        return [(f"{number} agents", alike(site, number, source.hours)) for number in wish.numbers]
    if wish.roster is not None:
        _must_exist(wish.roster)
        return [(f"roster {wish.roster.name}", read_roster(wish.roster, site, source.days))]
    return [("", source.crew())]


def _source(wish: Wish, site: Site) -> Source:
    if wish.calls is not None:
        _must_exist(wish.calls)
        return _of_profile(wish.calls, site, wish.day) if is_profile(wish.calls) else _of_log(wish.calls, site)
    if wish.database is None:
        raise Malformed("name a call log or a profile (CSV), or the journal with --database: see docs/simulate.md")
    return _of_journal(wish, site)


def _of_log(calls: Path, site: Site) -> Source:
    log = read_log(calls, site.intents)
    zero = midnight(log, site)
    traffic = LogTraffic(log, site, calls.name)
    worked = shifts(log.calls)

    def crew() -> Crew:
        if not worked:
            raise Malformed(f"{calls} names no server, so it does not tell who was at work: give --agents or --roster")
        return of_shifts(site, worked, zero)

    return Source(
        drawn=traffic.drawn,
        crew=crew,
        days=days(log),
        hours=(zero + log.calls[0].arrived - EARLY, zero + log.calls[-1].arrived + DAY),
        own=traffic.own_figures(),
    )


def _of_profile(calls: Path, site: Site, day: date) -> Source:
    traffic = read_profile(calls, site, day)
    begins, ends = traffic.hours

    def crew() -> Crew:
        raise Malformed(f"{calls} is a profile and does not tell who is at work: give --agents or --roster")

    return Source(drawn=traffic.drawn, crew=crew, days=[day], hours=(begins - EARLY, ends + DAY))


def _of_journal(wish: Wish, site: Site) -> Source:
    yesterday = _yesterday(wish)
    try:
        traffic = yesterday.traffic(site)
    except LookupError as error:
        raise Malformed(str(error.args[0])) from None
    first, last = traffic.calls[0].arrived, traffic.calls[-1].arrived
    return Source(
        drawn=traffic.drawn,
        crew=yesterday.crew,
        days=traffic.days(),
        hours=(first - EARLY, last + DAY),
        own=own_figures(traffic.calls, site),
    )


@lru_cache(maxsize=1)
def _yesterday(wish: Wish) -> Yesterday:
    """Every event of the journal, played once, however many sites are tried."""
    first, last = moment(wish.first), moment(wish.last)

    async def work(store: Any) -> Yesterday:
        sites = {version: codec.site_of(text) for version, text in (await store.sites()).items()}
        yesterday, seq = Yesterday(sites, first, last), 0
        while rows := await store.read(seq, PAGE):
            for row in rows:
                seq = row.seq
                yesterday.happened(codec.recorded(row))
        return yesterday

    return with_store(wish.database, work)


def _must_exist(file: Path) -> None:
    if not file.is_file():
        raise Malformed(f"there is no file {file}")


class _Progress:
    """A line on standard error while it runs: what, how many runs, how far the simulated day is."""

    EVERY = 0.5

    def __init__(self, total: int, began: float) -> None:
        self._total, self._last, self._began = total, began, began
        self._done: dict[str, int] = {}
        self._shown = False
        self._terminal = sys.stderr.isatty()

    def __call__(self, name: str, run: int, at: float) -> None:
        now = time.perf_counter()
        self._done[name] = run
        if now - self._last < (self.EVERY if self._terminal else 10.0):
            return
        self._last, self._shown = now, True
        done = sum(self._done.values()) + len(self._done) - 1
        line = f"{name}: {done} of {self._total} runs done, now {rfc3339(at)[:16]}Z, {now - self._began:.0f} s"
        print(
            f"\r\033[K{line}" if self._terminal else line,
            end="" if self._terminal else "\n",
            file=sys.stderr,
            flush=True,
        )

    def done(self) -> None:
        if self._shown and self._terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
