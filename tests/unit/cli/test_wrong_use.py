"""What cannot be done ends in one sentence and an exit code, never in a traceback."""

import socket
from pathlib import Path

import pytest

from callcenter.cli import run


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as left:
        run(list(words))
    return left.value.code, capsys.readouterr().err


def test_given_settings_that_cannot_be_meant_then_each_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _said(capsys, "serve", "--port", "70000", "--bus", "nats://there")
    assert code == 2
    assert said.count("\n") == 1
    assert "port" in said
    assert "bus" in said


def test_help_says_what_each_flag_is_for_and_by_which_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["replay", "--help"])
    told = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "--site PATH Another site's rules" in told
    assert "--from INT Number of the event compared first" in told


def test_given_an_unknown_flag_then_it_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = _said(capsys, "serve", "--nonsense")
    assert code == 2


@pytest.mark.parametrize("words", [("replay",), ("explain", "c1"), ("receipt", "c1"), ("export", "contacts")])
def test_given_a_slip_in_the_name_of_the_database_then_it_says_so_and_makes_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, said = _said(capsys, *words, "--database", f"sqlite:///{tmp_path}/hosue.db")
    assert code == 2
    assert "there is no database" in said
    assert not list(tmp_path.iterdir())


def test_given_a_port_that_is_taken_then_it_says_which(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said = _said(capsys, "serve", "--port", str(port), "--database", f"sqlite:///{tmp_path}/house.db")
    assert code == 1
    sentence = said.splitlines()[-1]
    assert sentence.startswith("callcenter: Nothing can listen at 127.0.0.1:")
    assert str(port) in sentence


def test_given_a_site_with_a_problem_then_serve_says_file_and_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "site.yaml").write_text("name: 3\n")
    words = ("serve", "--port", "0", "--site", str(tmp_path), "--database", f"sqlite:///{tmp_path}/house.db")
    code, said = _said(capsys, *words)
    assert code == 1
    assert "site.yaml:1:" in said


@pytest.mark.parametrize("words", [("train",), ("explain", "my card is gone"), ("test", "cases.csv")])
def test_given_no_such_directory_then_each_verb_of_intents_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    verb, *more = words
    code, said = _said(capsys, "intents", verb, str(tmp_path / "nope"), *more)
    assert (code, said) == (2, f"callcenter: there is no directory {tmp_path / 'nope'}\n")
