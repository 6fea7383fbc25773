"""People and gateways that leave the shared server as they found it."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from callcenter.testing.clients import Pbx, Person, cloud_event

MAIN = "+861069950000"
_names = itertools.count(1)


def named(kind: str) -> str:
    """A name nobody else in this run has."""
    return f"{kind}.{next(_names)}"


@asynccontextmanager
async def calling(base: str, **more: Any) -> AsyncIterator["Caller"]:
    """A gateway whose calls are over when the test is."""
    async with Caller(base, **more) as pbx:
        try:
            yield pbx
        finally:
            await pbx.hang_up()


class Caller(Pbx):
    """Remembers who is on the line."""

    def __init__(self, base: str, **more: Any) -> None:
        super().__init__(base, **more)
        self._calls: list[str] = []
        self._chats: list[str] = []

    async def rings(self, caller: str = "+8613800000001", id: str = "") -> str:
        """A call comes in; the answer is its name."""
        call = named("call")
        self._calls.append(call)
        await self.tell("call.arrived", id, call=call, to=MAIN, **{"from": caller})
        return call

    async def waits(self, caller: str = "+8613800000001") -> str:
        """A call that wants a human."""
        call = await self.rings(caller)
        await self.tell("call.digits", call=call, digits="0")
        return call

    async def writes(self, text: str, chat: str = "") -> str:
        """A chat message; the answer is the conversation."""
        if not chat:
            chat = named("chat")
            self._chats.append(chat)
        await self.tell("message.received", conversation=chat, channel="chat", text=text, **{"from": "web-1"})
        return chat

    async def hang_up(self) -> None:
        ends = [cloud_event("call.ended", named("e"), {"call": call, "reason": "failed"}) for call in self._calls]
        ends += [
            cloud_event("conversation.ended", named("e"), {"conversation": chat, "by": "test"}) for chat in self._chats
        ]
        if ends:
            status, answer = await self.post(*ends)
            assert status == 202, answer


@asynccontextmanager
async def at_work(base: str, name: str) -> AsyncIterator[Person]:
    """An agent who is available while the test runs and goes home afterwards."""
    async with Person(base, name) as person:
        await person.log_in()
        await person.sit_down()
        await person.sees("welcome")
        assert (await person.clicks("presence.set", presence="available"))["ok"]
        yield person
    async with Person(base, name) as person:
        await person.log_in()
        await go_home(person)


async def go_home(person: Person) -> None:
    """Wraps up what is left, and is offline."""
    await person.sit_down()
    welcome = await person.sees("welcome")
    for contact in welcome["snapshot"]["contacts"]:
        await person.clicks("contact.wrap_up", contact=contact["id"], disposition="resolved")
    await person.clicks("presence.set", presence="offline")
