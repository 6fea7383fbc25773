"""The command line at the end of a pipe: a reader who leaves early is no fault of anybody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from callcenter.services.ports import Entry
from callcenter.store import migrate, open_store

ROWS = 2000
"""More than any pipe takes before somebody reads."""


async def _house(folder: Path) -> str:
    url = f"sqlite:///{folder}/house.db"
    await migrate(url)
    store = await open_store(url)
    try:
        rows = [Entry(key="", at=float(n), type="tick", body=f'{{"words": "{"x" * 100}"}}') for n in range(ROWS)]
        await store.append(rows, None)
    finally:
        await store.close()
    return url


def _left_by_its_reader(*words: str) -> tuple[int, str]:
    """The exit code and what was said when nobody reads standard output from the first byte on."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "callcenter", *words]
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_given_a_reader_who_leaves_when_exporting_much_then_it_ends_quietly(tmp_path: Path, form: str) -> None:
    url = await _house(tmp_path)
    assert _left_by_its_reader("export", "journal", "--format", form, "--database", url) == (141, "")


def test_given_a_reader_who_leaves_when_little_is_printed_then_it_ends_quietly(tmp_path: Path) -> None:
    words = ("key", "add", "pbx", "--scope", "read", "--database", f"sqlite:///{tmp_path}/house.db")
    assert _left_by_its_reader(*words) == (141, "")
