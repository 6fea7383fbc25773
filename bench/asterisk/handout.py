"""How long an agent's phone is silent while others wait; what a call costs; who overtakes whom."""

import asyncio
import itertools
from typing import Any

from bench.asterisk.place import Place, furnished
from bench.asterisk.watch import Connection
from bench.figures import milliseconds

COMING_PER_SECOND = 60.0
CALM_SECONDS = 3.0


async def measured(who: str, waiting: int, agents: int) -> dict[str, Any]:
    async with furnished(who, agents, "talks") as place:
        await place.callers.come(place.contender.endpoint, waiting, COMING_PER_SECOND)
        await place.watch.until(arrived=waiting, seconds=60)
        await place.contender.hold(waiting)
        await place.watch.hears("ChannelCreated", "ChannelEnteredBridge", "ChannelDestroyed")
        idle, idle_beside = await _spent_in(place, CALM_SECONDS)
        before = place.cpu_seconds()
        await place.contender.work()
        await place.watch.until(ended=waiting, seconds=60 + waiting / agents * 6)
        after = place.cpu_seconds()
        found = place.watch.connections()
        gaps = silences(found)
        return {
            "served": len(found),
            "gap_p50_ms": milliseconds(gaps, 0.5),
            "gap_p95_ms": milliseconds(gaps, 0.95),
            "gap_max_ms": milliseconds(gaps, 1),
            "all_served_s": round(found[-1].at - found[0].at, 1) if found else None,
            "asterisk_cpu_ms_per_call": round((after[0] - before[0]) / waiting * 1000, 2),
            "beside_cpu_ms_per_call": round((after[1] - before[1]) / waiting * 1000, 2),
            "idle_cpu_percent": {"asterisk": idle, "beside": idle_beside},
            "overtaken_when_rung_for": overtaken(sorted(found, key=lambda one: one.leg.place)),
            "overtaken_when_connected": overtaken(found),
            "complaints": len(place.contender.complaints()),
            "first_complaint": (place.contender.complaints() or [""])[0],
        }


async def _spent_in(place: Place, seconds: float) -> tuple[float, float]:
    """Percent of one processor while nothing happens."""
    before = place.cpu_seconds()
    await asyncio.sleep(seconds)
    after = place.cpu_seconds()
    return round((after[0] - before[0]) / seconds * 100, 1), round((after[1] - before[1]) / seconds * 100, 1)


def silences(found: list[Connection]) -> list[float]:
    """Of each phone, from the end of one call to the next caller's being connected, in seconds."""
    by_phone: dict[str, list[Connection]] = {}
    for one in found:
        by_phone.setdefault(one.leg.phone, []).append(one)
    return [
        after.at - before.leg.ended
        for calls in by_phone.values()
        for before, after in itertools.pairwise(calls)
        if before.leg.ended is not None
    ]


def overtaken(found: list[Connection]) -> dict[str, int]:
    """`found` in the order of being served: before how many did somebody come who had arrived later, and how many such
    came before one of them at most."""
    served = [one.caller.arrival for one in found]
    places = [sum(earlier > mine for earlier in served[:n]) for n, mine in enumerate(served)]
    return {"callers": sum(place > 0 for place in places), "places_at_most": max(places, default=0)}
