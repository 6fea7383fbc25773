"""The words of an expression: what it may name, and which functions there are.

The library compiles any name and fails only once it is evaluated, which on the telephone is too late.
"""

from collections.abc import Iterator
from typing import Any

from celpy.evaluation import base_functions

from callcenter.site.problem import meant

NAMES = frozenset({"facts", "language", "channel", "now"})
FUNCTIONS = frozenset(name for name in base_functions if name.isidentifier()) | {"has"}
LOOPS = frozenset({"all", "exists", "exists_one", "filter", "map", "reduce", "min"})
"""Macros that walk through a list. Nested, a few hundred characters of them run for hours."""


def strange(tree: Any) -> str:
    """What the expression (the tree its library parses it into) says that nothing here knows; empty when it knows all."""
    return next(iter(sorted(set(_strange(tree)))), "")


def _strange(tree: Any) -> Iterator[str]:
    for part in tree.iter_subtrees():
        match part.data:
            case "ident" | "dot_ident":
                yield from _name(str(part.children[0]))
            case "ident_arg" | "dot_ident_arg":
                yield from _function(str(part.children[0]))
            case "member_dot_arg":
                yield from _function(str(part.children[1]))


def _name(name: str) -> Iterator[str]:
    if name in NAMES:
        return
    if name in FUNCTIONS:
        yield f'"{name}" is a function: {name}(...)'
        return
    hint = meant(name, NAMES)
    yield f'there is no "{name[:40]}" here{hint}' + ("" if "did you mean" in hint else f"; a fact is facts.{name[:40]}")


def _function(name: str) -> Iterator[str]:
    if name in LOOPS:
        yield f"{name}: lists are not walked through; `facts.kind in [...]` looks whether a value is one of several"
    elif name not in FUNCTIONS:
        yield f'there is no function "{name[:40]}"{meant(name, FUNCTIONS)}'
