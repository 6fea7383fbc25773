"""What becomes of people in flows, as a supervisor sees it: the list, the picture, the table by node."""

from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import MAIN, WANG_FANG, Town
from tests.browser.screens.screen import Screen


def _two_calls(town: Town) -> None:
    """One gives up at the first question, one asks for a person there."""
    for leg in ("a", "b"):
        town.tell("call.arrived", call=leg, **{"from": WANG_FANG, "to": MAIN})
        town.told("gather", leg)
    town.tell("call.ended", call="a", reason="customer_hangup")
    town.tell("call.digits", call="b", digits="0")
    town.told("hold", "b")


def _drawn(screen: Screen) -> bool:
    picture = screen.page.get_by_role("img", name="Welcome").first
    expect(picture).to_be_visible()
    wide: bool = picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth > 400 }")
    return wide


def test_given_calls_when_a_supervisor_opens_the_flows_then_their_fate_is_told_and_drawn(
    screens: Screens, town: Town
) -> None:
    _two_calls(town)
    screen = screens().open().log_in("supervisor1")
    screen.page.get_by_role("link", name="Flows").click()
    row = screen.page.get_by_role("row", name="Welcome")
    expect(row).to_contain_text("50%")
    link = row.get_by_role("link")
    link.focus()
    screen.page.keyboard.press("Enter")
    assert _drawn(screen)
    nodes = screen.page.get_by_role("group", name="By node")
    expect(nodes.get_by_role("row").filter(has_text="greeting")).to_contain_text("1 (100%)")
    expect(nodes.get_by_role("row").filter(has_text="to a person 1")).to_contain_text("50%")
    expect(screen.page.get_by_role("region", name="Why to a person")).to_contain_text("asked for one")
    assert screen.barriers() == []


def test_given_a_small_dark_chinese_screen_then_nothing_spills_and_the_picture_scrolls(
    screens: Screens, town: Town
) -> None:
    _two_calls(town)
    small = {"width": 390, "height": 844}
    screen = screens(locale="zh-CN", color_scheme="dark", viewport=small).open("/flows/welcome").log_in("supervisor1")
    screen.page.get_by_role("link", name="流程").click()
    screen.page.get_by_role("link", name="欢迎").click()
    picture = screen.page.get_by_role("group", name="欢迎流程图")
    expect(picture.get_by_role("img")).to_be_visible()
    assert picture.evaluate("(box) => box.scrollWidth > box.clientWidth")
    assert screen.spills() <= 0
    assert screen.barriers() == []


def test_given_an_agent_then_there_is_no_such_page(screens: Screens) -> None:
    desk = screens().open().log_in("agent1")
    expect(desk.page.get_by_role("link", name="Complaints")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Flows")).to_have_count(0)
