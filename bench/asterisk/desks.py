"""Agents at our server's own sockets: every offer that rings no telephone is accepted, every wrap-up done, the moment it is
seen."""

import asyncio
import re
from itertools import count
from typing import Any

from bench.place import as_json
from bench.wires import HANDSHAKE, Listener

OFFER = re.compile(rb'"offer":"([^"]+)"')
CONTACT = re.compile(rb'"contact":\{"id":"(c\d+)"')
RINGS, HEAD = b'"rings":true', 400
"""In the first bytes of an offer: the telephone takes it."""
STATE = re.compile(rb'"state":"(\w+)"')


class Desks:
    def __init__(self, host: str, port: int, secrets: dict[str, str]) -> None:
        self._host, self._port, self._secrets = host, port, secrets
        self._listeners: list[Listener] = []
        self._ids = count(1)
        self._closing = False
        self.refused: list[str] = []
        """What the server said no to, and sockets it closed."""

    async def open(self) -> None:
        head = f"GET /api/v1/agent/socket HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n{HANDSHAKE}\r\n"
        for secret in self._secrets.values():
            upgrade = f"{head}Cookie: callcenter={secret}\r\n\r\n".encode()
            _, listener = await asyncio.get_running_loop().create_connection(
                lambda upgrade=upgrade: Listener(upgrade, self._heard, self._cut),  # type: ignore[misc]
                self._host,
                self._port,
            )
            await listener.up
            self._listeners.append(listener)

    def work(self) -> None:
        for listener in self._listeners:
            self._click(listener, "presence.set", presence="available")

    def close(self) -> None:
        self._closing = True
        for listener in self._listeners:
            listener.close()

    def _cut(self) -> None:
        if not self._closing:
            self.refused.append("a socket was closed")

    def _click(self, listener: Listener, kind: str, **fields: Any) -> None:
        listener.send(as_json({"id": next(self._ids), "type": kind, **fields}))

    def _heard(self, listener: Listener, frame: bytes) -> None:
        head = frame[:80]
        if b'"type":"offer.made"' in head:
            if RINGS not in frame[:HEAD] and (offer := OFFER.search(frame)):
                self._click(listener, "offer.accept", offer=offer[1].decode())
        elif b'"type":"contact.changed"' in head:
            contact, state = CONTACT.search(frame), STATE.search(frame)
            if contact and state and state[1] == b"wrap_up" and listener.marks.get("wrapped") != contact[1]:
                listener.marks["wrapped"] = contact[1]
                self._click(listener, "contact.wrap_up", contact=contact[1].decode(), disposition="resolved")
        elif b'"ok":false' in head:
            self.refused.append(frame.decode(errors="replace")[:300])
