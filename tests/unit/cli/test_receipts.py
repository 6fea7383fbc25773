"""The verb `receipt`: written, verified with and without the database, refused in a sentence."""

import asyncio
import json
from pathlib import Path

import pytest

from callcenter.cli import run
from callcenter.store import migrate, open_store
from callcenter.testing.day import Day
from tests import recorded


async def _house(url: str) -> tuple[str, str]:
    """An emergency and another contact."""
    day = Day()
    day.agent("li", card=8, general=5)
    call = day.waits("card_loss", caller="+8613812345678")
    urgent = day.contact(call).id
    day.serve("li", call)
    other = day.contact(day.waits("speak_to_human")).id
    await migrate(url)
    store = await open_store(url)
    try:
        await recorded.write(day, store)
    finally:
        await store.close()
    return urgent, other


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/house.db"


@pytest.fixture
def contacts(url: str) -> tuple[str, str]:
    return asyncio.run(_house(url))


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as left:
        run(["receipt", *words])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_given_an_emergency_when_written_then_it_verifies_and_a_changed_one_does_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, contacts: tuple[str, str]
) -> None:
    code, paper, _ = _said(capsys, contacts[0], "--database", url)
    assert code == 0
    assert "an emergency was reported" in paper
    assert "已报告紧急情况" in paper
    file = tmp_path / "receipt.txt"
    file.write_text(paper)
    code, told, _ = _said(capsys, "--verify", str(file), "--database", url)
    assert (code, "the signature holds" in told) == (0, True)
    file.write_text(paper.replace("card_loss", "balance"))
    code, _, why = _said(capsys, "--verify", str(file), "--database", url)
    assert (code, "it was changed" in why) == (1, True)


def test_given_the_keys_in_a_file_then_no_database_is_needed_and_a_new_key_leaves_old_receipts_good(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, contacts: tuple[str, str]
) -> None:
    _, answer, _ = _said(capsys, contacts[0], "--json", "--database", url)
    file, keys = tmp_path / "receipt.json", tmp_path / "keys.json"
    file.write_text(answer)
    code, told, _ = _said(capsys, "--renew-key", "--database", url)
    assert (code, "from now on" in told) == (0, True)
    assert _said(capsys, "--verify", str(file), "--database", url)[0] == 0
    keys.write_text(json.dumps({"keys": asyncio.run(_public(url))}))
    nowhere = f"sqlite:///{tmp_path}/no/such/folder/house.db"
    assert _said(capsys, "--verify", str(file), "--keys", str(keys), "--database", nowhere)[0] == 0


async def _public(url: str) -> list[dict[str, str]]:
    store = await open_store(url, writer=False)
    try:
        return [json.loads(key.public) for key in await store.signing_keys()]
    finally:
        await store.close()


def test_given_nothing_to_prove_or_nothing_named_then_it_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, contacts: tuple[str, str]
) -> None:
    code, _, why = _said(capsys, contacts[1], "--database", url)
    assert (code, "no emergency was reported" in why) == (1, True)
    code, _, why = _said(capsys, "c999", "--database", url)
    assert (code, "there is no contact c999" in why) == (1, True)
    assert _said(capsys, "--database", url)[0] == 2
    assert _said(capsys, "--verify", str(tmp_path / "nope"), "--database", url)[0] == 2
    (tmp_path / "x").write_text("hello")
    assert _said(capsys, "--verify", str(tmp_path / "x"), "--database", url)[0] == 1
    assert _said(capsys, "--verify", str(tmp_path / "x"), "--keys", str(tmp_path / "x"))[0] == 2
