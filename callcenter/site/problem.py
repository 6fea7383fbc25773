"""What is wrong with a site, and where: one line a person can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """Prints as `file:line: message`, one line whatever was quoted. `file` is relative to the site, `line` from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}: {self.message}"
        return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


MANY = 1000
"""Names among which a near one is still sought: time zones are some six hundred, and the search is slow."""


def meant(word: str, known: Iterable[str]) -> str:
    """` (did you mean "cards"?)`, or what there is to choose from when it is little, or nothing."""
    names = sorted(known)
    near = get_close_matches(word[:100], names, n=1) if len(names) <= MANY else ()
    if near:
        return f' (did you mean "{near[0]}"?)'
    return f" (there is {', '.join(names)})" if 0 < len(names) <= 12 else ""
