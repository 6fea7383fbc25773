"""An observer of its own at the same Asterisk: what it says happened, by its own clock, whoever hands the calls out.

It hears of all channels, so it costs Asterisk something for each; the same for everybody.
"""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.asterisk.switch import TESTER_PASSWORD, Switch, authorization

HEARD = ("ChannelCreated", "ChannelDialplan", "ChannelEnteredBridge", "ChannelDestroyed")
QUEUES = ("Queue", "Stasis")


@dataclass
class Call:
    """A Local channel's two halves: `near` is whoever dialled it, `far` where it leads. Seconds of Asterisk's clock."""

    name: str
    """Without its half: `Local/talks-1003@desks-0000002a`."""
    place: int
    """In the order of creation."""
    far: str = ""
    """Id of the channel."""
    arrived: float | None = None
    """In the queue's or the application's hands."""
    arrival: int = 0
    """In the order of arrivals, from 1."""
    rang: float | None = None
    bridges: dict[str, float] = field(default_factory=dict)
    ended: float | None = None

    @property
    def phone(self) -> str:
        """Of an agent: like `talks-1003`; empty: a caller."""
        who, _, context = self.name.removeprefix("Local/").partition("@")
        return who if context.startswith("desks-") else ""


@dataclass(frozen=True)
class Connection:
    caller: Call
    leg: Call
    at: float
    """Both are in the bridge."""


class Watch:
    """`async with Watch(switch)`."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self.calls: dict[str, Call] = {}
        self.arrived = self.ended = 0
        """Callers so far."""
        self._moved = asyncio.Event()
        self._http = aiohttp.ClientSession(headers=authorization("tester", TESTER_PASSWORD))

    async def __aenter__(self) -> Self:
        url = f"{self._switch.url.replace('http', 'ws', 1)}/events"
        asked = {"app": "watch", "subscribeAll": "true"}
        self._socket = await self._http.ws_connect(url, params=asked, max_msg_size=0)
        await self.hears(*HEARD)
        self._reader = asyncio.create_task(self._read(), name="the observer")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        await asyncio.wait([self._reader])
        await self._http.close()

    async def hears(self, *kinds: str) -> None:
        wanted = {"allowed": [{"type": kind} for kind in kinds]}
        path = f"{self._switch.url}/applications/watch/eventFilter"
        async with self._http.put(path, json=wanted) as answer:
            answer.raise_for_status()

    async def until(self, *, arrived: int = 0, ended: int = 0, seconds: float) -> None:
        """So many callers. Raises `TimeoutError` with how many there are instead."""
        try:
            async with asyncio.timeout(seconds):
                while self.arrived < arrived or self.ended < ended:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            wanted = f"{arrived} callers to arrive" if arrived else f"{ended} calls to end"
            raise TimeoutError(
                f"{wanted}: after {seconds:g} s {self.arrived} have arrived, {self.ended} ended"
            ) from None

    async def _read(self) -> None:
        async for message in self._socket:
            event = json.loads(message.data)
            channel = event.get("channel") or {}
            if str(channel.get("name", "")).startswith("Local/"):
                self._heard(event["type"], event, channel, datetime.fromisoformat(event["timestamp"]).timestamp())

    def _heard(self, kind: str, event: dict[str, Any], channel: dict[str, Any], at: float) -> None:
        name, _, half = channel["name"].partition(";")
        call = self.calls.get(name)
        if call is None:
            call = self.calls[name] = Call(name, len(self.calls))
        if kind == "ChannelEnteredBridge":
            call.bridges.setdefault(event["bridge"]["id"], at)
        elif half == "2" and kind == "ChannelDialplan":
            self._goes(call, event["dialplan_app"], at)
        elif half == "2" and kind == "ChannelDestroyed":
            call.ended = at
            if not call.phone and call.arrived is not None:
                self.ended += 1
                self._moved.set()

    def _goes(self, call: Call, program: str, at: float) -> None:
        if call.phone:
            if program == "Ringing" and call.rang is None:
                call.rang = at
        elif program in QUEUES and call.arrived is None:
            self.arrived += 1
            call.arrived, call.arrival = at, self.arrived
            self._moved.set()

    # --- what it comes to ---

    def connections(self) -> list[Connection]:
        """In the order in which callers and phones came together."""
        inside: dict[str, list[Call]] = {}
        for call in self.calls.values():
            for bridge in call.bridges:
                inside.setdefault(bridge, []).append(call)
        found = []
        for bridge, calls in inside.items():
            callers = [call for call in calls if not call.phone]
            legs = [call for call in calls if call.phone]
            if len(callers) == 1 and len(legs) == 1:
                found.append(Connection(callers[0], legs[0], max(one.bridges[bridge] for one in calls)))
        return sorted(found, key=lambda one: one.at)
