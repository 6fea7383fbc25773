"""The demo as `make run` starts it: within a minute something rings, and then the next."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.screens.conftest import Screens
from tests.house import free_port

MINUTE = 60_000


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """Its address, as it prints it."""
    command = [sys.executable, "-m", "callcenter", "demo", "--port", str(free_port())]
    environ = {**os.environ, "PYTHONASYNCIODEBUG": ""}
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        told = next((line for line in process.stdout if "is open at" in line), None)
        assert told is not None, (tmp_path / "log").read_text()
        yield told.split()[-1]
        process.terminate()
        assert process.wait(30) == 0, (tmp_path / "log").read_text()


def test_given_the_demo_has_just_started_then_a_call_rings_within_a_minute_and_the_next_follows(
    demo: str, any_screen: Screens
) -> None:
    desk = any_screen(demo).at_work("agent1")
    expect(desk.offer).to_be_visible(timeout=MINUTE)
    expect(desk.panel.get_by_role("heading", level=2).first).to_be_visible()
    desk.accept()
    expect(desk.contact).to_contain_text("Connected")
    expect(desk.panel).to_contain_text("Guidance")
    desk.page.get_by_test_id("end").click()
    desk.choose("Result", "Resolved")
    desk.page.get_by_test_id("finish").click()
    expect(desk.offer).to_be_visible(timeout=MINUTE)
    expect(desk.page.get_by_text("1 handled today")).to_be_visible()
