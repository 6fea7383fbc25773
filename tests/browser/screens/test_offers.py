"""What rings: how it looks, how it is taken, refused, or let go."""

import re

from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Town

LOST_CARD = "我的卡丢了"


def test_given_a_lost_card_when_it_rings_then_nobody_can_take_it_for_anything_else(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    town.call("a", LOST_CARD)
    expect(desk.offer).to_have_attribute("data-emergency", "true")
    expect(desk.offer).to_contain_text("Emergency")
    expect(desk.offer.get_by_role("heading", level=2)).to_have_text("Lost card")
    expect(desk.page).to_have_title(re.compile("Emergency"))
    expect(desk.page.get_by_text("Emergency: Call ringing: Lost card, 王芳")).to_be_attached()
    expect(desk.panel).to_contain_text("王芳")
    expect(desk.panel).to_contain_text("VIP")
    red = desk.offer.locator("header").evaluate("(head) => getComputedStyle(head).backgroundColor")
    desk.accept()
    town.pick_up("a", "agent1")
    expect(desk.contact).to_contain_text("Connected")
    desk.page.get_by_test_id("end").click()
    desk.choose("Result", "Resolved")
    desk.page.get_by_test_id("finish").click()
    town.call("b", "我收到新卡了，怎么激活")
    expect(desk.offer).to_have_attribute("data-emergency", "false")
    calm = desk.offer.locator("header").evaluate("(head) => getComputedStyle(head).backgroundColor")
    assert _reddish(red), red
    assert not _reddish(calm), calm


def _reddish(colour: str) -> bool:
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return red > 1.5 * max(green, blue)


def test_given_a_ringing_call_when_seconds_pass_then_the_ring_counts_them_down(screens: Screens, town: Town) -> None:
    desk = screens().at_work("agent1")
    town.call("a", LOST_CARD)
    left = desk.offer.get_by_test_id("countdown")
    first = int(left.locator("text").text_content() or 0)
    assert 0 < first <= 12
    expect(left.locator("text")).to_have_text(str(first - 2))
    expect(left).to_have_attribute("aria-label", re.compile(r"\d+ s left"))


def test_given_an_emergency_when_it_is_declined_then_it_leaves_this_desk_and_rings_at_the_next(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    colleague = town.colleague("agent2")
    town.call("a", LOST_CARD)
    desk.page.get_by_test_id("decline").click()
    assert colleague.sees("offer.made")["contact"]["leg"] == "a"
    expect(desk.offer).to_have_count(0)
    expect(desk.presence).to_contain_text("Ready")


def test_given_nobody_answers_when_the_offer_expires_then_the_agent_is_not_responding_until_one_click(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    town.call("a", "我要找人工客服")
    expect(desk.offer).to_be_visible()
    expect(desk.page.get_by_role("alert").filter(has_text="You are set to not responding")).to_be_visible()
    expect(desk.offer).to_have_count(0)
    expect(desk.page.get_by_text("It expired before it was accepted.")).to_be_visible()
    desk.button("I am back").click()
    expect(desk.offer).to_be_visible()
    expect(desk.button("I am back")).to_have_count(0)


def test_given_a_call_rings_when_the_agent_goes_away_then_the_desk_says_why_it_stopped(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    town.call("a", LOST_CARD)
    expect(desk.offer).to_be_visible()
    desk.presence.click()
    desk.page.get_by_role("menuitem", name="Meal").click()
    expect(desk.presence).to_contain_text("Away · Meal")
    expect(desk.page.get_by_text("Your presence was changed while it rang.")).to_be_visible()
