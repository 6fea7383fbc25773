"""What training has found, in a few lines: figures whole, lists as counts with the verb that shows them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SHOWN = 3
"""Warnings that are printed whole; of more only how many there are."""


def in_short(report: Mapping[str, Any], directory: Path) -> dict[str, Any]:
    """The report of `intents train` with a line for each list in it."""
    verbose = f"callcenter intents train {directory} --verbose shows them"
    conflicts = f"callcenter intents conflicts {directory} shows them"
    emergency = {**report["emergency"], "intents": ", ".join(report["emergency"]["intents"])}
    rows = report["per_intent"]
    lines = {
        "emergency": emergency,
        "per_intent": f"recall {_range(rows)} over {len(rows)} intents ({verbose})",
        "confusion": _worst(report["confusion"], verbose),
        "same_words_two_intents": _counted(
            len(report["same_words_two_intents"]), "pair of examples", "pairs of examples", conflicts
        ),
        "put_elsewhere": _counted(len(report["put_elsewhere"]), "example", "examples", verbose),
    }
    if len(report["warnings"]) > SHOWN:
        lines["warnings"] = f"{len(report['warnings'])} ({verbose})"
    return {**report, **lines}


def _range(rows: Mapping[str, Mapping[str, Any]]) -> str:
    known = sorted(float(row["recall"]) for row in rows.values() if row["recall"] is not None)
    return f"{known[0]:.2f} to {known[-1]:.2f}" if known else "unknown"


def _worst(confusion: Sequence[Sequence[Any]], where: str) -> str:
    """Most often first, as the report has it."""
    if not confusion:
        return "none"
    meant, understood, times = confusion[0]
    return f"most often {meant} taken for {understood}, {times} times ({where})"


def _counted(count: int, one: str, many: str, where: str) -> str:
    return "none" if not count else f"{count} {one if count == 1 else many} ({where})"
