"""Draws docs/states.md from the transition tables: `python scripts/draw_states.py`; `--check` only compares.

The tables are what the code obeys; the page is what people read. A test keeps the two equal.
"""

import sys
from enum import StrEnum
from pathlib import Path

from callcenter.model.contact import CONSULTATION, CONTACT, OFFER
from callcenter.model.promise import CALLBACK, CLOCK, COMPLAINT
from callcenter.model.transitions import Table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "states.md"

TABLES: tuple[tuple[Table[StrEnum], str], ...] = (
    (CONTACT, "One attempt of a customer to be served, on one channel (`callcenter/model/contact.py`)."),
    (OFFER, "One contact proposed to one agent: exclusive, expiring (`callcenter/model/contact.py`)."),
    (
        CONSULTATION,
        "Somebody asked in by the agent of a call; it may end at every stage (`callcenter/model/contact.py`).",
    ),
    (CALLBACK, "A promise to call; it ends in a named outcome (`callcenter/model/promise.py`)."),
    (COMPLAINT, "A case with an owner, an outcome and a return visit (`callcenter/model/promise.py`)."),
    (CLOCK, "One measured interval of a promise (`callcenter/model/promise.py`)."),
)  # type: ignore[assignment]

HEAD = """# States

Drawn by `scripts/draw_states.py` from the transition tables in `callcenter/model`; change the table, then draw again.
A step that no table allows raises `IllegalTransition` and changes nothing.
"""


def page() -> str:
    """The whole page, with one diagram for each table."""
    return "\n".join([HEAD, *(_section(table, words) for table, words in TABLES)])


def _section(table: Table[StrEnum], words: str) -> str:
    return f"## {table.name}\n\n{words}\n\n```mermaid\n{diagram(table)}\n```\n"


def diagram(table: Table[StrEnum]) -> str:
    """A Mermaid state diagram. States come in the order of their enum, so that the same table gives the same text."""
    lines = ["stateDiagram-v2", f"    [*] --> {table.start.value}"]
    for state in table.moves:
        lines += [f"    {state.value} --> {following}" for following in _in_order(table, state)]
    lines += [f"    {state.value} --> [*]" for state in table.moves if state in table.ends()]
    return "\n".join(lines)


def _in_order(table: Table[StrEnum], state: StrEnum) -> list[str]:
    return [following.value for following in type(state) if following in table.moves[state]]


def main(words: list[str]) -> int:
    if "--check" not in words:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
