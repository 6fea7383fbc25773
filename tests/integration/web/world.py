"""The web room with fakes behind it: a store in memory, a door that writes the rows it is asked for, scripted screens."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from pydantic import TypeAdapter

from callcenter.clock import ManualClock
from callcenter.errors import Unknown
from callcenter.model.agent import Role
from callcenter.model.commands import Reply
from callcenter.model.customer import Customer, Identity, IdentityKind
from callcenter.model.events import AnyEvent, Asked, CallbackPromised, ComplaintReported
from callcenter.model.promise import Callback, Complaint
from callcenter.services.callbacks import Callbacks
from callcenter.services.cases import Cases
from callcenter.services.flow_reports import FlowReports
from callcenter.services.passwords import Passwords
from callcenter.services.people import Entrance, KeyRing, Staff
from callcenter.services.ports import ContactRow, Json, Projection
from callcenter.services.receipts import Receipts
from callcenter.services.records import Records
from callcenter.services.signing import Signer
from callcenter.sla.clock import start
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site
from callcenter.web import Parts, build
from callcenter.web.op import ops_of
from callcenter.web.parts import Send
from callcenter.web.problems import Problem
from callcenter.web.rest.contacts import Contacts
from callcenter.web.rest.customers import Customers, Orders
from callcenter.web.rest.floor import FloorNow, Letters, SiteNow
from callcenter.web.rest.flows import Flows
from callcenter.web.rest.people import Keys, LoggingIn, Users
from callcenter.web.rest.promises import CallbackDesk, Complaints
from callcenter.web.rest.receipts import ReceiptDesk
from callcenter.web.rest.surveys import Surveys

PASSWORD = "correct horse"
OWNERS: tuple[type, ...] = (
    LoggingIn, Contacts, ReceiptDesk, Customers, CallbackDesk, Complaints, Surveys, Orders, FloorNow, SiteNow, Flows,
    Letters, Users, Keys,
)  # fmt: skip
OPERATIONS = [
    (spec, re.compile(re.sub(r"{\w+}", "[^/]+", spec.path)))
    for owner in OWNERS
    for spec, _ in ops_of(owner.__new__(owner))
]
"""Every operation, and which addresses are its."""


class FakeDoor:
    """Grants every wish, unless `replies` holds another answer; promised rows are written before the answer."""

    def __init__(self, store: FakeStore, clock: ManualClock) -> None:
        self._store, self._clock = store, clock
        self.submitted: list[AnyEvent] = []
        self.asked: list[Asked] = []
        self.replies: list[Reply | Exception] = []

    def submit(self, event: AnyEvent, key: str = "") -> asyncio.Future[int | None]:
        self.submitted.append(event)
        done: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        done.set_result(len(self.submitted))
        return done

    async def ask(self, event: Asked) -> Reply:
        self.asked.append(event)
        if self.replies:
            reply = self.replies.pop(0)
            if isinstance(reply, Exception):
                raise reply
            return reply
        if isinstance(event, ComplaintReported):
            await self._write(complaints=[self._complaint(event)])
        if isinstance(event, CallbackPromised):
            await self._write(callbacks=[self._callback(event)])
        return Reply(request="r1", ok=True, result={"seen": type(event).__name__})

    async def _write(self, **rows: Any) -> None:
        await self._store.append([], Projection(upto=0, **rows))

    def _complaint(self, event: ComplaintReported) -> Complaint:
        now = self._clock.now()
        return Complaint(
            id=event.complaint,
            cause=event.cause,
            text=event.text,
            channel=event.channel,
            severity=event.severity,
            customer=event.customer,
            contact=event.contact,
            clock=start(now, 24),
            created_at=now,
            trail=({"at": now, "by": event.agent, "what": "received", "detail": ""},),
        )

    def _callback(self, event: CallbackPromised) -> Callback:
        return Callback(
            id=event.callback,
            number=event.number,
            window_from=event.window_from,
            window_to=event.window_to,
            zone=event.zone,
            reason=event.reason,
            kind=event.kind,
            customer=event.customer,
            agent=event.to_agent,
            queue=event.to_queue,
            due_at=event.window_from,
            created_at=self._clock.now(),
        )


class FakeDesk:
    """Agents' screens and the floor in one: keeps the open seats so that a test can push."""

    def __init__(self) -> None:
        self.seats: dict[str, Send] = {}
        self.attending: dict[str, Send] = {}
        self.left: list[str] = []
        self.watched: list[tuple[str, str]] = []
        self.arrived = asyncio.Event()
        self.gone = asyncio.Event()
        self.refuse: Exception | None = None
        self.refuse_leaving: list[Exception] = []
        self.after: int | None = None

    async def join(self, who: str, send: Send, after: int | None) -> str:
        if self.refuse:
            raise self.refuse
        self.after = after
        self.seats[who] = send
        send(json.dumps({"type": "welcome", "seq": 7, "snapshot": {}}))
        self.arrived.set()
        return who

    async def attend(self, who: str, send: Send) -> str:
        """What rings at a supervisor, on the floor's socket."""
        self.attending[who] = send
        return who

    async def leave(self, seat: str) -> None:
        if self.attending.pop(seat, None):
            return
        if self.refuse_leaving:
            raise self.refuse_leaving.pop()
        self.left.append(seat)
        self.gone.set()

    async def watch(self, seat: str, customer: str) -> None:
        self.watched.append((seat, customer))

    async def unwatch(self, seat: str, customer: str) -> None:
        self.watched.remove((seat, customer))


class FakeFloor(FakeDesk):
    def __init__(self) -> None:
        super().__init__()
        self.reasons: dict[str, Json] = {}
        """What `why_nothing` tells, by agent."""
        self.now: dict[str, dict[str, Json]] = {
            "queues": {"cards": {"waiting": 2, "oldest_wait": 12.5}},
            "agents": {
                "agent1": {"name": "Li Na", "state": "idle", "skills": {"card": 8}, "contacts": []},
                "agent2": {"name": "Wang", "state": "busy", "skills": {}, "contacts": ["c9"]},
            },
            "contacts": {},
        }

    def snapshot(self) -> Mapping[str, Any]:
        return self.now

    def why_nothing(self, agent: str) -> Json:
        if agent not in self.reasons:
            raise Unknown(f"there is no agent {agent}")
        return self.reasons[agent]


class FakeSite:
    def __init__(self) -> None:
        self.site = small_site()
        self.wrong: list[str] = []

    def current(self) -> Any:
        return self.site

    def problems(self) -> list[str]:
        return self.wrong

    def model(self) -> dict[str, Any]:
        return {"state": "fresh", "emergency_threshold": 0.2, "unsure_threshold": 0.4}

    async def reload(self) -> None:
        self.site = small_site("site-2")


def check_shape(method: str, path: str, told: "Answer") -> None:
    """Whatever a test asks: what came back is what the API's document says of it."""
    if told.headers.get("Content-Type", "").startswith("application/problem+json"):
        assert told.status >= 400
        Problem.model_validate_json(told.text)
    for spec, pattern in OPERATIONS:
        if told.status < 300 and spec.method == method and pattern.fullmatch(path.split("?")[0]):
            assert told.status == spec.status
            if "json" in told.headers.get("Content-Type", "") and spec.returns is not None:
                TypeAdapter(spec.returns).validate_json(told.text, strict=True)


class Browser:
    """A person's browser: keeps the cookie, sends the CSRF word with writes."""

    def __init__(self, server: TestServer) -> None:
        self._client: TestClient[web.Request, web.Application] = TestClient(server, cookie_jar=CookieJar(unsafe=True))
        self.csrf = ""

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._client.session.close()

    async def log_in(self, name: str, password: str = PASSWORD) -> "Answer":
        answer = await self.call("POST", "/api/v1/login", {"name": name, "password": password})
        if answer.status == 200:
            self.csrf = answer.json["csrf"]
        return answer

    async def call(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> "Answer":
        sent = {"X-CSRF-Token": self.csrf} if self.csrf else {}
        if body is not None:
            more["json"] = body
        async with self._client.request(method, path, headers={**sent, **(headers or {})}, **more) as answer:
            told = Answer(status=answer.status, headers=answer.headers, text=await answer.text())
        check_shape(method, path, told)
        return told

    def socket(self, path: str, **more: Any) -> Any:
        return self._client.ws_connect(path, **more)


@dataclass(kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        code: str = self.json["code"]
        return code

    @property
    def pointers(self) -> set[str]:
        return {error["pointer"] for error in self.json["errors"]}


@dataclass(kw_only=True)
class World:
    clock: ManualClock
    store: FakeStore
    door: FakeDoor
    desk: FakeDesk
    floor: FakeFloor
    site: FakeSite
    staff: Staff
    keys: KeyRing
    server: TestServer
    told: list[str]
    browsers: list[Browser] = field(default_factory=list)

    async def browser(self, name: str | None = None) -> Browser:
        browser = Browser(self.server)
        self.browsers.append(browser)
        if name is not None:
            assert (await browser.log_in(name)).status == 200
        return browser

    async def program(self, *scopes: str) -> dict[str, str]:
        """The header of a new key with these scopes."""
        secret, _ = await self.keys.cut("robot", scopes)
        return {"Authorization": f"Bearer {secret}"}

    async def contact(self, id: str, *, agent: str | None = None, customer: str | None = None, at: float = 0.0) -> None:
        row = contact_row(id, agent=agent, customer=customer, at=at or self.clock.now())
        await self.store.append([], Projection(upto=0, contacts={id: row}))


def contact_row(id: str, *, agent: str | None, customer: str | None, at: float) -> ContactRow:
    shown = {"id": id, "channel": "voice", "state": "completed", "customer": customer, "queue": "cards",
             "agent": agent, "arrived_at": "2027-01-15T08:00:00.000Z", "caller": "+8613800000001"}  # fmt: skip
    return ContactRow(
        id=id,
        seq=1,
        channel="voice",
        gateway="pbx",
        leg=f"leg-{id}",
        state="completed",
        customer=customer,
        caller="+8613800000001",
        intent="card_loss",
        emergency=True,
        queue="cards",
        agent=agent,
        arrived_at=at,
        queued_at=None,
        connected_at=None,
        ended_at=None,
        end_reason="",
        disposition=None,
        body=json.dumps(shown),
    )


CUSTOMER = Customer(
    id="cus_1",
    name="王小明",
    identities=(Identity(kind=IdentityKind.PHONE, value="+8613800000001"),),
    created_at=1_700_000_000.0,
)
USERS = {"agent1": Role.AGENT, "agent2": Role.AGENT, "supervisor1": Role.SUPERVISOR, "admin1": Role.ADMIN}


@asynccontextmanager
async def world(console: Path, **changes: Any) -> AsyncIterator[World]:
    """Four users, one customer known as cus_1, nothing live. `changes` replace fields of `Parts`."""
    clock, store, told = ManualClock(), FakeStore(), list[str]()
    door, desk, floor, site = FakeDoor(store, clock), FakeDesk(), FakeFloor(), FakeSite()
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    signer = Signer(store, clock)
    staff, keys = Staff(store, passwords, door), KeyRing(store, clock)
    for name, role in USERS.items():
        await staff.add(name=name, password=PASSWORD, role=role, endpoint=f"PJSIP/{name}")
    await store.add_customer(CUSTOMER)

    async def panel(customer: str) -> Json | None:
        return {"customer": customer} if await store.customer(customer) else None

    parts = {
        "store": store,
        "door": door,
        "desk": desk,
        "floor": floor,
        "site": site,
        "clock": clock,
        "entrance": Entrance(store, clock, passwords),
        "keys": keys,
        "staff": staff,
        "cases": Cases(store, door, clock, site.current, lambda complaint: told.append(complaint.id)),
        "callbacks": Callbacks(store, door, clock, site.current, lambda callback: told.append(callback.id)),
        "records": Records(store, clock, lambda: "CN", told.append),
        "flows": FlowReports(store, lambda: [site.current()], clock),
        "receipts": Receipts(store, signer, clock),
        "signer": signer,
        "panel": panel,
        "console": console,
    }
    async with TestServer(build(Parts(**{**parts, **changes}))) as server:
        made = World(clock=clock, store=store, door=door, desk=desk, floor=floor, site=site, staff=staff, keys=keys,
                     server=server, told=told)  # fmt: skip
        try:
            yield made
        finally:
            for browser in made.browsers:
                await browser.__aexit__(None, None, None)
