"""POST to agent's socket: durable events a second at saturation; latencies there and at 10, 50 and 80 % of it.

Two mixes (`messages.py`, `calls.py`) and, if given, the yardstick, interleaved (A B A B ...) on the same machine at the
same time; what is reported are medians of the rounds and their ratios. The generator is this process, the server
another. At the levels the yardstick gets the same rates as we do, so that latencies compare at equal load.
"""

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bench.calls import Calls
from bench.figures import medians, milliseconds, process_seconds, ratios
from bench.load import Load, Shot, Tally
from bench.messages import Messages
from bench.place import Place, Server, journal_events
from bench.yardstick import Bare, Yardstick
from tests.servers import NoPostgres, PostgresServer, postgres_server

LEVELS = (10, 50, 80)
WARM_SECONDS = 1.5
Report = dict[str, Any]
Say = Callable[[str], None]
OURS: dict[str, Any] = {"message": Messages, "call": Calls}


class Mix(Protocol):
    name: str
    width: int

    async def open(self) -> None: ...
    def close(self) -> None: ...
    def prepared(self, many: int) -> list[Shot]: ...


@dataclass(frozen=True, kw_only=True)
class Wishes:
    databases: Sequence[str] = ("sqlite", "postgres")
    mixes: Sequence[str] = ("message", "call")
    seconds: float = 5.0
    rounds: int = 3
    yardstick: Yardstick | None = None


def run(wishes: Wishes, say: Say) -> Report:
    report: Report = {}
    for database in wishes.databases:
        try:
            report[database] = _on(database, wishes, say)
        except NoPostgres as why:
            say(f"Without PostgreSQL: {why}")
    return report


def _on(database: str, wishes: Wishes, say: Say) -> Report:
    runs: dict[str, list[Report]] = {}
    with _databases(database) as fresh:
        for n in range(wishes.rounds):
            for mix in wishes.mixes:
                say(f"{database}, round {n + 1} of {wishes.rounds}: {mix}")
                found = looped(_ours(mix, fresh, wishes.seconds))
                runs.setdefault(mix, []).append(found)
                say(f"  {_short(found)}")
            if wishes.yardstick is not None:
                say(f"{database}, round {n + 1} of {wishes.rounds}: yardstick")
                rates = _rates(runs["message"][-1]) if "message" in runs else None
                found = looped(_bare(wishes.yardstick, fresh, wishes.seconds, rates))
                runs.setdefault("yardstick", []).append(found)
                say(f"  {_short(found)}")
    report: Report = {name: medians(found) for name, found in runs.items()}
    if "yardstick" in report and "message" in report:
        report["message over yardstick"] = ratios(report["message"], report["yardstick"])
    return report


def looped(task: Any) -> Report:
    try:
        import uvloop
    except ImportError:
        found: Report = asyncio.run(task)
        return found
    again: Report = uvloop.run(task)
    return again


def _short(found: Report) -> str:
    return json.dumps({name: found[name] for name in ("saturation", "at 50 %") if name in found})


def _rates(ours: Report) -> list[float]:
    return [ours[f"at {level} %"]["offered_per_second"] for level in LEVELS]


# --- one run ----------------------------------------------------------------------------------------------------------


@contextmanager
def _databases(kind: str) -> Iterator[Callable[[Path], tuple[str, int]]]:
    """Makes fresh databases: the URL, and the number of the process that serves them (0: none)."""
    if kind == "sqlite":
        yield lambda folder: (f"sqlite:///{folder / 'bench.db'}", 0)
        return
    with postgres_server(durable=True) as server:
        yield lambda folder: (asyncio.run(_new_database(server)), server.pid)


async def _new_database(server: PostgresServer) -> str:
    return await server.new_database()


async def _ours(mix: str, fresh: Callable[[Path], tuple[str, int]], seconds: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
        url, database = await asyncio.to_thread(fresh, Path(folder))
        place = Place(Path(folder), url)
        await place.furnish()
        server = await place.open()
        try:
            load = Load()
            await load.connect(server.host, server.port)
            return await _phases(OURS[mix](server, place, load), load, server, database, seconds, None)
        finally:
            server.stop()


async def _bare(
    yardstick: Yardstick, fresh: Callable[[Path], tuple[str, int]], seconds: float, rates: Sequence[float] | None
) -> Report:
    with tempfile.TemporaryDirectory(prefix="callcenter-bench-") as folder:
        url, database = await asyncio.to_thread(fresh, Path(folder))
        server = await yardstick.open(Path(folder), url)
        try:
            load = Load()
            await load.connect(server.host, server.port)
            return await _phases(Bare(server, yardstick, load), load, server, database, seconds, rates)
        finally:
            server.stop()


async def _phases(
    mix: Mix, load: Load, server: Server, database: int, seconds: float, rates: Sequence[float] | None
) -> Report:
    """Warm up, saturate, then the levels. `rates`: instead of shares of the saturation just found."""
    await mix.open()
    meter = Meter(server, database, ours=not isinstance(mix, Bare))
    warm = await load.closed(mix.prepared(20_000 if mix.name != "call" else 4000), WARM_SECONDS, mix.width)
    expected = max(100.0, warm.over / warm.seconds)
    work = mix.prepared(int(expected * seconds * 2.5) + 500)
    await meter.begin()
    tally = await load.closed(work, seconds, mix.width)
    report: Report = {"saturation": {"per_second": round(tally.over / tally.seconds), **await meter.end(tally)}}
    saturated = tally.over / tally.seconds
    for n, level in enumerate(LEVELS):
        rate = rates[n] if rates else saturated * level / 100
        work = mix.prepared(int(rate * seconds * 1.2) + 50)
        await asyncio.sleep(0.3)
        await meter.begin()
        tally = await load.open(work, seconds, rate)
        report[f"at {level} %"] = {"offered_per_second": round(rate), **await meter.end(tally)}
    report["broken_connections"] = load.broken
    if isinstance(mix, Calls):
        report["panel_after_offer_share"] = round(mix.panel_later / max(1, mix.offers), 3)
    mix.close()
    load.close()
    return report


class Meter:
    """What a phase cost, beside what it gave."""

    def __init__(self, server: Server, database: int, *, ours: bool) -> None:
        self._server, self._database, self._ours = server, database, ours

    async def begin(self) -> None:
        self._before = await self._reading()

    async def _reading(self) -> tuple[float, float, int]:
        events = await asyncio.to_thread(journal_events, self._server) if self._ours else 0
        database = process_seconds(self._database, children=True) if self._database else 0.0
        return self._server.cpu_seconds(), database, events

    async def end(self, tally: Tally) -> Report:
        cpu, database, events = (
            after - before for after, before in zip(await self._reading(), self._before, strict=True)
        )
        durable = events if self._ours else len(tally.answers)
        return {
            "durable_events_per_second": round(durable / tally.seconds),
            "answer_p50_ms": milliseconds(tally.answers, 0.5),
            "answer_p99_ms": milliseconds(tally.answers, 0.99),
            "frame_p50_ms": milliseconds(tally.frames, 0.5),
            "frame_p99_ms": milliseconds(tally.frames, 0.99),
            "server_us_per_event": round(cpu / max(1, durable) * 1e6),
            "database_us_per_event": round(database / max(1, durable) * 1e6),
            "generator_late_p99_ms": milliseconds(tally.late, 0.99),
            "refused": tally.refused,
            "lost": tally.lost,
        }
