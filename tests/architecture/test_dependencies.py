"""What is declared is used, what is used is declared, and the lock knows all of it."""

import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions

import pytest

from tests.architecture.tree import ROOT, files, imports, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED_WITHOUT_IMPORT = {
    "tzdata": "zoneinfo reads it where the system has no time zones",
    "asyncpg": "SQLAlchemy loads it for postgresql URLs",
}
COMES_WITH = {
    "pydantic-core": "pydantic",
    "scipy": "scikit-learn",
    "yarl": "aiohttp",
}
"""Imported, and always there because the declared one is built on it."""


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


DECLARED = {_name(each) for each in PROJECT["dependencies"]}
OPTIONAL = {_name(each) for extra in PROJECT["optional-dependencies"].values() for each in extra}


def _imported() -> set[str]:
    """Distributions whose modules the package imports."""
    owners = packages_distributions()
    tops = {name.partition(".")[0] for _, tree in modules() for name in imports(tree)}
    foreign = tops - set(sys.stdlib_module_names) - {"callcenter"}
    return {_name(owners[top][0]) for top in foreign if top in owners}


def test_every_dependency_is_imported_somewhere() -> None:
    unused = (DECLARED | OPTIONAL) - _imported() - set(NEEDED_WITHOUT_IMPORT)
    assert not unused, f"declared and never imported: {sorted(unused)}"


def test_everything_imported_is_declared() -> None:
    undeclared = {name for name in _imported() - DECLARED - OPTIONAL if COMES_WITH.get(name) not in DECLARED | OPTIONAL}
    assert not undeclared, f"imported and never declared: {sorted(undeclared)}"


def test_scikit_learn_is_imported_by_training_alone() -> None:
    users = {
        path for path, tree in modules() if {"sklearn", "scipy"} & {name.partition(".")[0] for name in imports(tree)}
    }
    assert users == {"callcenter/intent/train.py"}


def test_sqlalchemy_is_imported_by_the_store_alone() -> None:
    users = {
        path
        for path, tree in modules()
        if {"sqlalchemy", "alembic", "asyncpg"} & {n.partition(".")[0] for n in imports(tree)}
    }
    assert {path for path in users if not path.startswith("callcenter/store/")} == set()


def test_http_is_spoken_at_the_doors_alone() -> None:
    rooms = ("web", "gateways", "sources", "demo", "testing")
    doors = (*(f"callcenter/{room}/" for room in rooms), "callcenter/app/")
    speakers = {
        path for path, tree in modules() if {"aiohttp", "websockets"} & {n.partition(".")[0] for n in imports(tree)}
    }
    assert {path for path in speakers if not path.startswith(doors)} == set()


def test_the_package_never_imports_its_tests_or_benches() -> None:
    tops = {(path, name.partition(".")[0]) for path, tree in modules() for name in imports(tree)}
    assert not [path for path, top in tops if top in ("tests", "bench", "scripts", "pytest", "hypothesis")]


@pytest.mark.parametrize("name", sorted(DECLARED | OPTIONAL))
def test_the_lock_pins_with_a_hash(name: str) -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    found = re.search(rf"^{re.escape(name)}==(\S+).*\\\n +--hash=sha256:[0-9a-f]{{64}}", lock, re.MULTILINE)
    assert found, f"requirements.lock does not pin {name}: compile it again (see CONTRIBUTING.md)"


def test_the_version_is_one() -> None:
    import callcenter

    assert callcenter.__version__ == PROJECT["version"] == distribution("callcenter").version


def test_every_python_file_of_the_tests_is_found_by_its_own_name() -> None:
    """A test file that pytest does not collect proves nothing."""
    odd = [
        str(path.relative_to(ROOT))
        for path in files(ROOT / "tests", ".py")
        if re.search(r"^(async )?def test_", path.read_text("utf-8"), re.MULTILINE)
        and not path.name.startswith("test_")
    ]
    assert not odd
