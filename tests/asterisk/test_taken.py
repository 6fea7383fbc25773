"""Another program takes the application, while Asterisk connects to us: we believe nothing, say what to do, and go on once it has
been done."""

from pathlib import Path

import pytest

from tests.asterisk.ari import App
from tests.asterisk.callers import Lines
from tests.asterisk.customers import calls
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.switch import APP, Switch
from tests.house import furnish


@pytest.mark.parametrize("ours", ["away", "there"])
async def test_given_another_program_had_the_application_then_it_is_ours_again_as_soon_as_the_switch_is_told(
    switch: Switch, lines: Lines, tmp_path: Path, ours: str
) -> None:
    house = AsteriskHouse(tmp_path, switch)
    await furnish(house.database, STAFF)
    try:
        await house.start()
        customer = await calls(house, lines)
        await customer.hangs_up()
        if ours == "away":
            house.kill()
        async with App(switch, APP):
            pass
        if ours == "away":
            await house.start()
        else:
            await lines.sees("it is noticed", lambda: house.logged("asterisk.refused"))
        await lines.sees("we are connected again", lambda: len(house.logged("asterisk.connected")) >= 2)
        turned_away = await lines.calls(context=house.context)
        await turned_away.ended()
        switch.cli("ari shutdown websocket session to_callcenter")
        switch.cli("module reload res_ari.so")
        customer = await calls(house, lines)
        await customer.hangs_up()
    finally:
        house.close()
