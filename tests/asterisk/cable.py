"""What a socket runs through, so that a test can cut it: a plain TCP relay on the loopback."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self


class Cable:
    """`async with Cable(at, to)`: who connects to port `at` talks to port `to`."""

    def __init__(self, at: int, to: int) -> None:
        self.at, self.to = at, to
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.cut()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self.at)

    async def cut(self) -> None:
        """Both sides see the connection reset, and find nobody when they try again."""
        if self._server is not None:
            self._server.close()
            for writer in list(self._open):
                writer.transport.abort()
            await self._server.wait_closed()
            self._server = None

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
            await asyncio.gather(self._pour(reader, back), self._pour(there, writer))
        writer.transport.abort()

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with suppress(OSError):
                while some := await reader.read(65536):
                    writer.write(some)
                    await writer.drain()
        finally:
            self._open.discard(writer)
            writer.transport.abort()
