"""What is promised in the wrap-up stands in the ledgers until it is kept."""

from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Town
from tests.browser.screens.test_talking import talking


def test_given_a_wrap_up_with_complaint_and_callback_then_both_are_in_the_ledgers_and_the_complaint_is_resolved(
    screens: Screens, town: Town
) -> None:
    desk = screens().at_work("agent1")
    talking(desk, town)
    desk.page.get_by_test_id("end").click()
    town.told("hang_up", "a")
    expect(desk.page.get_by_test_id("wrap-up")).to_be_visible()
    desk.page.get_by_test_id("finish").click()
    expect(desk.page.get_by_text("Choose a result.")).to_be_visible()
    desk.choose("Result", "Resolved")
    desk.page.get_by_label("Open a complaint").check()
    desk.choose("Cause", "Card delivery")
    desk.page.get_by_role("textbox", name="What happened").fill("快递员两次都没有打电话")
    desk.page.get_by_label("Promise a callback").check()
    desk.page.get_by_role("textbox", name="What about").fill("告知调查结果")
    desk.page.get_by_test_id("finish").click()
    expect(desk.page.get_by_test_id("contact-row")).to_have_count(0)
    expect(desk.presence).to_contain_text("Ready")

    desk.go("Callbacks")
    callback = desk.page.get_by_role("row").filter(has_text="告知调查结果")
    expect(callback).to_contain_text("+8613800000001")
    expect(callback).to_contain_text("09:00")
    expect(callback).to_contain_text("Scheduled")

    desk.go("Complaints")
    mine = desk.page.get_by_role("row").filter(has_text="快递员两次都没有打电话")
    expect(mine).to_contain_text("Received")

    office = screens().open("/complaints").log_in("supervisor1")
    case = office.page.get_by_role("row").filter(has_text="快递员两次都没有打电话")
    case.get_by_role("button", name="Card delivery").click()
    office.dialog.get_by_role("button", name="Judge").click()
    office.dialog.get_by_role("textbox", name="Explanation").fill("属实")
    office.dialog.locator("button[type=submit]").click()
    expect(office.dialog).to_contain_text("Found valid")
    office.dialog.get_by_role("button", name="Resolve").click()
    office.dialog.get_by_role("textbox", name="Outcome").fill("已重新派送并致歉")
    office.dialog.locator("button[type=submit]").click()
    expect(office.dialog).to_contain_text("Resolved")
    office.button("Close").first.click()
    expect(case).to_contain_text("Resolved")
    expect(case).to_contain_text("in time")
