"""A gateway's silence and its end: the alarm is the switchboard's, so it outlives the process and ends all the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from callcenter.clock import ManualClock
from callcenter.errors import Unavailable
from callcenter.model import events as e
from callcenter.services import codec
from callcenter.services.perform import Perform
from callcenter.services.runner import Runner
from callcenter.services.told import GatewayTold
from callcenter.switchboard.board import Switchboard
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site

SITE = small_site()
SITES = {SITE.version: SITE}
ALARM = "gateway_silent:pbx"


@pytest.fixture
async def store() -> FakeStore:
    fake = FakeStore()
    await fake.save_site(SITE.version, 0.0, codec.site_text(SITE))
    return fake


class Process:
    def __init__(self, runner: Runner, told: GatewayTold) -> None:
        self._runner, self.told = runner, told

    async def settled(self) -> None:
        """Everything handed in so far is committed and handled, or was refused."""
        await asyncio.gather(self._runner.submit(e.AgentDisconnected(agent="nobody")), return_exceptions=True)
        await asyncio.sleep(0)

    @property
    def alarms(self) -> set[str]:
        return set(self._runner.board.state.alarms)


@asynccontextmanager
async def process(store: FakeStore) -> AsyncIterator[Process]:
    perform = Perform(sites=SITES)
    runner = Runner(journal=store, board=Switchboard(SITES), performer=perform, clock=ManualClock())
    await runner.recover()
    running = asyncio.create_task(runner.run())
    await runner.submit(e.SiteTaken(version=SITE.version))
    yield Process(runner, GatewayTold(runner, perform))
    runner.stop()
    await running


def kinds(store: FakeStore) -> list[str]:
    return [row.type for row in store.journal if row.type.startswith("Gateway")]


async def test_given_an_alarm_from_before_a_restart_when_the_gateway_acknowledges_then_it_ends_once(
    store: FakeStore,
) -> None:
    async with process(store) as before:
        before.told.on_silent("pbx", 30.0, 2)
        await before.settled()
        assert ALARM in before.alarms
    async with process(store) as after:
        after.told.on_silent("pbx", 30.0, 2)
        for number in range(3):
            after.told.on_acknowledged("pbx", f"1.{number}")
        await after.settled()
        after.told.on_acknowledged("pbx", "1.3")
        await after.settled()
        assert ALARM not in after.alarms
    assert kinds(store) == ["GatewaySilent", "GatewayHeard"]


async def test_given_a_full_disk_when_the_gateway_is_silent_and_heard_then_each_is_noted_at_the_next_occasion(
    store: FakeStore,
) -> None:
    async with process(store) as house:
        for occasion in (1, 2):
            if occasion == 1:
                store.fail_next(Unavailable("The disk is full."), method="append")
            house.told.on_silent("pbx", 30.0 * occasion, 2)
            await house.settled()
            assert (ALARM in house.alarms) == (occasion == 2)
        for occasion in (1, 2):
            if occasion == 1:
                store.fail_next(Unavailable("The disk is full."), method="append")
            house.told.on_acknowledged("pbx", f"1.{occasion}")
            await house.settled()
            assert (ALARM in house.alarms) == (occasion == 1)


async def test_given_a_silence_not_yet_committed_when_the_gateway_acknowledges_then_no_alarm_stays(
    store: FakeStore,
) -> None:
    async with process(store) as house:
        house.told.on_silent("pbx", 30.0, 1)
        house.told.on_acknowledged("pbx", "1.0")
        await house.settled()
        assert house.alarms == set()


async def test_a_gateway_that_was_never_silent_is_not_told_of(store: FakeStore) -> None:
    async with process(store) as house:
        house.told.on_acknowledged("pbx", "1.0")
        await house.settled()
    assert kinds(store) == []
