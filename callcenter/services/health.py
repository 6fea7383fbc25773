"""Which sources are well. One that failed several times in a row is left alone for a few seconds, so that nobody waits
for what will not come; then one question at a time tries whether it is back."""

from dataclasses import dataclass

from callcenter.clock import Clock

MOST_FAILURES = 5
"""In a row; then it is down."""
REST = 5.0
"""Seconds in which a source that is down is not asked."""
AT_ONCE = 64
"""Questions one source is asked at once; a further one fails."""


@dataclass(slots=True)
class _Source:
    failures: int = 0
    under_way: int = 0
    rests_until: float = 0.0
    trying: bool = False


class Health:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sources: dict[str, _Source] = {}

    def failures(self, source: str) -> int:
        """In a row."""
        return self._of(source).failures

    def is_down(self, source: str) -> bool:
        return self._of(source).failures >= MOST_FAILURES

    def begin(self, source: str) -> bool:
        """Whether it may be asked now; if so, `end` must follow."""
        one = self._of(source)
        if one.under_way >= AT_ONCE:
            return False
        if one.failures >= MOST_FAILURES:
            if one.trying or self._clock.now() < one.rests_until:
                return False
            one.trying = True
        one.under_way += 1
        return True

    def end(self, source: str, *, ill: bool) -> None:
        """`ill`: it gave no answer, or one that says that it is not well."""
        one = self._of(source)
        one.under_way -= 1
        one.trying = False
        one.failures = one.failures + 1 if ill else 0
        if one.failures >= MOST_FAILURES:
            one.rests_until = self._clock.now() + REST

    def _of(self, source: str) -> _Source:
        return self._sources.setdefault(source, _Source())
