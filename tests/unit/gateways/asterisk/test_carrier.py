"""The shell around the protocol: one connection at a time, nothing lost that was told, and no frame that stops the house."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from callcenter.clock import ManualClock
from callcenter.errors import Unavailable
from callcenter.gateways.asterisk import carrier as shell
from callcenter.gateways.asterisk.carrier import AsteriskCarrier
from callcenter.gateways.asterisk.protocol import Protocol
from callcenter.model.events import CallArrived, CommandFailed
from callcenter.model.gateways import AsteriskPolicy
from callcenter.services.ingest import Draft, Taken
from callcenter.services.on_the_line import OnTheLine
from callcenter.services.ports import OutboxRow


class Wire:
    """A socket: what we write is kept, what Asterisk says is put in; questions are answered by themselves unless `mute`."""

    def __init__(self, *, mute: bool = False) -> None:
        self.written: list[dict[str, Any]] = []
        self.closed: list[tuple[int, str]] = []
        self.mute = mute
        self._in: asyncio.Queue[str | None] = asyncio.Queue()

    def says(self, **frame: Any) -> None:
        self._in.put_nowait(json.dumps(frame))

    async def send(self, frame: str) -> None:
        request = json.loads(frame)
        self.written.append(request)
        if not self.mute:
            body = "[]" if request["method"] == "GET" else "{}"
            if request["uri"].startswith("events/user/"):
                self.says(type="ChannelUserevent", eventname=request["uri"].removeprefix("events/user/"))
            self.says(type="RESTResponse", request_id=request["request_id"], status_code=200, message_body=body)

    async def receive(self) -> str:
        frame = await self._in.get()
        if frame is None:
            raise ConnectionError("closed")
        return frame

    async def close(self, code: int, reason: str) -> None:
        self.closed.append((code, reason))
        self._in.put_nowait(None)

    @property
    def paths(self) -> list[str]:
        return [request["uri"] for request in self.written]


class House:
    """What the carrier tells, and whether the journal can take it."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.known: set[str] = set()
        """Ids that the journal has already."""
        self.holds: list[OnTheLine] = []
        self.acknowledged: list[str] = []
        self.heard = self.silent = 0
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, gateway: str, drafts: Sequence[Draft]) -> list[Taken]:
        if not self.open.is_set():
            await self.open.wait()
        self.told += [draft.event for draft in drafts]
        return [Taken(id=draft.id, duplicate=draft.id in self.known) for draft in drafts]

    def on_acknowledged(self, gateway: str, id: str) -> None:
        self.acknowledged.append(id)

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None:
        self.silent += 1

    def on_heard(self, gateway: str) -> None:
        self.heard += 1


class Voice:
    error: Exception = Unavailable("no voice")

    async def sound(self, text: str, language: str) -> str:
        raise self.error


class Bench:
    def __init__(self) -> None:
        self.house, self.voice, self.clock = House(), Voice(), ManualClock()
        self.carrier = AsteriskCarrier(
            Protocol(gateway="pbx1", policy=AsteriskPolicy(), region="CN"),
            intake=self.house,
            told=self.house,
            speaker=self.voice,
            believed=lambda: list(self.house.holds),
            clock=self.clock,
        )
        self.tasks: list[asyncio.Task[Any]] = []

    def runs(self) -> None:
        self.tasks.append(asyncio.create_task(self.carrier.run()))

    def attends(self, wire: Wire) -> asyncio.Task[bool]:
        task = asyncio.create_task(self.carrier.attend(wire))
        self.tasks.append(task)
        return task

    async def connected(self) -> Wire:
        wire = Wire()
        self.attends(wire)
        await until(lambda: self.carrier.live)
        return wire

    def wishes(self, type: str, id: str = "1.0", **args: Any) -> None:
        body = json.dumps({"id": id, "call": "c-1", "type": type, "args": args})
        self.carrier.send(OutboxRow(id=id, seq=1, gateway="pbx1", leg="c-1", at=0.0, body=body))


@pytest.fixture
async def bench() -> Any:
    bench = Bench()
    yield bench
    for task in bench.tasks:
        task.cancel()
    await asyncio.gather(*bench.tasks, return_exceptions=True)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5.0):
        while not true():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0)


def calls(wire: Wire, id: str = "c-1", **more: Any) -> None:
    channel = {"id": id, "state": "Up", "caller": {"number": "13800000001"}, "dialplan": {"exten": "4000"}}
    wire.says(type="StasisStart", timestamp="t", args=["inbound", "4000"], channel=channel, **more)


async def test_a_call_that_comes_is_told(bench: Bench) -> None:
    bench.runs()
    calls(await bench.connected())
    await until(lambda: bench.house.told)
    assert [type(event) for event in bench.house.told] == [CallArrived]


async def test_the_house_hears_that_it_is_there_again_though_another_process_missed_it(bench: Bench) -> None:
    await bench.connected()
    assert bench.house.heard == 1


async def test_the_newest_connection_takes_over_and_requests_go_there(bench: Bench) -> None:
    first = await bench.connected()
    second, third = Wire(), Wire()
    bench.attends(second)
    bench.attends(third)
    await until(lambda: bench.carrier.live and third.written)
    assert first.closed == [(1000, shell.NEWER)]
    assert second.closed == [(1000, shell.NEWER)]
    assert not second.written
    told = len(first.written)
    calls(third)
    await until(lambda: "applications/callcenter/subscription" in third.paths)
    assert len(first.written) == told
    assert not third.closed


async def test_what_was_told_is_committed_before_the_server_ends(bench: Bench) -> None:
    bench.runs()
    wire = await bench.connected()
    bench.house.open.clear()
    calls(wire)
    await until(lambda: "applications/callcenter/subscription" in wire.paths)
    closing = asyncio.create_task(bench.carrier.close())
    await until(lambda: wire.closed)
    assert wire.closed == [(1012, shell.RESTARTS)]
    assert not closing.done()
    bench.house.open.set()
    await closing
    assert [type(event) for event in bench.house.told] == [CallArrived]


async def test_a_server_that_ends_attends_nobody_any_more(bench: Bench) -> None:
    await bench.carrier.close()
    wire = Wire()
    assert not await bench.attends(wire)
    assert wire.closed == [(1012, shell.RESTARTS)]
    assert not wire.written


async def test_a_frame_that_cannot_be_worked_with_stops_nobody(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.runs()
    wire = await bench.connected()
    taken = shell.Protocol.received

    def stumbles(self: Protocol, now: float, frame: str) -> bool:
        if "bad" in frame:
            raise RuntimeError("a defect")
        return taken(self, now, frame)

    monkeypatch.setattr(Protocol, "received", stumbles)
    wire.says(type="bad")
    calls(wire)
    await until(lambda: bench.house.told)
    assert not wire.closed


async def test_a_command_that_cannot_be_worked_with_stops_nobody(bench: Bench) -> None:
    bench.runs()
    calls(await bench.connected())
    await until(lambda: bench.house.told)
    bench.wishes("gather", max_digits=float("inf"))
    bench.wishes("hold", id="2.0")
    await until(lambda: bench.house.acknowledged == ["1.0", "2.0"])
    assert isinstance(bench.house.told[1], CommandFailed)


@pytest.mark.parametrize("error", [Unavailable("no voice"), RuntimeError("a defect")])
async def test_a_voice_that_fails_in_any_way_is_told(bench: Bench, error: Exception) -> None:
    bench.runs()
    bench.voice.error = error
    calls(await bench.connected())
    await until(lambda: bench.house.told)
    bench.wishes("say", text="hello")
    await until(lambda: len(bench.house.told) == 2)
    assert isinstance(bench.house.told[1], CommandFailed)
    assert bench.house.acknowledged == ["1.0"]


async def test_who_answers_no_question_is_left_and_the_house_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much else it says."""
    monkeypatch.setattr(shell, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(shell, "SILENT_SECONDS", 0.0)
    bench.runs()
    wire = Wire(mute=True)
    attending = bench.attends(wire)
    await until(lambda: wire.written)
    wire.says(type="ChannelVarset")
    await until(lambda: bench.house.silent and wire.closed)
    assert not await attending


async def test_who_has_been_replaced_leaves_and_says_so(bench: Bench) -> None:
    wire = await bench.connected()
    wire.says(type="ApplicationReplaced")
    await until(lambda: wire.closed)
    assert bench.carrier.superseded


@pytest.mark.parametrize("holds", [True, False])
async def test_a_call_that_the_house_has_done_with_is_hung_up(bench: Bench, holds: bool) -> None:
    """Our process died when it had told that the call is over, and before Asterisk was."""
    bench.house.known = {"c-1/arrived"}
    bench.house.holds = [OnTheLine(call="c-1")] if holds else []
    bench.runs()
    wire = await bench.connected()
    calls(wire)
    await until(lambda: bench.house.told)
    if not holds:
        await until(lambda: "channels/c-1" in wire.paths)
    assert ("channels/c-1" in wire.paths) is not holds
