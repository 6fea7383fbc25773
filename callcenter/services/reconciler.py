"""Looks now and then whether everything holds that must, and has the switchboard mend what does not.

A look goes through the checks of `switchboard.invariants` one by one and lets others go in between, so that nobody waits
for all of it. What two looks in a row find is broken: the first may have met a moment at which a timer was about to go off.
"""

import asyncio
from collections.abc import Callable

import structlog

from callcenter.clock import Clock
from callcenter.errors import Unavailable
from callcenter.model.events import RepairAsked
from callcenter.services.door import Door
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import CHECKS

log = structlog.get_logger()

EVERY = 30.0
"""Seconds between two looks."""
AGAIN = 1.0
"""Seconds until a second look at what the first one found."""
PATIENCE = 1800.0
"""Seconds for which the same finding is not reported again: a repair did not mend it, so a person must."""
MOST = 50
"""Findings an event carries."""


class Reconciler:
    def __init__(
        self, *, board: Switchboard, door: Door, clock: Clock, mended: Callable[[int], None] = lambda found: None
    ) -> None:
        """`mended` is told how many broken promises a repair was asked for."""
        self._board, self._door, self._clock, self._mended = board, door, clock, mended
        self._reported: dict[str, float] = {}
        """What a repair was asked for, and when."""

    async def run(self) -> None:
        """Looks until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            await self.look_twice()

    async def look_twice(self) -> tuple[str, ...]:
        """What was found both times, after a repair was asked for it; empty when all is well."""
        if not (first := await self.look()):
            return ()
        await asyncio.sleep(AGAIN)
        again = await self.look()
        found = tuple(one for one in again if one in first)
        now = self._clock.now()
        self._reported = {one: at for one, at in self._reported.items() if now - at < PATIENCE}
        found = tuple(one for one in found if one not in self._reported)
        if found:
            log.error("The live state was broken.", action="switchboard.broken", found=len(found), first=found[0])
            try:
                await self._door.submit(RepairAsked(found=found[:MOST]))
            except Unavailable:
                return ()  # it is broken still at the next look
            self._reported |= dict.fromkeys(found, now)
            self._mended(len(found))
        return found

    async def look(self) -> list[str]:
        """Each check sees one moment; overdue timers are let go off before."""
        found: list[str] = []
        for check in CHECKS:
            await asyncio.sleep(0)
            now = self._clock.now()
            if not self._board.due_timers(now, 1):
                found += check(self._board, now)
        return found
