"""The night's work is done at the start for what was missed, again each night, and never costs the server anything."""

import asyncio
from contextlib import suppress

import pytest

from callcenter.errors import Unavailable
from callcenter.jobs.night import NightWork


class Reports:
    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble, self.made = trouble, asyncio.Event()

    async def catch_up(self) -> list[str]:
        self.made.set()
        if self.trouble:
            raise self.trouble
        return []


@pytest.mark.parametrize("trouble", [None, Unavailable("away"), ZeroDivisionError()])
async def test_given_a_start_then_it_is_looked_what_is_missing_and_nothing_that_fails_ends_it(
    trouble: Exception | None,
) -> None:
    reports = Reports(trouble)
    running = asyncio.create_task(NightWork(reports, lambda: "Asia/Shanghai", settling=0.0).run())
    await asyncio.wait_for(reports.made.wait(), 10.0)
    await asyncio.sleep(0)
    assert not running.done()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert running.cancelled()
