"""One command socket of a gateway: a writer that never holds up anybody, and drops a gateway that does not read."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from callcenter.gateways.http.outstanding import Outstanding
from callcenter.services.ports import OutboxRow

log = structlog.get_logger(__name__)
WRITE_SECONDS = 10.0
"""A gateway that does not take one frame for so long is cut off; what it missed goes to its next socket."""

SendText = Callable[[str], Awaitable[None]]
Close = Callable[[int, str], Awaitable[None]]
"""Code and reason. Never raises, and is done in a few seconds even when nobody listens."""
Abort = Callable[[], None]
"""Cuts the connection without a word: who does not read could not read a reason either."""


class CommandSocket:
    """Frames wait here by id only once, so a slow gateway costs no more memory than what is outstanding anyway."""

    def __init__(
        self,
        outstanding: Outstanding,
        *,
        send: SendText,
        close: Close,
        abort: Abort,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        self._outstanding, self._send, self._write_seconds = outstanding, send, write_seconds
        self._close, self._abort = close, abort
        self._waiting: dict[str, OutboxRow] = {}
        self._wake = asyncio.Event()

    def put(self, row: OutboxRow) -> None:
        self._waiting.setdefault(row.id, row)
        self._wake.set()

    async def close(self, code: int, reason: str) -> None:
        await self._close(code, reason)

    async def write(self) -> None:
        """Runs until cancelled, or the gateway is gone or too slow. What was acknowledged meanwhile is skipped."""
        while True:
            while self._waiting:
                id = next(iter(self._waiting))
                row = self._waiting.pop(id)
                if id in self._outstanding and not await self._written(row.body):
                    return
            self._wake.clear()
            await self._wake.wait()

    async def _written(self, body: str) -> bool:
        try:
            async with asyncio.timeout(self._write_seconds):
                await self._send(body)
        except TimeoutError:
            log.warning("A gateway does not read its commands and was cut off.", action="gateway_too_slow")
            self._abort()
            return False
        except ConnectionError:
            return False
        return True
