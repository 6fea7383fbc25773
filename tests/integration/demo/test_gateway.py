"""The simulated gateway as a real client of the HTTP contract."""

import asyncio

import aiohttp

from callcenter.demo.gateway import Gateway
from callcenter.model.events import CallArrived
from tests.integration.gateways.http.conftest import opened_house
from tests.integration.gateways.http.house import SECRET, House, command, until


def gateway(house: House, client: aiohttp.ClientSession) -> Gateway:
    return Gateway(client, str(house.client.make_url("")), SECRET)


async def test_given_an_event_then_it_is_signed_and_committed() -> None:
    async with opened_house() as house, aiohttp.ClientSession() as client:
        pbx = gateway(house, client)
        await pbx.tell("call.arrived", call="c1", to="110", **{"from": None})
        await pbx.tell("call.teleported", call="c1")
        (draft,) = house.intake.drafts.values()
        assert draft.event == CallArrived(gateway="pbx", call="c1", dialled="110")
        assert len(pbx.rejected) == 1


async def test_given_a_server_that_cannot_commit_then_the_same_event_is_sent_until_it_can() -> None:
    async with opened_house() as house, aiohttp.ClientSession() as client:
        house.intake.full = True
        telling = asyncio.create_task(gateway(house, client).tell("call.digits", call="c1", digits="1"))
        await until(lambda: house.intake.refusals >= 2)
        house.intake.full = False
        await telling
        assert len(house.intake.drafts) == 1


async def test_given_commands_then_each_is_acknowledged_and_handed_to_its_call_once() -> None:
    async with opened_house() as house, aiohttp.ClientSession() as client:
        pbx, strange = gateway(house, client), []

        async def stranger(command: dict[str, object]) -> None:
            strange.append(command["id"])

        pbx.strangers = stranger
        commands = pbx.open_leg("c1")
        running = asyncio.create_task(pbx.run())
        await pbx.ready.wait()
        for row in (command(1), command(2), command(3, leg="unknown")):
            house.carrier.send(row)
        await until(lambda: len(house.heard.acknowledged) == 3)
        house.carrier.send(command(2))
        await until(lambda: len(house.heard.acknowledged) == 4)
        assert [commands.get_nowait()["id"] for _ in range(commands.qsize())] == ["1.0", "2.0"]
        assert strange == ["3.0"]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
