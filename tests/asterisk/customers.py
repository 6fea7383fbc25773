"""What customers do, in one line: call, wait for somebody, talk with them."""

from tests.asterisk.callers import FarEnd, Lines, Phone
from tests.asterisk.desk import Desk
from tests.asterisk.house import WELCOME, AsteriskHouse
from tests.asterisk.speak_tone import frequency_of

LI, WANG, ZHAO, BOSS = 1000, 1060, 1120, 1180
MA, HU, SUN = 440, 500, 560
"""Voices, in Hz."""
CALLER = "+8613800000001"


async def calls(house: AsteriskHouse, lines: Lines, caller: str = CALLER) -> FarEnd:
    """A customer, at the first menu."""
    customer = await lines.calls(context=house.context, caller=caller)
    await customer.is_connected()
    await customer.hears(frequency_of(WELCOME))
    return customer


async def waits(house: AsteriskHouse, lines: Lines, caller: str = CALLER) -> FarEnd:
    """A customer who waits for somebody who knows about cards."""
    customer = await calls(house, lines, caller)
    await customer.presses("2")
    return customer


async def talks(
    house: AsteriskHouse, lines: Lines, desk: Desk, agent: int = LI, pitch: int = MA, caller: str = CALLER
) -> tuple[FarEnd, Phone]:
    """A customer and an agent who hear each other, and the agent's phone."""
    customer = await waits(house, lines, caller)
    phone = await desk.takes(agent)
    await customer.speaks(pitch)
    await customer.hears(agent)
    await phone.hears(pitch)
    return customer, phone
