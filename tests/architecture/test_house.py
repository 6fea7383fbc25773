"""Every room says what it is, every event has somebody who takes it, every command somebody who does it."""

import ast
import re
import types
import typing
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from callcenter import errors
from callcenter.model import commands, events
from callcenter.services.perform import WIRE_NAMES
from callcenter.testing.day import Day
from tests.architecture.tree import PACKAGE, ROOT, files, imports, modules

EVENTS: tuple[type[events.Event], ...] = get_args(events.AnyEvent)
COMMANDS: tuple[type[commands.Command], ...] = get_args(commands.AnyCommand)
WALL_CLOCK = {
    "callcenter/clock.py": "it is the clock",
    "callcenter/gateways/http/signature.py": "a signature is judged by the real time, however fast the house's clock runs",
    "callcenter/demo/gateway.py": "it signs, as above",
    "callcenter/testing/clients.py": "it signs, as above",
}
DRAWS_AT_RANDOM = {
    "callcenter/ids.py": "it draws ids",
    "callcenter/cli/running.py": "the secret of a demo that is thrown away with it",
    "callcenter/web/headers.py": "a nonce for each page",
    "callcenter/demo/": "people of the demo, from a seed",
    "callcenter/simulation/": "simulated people, from a seed that is handed in",
}


# --- rooms ------------------------------------------------------------------------------------------------------------


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path, tree in modules() if not (ast.get_docstring(tree) or "").strip()]
    assert not silent, f"without a docstring: {silent}"


def test_every_room_says_what_lives_there() -> None:
    short = [
        path
        for path, tree in modules()
        if path.endswith("__init__.py") and len((ast.get_docstring(tree) or "").split()) < 5
    ]
    assert not short, f"say in a sentence what lives there: {short}"


def test_every_room_stands_in_the_tree_of_the_architecture_page() -> None:
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    files_beside = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    missing = {name for name in rooms if f"{name}/" not in page} | {name for name in files_beside if name not in page}
    assert not missing, f"docs/ARCHITECTURE.md does not show {sorted(missing)}"


def test_only_the_clock_reads_the_time() -> None:
    readers = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "date.today")
    }
    assert readers <= set(WALL_CLOCK), f"take a Clock instead: {sorted(readers - set(WALL_CLOCK))}"


def test_only_ids_and_the_demo_draw_at_random() -> None:
    drawing = {path for path, tree in modules() if {"random", "secrets", "uuid"} & set(imports(tree))}
    others = {path for path in drawing if not path.startswith(tuple(DRAWS_AT_RANDOM))}
    assert not others, f"take a NewId or a seed instead: {sorted(others)}"


# --- events and commands --------------------------------------------------------------------------------------------------


def test_every_event_of_the_page_is_one_the_journal_takes() -> None:
    defined = {kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.Event)} - {
        events.Event,
        events.OnCall,
        events.OnConversation,
        events.Asked,
        events.OnContact,
    }
    assert defined == set(EVENTS)


def test_every_command_of_the_page_is_one_the_switchboard_may_give() -> None:
    defined = {
        kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, commands.Command)
    } - {commands.Command, commands.ToGateway}
    assert defined == set(COMMANDS)


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_the_switchboard_has_a_handler_for(kind: type[events.Event]) -> None:
    """What it is about is not there (no such call, agent, timer): that may be refused, but never for want of a handler."""
    day = Day()
    try:
        day.happens(_filled(kind))
    except LookupError:
        return  # it was looked for


def _filled(kind: type[Any]) -> Any:
    """An instance with something of the right type in every field that must be given."""
    hints = get_type_hints(kind)
    wanted = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return kind(**{name: _something(hints[name]) for name in wanted})


def _something(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _something(get_args(hint)[0])
    if origin is not None:
        return {} if origin not in (tuple, list) else origin()
    if isinstance(hint, type) and hasattr(hint, "__members__"):
        return next(iter(hint))
    return {str: "x", int: 1, float: 1.0, bool: False}[hint]


def _taken_by(file: str) -> set[str]:
    """Names of the commands that the `case` patterns of a file take."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {
        node.cls.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Attribute)
    }


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_somebody_does(kind: type[commands.Command]) -> None:
    if issubclass(kind, commands.ToGateway):
        assert kind in WIRE_NAMES
        return
    doers = [
        file
        for file in ("callcenter/services/perform.py", "callcenter/services/desk.py", "callcenter/services/floor.py")
        if kind.__name__ in _taken_by(file)
    ]
    assert doers, "neither perform nor a screen does it"


def test_every_gateway_command_is_in_the_page_for_gateways() -> None:
    page = (ROOT / "docs" / "gateways" / "http.md").read_text("utf-8")
    missing = [name for name in WIRE_NAMES.values() if f"`{name}" not in page]
    assert not missing, f"docs/gateways/http.md does not tell {missing}"


# --- errors ---------------------------------------------------------------------------------------------------------------


def test_every_error_stands_in_the_tree_on_top_of_errors() -> None:
    parents = _error_classes()
    drawn = _drawn_errors()
    assert drawn == parents


def _error_classes() -> dict[str, str]:
    """Every class of ours below CallcenterError, wherever it lives, with its parent."""
    bases = {
        node.name: [ast.unparse(base).rpartition(".")[2] for base in node.bases]
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    ours: dict[str, str] = {}
    known = {"CallcenterError"}
    while fresh := {
        name: parent for name, parents in bases.items() for parent in parents if parent in known and name not in ours
    }:
        ours |= fresh
        known |= set(fresh)
    return ours


def _drawn_errors() -> dict[str, str]:
    drawn: dict[str, str] = {}
    above = ["CallcenterError"]
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"([│ ]*)[├└]── (\w+)", line):
            depth = len(found[1]) // 4
            above = [*above[: depth + 1], found[2]]
            drawn[found[2]] = above[depth]
    return drawn


def test_every_answer_in_the_tree_has_the_status_and_code_of_its_class() -> None:
    for name, status, code in re.findall(r"[├└]── (\w+) +(\d{3}) (\w+)", errors.__doc__ or ""):
        kind = getattr(errors, name)
        if issubclass(kind, errors.Fault):
            assert (str(kind.status), kind.code) == (status, code)


# --- tests ----------------------------------------------------------------------------------------------------------------


def test_test_modules_of_one_name_live_in_packages() -> None:
    """Without an __init__ two modules of the same name would hide each other."""
    folders = {path.parent for path in files(ROOT / "tests", ".py") if path.name.startswith("test_")}
    bare = [str(folder.relative_to(ROOT)) for folder in folders if not (Path(folder) / "__init__.py").is_file()]
    assert not bare, f"add an __init__.py: {bare}"
