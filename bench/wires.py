"""The two ends of the load generator: connections that post, sockets that listen. Raw protocols, no library between.

A client library would cost more than the server's own share of a request, and be measured with it.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

HANDSHAKE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13"
)


class Poster(asyncio.Protocol):
    """One keep-alive connection; one request at a time."""

    def __init__(self, answered: "Callable[[Poster, int], None]", lost: Callable[[], None]) -> None:
        self._answered, self._lost = answered, lost
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, error: Exception | None) -> None:
        self._lost()

    def post(self, request: bytes) -> None:
        self._transport.write(request)

    def close(self) -> None:
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        held = self._rest + data if self._rest else data
        end = held.find(b"\r\n\r\n")
        if end < 0:
            self._rest = held
            return
        whole = end + 4 + _content_length(held[:end])
        if len(held) < whole:
            self._rest = held
            return
        self._rest = held[whole:]
        self._answered(self, int(held[9:12]))


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


class Listener(asyncio.Protocol):
    """One WebSocket. `heard` gets every text frame's bytes; pings are answered."""

    def __init__(
        self, upgrade: bytes, heard: "Callable[[Listener, bytes], None]", lost: Callable[[], None], **marks: Any
    ) -> None:
        self._upgrade, self._heard, self._lost = upgrade, heard, lost
        self._rest = b""
        self.up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.marks = marks
        """What the mix wants to remember of this socket."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._upgrade)

    def connection_lost(self, error: Exception | None) -> None:
        self._lost()

    def close(self) -> None:
        self._transport.close()

    def send(self, payload: bytes, opcode: int = 1) -> None:
        """One frame, masked with zeros (RFC 6455 wants a mask; any will do)."""
        size = len(payload)
        head = bytes([0x80 | opcode])
        head += bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + payload)

    def data_received(self, data: bytes) -> None:
        held = self._rest + data if self._rest else data
        if not self.up.done():
            end = held.find(b"\r\n\r\n")
            if end < 0:
                self._rest = held
                return
            if held[9:12] != b"101":
                self.up.set_exception(ConnectionError(held[:300].decode("latin1")))
                return
            self.up.set_result(None)
            held = held[end + 4 :]
        self._rest = self._frames(held)

    def _frames(self, held: bytes) -> bytes:
        """Hands on every whole frame; the answer is what is left."""
        at = 0
        while len(held) - at >= 2:
            size, body = held[at + 1] & 127, at + 2
            if size == 126:
                size, body = int.from_bytes(held[body : body + 2], "big"), body + 2
            elif size == 127:
                size, body = int.from_bytes(held[body : body + 8], "big"), body + 8
            if len(held) < body + size:
                break
            opcode, payload = held[at] & 15, held[body : body + size]
            at = body + size
            if opcode == 9:
                self.send(payload, 10)
            elif opcode == 1:
                self._heard(self, payload)
        return held[at:]
