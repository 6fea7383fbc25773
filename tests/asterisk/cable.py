"""What a socket runs through, so that a test can cut it, or let it fall silent: a plain TCP relay on the loopback."""

import asyncio
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Self


class Cable:
    """`async with Cable(at, to)`: who connects to port `at` talks to port `to`; with a certificate, by TLS as far as `at`, as
    through a reverse proxy."""

    def __init__(self, at: int, to: int, tls: ssl.SSLContext | None = None) -> None:
        self.at, self.to, self._tls = at, to, tls
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._carries = asyncio.Event()
        self._carries.set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.cut()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self.at, ssl=self._tls)

    def falls_silent(self) -> None:
        """From now on nothing arrives on either side, not even that the other has gone; nobody is told. Whoever connects finds
        somebody who never says a word."""
        self._carries.clear()

    def speaks_again(self) -> None:
        """A network that is back: connections whose other side has gone meanwhile are reset. What was said is lost."""
        self._carries.set()
        for writer in list(self._open):
            writer.transport.abort()

    async def cut(self) -> None:
        """Both sides see the connection reset, and find nobody when they try again."""
        self._carries.set()
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
                    if self._carries.is_set():
                        writer.write(some)
                        await writer.drain()
            await self._carries.wait()
        finally:
            self._open.discard(writer)
            writer.transport.abort()
