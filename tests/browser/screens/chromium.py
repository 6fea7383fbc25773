"""Finding and starting Chromium."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def found() -> str | None:
    """The program's path: CALLCENTER_CHROMIUM, or what is installed."""
    return os.environ.get("CALLCENTER_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def started(playwright: Playwright, program: str) -> Browser:
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS))
