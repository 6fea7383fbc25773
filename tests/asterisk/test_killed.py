"""`kill -9` in the middle of calls: of our server, and of Asterisk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from callcenter.testing.clients import Person
from tests.asterisk import tones
from tests.asterisk.callers import NORMAL, Lines
from tests.asterisk.customers import HU, LI, MA, SUN, WANG, ZHAO, calls, talks, waits
from tests.asterisk.desk import back_at, sitting
from tests.asterisk.house import HOURS, WELCOME, AsteriskHouse
from tests.asterisk.speak_tone import frequency_of

pytestmark = pytest.mark.parametrize("house", ["outward", "inward"], indirect=True, scope="module")


@pytest.fixture(autouse=True)
async def alive(house: AsteriskHouse) -> AsyncIterator[None]:
    """Whatever the test did to it."""
    yield
    if not house.is_running():
        await house.start()


async def floor_of(house: AsteriskHouse, stack: AsyncExitStack) -> dict[str, Any]:
    boss = await stack.enter_async_context(Person(house.base, "boss", socket="supervisor"))
    await boss.log_in()
    await boss.sit_down()
    return dict((await boss.sees("welcome"))["snapshot"])


async def newest(house: AsteriskHouse) -> str:
    ((contact,),) = await house.rows("SELECT id FROM contacts ORDER BY arrived_at DESC LIMIT 1")
    return str(contact)


async def test_given_our_server_is_killed_with_five_calls_up_then_they_go_on_and_it_takes_them_up_again(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as li:
        customer, phone = await talks(house, lines, li)
        async with (
            sitting(house, lines, "wang") as wang,
            sitting(house, lines, "zhao") as zhao,
            AsyncExitStack() as stack,
        ):
            # Whoever is free longest gets the call.
            phones = {}
            other = await waits(house, lines)
            phones["wang"] = await wang.takes(WANG)
            held = await waits(house, lines)
            phones["zhao"] = await zhao.takes(ZHAO)
            await other.speaks(HU)
            await held.speaks(SUN)
            await phones["zhao"].hears(SUN)
            await zhao.clicks("hold")
            await held.hears(tones.MUSIC)
            waiting = await waits(house, lines)
            await waiting.hears(tones.MUSIC)
            place = await newest(house)
            chooser = await calls(house, lines)
            at_menu = await newest(house)

            house.kill()
            lines.listen_anew()
            await asyncio.gather(
                phone.hears(MA),
                customer.hears(LI),
                phones["wang"].hears(HU),
                other.hears(WANG),
                held.hears(tones.MUSIC),
                waiting.hears(tones.MUSIC),
            )
            await phones["zhao"].does_not_hear(SUN)
            await other.hangs_up()
            await other.ended()
            await house.start()

            li, at_li = await back_at(house, lines, stack, li)
            wang, at_wang = await back_at(house, lines, stack, wang)
            zhao, at_zhao = await back_at(house, lines, stack, zhao)
            assert at_li == {li.contact: "connected"}
            assert at_zhao == {zhao.contact: "held"}
            await phones["wang"].ended()
            if at_wang != {wang.contact: "wrap_up"}:
                await wang.sees("wrap_up")
            floor = await floor_of(house, stack)
            states = {id: row["state"] for id, row in floor["contacts"].items()}
            assert states == {
                li.contact: "connected",
                wang.contact: "wrap_up",
                zhao.contact: "held",
                place: "queued",
                at_menu: "self_service",
            }
            ended = await wang.person.get(f"/contacts/{wang.contact}")
            # Asterisk keeps what happened for us where it connects; else nobody saw why.
            assert ended["end_reason"] in (("failed",) if house.inward else ("customer_hangup", "failed"))

            lines.listen_anew()
            await asyncio.gather(
                phone.hears(MA), customer.hears(LI), held.hears(tones.MUSIC), waiting.hears(tones.MUSIC)
            )
            await chooser.presses("3")
            await chooser.hears(frequency_of(HOURS))
            await chooser.hears(frequency_of(WELCOME))
            await chooser.hangs_up()
            await zhao.clicks("resume")
            await held.hears(ZHAO)
            await phones["zhao"].hears(SUN)
            await li.clicks("end")
            assert await customer.ended() == NORMAL
            await phone.ended()
            await li.wraps_up()
            await li.takes(LI)
            assert li.contact == place
            await waiting.hears(LI)
            await waiting.does_not_hear(tones.MUSIC)
            await waiting.hangs_up()
            await held.hangs_up()
            for desk in (li, zhao):
                await desk.sees("wrap_up")
                await desk.wraps_up()
            await house.shows(f"SELECT state FROM contacts WHERE id = '{at_menu}'", ("abandoned",))


async def test_given_asterisk_is_killed_then_its_calls_end_and_the_next_one_is_served(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as li, AsyncExitStack() as stack:
        await talks(house, lines, li)
        await waits(house, lines)
        place = await newest(house)
        lines.switch.kill()
        await lines.disconnect()
        lines.switch.start()
        await lines.connect()
        lines.ends.clear()
        lines.rang.clear()
        await li.sees("wrap_up")
        await house.shows(f"SELECT state, end_reason FROM contacts WHERE id = '{place}'", ("abandoned", "failed"))
        floor = await floor_of(house, stack)
        assert {id: row["state"] for id, row in floor["contacts"].items()} == {li.contact: "wrap_up"}
        await li.wraps_up()
        customer, phone = await talks(house, lines, li)
        await customer.hangs_up()
        await phone.ended()
        await li.wraps_up()
