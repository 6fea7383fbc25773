"""Whether the trained model fits the site, as the running server says it: fresh, stale, broken, missing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.app import DEMO_SITE
from callcenter.intent.tools import train_site
from callcenter.testing.clients import Person
from tests.house import HouseProcess, furnish, person
from tests.unit.intent.conftest import TAUGHT


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The demo bank with few sentences, so that it is taught in a moment."""
    folder = Path(shutil.copytree(DEMO_SITE, tmp_path / "site", ignore=shutil.ignore_patterns("intents", "model.npz")))
    (folder / "intents").mkdir()
    for name, texts in TAUGHT.items():
        lines = "".join(f"    - {text}\n" for text in texts.split("|"))
        (folder / "intents" / f"{name}.yml").write_text(f"nlu:\n- intent: {name}\n  examples: |\n{lines}", "utf-8")
    train_site(folder)
    return folder


@pytest.fixture
async def admin(tmp_path: Path, site: Path) -> AsyncIterator[Person]:
    house = HouseProcess(tmp_path, site=site)
    await furnish(house.database, [person("admin1", "admin")])
    await house.start()
    one = Person(house.base, "admin1")
    await one.log_in()
    yield one
    await one.close()
    house.close()


async def test_the_site_says_whether_its_model_is_fresh_stale_broken_or_missing(admin: Person, site: Path) -> None:
    model, none = site / "model.npz", {"emergency_threshold": None, "unsure_threshold": None}

    fresh = (await admin.get("/site"))["model"]
    assert fresh["state"] == "fresh"
    assert 0 < fresh["emergency_threshold"] < 1
    assert 0 < fresh["unsure_threshold"] < 1

    with (site / "intents" / "balance_enquiry.yml").open("a", encoding="utf-8") as file:
        file.write("    - one sentence more about my balance\n")
    assert await _taken(admin) == {**fresh, "state": "stale"}

    model.write_bytes(b"no model at all")
    assert await _taken(admin) == {"state": "broken", **none}

    model.unlink()
    assert await _taken(admin) == {"state": "missing", **none}

    await asyncio.to_thread(train_site, site)
    assert (await _taken(admin))["state"] == "fresh"


async def _taken(admin: Person) -> object:
    """What the site says of its model once the files were taken anew, asked for afterwards as well."""
    status, site = await admin.post("/site/reload")
    assert status == 200, site
    assert (await admin.get("/site"))["model"] == site["model"]
    return site["model"]
