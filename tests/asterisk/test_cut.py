"""The socket between Asterisk and our server is cut, or falls silent, both live on: nothing that happens meanwhile is told."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.asterisk import tones
from tests.asterisk.cable import Cable
from tests.asterisk.callers import LOOK_AGAIN, Lines
from tests.asterisk.customers import LI, MA, talks, waits
from tests.asterisk.desk import sitting
from tests.asterisk.house import STAFF, WELCOME, AsteriskHouse
from tests.asterisk.ports import free_port
from tests.asterisk.speak_tone import frequency_of
from tests.asterisk.switch import Switch
from tests.house import furnish


@pytest.fixture(params=["outward", "inward"])
def inward(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "inward")


@pytest.fixture
async def cable(inward: bool, switch: Switch) -> AsyncIterator[Cable]:
    between = free_port()
    async with Cable(between, switch.ari_port) if inward else Cable(switch.server_port, between) as one:
        yield one


@pytest.fixture
async def house(inward: bool, cable: Cable, switch: Switch, tmp_path: Path) -> AsyncIterator[AsteriskHouse]:
    one = AsteriskHouse(tmp_path, switch, inward=inward, between=cable.at if inward else cable.to)
    await furnish(one.database, STAFF)
    await one.start()
    yield one
    one.close()


async def test_given_the_socket_is_cut_then_they_talk_on_and_what_happened_meanwhile_is_made_up_for(
    house: AsteriskHouse, lines: Lines, cable: Cable
) -> None:
    async with sitting(house, lines, "li") as li:
        customer, phone = await talks(house, lines, li)
        leaves = await waits(house, lines, "+8613800000002")
        stays = await waits(house, lines, "+8613800000003")
        await stays.hears(tones.MUSIC)
        await cable.cut()
        await house.logs("asterisk.disconnected")
        lines.listen_anew()
        await phone.hears(MA)
        await customer.hears(LI)
        await stays.hears(tones.MUSIC)
        await leaves.hangs_up()
        await leaves.ended()
        calls = await lines.calls(context=house.context, caller="+8613800000004")
        if house.inward:
            await lines.is_over(calls)  # the dial plan goes on at once, before anybody can ask why
        await li.clicks("hold")  # is done as soon as there is a way to
        await cable.mend()
        await customer.hears(tones.MUSIC)
        state = "SELECT state FROM contacts WHERE caller = '+861380000000{}'"
        await house.shows(state.format(2), ("abandoned",))
        if not house.inward:
            await calls.is_connected()
            await calls.hangs_up()
            await house.shows(state.format(4), ("abandoned",))
        await li.clicks("end")
        await customer.ended()
        await phone.ended()
        await li.wraps_up()
        phone = await li.takes(LI)
        await stays.hears(LI)
        await stays.hangs_up()
        await phone.ended()
        await li.wraps_up()


NOTICED_WITHIN = 10.0 + 1.0
"""Seconds: where Asterisk connects 7.5, a ping after five and half as long for its answer; where the server does, twice five."""


async def test_given_the_network_falls_silent_then_it_is_noticed_by_pings_they_talk_on_and_it_comes_right_by_itself(
    house: AsteriskHouse, lines: Lines, cable: Cable
) -> None:
    async with sitting(house, lines, "li") as li:
        customer, phone = await talks(house, lines, li)
        leaves = await waits(house, lines, "+8613800000002")
        began = time.monotonic()
        cable.falls_silent()
        await leaves.hangs_up()  # Asterisk tells it to nobody
        calls = await lines.calls(context=house.context, caller="+8613800000004")
        while not house.logged("asterisk.disconnected"):
            assert time.monotonic() - began < NOTICED_WITHIN
            await asyncio.sleep(LOOK_AGAIN)
        lines.listen_anew()
        await phone.hears(MA)
        await customer.hears(LI)
        await li.clicks("hold")
        cable.speaks_again()
        await customer.hears(tones.MUSIC)
        state = "SELECT state FROM contacts WHERE caller = '+861380000000{}'"
        await house.shows(state.format(2), ("abandoned",))
        # Asterisk does not know yet that nobody listens: the call does not go on in the dial plan, and is taken.
        await calls.is_connected()
        await calls.hears(frequency_of(WELCOME))
        await calls.hangs_up()
        await house.shows(state.format(4), ("abandoned",))
        await li.clicks("end")
        await customer.ended()
        await phone.ended()
        await li.wraps_up()
