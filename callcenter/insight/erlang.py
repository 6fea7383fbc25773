"""Erlang's formulas: what queueing theory says of equal agents, calls at random, and customers who wait or give up.

Blocking B: A. K. Erlang 1917, by the recursion B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)).
Delay C (M/M/n): N. Gans, G. Koole, A. Mandelbaum, "Telephone call centers: tutorial, review, and research prospects",
M&SOM 5(2), 2003, section 4.1. Abandonment A (M/M/n+M, Palm 1957): A. Mandelbaum, S. Zeltyn, "Service engineering in action:
the Palm/Erlang-A queue, with applications to call centers", 2007: with A(x, y) = 1 + sum of y^j / ((x+1)...(x+j)),
P(wait) = A B / (1 + (A - 1) B) at A = A(n mu / theta, lambda / theta), P(abandon | wait) = 1 / (rho A) + 1 - 1 / rho, and
E[wait] = P(abandon) / theta. The offered wait's density is in S. Zeltyn, A. Mandelbaum, "Call centers with impatient
customers", Queueing Systems 51, 2005.

Rates are per second, times in seconds. For the planner's eye and for the check of the simulator; the switchboard uses none.
"""

from dataclasses import dataclass
from math import exp

SLICES = 2000
"""Of an interval that is integrated by Simpson's rule."""
NEGLIGIBLE = 1e-15


def erlang_b(load: float, agents: int) -> float:
    """Probability that all agents are busy where nobody waits. `load` in erlangs."""
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


@dataclass(frozen=True)
class ErlangC:
    """Customers who wait for ever. Raises ValueError where the line would grow without end."""

    arrivals: float
    services: float
    agents: int

    def __post_init__(self) -> None:
        if self.arrivals >= self.agents * self.services:
            raise ValueError(f"{self.arrivals / self.services:.2f} erlangs are too much for {self.agents} agents")

    @property
    def spare(self) -> float:
        """Services the agents could render a second beyond those asked for."""
        return self.agents * self.services - self.arrivals

    @property
    def waiting(self) -> float:
        """Probability to wait at all."""
        load = self.arrivals / self.services
        blocked = erlang_b(load, self.agents)
        return self.agents * blocked / (self.agents - load * (1 - blocked))

    @property
    def mean_wait(self) -> float:
        return self.waiting / self.spare

    @property
    def occupancy(self) -> float:
        return self.arrivals / self.services / self.agents

    def answered_within(self, seconds: float) -> float:
        return 1 - self.waiting * exp(-self.spare * seconds)


@dataclass(frozen=True)
class ErlangA:
    """Customers whose patience is exponential: `leaving` is one over its mean. Any load."""

    arrivals: float
    services: float
    leaving: float
    agents: int

    @property
    def _series(self) -> float:
        x, y = self.agents * self.services / self.leaving, self.arrivals / self.leaving
        total = term = 1.0
        number = 0
        while term > NEGLIGIBLE * total:
            number += 1
            term *= y / (x + number)
            total += term
        return total

    @property
    def waiting(self) -> float:
        """Probability to wait at all, however it ends."""
        blocked = erlang_b(self.arrivals / self.services, self.agents)
        return self._series * blocked / (1 + (self._series - 1) * blocked)

    @property
    def abandoning(self) -> float:
        """Share of all customers that give up."""
        load = self.arrivals / (self.agents * self.services)
        return self.waiting * (1 / (load * self._series) + 1 - 1 / load)

    @property
    def mean_wait(self) -> float:
        """Of all customers, those who give up included."""
        return self.abandoning / self.leaving

    @property
    def occupancy(self) -> float:
        return self.arrivals * (1 - self.abandoning) / self.services / self.agents

    def answered_within(self, seconds: float) -> float:
        """Share of all customers that an agent answers in this time."""
        if seconds <= 0:
            return 1 - self.waiting
        width = seconds / SLICES
        total = 0.0
        for number in range(SLICES + 1):
            weight = 1 if number in (0, SLICES) else 4 if number % 2 else 2
            at = number * width
            total += weight * self._density(at) * exp(-self.leaving * at)
        return 1 - self.waiting + self._freed * total * width / 3

    def _density(self, at: float) -> float:
        """Of the wait a customer of endless patience would have, as a multiple of that just after 0."""
        staying = (1 - exp(-self.leaving * at)) / self.leaving
        return exp(self.arrivals * staying - self.agents * self.services * at)

    @property
    def _freed(self) -> float:
        """That density just after 0: the rate at which agents become free, times the probability that a customer finds
        all of them busy and nobody waiting, P(wait) / A."""
        return self.agents * self.services * self.waiting / self._series
