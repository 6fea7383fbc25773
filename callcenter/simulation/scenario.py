"""Several tries side by side: one scenario a site and crew, each run with the same seeds, so the same customers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from callcenter.model.site import Site
from callcenter.simulation import sources
from callcenter.simulation.bands import DIGITS, band_tree, half_width, mean_tree
from callcenter.simulation.callers import Traffic
from callcenter.simulation.crew import Crew
from callcenter.simulation.figures import HEADLINES, Figures, figures
from callcenter.simulation.run import USUAL, Habits, Run
from callcenter.simulation.watch import Watch

Draw = Callable[[Random], Traffic]
Progress = Callable[[str, int, float], None]
"""Told the scenario, the runs done, and the simulated time."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    name: str
    site: Site
    drawn: Draw
    """The callers of one seed; must not depend on the crew."""
    crew: Crew
    habits: Habits = USUAL


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One scenario's runs. `mean` is the run itself when there is one; `bands` then holds None everywhere."""

    name: str
    site: str
    """Its version."""
    zone: str
    runs: tuple[Figures, ...]
    assumptions: tuple[str, ...]

    @property
    def mean(self) -> dict[str, Any]:
        return dict(mean_tree(self.runs))

    @property
    def bands(self) -> dict[str, Any]:
        return dict(band_tree(self.runs))


def try_out(scenario: Scenario, seeds: Sequence[int], progress: Progress = lambda name, run, at: None) -> Tried:
    """Runs the scenario once a seed."""
    runs = []
    assumptions: tuple[str, ...] = ()
    for done, seed in enumerate(seeds):
        traffic = scenario.drawn(Random(seed))
        one = Run(scenario.site, traffic, scenario.crew, scenario.habits, Random(f"choices {seed}"))
        watch = Watch(scenario.site, one.board)
        one.play(watch, lambda at, done=done: progress(scenario.name, done, at))  # type: ignore[misc]
        runs.append(figures(watch, scenario.site, len(traffic.callers)))
        assumptions = traffic.assumptions
    return Tried(
        name=scenario.name,
        site=scenario.site.version,
        zone=scenario.site.zone,
        runs=tuple(runs),
        assumptions=(
            *assumptions,
            *scenario.crew.assumptions,
            *scenario.habits.sentences(),
            *sources.sentences(scenario.site),
        ),
    )


def differences(first: Tried, second: Tried) -> dict[str, dict[str, float | bool | None]]:
    """Of each headline, second minus first, run by run (the customers are the same). `beyond` the band: the difference is
    not chance alone; None where one run cannot tell."""
    found: dict[str, dict[str, float | bool | None]] = {}
    for name in HEADLINES:
        pairs = [(a[name], b[name]) for a, b in zip(first.runs, second.runs, strict=True)]
        apart = [b - a for a, b in pairs if a is not None and b is not None]
        if apart:
            mean, half = sum(apart) / len(apart), half_width(apart)
            found[name] = {
                "difference": round(mean, DIGITS),
                "band": None if half is None else round(half, DIGITS),
                "beyond": None if half is None else abs(mean) > half,
            }
    return found
