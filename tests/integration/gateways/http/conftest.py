"""The room alone behind a real HTTP server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from callcenter.clock import ManualClock
from callcenter.gateways.http.access import Access
from callcenter.gateways.http.carrier import HttpCarrier
from callcenter.gateways.http.commands import CommandDoor
from callcenter.gateways.http.events import EventDoor
from callcenter.gateways.http.routes import Parts, routes
from callcenter.gateways.http.signature import Secrets
from callcenter.gateways.http.webhook import Webhooks
from callcenter.model.gateways import GatewayPolicy
from callcenter.services.pace import Pace
from tests.integration.gateways.http.house import (
    SECRET,
    Heard,
    House,
    MemoryIntake,
    MemoryLetters,
    bare_site,
    holder,
    problems,
)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with opened_house() as opened:
        yield opened


@asynccontextmanager
async def opened_house() -> AsyncIterator[House]:
    clock, intake, letters, heard = ManualClock(), MemoryIntake(), MemoryLetters(), Heard()
    environ = {"CALLCENTER_SECRET_PBX": SECRET, "CALLCENTER_SECRET_HOOKED": SECRET}
    site = [bare_site(pbx=GatewayPolicy(name="pbx"), ari=GatewayPolicy(name="ari", kind="asterisk"))]
    secrets, pace = Secrets(environ), Pace("1000 per minute", clock)
    access = Access(secrets, holder, clock)
    numbers = count()
    async with aiohttp.ClientSession() as outward:
        carrier = HttpCarrier(
            told=heard,
            letters=letters,
            webhook_of=lambda gateway: policy.webhook if (policy := site[0].gateways.get(gateway)) else None,
            webhooks=Webhooks(outward, secrets),
            clock=clock,
            new_id=lambda prefix: f"{prefix}_{next(numbers)}",
        )
        door = EventDoor(
            site=lambda: site[0],
            access=access,
            intake=intake,
            dead=letters,
            pace=pace,
            clock=clock,
            new_id=lambda prefix: f"{prefix}_{next(numbers)}",
        )
        commands = CommandDoor(site=lambda: site[0], access=access, carrier=carrier, write_seconds=0.2)
        app = web.Application(middlewares=[problems])
        app.add_routes(routes(Parts(events=door, commands=commands)))
        async with TestClient(TestServer(app)) as client:
            yield House(client, intake, letters, heard, clock, environ, carrier, site, door, pace)
            await carrier.close()
