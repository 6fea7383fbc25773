"""The clock of a promise: when it began, when it is due, what it has already said, and how it ended.

Nothing ticks. Each function takes a clock and a time and gives back a clock; one that has ended (met or breached)
changes no more, so news that comes late or twice is harmless.
"""

from collections.abc import Iterable
from dataclasses import replace

from callcenter.model.promise import CLOCK, ClockState, PromiseClock

BREACH = 1.0
"""The level at which a clock is breached; levels below it are the shares of its time at which somebody is warned."""


def start(now: float, hours: float) -> PromiseClock:
    """A clock that began at `now` (seconds since the epoch) and is due after so many hours of real time."""
    return PromiseClock(started_at=now, due_at=now + hours * 3600.0)


def next_moment(clock: PromiseClock, warn_shares: Iterable[float]) -> tuple[float, float] | None:
    """The next level to pass and when: a share not yet warned, or 1.0 for the breach. None unless the clock runs.

    Shares below one that was warned already are left out: levels only rise, also when the site adds a lower one.
    """
    if clock.state is not ClockState.RUNNING:
        return None
    warned = max(clock.warned, default=0.0)
    level = min((share for share in warn_shares if warned < share < BREACH), default=BREACH)
    return level, clock.due_at if level == BREACH else clock.started_at + level * (clock.due_at - clock.started_at)


def mark(clock: PromiseClock, level: float, at: float) -> PromiseClock:
    """The clock after a level was passed. A level already marked, or marked after the end, changes nothing."""
    if clock.state is not ClockState.RUNNING or level in clock.warned:
        return clock
    if level >= BREACH:
        return replace(clock, state=CLOCK.step(clock.state, ClockState.BREACHED), ended_at=at)
    return replace(clock, warned=tuple(sorted({*clock.warned, level})))


def meet(clock: PromiseClock, at: float) -> PromiseClock:
    """The clock after the promise was fulfilled at `at`; too late is a breach, even if nobody has noticed it yet."""
    if clock.state is ClockState.RUNNING and at > clock.due_at:
        return mark(clock, BREACH, at)
    if clock.state not in (ClockState.RUNNING, ClockState.PAUSED):
        return clock
    return replace(clock, state=CLOCK.step(clock.state, ClockState.MET), ended_at=at)
