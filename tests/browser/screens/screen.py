"""One browser window and all that it complains about."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

AXE = "console/node_modules/axe-core/axe.min.js"
SOON = 15_000
"""Milliseconds in which something must have appeared; a busy machine is slow, a defect never gets there."""
EXPECTED = re.compile(r"/api/v1/me$|/api/v1/(agent|supervisor)/socket")
"""Whether somebody is logged in is asked before log-in, and a socket may be refused after log-out: both are a 401."""
expect.set_options(timeout=SOON)


class Screen:
    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.page.set_default_timeout(SOON)
        self.complaints: list[str] = []
        """Errors on the console, exceptions, and requests to other servers than ours."""
        self._forgiven: re.Pattern[str] | None = None
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        self.page.on("request", self._requested)

    def _said(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        refused = "401" in message.text and EXPECTED.search(address)
        if message.type != "error" or refused or (self._forgiven and self._forgiven.search(message.text)):
            return
        self.complaints.append(f"{message.text} ({address})")

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.complaints.append(f"request to {request.url}")

    @contextmanager
    def forgiving(self, pattern: str) -> Iterator[None]:
        """Complaints that fit are what the test itself brings about."""
        self._forgiven = re.compile(pattern)
        try:
            yield
        finally:
            self._forgiven = None

    # --- what a person does ---

    def open(self, path: str = "/") -> "Screen":
        self.page.goto(f"{self.base}{path}")
        return self

    def log_in(self, name: str, password: str = "demo") -> "Screen":
        """On the log-in page, in whichever of its languages."""
        self.page.locator("input[autocomplete=username]").fill(name)
        self.page.locator("input[autocomplete=current-password]").fill(password)
        self.page.locator("button[type=submit]").click()
        return self

    def at_work(self, name: str) -> "Screen":
        """An agent, logged in and available."""
        self.open().log_in(name)
        self.button("Become available").click()
        expect(self.presence).to_contain_text("Ready")
        return self

    def go(self, name: str) -> None:
        """A page of the menu."""
        self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=name).click()

    def accept(self) -> None:
        self.page.get_by_test_id("accept").click()

    def choose(self, label: str, option: str, within: Locator | None = None) -> None:
        """One of a list that opens."""
        place = within or self.page
        place.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    # --- what a person sees ---

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    @property
    def presence(self) -> Locator:
        return self.page.get_by_test_id("presence")

    @property
    def offer(self) -> Locator:
        return self.page.get_by_test_id("offer")

    @property
    def contact(self) -> Locator:
        return self.page.get_by_test_id("contact")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("complementary", name="Customer")

    @property
    def line(self) -> Locator:
        return self.page.get_by_test_id("line-state")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def barriers(self) -> list[str]:
        """What axe-core finds that keeps somebody out: serious and critical, with the elements."""
        self.page.evaluate(f"() => {{ {_axe()} }}")
        found: list[dict[str, Any]] = self.page.evaluate(
            "async () => (await axe.run()).violations.filter((one) => /serious|critical/.test(one.impact))"
        )
        return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]

    def spills(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def _axe() -> str:
    from pathlib import Path

    return (Path(__file__).parents[3] / AXE).read_text("utf-8")
