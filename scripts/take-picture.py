"""Takes docs/console.png: a real server with the demo bank, a lost card ringing at agent1.

`.venv/bin/python scripts/take-picture.py`; needs the built console, Chromium and Chinese fonts (scripts/test-servers.sh).
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.async_api import Page, async_playwright

from callcenter.testing.clients import Pbx
from tests.house import HouseProcess, seed_demo_bank

PICTURE = Path(__file__).parents[1] / "docs" / "console.png"
SIZE = {"width": 1440, "height": 860}


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = HouseProcess(Path(folder))
        await seed_demo_bank(house.database)
        await house.start()
        try:
            async with async_playwright() as tools:
                chromium = shutil.which("chromium") or shutil.which("google-chrome")
                browser = await tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = await browser.new_page(viewport=SIZE, locale="en-GB", timezone_id="Asia/Shanghai")
                await _ring(house.base, page)
                await page.screenshot(path=PICTURE)
                await browser.close()
        finally:
            house.stop()


async def _ring(base: str, page: Page) -> None:
    await page.goto(base)
    await page.get_by_label("Name").fill("agent1")
    await page.get_by_label("Password").first.fill("demo")
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("button", name="Become available").click()
    async with Pbx(base) as pbx:
        await pbx.listen()
        await pbx.tell("call.arrived", call="call-1", **{"from": "+8613800000002", "to": "+861069950000"})
        await pbx.tell("call.speech", call="call-1", text="我的卡丢了，刚才在地铁上还在的", confidence=0.94)
        await page.get_by_role("button", name="Accept").wait_for()
        await page.get_by_text("Guidance").wait_for()
        await page.wait_for_timeout(1500)  # the ring's animation and the panel come to rest


if __name__ == "__main__":
    asyncio.run(main())
