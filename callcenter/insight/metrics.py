"""Every metric's one definition. Reports, screens and the recorded day all count by these; `FORMULAS` is what they show.

Counts are of one queue (or agent, or all) and one stretch of time; seconds are sums. A figure nothing was counted for
is None, never 0 or 100 %.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

FORMULAS: Mapping[str, str] = {
    "service_level": "answered within Y seconds / (answered + abandoned - short abandons)",
    "asa": "total queue wait of the answered / answered",
    "abandon_rate": "abandoned / (answered + abandoned)",
    "aht": "(talk + hold + after-contact work) / handled",
    "occupancy": "handling time / (handling time + available time)",
    "ewt_coverage": "waits that ended within the bounds foretold / forecasts judged",
    "ewt_error": "sum of |foretold - waited| / forecasts whose wait ended in an answer",
    "ewt_squared_error": "sum of (foretold - waited) squared / forecasts whose wait ended in an answer",
    "ewt_bias": "sum of (foretold - waited) / forecasts whose wait ended in an answer",
    "csm": "mean over the seven grades 90, 60, 30, 0, -30, -60, -90",
}
GRADES = (90, 60, 30, 0, -30, -60, -90)
"""The seven grades of a satisfaction survey, best first."""


def counted(answered: int, abandoned: int, short_abandoned: int) -> int:
    """Contacts a service level is taken over: who hung up almost at once says nothing about the wait."""
    return answered + abandoned - short_abandoned


def service_level(answered_in_time: int, answered: int, abandoned: int, short_abandoned: int) -> float | None:
    """Share (0 to 1) of promise X/Y."""
    over = counted(answered, abandoned, short_abandoned)
    return answered_in_time / over if over else None


def asa(answered_wait: float, answered: int) -> float | None:
    """Average speed of answer, seconds."""
    return answered_wait / answered if answered else None


def abandon_rate(answered: int, abandoned: int) -> float | None:
    offered = answered + abandoned
    return abandoned / offered if offered else None


def aht(talk: float, hold: float, after: float, handled: int) -> float | None:
    """Average handling time, seconds."""
    return (talk + hold + after) / handled if handled else None


def occupancy(handling: float, available: float) -> float | None:
    """Share (0 to 1) of the time at work that was spent on contacts."""
    total = handling + available
    return handling / total if total else None


def ewt_coverage(covered: int, told: int) -> float | None:
    """Share (0 to 1) of the forecasts of a wait that were true. A forecast is judged when an agent answers, and when the
    customer gives up later than its upper bound: that one was wrong. Who gives up earlier proves nothing."""
    return covered / told if told else None


def ewt_error(absolute: float, count: int) -> float | None:
    """Mean absolute error of the expected wait, seconds."""
    return absolute / count if count else None


def ewt_squared_error(squared: float, count: int) -> float | None:
    """Mean squared error of the expected wait, seconds squared: what the literature compares predictors by."""
    return squared / count if count else None


def ewt_bias(signed: float, count: int) -> float | None:
    """Mean error of the expected wait, seconds; above 0: waits were shorter than foretold."""
    return signed / count if count else None


def csm(grades: Sequence[int]) -> float | None:
    """Customer satisfaction measure, -90 to 90. Raises ValueError for what is no grade."""
    return csm_counted(Counter(grades))


def csm_counted(counts: Mapping[int, int]) -> float | None:
    """The same of grades that were counted: grade to how often it was given."""
    if wrong := [grade for grade in counts if grade not in GRADES]:
        raise ValueError(f"{wrong[0]} is none of the seven grades {GRADES}")
    total = sum(counts.values())
    return sum(grade * times for grade, times in counts.items()) / total if total else None
