"""Every metric's one definition. Reports, screens and the recorded day all count by these; `FORMULAS` is what they show.

Counts are of one queue (or agent, or all) and one stretch of time; seconds are sums. A figure nothing was counted for
is None, never 0 or 100 %.
"""

from collections.abc import Mapping, Sequence

FORMULAS: Mapping[str, str] = {
    "service_level": "answered within Y seconds / (answered + abandoned - short abandons)",
    "asa": "total queue wait of the answered / answered",
    "abandon_rate": "abandoned / (answered + abandoned)",
    "aht": "(talk + hold + after-contact work) / handled",
    "occupancy": "handling time / (handling time + available time)",
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


def csm(grades: Sequence[int]) -> float | None:
    """Customer satisfaction measure, -90 to 90. Raises ValueError for what is no grade."""
    if wrong := [grade for grade in grades if grade not in GRADES]:
        raise ValueError(f"{wrong[0]} is none of the seven grades {GRADES}")
    return sum(grades) / len(grades) if grades else None
