"""One Chromium for this folder, a server and windows of its own for each test.

Nothing outlives the folder: playwright's plain API holds the thread's event loop while it runs.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from callcenter.app import opened
from callcenter.demo.bank import seed
from callcenter.settings import Settings
from callcenter.testing.clients import SECRET
from tests.browser.screens import chromium
from tests.browser.screens.outside import Outside, Town
from tests.browser.screens.screen import Screen
from tests.house import HouseProcess

DEMO_SITE = Path(__file__).parents[3] / "callcenter" / "demo" / "site"
Screens = Callable[..., Screen]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium.found()
    if program is None:
        pytest.skip("no Chromium: 'apt-get install chromium', or name one in CALLCENTER_CHROMIUM")
    with sync_playwright() as playwright:
        one = chromium.started(playwright, program)
        yield one
        one.close()


@pytest.fixture(scope="package")
def outside() -> Iterator[Outside]:
    one = Outside()
    yield one
    one.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo bank's, but an enquiry rings for four seconds only, so that one can be let go."""
    folder = tmp_path_factory.mktemp("site") / "site"
    shutil.copytree(DEMO_SITE, folder)
    head, general = (folder / "site.yaml").read_text("utf-8").split("\n  general:\n", 1)
    quick = general.replace("offer_seconds: 20", "offer_seconds: 4", 1)
    assert quick != general
    (folder / "site.yaml").write_text(f"{head}\n  general:\n{quick}", "utf-8")
    return folder


@pytest.fixture(scope="package")
def bank(outside: Outside, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo bank's people in it, to be copied."""
    file = tmp_path_factory.mktemp("bank") / "bank.db"

    async def fill() -> None:
        chosen = Settings(database=f"sqlite:///{file}", site=site)
        async with opened(chosen, environ={"CALLCENTER_SECRET_PBX": SECRET}) as house:
            await seed(house.store, house.shelf.current(), house.clock.now())

    outside.do(fill())
    return file


@pytest.fixture
def house(bank: Path, site: Path, outside: Outside, tmp_path: Path) -> Iterator[HouseProcess]:
    shutil.copy(bank, tmp_path / "house.db")
    one = HouseProcess(tmp_path, site=site)
    outside.do(one.start())
    yield one
    one.close()


@pytest.fixture
def town(outside: Outside, house: HouseProcess) -> Iterator[Town]:
    one = Town(outside, house.base)
    yield one
    one.close()


@pytest.fixture
def any_screen(browser: Browser) -> Iterator[Screens]:
    """Opens windows, each with cookies of its own; at the end none of them may have complained."""
    open_ones: list[Screen] = []

    def open_one(base: str, **look: Any) -> Screen:
        wish = {"locale": "en-GB", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}, **look}
        one = Screen(browser.new_context(**wish), base)
        open_ones.append(one)
        return one

    yield open_one
    for one in open_ones:
        one.context.close()
    assert [complaint for one in open_ones for complaint in one.complaints] == []


@pytest.fixture
def screens(house: HouseProcess, any_screen: Screens) -> Screens:
    """Windows on the test's own server."""
    return lambda **look: any_screen(house.base, **look)
