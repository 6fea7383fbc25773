"""How long a waiting contact will still wait, and when we do not know.

Predictor: queue length with state (QLs), the (place + 1) services still to be finished before this contact's turn,
divided among the agents at work: W = place * mean handling time / agents. R. Ibrahim, W. Whitt, "Real-time delay
estimation based on delay history", M&SOM 11(3), 2009, doi 10.1287/msom.1080.0223.
"""

from dataclasses import dataclass, replace

ENOUGH = 5
"""Handled contacts before a mean is worth telling."""
MEMORY = 0.1
"""Weight of the newest handling time in the running mean."""


@dataclass(frozen=True, kw_only=True)
class HandlingTime:
    """Running mean of seconds an agent was taken by one contact, wrap-up included."""

    mean: float = 0.0
    count: int = 0

    def seen(self, seconds: float) -> "HandlingTime":
        weight = max(MEMORY, 1 / (self.count + 1))
        return replace(self, mean=round(self.mean + weight * (seconds - self.mean), 3), count=self.count + 1)


def expected_wait(place: int, handling: HandlingTime, agents: int) -> float | None:
    """Seconds until a contact at this place (1 is next) is offered; None when it cannot be known."""
    if agents <= 0 or handling.count < ENOUGH:
        return None
    return round(place * handling.mean / agents, 1)
