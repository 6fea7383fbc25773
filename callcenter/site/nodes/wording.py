"""What the readers of all nodes share: texts, expressions, names of facts, and the nodes that unfolding takes away."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.model.flow import Node, Text
from callcenter.site.conditions import read_expression
from callcenter.site.part import Fields, Part
from callcenter.site.texts import FACT, fill, read_text

PROOFS = frozenset({"identified", "verified"})
"""Facts that `identify` and `verify` alone may set: whatever else could set them would be a way round the check."""
TOLD = frozenset({"answer", "customer", "caller"})
"""What every source is told anyway (`answer` by a check), so no node's `arguments` may say it."""


@dataclass(frozen=True, kw_only=True)
class GoOn:
    """Goes on in another flow; with `next` it comes back there. Gone once flows are unfolded."""

    flow: str
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class Return:
    """Comes back to the flow that called. Gone once flows are unfolded."""


Written = Node | GoOn | Return
"""A node as a file has it."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What every text of a flow needs to be read."""

    languages: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    def read(self, part: Part | None) -> Text:
        return fill(read_text(part, self.languages, known=None), self.facts)


def fact(part: Part | None) -> str:
    """The name of a fact that is looked at."""
    name = part.word() if part else ""
    if part and name and not FACT.fullmatch(name):
        part.problem(f'{part.name}: "{name[:80]}" is no fact\'s name: small letters, digits and _')
    return name


def own_fact(part: Part, name: str) -> bool:
    """Whether the name is one that may be set by who writes a site; a problem at the part when not."""
    if not FACT.fullmatch(name):
        part.problem(f'"{name[:80]}" is no fact\'s name: small letters, digits and _')
    elif name in PROOFS:
        part.problem(f'"{name}" is set by identify and verify alone')
    else:
        return True
    return False


def named_expressions(part: Part | None) -> dict[str, str]:
    """Names to expressions, in the file's order."""
    entries = part.entries() if part else {}
    return {name: read_expression(entry) for name, entry in entries.items()}


def arguments(fields: Fields) -> dict[str, str]:
    """What a source is told beside what it is told anyway."""
    part = fields.get("arguments")
    entries = part.entries() if part else {}
    for name, entry in entries.items():
        if not FACT.fullmatch(name):
            entry.problem(f'"{name[:80]}" is no argument\'s name: small letters, digits and _')
        elif name in TOLD:
            entry.problem(f'arguments: every source that may know it is told "{name}" anyway')
    return dict(sorted(named_expressions(part).items()))


def timeout(fields: Fields, usual: float = 8.0) -> float:
    return fields.number("timeout", usual, least=1.0, most=60.0)
