"""Screens that are slow, doubled, broken or logged out: each goes on with what is true, or is told why it cannot."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from callcenter.testing.clients import Person
from tests.acceptance.floor import Caller, at_work, calling
from tests.house import HouseProcess, until

pytestmark = pytest.mark.xdist_group("bank")
LONG = "长" * 9_000


@pytest.fixture
async def pbx(bank: HouseProcess) -> AsyncIterator[Caller]:
    async with calling(bank.base) as one:
        yield one


@asynccontextmanager
async def second_browser(bank: HouseProcess, name: str) -> AsyncIterator[Person]:
    """Another screen of somebody who is at work already."""
    async with Person(bank.base, name) as person:
        await person.log_in()
        await person.sit_down()
        await person.sees("welcome")
        yield person


class Frozen:
    """A browser that opened its socket and reads nothing: its system's buffer is small, so the server soon knows."""

    def __init__(self, bank: HouseProcess, person: Person) -> None:
        self._bank = bank
        self._cookie = "; ".join(f"{morsel.key}={morsel.value}" for morsel in person.http.cookie_jar)
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

    async def opens(self) -> None:
        self.socket.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, ("127.0.0.1", self._bank.port))
        asked = (
            f"GET /api/v1/agent/socket HTTP/1.1\r\nHost: 127.0.0.1:{self._bank.port}\r\nOrigin: {self._bank.base}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\nCookie: {self._cookie}\r\n\r\n"
        )
        await loop.sock_sendall(self.socket, asked.encode())
        assert (await loop.sock_recv(self.socket, 12)).endswith(b"101")

    async def is_cut(self) -> bool:
        """Reads on: what the system had kept, then nothing more."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(10):
            try:
                while await loop.sock_recv(self.socket, 1 << 20):
                    pass
            except ConnectionError:
                pass
        return True


async def test_given_a_screen_that_does_not_read_then_it_is_dropped_and_all_others_go_on(
    bank: HouseProcess, pbx: Caller
) -> None:
    before = len(bank.logged("socket_cut"))
    async with at_work(bank.base, "sun") as sun, second_browser(bank, "sun") as other, at_work(bank.base, "wu") as wu:
        assert (await wu.clicks("presence.set", presence="away", reason="break"))["ok"]
        frozen = Frozen(bank, other)
        await frozen.opens()
        chat = await pbx.writes("人工")
        offer = await sun.sees("offer.made")
        assert (await sun.clicks("offer.accept", offer=offer["offer"]))["ok"]
        seen = other.seq
        texts = [f"{n} {LONG}" for n in range(40)]
        for text in texts:
            await pbx.writes(text, chat)
        for screen in (sun, other):
            assert [(await screen.sees("message.received"))["message"]["text"] for _ in texts] == texts
        assert (await wu.clicks("presence.set", presence="available"))["ok"]
        cut = await until(lambda: bank.logged("socket_cut")[before:])
        assert [line["code"] for line in cut] == [4008]
        assert await frozen.is_cut()
        frozen.socket.close()
        # Back again, it is shown everything as it is now: what was missed is more than the server remembers.
        async with Person(bank.base, "sun") as back:
            await back.log_in()
            await back.sit_down(after=seen)
            welcome = await back.sees("welcome")
        (contact,) = welcome["snapshot"]["contacts"]
        assert [message["text"] for message in contact["messages"]][-40:] == texts


async def test_given_a_broken_connection_when_the_screen_comes_back_then_it_sees_what_it_missed_and_nothing_twice(
    bank: HouseProcess, pbx: Caller
) -> None:
    async with at_work(bank.base, "sun") as sun, second_browser(bank, "sun") as other:
        await pbx.waits()
        offer = await sun.sees("offer.made")
        await other.sees("offer.made")
        last = other.seq
        await other.stand_up()
        assert (await sun.clicks("offer.accept", offer=offer["offer"]))["ok"]
        changed = await sun.sees("contact.changed")
        other.seen.clear()
        await other.sit_down(after=last)
        resumed = await other.sees("resumed")
        assert resumed["seq"] == last
        assert (await other.sees("contact.changed"))["seq"] == changed["seq"]
        numbers = [frame["seq"] for frame in other.seen if "seq" in frame]
        assert numbers == sorted(set(numbers))
        assert all(number > last for number in numbers)
        await other.stand_up()
        await other.sit_down(after=1)
        assert (await other.sees("welcome"))["snapshot"]["contacts"][0]["id"] == offer["contact"]["id"]


async def test_given_two_browsers_of_one_agent_then_both_see_the_same_and_an_offer_is_taken_once(
    bank: HouseProcess, pbx: Caller
) -> None:
    async with at_work(bank.base, "sun") as sun, second_browser(bank, "sun") as other:
        await pbx.waits()
        offers = [await screen.sees("offer.made") for screen in (sun, other)]
        assert offers[0] == offers[1]
        clicks = [screen.clicks("offer.accept", offer=offers[0]["offer"]) for screen in (sun, other)]
        first, second = sorted(await asyncio.gather(*clicks), key=lambda answer: not answer["ok"])
        assert (first["ok"], second["ok"]) == (True, False)
        assert second["error"]["code"] == "offer_gone"
        assert "accepted already" in second["error"]["detail"]
        for screen in (sun, other):
            changed: dict[str, Any] = (await screen.sees("contact.changed"))["contact"]
            assert (changed["agent"], changed["state"]) == ("sun", "connecting")


async def test_given_one_browser_of_two_is_closed_then_the_agent_is_still_there(
    bank: HouseProcess, pbx: Caller
) -> None:
    async with at_work(bank.base, "sun") as sun, second_browser(bank, "sun") as other:
        await other.close()
        await pbx.waits()
        assert (await sun.sees("offer.made"))["offer"]


async def test_given_a_log_in_ends_then_its_sockets_close_with_4001_and_another_log_in_goes_on(
    bank: HouseProcess,
) -> None:
    async with at_work(bank.base, "sun") as sun, second_browser(bank, "sun") as other:
        await other.log_out()
        assert await other.closed() == 4001
        assert (await sun.clicks("presence.set", presence="away", reason="break"))["ok"]
