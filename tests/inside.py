"""The whole house inside the test's own process: for bad days that are made from within, and for time that jumps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from callcenter.app import House, opened
from callcenter.clock import Clock
from callcenter.settings import Settings
from callcenter.testing.clients import SECRET
from callcenter.testing.clock import JumpingClock


@asynccontextmanager
async def inside(database: str, clock: Clock, *, site: Path | None = None) -> AsyncIterator[House]:
    """A process's life: opened, running, stopped as SIGTERM would."""
    settings = Settings(database=database, host="127.0.0.1", port=0, site=site)
    async with opened(settings, clock=clock, environ={"CALLCENTER_SECRET_PBX": SECRET}) as house:
        running = asyncio.create_task(house.run(), name="house")
        ready = asyncio.create_task(house.ready.wait(), name="ready")
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        try:
            if running.done():
                await running
            yield house
        finally:
            ready.cancel()
            house.stop()
            await running


def base(house: House) -> str:
    return f"http://127.0.0.1:{house.port}"


def passes(house: House, clock: JumpingClock, seconds: float) -> None:
    """Time jumps, and whoever slept until a moment looks again."""
    clock.jump(seconds)
    house.runner.poke()
    house.alarm_clock.poke()
