"""A customer tells a card number: the talk is recorded, that part is not, nobody listens in, and no key is written down."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from callcenter.app import DEMO_SITE
from callcenter.testing.clients import Pbx
from tests.browser.conftest import LogIn
from tests.house import HouseProcess, seed_demo_bank

CALL, NUMBER = "call-1", "6222020200112233"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HouseProcess]:
    """The demo bank, which has its talks recorded."""
    site = tmp_path / "site"
    shutil.copytree(DEMO_SITE, site)
    page = site / "site.yaml"
    page.write_text(page.read_text("utf-8").replace("    kind: http\n", "    kind: http\n    record: true\n"), "utf-8")
    one = HouseProcess(tmp_path, site=site)
    await seed_demo_bank(one.database)
    await one.start()
    yield one
    one.close()


async def test_a_secret_is_told_to_the_agent_alone(house: HouseProcess, log_in: LogIn, pbx: Pbx) -> None:
    desk, floor = await log_in("agent1"), await log_in("supervisor1")
    await desk.get_by_test_id("go-available").click()
    await pbx.tell("call.arrived", call=CALL, **{"from": "+8613800000001", "to": "+861069950000"})
    await pbx.tell("call.speech", call=CALL, text="我要找人工", confidence=0.9)
    await desk.get_by_test_id("accept").click()
    await pbx.command("connect", CALL)
    await pbx.tell("call.agent_answered", call=CALL, agent="agent1")
    assert (await pbx.command("record", CALL))["args"] == {"action": "start"}
    await expect(desk.get_by_test_id("contact")).to_contain_text("Recording")
    await expect(floor.get_by_text("Recording", exact=True)).to_be_visible()

    await desk.get_by_test_id("secure").click()
    await expect(desk.get_by_test_id("secure-band")).to_contain_text("no supervisor hears this call")
    await expect(floor.get_by_text("Recording paused", exact=True)).to_be_visible()
    await pbx.tell("call.digits", call=CALL, digits=NUMBER)
    await pbx.tell("call.speech", call=CALL, text=f"my number is {NUMBER}", confidence=0.9)
    await desk.get_by_test_id("mute").click()
    await expect(desk.get_by_test_id("contact")).to_contain_text("Muted")

    await desk.keyboard.press("s")
    await expect(desk.get_by_test_id("secure-band")).to_have_count(0)
    await pbx.tell("call.ended", call=CALL, reason="customer_hangup")
    await expect(desk.get_by_test_id("contact")).not_to_contain_text("Recording")
    records = [one["args"]["action"] for one in pbx.commands if one["type"] == "record"]
    assert records == ["start", "pause", "resume"], "the call that is over has nothing to stop"
    kept = b"".join(file.read_bytes() for file in house.folder.glob("house.db*"))
    assert "找人工".encode() in kept
    assert NUMBER.encode() not in kept
