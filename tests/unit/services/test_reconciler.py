"""The look at the live state: what is broken is mended through the journal and counted, what is well is left alone."""

import asyncio
from unittest import mock

from callcenter.errors import Unavailable
from callcenter.model import events as e
from callcenter.services import reconciler
from callcenter.services.reconciler import Reconciler
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day


class House:
    """A floor with one call waiting, and the door to it."""

    def __init__(self) -> None:
        self.day = Day()
        self.call = self.day.waits()
        self.counted: list[int] = []
        self.shut = False
        self.reconciler = Reconciler(board=self.day.board, door=self, clock=self.day.clock, mended=self.counted.append)

    async def submit(self, event: e.AnyEvent, key: str = "") -> int | None:
        if self.shut:
            raise Unavailable("no journal")
        self.day.happens(event)
        return len(self.day.journal)

    async def ask(self, event: e.Asked) -> object:
        raise NotImplementedError("nobody asks here")

    def breaks(self) -> None:
        timers = self.day.board.state.timers
        for name in [one for one in timers if one.startswith(("lease:", "step:"))]:
            del timers[name]

    async def looks(self) -> tuple[str, ...]:
        with mock.patch.object(reconciler, "AGAIN", 0.0):
            return await self.reconciler.look_twice()


async def test_given_all_is_well_then_nothing_is_journalled() -> None:
    house = House()
    before = len(house.day.journal)
    assert await house.looks() == ()
    assert len(house.day.journal) == before


async def test_given_a_waiting_contact_lost_its_timers_then_it_has_them_again_and_it_is_counted() -> None:
    house = House()
    house.breaks()
    found = await house.looks()
    assert [one for one in found if "has no lease" in one]
    assert violations(house.day.board, house.day.clock.now()) == []
    assert house.counted == [len(found)]
    assert [one.kind for one in house.day.board.state.alarms.values()] == ["repaired"]


async def test_given_it_came_right_by_itself_before_the_second_look_then_nothing_is_mended() -> None:
    house = House()
    timers = dict(house.day.board.state.timers)
    house.breaks()
    with mock.patch.object(reconciler, "AGAIN", 0.01):
        looking = asyncio.create_task(house.reconciler.look_twice())
        await asyncio.sleep(0)
        for _ in range(20):
            await asyncio.sleep(0)
        house.day.board.state.timers.update(timers)
        assert await looking == ()
    assert not house.counted


async def test_given_nothing_can_be_committed_then_the_next_look_finds_it_again() -> None:
    house = House()
    house.breaks()
    house.shut = True
    assert await house.looks() == ()
    assert not house.counted
    house.shut = False
    assert await house.looks()


async def test_given_an_overdue_timer_then_the_look_waits_until_it_has_gone_off() -> None:
    house = House()
    house.breaks()
    house.day.board.state.timers["past:o1-1"] = house.day.clock.now() - 1.0
    house.day.board.restore(house.day.board.state)
    assert await house.reconciler.look() == []


async def test_given_a_repair_mends_nothing_then_it_is_asked_for_once_and_not_at_every_look() -> None:
    house = House()
    house.breaks()
    with mock.patch.object(house.day, "happens"):
        assert await house.looks()
        assert await house.looks() == ()
        house.day.clock.advance(reconciler.PATIENCE)
        assert await house.looks()
