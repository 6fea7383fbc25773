"""The same over SIP, all the way: customers who call through the trunk, our server, agents' registered telephones."""

from contextlib import AsyncExitStack

import pytest

from tests.asterisk import tones
from tests.asterisk.baresip import SipCustomer, SipPhone, missing
from tests.asterisk.callers import NORMAL, Lines
from tests.asterisk.customers import BOSS, LI, MA
from tests.asterisk.desk import monitors, sitting, supervising
from tests.asterisk.house import WELCOME, AsteriskHouse
from tests.asterisk.sipp import SippCustomers
from tests.asterisk.speak_tone import frequency_of

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"{missing()}: scripts/test-asterisk.sh")
CALLER = "+8613800000009"


async def test_a_customer_over_sip_keys_is_connected_and_is_heard_until_the_agent_ends_it(
    house: AsteriskHouse, lines: Lines
) -> None:
    """A customer of SIPp: whose keys come by INFO, not in the sound."""
    async with SipPhone(lines.switch, "2001") as phone, sitting(house, lines, "sip") as desk:
        async with SippCustomers(lines.switch, key="2") as customers:
            offer = await desk.offered()  # the telephone picks up by itself
            assert offer["contact"]["queue"] == "cards"
            await desk.sees("connected")
            await phone.hears(440)
            await desk.clicks("end")
            await customers.all_served()
        await desk.wraps_up()


async def test_a_customer_and_an_agent_over_sip_hear_each_other_and_a_supervisor_hears_both(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with (
        SipPhone(lines.switch, "2001", pitch=LI) as phone,
        SipPhone(lines.switch, "2003", pitch=BOSS) as ear,
        SipCustomer(lines.switch, CALLER, pitch=MA) as customer,
        supervising(house, "chief") as chief,
        AsyncExitStack() as later,
    ):
        call = await customer.dials()
        await customer.hears(frequency_of(WELCOME))
        await call.presses("2")
        await customer.hears(tones.MUSIC)
        desk = await later.enter_async_context(sitting(house, lines, "sip"))
        await desk.offered()
        await desk.sees("connected")
        await phone.hears(MA)
        await customer.hears(LI)
        await customer.does_not_hear(tones.MUSIC)
        await phone.does_not_hear(LI)  # no echo of one's own

        await monitors(chief, desk, "listen")
        await ear.hears(MA, LI)
        await phone.does_not_hear(BOSS)
        await monitors(chief, desk, "whisper")
        await phone.hears(BOSS)
        await customer.does_not_hear(BOSS)
        await monitors(chief, desk, "barge")
        await customer.hears(BOSS)
        await ear.hears(MA, LI)

        await desk.clicks("hold")
        await customer.hears(tones.MUSIC)
        await phone.does_not_hear(MA)
        await desk.clicks("resume")
        await phone.hears(MA)
        await customer.hears(LI)
        await phone.hangs_up()
        assert await call.ended() == NORMAL
        await desk.sees("wrap_up")
        await desk.wraps_up()


async def test_given_a_customer_over_sip_hangs_up_then_the_agents_call_ends_at_once(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with (
        SipPhone(lines.switch, "2001", pitch=LI) as phone,
        SipCustomer(lines.switch, CALLER, pitch=MA) as customer,
        sitting(house, lines, "sip") as desk,
    ):
        call = await customer.dials()
        await customer.hears(frequency_of(WELCOME))
        await call.presses("2")
        await desk.offered()
        await phone.hears(MA)
        await customer.hears(LI)
        await call.hangs_up()
        await phone.call.ended(patience=1.0)
        await desk.sees("wrap_up")
        await desk.wraps_up()
