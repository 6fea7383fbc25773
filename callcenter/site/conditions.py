"""Expressions where a file has them."""

from callcenter.site.expressions import fault
from callcenter.site.part import Part


def read_expression(part: Part | None) -> str:
    """CEL that can be compiled; empty when it cannot, or when nothing is there, which was judged already."""
    text = part.word() if part else ""
    wrong = fault(text) if text else ""
    if part and wrong:
        part.problem(f"{part.name + ': ' if part.name else ''}{wrong}")
    return "" if wrong else text
