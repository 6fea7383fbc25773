"""The gateway's side of both mixes: signed requests made beforehand, agents' sockets, the command socket."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from standardwebhooks import Webhook

from bench.load import Load
from bench.place import SECRET, Place, Server, as_json
from bench.wires import HANDSHAKE, Listener

SIGNER = Webhook(SECRET)
OPENING_SECONDS = 120.0
_letters = count(1)


def mark(number: int) -> str:
    """What the shot's frame is recognised by."""
    return f"flr-{number:010}"


def first_number() -> int:
    """Ids differ between runs against the same database."""
    return int(time.time()) % 10**6 * 10_000


class Desks:
    """Every agent at a socket, available; commands taken and acknowledged. `pushed` gets each push with its type."""

    def __init__(
        self, server: Server, place: Place, load: Load, pushed: Callable[[Listener, bytes, bytes], None]
    ) -> None:
        self._server, self._place, self._load, self._pushed = server, place, load, pushed
        self._listeners: list[Listener] = []
        self._ids = count(1)
        self.closing = False
        self.refused = 0
        self.agreed: Callable[[Listener], None] = lambda listener: None
        """Told of each click that was done."""
        self.commanded: Callable[[dict[str, Any]], None] = lambda command: None

    async def open(self) -> None:
        head = f"Host: {self._server.host}:{self._server.port}\r\n{HANDSHAKE}\r\n"
        signed = "".join(f"{name}: {value}\r\n" for name, value in signature("").items())
        await self._listen(f"GET /gateways/pbx/commands HTTP/1.1\r\n{head}{signed}\r\n", self._command, agent="")
        for name, cookie in self._place.cookies.items():
            upgrade = f"GET /api/v1/agent/socket HTTP/1.1\r\n{head}Cookie: callcenter={cookie}\r\n\r\n"
            listener = await self._listen(upgrade, self._heard, agent=name)
            self.click(listener, "presence.set", presence="available")

    async def _listen(self, upgrade: str, heard: Callable[[Listener, bytes], None], **marks: Any) -> Listener:
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(
            lambda: Listener(upgrade.encode(), heard, self._cut, **marks), self._server.host, self._server.port
        )
        await listener.up
        self._listeners.append(listener)
        return listener

    def close(self) -> None:
        self.closing = True
        for listener in self._listeners:
            listener.close()

    def _cut(self) -> None:
        if not self.closing:
            self._load.broken += 1

    def click(self, listener: Listener, kind: str, **fields: Any) -> None:
        listener.send(as_json({"id": next(self._ids), "type": kind, **fields}))

    def _heard(self, listener: Listener, frame: bytes) -> None:
        if frame.startswith(b'{"seq":'):
            at = frame.find(b'"type":"', 7, 60) + 8
            self._pushed(listener, frame[at : frame.find(b'"', at)], frame)
        elif b'"ok":true' in frame[:60]:
            self.agreed(listener)
        elif b'"ok":false' in frame[:60]:
            self.refused += 1

    def _command(self, listener: Listener, frame: bytes) -> None:
        command = json.loads(frame)
        if "id" in command:
            listener.send(as_json({"ack": command["id"]}))
            self.commanded(command)


def signature(body: str) -> dict[str, str]:
    now, name = datetime.now(UTC), f"msg-{next(_letters)}"
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": SIGNER.sign(name, now, body),
    }


def request(server: Server, kind: str, id: str, data: dict[str, Any]) -> bytes:
    """One event, structured mode, signed: the whole POST."""
    body = as_json({"specversion": "1.0", "id": id, "source": "/bench", "type": kind, "time": now_text(), "data": data})
    signed = "".join(f"{name}: {value}\r\n" for name, value in signature(body.decode()).items())
    head = (
        f"POST /gateways/pbx/events HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
        f"Content-Type: application/cloudevents+json\r\n{signed}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
