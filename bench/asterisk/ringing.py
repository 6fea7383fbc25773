"""From a call's arrival to an agent's phone ringing, with agents to spare."""

import asyncio
import time
from typing import Any

from bench.asterisk.place import furnished
from bench.figures import milliseconds

AGENTS = 80
WARM_CALLS = 10


async def measured(who: str, rate: float, seconds: float) -> dict[str, Any]:
    many = max(WARM_CALLS, round(rate * seconds))
    async with furnished(who, AGENTS, "bell") as place:
        await place.contender.work()
        await place.callers.come(place.contender.endpoint, WARM_CALLS, 5.0)
        await place.watch.until(ended=WARM_CALLS, seconds=60)
        place.watch.calls.clear()
        before, began = place.cpu_seconds(), time.monotonic()
        await place.callers.come(place.contender.endpoint, many, rate)
        came = time.monotonic() - began
        await place.watch.until(ended=WARM_CALLS + many, seconds=60)
        after = place.cpu_seconds()
        found = place.watch.connections()
        times = [
            one.leg.rang - one.caller.arrived
            for one in found
            if one.leg.rang is not None and one.caller.arrived is not None
        ]
        await asyncio.sleep(0)
        return {
            "calls": len(times),
            "came_per_second": round(many / came, 1),
            "ringing_p50_ms": milliseconds(times, 0.5),
            "ringing_p99_ms": milliseconds(times, 0.99),
            "asterisk_cpu_ms_per_call": round((after[0] - before[0]) / many * 1000, 2),
            "beside_cpu_ms_per_call": round((after[1] - before[1]) / many * 1000, 2),
            "complaints": len(place.contender.complaints()),
            "first_complaint": (place.contender.complaints() or [""])[0],
        }
