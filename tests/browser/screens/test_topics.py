"""What customers talk about that nobody has an answer for, as who makes the product reads it: a night's own report."""

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from callcenter.clock import SystemClock
from callcenter.model.contact import Channel, Contact, ContactState
from callcenter.model.intent import Intent
from callcenter.model.site import Site
from callcenter.services import shelf
from callcenter.services.perform import contact_row
from callcenter.services.ports import ContactRow, Projection, TimelineRow
from callcenter.services.topics import TopicReports
from callcenter.store import open_store
from tests.browser.screens.conftest import Screens
from tests.browser.screens.outside import Outside
from tests.house import HouseProcess

WALLET = ("数字人民币钱包怎么开通", "开通数字人民币钱包要什么", "我想开数字人民币钱包", "数字人民币钱包能绑卡吗")
BITCOIN = ("can I buy bitcoin with my card", "do you block bitcoin purchases", "my bitcoin purchase was blocked")
DARK = (
    "I wish the app had a dark mode",
    "it would be nice if the app had a dark mode",
    "please add a dark mode to the app",
)
SAID = {"unclear": (*WALLET, *BITCOIN), "other": DARK, "limits": ("提高转账限额",)}
"""Intent to what was understood as that."""


@pytest.fixture
def house(bank: Path, site: Path, outside: Outside, tmp_path: Path) -> Iterator[HouseProcess]:
    """A bank whose customers said all that yesterday, and whose night's work was done."""
    shutil.copy(bank, tmp_path / "house.db")
    one = HouseProcess(tmp_path, site=site)
    outside.do(_a_day_and_its_night(one.database, site))
    outside.do(one.start())
    yield one
    one.close()


async def _a_day_and_its_night(database: str, folder: Path) -> None:
    site, clock = shelf.read(folder)[0].site, SystemClock()
    assert site is not None
    noon = datetime.fromtimestamp(clock.now(), ZoneInfo(site.zone)).replace(hour=12) - timedelta(days=1)
    said = [(intent, text) for intent, texts in SAID.items() for text in texts]
    store = await open_store(database)
    try:
        rows = {f"t{n}": _contact(n, intent, noon.timestamp() + n, site) for n, (intent, _) in enumerate(said)}
        await store.append([], Projection(upto=await store.watermark(), contacts=rows, timeline=_lines(said, noon)))
        assert await TopicReports(store, clock, lambda: site).make(noon.date())
    finally:
        await store.close()


def _contact(n: int, intent: str, at: float, site: Site) -> ContactRow:
    heard = Intent(name=intent, confidence=0.4, language="zh-CN")
    contact = Contact(
        id=f"t{n}", seq=n, channel=Channel.VOICE, gateway="pbx", leg=f"t{n}", site=site.version, arrived_at=at,
        state=ContactState.COMPLETED, since=at + 60, ended_at=at + 60, caller="+8613800000005", intent=heard,
    )  # fmt: skip
    return contact_row(contact, site, at + 60)


def _lines(said: Sequence[tuple[str, str]], noon: datetime) -> list[TimelineRow]:
    return [
        TimelineRow(
            contact=f"t{n}", seq=n, n=0, at=noon.timestamp() + n, what="customer_said",
            detail=json.dumps({"text": text, "intent": intent}),
        )
        for n, (intent, text) in enumerate(said)
    ]  # fmt: skip


def test_given_a_nights_report_then_topics_and_wishes_are_there_with_their_words_and_lead_to_contacts(
    screens: Screens,
) -> None:
    screen = screens().open().log_in("supervisor1")
    screen.page.get_by_role("link", name="Topics").click()
    expect(screen.page.get_by_test_id("topics-head")).to_contain_text("10 of 11 sentences without an intent")
    topics = screen.page.get_by_role("group", name="Topics without an answer")
    wallet = topics.get_by_role("row").filter(has_text="数字人民币")
    expect(wallet).to_contain_text("4")
    expect(wallet.get_by_role("img", name="By week, oldest first: 0, 0, 0, 0, 4")).to_be_visible()
    expect(topics.get_by_role("row").filter(has_text="bitcoin")).to_contain_text("do you block bitcoin purchases")
    wishes = screen.page.get_by_role("group", name="Wishes for the product")
    expect(wishes.get_by_role("rowheader")).to_contain_text("dark mode")
    wallet.get_by_role("button", name="contact 1").click()
    expect(screen.page.get_by_role("dialog")).to_contain_text("数字人民币钱包能绑卡吗")
    screen.page.keyboard.press("Escape")
    assert screen.barriers() == []


def test_given_a_day_without_a_report_then_it_says_so(screens: Screens) -> None:
    screen = screens().open("/topics").log_in("supervisor1")
    screen.page.get_by_role("link", name="Topics").click()
    expect(screen.page.get_by_test_id("topics-head")).to_be_visible()
    screen.page.get_by_label("Day").fill("2026-01-01")
    expect(screen.page.get_by_text("There is no report of this day.")).to_be_visible()
    assert screen.barriers() == []


def test_given_a_small_dark_chinese_screen_then_the_page_does_not_spill_and_examples_can_be_read(
    screens: Screens,
) -> None:
    small = {"width": 390, "height": 844}
    screen = screens(locale="zh-CN", color_scheme="dark", viewport=small).open().log_in("supervisor1")
    screen.page.get_by_role("link", name="话题").click()
    expect(screen.page.get_by_test_id("topics-head")).to_contain_text("11 句话中有 10 句没有对应的意图")
    example = screen.page.get_by_text("do you block bitcoin purchases").first
    width: float = example.evaluate("(text) => text.parentElement.clientWidth")
    assert width >= 200
    assert screen.spills() <= 0
    assert screen.barriers() == []


def test_given_an_agent_then_there_is_no_such_page(screens: Screens) -> None:
    desk = screens().open().log_in("agent1")
    expect(desk.page.get_by_role("link", name="Complaints")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Topics")).to_have_count(0)
