"""A simulated agent against a desk of the test's own: what it does, and when it stands aside for a person."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from callcenter.demo.agents import Habits, SimulatedAgent
from callcenter.demo.pace import Pace
from callcenter.demo.people import log_in

Frame = dict[str, Any]
PACE = Pace(100.0)
ME: Frame = {"id": "agent3", "presence": "available", "next_presence": None, "state": "idle"}
CALL: Frame = {
    "id": "c1",
    "channel": "voice",
    "state": "connected",
    "agent": "agent3",
    "language": "en",
    "intent": None,
}
SNAPSHOT: Frame = {"agent": ME, "offers": [], "contacts": [], "panels": {}}


class OneDesk:
    """Answers each frame with what `on` says; keeps what was asked."""

    def __init__(self, on: Callable[[Frame], list[Frame]], snapshot: Frame = SNAPSHOT) -> None:
        self.on, self.snapshot = on, snapshot
        self.asked: list[Frame] = []
        self.joined = 0

    async def login(self, request: web.Request) -> web.Response:
        return web.json_response({"user": (await request.json())["name"]})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self.joined += 1
        await ws.send_json({"type": "welcome", "seq": 1, "snapshot": self.snapshot})
        async for message in ws:
            frame = message.json()
            self.asked.append(frame)
            await ws.send_json({"id": frame["id"], "ok": True, "result": {}})
            for push in self.on(frame):
                await ws.send_json(push)
        return ws

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/api/v1/login", self.login)
        app.router.add_get("/api/v1/agent/socket", self.socket)
        async with TestServer(app) as server:
            yield str(server.make_url("")).rstrip("/")

    def verbs(self) -> list[str]:
        return [frame["type"] for frame in self.asked]


def changed(**contact: Any) -> Frame:
    return {"type": "contact.changed", "contact": {**CALL, **contact}}


def agent(base: str, habits: Habits | None = None) -> SimulatedAgent:
    return SimulatedAgent(base, "agent3", "demo", habits or Habits(writes_after=lambda: 0.0), PACE)


async def test_given_an_offer_then_it_is_accepted_served_and_wrapped_up_before_going_home() -> None:
    def on(frame: Frame) -> list[Frame]:
        match frame["type"], frame.get("presence"):
            case "presence.set", "available":
                return [{"type": "offer.made", "offer": "o1"}]
            case "offer.accept", _:
                return [changed(), changed(state="wrap_up")]
            case "contact.wrap_up", _:
                return [changed(state="completed")]
        return []

    desk = OneDesk(on)
    async with desk.open() as base, asyncio.timeout(10):
        one = agent(base)
        await one.work(PACE.now() + 30.0)
    assert desk.verbs() == ["presence.set", "offer.accept", "contact.wrap_up", "presence.set"]
    assert desk.asked[1]["offer"] == "o1"
    assert desk.asked[2] | {"id": 0} == {"id": 0, "type": "contact.wrap_up", "contact": "c1", "disposition": "resolved"}
    assert (one.handled, one.stood_aside) == (1, False)


async def test_given_a_chat_then_each_message_is_answered_and_the_conversation_ended() -> None:
    def on(frame: Frame) -> list[Frame]:
        match frame["type"]:
            case "message.send":
                return [{"type": "message.received", "contact": "c1", "message": {"from": "customer", "text": "and?"}}]
            case "contact.end":
                return [changed(channel="chat", state="wrap_up")]
            case "contact.wrap_up":
                return [changed(channel="chat", state="completed")]
        return []

    desk = OneDesk(on, {**SNAPSHOT, "contacts": [{**CALL, "channel": "chat"}]})
    async with desk.open() as base, asyncio.timeout(10):
        one = agent(base, Habits(writes_after=lambda: 0.0, replies=lambda contact: ("hello", "bye")))
        await one.work(PACE.now() + 30.0)
    assert desk.verbs()[1:5] == ["message.send", "message.send", "contact.end", "contact.wrap_up"]
    assert [frame["text"] for frame in desk.asked[1:3]] == ["hello", "bye"]


async def test_given_a_missed_offer_then_the_agent_is_available_again() -> None:
    pushes = [{"type": "agent.changed", "agent": {**ME, "state": "not_responding"}}]
    desk = OneDesk(lambda frame: [pushes.pop()] if pushes else [])
    async with desk.open() as base, asyncio.timeout(10):
        one = agent(base)
        await one.work(PACE.now() + 20.0)
    assert [frame["presence"] for frame in desk.asked] == ["available", "available", "offline"]


async def test_given_a_person_acts_under_the_name_then_the_simulated_agent_stands_aside_for_good() -> None:
    desk = OneDesk(lambda frame: [{"type": "agent.changed", "agent": {**ME, "presence": "away"}}])
    async with desk.open() as base, asyncio.timeout(10):
        one = agent(base)
        await one.work()
    assert one.stood_aside
    assert desk.joined == 1


async def test_given_a_wrong_password_then_it_says_who_cannot_log_in() -> None:
    app = web.Application()

    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"code": "wrong_password"}, status=401)

    app.router.add_post("/api/v1/login", refuse)
    async with TestServer(app) as server:
        with pytest.raises(RuntimeError, match="agent3 cannot log in: 401"):
            await log_in(str(server.make_url("")).rstrip("/"), "agent3", "wrong")
