"""What a run's counts mean, by the definitions of insight/metrics.py, as plain names and numbers."""

from typing import Any

from callcenter.clock import rfc3339
from callcenter.insight import metrics
from callcenter.model.site import Site
from callcenter.routing.rank import starvation_bound
from callcenter.simulation.watch import WIDTH, Counts, Watch

DIGITS = 6
Figures = dict[str, Any]
HEADLINES = (
    "offered", "answered", "abandoned", "self_service", "service_level", "asa_seconds", "abandon_rate", "mean_wait_seconds",
    "waiting_share", "longest_wait_seconds", "overtaken", "occupancy",
)  # fmt: skip
"""Figures of the whole that scenarios are compared by."""


def figures(watch: Watch, site: Site, callers: int) -> Figures:
    """Shares are 0 to 1, times seconds; what nothing was counted for is None. `unaccounted` is of all callers, those who
    never ended; `calls` = offered + self_service + unaccounted."""
    total = _added(watch)
    handling = sum(one.handling for one in watch.slices.values())
    available = sum(one.available for one in watch.slices.values())
    honesty = watch.honesty
    return {
        "calls": callers,
        "offered": total.offered,
        "answered": total.answered,
        "abandoned": total.abandoned,
        "self_service": watch.self_service,
        "elsewhere": total.elsewhere,
        "unaccounted": callers - watch.ended,
        "service_level": _rounded(_level(total)),
        "asa_seconds": _rounded(metrics.asa(total.answered_wait, total.answered)),
        "abandon_rate": _rounded(metrics.abandon_rate(total.answered, total.abandoned)),
        "short_abandoned": total.short,
        "waiting_share": _rounded(_share(total.waited, _ended(total))),
        "mean_wait_seconds": _rounded(_share(total.all_wait, _ended(total))),
        "longest_wait_seconds": round(total.longest, 3),
        "overtaken": total.overtaken,
        "occupancy": _rounded(metrics.occupancy(handling, available)),
        "callbacks": watch.callbacks,
        "called_back": watch.called_back,
        "ewt": {
            "coverage": _rounded(_share(honesty.within, honesty.told)),
            "error": _rounded(_share(honesty.error, honesty.answered)),
            "told": honesty.told,
            "unknown": honesty.unknown,
        },
        "decisions": watch.decisions,
        "events": watch.events,
        "alarms": dict(sorted(watch.alarms.items())),
        "queues": {name: _of_queue(watch.queues[name], site, name) for name in site.queues if name in watch.queues},
        "classes": {name: brief(counts) for name, counts in sorted(watch.classes.items())},
        "intervals": {rfc3339(number * WIDTH): _of_interval(watch, number) for number in _numbers(watch)},
    }


def _of_queue(counts: Counts, site: Site, name: str) -> Figures:
    return {**brief(counts), "promise_seconds": site.queues[name].service_level.seconds,
            "promise": site.queues[name].service_level.share,
            "starvation_bound_seconds": round(starvation_bound(site, name), 3)}  # fmt: skip


def brief(counts: Counts) -> Figures:
    return {
        "offered": counts.offered,
        "answered": counts.answered,
        "abandoned": counts.abandoned,
        "elsewhere": counts.elsewhere,
        "service_level": _rounded(_level(counts)),
        "asa_seconds": _rounded(metrics.asa(counts.answered_wait, counts.answered)),
        "abandon_rate": _rounded(metrics.abandon_rate(counts.answered, counts.abandoned)),
        "longest_wait_seconds": round(counts.longest, 3),
        "overtaken": counts.overtaken,
    }


def _of_interval(watch: Watch, number: int) -> Figures:
    """By the time of joining the line; waiting, busy and free are means over the interval."""
    counts, part = watch.intervals.get(number, Counts()), watch.slices.get(number)
    return {
        "offered": counts.offered,
        "answered": counts.answered,
        "abandoned": counts.abandoned,
        "service_level": _rounded(_level(counts)),
        "asa_seconds": _rounded(metrics.asa(counts.answered_wait, counts.answered)),
        "waiting": round(part.waiting / WIDTH, 3) if part else 0.0,
        "busy": round(part.handling / WIDTH, 3) if part else 0.0,
        "free": round(part.available / WIDTH, 3) if part else 0.0,
    }


def _numbers(watch: Watch) -> list[int]:
    return sorted(watch.intervals.keys() | watch.slices.keys())


def _added(watch: Watch) -> Counts:
    total = Counts()
    for counts in watch.queues.values():
        for name in ("offered", "answered", "in_time", "abandoned", "short", "elsewhere", "answered_wait", "all_wait",
                     "waited", "overtaken"):  # fmt: skip
            setattr(total, name, getattr(total, name) + getattr(counts, name))
        total.longest = max(total.longest, counts.longest)
    return total


def _level(counts: Counts) -> float | None:
    return metrics.service_level(counts.in_time, counts.answered, counts.abandoned, counts.short)


def _ended(counts: Counts) -> int:
    return counts.answered + counts.abandoned


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
