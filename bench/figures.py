"""Quantiles, medians, processor time, and the table."""

import os
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


def milliseconds(times: Sequence[float], share: float) -> float | None:
    """The quantile; None when there is nothing to take it of."""
    if not times:
        return None
    return round(sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000, 3)


def process_seconds(pid: int, *, children: bool = False) -> float:
    """Processor time of a process so far; with `children` also of those it started, ended or not."""
    total = _ticks(pid, reaped=children)
    if children:
        total += sum(_ticks(child) for child in _children(pid))
    return total / TICKS


def _ticks(pid: int, *, reaped: bool = False) -> int:
    try:
        with open(f"/proc/{pid}/stat") as file:
            columns = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(map(int, columns[11:15] if reaped else columns[11:13]))


def _children(pid: int) -> Iterator[int]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    parent = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == pid:
                yield int(name)


Tree = Mapping[str, Any]


def flat(tree: Tree, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path."""
    for name, value in tree.items():
        if isinstance(value, list):
            value = {str(n + 1): one for n, one in enumerate(value)}
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{name}: ")
        else:
            yield f"{above}{name}", value


def medians(runs: Sequence[Tree]) -> dict[str, Any]:
    """A tree of the same shape; a leaf that is no number is the first run's."""
    first = runs[0]
    return {name: _median([run[name] for run in runs if name in run]) for name in first}


def _median(values: Sequence[Any]) -> Any:
    if isinstance(values[0], Mapping):
        return medians(values)
    numbers = [value for value in values if isinstance(value, int | float)]
    return round(statistics.median(numbers), 3) if numbers else values[0]


def ratios(ours: Tree, theirs: Tree) -> dict[str, Any]:
    """Ours over theirs, leaf by leaf, where both are numbers."""
    found: dict[str, Any] = {}
    for name, value in ours.items():
        other = theirs.get(name)
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            found[name] = ratios(value, other)
        elif isinstance(value, int | float) and isinstance(other, int | float) and other:
            found[name] = round(value / other, 3)
    return found


def table(tree: Tree) -> str:
    """Two columns, one line a figure."""
    rows = [(name, "-" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value))
            for name, value in flat(tree)]  # fmt: skip
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value:>12}" for name, value in rows)
