"""A site's new version is at hand before its event is committed and in force only afterwards."""

import shutil
from pathlib import Path

import pytest

from callcenter.app import DEMO_SITE
from callcenter.clock import ManualClock
from callcenter.errors import SiteRefused, Unavailable
from callcenter.model.events import SiteTaken
from callcenter.services.shelf import SiteShelf
from callcenter.testing.fake_store import FakeStore


@pytest.fixture
async def shelf(tmp_path: Path) -> SiteShelf:
    shutil.copytree(DEMO_SITE, tmp_path / "site")
    one = SiteShelf(tmp_path / "site", FakeStore(), ManualClock())
    await one.open()
    return one


def edit(directory: Path, old: str, new: str) -> None:
    file = directory / "site" / "site.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


async def test_given_a_reload_then_the_version_is_at_hand_before_and_in_force_after_the_commit(
    shelf: SiteShelf, tmp_path: Path
) -> None:
    old, seen = shelf.current().version, list[tuple[str, bool]]()

    async def commit(event: SiteTaken) -> None:
        assert event.version in shelf.sites
        seen.append((event.version, shelf.current().version == old))

    shelf.take = commit
    edit(tmp_path, "Qiming Bank", "Another Bank")
    await shelf.reload()
    assert seen == [(shelf.current().version, True)]
    assert shelf.current().version != old


async def test_given_a_full_disk_when_reloading_then_the_old_site_stays_in_force_and_a_second_try_takes_the_new(
    shelf: SiteShelf, tmp_path: Path
) -> None:
    old, tries = shelf.current(), list[str]()

    async def commit(event: SiteTaken) -> None:
        tries.append(event.version)
        if len(tries) == 1:
            raise Unavailable("The disk is full.")

    shelf.take = commit
    edit(tmp_path, "Qiming Bank", "Another Bank")
    with pytest.raises(Unavailable):
        await shelf.reload()
    assert shelf.current() is old
    await shelf.reload()
    assert shelf.current().version == tries[0] == tries[1]


async def test_given_a_site_with_problems_when_reloading_then_nothing_is_taken(
    shelf: SiteShelf, tmp_path: Path
) -> None:
    old = shelf.current()
    edit(tmp_path, "gateways:", "no_such_field: 1\ngateways:")
    with pytest.raises(SiteRefused):
        await shelf.reload()
    assert shelf.current() is old
    assert shelf.problems()
