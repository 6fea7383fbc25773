"""However broken a file is, it becomes a list of problems or a site, never a traceback."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from callcenter.site import load
from callcenter.site.documents import LARGEST
from tests.unit.site.tiny import FILES, write

SNIPPETS = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\t", b"\n", b": ", b"- ", b"? ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!binary ",
    b"!x ", b"|\n", b">\n", b"'", b'"', b"#", b"---\n", b"...\n", b"%YAML 9.9\n", b"<<: ", b"~", b"true", b"1e999", b"-1",
    b"0x1F", b"1:30", b"2026-02-30", b'"\\ud800"', b'"\\U00ffffff"', "银".encode(), "\u2028".encode(), "\u0085".encode(),
    b"{{}", b"{card}", b"=", b".nan", b"9" * 400, b"a" * 200,
)  # fmt: skip


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The bytes with one to four small accidents."""
    for _ in range(dice.randint(1, 4)):
        at, to = sorted(dice.choices(range(len(data) + 1), k=2))
        to = min(to, at + dice.choice((1, 5, 60)))
        lines = data.split(b"\n")
        match dice.randrange(6):
            case 0:
                data = data[:at] + data[to:]
            case 1:
                data = data[:at] + dice.choice(SNIPPETS) + data[at:]
            case 2:
                data = data[:at] + dice.choice(SNIPPETS) + data[to:]
            case 3:
                data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case 4:
                line = dice.randrange(len(lines))
                data = b"\n".join([*lines[:line], *lines[line : line + 3], *lines[line:]])
            case _:
                dice.shuffle(lines)
                data = b"\n".join(lines)
    return data


def assert_told(directory: Path, files: dict[str, str | bytes | None]) -> None:
    loaded = load(write(directory, files))
    assert (loaded.site is None) == bool(loaded.problems)
    for problem in loaded.problems:
        data = files.get(problem.file)
        size = data.count(b"\n") + data.count(b"\r") + 1 if isinstance(data, bytes) else 10_000
        assert 1 <= problem.line <= size + 1
        assert problem.message
        assert "\n" not in str(problem)


@pytest.mark.parametrize("name", sorted(FILES))
def test_files_with_accidents_are_told_or_read(tmp_path: Path, name: str) -> None:
    dice = random.Random(name)
    for _ in range(60):
        assert_told(tmp_path, {**FILES, name: mutated(FILES[name].encode(), dice)})


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text(alphabet=" \n-:?{}[],&*!|>'\"%#@`~a1é银\t", max_size=60).map(str.encode))
@example(data=b"")
@example(data=b"a: " * 20)
@example(data=b"&a [*a, *a]")
def test_files_of_noise_are_told_or_read(tmp_path: Path, name: str, data: bytes) -> None:
    assert_told(tmp_path, {**FILES, name: data})


@pytest.mark.parametrize(
    "bomb",
    [
        b"a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n",
        b"[" * 100_000,
        b"{a: " * 50_000,
        b"- " * 50_000,
        b"? " * 10_000,
        b"!!python/object/apply:os.system ['true']\n",
        b"%YAML " + b"1" * 5000 + b".1\n---\na: 1\n",
        b"#" * LARGEST,
        b"\n" * LARGEST,
        b"a" * LARGEST,
    ],
    ids=["anchors", "lists", "mappings", "dashes", "questions", "python", "version", "comment", "lines", "word"],
)
def test_bombs_are_told_at_once(tmp_path: Path, bomb: bytes) -> None:
    loaded = load(write(tmp_path, {**FILES, "dispositions.yaml": bomb}))
    assert [problem.file for problem in loaded.problems] == ["dispositions.yaml"]
