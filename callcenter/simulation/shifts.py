"""Who was at work when, as far as a call log tells.

Between two services a server was idle, busy with papers, or away. If customers waited in line the while, nobody at work
would have been idle: beyond a short wrap-up that server was away. If nobody waited, the server was there, up to an hour.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from callcenter.simulation.log import LoggedCall

WRAP_UP_MOST = 60.0
"""Seconds between two services that may be work, whoever waits."""
IDLE_MOST = 3600.0
WAITED = 10.0
"""Seconds somebody must have waited within a gap for it to be an absence."""
Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One server at work. Seconds after the log's first midnight."""

    server: str
    begins: float
    ends: float


def shifts(calls: Sequence[LoggedCall]) -> list[Shift]:
    """By beginning. The end is the end of the last service; in real life and here it is finished first."""
    line = _Line(calls)
    found = [shift for server, spans in _services(calls).items() for shift in _joined(server, spans, line)]
    return sorted(found, key=lambda shift: (shift.begins, shift.server))


def wrap_up_seconds(calls: Sequence[LoggedCall]) -> float:
    """The usual time from one service to the next while others waited: work after the call. 0 when never seen."""
    line = _Line(calls)
    gaps = [
        start - end
        for spans in _services(calls).values()
        for (_, end), (start, _) in pairwise(spans)
        if 0 <= start - end <= WRAP_UP_MOST and line.waited(end, start) >= start - end
    ]
    return median(gaps) if gaps else 0.0


def _services(calls: Iterable[LoggedCall]) -> Mapping[str, list[Span]]:
    served: dict[str, list[Span]] = defaultdict(list)
    for call in calls:
        if call.server and call.served is not None:
            served[call.server].append((call.served, call.served + call.service))
    return {server: sorted(spans) for server, spans in served.items()}


class _Line:
    """Who stood in line when."""

    def __init__(self, calls: Iterable[LoggedCall]) -> None:
        waits = sorted((call.arrived + call.vru, call.arrived + call.vru + call.wait) for call in calls if call.queued)
        self._waits = waits
        self._begins = [begin for begin, _ in waits]
        self._longest = max((end - begin for begin, end in waits), default=0.0)

    def waited(self, begins: float, ends: float) -> float:
        """The longest time one customer stood in line within the span."""
        first, last = bisect_left(self._begins, begins - self._longest), bisect_left(self._begins, ends)
        return max((min(e, ends) - max(b, begins) for b, e in self._waits[first:last]), default=0.0)


def _joined(server: str, spans: Sequence[Span], line: _Line) -> list[Shift]:
    found: list[Shift] = []
    begins, ends = spans[0]
    for start, end in spans[1:]:
        if _away(ends, start, line):
            found.append(Shift(server=server, begins=begins, ends=ends))
            begins, ends = start, end
        ends = max(ends, end)
    return [*found, Shift(server=server, begins=begins, ends=ends)]


def _away(ends: float, start: float, line: _Line) -> bool:
    gap = start - ends
    return gap > IDLE_MOST or (gap > WRAP_UP_MOST and line.waited(ends, start) > WAITED)
