"""The busiest stretch of a call log, as what its customers and agents will do. No clock, no sockets: all times are given."""

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from callcenter.demo.day import LONGEST_PATIENCE, server_names
from callcenter.simulation.log import KINDS, CallLog, Fate, LoggedCall
from callcenter.simulation.patience import Patience
from callcenter.simulation.shifts import shifts, wrap_up_seconds

QUARTER = 900.0
MIDNIGHT = datetime.fromisoformat("2000-01-01")
"""Of a made log; nobody calls by the date."""
HEAD = "2"
"""The log's priority customers."""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """What one customer will do. Times are seconds, `at` from the beginning of the stretch."""

    number: int
    """Their own, from 1: they tell it by keys to whoever answers."""
    logged: LoggedCall
    at: float
    vru: float
    """With the machine, before they press the key of their service, or hang up if they only wanted the machine."""
    patience: float
    """In the queue."""
    talks: float
    early: bool = False
    """Was waiting when the stretch began: placed before it, and in no figure."""

    @property
    def keys_only(self) -> bool:
        return self.logged.fate is Fate.SELF_SERVICE

    @property
    def first(self) -> bool:
        """Has the head start."""
        return self.logged.priority == HEAD


@dataclass(frozen=True, kw_only=True)
class Stint:
    """One agent at work. None: to the end."""

    begins: float
    ends: float | None


@dataclass(frozen=True, kw_only=True)
class Agent:
    name: str
    kinds: frozenset[str]
    """Of calls that they served at any time of the log."""
    stints: tuple[Stint, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    begins: float
    """Seconds after the log's first midnight."""
    seconds: float
    customers: tuple[Customer, ...]
    """In the order of `at`."""
    agents: tuple[Agent, ...]
    wrap_up: float


def plan(log: CallLog, seconds: float = QUARTER, seed: int = 1) -> Plan:
    """The stretch of so many seconds in which most customers call, the first of them if there are several."""
    calls = [call for call in log.calls if call.fate is not Fate.PHANTOM]
    begins = busiest(calls, seconds)
    wrap_up = wrap_up_seconds(log.calls)
    return Plan(
        begins=begins,
        seconds=seconds,
        customers=tuple(_customers(calls, begins, seconds, Random(seed))),
        agents=tuple(_agents(log, begins, seconds, wrap_up)),
        wrap_up=wrap_up,
    )


def busiest(calls: Sequence[LoggedCall], seconds: float) -> float:
    arrivals = sorted(call.arrived for call in calls)
    return min(arrivals, key=lambda at: bisect_left(arrivals, at) - bisect_left(arrivals, at + seconds))


def _customers(calls: Sequence[LoggedCall], begins: float, seconds: float, random: Random) -> Iterable[Customer]:
    patience = Patience(calls)
    talks = _talks(calls)
    waiting = sorted(
        (call for call in calls if call.queued and call.arrived < begins and _queued(call) <= begins < _left(call)),
        key=_queued,
    )
    here = [call for call in calls if begins <= call.arrived < begins + seconds]
    for number, call in enumerate([*waiting, *here], 1):
        early = call.arrived < begins
        stays = patience.of(call, random)
        yield Customer(
            number=number,
            logged=call,
            at=(number - len(waiting) - 1) * 0.5 - 1.0 if early else call.arrived - begins,
            vru=0.5 if early else call.vru,
            patience=min(LONGEST_PATIENCE, max(1.0, stays - (begins - _queued(call)) if early else stays)),
            talks=call.service or random.choice(talks[call.kind] or talks[""] or [60.0]),
            early=early,
        )


def _queued(call: LoggedCall) -> float:
    return call.arrived + call.vru


def _left(call: LoggedCall) -> float:
    return _queued(call) + call.wait


def _talks(calls: Iterable[LoggedCall]) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        if call.service > 0:
            found[call.kind].append(call.service)
            found[""].append(call.service)
    return found


def _agents(log: CallLog, begins: float, seconds: float, wrap_up: float) -> Iterable[Agent]:
    """Who was at work in the stretch. Somebody who was with a customer as it began comes once that customer is gone; who
    was at work as it ended stays until nobody is left."""
    ends = begins + seconds
    busy_until: dict[str, float] = {}
    kinds: dict[str, set[str]] = defaultdict(set)
    for call in log.calls:
        if call.server and call.served is not None:
            kinds[call.server].add(call.kind)
            if call.served < begins < call.served + call.service:
                busy_until[call.server] = call.served + call.service + wrap_up
    stints: dict[str, list[Stint]] = defaultdict(list)
    for shift in shifts(log.calls):
        first, last = max(begins, shift.begins, busy_until.get(shift.server, 0.0)), shift.ends
        if first < min(last, ends):
            stints[shift.server].append(Stint(begins=first - begins, ends=None if last >= ends else last - begins))
    names = server_names(log)
    for server in sorted(stints):
        yield Agent(name=names[server], kinds=frozenset(kinds[server]), stints=tuple(stints[server]))


# --- a made log -----------------------------------------------------------------------------------------------------------


def made(seconds: float = QUARTER, *, seed: int = 1) -> CallLog:
    """A log of the same shape without a bank: everything in proportion to its length, so that a short one has short calls.

    Customers with random patience are served in their order by whoever is free first."""
    random = Random(seed)
    unit = seconds / QUARTER
    talk, patience, vru = 120.0 * unit, max(3.0, 120.0 * unit), max(0.5, 8.0 * unit)
    arrivals = sorted(random.uniform(0, seconds) for _ in range(max(20, round(seconds / 15))))
    # A tenth too few of them.
    free = [(0.0, f"SERVER{number}") for number in range(round(0.9 * len(arrivals) * talk / seconds))]
    calls = []
    for line, at in enumerate(arrivals, 2):
        call = LoggedCall(
            id=f"{line}-{line}",
            customer="",
            priority=random.choice(("0", "1", HEAD)),
            kind=random.choice(("PS", "PS", "PS", "NE", "NW", "IN")),
            arrived=at,
            vru=vru * random.uniform(0.5, 1.5),
            queued=False,
            wait=0.0,
            fate=Fate.SELF_SERVICE,
        )
        if random.random() >= 0.05:
            wait, service = random.expovariate(1 / patience), talk * random.uniform(0.3, 1.7)
            call = _served(call, free, wait, service)
        calls.append(call)
    return CallLog(midnight=MIDNIGHT, calls=tuple(calls))


def _served(call: LoggedCall, free: list[tuple[float, str]], patience: float, service: float) -> LoggedCall:
    queued = call.arrived + call.vru
    begins = max(queued, free[0][0])
    if begins - queued > patience:
        return replace(call, queued=True, wait=patience, fate=Fate.ABANDONED)
    server = free[0][1]
    heapq.heapreplace(free, (begins + service, server))
    waited = begins - queued
    return replace(
        call, queued=waited > 0, wait=waited, fate=Fate.ANSWERED, served=begins, service=service, server=server
    )


def kinds() -> tuple[str, ...]:
    """Of calls, in the order of the keys that callers press: the first is key 1."""
    return tuple(KINDS)
