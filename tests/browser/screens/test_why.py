"""Why: of a contact that waits or is served, of an agent who gets nothing; and the receipt of an emergency."""

import json
from pathlib import Path

from playwright.sync_api import expect

from callcenter.services.signing import verified
from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Town
from tests.browser.screens.test_floor import ACTIVATION, row
from tests.browser.screens.test_talking import talking

LOST = "我的卡丢了"


def test_given_an_agent_without_work_when_they_ask_why_then_it_is_told_and_follows(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    desk.button("Why do I get nothing?").click()
    why = desk.page.get_by_test_id("why-nothing")
    expect(why).to_contain_text("李娜 Li Na is free and nobody waits")
    assert desk.barriers() == []
    colleague = town.colleague("agent2")
    colleague.clicks("presence.set", presence="away")
    desk.page.keyboard.press("Escape")
    dark = screens(locale="zh-CN", color_scheme="dark").open().log_in("agent2")
    dark.button("为什么没有分给我？").click()
    expect(dark.page.get_by_test_id("why-nothing")).to_contain_text("在岗状态：离开")
    assert dark.barriers() == []


def test_given_a_supervisor_when_they_ask_of_an_agents_row_then_what_keeps_contacts_away_is_told(
    screens: Screens, town: Town
) -> None:
    floor = screens().open().log_in("supervisor1")
    screens().at_work("agent1")
    town.call("a", ACTIVATION)
    agent = row(floor, "Agents", "李娜")
    expect(agent).to_contain_text("Ringing")
    agent.get_by_role("button", name="Actions").click()
    floor.page.get_by_role("menuitem", name="Why no contact?").click()
    expect(floor.dialog).to_contain_text("has an open offer")


def test_given_a_contact_that_is_served_when_its_agent_asks_why_then_candidates_and_tie_break_are_told(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    talking(desk, town)
    desk.button("Why it came here").click()
    decision = desk.dialog.get_by_test_id("decision")
    expect(decision).to_contain_text("Offered to agent1")
    expect(decision).to_contain_text("Decided by: preferred agent")
    expect(decision.get_by_role("row").filter(has_text="agent1")).to_contain_text("0:0")
    decision.get_by_text("Could not").click()
    assert desk.barriers() == []


def test_given_an_emergency_then_its_receipt_opens_at_the_desk_and_on_the_floor_and_what_is_saved_verifies(
    screens: Screens, town: Town, tmp_path: Path
) -> None:
    floor = screens(locale="zh-CN", color_scheme="dark").open().log_in("supervisor1")
    town.call("a", LOST)
    floor.page.get_by_role("region", name="联络").get_by_role("button", name="王芳").click()
    about = floor.page.get_by_test_id("about-contact")
    expect(about.get_by_test_id("decision").first).to_contain_text("紧急情况：排在所有非紧急之前")
    about.get_by_role("button", name="紧急情况回执").click()
    expect(floor.page.get_by_test_id("receipt")).to_contain_text("尚未接通人工")
    desk = screens().open().log_in("agent1")
    desk.button("Become available").click()
    desk.accept()
    town.pick_up("a", "agent1")
    desk.contact.get_by_role("button", name="Receipt of the emergency").click()
    paper = desk.page.get_by_test_id("receipt")
    expect(paper).to_contain_text("A person was reached")
    expect(paper).to_contain_text("••••••••••0001")
    assert desk.barriers() == []
    with desk.page.expect_download() as saving:
        desk.button("Save to verify").click()
    saving.value.save_as(tmp_path / "receipt.json")
    told = json.loads((tmp_path / "receipt.json").read_text("utf-8"))
    keys = desk.page.request.get(f"{desk.base}/api/v1/receipts/keys").json()["keys"]
    assert verified(told["jws"], keys) == told["receipt"]
    desk.page.emulate_media(media="print")
    expect(desk.page.get_by_test_id("receipt-print")).to_be_visible()
    expect(desk.page.get_by_test_id("receipt-print")).to_contain_text(told["jws"])
    expect(paper).to_be_hidden()
