"""Calls that were promised: the agent's telephone rings first, or the customer's. Who is not reached is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from callcenter.testing.clients import Person
from tests.asterisk.callers import BUSY, Lines, Phone
from tests.asterisk.customers import LI, MA
from tests.asterisk.desk import Desk, sitting
from tests.asterisk.house import AsteriskHouse

pytestmark = pytest.mark.parametrize("house", ["first: agent", "first: customer"], indirect=True, scope="module")
MA_AT = "+8613800000077"


@pytest.fixture
def agent_first(house: AsteriskHouse) -> bool:
    return house.more == "first: agent"


async def promised(house: AsteriskHouse) -> str:
    """For now."""
    async with Person(house.base, "boss") as boss:
        await boss.log_in()
        now = datetime.now(UTC)
        window = {"from": now.isoformat(), "to": (now + timedelta(hours=2)).isoformat()}
        wish = {"window": window, "timezone": "Asia/Shanghai", "number": MA_AT, "queue": "cards"}
        status, answer = await boss.post("/callbacks", **wish)
        assert status == 201, answer
        return str(answer["id"])


async def rings_at_ma(desk: Desk, lines: Lines, *, agent_first: bool) -> tuple[Phone, Phone | None]:
    """The customer's telephone, and the agent's if it is up already."""
    await desk.accepts()
    phone = None
    if agent_first:
        phone = await lines.rings(desk.name)
        await phone.answers(speaks=LI)
    return await lines.rings(MA_AT), phone


async def they_talk(desk: Desk, lines: Lines, *, agent_first: bool) -> None:
    ma, phone = await rings_at_ma(desk, lines, agent_first=agent_first)
    await ma.answers(speaks=MA)
    phone = phone or await (await lines.rings(desk.name)).answers(speaks=LI)
    await desk.sees("connected")
    await ma.hears(LI)
    await phone.hears(MA)
    await desk.clicks("end")
    await ma.ended()
    await phone.ended()
    await desk.wraps_up()


async def test_a_promise_is_kept_and_both_hear_each_other(
    house: AsteriskHouse, lines: Lines, agent_first: bool
) -> None:
    async with sitting(house, lines, "li") as li:
        callback = await promised(house)
        await they_talk(li, lines, agent_first=agent_first)
        await house.shows(f"SELECT state FROM callbacks WHERE id = '{callback}'", ("kept",))


@pytest.mark.parametrize("how", ["busy", "does not answer"])
async def test_given_the_customer_is_not_reached_then_the_agent_is_free_and_it_is_tried_again(
    house: AsteriskHouse, lines: Lines, agent_first: bool, how: str
) -> None:
    async with sitting(house, lines, "li") as li:
        callback = await promised(house)
        ma, phone = await rings_at_ma(li, lines, agent_first=agent_first)
        if how == "busy":
            await ma.hangs_up(BUSY)
        else:
            await ma.ended()
        if phone is not None:
            await phone.ended()
        await li.sees("wrap_up")
        await li.wraps_up()
        await they_talk(li, lines, agent_first=agent_first)
        await house.shows(
            f"SELECT state, json_extract(body, '$.tries') FROM callbacks WHERE id = '{callback}'", ("kept", 2)
        )


async def test_given_the_agent_hangs_up_while_it_rings_at_the_customer_then_it_stops_and_the_next_agent_calls(
    house: AsteriskHouse, lines: Lines, agent_first: bool
) -> None:
    if not agent_first:
        pytest.skip("the agent's telephone rings behind the customer's")
    async with sitting(house, lines, "li") as li, sitting(house, lines, "wang") as wang:
        callback = await promised(house)
        ma, phone = await rings_at_ma(li, lines, agent_first=True)
        assert phone is not None
        await phone.hangs_up()
        await ma.ended(patience=1.0)
        await they_talk(wang, lines, agent_first=True)
        await house.shows(f"SELECT state FROM callbacks WHERE id = '{callback}'", ("kept",))
