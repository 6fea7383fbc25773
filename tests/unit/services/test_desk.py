"""An agent's screens: what changed while nobody listened follows, and nothing is kept of what is on no screen."""

import asyncio
import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.customer import Customer, Known
from callcenter.services.desk import Desk
from callcenter.services.panels import Panels
from callcenter.services.stream import Seat
from callcenter.testing.day import Day
from callcenter.testing.fake_store import FakeStore

Json = dict[str, Any]
WANG = Known(customer="cus_1")


class FloorScreen:
    """A supervisor's floor, at which only what rings shows, without a number."""

    def __init__(self) -> None:
        self.frames: list[Json] = []

    def send(self, text: str) -> bool:
        self.frames.append(json.loads(text))
        return True


class Browser:
    """Takes a welcome, an offer's panel, snapshots and patches, and misses no number."""

    def __init__(self) -> None:
        self.panels: dict[str, Json] = {}
        self.seq: int | None = None
        self.kinds: list[str] = []
        self.seat: Seat | None = None

    def send(self, text: str) -> bool:
        frame = json.loads(text)
        self.kinds.append(frame["type"])
        match frame["type"]:
            case "welcome":
                self.seq, self.panels = frame["seq"], frame["snapshot"]["panels"]
            case "resumed":
                assert frame["seq"] == self.seq
            case _:
                assert self.seq is not None
                assert frame["seq"] == self.seq + 1
                self.seq = frame["seq"]
                self._push(frame)
        return True

    def _push(self, frame: Json) -> None:
        match frame["type"]:
            case "offer.made" if frame["panel"]:
                self.panels[frame["panel_key"]] = frame["panel"]
            case "panel.snapshot":
                self.panels[frame["customer"]] = frame["panel"]
            case "panel.patch":
                for change in frame["patch"]:
                    *sections, name = change["path"].split("/")[1:]
                    place = self.panels[frame["customer"]]
                    for section in sections:
                        place = place[section]
                    if change["op"] == "remove":
                        del place[name]
                    else:
                        place[name] = change["value"]

    def notes(self, customer: str = "cus_1") -> list[str]:
        return [row["text"] for row in self.panels[customer]["notes"]["rows"]]


class Room:
    """A day whose every outcome the desk is told; the door goes straight to the day."""

    def __init__(self) -> None:
        self.day, self.store = Day(), FakeStore()
        self.told = len(self.day.outcomes)
        self.panels = Panels(customers=self.store, site=lambda: self.day.site, clock=self.day.clock)
        self.desk = Desk(
            board=self.day.board,
            door=self,
            panels=self.panels,
            clock=self.day.clock,
            sites={self.day.site.version: self.day.site},
            roster=self._roster,
        )

    async def _roster(self, agent: str) -> None:
        await self.submit(e.AgentRostered(agent=agent, name=agent, skills={"card": 8}))

    async def submit(self, event: e.AnyEvent, key: str = "") -> int | None:
        self.day.happens(event)
        self.tell()
        return len(self.day.journal)

    async def ask(self, event: e.Asked) -> Any:
        raise NotImplementedError("nobody asks here")

    def tell(self) -> None:
        for recorded, outcome in zip(self.day.journal[self.told :], self.day.outcomes[self.told :], strict=True):
            for command in outcome.commands:
                self.desk.show(command, recorded)
            self.desk.changed(outcome)
        self.told = len(self.day.outcomes)

    async def join(self, browser: Browser, *, after: int | None = None) -> None:
        browser.seat = await self.desk.join("li", browser.send, after)

    async def leave(self, browser: Browser) -> None:
        assert browser.seat is not None
        await self.desk.leave(browser.seat)
        browser.seat = None

    async def noted(self, text: str) -> None:
        await self.store.add_note("cus_1", text, "wang", self.day.clock.now(), None)
        self.panels.forget("cus_1")

    async def looks(self) -> None:
        """Panels are loaded, shown, and what that led to as well."""
        for _ in range(3):
            running = [asyncio.create_task(self.desk.run()), asyncio.create_task(self.panels.run())]
            for _ in range(10):
                await asyncio.sleep(0)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def rings(self) -> str:
        """Customer cus_1 rings at the agent."""
        await self.submit(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))
        call = self.day.call("+8613800000001", to="+861069950110", known=WANG)
        self.tell()
        await self.looks()
        return call


@pytest.fixture
async def room() -> Room:
    one = Room()
    await one.store.add_customer(Customer(id="cus_1", name="Wang"))
    return one


async def test_given_a_change_while_nobody_listened_when_the_agent_resumes_then_the_panel_follows(room: Room) -> None:
    browser = Browser()
    await room.join(browser)
    await room.rings()
    room.day.accept("li")
    room.tell()
    await room.looks()
    await room.leave(browser)
    await room.noted("called about a card")
    await room.join(browser, after=browser.seq)
    await room.looks()
    assert browser.kinds.count("welcome") == 1
    assert browser.notes() == ["called about a card"]


async def test_given_an_open_screen_when_another_browser_joins_then_both_have_the_same_panel_after_any_change(
    room: Room,
) -> None:
    first, second = Browser(), Browser()
    await room.join(first)
    await room.rings()
    await room.noted("one")
    await room.panels.fresh("cus_1")
    await room.join(second)
    assert second.notes() == ["one"]
    assert first.panels == second.panels
    await room.noted("two")
    await room.looks()
    assert sorted(first.notes()) == ["one", "two"]
    assert first.panels == second.panels


async def test_given_a_panel_asked_for_when_the_agent_resumes_then_it_is_not_shown_until_asked_for_again(
    room: Room,
) -> None:
    browser = Browser()
    await room.join(browser)
    assert browser.seat is not None
    await room.desk.watch(browser.seat, "cus_1")
    await room.leave(browser)
    await room.noted("one")
    await room.join(browser, after=browser.seq)
    await room.looks()
    assert browser.notes() == []
    await room.desk.watch(browser.seat, "cus_1")
    assert browser.notes() == ["one"]


async def test_given_a_watched_customer_whose_facts_made_room_when_they_change_then_the_panel_follows(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.services.panels.KEPT", 1)
    await room.store.add_customer(Customer(id="cus_2", name="Zhao"))
    browser = Browser()
    await room.join(browser)
    assert browser.seat is not None
    await room.desk.watch(browser.seat, "cus_1")
    await room.looks()
    await room.panels.fresh("cus_2")
    await room.noted("one")
    await room.looks()
    assert browser.notes() == ["one"]


async def ends_by_wrap_up(room: Room, browser: Browser, call: str) -> None:
    room.day.accept("li")
    room.day.answered(call)
    room.day.hang_up(call)
    room.day.wrap_up("li")


async def ends_by_silence(room: Room, browser: Browser, call: str) -> None:
    room.day.passes(25.0)


async def ends_by_customer(room: Room, browser: Browser, call: str) -> None:
    room.day.hang_up(call)


async def ends_by_unwatch(room: Room, browser: Browser, call: str) -> None:
    room.day.hang_up(call)
    room.tell()
    assert browser.seat is not None
    await room.desk.watch(browser.seat, "cus_1")
    await room.desk.unwatch(browser.seat, "cus_1")


@pytest.mark.parametrize("ends", [ends_by_wrap_up, ends_by_silence, ends_by_customer, ends_by_unwatch])
async def test_given_a_panel_that_left_every_screen_then_nothing_of_it_is_kept_nor_sent(room: Room, ends: Any) -> None:
    browser = Browser()
    await room.join(browser)
    empty = kept(room.desk)
    call = await room.rings()
    assert "cus_1" in browser.panels
    assert kept(room.desk) > empty
    await ends(room, browser, call)
    room.tell()
    assert not room.desk.watched("cus_1")
    before = [kind for kind in browser.kinds if kind.startswith("panel")]
    await room.noted("nobody looks")
    await room.looks()
    assert [kind for kind in browser.kinds if kind.startswith("panel")] == before
    assert kept(room.desk) == empty


def kept(desk: Desk) -> int:
    """How much of panels the desk remembers, whatever it calls it."""
    tables = [
        table for name, table in vars(desk).items() if isinstance(table, dict) and name not in ("_streams", "_ended")
    ]
    return sum(len(table) for table in tables)


async def test_given_a_panel_that_cannot_be_shown_then_it_is_logged_and_the_desk_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    await room.join(browser)
    await room.rings()
    whole = room.panels.panel

    def broken(*args: Any) -> Json | None:
        raise ZeroDivisionError("a section that fell over")

    monkeypatch.setattr(room.panels, "panel", broken)
    await room.noted("one")
    with capture_logs() as logs:
        await room.looks()
    failed = [(line["agent"], line["panel"]) for line in logs if line.get("action") == "screen.failed"]
    assert ("li", "cus_1") in failed
    monkeypatch.setattr(room.panels, "panel", whole)
    await room.noted("two")
    await room.looks()
    assert sorted(browser.notes()) == ["one", "two"]


async def test_given_a_floor_screen_then_only_what_rings_comes_there_and_it_counts_as_connected() -> None:
    room, screen = Room(), FloorScreen()
    seat = await room.desk.attend("li", screen.send)
    assert room.day.person("li").reachability == "connected"
    room.day.happens(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))
    room.day.waits()
    room.tell()
    (frame,) = screen.frames
    assert (frame["type"], frame["offer"], "seq" in frame) == ("offer.made", room.day.offer("li").id, False)
    room.day.passes(30)
    room.tell()
    assert [one["type"] for one in screen.frames] == ["offer.made", "offer.withdrawn"]
    await room.desk.leave(seat)
    assert room.day.person("li").reachability == "grace"


async def test_given_it_rings_already_when_a_floor_screen_opens_then_it_shows_there_and_numbers_at_the_desk_go_on() -> (
    None
):
    room, browser, screen = Room(), Browser(), FloorScreen()
    await room.join(browser)
    room.day.happens(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))
    room.day.waits()
    room.tell()
    seat = await room.desk.attend("li", screen.send)
    assert [one["type"] for one in screen.frames] == ["offer.made"]
    await room.leave(browser)
    assert room.day.person("li").reachability == "connected"
    await room.desk.leave(seat)
    assert room.day.person("li").reachability == "grace"
