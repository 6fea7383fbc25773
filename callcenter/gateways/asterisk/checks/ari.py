"""Asterisk's ARI, asked once: small questions over HTTP, and whether it can play a sound."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from callcenter.errors import Unavailable

SECONDS = 5.0
PLAY_SECONDS = 20.0
BRIDGE = "callcenter-check-bridge"


class Ari:
    """Of one switch, as one user. Every answer is a status and JSON; 0 when there was none, with the reason."""

    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        """`address`: as a site has it, ws or wss."""
        self._http, self._ws, self._base = http, address, address.replace("ws", "http", 1)

    async def ask(self, method: str, path: str, **query: str) -> tuple[int, Any]:
        try:
            async with self._http.request(method, f"{self._base}/{path}", params=query) as answer:
                return answer.status, json.loads(await answer.text() or "null")
        except ValueError:
            return answer.status, None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return 0, getattr(error, "strerror", None) or str(error) or type(error).__name__

    async def plays(self, app: str, sounds: Sequence[str]) -> dict[str, bool]:
        """Whether each can be played, tried in a bridge with nobody in it. Raises `Unavailable` when it cannot be tried:
        403 in its words means that the user may only look."""
        played: dict[str, bool] = {}
        try:
            async with (
                asyncio.timeout(PLAY_SECONDS),
                self._http.ws_connect(f"{self._ws}/events", params={"app": app}) as events,
            ):
                await self._must("POST", f"bridges/{BRIDGE}", type="mixing")
                try:
                    await self._must("POST", f"applications/{app}/subscription", eventSource=f"bridge:{BRIDGE}")
                    for media in sounds:
                        made = await self._must("POST", f"bridges/{BRIDGE}/play", media=media)
                        played[media] = await _finished(events, made["id"])
                finally:
                    await self.ask("DELETE", f"bridges/{BRIDGE}")
        except (aiohttp.ClientError, TimeoutError, OSError, KeyError, TypeError) as error:
            raise Unavailable(f"it cannot be tried: {error or type(error).__name__}") from None
        return played

    async def _must(self, method: str, path: str, **query: str) -> Any:
        status, answer = await self.ask(method, path, **query)
        if not 200 <= status < 300:
            raise Unavailable(f"{status}: {answer}")
        return answer


async def _finished(events: aiohttp.ClientWebSocketResponse, id: str) -> bool:
    """Begun is enough of a long one; a sound that is not there ends as soon as it has begun."""
    while True:
        told = await events.receive_json()
        if told.get("type") == "PlaybackFinished" and told.get("playback", {}).get("id") == id:
            return bool(told["playback"]["state"] == "done")


@asynccontextmanager
async def opened(address: str, user: str, password: str) -> AsyncIterator[Ari]:
    header = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=SECONDS, sock_read=SECONDS)
    async with aiohttp.ClientSession(headers={"Authorization": header}, timeout=timeout) as http:
        yield Ari(http, address.rstrip("/"))
