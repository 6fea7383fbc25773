"""Commands a gateway has not acknowledged yet, and when each must go again. No I/O, no clock: `now` comes in.

Commands of one call or conversation form a lane. What is sent again is always a whole lane in its order, so that a
gateway never gets a later command of a call without the earlier ones before it.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from callcenter.services.ports import OutboxRow


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds. Each try without an answer doubles `again`, up to `longest`."""

    again: float = 5.0
    longest: float = 60.0
    silent: float = 30.0
    give_up: float = 3600.0
    most: int = 50_000
    """Commands kept in memory for one gateway; beyond, the oldest are given up."""

    def at_speed(self, speed: float) -> "Patience":
        """The same patience in real seconds for a clock that runs `speed` times faster: the network does not."""
        return replace(
            self,
            again=self.again * speed,
            longest=self.longest * speed,
            silent=self.silent * speed,
            give_up=self.give_up * speed,
        )

    def wait(self, tries: int) -> float:
        return float(min(self.longest, self.again * 2.0 ** min(tries, 16)))


@dataclass
class Lane:
    """One call's or conversation's commands in their order."""

    leg: str
    rows: dict[str, OutboxRow] = field(default_factory=dict)
    tries: int = 0
    due: float = 0.0


class Outstanding:
    """All of one gateway."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._rows: dict[str, OutboxRow] = {}
        self._lanes: dict[str, Lane] = {}
        self._due: list[tuple[float, str]] = []
        """A heap; entries that no longer match their lane's `due` are skipped."""
        self._since: dict[str, float] = {}
        self._acknowledged_at = float("-inf")
        self._reported_at = float("-inf")

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id: str) -> bool:
        return id in self._rows

    def __iter__(self) -> Iterator[OutboxRow]:
        """In the order they were added, across all lanes."""
        return iter(tuple(self._rows.values()))

    def lane(self, leg: str) -> Lane:
        """Its lane; an empty one when nothing of that leg is outstanding."""
        return self._lanes.get(leg) or Lane(leg=leg)

    def add(self, row: OutboxRow, now: float) -> Lane | None:
        """Its lane; None when the id is here already."""
        if row.id in self._rows:
            return None
        lane = self._lanes.setdefault(row.leg, Lane(leg=row.leg))
        self._rows[row.id] = lane.rows[row.id] = row
        self._since[row.id] = now
        if len(lane.rows) == 1:
            self.postpone(lane, now)
        return lane

    def acknowledge(self, id: str, now: float) -> bool:
        """False when nothing of that id is outstanding (acknowledged twice, or never sent)."""
        row = self._drop(id)
        if row is None:
            return False
        self._acknowledged_at, self._reported_at = now, float("-inf")
        lane = self._lanes.get(row.leg)
        if lane is not None:
            lane.tries = 0
            self.postpone(lane, now)
        return True

    def postpone(self, lane: Lane, now: float) -> None:
        """The lane just went out, or moved on: its next try comes after its patience."""
        lane.due = now + self._patience.wait(lane.tries)
        heapq.heappush(self._due, (lane.due, lane.leg))

    def overdue(self, now: float) -> list[Lane]:
        """Lanes that must go again now; each counts as one more try."""
        found: list[Lane] = []
        while self._due and self._due[0][0] <= now:
            due, leg = heapq.heappop(self._due)
            lane = self._lanes.get(leg)
            if lane is None or lane.due != due:
                continue
            lane.tries += 1
            self.postpone(lane, now)
            found.append(lane)
        return found

    def next_due(self) -> float | None:
        """When `overdue` may next find something (or earlier)."""
        return self._due[0][0] if self._due else None

    def hopeless(self, now: float) -> list[OutboxRow]:
        """Takes out what is older than its patience (by the journal's time), or too much to keep; oldest first."""
        found: list[OutboxRow] = []
        while self._rows:
            row = next(iter(self._rows.values()))
            if row.at > now - self._patience.give_up and len(self._rows) <= self._patience.most:
                break
            self._drop(row.id)
            found.append(row)
        return found

    def silence(self, now: float) -> float | None:
        """Seconds without any answer, when they pass the patience while something is outstanding; then again each time
        the patience has passed once more: whoever was told may not have been able to note it."""
        if not self._rows or now - self._reported_at < self._patience.silent:
            return None
        oldest = next(iter(self._rows))
        seconds = now - max(self._since[oldest], self._acknowledged_at)
        if seconds < self._patience.silent:
            return None
        self._reported_at = now
        return seconds

    def _drop(self, id: str) -> OutboxRow | None:
        row = self._rows.pop(id, None)
        if row is None:
            return None
        del self._since[id]
        lane = self._lanes[row.leg]
        del lane.rows[id]
        if not lane.rows:
            del self._lanes[row.leg]
        return row
