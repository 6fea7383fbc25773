"""Agents who pass a talk on with the keys of their telephones, not on the screen: where the customer is then, and what the house
believes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.asterisk.baresip import SipPhone, missing
from tests.asterisk.callers import FarEnd, Lines
from tests.asterisk.customers import CALLER, MA, WANG, waits
from tests.asterisk.desk import Desk, sitting
from tests.asterisk.house import WELCOME, AsteriskHouse
from tests.asterisk.sipp import SippCustomers
from tests.asterisk.speak_tone import frequency_of
from tests.asterisk.switch import Switch

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"{missing()}: scripts/test-asterisk.sh")
SOMEBODY, BUSY, OURSELVES, COLLEAGUE = "7001", "7002", "7003", "2002"
"""Extensions for agents' telephones."""


@asynccontextmanager
async def talking(house: AsteriskHouse, lines: Lines) -> AsyncIterator[tuple[Desk, FarEnd, SipPhone]]:
    """An agent with a telephone of their own, and a customer, who hear each other."""
    async with SipPhone(lines.switch, "2001") as phone, sitting(house, lines, "sip") as desk:
        customer = await waits(house, lines)
        await desk.accepts()
        await desk.sees("connected")
        await customer.speaks(MA)
        await customer.hears(phone.pitch)
        await phone.hears(MA)
        yield desk, customer, phone


async def talk_on(lines: Lines, customer: FarEnd, there: FarEnd, desk: Desk) -> None:
    """Without the agent, who is free of them, until one of the two hangs up."""
    await customer.hears(WANG)
    await there.hears(MA)
    await desk.sees("wrap_up")
    await desk.wraps_up()
    lines.listen_anew()
    await customer.hears(WANG)
    await there.hangs_up()
    await customer.ended()


async def test_passed_on_to_somebody_who_answers_they_talk_and_the_agent_is_free(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with talking(house, lines) as (desk, customer, phone):
        await phone.passes_on(SOMEBODY)
        there = await lines.rings("outsider")
        await there.answers(speaks=WANG)
        await talk_on(lines, customer, there, desk)
        await house.shows(f"SELECT state FROM contacts WHERE id = '{desk.contact}'", ("completed",))


async def test_passed_on_to_somebody_who_is_busy_the_customer_is_back_in_line(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with talking(house, lines) as (desk, customer, phone):
        await phone.passes_on(BUSY)
        await house.shows(f"SELECT state FROM contacts WHERE id = '{desk.contact}'", ("queued",))
        await customer.hangs_up()
        await customer.ended()
        await house.shows(f"SELECT state FROM contacts WHERE id = '{desk.contact}'", ("abandoned",))


async def test_passed_on_to_our_own_number_the_customer_hears_the_menu_again(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with talking(house, lines) as (desk, customer, phone):
        customer.listens_anew()
        await phone.passes_on(OURSELVES)
        await customer.hears(frequency_of(WELCOME))
        callers = await house.rows("SELECT caller FROM contacts ORDER BY arrived_at DESC LIMIT 2")
        assert callers == [(CALLER,), (CALLER,)]
        await desk.sees("wrap_up")
        await desk.wraps_up()
        await customer.hangs_up()
        await customer.ended()


async def test_passed_on_after_a_word_with_somebody_they_talk_and_the_agent_is_free(
    house: AsteriskHouse, lines: Lines, switch: Switch
) -> None:
    """All are real telephones: to the test's own the switch plays music while the agent holds them."""
    async with (
        SipPhone(switch, "2001") as phone,
        SipPhone(switch, COLLEAGUE, pitch=WANG) as there,
        sitting(house, lines, "sip") as desk,
        SippCustomers(switch, key="2") as customers,
    ):
        await desk.accepts()
        await desk.sees("connected")
        await phone.hears(MA)
        await phone.dials(COLLEAGUE)
        await phone.hears(WANG)
        await phone.passes_on(COLLEAGUE, instead_of=await lines.replaces("PJSIP/2001", first=False))
        await there.hears(MA)
        await desk.sees("wrap_up")
        await desk.wraps_up()
        await there.hears(MA)
        await there.hangs_up()
        await customers.all_served()


async def test_given_the_agent_clicks_end_while_it_rings_there_the_customer_is_not_cut_off(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with talking(house, lines) as (desk, customer, phone):
        await phone.passes_on(SOMEBODY)
        there = await lines.rings("outsider")
        await desk.clicks("end")
        await there.answers(speaks=WANG)
        await talk_on(lines, customer, there, desk)


async def test_given_our_server_is_killed_while_they_talk_on_nobody_is_cut_off(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with talking(house, lines) as (desk, customer, phone):
        await phone.passes_on(SOMEBODY)
        there = await lines.rings("outsider")
        await there.answers(speaks=WANG)
        await customer.hears(WANG)
        await desk.sees("wrap_up")
    house.kill()
    await house.start()
    lines.listen_anew()
    await customer.hears(WANG)
    await there.hears(MA)
    await customer.hangs_up()
    await there.ended()
