"""Seconds of the played day, slept in real ones."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """`speed` seconds of the day pass in one real second."""

    speed: float = 1.0

    def now(self) -> float:
        """Seconds of the day since some moment; only differences mean something."""
        return asyncio.get_running_loop().time() * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    async def until(self, moment: float) -> None:
        """Sleeps until `now()` is that."""
        await self.sleep(moment - self.now())
