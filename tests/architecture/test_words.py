"""The house says one word for one thing, leaves nothing half done, and speaks of itself alone."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, modules

PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
WRITTEN = [
    *files(ROOT / "callcenter", ".py", ".yaml", ".yml", ".md", ".html", ".js", ".mako"),
    *files(ROOT / "docs", ".md"),
    *files(ROOT / "examples", ".py", ".md"),
    *files(ROOT / "console" / "src", ".ts", ".tsx", ".css"),
    *files(ROOT / "docker", ".yaml", ""),
    *PAGES,
]
FORBIDDEN = {
    "another word for contact": r"\binteractions?\b",
    "left half done": r"\b(TODO|FIXME|XXX|HACK)\b",
    "somebody's own machine": r"(?<![\w.}/])/(work|home|Users)/",
    "a folder outside the project": r"(?<![\w-])\.\./shared|(?<![\w/-])shared/",
}
KNOWN_HOSTS = re.compile(
    r"(.*\.)?example(\.com|\.org)?|127\.0\.0\.1|localhost|www\.standardwebhooks\.com|github\.com|"
    r"keepachangelog\.com|semver\.org|www\.rfc-editor\.org|www\.w3\.org|cloudevents\.io|database|server"
)
CODE = {".py", ".ts", ".tsx", ".yaml", ".md"}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_written_here_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE if what.startswith("another") else 0)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


def test_a_contact_is_never_called_a_session() -> None:
    """HTTP libraries have sessions, and so may say a test client; nothing of ours is named so."""
    named = [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and "session" in node.name.lower()
    ]
    assert not named, "\n".join(named)


def test_every_address_named_is_an_example_or_a_standard() -> None:
    """No page loads anything from elsewhere, and no registry's or company's host slips in."""
    found = []
    for path in WRITTEN:
        if path.suffix in CODE:
            for host in re.findall(r"https?://([A-Za-z0-9.-]+)", path.read_text("utf-8")):
                if "." in host and not KNOWN_HOSTS.fullmatch(host):
                    found.append(f"{path.relative_to(ROOT)}: {host}")
    assert not found, "\n".join(found)


def test_the_lock_files_name_no_registry() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "console" / "package-lock.json"):
        text = lock.read_text("utf-8")
        assert "--index-url" not in text
        assert not re.search(r'"resolved": "|file://|^-i ', text, re.MULTILINE), f"{lock.name} names an address"


def test_every_page_is_there() -> None:
    for page in [*PAGES, *(ROOT / "docs" / name for name in ("ARCHITECTURE.md", "glossary.md", "operations.md"))]:
        assert page.is_file(), f"{page.relative_to(ROOT)} is missing"


@pytest.mark.parametrize("page", [*files(ROOT / "docs", ".md"), *PAGES], ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_to_exists(page: Path) -> None:
    """Links between pages, and every path of the tree written as code."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    missing = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if not _leads_somewhere(page, link)]
    for path in re.findall(r"`((?:callcenter|console|docs|docker|scripts|tests|bench)/[\w./*-]*)`", text):
        if not any(ROOT.glob(path.rstrip("/"))) and "NAME" not in path:
            missing.append(path)
    assert not missing, f"{page.name} points to what is not there: {missing}"


def _leads_somewhere(page: Path, link: str) -> bool:
    return link.startswith(("http://", "https://", "/", "mailto:")) or (page.parent / link).exists()
