"""Facts are there before they are needed, stay until newer ones are, and are loaded for many at once."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from callcenter.clock import ManualClock
from callcenter.model.customer import Customer
from callcenter.services.panels import Panels
from callcenter.services.ports import PanelFacts
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site


class Counting(FakeStore):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    async def panel_facts(self, customers: Sequence[str]) -> dict[str, PanelFacts]:
        self.asked.append(list(customers))
        return await super().panel_facts(customers)


class Room:
    def __init__(self) -> None:
        self.store = Counting()
        self.panels = Panels(customers=self.store, site=small_site, clock=ManualClock())
        self.shown: list[str] = []
        self.loaded = asyncio.Event()
        self.panels.on_change = self._changed

    def _changed(self, customer: str) -> None:
        self.shown.append(customer)
        self.loaded.set()

    async def until_loaded(self) -> None:
        async with asyncio.timeout(5):
            await self.loaded.wait()
        self.loaded.clear()


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    one = Room()
    for name in ("cus_1", "cus_2"):
        await one.store.add_customer(Customer(id=name, name=f"Customer {name}"))
    running = asyncio.create_task(one.panels.run())
    yield one
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_customers_expected_together_are_one_question(room: Room) -> None:
    room.panels.expect("cus_1")
    room.panels.expect("cus_2")
    await room.until_loaded()
    assert room.store.asked == [["cus_1", "cus_2"]]
    panel = room.panels.panel("cus_1", None)
    assert panel is not None
    assert panel["who"]["name"] == "Customer cus_1"


async def test_given_a_change_nobody_looks_at_when_the_contact_rings_then_what_is_at_hand_is_shown_and_renewed(
    room: Room,
) -> None:
    room.panels.expect("cus_1")
    await room.until_loaded()
    room.panels.forget("cus_1")
    assert len(room.store.asked) == 1
    assert room.panels.panel("cus_1", None) is not None
    await room.until_loaded()
    assert room.store.asked == [["cus_1"], ["cus_1"]]


async def test_given_a_change_that_somebody_sees_then_it_is_loaded_at_once(room: Room) -> None:
    room.panels.watched = lambda customer: True
    room.panels.expect("cus_1")
    await room.until_loaded()
    room.panels.forget("cus_1")
    await room.until_loaded()
    assert room.shown == ["cus_1", "cus_1"]


async def test_a_customer_who_is_not_there_has_no_panel_of_their_own(room: Room) -> None:
    assert await room.panels.fresh("cus_9") is None
    assert await room.panels.fresh("cus_1") is not None


async def test_who_waits_for_a_panel_goes_on_when_the_facts_are_there(room: Room) -> None:
    async with asyncio.timeout(5):
        await room.panels.ready(["cus_1", "cus_2", "cus_1"])
    assert room.panels.panel("cus_2", None) is not None
    await room.panels.ready(["cus_1"])
    assert len(room.store.asked) == 1
