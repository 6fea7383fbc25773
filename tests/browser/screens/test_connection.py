"""When the server or the network goes: the screen says so, does nothing, and comes back right."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.screens.cable import Cable
from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Outside, Town
from tests.browser.screens.test_talking import talking
from tests.house import HouseProcess

NETWORK_ERRORS = r"ERR_|WebSocket|status of 50"


def test_given_the_server_is_killed_in_a_call_then_the_desk_goes_stale_and_comes_back_with_the_call(
    screens: Screens, town: Town, house: HouseProcess, outside: Outside
) -> None:
    desk = screens().at_work("agent1")
    talking(desk, town)
    with desk.forgiving(NETWORK_ERRORS):
        house.kill()
        expect(desk.page.get_by_test_id("stale")).to_contain_text(re.compile("Stale since"))
        expect(desk.line).to_have_text(re.compile("Stale|Reconnecting"))
        expect(desk.contact).to_contain_text("王芳")
        for name in ("Hold", "Transfer", "Note", "Ask for help", "End"):
            expect(desk.button(name)).to_be_disabled()
        expect(desk.presence).to_be_disabled()
        desk.page.keyboard.press("e")
        outside.do(house.start())
        desk.button("Try now").or_(desk.line.get_by_text("Live")).first.click()
        expect(desk.line).to_have_text("Live")
    town.reconnect()
    expect(desk.page.get_by_test_id("stale")).to_have_count(0)
    expect(desk.contact).to_contain_text("Connected")
    expect(desk.panel).to_contain_text("王芳")
    expect(desk.presence).to_contain_text("Busy")
    desk.button("End").click()
    town.told("hang_up", "a")
    expect(desk.page.get_by_test_id("wrap-up")).to_be_visible()


@pytest.fixture
def cable(outside: Outside, house: HouseProcess) -> Iterator[Cable]:
    one = Cable(outside, house.port)
    yield one
    one.pull()


def test_given_the_cable_is_pulled_in_a_chat_when_it_is_back_then_what_was_missed_comes_in_its_order(
    cable: Cable, any_screen: Screens, town: Town
) -> None:
    desk = any_screen(f"http://127.0.0.1:{cable.port}").at_work("agent1")
    town.write("w1", "新卡怎么激活？我想找人工")
    desk.accept()
    expect(desk.contact).to_contain_text("Connected")
    answer = desk.page.get_by_role("textbox", name="Message")
    answer.fill("还没发出的半句话")
    resumed: list[str] = []
    desk.page.on("websocket", lambda socket: socket.on("framereceived", lambda text: resumed.append(str(text))))
    with desk.forgiving(NETWORK_ERRORS):
        cable.pull()
        expect(desk.page.get_by_test_id("stale")).to_be_visible()
        expect(desk.button("Send")).to_be_disabled()
        for number in ("第一句", "第二句", "第三句"):
            town.write("w1", number)
        cable.plug_in()
        desk.button("Try now").or_(desk.line.get_by_text("Live")).first.click()
        expect(desk.line).to_have_text("Live")
    thread = desk.page.get_by_role("log")
    expect(thread).to_contain_text("第三句")
    said = thread.inner_text()
    assert said.index("第一句") < said.index("第二句") < said.index("第三句")
    assert [said.count(number) for number in ("第一句", "第二句", "第三句")] == [1, 1, 1]
    assert '"resumed"' in resumed[0]
    expect(answer).to_have_value("还没发出的半句话")
