"""An agent whose telephone rings with the offer: they pick up, and the talk is on their screen without a click."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from callcenter.app import DEMO_SITE
from callcenter.testing.clients import Pbx
from tests.browser.conftest import LogIn
from tests.house import HouseProcess, seed_demo_bank

CALL = "call-1"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HouseProcess]:
    """The demo bank, whose telephones ring with the offer."""
    site = tmp_path / "site"
    shutil.copytree(DEMO_SITE, site)
    page = site / "site.yaml"
    page.write_text(
        page.read_text("utf-8").replace("    kind: http\n", "    kind: http\n    rings: offered\n"), "utf-8"
    )
    one = HouseProcess(tmp_path, site=site)
    await seed_demo_bank(one.database)
    await one.start()
    yield one
    one.close()


async def test_picking_up_is_enough(house: HouseProcess, log_in: LogIn, pbx: Pbx) -> None:
    desk = await log_in("agent1")
    await desk.get_by_test_id("go-available").click()
    await pbx.tell("call.arrived", call=CALL, **{"from": "+8613800000001", "to": "+861069950000"})
    await pbx.tell("call.speech", call=CALL, text="我要找人工", confidence=0.9)
    assert (await pbx.command("connect", CALL))["args"]["agent"] == "agent1"
    await expect(desk.get_by_test_id("rings")).to_contain_text("pick up")
    await pbx.tell("call.agent_answered", call=CALL, agent="agent1")
    await expect(desk.get_by_test_id("contact")).to_be_visible()
    await expect(desk.get_by_test_id("offer")).to_have_count(0)


async def test_declined_on_the_screen_the_telephone_stops(house: HouseProcess, log_in: LogIn, pbx: Pbx) -> None:
    desk = await log_in("agent1")
    await desk.get_by_test_id("go-available").click()
    await pbx.tell("call.arrived", call=CALL, **{"from": "+8613800000001", "to": "+861069950000"})
    await pbx.tell("call.speech", call=CALL, text="我要找人工", confidence=0.9)
    await pbx.command("connect", CALL)
    await desk.get_by_test_id("decline").click()
    assert (await pbx.command("release_agent", CALL))["args"]["agent"] == "agent1"
    await expect(desk.get_by_test_id("offer")).to_have_count(0)
