"""Work of the night: the report of the day that has ended, at a quiet hour of the site's own zone.

Rows are the truth: at each start, and each night, what is missing of the last days is made up for.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from callcenter.clock import SystemClock
from callcenter.errors import Unavailable

log = structlog.get_logger()

HOUR, MINUTE = 3, 10
SETTLING = 60.0
"""Seconds after the start before it is looked what is missing: calls come first."""


class Reports(Protocol):
    """`services.topics.TopicReports`."""

    async def catch_up(self) -> list[str]: ...


class NightWork:
    """`run` it in the TaskGroup."""

    def __init__(self, reports: Reports, zone: Callable[[], str], settling: float = SETTLING) -> None:
        """`zone`: the site's, when the server starts."""
        self._reports, self._zone, self._settling = reports, zone, settling
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    async def run(self) -> None:
        """Watches until cancelled. What a night's work raises is logged: no report is worth a call."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        zone = ZoneInfo(self._zone())
        scheduler = AsyncIOScheduler(
            timezone=zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        first = datetime.fromtimestamp(SystemClock().now(), UTC) + timedelta(seconds=self._settling)
        scheduler.add_job(
            self._look, CronTrigger(hour=HOUR, minute=MINUTE, timezone=zone), id="night", next_run_time=first
        )
        scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)
            await asyncio.sleep(0)
            await self._at_rest.wait()

    async def _look(self) -> None:
        self._at_rest.clear()
        try:
            await self._reports.catch_up()
        except Unavailable as trouble:
            log.warning("The day's topics wait for the next night.", action="topics.unavailable", detail=trouble.detail)
        except asyncio.CancelledError:
            return  # the scheduler is shutting down; it would report that as an error
        except Exception as error:
            log.error("The day's topics could not be made.", action="topics.failed", exc_info=error)
        finally:
            self._at_rest.set()
