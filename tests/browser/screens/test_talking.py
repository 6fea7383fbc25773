"""A contact in work: on the phone, in writing, and with help."""

import re

from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Town
from tests.browser.screens.screen import Screen

ACTIVATION = "我收到新卡了，怎么激活"


def talking(desk: Screen, town: Town, leg: str = "a") -> None:
    town.call(leg, ACTIVATION)
    desk.accept()
    town.pick_up(leg, "agent1")
    expect(desk.contact).to_contain_text("Connected")


def test_given_a_call_when_held_resumed_noted_and_handed_to_a_queue_then_the_phone_and_the_panel_follow(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    talking(desk, town)
    desk.button("Hold").click()
    town.told("hold", "a")
    expect(desk.page.get_by_text("The customer is on hold")).to_be_visible()
    desk.button("Resume").click()
    town.pick_up("a", "agent1")
    expect(desk.contact).to_contain_text("Connected")

    desk.button("Note").click()
    desk.dialog.get_by_role("textbox").fill("卡已在手，等短信验证码")
    desk.button("Keep note").click()
    expect(desk.page.get_by_text("Note kept")).to_be_visible()

    desk.button("Transfer").click()
    desk.choose("Queue", "Complaints", desk.dialog)
    desk.dialog.get_by_role("button", name="Hand over").click()
    town.told("release_agent", "a")
    expect(desk.dialog).to_have_count(0)
    expect(desk.page.get_by_test_id("contact-row")).to_have_count(0)


def test_given_a_chat_when_both_write_then_both_read_it_in_order(screens: Screens, town: Town) -> None:
    desk = screens().at_work("agent1")
    town.write("w1", "新卡怎么激活？我想找人工")
    desk.accept()
    expect(desk.contact).to_contain_text("Connected")
    thread = desk.page.get_by_role("log")
    answer = desk.page.get_by_role("textbox", name="Message")
    answer.fill("您好王女士 🙂")
    answer.press("Enter")
    while town.told("send_message", "w1")["text"] != "您好王女士 🙂":
        pass
    expect(answer).to_have_value("")
    town.write("w1", "谢谢 <b>您</b>")
    expect(thread).to_contain_text("谢谢 <b>您</b>")
    said = thread.inner_text()
    assert said.index("新卡怎么激活") < said.index("您好王女士 🙂") < said.index("谢谢")


def test_given_an_agent_asks_for_help_then_the_floor_alarms_in_their_words_until_somebody_has_seen_it(
    screens: Screens, town: Town
) -> None:
    floor = screens(locale="zh-CN").open().log_in("supervisor1")
    expect(floor.page.get_by_text("没有告警")).to_be_visible()
    desk = screens().at_work("agent1")
    talking(desk, town)
    desk.button("Ask for help").click()
    desk.dialog.get_by_role("textbox").fill("客户要求经理")
    desk.button("Raise hand").click()
    alarm = floor.page.get_by_test_id("alarm")
    expect(alarm).to_contain_text("坐席求助")
    expect(alarm).to_contain_text("李娜 Li Na，正在服务 王芳：“客户要求经理”")
    alarm.get_by_role("button", name="确认").click()
    expect(alarm).to_contain_text(re.compile("supervisor1 已确认"))
    floor.page.reload()
    expect(alarm).to_contain_text(re.compile("supervisor1 已确认"))
