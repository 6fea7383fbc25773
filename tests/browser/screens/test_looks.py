"""Languages, light and dark, small windows, and who needs help to read them."""

import re

from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Town
from tests.browser.screens.screen import Screen
from tests.browser.screens.test_talking import talking


def test_given_either_language_when_switched_then_everything_is_in_it_and_stays_so(
    screens: Screens, town: Town
) -> None:
    desk = screens(locale="zh-CN").open()
    expect(desk.button("登录")).to_be_visible()
    desk.log_in("agent1")
    desk.button("切换为可接听").click()
    town.call("a", "我的卡丢了")
    expect(desk.offer).to_contain_text("卡片挂失")
    expect(desk.offer).to_contain_text("紧急")
    assert not re.search(r"Accept|Decline|Queue|Emergency", desk.page.locator("body").inner_text())
    desk.button("English").click()
    expect(desk.offer).to_contain_text("Lost card")
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    desk.page.reload()
    expect(desk.button("Accept")).to_be_visible()
    desk.button("中文").click()
    expect(desk.button("接入")).to_be_visible()


def test_given_a_dark_room_then_the_page_is_dark_and_the_switch_turns_it_light(screens: Screens) -> None:
    desk = screens(color_scheme="dark").open().log_in("agent1")
    expect(desk.button("Become available")).to_be_visible()
    assert _brightness(desk) < 60
    desk.button("Appearance: Light").click()
    expect(desk.button("Appearance: Dark")).to_be_visible()
    assert _brightness(desk) > 200
    desk.page.reload()
    expect(desk.button("Appearance: Dark")).to_be_visible()


def _brightness(screen: Screen) -> float:
    colour = screen.page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    parts = [int(part) for part in re.findall(r"\d+", colour)[:3]]
    return sum(parts) / len(parts)


def test_given_a_window_390_pixels_wide_then_nothing_spills_and_a_call_can_be_taken(
    screens: Screens, town: Town
) -> None:
    small = {"width": 390, "height": 844}
    desk = screens(viewport=small).open()
    assert desk.spills() <= 0
    desk.at_work("agent1")
    assert desk.spills() <= 0
    talking(desk, town)
    assert desk.spills() <= 0
    desk.page.get_by_role("radiogroup", name="Parts of the desk").get_by_text("Customer").click()
    expect(desk.panel.get_by_role("heading", name="王芳")).to_be_visible()
    assert desk.spills() <= 0
    for page in ("Complaints", "Callbacks"):
        desk.go(page)
        expect(desk.page.get_by_role("heading", level=1, name=page)).to_be_visible()
        assert desk.spills() <= 0
    floor = screens(viewport=small).open().log_in("supervisor1")
    expect(floor.page.get_by_role("region", name="Contacts").get_by_role("row").nth(1)).to_be_visible()
    assert floor.spills() <= 0


def test_given_each_page_in_light_and_dark_then_no_barrier_keeps_anybody_out(screens: Screens, town: Town) -> None:
    desk = screens().open()
    _no_barrier(desk)
    desk.at_work("agent1")
    town.call("a", "我的卡丢了")
    expect(desk.offer).to_be_visible()
    _no_barrier(desk)
    desk.accept()
    town.pick_up("a", "agent1")
    expect(desk.contact).to_contain_text("Connected")
    desk.button("Ask for help").click()
    desk.button("Raise hand").click()
    expect(desk.dialog).to_have_count(0)
    _no_barrier(desk)
    floor = screens().open().log_in("supervisor1")
    expect(floor.page.get_by_test_id("alarm")).to_be_visible()
    _no_barrier(floor)
    floor.go("Complaints")
    expect(floor.page.get_by_role("row").nth(1)).to_be_visible()
    _no_barrier(floor)


def _no_barrier(screen: Screen) -> None:
    for scheme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=scheme)
        expect(screen.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        assert screen.barriers() == [], scheme
