"""Callers as queueing theory has them, for the simulator to be held against it."""

from dataclasses import replace
from math import log
from random import Random

from callcenter.model.site import EntryPoint, Handling, IntentPolicy, Queue, ServiceLevel, Site
from callcenter.simulation.callers import Caller, Traffic
from callcenter.simulation.crew import alike
from callcenter.simulation.run import Habits
from callcenter.simulation.scenario import Scenario
from callcenter.testing.sites import both, small_site

START = 1_800_000_000.0
FOR_EVER = 1e9
WITHIN = 20.0


def one_line() -> Site:
    """A site with one queue in which nothing happens but waiting; everybody joins it as soon as they call."""
    site = small_site()
    queue = Queue(
        name="line",
        title=both("line"),
        service_level=ServiceLevel(seconds=WITHIN, share=0.8),
        short_abandon_seconds=0.0,
    )
    intent = IntentPolicy(name="line", title=both("line"), handling=Handling(queue="line"))
    return replace(
        site,
        queues={**site.queues, "line": queue},
        intents={**site.intents, "line": intent},
        entry_points={"*": EntryPoint(address="*", intent="line")},
    )


def markov(*, arrivals: float, services: float, agents: int, calls: int, leaving: float | None = None) -> Scenario:
    """M/M/n, or M/M/n+M where `leaving` is the rate of giving up."""
    site = one_line()

    def drawn(random: Random) -> Traffic:
        between, talks = _exponential(random, arrivals, calls), _exponential(random, services, calls)
        patience = _exponential(random, leaving, calls) if leaving else [FOR_EVER] * calls
        callers, at = [], START
        for number in range(calls):
            at += between[number]
            callers.append(
                Caller(id=f"c{number}", arrives=round(at, 6), says=(), patience=patience[number], talks=talks[number])
            )
        return Traffic(callers=tuple(callers))

    crew = alike(site, agents, (START - 1.0, START + FOR_EVER))
    return Scenario(name="theory", site=site, drawn=drawn, crew=crew, habits=Habits(accepts_after=0.0))


def _exponential(random: Random, rate: float, count: int) -> list[float]:
    """One from each of `count` equally likely strata, in random order: the same distribution with less noise in its mean."""
    strata = list(range(count))
    random.shuffle(strata)
    return [-log((stratum + 1 - random.random()) / count) / rate for stratum in strata]
