"""A clock for the whole house in one process: real time, with jumps ahead."""

from callcenter.clock import SystemClock


class JumpingClock:
    """Runs as the wall clock does, so that sockets and waiting work as ever; `jump` lets hours pass at once.

    Whoever sleeps until a moment was told its real seconds before the jump and must be woken (`Runner.poke`,
    `AlarmClock.poke`).
    """

    def __init__(self) -> None:
        self._wall = SystemClock()
        self._ahead = 0.0

    def now(self) -> float:
        return round(self._wall.now() + self._ahead, 6)

    def seconds_until(self, due: float) -> float:
        return max(0.0, due - self.now())

    def jump(self, seconds: float) -> None:
        """Time goes on by so many seconds at once; never back."""
        if seconds < 0:
            raise ValueError(f"time does not go back {-seconds} seconds")
        self._ahead += seconds
