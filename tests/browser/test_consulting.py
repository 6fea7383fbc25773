"""Two agents at two screens: one asks, the other advises and then has the customer."""

from playwright.async_api import Page, expect

from callcenter.testing.clients import Pbx
from tests.browser.conftest import LogIn

CALL = "call-1"


async def _asks(page: Page, pbx: Pbx, words: str = "我要找人工") -> None:
    await page.get_by_test_id("go-available").click()
    await pbx.tell("call.arrived", call=CALL, **{"from": "+8613800000001", "to": "+861069950000"})
    await pbx.tell("call.speech", call=CALL, text=words, confidence=0.9)
    await page.get_by_test_id("accept").click()
    await pbx.command("connect", CALL)
    await pbx.tell("call.agent_answered", call=CALL, agent="agent1")
    await expect(page.get_by_test_id("contact")).to_contain_text("Connected")


async def test_an_agent_consults_a_colleague_lets_all_three_talk_and_hands_over(log_in: LogIn, pbx: Pbx) -> None:
    asking, asked = await log_in("agent1"), await log_in("agent2")
    await _asks(asking, pbx)
    await asked.get_by_test_id("go-available").click()

    await asking.get_by_test_id("transfer").click()
    dialog = asking.get_by_role("dialog")
    await dialog.get_by_text("Consult", exact=True).first.click()
    await dialog.get_by_text("Agent", exact=True).click()
    await dialog.get_by_label("Agent").last.fill("agent2")
    await asking.get_by_role("option", name="agent2").click()
    await dialog.get_by_role("button", name="Consult").click()
    await expect(asking.get_by_test_id("consultation")).to_contain_text("Waiting for agent2")

    await expect(asked.get_by_test_id("advice")).to_contain_text("agent1 asks for your advice")
    await expect(asked.get_by_test_id("panel")).to_contain_text("王芳")
    await asked.get_by_test_id("accept").click()
    await pbx.command("conference", CALL)
    await expect(asking.get_by_test_id("consultation")).to_contain_text("Ringing at agent2")
    await pbx.tell("call.agent_answered", call=CALL, agent="agent2")
    await expect(asking.get_by_test_id("consultation")).to_contain_text("You are talking with agent2")

    await asking.get_by_test_id("all-three").click()
    await expect(asking.get_by_test_id("consultation")).to_contain_text("Three of you")
    await asking.get_by_test_id("hand-over").click()
    await expect(asking.get_by_test_id("contact")).to_have_count(0)
    await expect(asked.get_by_test_id("transfer")).to_be_enabled()
    await expect(asked.get_by_test_id("panel")).to_contain_text("王芳")


async def test_given_the_colleague_leaves_then_the_agent_is_told_and_goes_back(log_in: LogIn, pbx: Pbx) -> None:
    asking, asked = await log_in("agent1"), await log_in("agent2")
    await _asks(asking, pbx)
    await asked.get_by_test_id("go-available").click()
    await asking.keyboard.press("t")
    dialog = asking.get_by_role("dialog")
    await dialog.get_by_text("Consult", exact=True).first.click()
    await dialog.get_by_label("Queue").last.click()
    await asking.get_by_role("option", name="General").first.click()
    await dialog.get_by_role("button", name="Consult").click()
    await asked.get_by_test_id("accept").click()
    await pbx.command("conference", CALL)
    await pbx.tell("call.agent_answered", call=CALL, agent="agent2")
    await expect(asked.get_by_test_id("contact")).to_contain_text("agent1 asked for your advice")
    await asked.get_by_test_id("end").click()
    await expect(asking.get_by_text("They have left. The customer is still yours.")).to_be_visible()
    await asking.get_by_role("button", name="Resume").click()
    await expect(asking.get_by_test_id("contact")).to_contain_text("Connected")
