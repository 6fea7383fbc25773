"""Commands by POST to a gateway's webhook."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from standardwebhooks import Webhook

from callcenter.model.gateways import GatewayPolicy
from tests.integration.gateways.http.house import SECOND, SECRET, House, bare_site, command, until


@dataclass
class Pbx:
    """A gateway that takes commands by POST. `answers` are given in turn, then 204."""

    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self.got.append((dict(request.headers), await request.read()))
        await asyncio.sleep(0)
        self.under_way -= 1
        return self.answers.pop(0) if self.answers else web.Response(status=204)

    def ids(self) -> list[str]:
        return [json.loads(body)["id"] for _, body in self.got]


@asynccontextmanager
async def hooked(house: House) -> AsyncIterator[Pbx]:
    pbx = Pbx()
    app = web.Application()
    app.router.add_post("/commands", pbx.take)
    async with TestServer(app) as server:
        policy = GatewayPolicy(name="hooked", webhook=str(server.make_url("/commands")))
        house.site[0] = bare_site(hooked=policy)
        running = asyncio.create_task(house.carrier.run())
        try:
            yield pbx
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_given_a_webhook_then_commands_are_posted_signed_and_one_call_keeps_its_order(house: House) -> None:
    house.environ["CALLCENTER_SECRET_HOOKED"] = f"{SECRET} {SECOND}"
    async with hooked(house) as pbx:
        for n in range(6):
            house.carrier.send(command(n, gateway="hooked"))
        await until(lambda: len(house.heard.acknowledged) == 6)
    assert pbx.ids() == [f"{n}.0" for n in range(6)]
    assert pbx.most_under_way == 1
    for headers, body in pbx.got:
        lower = {name.lower(): value for name, value in headers.items()}
        assert Webhook(SECRET).verify(body, lower) == Webhook(SECOND).verify(body, lower) == json.loads(body)
        assert lower["webhook-id"] == json.loads(body)["id"]


async def test_given_commands_from_before_the_start_then_they_are_posted_when_it_runs(house: House) -> None:
    house.carrier.send(command(1, gateway="hooked"))
    async with hooked(house) as pbx:
        await until(lambda: house.heard.acknowledged == ["1.0"])
    assert pbx.ids() == ["1.0"]


@pytest.mark.parametrize(
    "refusal",
    [
        lambda: web.Response(status=500),
        lambda: web.Response(status=302, headers={"Location": "/elsewhere"}),
        lambda: web.json_response({"ack": "another"}),
    ],
)
async def test_given_a_webhook_that_refuses_then_the_call_waits_and_goes_again_while_others_go_on(
    house: House, refusal: Callable[[], web.Response]
) -> None:
    async with hooked(house) as pbx:
        pbx.answers.append(refusal())
        house.carrier.send(command(1, "a", "hooked"))
        await until(lambda: len(pbx.got) == 1 and pbx.under_way == 0)
        house.carrier.send(command(2, "b", "hooked"))
        await until(lambda: house.heard.acknowledged == ["2.0"])
        assert pbx.ids() == ["1.0", "2.0"]
        house.clock.advance(5.0)
        await house.carrier.tick()
        await until(lambda: house.heard.acknowledged == ["2.0", "1.0"])


@pytest.mark.parametrize("answer", [{"ack": "1.0"}, {"taken": True}, "fine"])
async def test_given_any_2xx_that_names_no_other_id_then_it_is_acknowledged(house: House, answer: object) -> None:
    async with hooked(house) as pbx:
        pbx.answers.append(web.json_response(answer, status=201))
        house.carrier.send(command(1, gateway="hooked"))
        await until(lambda: house.heard.acknowledged == ["1.0"])


async def test_given_nobody_listens_or_no_secret_then_commands_stay_outstanding(house: House) -> None:
    async with hooked(house) as pbx:
        del house.environ["CALLCENTER_SECRET_HOOKED"]
        house.carrier.send(command(1, gateway="hooked"))
        house.site[0] = bare_site(hooked=GatewayPolicy(name="hooked", webhook="http://127.0.0.1:1/none"))
        house.carrier.send(command(2, "other", "hooked"))
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert pbx.got == []
        assert house.carrier.unacknowledged("hooked") == 2
