"""What a person sees: a call rings with the panel, is taken, ended and wrapped up, and the next one comes."""

from playwright.async_api import Page, expect

from callcenter.testing.clients import Pbx
from tests.browser.conftest import LogIn
from tests.house import HouseProcess


async def _calls(pbx: Pbx, call: str, number: str, words: str) -> None:
    await pbx.tell("call.arrived", call=call, **{"from": number, "to": "+861069950000"})
    await pbx.tell("call.speech", call=call, text=words, confidence=0.9)


async def _picks_up(pbx: Pbx, call: str) -> None:
    """The gateway rings at the agent's phone, and the agent picks it up."""
    command = await pbx.command("connect", call)
    await pbx.tell("call.agent_ringing", call=call, agent=command["args"]["agent"])
    await pbx.tell("call.agent_answered", call=call, agent=command["args"]["agent"])


async def test_an_agent_takes_a_call_ends_it_with_a_disposition_and_gets_the_next(log_in: LogIn, pbx: Pbx) -> None:
    page = await log_in("agent1")
    await page.get_by_test_id("go-available").click()
    await _calls(pbx, "call-1", "+8613800000001", "我的卡丢了")
    await expect(page.get_by_test_id("offer")).to_contain_text("Lost card")
    await expect(page.get_by_test_id("panel")).to_contain_text("王芳")
    await expect(page.get_by_test_id("panel")).to_contain_text("Guidance")

    await page.get_by_test_id("accept").click()
    await _picks_up(pbx, "call-1")
    await expect(page.get_by_test_id("contact")).to_contain_text("Connected")
    await page.get_by_test_id("end").click()
    await pbx.command("hang_up", "call-1")
    await pbx.tell("call.ended", call="call-1", reason="agent_hangup")
    await page.get_by_label("Result").first.click()
    await page.get_by_role("option").first.click()
    await _calls(pbx, "call-2", "+8613800000002", "我要找人工")
    await expect(page.get_by_test_id("offer")).to_have_count(0)  # who wraps up is offered nothing
    await page.get_by_test_id("finish").click()
    await expect(page.get_by_test_id("offer")).to_contain_text("李明")


async def test_keys_alone_are_enough_to_take_and_end_a_call(log_in: LogIn, pbx: Pbx) -> None:
    page = await log_in("agent1")
    await page.get_by_test_id("go-available").click()
    await _calls(pbx, "call-1", "+8613800000001", "我的卡丢了")
    await expect(page.get_by_test_id("offer")).to_be_visible()
    await page.keyboard.press("a")
    await _picks_up(pbx, "call-1")
    await expect(page.get_by_test_id("contact")).to_contain_text("Connected")
    await page.keyboard.press("e")
    await expect(page.get_by_test_id("wrap-up")).to_be_visible()


async def test_when_the_server_is_killed_the_screen_says_stale_and_comes_back_as_it_was(
    log_in: LogIn, pbx: Pbx, house: HouseProcess
) -> None:
    page = await log_in("agent1")
    await page.get_by_test_id("go-available").click()
    await _calls(pbx, "call-1", "+8613800000001", "我的卡丢了")
    await page.get_by_test_id("accept").click()
    await _picks_up(pbx, "call-1")
    await expect(page.get_by_test_id("contact")).to_contain_text("Connected")
    house.kill()
    await expect(page.get_by_test_id("stale")).to_be_visible()
    await expect(page.get_by_test_id("end")).to_be_disabled()
    await house.start()
    await expect(page.get_by_test_id("stale")).to_have_count(0, timeout=30_000)
    await expect(page.get_by_test_id("contact")).to_contain_text("王芳")
    await expect(page.get_by_test_id("end")).to_be_enabled()


async def test_a_supervisor_sees_the_emergency_that_nobody_takes(log_in: LogIn, pbx: Pbx) -> None:
    page = await log_in("supervisor1")
    await _calls(pbx, "call-1", "+8613800000001", "我的卡丢了")
    floor = page.get_by_test_id("floor")
    await expect(floor).to_contain_text("Lost card")
    await expect(page.get_by_test_id("alarm").first).to_be_visible(timeout=20_000)


async def test_every_page_speaks_chinese_on_the_spot(log_in: LogIn) -> None:
    page = await log_in("agent1")
    await page.get_by_role("button", name="中文").click()
    await expect(page.get_by_test_id("go-available")).to_contain_text("接听")
    assert await _english_left(page) == []


async def _english_left(page: Page) -> list[str]:
    """Words of the desk that were not translated."""
    text = await page.locator("body").inner_text()
    return [word for word in ("Desk", "Complaints", "Callbacks", "Available", "Live") if word in text]
