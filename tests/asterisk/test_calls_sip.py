"""The same over SIP, all the way: a customer from SIPp, our server, an agent's registered telephone."""

from pathlib import Path

import pytest

from tests.asterisk.baresip import SipPhone, missing
from tests.asterisk.callers import Lines
from tests.asterisk.desk import sitting
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.sipp import SippCustomers
from tests.asterisk.switch import Switch
from tests.house import furnish

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"{missing()}: scripts/test-asterisk.sh")


async def test_a_customer_over_sip_keys_is_connected_and_is_heard_until_the_agent_ends_it(
    switch: Switch, lines: Lines, tmp_path: Path
) -> None:
    house = AsteriskHouse(tmp_path, switch)
    await furnish(house.database, STAFF)
    try:
        await house.start()
        async with SipPhone(switch, "2001") as phone, sitting(house, lines, "sip") as desk:
            async with SippCustomers(switch, key="2") as customers:
                offer = await desk.accepts()
                assert offer["contact"]["queue"] == "cards"
                await desk.sees("connected")
                await phone.hears(440)
                await desk.clicks("end")
                await customers.all_served()
            await desk.wraps_up()
    finally:
        house.close()
