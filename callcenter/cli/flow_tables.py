"""What became of the people in flows, as lines for a person, as CSV or as JSON."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from callcenter.clock import SystemClock
from callcenter.errors import Malformed
from callcenter.insight.flows import FORMULAS
from callcenter.ivr.picture.drawing import drawing
from callcenter.ivr.picture.palette import Scheme
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.cells import cell
from callcenter.services.exchange import moment
from callcenter.services.flow_marks import marks_of
from callcenter.services.flow_reports import FlowReports, Period
from callcenter.services.ports import Json, Store

FLOWS = ("flow", "version", "started", "containment_by_choice", "containment", "drop_out", "to_human", "came_back",
         "not_understood", "silence", "questions_to_human.p50", "seconds_to_human.p95", "csm")  # fmt: skip
NODES = ("node", "reached", "drop_out", "heard", "not_understood", "silence", "checks_failed", "answer_seconds.p50",
         "answer_seconds.p95", "look_up_seconds.p50")  # fmt: skip
COUNTS = frozenset({"started", "reached", "heard", "questions_to_human.p50", "csm"})


@dataclass(frozen=True, kw_only=True)
class Wish:
    flow: str | None
    first: str | None
    last: str | None
    version: str | None
    language: str
    scheme: Scheme
    svg: Path | None
    form: Literal["lines", "csv", "json"]


async def told(store: Store, newest: Site | None, wish: Wish) -> str:
    """Raises `Malformed` for a period without sense and a flow nobody knows."""
    sites = [codec.site_of(text) for text in reversed((await store.sites()).values())]
    sites = [*([newest] if newest else []), *sites]
    if not sites:
        raise Malformed("no server has ever served with this database: nothing is known of its flows")
    reports = FlowReports(store, lambda: sites, SystemClock())
    period = reports.period(moment(wish.first), moment(wish.last))
    if wish.flow is None:
        rows = await reports.overview(period)
        return _written(rows, FLOWS, {"rows": rows}, wish.form)
    report = await reports.report(period, wish.flow, wish.version)
    if wish.svg is not None:
        wish.svg.write_text(await _picture(reports, period, wish.flow, wish), encoding="utf-8")
    lines = _written(report["rows"], NODES, report, wish.form)
    return _summary(report) + lines if wish.form == "lines" else lines


async def _picture(reports: FlowReports, period: Period, name: str, wish: Wish) -> str:
    flow = reports.shown(name, wish.version)
    if flow is None:
        raise Malformed(f"the flow {name} is no longer part of the site, so it cannot be drawn: name a --version")
    tally = reports.tally(await reports.counted(period), name, wish.version)
    return drawing(flow, wish.language, marks=marks_of(flow, tally, wish.language), scheme=wish.scheme)


def _written(rows: Sequence[Json], columns: Sequence[str], whole: Json, form: str) -> str:
    if form == "json":
        return json.dumps(whole, ensure_ascii=False) + "\n"
    if form == "csv":
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([cell(_at(row, column)) for column in columns] for row in rows)
        return text.getvalue()
    return _table([columns, *([_shown(column, _at(row, column)) for column in columns] for row in rows)])


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ("  ".join(_padded(text, n, widths[n]) for n, text in enumerate(row)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def _padded(text: str, n: int, width: int) -> str:
    return text.ljust(width) if n < 2 else text.rjust(width)


def _summary(report: Json) -> str:
    """Each figure with its formula."""
    found = report["figures"]
    ends = ", ".join(f"{end} {count}" for end, count in found["ends"].items() if count)
    lines = [
        f"{report['flow']}: {found['started']} came in, {found['inside']} still inside; {ends or 'nobody has left'}"
    ]
    for name in ("containment_by_choice", "containment", "came_back", "drop_out", "to_human", "not_understood", "silence",
                 "checks_failed", "csm"):  # fmt: skip
        lines.append(f"  {name}: {_shown(name, found[name])}  = {FORMULAS[name]}")
    steps, seconds = found["questions_to_human"], found["seconds_to_human"]
    if steps["count"]:
        lines.append(
            f"  way to a human: {steps['p50']} questions in the middle, {steps['p95']} at 95 %, {steps['longest']} at most; "
            f"{seconds['p50']:.0f} s, {seconds['p95']:.0f} s, {seconds['longest']:.0f} s"
        )
    if found["human_why"]:
        lines.append("  why a human: " + ", ".join(f"{why} {count}" for why, count in found["human_why"].items()))
    return "\n".join(lines) + "\n\n"


def _at(row: Mapping[str, Any], column: str) -> Any:
    first, _, second = column.partition(".")
    return row[first][second] if second else row[first]


def _shown(column: str, value: Any) -> str:
    if value is None:
        return "all" if column == "version" else "-"
    if column in COUNTS or isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return f"{value:.1f} s" if "seconds" in column else f"{value:.1%}"
