"""The only file that reads the system's clock. Everything else is handed `now` or a `Clock`."""

import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol


class Clock(Protocol):
    """Times are seconds since the Unix epoch, UTC, as float with microseconds."""

    def now(self) -> float: ...

    def seconds_until(self, due: float) -> float:
        """Real seconds to sleep until this clock shows `due`; 0 when that has passed."""
        ...


class SystemClock:
    """The wall clock, never going backwards within one process."""

    def __init__(self) -> None:
        self._last = 0.0

    def now(self) -> float:
        self._last = max(self._last, round(time.time(), 6))
        return self._last

    def seconds_until(self, due: float) -> float:
        return max(0.0, due - self.now())


class FastClock:
    """Runs `speed` times faster than real time from `start` on, so that a recorded day can be played in minutes."""

    def __init__(self, *, speed: float, start: float | None = None) -> None:
        if speed <= 0:
            raise ValueError(f"a clock cannot run at speed {speed}")
        self.speed = speed
        self._start = time.time() if start is None else start
        self._began = time.monotonic()

    def now(self) -> float:
        return round(self._start + (time.monotonic() - self._began) * self.speed, 6)

    def seconds_until(self, due: float) -> float:
        return max(0.0, due - self.now()) / self.speed


class ManualClock:
    """A clock that tests and simulations move by hand."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def seconds_until(self, due: float) -> float:
        return max(0.0, due - self._now)

    def advance(self, seconds: float) -> float:
        self._now = round(self._now + seconds, 6)
        return self._now


@lru_cache(maxsize=8192)
def rfc3339(at: float) -> str:
    """`2026-11-21T08:00:00.250Z`: UTC with milliseconds, as the contract wants it. A contact's times
    are said again with each of its changes, so they are remembered."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_rfc3339(text: str) -> float:
    """Seconds since the epoch. Raises ValueError when it is no RFC 3339 time with a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return moment.timestamp()
