"""One part of a site's file: a YAML node that knows its file and line and reads itself as what is wanted.

A part that is not what is wanted puts a problem on the list and answers with something harmless, so that one reading
finds every problem of a file.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isnan, nan

import yaml

from callcenter.site.problem import Problem, meant

NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
"""Names of queues, intents, flows, nodes, codes: they appear in addresses, metrics and file names."""
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?")


def kind_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "nothing" if node.tag.endswith(":null") else f'"{node.value[:40]}"'


def _child(node: yaml.Node, key: str) -> tuple[yaml.Node, int] | None:
    """The value under a key or at a place of a list, and the line where that key or value stands."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value == key:
                return value, name.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        value = node.value[int(key)]
        return value, value.start_mark.line + 1
    return None


@dataclass(frozen=True, kw_only=True)
class Part:
    file: str
    node: yaml.Node
    problems: list[Problem]
    line: int
    """Of the key that names this part, or of the part itself; counts from 1."""
    name: str = ""
    """The key that names this part."""

    def problem(self, message: str) -> None:
        self.problems.append(Problem(file=self.file, line=self.line, message=message))

    def wanted(self, what: str) -> None:
        self.problem(f"{self.name + ': ' if self.name else ''}{what} is wanted, not {kind_of(self.node)}")

    # --- as a whole ---

    def entries(self) -> "dict[str, Part]":
        """A mapping by key in the file's order; a key that comes twice is a problem, the first one counts."""
        if not isinstance(self.node, yaml.MappingNode):
            self.wanted("a mapping")
            return {}
        found: dict[str, Part] = {}
        for key, value in self.node.value:
            part = Part(file=self.file, node=value, problems=self.problems, line=key.start_mark.line + 1)
            if not isinstance(key, yaml.ScalarNode) or not key.value:
                part.problem("a key must be a word")
            elif key.value in found:
                part.problem(f'"{key.value}" is there twice (first on line {found[key.value].line})')
            else:
                found[key.value] = Part(
                    file=self.file, node=value, problems=self.problems, line=part.line, name=key.value
                )
        return found

    def mapped(self) -> "list[Part]":
        """What a mapping holds, without a word on what is wrong with it."""
        return list(replace(self, problems=[]).entries().values()) if self.is_mapping() else []

    def named(self) -> "dict[str, Part]":
        """A mapping whose keys are names."""
        entries = self.entries()
        for key, part in entries.items():
            if not NAME.fullmatch(key):
                part.problem(f'"{key[:80]}" is no name: small letters, digits, - and _, beginning with a letter')
        return {key: part for key, part in entries.items() if NAME.fullmatch(key)}

    def fields(self, needed: Collection[str] = (), allowed: Collection[str] = ()) -> "Fields":
        """A mapping with known keys only. Missing and unknown ones are problems."""
        broken = not isinstance(self.node, yaml.MappingNode)
        entries = self.entries()
        for key, part in entries.items():
            if key not in needed and key not in allowed:
                part.problem(f'unknown key "{key[:80]}"{meant(key, {*needed, *allowed})}')
        for key in needed:
            if key not in entries and not broken:
                self.problem(f'{self.name + ": " if self.name else ""}"{key}" is missing')
        return Fields(entries=entries)

    def parts(self) -> "list[Part]":
        """A list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.wanted("a list")
            return []
        return [
            Part(file=self.file, node=node, problems=self.problems, line=node.start_mark.line + 1, name=self.name)
            for node in self.node.value
        ]

    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def is_nothing(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag.endswith(":null")

    # --- as one value ---

    def word(self) -> str:
        """A scalar as it is written: YAML's own ideas of `no`, `2026-10-01` and `8:30` do not matter."""
        if not isinstance(self.node, yaml.ScalarNode) or self.is_nothing() or not self.node.value.strip():
            self.wanted("a word")
            return ""
        return str(self.node.value).strip()

    def choice(self, known: Collection[str]) -> str:
        word = self.word()
        if word and word not in known:
            self.problem(f'{self.name}: "{word[:80]}" is not known{meant(word, known)}')
        return word

    def yes_no(self) -> bool:
        if isinstance(self.node, yaml.ScalarNode) and self.node.value.lower() in ("true", "false"):
            return bool(self.node.value.lower() == "true")
        self.wanted("true or false")
        return False

    def number(self, least: float, most: float) -> float:
        """A decimal number within its bounds, both included; not-a-number, which compares with nothing, when broken."""
        value = self.node.value if isinstance(self.node, yaml.ScalarNode) else ""
        if not NUMBER.fullmatch(value) or self.node.tag == "tag:yaml.org,2002:str":
            self.wanted(f"a number from {least:g} to {most:g}")
            return nan
        number = float(value)
        if not least <= number <= most:
            self.problem(f"{self.name}: must be from {least:g} to {most:g}, not {value}")
            return nan
        return number

    def whole(self, least: int, most: int) -> int:
        number = self.number(least, most)
        if isnan(number):
            return least
        if number != int(number):
            self.problem(f"{self.name}: a whole number is wanted, not {number:g}")
        return int(number)

    def words(self) -> tuple[str, ...]:
        """A list of scalars."""
        return tuple(word for part in self.parts() if (word := part.word()))

    # --- where ---

    def line_of(self, *path: str) -> int:
        """The line of the part at the end of the path, or of the nearest part on the way that exists."""
        node, line = self.node, self.line
        for key in path:
            found = _child(node, key)
            if found is None:
                break
            node, line = found
        return line

    def scalars(self) -> Iterator[yaml.ScalarNode]:
        """Every key and value below, in no order that matters."""
        waiting = [self.node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.ScalarNode):
                yield node
            elif isinstance(node, yaml.MappingNode):
                waiting.extend(side for pair in node.value for side in pair)
            elif isinstance(node, yaml.SequenceNode):
                waiting.extend(node.value)


@dataclass(frozen=True, kw_only=True)
class Fields:
    """The keys of one mapping. A key that is not there answers with the default; its absence was judged already."""

    entries: Mapping[str, Part] = field(default_factory=dict)

    def get(self, key: str) -> Part | None:
        return self.entries.get(key)

    def word(self, key: str, default: str = "") -> str:
        part = self.get(key)
        return part.word() if part else default

    def yes_no(self, key: str, *, default: bool = False) -> bool:
        part = self.get(key)
        return part.yes_no() if part else default

    def number(self, key: str, default: float, *, least: float = 0.0, most: float = 86_400.0) -> float:
        """Seconds of at most a day, unless told otherwise."""
        part = self.get(key)
        return part.number(least, most) if part else default

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        part = self.get(key)
        return part.whole(least, most) if part else default

    def words(self, key: str) -> tuple[str, ...]:
        part = self.get(key)
        return part.words() if part else ()

    def named(self, key: str) -> dict[str, Part]:
        part = self.get(key)
        return part.named() if part else {}

    def parts(self, key: str) -> list[Part]:
        part = self.get(key)
        return part.parts() if part else []
