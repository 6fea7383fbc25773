"""Log-in and log-out, the page of the interface, and that these tests would notice what they look for."""

import re

from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens


def test_given_a_wrong_password_then_it_is_said_and_the_right_one_opens(screens: Screens) -> None:
    desk = screens().open()
    with desk.forgiving("401"):
        desk.log_in("agent1", "guess")
        expect(desk.page.get_by_role("alert")).to_have_text("Name or password is not right.")
    desk.log_in("agent1")
    expect(desk.line).to_have_text("Live")
    desk.button("Account of").click()
    desk.page.get_by_role("menuitem", name="Log out").click()
    expect(desk.button("Log in")).to_be_visible()
    desk.open("/desk")
    expect(desk.button("Log in")).to_be_visible()


def test_given_the_page_of_the_interface_when_opened_offline_then_it_is_all_there(screens: Screens) -> None:
    docs = screens().open("/docs")
    expect(docs.page.get_by_text("/api/v1/contacts/{contact}/explain")).to_be_visible()
    expect(docs.page.get_by_role("heading", name=re.compile("callcenter"))).to_be_visible()


def test_given_a_page_that_runs_a_strange_script_or_calls_elsewhere_then_these_tests_notice(screens: Screens) -> None:
    screen = screens().open()
    expect(screen.button("Log in")).to_be_visible()
    screen.page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {text: 'window.x = 1'}))"
    )
    screen.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => {})")
    expect(screen.button("Log in")).to_be_visible()
    assert screen.page.evaluate("window.x") is None
    assert any("Content Security Policy" in one for one in screen.complaints), screen.complaints
    screen.complaints.clear()
