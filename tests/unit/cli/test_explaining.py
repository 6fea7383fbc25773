"""The verbs `explain` and `replay`: a contact, an agent, another site's rules."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.cli import run
from callcenter.model.agent import Presence
from callcenter.services import codec
from callcenter.services.shelf import read
from callcenter.store import migrate, open_store
from callcenter.testing.day import Day
from tests import recorded
from tests.unit.site.tiny import FILES, SITE, spoil, write


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as left:
        run(list(words))
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


async def _keep(url: str, day: Day, *, snapshot: bool = False) -> None:
    await migrate(url)
    store = await open_store(url)
    try:
        await recorded.write(day, store)
        if snapshot:
            await store.save_snapshot(day.board.state.seq, day.clock.now(), codec.state_bytes(day.board.state))
    finally:
        await store.close()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/house.db"


@pytest.fixture
def day() -> Day:
    """Li cannot do cards; Wang is away."""
    day = Day()
    day.agent("li", card=3, general=5)
    day.agent("wang", presence=Presence.AWAY, card=9)
    day.waits("card_question", caller="+8613800000001")
    return day


def test_given_a_contact_when_explained_then_its_story_and_each_decision_come_in_the_language(
    capsys: pytest.CaptureFixture[str], url: str, day: Day
) -> None:
    asyncio.run(_keep(url, day))
    code, told, _ = _said(capsys, "explain", "c8", "--database", url)
    assert code == 0
    assert "li (skill: card below 5), wang (presence: away)" in told
    _, told, _ = _said(capsys, "explain", "c8", "--language", "zh-CN", "--database", url)
    assert "li（技能：card 低于 5 级），wang（在岗状态：离开）" in told


@pytest.mark.parametrize("snapshot", [False, True])
def test_given_an_agent_when_explained_then_the_live_state_is_read_from_snapshot_and_journal(
    capsys: pytest.CaptureFixture[str], url: str, day: Day, snapshot: bool
) -> None:
    asyncio.run(_keep(url, day, snapshot=snapshot))
    code, told, _ = _said(capsys, "explain", "--agent", "wang", "--database", url)
    assert (code, "No contact is offered to wang now: presence: away." in told) == (0, True)
    _, told, _ = _said(capsys, "explain", "--agent", "li", "--language", "zh-CN", "--database", url)
    assert "技能：card 低于 5 级" in told


def test_given_nobody_or_two_of_them_then_it_says_what_to_do(
    capsys: pytest.CaptureFixture[str], url: str, day: Day
) -> None:
    asyncio.run(_keep(url, day))
    assert _said(capsys, "explain", "--database", url)[0] == 2
    assert _said(capsys, "explain", "c8", "--agent", "li", "--database", url)[0] == 2
    code, _, why = _said(capsys, "explain", "--agent", "ghost", "--database", url)
    assert (code, "there is no agent ghost" in why) == (1, True)
    assert _said(capsys, "explain", "c999", "--database", url)[0] == 1


# --- replay under another site's rules --------------------------------------------------------------------------------


def _tiny_day(folder: Path) -> Day:
    """Li takes an angry customer, who asks for somebody who knows cards a little."""
    loaded, problems = read(write(folder, FILES))
    assert loaded.site is not None, problems
    day = Day(replace(loaded.site, version="as-recorded"))
    day.agent("li", card=5)
    call = day.call("+8613800000001", to="+861069950000")
    day.says(call, "this is outrageous", "angry")
    assert day.offered("li") == call
    day.passes(5)
    day.decline("li")
    return day


def test_given_the_same_rules_when_replayed_then_nothing_differs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str
) -> None:
    day = _tiny_day(tmp_path / "site")
    asyncio.run(_keep(url, day))
    n = len(day.journal)
    code, told, _ = _said(capsys, "replay", "--database", url)
    assert (code, told) == (0, f"{n} events compared, 0 decided differently.\n")
    code, told, _ = _said(capsys, "replay", "--site", str(tmp_path / "site"), "--database", url)
    assert code == 0
    assert told.startswith(f"Every version of the site in the journal was answered by {tmp_path / 'site'}, version ")
    assert told.endswith(f"{n} events compared, 0 decisions differ, 0 events led to something else.\n")


def test_given_one_rule_changed_when_replayed_then_who_would_have_got_it_and_why_is_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str
) -> None:
    day = _tiny_day(tmp_path / "site")
    asyncio.run(_keep(url, day))
    other = write(tmp_path / "other", {**FILES, "site.yaml": spoil(SITE, "card: 2", "card: 6")})
    code, told, _ = _said(capsys, "replay", "--site", str(other), "--database", url)
    assert code == 1
    lines = told.splitlines()
    contact = day.last("call-1").id
    at = lines.index(f"  {contact}: li (desk) -> nobody (desk)")
    assert lines[at - 1] == "event 6 (CustomerSpoke):"
    assert lines[at + 1] == "    li now: skill: card below 6"
    assert "decisions differ" in lines[-1]
    assert "--- recorded" not in told, "the bytes are for the replay on the same rules"


def test_given_a_site_with_problems_when_replayed_then_they_are_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str
) -> None:
    asyncio.run(_keep(url, _tiny_day(tmp_path / "site")))
    other = write(tmp_path / "other", {**FILES, "site.yaml": "name: 3\n"})
    code, _, why = _said(capsys, "replay", "--site", str(other), "--database", url)
    assert (code, "site.yaml:1:" in why) == (1, True)
    assert _said(capsys, "replay", "--site", str(tmp_path / "nope"), "--database", url)[0] == 2
