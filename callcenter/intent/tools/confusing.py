"""What was taken for what, out of pairs (meant, understood)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

Pair = tuple[str, str]
SHOWN = 20


def confusion(pairs: Sequence[Pair]) -> list[list[Any]]:
    """[meant, understood, how often] of the mistakes, commonest first."""
    counts = Counter(pair for pair in pairs if pair[0] != pair[1])
    return [[meant, understood, n] for (meant, understood), n in sorted(counts.items(), key=_often)[:SHOWN]]


def per_intent(pairs: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    """How many of an intent were found (recall), and how many of what was taken for it were it (precision)."""
    meant = Counter(pair[0] for pair in pairs)
    taken = Counter(pair[1] for pair in pairs)
    right = Counter(pair[0] for pair in pairs if pair[0] == pair[1])
    return {
        name: {"n": n, "recall": round(right[name] / n, 4), "precision": _share(right[name], taken[name])}
        for name, n in sorted(meant.items())
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _often(entry: tuple[Pair, int]) -> tuple[int, Pair]:
    return -entry[1], entry[0]
