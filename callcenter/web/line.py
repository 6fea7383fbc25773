"""One open socket: one reader, one writer, one bounded queue between the house and the client.

Nobody who pushes ever waits for a client: `send` puts the frame into the queue or says False, and then the line ends
with 4008. The socket is closed in one place, with the code of whatever ended it first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import structlog
from aiohttp import WSMsgType, web
from pydantic_core import from_json

from callcenter.errors import TooMany
from callcenter.services.codec import json_text
from callcenter.web.frames import request_id

MAX_FRAME = 64 * 1024
"""Bytes a client's frame has at most; a larger one closes the socket with 1009."""
HEARTBEAT = 15.0
"""Seconds between pings; who has not answered half that time later is gone."""
QUEUE = 1000
"""Frames that wait for a client at most."""
QUEUE_CHARACTERS = 4 * 1024 * 1024
"""And characters: a frame that shows a long conversation can be two million by itself."""
WORST = 200
"""Frames above the pace that are answered with too_many before the line is cut with 4029."""
GOODBYE = 2.0
"""Seconds a client gets to answer our close."""
log = structlog.get_logger(__name__)


class Close(IntEnum):
    DONE = 1000
    DEFECT = 1011
    RESTART = 1012
    TRY_LATER = 1013
    LOGGED_OUT = 4001
    SLOW = 4008
    FLOOD = 4029


@dataclass(frozen=True, kw_only=True)
class Ending:
    code: int
    reason: str


Handle = Callable[[str], Awaitable[str | None]]
"""One frame's text to its answer's text."""


class Line:
    def __init__(
        self, ws: web.WebSocketResponse, pace: Callable[[], None], cut: Callable[[], None], size: int = QUEUE
    ) -> None:
        """`pace` counts one frame and raises `TooMany` when the client floods. `cut` drops the connection at once."""
        self._ws, self._pace, self._cut = ws, pace, cut
        self._queue: asyncio.Queue[str] = asyncio.Queue(size)
        self._characters = 0
        self._ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._above = 0

    def send(self, text: str) -> bool:
        """Never waits. False: the client reads too slowly, and the line ends."""
        if self._ended.done():
            return False
        waiting = self._characters + len(text)
        if self._queue.full() or (self._characters and waiting > QUEUE_CHARACTERS):
            self.end(Close.SLOW, "the client reads too slowly")
            return False
        self._queue.put_nowait(text)
        self._characters = waiting
        return True

    def end(self, code: int, reason: str) -> None:
        """Ends the line soon; the first ending counts."""
        if not self._ended.done():
            self._ended.set_result(Ending(code=code, reason=reason))

    async def run(self, handle: Handle) -> Ending:
        """Reads and writes until something ends the line; then closes the socket."""
        reader = asyncio.create_task(self._read(handle), name="socket reader")
        writer = asyncio.create_task(self._write(), name="socket writer")
        try:
            enders: set[asyncio.Future[Any]] = {reader, writer, self._ended}
            await asyncio.wait(enders, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reader, writer):
                task.cancel()
            results = await asyncio.gather(reader, writer, return_exceptions=True)
            self.end(Close.DONE, "")
            await self._close(self._ended.result())
        _raise_defects(results)
        return self._ended.result()

    async def _read(self, handle: Handle) -> None:
        async for message in self._ws:
            if message.type is WSMsgType.ERROR:
                return
            text = message.data if message.type is WSMsgType.TEXT else "\x00"  # bytes are no JSON either
            answer = self._flooded(text) or await handle(text)
            if answer is not None and not self.send(answer):
                return

    def _flooded(self, text: str) -> str | None:
        """The refusal of a frame above the pace; who goes on regardless is cut off."""
        try:
            self._pace()
        except TooMany as e:
            self._above += 1
            if self._above > WORST:
                self.end(Close.FLOOD, "too many frames")
            return json_text({"id": id_of(text), "ok": False, "error": {"code": e.code, "detail": e.detail}})
        self._above = 0
        return None

    async def _write(self) -> None:
        while True:
            text = await self._queue.get()
            self._characters -= len(text)
            await self._ws.send_str(text)

    async def _close(self, ending: Ending) -> None:
        try:
            async with asyncio.timeout(GOODBYE):
                await self._ws.close(code=ending.code, message=ending.reason.encode()[:120], drain=False)
        except TimeoutError:
            self._cut()  # what the client never read would otherwise be kept for it
            log.info("A client did not answer the close of its socket.", action="socket_cut", code=int(ending.code))


def id_of(text: str) -> int | None:
    """The frame's id as far as it can be read."""
    try:
        return request_id(from_json(text))
    except ValueError:
        return None


def _raise_defects(results: Iterable[BaseException | None]) -> None:
    """What ended reader or writer and is neither the client's leaving nor our own cancelling is a defect."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, ConnectionError):
            raise result
