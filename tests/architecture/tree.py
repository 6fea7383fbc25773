"""What the checks of the house read: its files as Git knows them, its modules as syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "callcenter"
BUILT = (PACKAGE / "console", PACKAGE / "web" / "static")
"""Not written here: the built console and the vendored page of the API."""


def files(folder: Path, *endings: str) -> Iterator[Path]:
    """Every written file under the folder with one of these endings, in order."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings and path.is_file() and not _made(path):
            yield path


def _made(path: Path) -> bool:
    return "__pycache__" in path.parts or "node_modules" in path.parts or any(path.is_relative_to(b) for b in BUILT)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package: its path from the root, and its tree."""
    for path in files(PACKAGE, ".py"):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"), filename=str(path))


def imports(tree: ast.Module) -> Iterator[str]:
    """The full names of all modules imported, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def calls(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method with one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def first_word(call: ast.Call) -> str | None:
    """The call's first argument, where it is a text written there."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
