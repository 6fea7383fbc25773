"""A wait as it was foretold: within which bounds, and by which predictor. routing/wait.py makes them."""

from dataclasses import dataclass

QUEUE_LENGTH, LAST_TO_ENTER_SERVICE = "queue_length", "last_to_enter_service"
AGENT_FREE = "agent_free"
"""No predictor: who comes now need not wait."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Seconds from `at` until an agent answers; nine of ten waits shall end between `low` and `high`."""

    at: float
    expected: float
    low: float
    high: float
    predictor: str
    queue_length: float
    """What each predictor said, told or not, for comparison."""
    last_to_enter_service: float | None
    shape: float
    """Mean squared over variance of what `queue_length` said."""

    def guesses(self) -> list[tuple[str, float]]:
        """Each predictor that could say something, and what it said."""
        said = [(QUEUE_LENGTH, self.queue_length)]
        if self.last_to_enter_service is not None:
            said.append((LAST_TO_ENTER_SERVICE, self.last_to_enter_service))
        return said

    def covers(self, waited: float) -> bool:
        return self.low <= waited <= self.high
