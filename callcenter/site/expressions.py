"""Expressions in a site's files: CEL, the Common Expression Language (Google, cel-spec), through a kept library.

They see `facts` (a map of texts), `language`, `channel` and `now`, and nothing else: no file, no clock, no other contact.
CEL's only loops, its macros on lists, are refused: nothing here can be made to run for ever, whatever a customer says.
"""

import logging
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import celpy
from celpy import celtypes
from celpy.celparser import CELParseError

from callcenter.site.kinds import no_condition
from callcenter.site.vocabulary import strange

LONGEST = 500
"""Characters of one expression."""
MOST_ESCAPES = 8
"""Backslashes of one expression: the library takes twice as long for each to find that a text has no end."""
_FACTS = re.compile(r"facts")
_BY_NAME = re.compile(
    r"(?<![\w.])facts\.([a-zA-Z_]\w*)(?!\w|\s*\()"
    r"|(?:^|[(!&|?:,])\s*(?:\"(\w+)\"|'(\w+)')\s+in\s+facts(?!\w|\s*[.\[(])"
)
"""`facts.name` and `"name" in facts`."""
logging.getLogger("celpy").setLevel(logging.CRITICAL)  # it logs what it could not evaluate, facts of customers and all


@dataclass(frozen=True, kw_only=True)
class View:
    """What an expression sees."""

    facts: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    channel: str = ""
    now: float = 0.0
    """Seconds since the epoch."""


class Unknowable(ValueError):
    """The expression has no value: a fact is missing, or no number where one is needed."""


def fault(expression: str) -> str:
    """What is wrong with it, in words; empty when it can be compiled."""
    if not expression.strip():
        return "is empty"
    if len(expression) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if expression.count("\\") > MOST_ESCAPES:
        return f"has more than {MOST_ESCAPES} backslashes"
    try:
        _program(expression)
        return strange(_environment().compile(expression))
    except CELParseError as error:
        where = f" at character {error.column}" if getattr(error, "column", None) else ""
        return f"is no CEL expression{where}"
    except Exception as error:  # noqa: BLE001 - the library's transpiler has several ways to refuse
        return f"is no CEL expression: {type(error).__name__}"


def fault_as_condition(expression: str) -> str:
    """The same for one that must be true or false."""
    if wrong := fault(expression):
        return wrong
    what = no_condition(_environment().compile(expression))
    return what and f'is no condition: {what} is neither true nor false. Compare it, as in facts.state == "done"'


def holds(expression: str, view: View) -> bool:
    """Whether it is true; what cannot be evaluated is not, nor is what is no condition."""
    return verdict(expression, view) is True


def verdict(expression: str, view: View) -> bool | None:
    """Whether it is true; None: its value is neither true nor false. What cannot be evaluated is not true."""
    try:
        value = _value(expression, view)
    except Unknowable:
        return False
    return value if isinstance(value, bool) else None


def text(expression: str, view: View) -> str:
    """Its value as a fact: texts as they are, numbers without needless zeros, true and false as "yes" and "no".

    Raises `Unknowable`, also for a list or a map.
    """
    value = _value(expression, view)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}" if value == value and abs(value) != float("inf") else _unknown(expression)
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else _unknown(expression)


def _unknown(expression: str) -> str:
    raise Unknowable(expression)


def _value(expression: str, view: View) -> Any:
    """As plain bool, int, float or str; anything else as it is."""
    activation = {
        "facts": _facts(expression, view.facts),
        "language": celtypes.StringType(view.language),
        "channel": celtypes.StringType(view.channel),
        "now": celtypes.TimestampType(datetime.fromtimestamp(view.now, UTC)),
    }
    try:
        value = _program(expression).evaluate(activation)
    except Exception as error:  # the library lets errors of Python through beside its own
        raise Unknowable(expression) from error
    if isinstance(value, celtypes.BoolType):
        return bool(value)
    for kind, plain in ((celtypes.StringType, str), (celtypes.DoubleType, float)):
        if isinstance(value, kind):
            return plain(value)
    if isinstance(value, celtypes.IntType | celtypes.UintType):
        return int(value)
    return value


def _facts(expression: str, facts: Mapping[str, str]) -> celtypes.MapType:
    """Those the expression can read: to wrap a customer's hundred for it takes longer than to evaluate it."""
    names = _named(expression)
    read = facts if names is None else {name: facts[name] for name in names if name in facts}
    return celtypes.MapType({celtypes.StringType(name): celtypes.StringType(value) for name, value in read.items()})


@lru_cache(maxsize=4096)
def _named(expression: str) -> tuple[str, ...] | None:
    """Names of the facts it reads; None: any, it does more with `facts` than to take one by its name. What stands within
    a text of the expression counts too, which only makes them more."""
    by_name = list(_BY_NAME.finditer(expression))
    if len(by_name) != len(_FACTS.findall(expression)):
        return None
    return tuple(sorted({name for hit in by_name for name in hit.groups() if name is not None}))


@lru_cache(maxsize=4096)
def _program(expression: str) -> Any:
    environment = _environment()
    return environment.program(environment.compile(expression))


def _environment() -> celpy.Environment:
    """The library sets the recursion limit of the whole process; here it stays what it was."""
    limit = sys.getrecursionlimit()
    try:
        return celpy.Environment(runner_class=celpy.CompiledRunner)
    finally:
        sys.setrecursionlimit(limit)
