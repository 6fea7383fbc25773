"""Acceptance tests talk to a real server process over HTTP and sockets alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import HouseProcess


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HouseProcess]:
    one = HouseProcess(tmp_path)
    one.add_agent("li", "card=8", "accounts=5", "complaints=5", "general=5")
    await one.start()
    yield one
    one.close()
