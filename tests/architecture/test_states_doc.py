"""The state diagrams in the docs are the tables the code obeys."""

import re
import runpy
from pathlib import Path

import pytest

from callcenter.model.contact import CONTACT, OFFER
from callcenter.model.promise import CALLBACK, CLOCK, COMPLAINT
from callcenter.model.transitions import Table

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")


def test_the_page_is_what_the_script_draws_today() -> None:
    drawn = runpy.run_path(str(ROOT / "scripts" / "draw_states.py"))["page"]()
    assert drawn == PAGE, "run: python scripts/draw_states.py"


@pytest.mark.parametrize("table", [CONTACT, OFFER, CALLBACK, COMPLAINT, CLOCK], ids=lambda table: table.name)
def test_the_page_read_back_gives_the_table(table: Table) -> None:  # type: ignore[type-arg]
    section = PAGE.split(f"## {table.name}\n")[1].split("\n## ")[0]
    arrows = set(re.findall(r"^    (\S+) --> (\S+)$", section, re.MULTILINE))
    expected = {(state.value, after.value) for state, nexts in table.moves.items() for after in nexts}
    expected |= {("[*]", table.start.value), *((state.value, "[*]") for state in table.ends())}
    assert arrows == expected
