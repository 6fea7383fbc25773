"""A promise's whole way on a real database: told to the journal, written as a row, due, a contact; over a restart."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callcenter.clock import ManualClock
from callcenter.model.events import CallbackPromised, ComplaintReported, SiteTaken
from callcenter.model.promise import CallbackState, ClockState
from callcenter.services.perform import Perform
from callcenter.services.promises import PromiseKeeper
from callcenter.services.runner import Runner
from callcenter.store import SqlStore, migrate, open_store
from callcenter.switchboard.board import Switchboard
from callcenter.testing.sites import small_site
from tests.servers import PostgresServer

HOUR = 3600.0
SITE = small_site()
CAUSE = next(iter(SITE.causes))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/callcenter.db"
    asyncio.run(migrate(url))
    return url


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    url = asyncio.run(postgres.new_database())
    asyncio.run(migrate(url))
    yield url
    asyncio.run(postgres.drop_database(url))


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


class House:
    def __init__(self, store: SqlStore, clock: ManualClock) -> None:
        self.store, self.clock = store, clock
        self.board = Switchboard({SITE.version: SITE})
        performer = Perform(sites={SITE.version: SITE})
        self.runner = Runner(journal=store, board=self.board, performer=performer, clock=clock)
        self.keeper = PromiseKeeper(store, self.runner.submit, clock, lambda: SITE)

    async def keys(self) -> list[str]:
        return [row.key for row in await self.store.read(0, 1000) if row.key]

    async def settled(self) -> None:
        """All rows are written: those of one more event, and with them every one before."""
        seq = await self.runner.submit(SiteTaken(version=SITE.version))
        assert seq is not None
        await self.runner.written(seq)


@asynccontextmanager
async def house(url: str, clock: ManualClock) -> AsyncIterator[House]:
    """One process's life."""
    store = await open_store(url)
    opened = House(store, clock)
    await opened.runner.recover()
    running = asyncio.create_task(opened.runner.run())
    try:
        yield opened
    finally:
        opened.runner.stop()
        await running
        await store.close()


async def test_given_a_callback_and_a_complaint_when_their_time_comes_then_each_moment_is_in_the_journal_once(
    url: str,
) -> None:
    clock = ManualClock()
    began = clock.now()
    async with house(url, clock) as day:
        await day.runner.submit(SiteTaken(version=SITE.version))
        promised = CallbackPromised(
            agent="li", callback="b1", number="+8613800000001", window_from=began + HOUR, window_to=began + 2 * HOUR,
            zone="Asia/Shanghai",
        )  # fmt: skip
        await day.runner.submit(promised)
        await day.runner.submit(
            ComplaintReported(agent="li", complaint="k1", cause=CAUSE, text="late", channel="voice")
        )
        await day.settled()
        assert await day.keeper.sweep() == began + HOUR
        clock.advance(HOUR)
        await day.keeper.sweep()
        await day.keeper.sweep()
        assert await day.keys() == [f"callback b1 1 {began + HOUR:.6f}"]
        assert [contact.callback for contact in day.board.state.contacts.values()] == ["b1"]
        await day.settled()
        callback = await day.store.callback("b1")
        assert callback is not None
        assert (callback.state, callback.tries) == (CallbackState.DUE, 1)
        assert await day.keeper.sweep() == began + 12 * HOUR

    clock.advance(20 * HOUR)
    async with house(url, clock) as next_day:
        await next_day.keeper.sweep()
        await next_day.settled()
        assert await next_day.keeper.sweep() == pytest.approx(began + 0.9 * 24 * HOUR)
        clock.advance(4 * HOUR)
        await next_day.keeper.sweep()
        # Not settled: the rows may or may not be written when the process ends.

    async with house(url, clock) as last_day:
        await last_day.keeper.sweep()
        await last_day.settled()
        assert await last_day.keeper.sweep() is None
        expected = [f"clock k1 {began:.6f} {level}" for level in (0.5, 0.75, 0.9, 1.0)]
        assert await last_day.keys() == [f"callback b1 1 {began + HOUR:.6f}", *expected]
        complaint = await last_day.store.complaint("k1")
        assert complaint is not None
        assert (complaint.clock.state, complaint.clock.warned) == (ClockState.BREACHED, (0.5, 0.75, 0.9))
