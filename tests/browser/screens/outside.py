"""What goes on outside of the browser, on an event loop in a thread of its own: playwright's plain API holds this one."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from callcenter.testing.clients import Pbx, Person

T = TypeVar("T")
MAIN = "+861069950000"
WANG_FANG = "+8613800000001"
"""A customer of the demo bank."""
PATIENCE = 60.0
"""Seconds after which something outside is stuck."""


class Outside:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="outside", daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()


class Town:
    """Customers and their telephony system, as the server's gateway sees them."""

    def __init__(self, outside: Outside, base: str) -> None:
        self._outside = outside
        self._pbx, self._people = outside.do(self._opened(base)), list[Person]()

    @staticmethod
    async def _opened(base: str) -> Pbx:
        pbx = Pbx(base)
        await pbx.listen()
        return pbx

    def call(self, leg: str, says: str, caller: str = WANG_FANG) -> None:
        """Somebody calls the main number and says what they want."""
        self.tell("call.arrived", call=leg, **{"from": caller, "to": MAIN})
        self.tell("call.speech", call=leg, text=says)

    def write(self, leg: str, text: str, sender: str = "web-wangfang") -> None:
        self.tell("message.received", conversation=leg, channel="chat", **{"from": sender}, text=text)

    def tell(self, kind: str, **data: Any) -> None:
        self._outside.do(self._pbx.tell(kind, **data))

    def pick_up(self, leg: str, agent: str) -> None:
        """The agent's phone is told to ring, rings, and is taken off the hook."""
        self.told("connect", leg)
        self.tell("call.agent_ringing", call=leg, agent=agent)
        self.tell("call.agent_answered", call=leg, agent=agent)

    def told(self, command: str, leg: str) -> dict[str, Any]:
        """The arguments of the next such command for this call or conversation, once it came."""
        found = self._outside.do(self._pbx.command(command, leg))
        self._pbx.commands.remove(found)
        args: dict[str, Any] = found["args"]
        return args

    def colleague(self, name: str) -> "Colleague":
        """Somebody at work elsewhere, who is available."""
        person = self._outside.do(self._seated(name))
        self._people.append(person)
        return Colleague(self._outside, person)

    async def _seated(self, name: str) -> Person:
        person = Person(self._pbx.base, name)
        await person.log_in()
        await person.sit_down()
        return person

    def reconnect(self) -> None:
        """After the server was away."""
        self._outside.do(self._pbx.listen())

    def close(self) -> None:
        for one in (*self._people, self._pbx):
            self._outside.do(one.close())


class Colleague:
    def __init__(self, outside: Outside, person: Person) -> None:
        self._outside, self.person = outside, person
        assert self.clicks("presence.set", presence="available")["ok"]

    def sees(self, kind: str) -> dict[str, Any]:
        return self._outside.do(self.person.sees(kind))

    def clicks(self, kind: str, **fields: Any) -> dict[str, Any]:
        return self._outside.do(self.person.clicks(kind, **fields))
