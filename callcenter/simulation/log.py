"""A bank's call log, call by call, as the public "Anonymous Bank" data has it (Technion, service engineering group).

Columns: call, line, customer, priority, type, arrived, vru_left, queued, queue_left, outcome, served, finished, server.
Known quirks are mended here once: seconds that do not add up, waits across midnight, ids that repeat, services whose
start is missing, services by nobody.
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

COLUMNS = ("call", "customer", "priority", "type", "arrived", "vru_left", "queued", "queue_left", "outcome", "served",
           "finished", "server")  # fmt: skip
KINDS: Mapping[str, tuple[str, str]] = {
    "PS": ("change_details", "zh-CN"),
    "NE": ("speak_to_human", "zh-CN"),
    "NW": ("loan_enquiry", "zh-CN"),
    "IN": ("card_activation", "zh-CN"),
    "PE": ("change_details", "en"),
    "TT": ("speak_to_human", "zh-CN"),
}
"""Kind of call to the intent that customers of that kind state, and their language. Any other kind is an intent's name."""
DAY_SECONDS = 86400.0
MOST_PROBLEMS = 50
NOBODY = ("", "NO_SERVER")


class Fate(StrEnum):
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    """Hung up in the queue."""
    SELF_SERVICE = "self_service"
    """Never queued: hung up in the voice unit."""
    PHANTOM = "phantom"
    """To be ignored, says the log's own documentation; counted all the same."""


@dataclass(frozen=True, kw_only=True)
class LoggedCall:
    """One call. Times are seconds after the log's first midnight, durations seconds, never negative."""

    id: str
    """Unique in the file: its line number and the log's own id."""
    customer: str
    priority: str
    kind: str
    arrived: float
    vru: float
    """In the voice unit."""
    queued: bool
    wait: float
    fate: Fate
    served: float | None = None
    service: float = 0.0
    server: str = ""
    """Empty when nobody is named."""


@dataclass(frozen=True, kw_only=True)
class CallLog:
    midnight: datetime
    """The beginning of its first day, local time without a zone."""
    calls: tuple[LoggedCall, ...]
    """By arrival."""


class WrongLog(ValueError):
    """What is no call log, as `FILE:LINE: what is wrong`, one a line; after `MOST_PROBLEMS` only how many more."""

    def __init__(self, problems: Sequence[str]) -> None:
        more = len(problems) - MOST_PROBLEMS
        told = [*problems[:MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(told))


def read_log(path: Path, intents: Collection[str] = ()) -> CallLog:
    """`intents` are names that may stand in the column `type` beside the log's own kinds. Raises `WrongLog` with file and
    line of everything that is no call of this shape, OSError when there is no file."""
    rows = _rows(path)
    midnight = _midnight(path, rows)
    calls, wrong = [], []
    for line, row in rows:
        try:
            calls.append(_call(line, row, midnight, intents))
        except (ValueError, TypeError, KeyError) as error:
            wrong.append(f"{path}:{line}: {error}")
    if wrong:
        raise WrongLog(wrong)
    return CallLog(midnight=midnight, calls=tuple(sorted(calls, key=_arrival)))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
            if missing:
                raise WrongLog([f"{path}:1: no column {', '.join(missing)}"])
            rows = [(table.line_num, row) for row in table]
    except UnicodeDecodeError as error:
        raise WrongLog([f"{path}: not UTF-8 text: {error.reason} at byte {error.start}"]) from None
    except csv.Error as error:
        raise WrongLog([f"{path}: not a table: {error}"]) from None
    if not rows:
        raise WrongLog([f"{path}: no calls in it"])
    return rows


def _midnight(path: Path, rows: Iterable[tuple[int, dict[str, str]]]) -> datetime:
    first: datetime | None = None
    wrong = []
    for line, row in rows:
        try:
            at = datetime.fromisoformat(row["arrived"]).replace(tzinfo=None)
        except (ValueError, TypeError) as error:
            wrong.append(f"{path}:{line}: an arrival is no time: {error}")
        else:
            first = at if first is None else min(first, at)
    if wrong or first is None:
        raise WrongLog(wrong)
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def _call(line: int, row: dict[str, str], midnight: datetime, intents: Collection[str]) -> LoggedCall:
    def at(column: str) -> float | None:
        text = row[column]
        return (datetime.fromisoformat(text).replace(tzinfo=None) - midnight).total_seconds() if text else None

    arrived, left = at("arrived"), at("vru_left")
    if arrived is None:
        raise ValueError("a call without an arrival")
    queued, queue_left, finished = at("queued"), at("queue_left"), at("finished")
    served = at("served")
    fate = _fate(row["outcome"], queued is not None)
    if served is None and fate is Fate.ANSWERED:
        served = queue_left if queue_left is not None else left
    if row["type"] not in KINDS and row["type"] not in intents:
        raise ValueError(f"unknown kind {row['type']!r}: expected one of {', '.join(KINDS)} or an intent of the site")
    return LoggedCall(
        id=f"{line}-{row['call']}",
        customer=row["customer"],
        priority=row["priority"],
        kind=row["type"],
        arrived=arrived,
        vru=_between(arrived, left),
        queued=queued is not None,
        wait=_between(queued, queue_left),
        fate=fate,
        served=served if fate is Fate.ANSWERED else None,
        service=_between(served, finished) if fate is Fate.ANSWERED else 0.0,
        server="" if row["server"] in NOBODY else row["server"],
    )


def _fate(outcome: str, queued: bool) -> Fate:
    match outcome:
        case "AGENT":
            return Fate.ANSWERED
        case "HANG":
            return Fate.ABANDONED if queued else Fate.SELF_SERVICE
        case "PHANTOM":
            return Fate.PHANTOM
    raise ValueError(f"unknown outcome {outcome!r}")


def _between(start: float | None, end: float | None) -> float:
    """Seconds from start to end; an end on the day before is one after midnight; off by seconds counts as none."""
    if start is None or end is None:
        return 0.0
    seconds = end - start
    return seconds + DAY_SECONDS if seconds < -DAY_SECONDS / 2 else max(0.0, seconds)


def _arrival(call: LoggedCall) -> tuple[float, int]:
    return call.arrived, int(call.id.partition("-")[0])
