"""Calls that move on: blind and warm transfer, three who talk, supervisors who listen, whisper and barge. Who hears whom is
measured."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.asterisk import tones
from tests.asterisk.callers import BUSY, FarEnd, Lines, Phone
from tests.asterisk.customers import BOSS, LI, MA, WANG, ZHAO, talks
from tests.asterisk.desk import Desk, monitoring, monitors, sitting, supervising
from tests.asterisk.house import AsteriskHouse

OUTSIDE = "+861069951234"


async def wang_takes_it_over(wang: Desk, li: Desk, lines: Lines, customer: FarEnd, first: Phone) -> None:
    """A call that li has let go of comes to wang, who hears the customer, and ends."""
    phone = await wang.takes(WANG)
    await first.ended()
    assert wang.contact == li.contact
    await customer.hears(WANG)
    await phone.hears(MA)
    await customer.hangs_up()
    await phone.ended()
    await wang.wraps_up()


async def test_a_call_is_handed_to_a_colleague_without_a_word(house: AsteriskHouse, lines: Lines) -> None:
    async with sitting(house, lines, "li") as li:
        customer, first = await talks(house, lines, li)
        async with sitting(house, lines, "wang") as wang:
            await li.clicks("transfer", to={"agent": "wang"})
            await customer.hears(tones.MUSIC)
            await wang_takes_it_over(wang, li, lines, customer, first)


async def test_a_call_is_handed_to_a_queue_and_its_agent(house: AsteriskHouse, lines: Lines) -> None:
    async with sitting(house, lines, "li") as li:
        customer, first = await talks(house, lines, li)
        async with sitting(house, lines, "wang") as wang:
            await li.clicks("transfer", to={"queue": "general"})
            await wang_takes_it_over(wang, li, lines, customer, first)


async def test_a_call_is_handed_to_a_number_outside_and_is_not_ours_any_more(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as li:
        customer, first = await talks(house, lines, li)
        await li.clicks("transfer", to={"number": OUTSIDE})
        there = await lines.rings(OUTSIDE)
        await first.ended()
        await customer.hears(tones.MUSIC)
        await there.answers(speaks=WANG)
        await customer.hears(WANG)
        await there.hears(MA)
        await house.shows(f"SELECT state FROM contacts WHERE id = '{li.contact}'", ("transferred",))
        await there.hangs_up()
        await customer.ended()


@pytest.mark.parametrize("how", ["busy", "rings out"])
async def test_given_the_number_outside_does_not_take_the_call_then_it_is_back_in_line(
    house: AsteriskHouse, lines: Lines, how: str
) -> None:
    async with sitting(house, lines, "li") as li:
        customer, first = await talks(house, lines, li)
        await li.clicks("transfer", to={"number": OUTSIDE})
        there = await lines.rings(OUTSIDE)
        if how == "busy":
            await there.hangs_up(BUSY)
        await first.ended()
        was = li.contact
        phone = await li.takes(WANG)
        assert li.contact == was
        await customer.hears(WANG)
        await customer.hangs_up()
        await phone.ended()
        await li.wraps_up()


@asynccontextmanager
async def consulting(house: AsteriskHouse, lines: Lines) -> AsyncIterator[tuple[Desk, Desk, FarEnd, Phone, Phone]]:
    """li, wang, the customer and both phones: the customer hears music, the agents each other."""
    async with sitting(house, lines, "li") as li:
        customer, first = await talks(house, lines, li)
        async with sitting(house, lines, "wang") as wang:
            await li.clicks("consult", to={"agent": "wang"})
            second = await wang.takes(WANG)
            await customer.hears(tones.MUSIC)
            await first.hears(WANG)
            await second.hears(LI)
            await customer.does_not_hear(LI)
            await second.does_not_hear(MA)
            yield li, wang, customer, first, second


async def test_a_colleague_is_asked_first_and_then_has_the_customer(house: AsteriskHouse, lines: Lines) -> None:
    async with consulting(house, lines) as (li, wang, customer, first, second):
        await li.clicks("transfer", to={"agent": "wang"})
        await first.ended()
        await customer.hears(WANG)
        await second.hears(MA)
        await customer.does_not_hear(tones.MUSIC)
        wang.contact = li.contact
        await wang.clicks("end")
        await customer.ended()
        await second.ended()
        await wang.wraps_up()


async def test_three_talk_and_then_two_again(house: AsteriskHouse, lines: Lines) -> None:
    async with consulting(house, lines) as (li, _, customer, first, second):
        await li.clicks("conference", to={"agent": "wang"})
        await customer.hears(LI, WANG)
        await first.hears(MA, WANG)
        await second.hears(MA, LI)
        await li.clicks("resume")
        await second.ended()
        await customer.hears(LI)
        await first.hears(MA)
        await customer.does_not_hear(WANG)
        await customer.hangs_up()
        await first.ended()
        await li.wraps_up()


async def test_a_supervisor_listens_then_whispers_then_joins(house: AsteriskHouse, lines: Lines) -> None:
    async with sitting(house, lines, "li") as li, supervising(house) as boss:
        customer, first = await talks(house, lines, li)
        ear = await monitoring(boss, li, lines, "listen", BOSS)
        await ear.hears(MA, LI)
        await customer.does_not_hear(BOSS)
        await first.does_not_hear(BOSS)
        await monitors(boss, li, "whisper")
        await first.hears(BOSS)
        await ear.hears(MA, LI)
        await customer.does_not_hear(BOSS)
        await monitors(boss, li, "barge")
        await customer.hears(BOSS)
        await first.hears(BOSS)
        await ear.hears(MA, LI)
        await li.clicks("end")
        await customer.ended()
        await ear.ended()
        await li.wraps_up()


async def test_a_supervisor_who_hangs_up_leaves_the_others_talking(house: AsteriskHouse, lines: Lines) -> None:
    async with sitting(house, lines, "li") as li, supervising(house) as boss:
        customer, first = await talks(house, lines, li)
        ear = await monitoring(boss, li, lines, "whisper", ZHAO)
        await first.hears(ZHAO)
        await ear.hangs_up()
        await first.does_not_hear(ZHAO)
        await first.hears(MA)
        await customer.hears(LI)
        await customer.hangs_up()
        await first.ended()
        await li.wraps_up()
