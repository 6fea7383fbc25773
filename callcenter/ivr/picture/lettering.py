"""How wide words are, where nobody can measure them: an estimate for system fonts that errs on the wide side."""

from unicodedata import east_asian_width

SIZE = 12.0
"""Of letters, in pixels, where nothing else is said."""
_THIN, _BROAD = frozenset("iljtfr.,:;'|!()[]·“”‘’\" "), frozenset("mwMW@%—…→")


def width(text: str, size: float = SIZE) -> float:
    """Pixels. Chinese characters are as wide as they are high, twice a Latin letter."""
    return size * sum(map(_em, text))


def _em(sign: str) -> float:
    if east_asian_width(sign) in "WF":
        return 1.0
    if sign in _THIN:
        return 0.36
    if sign in _BROAD:
        return 1.0
    return 0.72 if sign.isupper() or not sign.isascii() else 0.58


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """The text, or as much of its beginning as has room, ended by "…"."""
    if width(text, size) <= room:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign + "…", size) > room:
            break
        kept += sign
    return kept.rstrip() + "…"


def wrapped(text: str, room: float, most: int, size: float = SIZE) -> list[str]:
    """At most so many lines, broken at blanks and between Chinese characters, the last one shortened if it must be."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most - 1:
        if width(rest, size) <= room:
            break
        cut = _break(rest, room, size)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*lines, shortened(rest, room, size)] if rest else lines


def _break(text: str, room: float, size: float) -> int:
    """After how many characters a line ends."""
    end, last, used = 0, 0, 0.0
    for end, sign in enumerate(text):
        used += _em(sign) * size
        if used > room:
            last = end if sign == " " else last
            break
        if sign == " " or (_wide(sign) and not _closes(text, end + 1)):
            last = end + 1
    return last or max(1, end)


def _wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"


def _closes(text: str, at: int) -> bool:
    """A full stop or a closing bracket never begins a line."""
    return at < len(text) and text[at] in "，。！？；：、）》」”,.!?;:)]"
