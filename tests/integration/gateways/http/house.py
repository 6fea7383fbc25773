"""A small server with only this room in it: a memory for what was committed, and the errors mapped to the wire."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient
from standardwebhooks import Webhook

from callcenter.clock import ManualClock
from callcenter.errors import Fault, Unavailable
from callcenter.gateways.http.carrier import HttpCarrier
from callcenter.gateways.http.events import EventDoor
from callcenter.model.gateways import GatewayPolicy
from callcenter.model.site import Site
from callcenter.services.ingest import Draft, Taken
from callcenter.services.pace import Pace
from callcenter.services.ports import ApiKey, DeadLetter, OutboxRow, Page

SECRET = "whsec_" + base64.b64encode(b"first secret of the test gateway").decode()
SECOND = "whsec_" + base64.b64encode(b"second secret, while rotating it").decode()
KEY = "cck_key-of-the-test-gateway"


class MemoryIntake:
    """What would be the journal: each (source, id) once."""

    def __init__(self) -> None:
        self.drafts: dict[tuple[str, str, str], Draft] = {}
        self.full = False
        self.refusals = 0

    async def take(self, gateway: str, drafts: Sequence[Draft]) -> Sequence[Taken]:
        if self.full:
            self.refusals += 1
            raise Unavailable("the disk is full", retry_after=2)
        answer = []
        for draft in drafts:
            key = (gateway, draft.source, draft.id)
            answer.append(Taken(id=draft.id, duplicate=key in self.drafts))
            self.drafts.setdefault(key, draft)
        return answer


class MemoryLetters:
    def __init__(self) -> None:
        self.buried: list[DeadLetter] = []

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        self.buried.extend(letters)

    async def dead_letters(self, after: str | None, limit: int) -> Page:
        return Page(rows=[], after=None)


@dataclass
class Heard:
    """Everything the carrier told of."""

    acknowledged: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    silent: list[tuple[str, float, int]] = field(default_factory=list)

    def on_acknowledged(self, gateway: str, id: str) -> None:
        self.acknowledged.append(id)

    def on_given_up(self, row: OutboxRow) -> None:
        self.given_up.append(row.id)

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None:
        self.silent.append((gateway, seconds, unacknowledged))


def bare_site(**gateways: GatewayPolicy) -> Site:
    return Site(
        name={"en": "Test"},
        version="v1",
        languages=("en",),
        zone="UTC",
        skills={},
        queues={},
        intents={},
        flows={},
        calendars={},
        entry_points={},
        gateways=gateways,
        channels={},
        dispositions={},
        causes={},
        guidance={},
        words={},
        default_queue="general",
    )


@web.middleware
async def problems(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Fault as error:
        status, body = error.status, {"code": error.code, "detail": error.detail, "errors": list(error.errors)}
        wait = error.retry_after
    except Unavailable as error:
        status, body, wait = 503, {"code": "unavailable", "detail": error.detail}, error.retry_after
    headers = {} if wait is None else {"Retry-After": str(int(wait))}
    return web.json_response(body, status=status, headers=headers, content_type="application/problem+json")


@dataclass
class House:
    client: TestClient[web.Request, web.Application]
    intake: MemoryIntake
    letters: MemoryLetters
    heard: Heard
    clock: ManualClock
    environ: dict[str, str]
    carrier: HttpCarrier
    site: list[Site]
    door: EventDoor
    pace: Pace
    numbers: "count[int]" = field(default_factory=count)

    async def post(
        self, body: bytes | str | dict[str, object] | list[object], *, sign: bool = True, **headers: str
    ) -> aiohttp.ClientResponse:
        """Header names with `_` for `-`. Signed anew with the first secret unless told otherwise."""
        raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = "application/cloudevents-batch+json" if isinstance(body, list) else "application/cloudevents+json"
        said = {"Content-Type": kind}
        if sign:
            said |= signed(f"m{next(self.numbers)}", raw)
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post("/gateways/pbx/events", data=raw, headers=said)

    def ids(self) -> list[str]:
        return [id for _, _, id in self.intake.drafts]


def signed(id: str, body: bytes, secret: str = SECRET, age: float = 0.0) -> dict[str, str]:
    at = datetime.now(UTC) - timedelta(seconds=age)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, at, body.decode("utf-8", "replace")),
    }


def event(id: str = "e1", type: str = "call.arrived", **data: object) -> dict[str, object]:
    if type == "call.arrived":
        data = {"call": "c1", "from": "+8613800000001", "to": "+861069950000", **data}
    return {"specversion": "1.0", "id": id, "source": "/pbx/1", "type": type, "data": data}


def command(n: int, leg: str = "c1", gateway: str = "pbx", at: float = 1_800_000_000.0) -> OutboxRow:
    body = json.dumps({"id": f"{n}.0", "call": leg, "type": "answer", "args": {}})
    return OutboxRow(id=f"{n}.0", gateway=gateway, leg=leg, seq=n, body=body, at=at)


async def holder(secret: str) -> ApiKey | None:
    scopes = {KEY: ("gateway:pbx",), "cck_other": ("gateway:other",)}.get(secret)
    return None if scopes is None else ApiKey(id="k1", name="k", secret_hash="", scopes=scopes, created_at=0.0)


async def until(true: Callable[[], bool]) -> None:
    """Lets the two ends of a real connection work until `true`; at most ten seconds."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # what is awaited happens on the other end of a socket
            await asyncio.sleep(0.001)
