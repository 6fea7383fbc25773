"""A lost card, spoken of: a recogniser hears it through a gateway of its own, and an agent's phone rings."""

import time

from callcenter.testing.clients import Pbx
from tests.asterisk.callers import Lines
from tests.asterisk.customers import LI, MA, calls
from tests.asterisk.desk import sitting
from tests.asterisk.house import WELCOME, AsteriskHouse
from tests.asterisk.speak_tone import frequency_of

SECONDS = 1.0


async def test_a_lost_card_that_is_spoken_of_leaves_the_menu_and_rings_within_a_second(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with sitting(house, lines, "li") as li, Pbx(house.base, name="ears") as ears:
        customer = await calls(house, lines)
        call = customer.id.replace("customer", "incoming")
        said = time.monotonic()
        await ears.tell("call.speech", call=call, text="I have lost my card", confidence=0.93)
        offer = await li.accepts()
        phone = await lines.rings("li")
        assert time.monotonic() - said < SECONDS
        assert offer["contact"]["emergency"] is True
        assert offer["contact"]["queue"] == "card-loss"
        await customer.does_not_hear(frequency_of(WELCOME))
        await phone.answers(speaks=LI)
        await customer.hears(LI)
        await customer.speaks(MA)
        await phone.hears(MA)
        await customer.hangs_up()
        await phone.ended()
        await li.sees("wrap_up")
        await li.wraps_up()
