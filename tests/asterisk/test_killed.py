"""`kill -9` in the middle of calls: of our server, and of Asterisk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.testing.clients import Person
from tests.asterisk.callers import FarEnd, Lines
from tests.asterisk.desk import Desk, sitting
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.switch import Switch
from tests.house import furnish

LI, MA = 1000, 440


@pytest.fixture(params=["outward", "inward"])
async def house(request: pytest.FixtureRequest, switch: Switch, tmp_path: Path) -> AsyncIterator[AsteriskHouse]:
    one = AsteriskHouse(tmp_path, switch, inward=request.param == "inward")
    await furnish(one.database, STAFF)
    await one.start()
    yield one
    one.close()


async def waits(house: AsteriskHouse, lines: Lines) -> FarEnd:
    customer = await lines.calls(context=house.context, caller="+8613800000001")
    await customer.is_connected()
    await customer.presses("2")
    return customer


async def test_given_our_server_is_killed_then_they_talk_on_and_the_agent_can_end_it_afterwards(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as desk:
        customer = await waits(house, lines)
        phone = await desk.takes(LI)
        house.kill()
        await customer.speaks(MA)
        await phone.hears(MA)
        await customer.hears(LI)
        await house.start()
        await phone.hears(MA)
        async with Person(house.base, "li") as person:
            await person.log_in()
            await person.sit_down()
            there = (await person.sees("welcome"))["snapshot"]["contacts"]
            assert [(contact["id"], contact["state"]) for contact in there] == [(desk.contact, "connected")]
            again = Desk(person, lines)
            again.contact = desk.contact
            await again.clicks("end")
            await customer.ended()
            await phone.ended()
            await again.wraps_up()


async def test_given_the_customer_hangs_up_while_our_server_is_down_then_the_call_is_over_when_it_is_back(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as desk:
        customer = await waits(house, lines)
        phone = await desk.takes(LI)
        house.kill()
        await customer.hangs_up()
        await customer.ended()
        await house.start()
        await phone.ended()
        await house.shows("SELECT state FROM contacts", ("wrap_up",))


async def test_given_asterisk_is_killed_then_its_calls_end_and_the_next_one_is_served(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as desk:
        await waits(house, lines)
        await desk.takes(LI)
        lines.switch.kill()
        await lines.disconnect()
        lines.switch.start()
        await lines.connect()
        lines.ends.clear()
        await desk.sees("wrap_up")
        await desk.wraps_up()
        customer = await waits(house, lines)
        phone = await desk.takes(LI)
        await customer.hears(LI)
        await customer.hangs_up()
        await phone.ended()
