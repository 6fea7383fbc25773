"""What a simulation found, for a program as JSON and for a person as tables."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from callcenter.insight.metrics import FORMULAS
from callcenter.simulation.scenario import Tried, differences

CONTRACT = (
    "offered", "answered", "abandoned", "self_service", "unaccounted", "service_level", "asa_seconds",
    "longest_wait_seconds", "overtaken", "occupancy", "ewt", "decisions",
)  # fmt: skip
PAPER = 140
"""Columns where nobody watches: a file, a pipe."""
WIDEST = 7
"""Scenarios side by side in one table."""
Words = Callable[[float], str]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:,.1f}"


def _seconds(value: float) -> str:
    return f"{value:,.1f} s"


def _share(value: float) -> str:
    return f"{value:.1%}"


def _points(value: float) -> str:
    """Of two shares: how far apart."""
    return f"{value * 100:.1f} pp"


ROWS: tuple[tuple[str, str, Words], ...] = (
    ("calls", "calls", _number),
    ("offered (joined a line)", "offered", _number),
    ("answered", "answered", _number),
    ("abandoned", "abandoned", _number),
    ("abandon rate", "abandon_rate", _share),
    ("left the line for something else", "elsewhere", _number),
    ("self-service only", "self_service", _number),
    ("unaccounted", "unaccounted", _number),
    ("service level", "service_level", _share),
    ("ASA", "asa_seconds", _seconds),
    ("longest wait", "longest_wait_seconds", _seconds),
    ("overtaken", "overtaken", _number),
    ("occupancy", "occupancy", _share),
    ("callbacks promised", "callbacks", _number),
    ("  of those spoken to", "called_back", _number),
    ("EWT mean error", "ewt.error", _seconds),
    ("EWT within its bounds", "ewt.coverage", _share),
)
QUEUE_ROWS: tuple[tuple[str, Words], ...] = (
    ("offered", _number), ("answered", _number), ("abandoned", _number), ("service_level", _share),
    ("asa_seconds", _seconds), ("longest_wait_seconds", _seconds), ("overtaken", _number),
)  # fmt: skip


# --- for a program ------------------------------------------------------------------------------------------------------


def document(tried: Sequence[Tried], own: Mapping[str, Any] | None, seconds: float) -> dict[str, Any]:
    """One scenario is the document itself; several stand in `scenarios`, with the `differences` from the first."""
    if len(tried) == 1:
        return {**_one(tried[0]), **({"log": own} if own else {}), "wall_seconds": seconds}
    return {
        "scenarios": [_one(one) for one in tried],
        "differences": [
            {"from": tried[0].name, "to": one.name, "figures": differences(tried[0], one)} for one in tried[1:]
        ],
        **({"log": own} if own else {}),
        "wall_seconds": seconds,
    }


def _one(tried: Tried) -> dict[str, Any]:
    mean, bands = tried.mean, tried.bands
    rest = {name: value for name, value in mean.items() if name not in CONTRACT and name != "intervals"}
    return {
        **{name: mean[name] for name in CONTRACT},
        **rest,
        "name": tried.name,
        "site": tried.site,
        "runs": len(tried.runs),
        "bands": {name: value for name, value in bands.items() if name != "intervals"} if len(tried.runs) > 1 else None,
        "assumptions": list(tried.assumptions),
        "intervals": [{"from": begins, **figures} for begins, figures in sorted(mean["intervals"].items())],
    }


# --- for a person ---------------------------------------------------------------------------------------------------------


def show(tried: Sequence[Tried], own: Mapping[str, Any] | None, seconds: float) -> None:
    console = Console(width=None if sys.stdout.isatty() else PAPER)
    for first in range(0, len(tried), WIDEST):
        console.print(_overview(tried[first : first + WIDEST], own))
    if len(tried) == 1:
        console.print(_by_queue(tried[0]))
    for one in tried[1:]:
        console.print(_difference(tried[0], one))
    for sentence in dict.fromkeys(sentence for one in tried for sentence in one.assumptions):
        console.print(f"· {sentence}", style="dim", highlight=False)
    runs = len(tried[0].runs)
    told = f"mean of {runs} seeds ± 95 % band (Student's t)" if runs > 1 else "one seed; --runs 5 shows how sure it is"
    console.print(
        f"Service level = {FORMULAS['service_level']}, Y of each queue. Figures: {told}. {seconds:.1f} s.",
        style="dim",
        highlight=False,
    )


def _overview(tried: Sequence[Tried], own: Mapping[str, Any] | None) -> Table:
    table = Table(title="Simulated", title_justify="left")
    table.add_column("")
    if own:
        table.add_column("really (log)", justify="right")
    for one in tried:
        table.add_column(one.name, justify="right")
    trees = [(one.mean, one.bands) for one in tried]
    for title, name, words in ROWS:
        cells = [_cell(mean, bands, name, words) for mean, bands in trees]
        beside = [_said(own.get(name), words)] if own else []
        if any(cells):
            table.add_row(title, *beside, *cells)
    return table


def _by_queue(tried: Tried) -> Table:
    table = Table(title="By queue and class of customer", title_justify="left")
    for title in ("", "offered", "answered", "abandoned", "level", "ASA", "longest", "overtaken", "bound"):
        table.add_column(title, justify="left" if not title else "right", no_wrap=not title)
    mean, bands = tried.mean, tried.bands
    for kind in ("queues", "classes"):
        for name, figures in mean[kind].items():
            cells = [_cell(figures, bands[kind][name], row, words) for row, words in QUEUE_ROWS]
            table.add_row(name, *cells, _said(figures.get("starvation_bound_seconds"), _seconds), end_section=False)
        table.add_section()
    return table


def _difference(first: Tried, second: Tried) -> Table:
    table = Table(title=f"{second.name} against {first.name}", title_justify="left")
    for title in ("", "difference", "band", ""):
        table.add_column(title, justify="left" if not title else "right")
    titles = {name: (title, words) for title, name, words in ROWS}
    for name, told in differences(first, second).items():
        if name not in titles:
            continue
        title, words = titles[name]
        band, beyond = told["band"], told["beyond"]
        amount = float(told["difference"] or 0.0)
        if not amount and not band:
            continue
        verdict = "one run tells no band" if beyond is None else "beyond chance" if beyond else "may be chance"
        apart = _points if words is _share else words
        sign = "+" if amount > 0 else "-" if amount < 0 else ""
        table.add_row(title, sign + apart(abs(amount)), "" if band is None else f"± {apart(float(band))}", verdict)
    return table


def _cell(mean: Mapping[str, Any], bands: Mapping[str, Any], name: str, words: Words) -> str:
    value, band = _at(mean, name), _at(bands, name)
    if value is None:
        return ""
    return words(value) + (f" ± {words(band)}" if band else "")


def _at(tree: Mapping[str, Any], name: str) -> Any:
    found: Any = tree
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _said(value: Any, words: Words) -> str:
    return "" if value is None else words(float(value))
