"""Expressions where a file has them."""

from collections.abc import Callable

from callcenter.site.expressions import fault, fault_as_condition
from callcenter.site.part import Part


def read_expression(part: Part | None) -> str:
    """CEL that can be compiled; empty when it cannot, or when nothing is there, which was judged already."""
    return _read(part, fault)


def read_condition(part: Part | None) -> str:
    """The same, and it can be true or false."""
    return _read(part, fault_as_condition)


def _read(part: Part | None, fault: Callable[[str], str]) -> str:
    text = part.word() if part else ""
    wrong = fault(text) if text else ""
    if part and wrong:
        part.problem(f"{part.name + ': ' if part.name else ''}{wrong}")
    return "" if wrong else text
