"""While our server is away: what Asterisk keeps for it where Asterisk connects, and what is lost where the server does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.asterisk.callers import Lines
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.switch import Switch
from tests.house import furnish

TOLD = "SELECT caller, state, queue FROM contacts ORDER BY caller"
GONE, STAYS, NEW = "+8613800000001", "+8613800000002", "+8613800000003"


@pytest.fixture(params=["outward", "inward"])
async def house(request: pytest.FixtureRequest, switch: Switch, tmp_path: Path) -> AsyncIterator[AsteriskHouse]:
    one = AsteriskHouse(tmp_path, switch, inward=request.param == "inward")
    await furnish(one.database, STAFF)
    await one.start()
    yield one
    one.close()


async def test_keys_and_new_calls_are_kept_where_asterisk_connects(house: AsteriskHouse, lines: Lines) -> None:
    leaves = await lines.calls(context=house.context, caller=GONE)
    stays = await lines.calls(context=house.context, caller=STAYS)
    await leaves.is_connected()
    await stays.is_connected()
    house.kill()
    await stays.presses("2")
    await leaves.hangs_up()
    await leaves.ended()
    new = await lines.calls(context=house.context, caller=NEW)
    await house.start()
    if house.inward:
        await house.shows(TOLD, (GONE, "abandoned", None), (STAYS, "self_service", None))
    else:
        await new.is_connected()
        await house.shows(
            TOLD,
            (GONE, "abandoned", None),
            (STAYS, "queued", "cards"),
            (NEW, "self_service", None),
        )
