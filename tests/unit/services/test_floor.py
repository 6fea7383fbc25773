"""The floor as supervisors' screens have it: whoever comes, goes and comes back, all see the same."""

import asyncio
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.model import commands as c
from callcenter.services.floor import FloorWatch
from callcenter.services.stream import Seat
from callcenter.testing.day import Day
from callcenter.testing.fake_store import FakeStore

Json = dict[str, Any]


class Screen:
    """A supervisor's browser: takes a welcome, applies every patch after it, remembers the last number."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.floor: Json | None = None
        self.seq: int | None = None
        self.welcomes = 0
        self.seat: Seat | None = None

    def send(self, text: str) -> bool:
        frame = json.loads(text)
        match frame["type"]:
            case "welcome":
                self.floor, self.seq = frame["snapshot"], frame["seq"]
                self.welcomes += 1
            case "resumed":
                assert frame["seq"] == self.seq
            case _:
                assert self.seq is not None
                assert frame["seq"] == self.seq + 1
                self.seq = frame["seq"]
                self._push(frame)
        return True

    def _push(self, frame: Json) -> None:
        assert self.floor is not None
        for change in frame.get("patch", ()):
            _, table, *rest = change["path"].split("/")
            rows, name = (self.floor[table], rest[0]) if rest else (self.floor, table)
            if change["op"] == "remove":
                del rows[name.replace("~1", "/").replace("~0", "~")]
            else:
                assert (change["op"] == "replace") == (name in rows)
                rows[name.replace("~1", "/").replace("~0", "~")] = change["value"]


class Room:
    """A day whose every outcome the floor is told."""

    def __init__(self) -> None:
        self.day = Day()
        self.told = len(self.day.outcomes)
        self.floor = FloorWatch(
            board=self.day.board,
            clock=self.day.clock,
            sites={self.day.site.version: self.day.site},
            gateways=lambda: {"pbx": {"unacked": len(self.day.outcomes)}},
            complaints=FakeStore().complaint_counts,
        )
        for name in ("li", "wang"):
            self.day.agent(name, card=8)
        self.tell()

    def tell(self) -> None:
        for recorded, outcome in zip(self.day.journal[self.told :], self.day.outcomes[self.told :], strict=True):
            for command in outcome.commands:
                if isinstance(command, c.RaiseAlarm | c.ClearAlarm | c.AcknowledgeAlarm):
                    self.floor.show(command, recorded)
            self.floor.changed(outcome)
        self.told = len(self.day.outcomes)

    async def join(self, screen: Screen, *, after: int | None = None) -> None:
        screen.seat = await self.floor.join(screen.name, screen.send, after)

    async def leave(self, screen: Screen) -> None:
        assert screen.seat is not None
        await self.floor.leave(screen.seat)
        screen.seat = None

    async def looks(self) -> None:
        """The watch looks once."""
        running = asyncio.create_task(self.floor.run())
        for _ in range(5):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    def happens(self, what: int) -> None:
        day, calls = self.day, list(self.day.board.state.legs.values())
        legs = [day.board.state.contacts[name].leg for name in calls]
        match what:
            case 0 | 1:
                day.waits("card_loss" if what else "speak_to_human")
            case 2 if legs:
                day.hang_up(legs[0])
            case 3 | 4:
                agent = ("li", "wang")[what - 3]
                if day.person(agent).offers:
                    day.accept(agent)
            case 5:
                day.passes(31.0)
            case _:
                day.passes(1.0)
        self.tell()


STEPS = st.one_of(
    st.tuples(st.just("event"), st.integers(0, 6)),
    st.tuples(st.sampled_from(["join", "leave", "resume"]), st.integers(0, 2)),
    st.tuples(st.just("look"), st.just(0)),
)


async def _play(steps: list[tuple[str, int]]) -> None:
    room, screens = Room(), [Screen(name) for name in ("a", "b", "c")]
    for what, which in steps:
        match what:
            case "event":
                room.happens(which)
            case "look":
                await room.looks()
            case "leave" if screens[which].seat:
                await room.leave(screens[which])
            case "join" if not screens[which].seat:
                await room.join(screens[which])
            case "resume" if not screens[which].seat:
                await room.join(screens[which], after=screens[which].seq)
    for screen in screens:
        if screen.seat is None:
            await room.join(screen, after=screen.seq)
    newcomer = Screen("new")
    await room.join(newcomer)
    assert newcomer.floor is not None
    assert newcomer.floor["contacts"].keys() == room.day.board.state.contacts.keys()
    assert newcomer.floor == json.loads(json.dumps(room.floor.snapshot()))
    for screen in screens:
        assert (screen.seq, screen.floor) == (newcomer.seq, newcomer.floor)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_whoever_joins_leaves_and_resumes_everybody_sees_the_floor_as_it_is(steps: list[tuple[str, int]]) -> None:
    asyncio.run(_play(steps))


async def test_given_an_open_screen_when_another_supervisor_joins_then_the_first_gets_what_changed_meanwhile() -> None:
    room, first, second = Room(), Screen("a"), Screen("b")
    await room.join(first)
    room.happens(0)
    await room.join(second)
    assert second.floor is not None
    assert len(second.floor["contacts"]) == 1
    assert first.floor == second.floor


async def test_given_changes_while_nobody_looked_when_a_supervisor_resumes_then_a_welcome_comes() -> None:
    room, away, present = Room(), Screen("a"), Screen("b")
    await room.join(away)
    await room.leave(away)
    await room.looks()
    room.happens(0)
    await room.join(present)
    await room.join(away, after=away.seq)
    assert away.welcomes == 2
    assert away.floor == present.floor


async def test_given_a_short_break_when_a_supervisor_resumes_then_only_what_was_missed_comes() -> None:
    room, away, present = Room(), Screen("a"), Screen("b")
    await room.join(present)
    await room.join(away)
    await room.leave(away)
    room.happens(0)
    await room.looks()
    await room.join(away, after=away.seq)
    assert away.welcomes == 1
    assert away.floor == present.floor
