"""Simulated agents on real sockets: they log in, accept, talk or write, wrap up, and go home.

A simulated agent stands aside for good as soon as somebody else acts under its name: that is a person at a browser.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from callcenter.demo.pace import Pace
from callcenter.demo.people import Person, log_in

log = structlog.get_logger(__name__)

Frame = dict[str, Any]
Seconds = Callable[[], float]
OVER = frozenset({"completed", "abandoned", "transferred", "failed"})


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How somebody works. Seconds of the day, drawn anew each time."""

    accepts_after: Seconds = lambda: 0.0
    writes_after: Seconds = lambda: 5.0
    wraps_up_after: Seconds = lambda: 0.0
    disposition: Callable[[Frame], str] = lambda contact: "resolved"
    replies: Callable[[Frame], Sequence[str]] = lambda contact: ()
    """What to write, one after each message of the customer; after the last the agent ends the conversation."""


class SimulatedAgent:
    def __init__(self, base_url: str, name: str, password: str, habits: Habits, pace: Pace) -> None:
        self._base, self.name, self._password = base_url.rstrip("/"), name, password
        self._habits, self._pace = habits, pace
        self._presence = ""
        """As last asked for by us; the server starts from what the agent chose before."""
        self._asked: set[str] = set()
        self._leaving = False
        self._number = 0
        self._contacts: dict[str, Frame] = {}
        self._written: dict[str, int] = {}
        self._accepted: set[str] = set()
        self._wrapping: set[str] = set()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._acts: asyncio.TaskGroup | None = None
        self.stood_aside = False
        self.handled = 0
        self.refused: list[str] = []

    async def work(self, until: float = float("inf")) -> None:
        """From now until that moment of the pace, and on until the last contact is wrapped up. Comes back by itself when
        the connection breaks or the log-in ends."""
        self._leaving = False
        while not self.stood_aside and (self._pace.now() < until or self._contacts):
            person = await log_in(self._base, self.name, self._password)
            try:
                await self._sit_down(person, until)
            except (aiohttp.ClientError, OSError) as error:
                log.info("An agent's socket broke.", action="demo_agent_broke", agent=self.name, error=str(error))
                await asyncio.sleep(0.2)
            finally:
                await person.client.close()

    async def _sit_down(self, person: Person, until: float) -> None:
        async with person.client.ws_connect(f"{self._base}/api/v1/agent/socket", heartbeat=None) as socket:
            self._socket = socket
            async with asyncio.TaskGroup() as self._acts:
                going = None if until == float("inf") else self._acts.create_task(self._go_home(until))
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        self._heard(json.loads(message.data))
                    if self.stood_aside or self._done(until):
                        break
                if going is not None:
                    going.cancel()
                await socket.close()

    def _done(self, until: float) -> bool:
        return self._pace.now() >= until and self._presence == "offline" and not self._contacts

    async def _go_home(self, until: float) -> None:
        await self._pace.until(until)
        self._leaving = True
        await self._choose("offline")

    # --- what the server says ---

    def _heard(self, frame: Frame) -> None:
        match frame.get("type"):
            case "welcome":
                self._welcomed(frame["snapshot"])
            case "offer.made":
                self._act(self._accept(frame["offer"]))
            case "contact.changed":
                self._changed(frame["contact"])
            case "message.received":
                self._read(frame["contact"], frame["message"])
            case "agent.changed":
                self._seen(frame["agent"])
            case None if frame.get("ok") is False:
                self.refused.append(str(frame.get("error")))

    def _welcomed(self, snapshot: Frame) -> None:
        self._contacts.clear()
        self._act(self._choose("available"))
        for contact in snapshot["contacts"]:
            self._accepted.add(contact["id"])
            self._changed(contact)
        for offer in snapshot["offers"]:
            self._act(self._accept(offer["offer"]))

    def _changed(self, contact: Frame) -> None:
        id, state = contact["id"], contact["state"]
        if state in OVER or contact.get("released") or contact.get("agent") != self.name:
            if self._contacts.pop(id, None) is not None:
                self.handled += state == "completed"
            return
        self._contacts[id] = contact
        if state == "wrap_up" and id not in self._wrapping:
            self._wrapping.add(id)
            self._act(self._wrap_up(contact))
        if state == "connected" and contact["channel"] != "voice" and id not in self._written:
            self._written[id] = 0
            self._act(self._write(id))

    def _read(self, contact: str, message: Frame) -> None:
        if message["from"] == "customer" and contact in self._written:
            self._act(self._write(contact))

    def _seen(self, agent: Frame) -> None:
        """Who is told to be something we never asked for shares the name with a person."""
        if agent["state"] == "not_responding" and self._presence == "available":
            self._act(self._choose("available"))
        wished = agent["next_presence"] or agent["presence"]
        if self._presence and wished not in {*self._asked, "offline"}:
            self.stood_aside = True

    # --- what the agent does ---

    def _act(self, doing: Any) -> None:
        assert self._acts is not None
        self._acts.create_task(doing)

    async def _choose(self, presence: str) -> None:
        if presence == "available" and self._leaving:
            return
        self._presence = presence
        self._asked.add(presence)
        await self._send("presence.set", presence=presence)

    async def _accept(self, offer: str) -> None:
        await self._pace.sleep(self._habits.accepts_after())
        await self._send("offer.accept", offer=offer)

    async def _write(self, id: str) -> None:
        contact = self._contacts.get(id)
        if contact is None:
            return
        replies = self._habits.replies(contact)
        number, self._written[id] = self._written[id], self._written[id] + 1
        await self._pace.sleep(self._habits.writes_after())
        if number < len(replies):
            await self._send("message.send", contact=id, text=replies[number])
        else:
            await self._send("contact.end", contact=id)

    async def _wrap_up(self, contact: Frame) -> None:
        await self._pace.sleep(self._habits.wraps_up_after())
        await self._send("contact.wrap_up", contact=contact["id"], disposition=self._habits.disposition(contact))

    async def _send(self, type: str, **fields: Any) -> None:
        assert self._socket is not None
        self._number += 1
        if not self._socket.closed:
            await self._socket.send_json({"id": self._number, "type": type, **fields})
