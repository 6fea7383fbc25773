"""The two ways to a socket: who may come in, and how often we knock."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer

from callcenter.clock import SystemClock
from callcenter.errors import Fault, TooMany, Unavailable
from callcenter.gateways.asterisk import links
from callcenter.gateways.asterisk.carrier import AsteriskCarrier
from callcenter.gateways.asterisk.links import AriDoor, routes
from callcenter.gateways.asterisk.protocol import Protocol
from callcenter.model.gateways import AsteriskPolicy

POLICY = AsteriskPolicy()
WORDS = ("old", "密码-ü")


class Nobody:
    async def take(self, gateway: str, drafts: Sequence[Any]) -> list[Any]:
        return []

    def on_acknowledged(self, gateway: str, id: str) -> None: ...

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None: ...

    def on_heard(self, gateway: str) -> None: ...

    async def sound(self, text: str, language: str) -> str:
        return "sound:x"


def carrier(policy: AsteriskPolicy = POLICY) -> AsteriskCarrier:
    protocol = Protocol(gateway="pbx1", policy=policy, region="CN")
    nobody = Nobody()
    return AsteriskCarrier(protocol, intake=nobody, told=nobody, speaker=nobody, believed=list, clock=SystemClock())


@web.middleware
async def said(request: web.Request, handler: Any) -> Any:
    try:
        return await handler(request)
    except Unavailable:
        return web.Response(status=503)
    except TooMany:
        return web.Response(status=429)
    except Fault as fault:
        return web.Response(status=fault.status)


class Place:
    def __init__(self, url: str, served: AsteriskCarrier) -> None:
        self.url, self.served = url, served

    async def knock(self, user: str, word: str, *, gateway: str = "pbx1", **headers: str) -> int:
        """The status; 101 when the door opened."""
        basic = "Basic " + b64encode(f"{user}:{word}".encode()).decode()
        async with ClientSession() as client:
            try:
                url = f"{self.url}/gateways/{gateway}/ari"
                async with client.ws_connect(url, headers={"Authorization": basic, **headers}, protocols=("ari",)):
                    return 101
            except WSServerHandshakeError as refused:
                return refused.status


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    served = carrier()

    def address(request: web.Request) -> str:
        return request.remote or ""

    door = AriDoor(
        lambda name: (served, POLICY) if name == "pbx1" else None,
        lambda name: WORDS,
        SystemClock(),
        lambda request: request.remote or "",
    )
    app = web.Application(middlewares=[said])
    app.add_routes(routes(door))
    async with TestServer(app) as server:
        yield Place(str(server.make_url("")).rstrip("/"), served)


@pytest.mark.parametrize("word", WORDS)
async def test_every_password_that_is_valid_opens_in_any_letters(place: Place, word: str) -> None:
    assert await place.knock("callcenter", word) == 101


@pytest.mark.parametrize(("user", "word"), [("callcenter", "wrong"), ("root", "old"), ("callcenter", ""), ("", "")])
async def test_nobody_else_comes_in(place: Place, user: str, word: str) -> None:
    assert await place.knock(user, word) == 401


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Basic /w==", "Bearer x"])
async def test_a_header_that_is_none_is_refused(place: Place, header: str) -> None:
    assert await place.knock("callcenter", "old", Authorization=header) == 401


async def test_who_guesses_is_heard_no_more_for_a_while(place: Place) -> None:
    tries = int(links.WRONG_PASSWORDS.split()[0])
    assert {await place.knock("callcenter", f"guess {n}") for n in range(tries)} == {401}
    assert await place.knock("callcenter", "old") == 429


async def test_a_page_does_not_come_in_and_an_unknown_gateway_has_no_door(place: Place) -> None:
    assert await place.knock("callcenter", "old", Origin="http://evil.example.com") == 401
    assert await place.knock("callcenter", "old", gateway="pbx9") == 404


async def test_a_server_that_ends_lets_nobody_in(place: Place) -> None:
    await place.served.close()
    assert await place.knock("callcenter", "old") == 503


async def test_after_the_last_of_some_requests_a_ping_wakes_who_has_not_read_them_all(place: Place) -> None:
    basic = "Basic " + b64encode(b"callcenter:old").decode()
    url = f"{place.url}/gateways/pbx1/ari"
    kinds: list[WSMsgType] = []
    async with (
        ClientSession() as client,
        client.ws_connect(url, headers={"Authorization": basic}, protocols=("ari",), autoping=False) as asterisk,
        asyncio.timeout(links.PING_SECONDS / 2),
    ):
        while WSMsgType.PING not in kinds:
            kinds.append((await asterisk.receive()).type)
    assert kinds.index(WSMsgType.PING) == len(kinds) - 1 > 0
    assert set(kinds[:-1]) == {WSMsgType.TEXT}


# --- we connect to Asterisk ---


async def _knocks(says: dict[str, Any] | None) -> list[float]:
    """How long we wait after each of four connections to somebody who says this."""
    waited: list[float] = []
    enough = asyncio.Event()

    async def rest(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 4:
            enough.set()
            await asyncio.Event().wait()

    async def events(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if says is not None:
            await ws.send_str(json.dumps(says))
            await ws.receive()
        await ws.close()
        return ws

    app = web.Application()
    app.router.add_get("/ari/events", events)
    async with TestServer(app) as server:
        policy = AsteriskPolicy(address=f"ws://127.0.0.1:{server.port}/ari")
        calling = asyncio.create_task(links.call(carrier(policy), "pbx1", policy, lambda name: WORDS, rest))
        try:
            async with asyncio.timeout(10.0):
                await enough.wait()
        finally:
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)
    return waited


async def test_who_has_been_replaced_does_not_fight_for_the_application() -> None:
    waited = await _knocks({"type": "ApplicationReplaced"})
    assert waited == [links.STAND_BACK] * 4


async def test_who_answers_nothing_is_called_less_and_less_often() -> None:
    waited = await _knocks(None)
    assert waited == [links.COME_BACK * 2**times for times in range(4)]
