"""Customers on a real switch, our real server behind it, agents at their screens and phones: what each of them hears."""

import asyncio

import pytest

from tests.asterisk import tones
from tests.asterisk.callers import NORMAL, Lines
from tests.asterisk.customers import LI, MA, calls, waits
from tests.asterisk.desk import Desk, sitting
from tests.asterisk.house import HOURS, WELCOME, AsteriskHouse
from tests.asterisk.speak_tone import frequency_of

pytestmark = pytest.mark.parametrize("house", ["outward", "inward"], indirect=True, scope="module")
"""Asterisk connects to it; or it connects to Asterisk."""


async def becomes(desk: Desk, state: str) -> dict[str, object]:
    """What the history says of the contact, once it says this."""
    async with asyncio.timeout(10.0):
        while (contact := await desk.person.get(f"/contacts/{desk.contact}"))["state"] != state:
            pass
    return dict(contact)


async def test_a_customer_hears_the_menu_keys_waits_to_music_and_talks_until_the_agent_ends_it(
    house: AsteriskHouse, lines: Lines
) -> None:
    customer = await calls(house, lines)
    await customer.presses("3")  # while the menu is still being said
    await customer.hears(frequency_of(HOURS))
    await customer.hears(frequency_of(WELCOME))
    await customer.presses("2")
    await customer.hears(tones.MUSIC)
    async with sitting(house, lines, "li") as li:
        phone = await li.takes(LI)
        await customer.speaks(MA)
        await phone.hears(MA)
        await customer.hears(LI)
        await customer.does_not_hear(tones.MUSIC)
        await li.clicks("end")
        assert await customer.ended() == NORMAL
        await phone.ended()
        await li.wraps_up()
        contact = await becomes(li, "completed")
        assert contact["queue"] == "cards"


async def test_a_customer_who_gives_up_while_waiting_is_counted_as_abandoned(
    house: AsteriskHouse, lines: Lines
) -> None:
    customer = await waits(house, lines)
    await customer.hears(tones.MUSIC)
    await customer.hangs_up()
    await house.shows("SELECT state FROM contacts ORDER BY arrived_at DESC LIMIT 1", ("abandoned",))


async def test_given_the_customer_hangs_up_while_the_phone_rings_then_it_stops_at_once(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as li:
        customer = await waits(house, lines)
        await li.accepts()
        phone = await lines.rings("li")
        await customer.hangs_up()
        await phone.ended(patience=1.0)


async def test_given_hold_then_the_customer_hears_music_and_nobody_hears_the_customer(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as li:
        customer = await waits(house, lines)
        phone = await li.takes(LI)
        await customer.speaks(MA)
        await phone.hears(MA)
        await li.clicks("hold")
        await customer.hears(tones.MUSIC)
        await phone.does_not_hear(MA)
        await customer.does_not_hear(LI)
        await li.clicks("resume")
        await customer.hears(LI)
        await phone.hears(MA)
        await phone.hangs_up()  # at the phone, not at the screen
        await customer.ended()
        await li.wraps_up()
