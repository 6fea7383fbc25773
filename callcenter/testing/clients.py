"""Small real clients for tests and tools: a gateway that signs and acknowledges, an agent at a socket."""

import asyncio
import io
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from standardwebhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE = 10.0
"""Real seconds after which a test stops waiting for something that should have come."""
_ids = itertools.count(1)


class Client:
    """One browser or program: an HTTP session of its own."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.http.close()


async def close_code(socket: aiohttp.ClientWebSocketResponse | None, reader: asyncio.Task[None] | None) -> int | None:
    """With which code the other side ended the socket, once it has."""
    assert socket is not None
    assert reader is not None
    done, _ = await asyncio.wait([reader], timeout=PATIENCE)
    assert done, "the socket is still open"
    while socket.close_code is None and not socket.closed:  # an answer that crossed the closing ended the reader first
        await socket.receive(timeout=PATIENCE)
    return socket.close_code


class Pbx(Client):
    """A telephony gateway: posts signed events; `commands` fills once `listen` runs."""

    def __init__(
        self, base: str, *, name: str = "pbx", secret: str = SECRET, key: str = "", acknowledge: bool = True
    ) -> None:
        super().__init__(base)
        self.name, self._signer, self._key, self._acknowledge = name, Webhook(secret), key, acknowledge
        self.commands: list[dict[str, Any]] = []
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._new = asyncio.Event()

    async def post(self, *events: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Events as CloudEvents in one batch; the status and the answer."""
        return await self.send(json.dumps(list(events), ensure_ascii=False), "application/cloudevents-batch+json")

    async def tell(self, kind: str, id: str = "", **data: Any) -> dict[str, Any]:
        """One event, sent until the server has taken it."""
        event = cloud_event(kind, id or f"event-{next(_ids)}", data)
        while True:
            status, answer = await self.send(json.dumps(event, ensure_ascii=False), "application/cloudevents+json")
            if status == 202:
                return answer
            if status != 503:
                raise AssertionError(f"{status}: {answer}")

    async def send(
        self, body: str, content_type: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        signed = {"Content-Type": content_type, **(self.signed(body) if headers is None else headers)}
        url = f"{self.base}/gateways/{self.name}/events"
        async with self.http.post(url, data=io.BytesIO(body.encode()), headers=signed) as answer:
            return answer.status, await answer.json(content_type=None)

    def signed(self, body: str, at: datetime | None = None, id: str = "") -> dict[str, str]:
        now, name = at or datetime.now(UTC), id or f"msg-{next(_ids)}"
        return {
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(name, now, body),
        }

    async def listen(self) -> None:
        """Opens the command socket and acknowledges what comes."""
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else self.signed("")
        self._socket = await self.http.ws_connect(f"{self.base}/gateways/{self.name}/commands", headers=headers)
        self._reader = asyncio.create_task(self._read(self._socket), name="commands")

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            command = json.loads(message.data)
            if "id" in command:
                self.commands.append(command)
                if self._acknowledge:
                    await socket.send_json({"ack": command["id"]})
                self._new.set()

    async def command(self, kind: str, leg: str) -> dict[str, Any]:
        """The first command of this kind for this call or conversation, when it comes."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for command in self.commands:
                    if command["type"] == kind and leg in (command.get("call"), command.get("conversation")):
                        return command
                self._new.clear()
                await self._new.wait()

    async def closed(self) -> int | None:
        """The code with which the server ended the command socket, once it has."""
        return await close_code(self._socket, self._reader)

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.wait([self._reader])
        await super().close()


def cloud_event(kind: str, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"specversion": "1.0", "id": id, "source": "/pbx", "type": kind, "data": dict(data)}


class Person(Client):
    """Somebody at a browser: logs in, opens a socket, clicks, sees what comes."""

    def __init__(self, base: str, name: str, password: str = "demo", *, socket: str = "agent") -> None:
        super().__init__(base)
        self.name, self._password, self._path = name, password, f"/api/v1/{socket}/socket"
        self.csrf = ""
        self.seen: list[dict[str, Any]] = []
        self.seq: int | None = None
        self._asked = itertools.count(1)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._new = asyncio.Event()

    async def log_in(self) -> None:
        wish = {"name": self.name, "password": self._password}
        async with self.http.post(f"{self.base}/api/v1/login", json=wish) as answer:
            told = await answer.json()
            assert answer.status == 200, told
            self.csrf = told["csrf"]

    async def sit_down(self, *, after: int | None = None) -> None:
        """Opens the socket; with `after`, resumes."""
        query = "" if after is None else f"?after={after}"
        self._socket = await self.http.ws_connect(f"{self.base}{self._path}{query}", headers={"Origin": self.base})
        self._reader = asyncio.create_task(self._read(self._socket), name=f"screen of {self.name}")

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame = json.loads(message.data)
            self.seq = frame.get("seq", self.seq)
            self.seen.append(frame)
            self._new.set()

    async def sees(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first frame of this kind with these fields, when it comes; it is taken off the list."""
        return await self._first(lambda frame: frame.get("type") == kind and fields.items() <= frame.items())

    async def clicks(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The answer to a click."""
        assert self._socket is not None
        number = next(self._asked)
        await self._socket.send_json({"id": number, "type": kind, **fields})
        return await self._first(lambda frame: frame.get("id") == number and "ok" in frame)

    async def _first(self, fits: Any) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                for frame in self.seen:
                    if fits(frame):
                        self.seen.remove(frame)
                        return frame
                self._new.clear()
                await self._new.wait()

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.base}/api/v1{path}") as answer:
            told = await answer.json(content_type=None)
            assert answer.status == 200, told
            return told

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        """A write over REST: its status and its answer."""
        headers = {"X-CSRF-Token": self.csrf}
        async with self.http.post(f"{self.base}/api/v1{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def log_out(self) -> None:
        async with self.http.post(f"{self.base}/api/v1/logout", headers={"X-CSRF-Token": self.csrf}) as answer:
            assert answer.status == 204, await answer.text()

    async def closed(self) -> int | None:
        """The code with which the server ended the socket, once it has."""
        return await close_code(self._socket, self._reader)

    async def stand_up(self) -> None:
        """Closes the socket; the log-in stays."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.wait([self._reader])

    async def close(self) -> None:
        await self.stand_up()
        await super().close()
