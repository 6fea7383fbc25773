"""Wakes the keeper of promises at the nearest due moment, and looks now and then whether it was right about it.

APScheduler keeps nothing here that could be lost: the rows are the truth, its jobs live in memory and start anew with
the process.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Protocol

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

from callcenter.clock import Clock, SystemClock
from callcenter.errors import Unavailable

log = structlog.get_logger()

SAFETY = 30.0
"""Real seconds after which the ledgers are looked at in any case."""
LOG_INS_EVERY = 3600.0

LOOK = "look"
LOG_INS = "log_ins"


class Keeper(Protocol):
    """`services.promises.PromiseKeeper`."""

    async def sweep(self) -> float | None: ...


class LogIns(Protocol):
    """The one question of `ports.People` asked here."""

    async def end_expired_log_ins(self, now: float) -> int: ...


class AlarmClock:
    """`run` it in the TaskGroup; `poke` it whenever a promise was made or moved."""

    def __init__(self, keeper: Keeper, people: LogIns, clock: Clock) -> None:
        self._keeper, self._people, self._clock = keeper, people, clock
        self._wall = SystemClock()
        """APScheduler lives by the real clock, also when the house's own runs faster."""
        self._scheduler: AsyncIOScheduler | None = None
        self._failed: asyncio.Future[None] | None = None
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        """No sweep is under way; shutting down waits for it."""
        self._looking = False
        """As `_at_rest`, but until the scheduler has taken note as well and can start the job anew."""
        self._poked = False

    async def run(self) -> None:
        """Watches until cancelled. What a job raises, other than `Unavailable`, ends it and is raised here."""
        # At INFO the scheduler reports each of its runs, every half minute.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._failed = asyncio.get_running_loop().create_future()
        self._scheduler = self._schedule()
        self._scheduler.start()
        try:
            await self._failed
        finally:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
            await asyncio.sleep(0)
            await self._at_rest.wait()

    def poke(self) -> None:
        """A promise was made, moved or kept: look at once, or once more if a look is under way."""
        self._poked = True
        if not self._looking:
            self._look_in(0.0)

    def _schedule(self) -> AsyncIOScheduler:
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        for id, job, seconds in ((LOOK, self._look, SAFETY), (LOG_INS, self._end_log_ins, LOG_INS_EVERY)):
            trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
            scheduler.add_job(job, trigger, id=id, next_run_time=self._in(0.0))
        scheduler.add_listener(self._after, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        return scheduler

    async def _look(self) -> float | None:
        """One sweep; gives the moment of the next one."""
        self._poked, self._looking = False, True
        self._at_rest.clear()
        try:
            return await self._keeper.sweep()
        except Unavailable as trouble:
            log.warning("Promises cannot be looked at now.", action="promises.unavailable", detail=trouble.detail)
            return self._clock.now() + trouble.retry_after
        except asyncio.CancelledError:
            return None  # the scheduler is shutting down; it cancels its jobs and would report that as an error
        finally:
            self._at_rest.set()

    async def _end_log_ins(self) -> None:
        try:
            await self._people.end_expired_log_ins(self._clock.now())
        except Unavailable as trouble:
            log.warning("Old log-ins stay another hour.", action="log_ins.unavailable", detail=trouble.detail)
        except asyncio.CancelledError:
            return  # as above

    def _after(self, event: JobExecutionEvent) -> None:
        """Sets the next wake-up. It is set here and not in the job, which still counts as running until now."""
        if event.exception is not None:
            if self._failed is not None and not self._failed.done():
                self._failed.set_exception(event.exception)
        elif event.job_id == LOOK:
            self._looking = False
            self._plan(event.retval)

    def _plan(self, due: float | None) -> None:
        if self._poked:
            self._look_in(0.0)
        elif due is not None and (seconds := self._clock.seconds_until(due)) < SAFETY:
            self._look_in(seconds)

    def _look_in(self, seconds: float) -> None:
        if self._scheduler is not None:
            self._scheduler.modify_job(LOOK, next_run_time=self._in(seconds))

    def _in(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(self._wall.now() + seconds, UTC)
