"""A plain ARI program for trying the bed itself: it does what a test says, and keeps all it hears and does."""

import asyncio
import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.asterisk.callers import PATIENCE, NotAsExpected
from tests.asterisk.switch import APP, PASSWORD, Switch, authorization


class App:
    """`async with App(switch)`: takes the application's events; `APP`-inward, unless another is named."""

    def __init__(self, switch: Switch, name: str = f"{APP}-inward") -> None:
        self.switch, self.name = switch, name
        self.events: list[dict[str, Any]] = []
        self.kept: list[dict[str, Any]] = []
        """Events `{"t", "event"}` and requests `{"t", "ms", "rest", "path", "params", "status", "response"}`, as they end."""
        self._began = time.monotonic()
        self._new = asyncio.Event()
        self._http = aiohttp.ClientSession(headers=authorization("callcenter", PASSWORD))
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        url = f"{self.switch.url.replace('http', 'ws', 1)}/events"
        self._socket = await self._http.ws_connect(url, params={"app": self.name})
        self._reader = asyncio.create_task(self._read(self._socket), name="the plain program")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._socket is not None
        assert self._reader is not None
        await self._socket.close()
        await asyncio.wait([self._reader])
        await self._http.close()

    def _at(self) -> float:
        return round(time.monotonic() - self._began, 4)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            event = json.loads(message.data)
            self.kept.append({"t": self._at(), "event": event})
            self.events.append(event)
            self._new.set()

    async def rest(self, method: str, path: str, body: Mapping[str, Any] | None = None, /, **params: str) -> Any:
        """A request, and what it gave; refusals are answers, too: `status` is kept."""
        began = self._at()
        async with self._http.request(method, self.switch.url + path, params=params, json=body) as answer:
            text = await answer.text()
        response = json.loads(text) if text else None
        took = round((self._at() - began) * 1000, 2)
        kept = {"t": began, "ms": took, "rest": method, "path": path, "params": params, "body": body}
        self.kept.append({**kept, "status": answer.status, "response": response})
        return response

    async def sees(self, kind: str, channel: str = "", **fields: Any) -> dict[str, Any]:
        """The first event of this kind, of this channel, with these fields, when it comes; it is taken off the list."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for event in self.events:
                        about = (event.get("channel") or event.get("peer") or {}).get("id", "")
                        if event["type"] == kind and channel in ("", about) and fields.items() <= event.items():
                            self.events.remove(event)
                            return event
                    self._new.clear()
                    await self._new.wait()
        except TimeoutError:
            seen = [event["type"] for event in self.events]
            raise NotAsExpected(f"{kind} of {channel or 'any channel'} {fields}: not seen, but {seen}") from None
