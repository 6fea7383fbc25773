"""First in, first out, over ARI: the least that can hand calls out. `python -m bench.asterisk.bare URL PASSWORD PHONE...`

No journal, no screens, no rules. Calls are answered when they come, as ours are; SIGUSR1 says that the phones may ring.
"""

import asyncio
import base64
import json
import signal
import socket
import sys
from collections import deque
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.path import looped

APP = "bare"


class Fifo:
    def __init__(self, ws: ClientConnection, phones: list[str]) -> None:
        self._ws, self._phones = ws, deque(phones)
        self._waiting: deque[str] = deque()
        self._legs: dict[str, tuple[str, str]] = {}
        """A leg that rings or talks: its phone and its caller."""
        self._ids, self._open = count(1), False

    def open(self) -> None:
        self._open = True

    async def run(self) -> None:
        async for frame in self._ws:
            # Asterisk writes small pieces: unacknowledged, the second of two would wait 40 ms.
            self._ws.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            event = json.loads(frame)
            if event["type"] == "StasisStart":
                await self._came(event["channel"]["id"], *event["args"])
            elif event["type"] in ("StasisEnd", "ChannelDestroyed"):
                await self._gone(event["channel"]["id"])
            await self.hand_out()

    async def hand_out(self) -> None:
        while self._open and self._waiting and self._phones:
            caller, phone = self._waiting.popleft(), self._phones.popleft()
            leg = f"leg-{next(self._ids):08}"
            self._legs[leg] = phone, caller
            who = {"app": APP, "appArgs": "agent", "channelId": leg, "originator": caller, "timeout": "20"}
            await self._ask("POST", "channels", endpoint=phone, **who)
            await self._ask("POST", f"bridges/bridge-{leg}", type="mixing")

    async def _came(self, channel: str, kind: str) -> None:
        if kind == "inbound":
            await self._ask("POST", f"channels/{channel}/answer")
            self._waiting.append(channel)
        elif channel in self._legs:
            both = f"{self._legs[channel][1]},{channel}"
            await self._ask("POST", f"bridges/bridge-{channel}/addChannel", channel=both)

    async def _gone(self, channel: str) -> None:
        if channel in self._legs:
            phone, caller = self._legs.pop(channel)
            self._phones.append(phone)
            await self._ask("DELETE", f"channels/{caller}")
            await self._ask("DELETE", f"bridges/bridge-{channel}")

    async def _ask(self, method: str, path: str, **query: str) -> None:
        strings = [{"name": name, "value": value} for name, value in query.items()]
        ids = {"transaction_id": "t", "request_id": str(next(self._ids))}
        frame: dict[str, Any] = {"type": "RESTRequest", **ids, "method": method, "uri": path, "query_strings": strings}
        await self._ws.send(json.dumps(frame))


async def main(url: str, password: str, *phones: str) -> None:
    word = base64.b64encode(f"callcenter:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {word}"}
    async with connect(f"{url}/events?app={APP}", additional_headers=headers, compression=None, max_size=None) as ws:
        fifo = Fifo(ws, list(phones))
        opened = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, opened.set)
        print("ready", flush=True)
        running = asyncio.create_task(fifo.run())
        await opened.wait()
        fifo.open()
        await fifo.hand_out()
        await running


if __name__ == "__main__":
    looped(main(*sys.argv[1:]))
