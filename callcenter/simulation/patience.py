"""How long customers would have waited. Known of those who hung up; of those who were served only that it was longer.

Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958): the wait is the time under
observation, hanging up the event, being answered the censoring.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import neg
from random import Random

from callcenter.simulation.log import Fate, LoggedCall

ENOUGH = 50
"""Abandonments of a kind of call from which its own estimate is better than everybody's."""
FOR_EVER = float("inf")


@dataclass(frozen=True)
class Survival:
    """P(patience > t) as a step function: `still[i]` from `times[i]` seconds on, 1 before the first."""

    times: tuple[float, ...]
    still: tuple[float, ...]

    def at(self, seconds: float) -> float:
        index = bisect_right(self.times, seconds)
        return self.still[index - 1] if index else 1.0

    def draw(self, random: Random, at_least: float) -> float:
        """A patience greater than `at_least`, from the conditional distribution. Beyond the longest observation nothing
        is known: those customers wait for ever."""
        wanted = self.at(at_least) * random.random()
        later = bisect_right(self.times, at_least)
        index = max(later, bisect_left(self.still, -wanted, key=neg))
        return self.times[index] if index < len(self.times) else FOR_EVER


def kaplan_meier(waits: Iterable[tuple[float, bool]]) -> Survival:
    """From (seconds waited, hung up) of every customer who waited."""
    ordered = sorted(waits)
    at_risk, still = len(ordered), 1.0
    times: list[float] = []
    steps: list[float] = []
    for seconds, group in groupby(ordered, key=lambda one: one[0]):
        gone = [hung_up for _, hung_up in group]
        if any(gone):
            still *= 1 - sum(gone) / at_risk
            times.append(seconds)
            steps.append(still)
        at_risk -= len(gone)
    return Survival(tuple(times), tuple(steps))


class Patience:
    """Estimates of one log: for each kind of call that says enough, else for all."""

    def __init__(self, calls: Iterable[LoggedCall]) -> None:
        waited = [call for call in calls if call.fate in (Fate.ANSWERED, Fate.ABANDONED)]
        self.all = _estimate(waited)
        self.by_kind: Mapping[str, Survival] = {
            kind: _estimate(call for call in waited if call.kind == kind)
            for kind in sorted({call.kind for call in waited})
            if sum(call.kind == kind and call.fate is Fate.ABANDONED for call in waited) >= ENOUGH
        }

    def of(self, call: LoggedCall, random: Random) -> float:
        """The seconds after which this customer hangs up: as logged, or drawn given that it was longer than logged."""
        if call.fate is Fate.ABANDONED:
            return call.wait
        return self.by_kind.get(call.kind, self.all).draw(random, call.wait)


def _estimate(calls: Iterable[LoggedCall]) -> Survival:
    return kaplan_meier((call.wait, call.fate is Fate.ABANDONED) for call in calls)
