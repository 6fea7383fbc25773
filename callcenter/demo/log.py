"""A bank's call log, call by call, as the public "Anonymous Bank" data has it (Technion, service engineering group).

Columns: call, line, customer, priority, type, arrived, vru_left, queued, queue_left, outcome, served, finished, server.
Known quirks are mended here once: seconds that do not add up, waits across midnight, ids that repeat, services whose
start is missing, services by nobody.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

COLUMNS = ("call", "customer", "priority", "type", "arrived", "vru_left", "queued", "queue_left", "outcome", "served",
           "finished", "server")  # fmt: skip
KINDS = ("PS", "NE", "NW", "IN", "PE", "TT")
DAY_SECONDS = 86400.0
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


def read_log(path: Path) -> CallLog:
    """Raises ValueError with file and line for what is no call of this shape, OSError when there is no file."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise ValueError(f"{path}:1: no column {', '.join(missing)}")
        numbered = list(enumerate(rows, 2))
    if not numbered:
        raise ValueError(f"{path}: no calls in it")
    return CallLog(midnight=_midnight(path, numbered), calls=tuple(sorted(_calls(path, numbered), key=_arrival)))


def _midnight(path: Path, numbered: list[tuple[int, dict[str, str]]]) -> datetime:
    try:
        first = min(datetime.fromisoformat(row["arrived"]) for _, row in numbered)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: an arrival is no time: {error}") from None
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def _calls(path: Path, numbered: list[tuple[int, dict[str, str]]]) -> Iterable[LoggedCall]:
    midnight = _midnight(path, numbered)
    for line, row in numbered:
        try:
            yield _call(line, row, midnight)
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}:{line}: {error}") from None


def _call(line: int, row: dict[str, str], midnight: datetime) -> LoggedCall:
    def at(column: str) -> float | None:
        return (datetime.fromisoformat(row[column]) - midnight).total_seconds() if row[column] else None

    arrived, left = at("arrived"), at("vru_left")
    if arrived is None:
        raise ValueError("a call without an arrival")
    queued, queue_left, finished = at("queued"), at("queue_left"), at("finished")
    served = at("served")
    fate = _fate(row["outcome"], queued is not None)
    if served is None and fate is Fate.ANSWERED:
        served = queue_left if queue_left is not None else left
    if row["type"] not in KINDS:
        raise ValueError(f"unknown kind {row['type']!r}: expected one of {', '.join(KINDS)}")
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
