"""A real server with the demo bank's people, and real pages in a real Chromium."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from callcenter.testing.clients import Pbx
from tests.house import HouseProcess, seed_demo_bank

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LogIn = Callable[..., Awaitable[Page]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium: bash scripts/test-servers.sh"))
        elif not (ROOT / "callcenter" / "console" / "dist" / "index.html").is_file():
            item.add_marker(
                pytest.mark.skip(reason="the console is not built: make callcenter/console/dist/index.html")
            )


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HouseProcess]:
    one = HouseProcess(tmp_path)
    await seed_demo_bank(one.database)
    await one.start()
    yield one
    one.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as tools:
        one = await tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield one
        await one.close()


@pytest.fixture
async def log_in(house: HouseProcess, browser: Browser) -> AsyncIterator[LogIn]:
    """A page on which this person has logged in; at the end no page may have met an error of its own."""
    errors: list[str] = []

    async def enter(name: str) -> Page:
        page = await (await browser.new_context(locale="en-GB")).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(house.base)
        await page.get_by_label("Name").fill(name)
        await page.get_by_label("Password").first.fill("demo")
        await page.get_by_role("button", name="Log in").click()
        await page.get_by_test_id("line-state").get_by_text("Live").wait_for()
        return page

    yield enter
    assert errors == []


@pytest.fixture
async def pbx(house: HouseProcess) -> AsyncIterator[Pbx]:
    async with Pbx(house.base) as one:
        await one.listen()
        yield one
