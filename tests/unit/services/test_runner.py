"""The runner over a fake store and a clock moved by hand: batches, crashes, full disks, poison."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from callcenter.clock import ManualClock
from callcenter.errors import Unavailable
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.commands import Outcome
from callcenter.services import codec
from callcenter.services.perform import Perform
from callcenter.services.replay import replay
from callcenter.services.runner import Runner
from callcenter.switchboard.board import Switchboard
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site

SITE = small_site()
SITES = {SITE.version: SITE}


class Started:
    """A runner over this store, restored and running."""

    def __init__(self, store: FakeStore, clock: ManualClock, *, snapshot_every: int = 1000) -> None:
        self.board = Switchboard(SITES)
        self.perform = Perform(sites=SITES)
        self.runner = Runner(
            journal=store, board=self.board, performer=self.perform, clock=clock, snapshot_every=snapshot_every
        )
        self.perform.connect(
            screens=(),
            carrier=lambda gateway: None,
            answer=self.runner.answer,
            look_up=lambda command: None,
            promised=lambda: None,
            ledger_changed=lambda customer: None,
        )
        self.task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        await self.runner.recover()
        self.task = asyncio.create_task(self.runner.run())
        if self.board.state.site == "":
            await self.runner.submit(e.SiteTaken(version=SITE.version))

    async def crash(self) -> None:
        """Nothing is finished."""
        assert self.task is not None
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def stop(self) -> None:
        assert self.task is not None
        self.runner.stop()
        await self.task


@asynccontextmanager
async def started(store: FakeStore, clock: ManualClock | None = None, **more: Any) -> AsyncIterator[Started]:
    one = Started(store, clock or ManualClock(), **more)
    await one.begin()
    try:
        yield one
    finally:
        if one.task is not None and not one.task.done():
            await one.stop()


@pytest.fixture
async def store() -> FakeStore:
    fake = FakeStore()
    await fake.save_site(SITE.version, 0.0, codec.site_text(SITE))
    return fake


def arrived(call: str) -> e.CallArrived:
    return e.CallArrived(gateway="pbx", call=call, caller="+8613800000001", dialled="+861069950110")


async def agent(house: Started, name: str = "li") -> None:
    await house.runner.submit(e.AgentRostered(agent=name, name=name, skills={"card": 8}))
    await house.runner.submit(e.AgentConnected(agent=name))
    assert (await house.runner.ask(e.PresenceChosen(agent=name, presence=Presence.AVAILABLE))).ok


async def test_an_event_is_in_the_journal_when_its_sender_is_told(store: FakeStore) -> None:
    async with started(store) as house:
        seq = await house.runner.submit(arrived("a"), "pbx a")
        assert [row.key for row in await store.read(0, 10) if row.seq == seq] == ["pbx a"]


async def test_an_event_sent_twice_is_taken_once(store: FakeStore) -> None:
    async with started(store) as house:
        first, again = await asyncio.gather(
            house.runner.submit(arrived("a"), "pbx a"), house.runner.submit(arrived("a"), "pbx a")
        )
        assert isinstance(first, int)
        assert again is None
        assert await house.runner.submit(arrived("a"), "pbx a") is None
        assert len(house.board.state.contacts) == 1


async def test_a_click_is_answered_after_its_commit(store: FakeStore) -> None:
    async with started(store) as house:
        await agent(house)
        await house.runner.submit(arrived("a"))
        offer = house.board.state.agents["li"].offers[0]
        reply = await house.runner.ask(e.OfferAccepted(agent="li", offer=offer))
        assert reply.ok
        again = await house.runner.ask(e.OfferAccepted(agent="li", offer=offer))
        assert (again.ok, again.code) == (False, "offer_gone")


async def test_given_a_crash_when_it_starts_again_then_state_and_rows_are_as_if_nothing_happened(
    store: FakeStore,
) -> None:
    house = Started(store, ManualClock())
    await house.begin()
    await agent(house)
    for number in range(20):
        await house.runner.submit(arrived(f"call-{number}"), f"pbx {number}")
    before = codec.state_bytes(house.board.state)
    await house.crash()
    async with started(store) as again:
        assert codec.state_bytes(again.board.state) == before
    assert await store.watermark() == again.runner.seq
    rows = (await store.contacts({}, None, 100)).rows
    assert len(rows) == 20
    assert [one.seq async for one in replay(store) if not one.same] == []


async def test_given_a_snapshot_when_it_starts_again_then_only_the_tail_is_handled(store: FakeStore) -> None:
    async with started(store, snapshot_every=5) as house:
        for number in range(12):
            await house.runner.submit(arrived(f"call-{number}"))
        before = codec.state_bytes(house.board.state)
    again = Started(store, ManualClock())
    assert await again.runner.recover() == 0
    assert codec.state_bytes(again.board.state) == before


async def test_given_a_full_disk_when_an_event_comes_then_it_is_refused_and_later_taken(store: FakeStore) -> None:
    async with started(store) as house:
        store.fail_next(Unavailable("The disk is full: make room."), method="append")
        with pytest.raises(Unavailable, match="make room"):
            await house.runner.submit(arrived("a"), "pbx a")
        assert house.runner.trouble == "The disk is full: make room."
        assert await house.runner.submit(arrived("a"), "pbx a") is not None
        assert house.runner.trouble is None
        assert len(house.board.state.contacts) == 1


async def test_rows_that_could_not_be_written_are_written_later(store: FakeStore) -> None:
    async with started(store) as house:
        seq = await house.runner.submit(arrived("a"))
        store.fail_next(Unavailable("locked"), method="append")
        assert seq is not None
        await house.runner.written(seq)
        assert len((await store.contacts({}, None, 10)).rows) == 1


async def test_a_poison_event_is_put_aside_with_an_alarm_and_changes_nothing(
    store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(store) as house:
        await house.runner.submit(arrived("good"))
        honest = house.board.handle

        def poisoned(recorded: e.Recorded) -> Outcome:
            if isinstance(recorded.event, e.CallArrived) and recorded.event.call == "poison":
                raise ZeroDivisionError("the core fell over")
            return honest(recorded)

        monkeypatch.setattr(house.board, "handle", poisoned)
        seq = await house.runner.submit(arrived("poison"))
        assert seq is not None
        after = await house.runner.submit(arrived("next"))
        assert after is not None
        await house.runner.written(after)
        assert f"quarantine:{seq}" in house.board.state.alarms
        assert {contact.leg for contact in house.board.state.contacts.values()} == {"good", "next"}


async def test_timers_enter_by_the_journal(store: FakeStore) -> None:
    clock = ManualClock()
    async with started(store, clock) as house:
        await agent(house)
        await house.runner.submit(arrived("a"))
        clock.advance(25.0)
        house.runner.poke()
        await house.runner.submit(e.AgentDisconnected(agent="nobody"))
        assert house.board.state.agents["li"].not_responding
        assert "TimerElapsed" in [row.type for row in await store.read(0, 100)]


async def test_given_ten_thousand_events_at_once_then_all_are_taken_in_order(store: FakeStore) -> None:
    async with started(store) as house:
        waiting = [house.runner.submit(e.AgentDisconnected(agent=f"a{n}"), f"k {n}") for n in range(10_000)]
        sequences = await asyncio.gather(*waiting)
        assert sequences == sorted(sequences)  # type: ignore[type-var]
        assert len(set(sequences)) == 10_000
