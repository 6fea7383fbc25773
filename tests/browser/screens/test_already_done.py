"""What a caller did and proved in self-service, on the screen of the agent who takes over: nobody is asked twice."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import MAIN, Outside, Town
from tests.browser.screens.screen import Screen
from tests.house import HouseProcess

LEG = "a"
STRANGER = "+8613900000099"
CARD, PIN = "20743307", "814714"
"""Of Li Ming, of the demo bank's people."""


@pytest.fixture
def house(bank: Path, outside: Outside, tmp_path: Path) -> Iterator[HouseProcess]:
    """With the demo bank's own site, so that its data service answers beside it."""
    shutil.copy(bank, tmp_path / "house.db")
    one = HouseProcess(tmp_path)
    outside.do(one.start())
    yield one
    one.close()


def _served_by_itself(town: Town) -> None:
    """Somebody nobody knows proves to be Li Ming, hears the balance and about the transfer, and asks for a person."""
    town.tell("call.arrived", call=LEG, **{"from": STRANGER, "to": MAIN})
    town.told("gather", LEG)
    town.tell("call.digits", call=LEG, digits="1")
    town.told("gather", LEG)
    town.tell("call.speech", call=LEG, text="查一下余额", confidence=0.9)
    for digits in (CARD, PIN):
        town.told("gather", LEG)
        town.tell("call.digits", call=LEG, digits=digits)
    town.told("gather", LEG)
    town.tell("call.speech", call=LEG, text="我的转账到了吗", confidence=0.9)
    town.told("gather", LEG)
    town.tell("call.digits", call=LEG, digits="0")


def _rings(screens: Screens, town: Town, **look: Any) -> tuple[Screen, Locator]:
    screen = screens(**look).open().log_in("agent1")
    screen.page.get_by_test_id("go-available").click()
    _served_by_itself(town)
    return screen, screen.page.get_by_test_id("offer").get_by_test_id("self-service")


def test_given_a_caller_who_was_served_when_it_rings_then_the_agent_reads_what_is_known_in_words(
    screens: Screens, town: Town
) -> None:
    screen, card = _rings(screens, town)
    for words in ("Welcome", "Balance", "Transfer status", "Identified", "Verified", "Chose 中文"):
        expect(card).to_contain_text(words)
    pairs = [" ".join(pair.split()) for pair in card.locator("dl > div").all_inner_texts()]
    assert pairs[:2] == ["Card ending in 3307", "Available balance 23018.90"]
    assert {"Account normal", "Transfer under way", "Amount transferred 12000"} <= set(pairs)
    offer = screen.page.get_by_test_id("offer")
    assert not any(code in offer.inner_text() for code in ("_", "transfer_status", CARD, PIN))
    assert screen.barriers() == []


def test_given_the_call_is_taken_then_a_small_dark_chinese_screen_has_it_too_and_nothing_spills(
    screens: Screens, town: Town
) -> None:
    small = {"width": 390, "height": 844}
    screen, card = _rings(screens, town, locale="zh-CN", color_scheme="dark", viewport=small)
    expect(card).to_contain_text("自助服务记录")
    screen.page.get_by_test_id("accept").click()
    town.pick_up(LEG, "agent1")
    done = screen.page.get_by_test_id("contact").get_by_test_id("self-service")
    for words in ("查询余额", "转账进度", "身份已识别", "身份已核验", "客户选择中文"):
        expect(done).to_contain_text(words)
    pairs = ["".join(pair.split()) for pair in done.locator("dl > div").all_inner_texts()]
    assert {"可用余额23018.90", "账户状态正常", "转账状态处理中"} <= set(pairs)
    assert screen.spills() <= 0
    assert screen.barriers() == []


def test_given_who_asked_for_a_person_at_once_then_there_is_no_such_card(screens: Screens, town: Town) -> None:
    screen = screens().open().log_in("agent1")
    screen.page.get_by_test_id("go-available").click()
    town.call(LEG, "转人工")
    expect(screen.page.get_by_test_id("offer")).to_be_visible()
    expect(screen.page.get_by_test_id("self-service")).to_have_count(0)
