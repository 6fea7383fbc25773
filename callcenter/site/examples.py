"""Training examples in Rasa's NLU format: intents, annotated words, synonyms, patterns, look-up tables.

Existing files are taken as they are, with `version`, responses, stories and rules beside the examples. What cannot be
read becomes a problem `file:line: what is wrong`; nothing here raises, whatever a file holds. Of a retrieval intent
(`faq/fees`) the intent is what stands before the stroke. A top-level `language:` (ours, optional) names the language of
a whole file. The Markdown and JSON that Rasa once had are not read, and that is said.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path

import yaml

from callcenter.site.documents import compose
from callcenter.site.problem import Problem

LARGEST = 16 * 1024 * 1024
"""Bytes of one file of examples; years of a centre's labelled sentences fit."""
_ANNOTATED = re.compile(
    r"\[(?P<words>[^\[\]]+)\](?:\((?P<entity>[^()]+)\)|(?P<object>\{[^{}]*\})|\[(?P<list>\{[^\[\]]*\})\])"
)
_BYGONE = (
    (".md", re.compile(r"^## (?:intent|synonym|regex|lookup):", re.MULTILINE), "Markdown"),
    (".json", re.compile(r'"rasa_nlu_data"'), "JSON"),
)
"""Formats of Rasa before 2.0."""
_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, kw_only=True)
class Slot:
    """An annotated part of an example: `text[start:end]` is an `entity` that means `value`."""

    entity: str
    value: str
    start: int
    end: int
    role: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Example:
    text: str
    """Without its annotations."""
    intent: str
    language: str
    """BCP 47."""
    file: str
    line: int
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Examples:
    """All that the files under one folder teach."""

    rows: tuple[Example, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    """(what customers say, the value it means)."""
    patterns: tuple[tuple[str, str], ...] = ()
    """(name, regular expression)."""
    lookups: tuple[tuple[str, str], ...] = ()
    """(name, one entry of its table)."""
    problems: tuple[Problem, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hash of what a model learns from: texts and intents, whatever file or order they stand in."""
        taught = sorted({(row.intent, row.text) for row in self.rows})
        return hashlib.sha256(json.dumps(taught, ensure_ascii=False).encode()).hexdigest()


def read_examples(folder: Path) -> Examples:
    """Every *.yml and *.yaml under `folder`, in the order of their names; a folder that is not there is empty."""
    files = sorted(folder.rglob("*"))
    read = [read_file(path, str(path.relative_to(folder.parent))) for path in files if path.suffix in (".yml", ".yaml")]
    return _joined([*read, Examples(problems=tuple(_bygone(folder, files)))])


def _bygone(folder: Path, files: list[Path]) -> Iterator[Problem]:
    """Examples in a format that is not read; a README is none."""
    for path in files:
        for suffix, mark, called in _BYGONE:
            if path.suffix == suffix and path.is_file() and mark.search(_beginning(path)):
                message = f"is Rasa's old {called}, which is not read: convert it (`rasa data convert nlu`) to YAML"
                yield Problem(file=str(path.relative_to(folder.parent)), line=1, message=message)


def _beginning(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(65_536)
    except OSError:
        return ""


def read_file(path: Path, name: str = "") -> Examples:
    """One file; `name` is what its problems and examples call it."""
    name = name or str(path)
    try:
        if path.stat().st_size > LARGEST:
            return Examples(problems=(Problem(file=name, line=1, message="is larger than 16 MiB"),))
        root = compose(path.read_text(encoding="utf-8-sig"), name, most=inf)
    except OSError as error:
        return Examples(problems=(Problem(file=name, line=1, message=f"cannot be read: {error.strerror or error}"),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Examples(problems=(Problem(file=name, line=line, message="is not UTF-8"),))
    return Examples(problems=(root,)) if isinstance(root, Problem) else _File(name).read(root)


def annotated(text: str) -> tuple[str, tuple[Slot, ...], list[str]]:
    """`in [Beijing](city)` without its marks, the slots they name, and what is wrong with them."""
    plain, slots, wrong, done = "", [], [], 0
    for mark in _ANNOTATED.finditer(text):
        plain += text[done : mark.start()]
        done = mark.end()
        start, words = len(plain), mark["words"]
        plain += words
        try:
            slots += _slots(mark, words, start)
        except ValueError as error:
            wrong.append(f"annotation of {words!r}: {error}")
    return plain + text[done:], tuple(slots), wrong


def _slots(mark: re.Match[str], words: str, start: int) -> list[Slot]:
    """One annotation can name several entities: `[Paris][{"entity": "city"}, {"entity": "region"}]`."""
    end = start + len(words)
    if mark["entity"]:
        entity, _, value = mark["entity"].partition(":")
        return [Slot(entity=entity.strip(), value=value.strip() or words, start=start, end=end)]
    written = mark["object"] or f"[{mark['list']}]"
    try:
        read = json.loads(written)
    except (ValueError, RecursionError):
        raise ValueError(f"{written} is no JSON object") from None
    return [_slot(fields, words, start) for fields in (read if isinstance(read, list) else [read])]


def _slot(fields: object, words: str, start: int) -> Slot:
    if not isinstance(fields, dict) or not isinstance(fields.get("entity"), str):
        raise ValueError('has no "entity"')
    return Slot(
        entity=fields["entity"], value=str(fields.get("value", words)), start=start, end=start + len(words),
        role=str(fields.get("role", "")), group=str(fields.get("group", "")),
    )  # fmt: skip


def _joined(parts: list[Examples]) -> Examples:
    return Examples(
        rows=tuple(row for part in parts for row in part.rows),
        synonyms=tuple(pair for part in parts for pair in part.synonyms),
        patterns=tuple(pair for part in parts for pair in part.patterns),
        lookups=tuple(pair for part in parts for pair in part.lookups),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


class _File:
    """Walks the nodes of one file (not its values: only nodes know their lines) and gathers what it finds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._language = ""
        self._rows: list[Example] = []
        self._tables: dict[str, list[tuple[str, str]]] = {"synonym": [], "regex": [], "lookup": []}
        self._problems: list[Problem] = []

    def read(self, root: yaml.Node) -> Examples:
        top = self._mapping(root, "the file")
        if "language" in top:
            self._language = self._scalar(top["language"], "language")
        if "nlu" in top:
            blocks = top["nlu"]
            if isinstance(blocks, yaml.SequenceNode):
                for block in blocks.value:
                    self._block(block)
            elif not _is_null(blocks):
                self._wrong(blocks, "nlu must be a list")
        return Examples(
            rows=tuple(self._rows), synonyms=tuple(self._tables["synonym"]), patterns=tuple(self._tables["regex"]),
            lookups=tuple(self._tables["lookup"]), problems=tuple(self._problems),
        )  # fmt: skip

    def _block(self, node: yaml.Node) -> None:
        block = self._mapping(node, "an entry of nlu")
        kind = next((kind for kind in ("intent", *self._tables) if kind in block), None)
        if kind is None:
            if block:
                self._wrong(node, "an entry of nlu needs one of intent, synonym, regex, lookup")
            return
        name = self._scalar(block[kind], kind)
        if kind == "intent":
            name = name.partition("/")[0].strip()  # Rasa's `faq/opening_hours`: the first word is the intent
        if not name:
            return self._wrong(block[kind], f"{kind} has no name")
        if "examples" not in block:
            return self._wrong(node, f"{kind} {name} has no examples")
        for text, line in self._lines(block["examples"]):
            if kind == "intent":
                self._example(name, text, line)
                continue
            if kind == "regex" and (fault := _no_expression(text)):
                self._problems.append(Problem(file=self._name, line=line, message=f"regex {name}: {fault}"))
            else:
                self._tables[kind].append((text, name) if kind == "synonym" else (name, text))

    def _example(self, intent: str, marked: str, line: int) -> None:
        text, slots, wrong = annotated(marked)
        self._problems += [Problem(file=self._name, line=line, message=what) for what in wrong]
        language = self._language or ("zh-CN" if _HAN.search(text) else "en")
        self._rows.append(Example(text=text, intent=intent, language=language, file=self._name, line=line, slots=slots))

    def _lines(self, node: yaml.Node) -> Iterator[tuple[str, int]]:
        """The examples of a block: a text of lines that begin with "- ", or a list of texts or of {text: ...}."""
        if isinstance(node, yaml.SequenceNode):
            for entry in node.value:
                if isinstance(entry, yaml.MappingNode):
                    fields = self._mapping(entry, "an example")
                    if "text" in fields:
                        yield from self._one(fields["text"])
                    else:
                        self._wrong(entry, "an example needs a text")
                else:
                    yield from self._lines(entry)
        elif isinstance(node, yaml.ScalarNode):
            yield from self._texts(node)
        else:
            self._wrong(node, "examples must be a text or a list")

    def _one(self, node: yaml.Node) -> Iterator[tuple[str, int]]:
        """`text:` beside other keys (`metadata`): one example, however it is written."""
        text = " ".join(self._scalar(node, "text").split())
        text = text.removeprefix("- ").strip()
        if text:
            block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
            yield text, node.start_mark.line + (2 if block else 1)

    def _texts(self, node: yaml.ScalarNode) -> Iterator[tuple[str, int]]:
        block = node.style in ("|", ">")
        first = node.start_mark.line + (2 if block else 1)
        for offset, written in enumerate(node.value.split("\n")):
            text = written.strip()
            if text.startswith("- ") or text == "-":
                text = text[1:].strip()
            elif block and text and not text.startswith("#"):
                self._problems.append(
                    Problem(file=self._name, line=first + offset, message='an example begins with "- "')
                )
                continue
            if text and not text.startswith("#"):
                yield text, first + (offset if node.style == "|" else 0)

    def _mapping(self, node: yaml.Node, what: str) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, f"{what} must be a mapping")
            return {}
        return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}

    def _scalar(self, node: yaml.Node, what: str) -> str:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value).strip()
        self._wrong(node, f"{what} must be a text")
        return ""

    def _wrong(self, node: yaml.Node, what: str) -> None:
        self._problems.append(Problem(file=self._name, line=node.start_mark.line + 1, message=what))


def _no_expression(written: str) -> str:
    try:
        re.compile(written)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression ({error})"
    return ""


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
