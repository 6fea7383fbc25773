"""What far ends hear, as they hear it: each has a snoop whose sound Asterisk sends here by its AudioSocket protocol.

A recording on disk would come two seconds late, since Asterisk writes 32 KB at a time.
"""

import asyncio
import uuid
from contextlib import suppress

import numpy as np

from tests.asterisk import tones

UUID, SOUND = 0x01, 0x10
"""Kinds of messages: a byte of kind, two of length, then so many. Sound: 8,000 samples of 16 bits a second, lowest byte
first. <https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket/>"""


class Ears:
    def __init__(self) -> None:
        self.port = 0
        self._heard: dict[str, bytearray] = {}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._listen, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._open):
            writer.close()
        await self._server.wait_closed()

    def ear(self) -> str:
        """The name of one more, by which Asterisk is to say whose sound it sends."""
        name = str(uuid.uuid4())
        self._heard[name] = bytearray()
        return name

    def now(self, ear: str) -> int:
        """Samples it has heard."""
        return len(self._heard[ear]) // 2

    def sound(self, ear: str, since: int) -> tones.Samples:
        heard = self._heard[ear]
        return np.frombuffer(bytes(heard[2 * since : len(heard) // 2 * 2]), "<i2").astype(float) / 32768

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        heard = bytearray()
        try:
            # The end of a call is the end of its line.
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    kind, high, low = await reader.readexactly(3)
                    payload = await reader.readexactly(high << 8 | low)
                    if kind == UUID:
                        heard = self._heard[str(uuid.UUID(bytes=payload))]
                    elif kind == SOUND:
                        heard += payload
        finally:
            self._open.discard(writer)
            writer.close()
