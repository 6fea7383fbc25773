"""Plain JSON values, and which of them could not be kept."""

from collections.abc import Iterator

TOO_LARGE = 2**63
"""Beyond it databases keep no integers, and no amount, count or time of ours lies there."""


def unkeepable(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """What JSON can say and a database cannot keep: null characters, infinite and boundless numbers."""
    if isinstance(value, str) and "\x00" in value:
        yield where, "must not contain the null character"
    elif isinstance(value, int | float) and not abs(value) < TOO_LARGE:
        yield where, "is too large a number"
    elif isinstance(value, dict):
        for key, inner in value.items():
            if "\x00" in key:
                yield where, "must not have the null character in a name"
            yield from unkeepable(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from unkeepable(inner, f"{where}/{n}")
