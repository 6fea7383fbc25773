"""Lists as CSV, for who asks for `text/csv`."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import web

from callcenter.services.cells import cell


def wanted(request: web.Request) -> bool:
    """Whether `Accept` prefers CSV to JSON."""
    weights = {"text/csv": 0.0, "application/json": 0.0}
    for part in request.headers.get("Accept", "").split(","):
        kind, *options = [piece.strip() for piece in part.split(";")]
        if kind in weights:
            weights[kind] = max(weights[kind], _weight(options))
    return weights["text/csv"] > weights["application/json"]


def _weight(options: Iterable[str]) -> float:
    for option in options:
        if option.startswith("q="):
            try:
                return float(option[2:])
            except ValueError:
                return 0.0
    return 1.0


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """The columns as the first line, then a line each."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([cell(_at(row, column)) for column in columns] for row in rows)
    return text.getvalue()


def _at(row: Any, column: str) -> object:
    """`intent.name` looks into `intent`."""
    for name in column.split("."):
        row = row.get(name) if isinstance(row, Mapping) else None
    return row
