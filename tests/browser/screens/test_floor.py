"""The supervisors' floor: it shows what is, and what is done there happens."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Town
from tests.browser.screens.screen import Screen

ACTIVATION = "我收到新卡了，怎么激活"
AT_ONCE = 2_000
"""Milliseconds within which the floor follows."""


def row(screen: Screen, table: str, name: str) -> Locator:
    return screen.page.get_by_role("region", name=table).get_by_role("row").filter(has_text=re.compile(f"^\\W*{name}"))


def test_given_calls_come_and_go_then_the_queues_counts_follow_within_two_seconds(screens: Screens, town: Town) -> None:
    floor = screens().open().log_in("supervisor1")
    waiting = row(floor, "Queues", "Cards").get_by_role("cell").first
    expect(waiting).to_have_text("0")
    town.call("a", ACTIVATION)
    expect(waiting).to_have_text("1", timeout=AT_ONCE)
    town.call("b", ACTIVATION)
    expect(waiting).to_have_text("2", timeout=AT_ONCE)
    town.tell("call.ended", call="a", reason="customer_hangup")
    expect(waiting).to_have_text("1", timeout=AT_ONCE)


def test_given_a_waiting_call_when_moved_and_assigned_then_it_rings_where_the_supervisor_said(
    screens: Screens, town: Town
) -> None:
    floor = screens().open().log_in("supervisor1")
    town.call("a", ACTIVATION)
    contact = row(floor, "Contacts", "王芳")
    expect(contact).to_contain_text("Cards")
    contact.get_by_role("button", name="Actions").click()
    floor.page.get_by_role("menuitem", name="Move to a queue").click()
    floor.choose("Queue", "Complaints", floor.dialog)
    floor.dialog.get_by_role("button", name="Do it").click()
    expect(contact).to_contain_text("Complaints")

    # Not one of these would get it by skill alone.
    colleague = town.colleague("agent5")
    expect(row(floor, "Agents", "陈静")).to_contain_text("Ready")
    contact.get_by_role("button", name="Actions").click()
    floor.page.get_by_role("menuitem", name="Assign to an agent").click()
    floor.choose("Agent", "陈静 Chen Jing · Ready", floor.dialog)
    floor.dialog.get_by_role("button", name="Do it").click()
    assert colleague.sees("offer.made")["contact"]["leg"] == "a"
    expect(contact).to_contain_text("陈静")
    expect(contact).to_contain_text("Ringing")


def test_given_a_supervisor_sets_a_presence_then_the_agents_own_screen_shows_it(screens: Screens, town: Town) -> None:
    desk = screens().at_work("agent1")
    floor = screens().open().log_in("supervisor1")
    agent = row(floor, "Agents", "李娜")
    expect(agent).to_contain_text("Ready")
    agent.get_by_role("button", name="Actions").click()
    floor.page.get_by_role("menuitem", name="Set presence").click()
    floor.dialog.get_by_text("Away", exact=True).click()
    floor.dialog.get_by_role("textbox").fill("forgot to go")
    floor.dialog.get_by_role("button", name="Do it").click()
    expect(agent).to_contain_text("Away", timeout=AT_ONCE)
    expect(desk.presence).to_contain_text("Away · forgot to go (supervisor1)")


def test_given_a_contact_of_the_floor_when_opened_then_it_tells_who_got_it_and_what_happened(
    screens: Screens, town: Town
) -> None:
    floor = screens().open().log_in("supervisor1")
    desk = screens().at_work("agent1")
    town.call("a", ACTIVATION)
    row(floor, "Contacts", "王芳").get_by_role("button", name="王芳").click()
    about = floor.page.get_by_test_id("about-contact")
    expect(about.get_by_test_id("decision")).to_contain_text("Offered to 李娜 Li Na")
    candidate = about.get_by_test_id("decision").get_by_role("row").filter(has_text="李娜 Li Na")
    expect(candidate.get_by_role("cell").first).to_have_text("10")
    expect(about).to_contain_text("Joined the line")
    desk.accept()
    town.pick_up("a", "agent1")
    expect(about).to_contain_text("Connected")
    expect(about.get_by_role("listitem").filter(has_text="Accepted")).to_contain_text("李娜 Li Na")
