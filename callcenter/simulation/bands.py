"""Confidence over seeds: the mean of each figure, and how far the true mean may be from it (Student's t, 95 %)."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import fmean, stdev
from typing import Any

SHARE = 0.95
DIGITS = 6
Tree = Mapping[str, Any]


def half_width(values: Sequence[float]) -> float | None:
    """The band is the mean plus and minus this; None for a single value, which tells nothing of its spread."""
    if len(values) < 2:
        return None
    return student(len(values) - 1) * stdev(values) / sqrt(len(values))


@lru_cache(maxsize=256)
def student(freedom: int) -> float:
    """The two-sided 95 % quantile of Student's t for these degrees of freedom, by bisection."""
    low, high = 0.0, 20.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < SHARE else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """P(|T| < t) for whole degrees of freedom: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.3-4."""
    angle = atan(t / sqrt(freedom))
    squared = cos(angle) ** 2
    if freedom % 2:
        term = total = cos(angle)
        for number in range(3, freedom - 1, 2):
            term *= squared * (number - 1) / number
            total += term
        return (angle + (sin(angle) * total if freedom > 1 else 0.0)) * 2 / pi
    term = total = 1.0
    for number in range(2, freedom - 1, 2):
        term *= squared * (number - 1) / number
        total += term
    return sin(angle) * total


def mean_tree(trees: Sequence[Tree]) -> Tree:
    """The same figures, each the mean over the runs; of a single run the figures themselves."""
    return trees[0] if len(trees) == 1 else _folded(trees, lambda values: round(fmean(values), DIGITS))


def band_tree(trees: Sequence[Tree]) -> Tree:
    """The half width of each figure; None where fewer than two runs had it."""

    def width(values: Sequence[float]) -> float | None:
        half = half_width(values)
        return None if half is None else round(half, DIGITS)

    return _folded(trees, width)


def _folded(trees: Sequence[Tree], fold: Callable[[Sequence[float]], float | None]) -> Tree:
    names = dict.fromkeys(name for tree in trees for name in tree)
    return {name: _leaf([tree[name] for tree in trees if name in tree], fold) for name in names}


def _leaf(values: Sequence[Any], fold: Callable[[Sequence[float]], float | None]) -> Any:
    known = [value for value in values if value is not None]
    if not known:
        return None
    if isinstance(known[0], Mapping):
        return _folded(known, fold)
    if isinstance(known[0], int | float):
        return fold(known)
    return known[0]
