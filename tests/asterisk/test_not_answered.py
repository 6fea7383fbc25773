"""An agent's telephone that is not answered, or cannot ring: the next agent has the call. It is the same whoever connects."""

import pytest

from tests.asterisk.callers import BUSY, REJECTED, Lines
from tests.asterisk.customers import WANG, waits
from tests.asterisk.desk import sitting
from tests.asterisk.house import AsteriskHouse


@pytest.mark.parametrize("how", ["rings out", "busy", "rejects"])
async def test_given_the_first_phone_is_not_answered_then_the_next_agent_gets_the_call(
    house: AsteriskHouse, lines: Lines, how: str
) -> None:
    async with sitting(house, lines, "li") as li:
        customer = await waits(house, lines)
        await li.accepts()
        first = await lines.rings("li")
        async with sitting(house, lines, "wang") as wang:
            if how == "rings out":
                await first.ended()
            else:
                await first.hangs_up(BUSY if how == "busy" else REJECTED)
            phone = await wang.takes(WANG)
            await customer.hears(WANG)
            await customer.hangs_up()
            await phone.ended()
            await wang.wraps_up()


@pytest.mark.parametrize("agent", ["busy", "gone"])
async def test_given_a_phone_that_cannot_ring_then_the_next_agent_gets_the_call(
    house: AsteriskHouse, lines: Lines, agent: str
) -> None:
    async with sitting(house, lines, agent) as first:
        customer = await waits(house, lines)
        await first.accepts()
        async with sitting(house, lines, "wang") as wang:
            phone = await wang.takes(WANG)
            await customer.hears(WANG)
            await customer.hangs_up()
            await phone.ended()
            await wang.wraps_up()
