"""How often something may be asked. `limits` keeps the rule; the counting happens in memory over the house's clock.

The library's own memory store starts a thread or a task for its sweep and reads the system's clock itself; this one
does neither, so a test moves time and a busy socket costs one dictionary look-up.
"""

from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from callcenter.clock import Clock
from callcenter.errors import TooMany

SWEEP_ABOVE = 10_000
"""Keys kept before the expired ones are dropped: guessing with ever new names must not fill the memory."""


class _Counts(Storage):
    """Counts per key until the window that its first hit opened is over."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if len(self._counts) > SWEEP_ABOVE:
            now = self._clock.now()
            self._counts = {key: row for key, row in self._counts.items() if row[1] > now}
        count = self.get(key) + amount
        ends = self._counts[key][1] if key in self._counts else self._clock.now() + expiry
        self._counts[key] = (count, ends)
        return count

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        if ends <= self._clock.now():
            self._counts.pop(key, None)
            return 0
        return count

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, self._clock.now()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        count = len(self._counts)
        self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)


class Pace:
    """One rule ("10 per 5 minute") counted for each who. Counts live in this process alone."""

    def __init__(self, rule: str, clock: Clock) -> None:
        self._rule: RateLimitItem = parse(rule)
        self._clock = clock
        self._limiter = FixedWindowRateLimiter(_Counts(clock))

    def take(self, *who: str) -> None:
        """Counts one; raises `TooMany` with the seconds to wait when the window is used up."""
        if not self._limiter.hit(self._rule, *who):
            raise self._refused(*who)

    def check(self, *who: str) -> None:
        """Raises `TooMany` when nothing is left, and counts nothing."""
        if not self._limiter.test(self._rule, *who):
            raise self._refused(*who)

    def forgive(self, *who: str) -> None:
        """Starts this one's count afresh."""
        self._limiter.clear(self._rule, *who)

    def _refused(self, *who: str) -> TooMany:
        ends = self._limiter.get_window_stats(self._rule, *who).reset_time
        wait = max(1.0, ends - self._clock.now())
        return TooMany(f"not more than {self._rule}; ask again in {wait:.0f} s", retry_after=wait)
