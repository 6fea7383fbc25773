from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.web.world import World, world


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "dist") as made:
        yield made
