"""A simulated telephony system: a real client of the HTTP contract, with nothing short-circuited.

It posts signed CloudEvents until they are committed, holds the command socket open, acknowledges each command as soon as
it has it, and hands it to the call or conversation it belongs to. What customers then do is in call.py and chat.py.
"""

import asyncio
import json
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import stamina
import structlog
from standardwebhooks import Webhook
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

log = structlog.get_logger(__name__)

REMEMBERED = 100_000
"""Ids of commands kept to know one that comes again."""
COME_BACK = 0.5
"""Real seconds before a lost command socket is opened again."""

Command = dict[str, Any]
"""As it comes: {"id", "call" or "conversation", "type", "args"}."""
Strangers = Callable[[Command], Awaitable[None]]
"""What to do with a command for a call nobody knows (a callback that is to be dialled)."""


class NotTaken(Exception):
    """The server cannot take an event now; the same will be sent again."""


class Gateway:
    def __init__(
        self, client: aiohttp.ClientSession, base_url: str, secret: str, *, name: str = "pbx", source: str | None = None
    ) -> None:
        """`base_url` like http://127.0.0.1:8080; `secret` the gateway's `whsec_...`."""
        self._client, self._base, self._name = client, base_url.rstrip("/"), name
        self._signer = Webhook(secret)
        self._source = source or f"/{name}/{uuid.uuid4().hex[:12]}"
        self._posted = 0
        self._legs: dict[str, asyncio.Queue[Command]] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self.strangers: Strangers | None = None
        self.ready = asyncio.Event()
        """Set while the command socket is open."""
        self.rejected: list[str] = []
        """Details of events the server refused: defects of this program."""

    # --- events ---

    async def tell(self, type: str, **data: Any) -> None:
        """Posts one event and returns once the server has committed it; the same id is sent until then."""
        self._posted += 1
        event = {"specversion": "1.0", "id": str(self._posted), "source": self._source, "type": type, "data": data}
        body = json.dumps(event, ensure_ascii=False)
        async for attempt in stamina.retry_context(
            on=(NotTaken, aiohttp.ClientError, TimeoutError),
            attempts=None,
            timeout=300.0,
            wait_initial=0.05,
            wait_max=2.0,
        ):
            with attempt:
                await self._post(body)

    async def _post(self, body: str) -> None:
        headers = {"Content-Type": "application/cloudevents+json", **self._signed(body)}
        url = f"{self._base}/gateways/{self._name}/events"
        async with self._client.post(url, data=body.encode(), headers=headers) as answer:
            if answer.status in (429, 503):
                raise NotTaken(str(answer.status))
            said = await answer.text()
            if answer.status != 202:
                raise RuntimeError(f"the server refuses this gateway: {answer.status} {said[:500]}")
            self.rejected += [one["detail"] for one in json.loads(said)["rejected"]]

    def _signed(self, body: str) -> dict[str, str]:
        id, now = uuid.uuid4().hex, datetime.now(UTC)
        return {
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(id, now, body),
        }

    # --- commands ---

    def open_leg(self, leg: str) -> "asyncio.Queue[Command]":
        """From now on commands for this call or conversation come into the queue, each once."""
        return self._legs.setdefault(leg, asyncio.Queue())

    def close_leg(self, leg: str) -> None:
        self._legs.pop(leg, None)

    async def run(self) -> None:
        """Holds the command socket open until cancelled; comes back whenever it breaks."""
        url = f"{self._base.replace('http', 'ws', 1)}/gateways/{self._name}/commands"
        while True:
            try:
                async with connect(url, additional_headers=self._signed(""), compression=None, proxy=None) as socket:
                    self.ready.set()
                    await self._listen(socket)
            except (OSError, WebSocketException, TimeoutError) as error:
                log.info("The command socket broke.", action="demo_socket_broke", error=type(error).__name__)
            self.ready.clear()
            await asyncio.sleep(COME_BACK)

    async def _listen(self, socket: ClientConnection) -> None:
        async for frame in socket:
            command = json.loads(frame)
            if "id" not in command:
                continue  # the server says that a frame of ours was no acknowledgement
            await socket.send(json.dumps({"ack": command["id"]}))
            if self._is_new(command["id"]):
                await self._hand_over(command)

    def _is_new(self, id: str) -> bool:
        if id in self._seen:
            return False
        self._seen[id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def _hand_over(self, command: Command) -> None:
        leg = command.get("call") or command.get("conversation") or ""
        if leg in self._legs:
            self._legs[leg].put_nowait(command)
        elif self.strangers is not None:
            await self.strangers(command)
