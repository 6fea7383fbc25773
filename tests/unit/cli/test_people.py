"""Adding people: what is missing is said, and what is odd is warned of."""

import io
import sqlite3
from pathlib import Path

import pytest

from callcenter.cli import run
from tests.unit.site.tiny import FILES, write


class _Keyboard(io.StringIO):
    """A terminal somebody types at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLCENTER_SITE", raising=False)


def _add(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, typed: str, *words: str
) -> tuple[object, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as left:
        run(["user", "add", "li", *words, "--database", f"sqlite:///{folder}/house.db"])
    return left.value.code, capsys.readouterr().err


def _users(folder: Path) -> list[str]:
    if not (folder / "house.db").exists():
        return []
    kept = sqlite3.connect(folder / "house.db")
    try:
        return [name for (name,) in kept.execute("select name from users")]
    finally:
        kept.close()


def test_given_no_terminal_and_no_flag_when_adding_then_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = _add(monkeypatch, capsys, tmp_path, "", "--role", "admin")
    assert code == 2
    assert said.count("\n") == 1
    assert "--password-stdin" in said
    assert _users(tmp_path) == []


@pytest.mark.parametrize("typed", ["", "\n", "\r\n"])
def test_given_an_empty_password_when_adding_then_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, typed: str
) -> None:
    code, said = _add(monkeypatch, capsys, tmp_path, typed, "--role", "admin", "--password-stdin")
    assert code == 2
    assert "at least one character" in said
    assert _users(tmp_path) == []


def test_given_somebody_who_ends_the_question_when_asked_then_nobody_is_added(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def ended(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin", _Keyboard())
    monkeypatch.setattr("getpass.getpass", ended)
    with pytest.raises(SystemExit) as left:
        run(["user", "add", "li", "--role", "admin", "--database", f"sqlite:///{tmp_path}/house.db"])
    assert left.value.code == 2
    assert "at least one character" in capsys.readouterr().err
    assert _users(tmp_path) == []


def test_given_an_agent_without_a_phone_when_added_then_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = _add(monkeypatch, capsys, tmp_path, "secret\n", "--role", "agent", "--password-stdin")
    assert code == 0
    assert said.count("\n") == 1
    assert "--endpoint" in said
    assert _users(tmp_path) == ["li"]


AGENT = ("--role", "agent", "--endpoint", "PJSIP/1", "--password-stdin", "--skill", "card=5", "ghost=5")


def test_given_a_skill_no_site_was_named_for_when_adding_then_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert _add(monkeypatch, capsys, tmp_path, "secret\n", *AGENT) == (0, "")


@pytest.mark.parametrize("by_flag", [True, False])
def test_given_a_skill_the_site_does_not_know_when_adding_then_it_is_told_and_the_user_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, by_flag: bool
) -> None:
    site = str(write(tmp_path / "site", FILES))
    if not by_flag:
        monkeypatch.setenv("CALLCENTER_SITE", site)
    code, said = _add(monkeypatch, capsys, tmp_path, "secret\n", *AGENT, *(("--site", site) if by_flag else ()))
    assert (code, said) == (0, "callcenter: the site knows no skill ghost, only card\n")
    assert _users(tmp_path) == ["li"]


def test_given_a_site_with_a_problem_when_adding_then_the_user_is_there_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    site = write(tmp_path / "site", {**FILES, "site.yaml": "name: 3\n"})
    code, said = _add(monkeypatch, capsys, tmp_path, "secret\n", *AGENT, "--site", str(site))
    assert code == 0
    assert "not looked up" in said
    assert _users(tmp_path) == ["li"]


def test_given_a_site_that_is_not_there_when_adding_then_it_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = _add(monkeypatch, capsys, tmp_path, "secret\n", *AGENT, "--site", str(tmp_path / "nope"))
    assert (code, said) == (2, f"callcenter: there is no directory {tmp_path / 'nope'}\n")
