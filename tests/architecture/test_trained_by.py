"""The demo's model is trained again whenever a module changes that training reads, and for no other."""

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOM = HOUSE / "callcenter" / "intent"


def test_make_names_every_module_of_intent_that_training_imports() -> None:
    written = re.search(
        r"^TRAINED_BY := \$\(addprefix callcenter/intent/,(.*)\)$", (HOUSE / "Makefile").read_text(), re.M
    )
    assert written
    assert set(written[1].split()) == _reached("train")


def _reached(start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if f"{name}.py" in seen or not (ROOM / f"{name}.py").is_file():
            continue
        seen.add(f"{name}.py")
        for node in ast.walk(ast.parse((ROOM / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "callcenter.intent":
                waiting += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("callcenter.intent."):
                waiting.append((node.module or "").removeprefix("callcenter.intent."))
    return seen
