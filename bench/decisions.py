"""How many routing decisions a second, and how much memory, on small and very large floors. Prints JSON.

`python -m bench.decisions [--lives N] [--most-waiting N] [--most-agents N]`. Every life of a contact holds two decisions,
each with the record that explains it: it comes, and nobody free is found for it among all agents, so it waits, with its
forecast; and an agent becomes free, the first contact they can take is found among all that wait in fifty skill groups,
and the offer is made (an `assignment`). Their time is that of `offers.balance`; `event` is the whole event that frees the
agent (the end of a wrap-up: its contact leaves, figures, timers, timeline, then the assignment). All in processor time of the
one thread, garbage collected as in the server. Every floor runs in a process of its own; memory is what the process grew by
while the floor was filled.

Beside it, on one floor and in the same process: a bare matcher (a heap for each group, no offers, no steps, no record, no
undo) and a naive scan of everybody who waits. They bound what the language can do and what the indexes save.
"""

import argparse
import gc
import heapq
import json
import math
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

from bench.switchboard import GROUPS, Floor
from callcenter.model import events as e
from callcenter.switchboard import offers
from callcenter.switchboard.work import Work

WAITING = (100, 1_000, 10_000, 100_000)
AGENTS = (100, 1_000, 10_000)
YARDSTICK_FLOOR = (10_000, 1_000)


def measured(waiting: int, agents: int, lives: int) -> dict[str, Any]:
    before = _resident()
    floor = Floor(waiting, agents, seed=1)
    grown = _resident() - before
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    every: list[float] = []
    assigned: list[float] = []
    balance = offers.balance

    def timed(work: Work) -> None:
        began = time.thread_time()
        balance(work)
        took = time.thread_time() - began
        if work.decisions:
            every.append(took)
        if any(one.chosen for one in work.decisions):
            assigned.append(took)

    for _ in range(max(agents, lives // 10)):
        floor.one_life()  # what is learnt once (which group can serve what) has been learnt
    floor.spent.clear()
    with mock.patch.object(offers, "balance", timed):
        for _ in range(lives):
            floor.one_life()
    events = floor.spent[e.WrapUpDone.__name__]
    return {
        "waiting": waiting,
        "agents": agents,
        "decisions_per_second": round(len(every) / sum(every)),
        "decision_mean_us": round(sum(every) / len(every) * 1e6, 1),
        "decision_p99_us": _quantile(every, 0.99),
        "assignments_per_second": round(len(assigned) / sum(assigned)),
        "assignment_p50_us": _quantile(assigned, 0.5),
        "events_per_second": round(len(events) / sum(events)),
        "event_p50_us": _quantile(events, 0.5),
        "memory_mib": round(grown / 2**20, 1),
    }


def _quantile(times: list[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)] * 1e6, 1)


def _resident() -> int:
    """Bytes of this process that are in memory (Linux)."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


# --- what it is held against ----------------------------------------------------------------------------------------------


def bare(waiting: int, agents: int, decisions: int) -> Callable[[], None]:
    """One round of decisions by heaps alone: a free agent takes the first of their three groups, somebody new joins."""
    chance, rank = random.Random(1), waiting
    lines: list[list[tuple[int, int]]] = [[] for _ in range(GROUPS)]
    for n in range(waiting):
        heapq.heappush(lines[chance.randrange(GROUPS)], (n, n))
    skills = [[(n + k * 7) % GROUPS for k in range(3)] for n in range(agents)]

    def round_() -> None:
        nonlocal rank
        for _ in range(decisions):
            best = min((lines[group][0], group) for group in skills[chance.randrange(agents)] if lines[group])
            heapq.heappop(lines[best[1]])
            rank += 1
            heapq.heappush(lines[chance.randrange(GROUPS)], (rank, rank))

    return round_


def naive(waiting: int, agents: int, decisions: int) -> Callable[[], None]:
    """The same by looking at everybody who waits."""
    chance, rank = random.Random(1), waiting
    line = [(n, chance.randrange(GROUPS)) for n in range(waiting)]
    skills = [frozenset((n + k * 7) % GROUPS for k in range(3)) for n in range(agents)]

    def round_() -> None:
        nonlocal rank
        for _ in range(decisions):
            mine = skills[chance.randrange(agents)]
            line.remove(min(one for one in line if one[1] in mine))
            rank += 1
            line.append((rank, chance.randrange(GROUPS)))

    return round_


def yardsticks() -> dict[str, Any]:
    waiting, agents = YARDSTICK_FLOOR
    heaps, scan = bare(waiting, agents, 20_000), naive(waiting, agents, 50)
    return {
        "waiting": waiting,
        "agents": agents,
        "bare_heaps_per_second": round(20_000 / _spent(heaps)),
        "naive_scan_per_second": round(50 / _spent(scan)),
    }


def _spent(work: Callable[[], None]) -> float:
    """The quickest of three rounds, in seconds of processor time."""
    times = []
    for _ in range(3):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return min(times)


# --- all of it ------------------------------------------------------------------------------------------------------------


def growth(floors: list[dict[str, Any]], agents: int) -> dict[str, float]:
    """From the shortest to the longest line: how much the cost of an assignment grew, and how much log n did."""
    row = sorted((one["waiting"], one["assignment_p50_us"]) for one in floors if one["agents"] == agents)
    (few, first), (many, last) = row[0], row[-1]
    return {"agents": agents, "cost": round(last / first, 2), "log_n": round(math.log(many) / math.log(few), 2)}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--lives", type=int, default=3000)
    asked.add_argument("--most-waiting", type=int, default=WAITING[-1])
    asked.add_argument("--most-agents", type=int, default=AGENTS[-1])
    options = asked.parse_args()
    floors = []
    for agents in (n for n in AGENTS if n <= options.most_agents):
        for waiting in (n for n in WAITING if n <= options.most_waiting):
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                floors.append(alone.apply(measured, (waiting, agents, options.lives)))
            print(f"{waiting} waiting, {agents} agents: {floors[-1]['decisions_per_second']}/s", file=sys.stderr)
    sizes = sorted({one["agents"] for one in floors})
    found = {
        "skill_groups": GROUPS,
        "floors": floors,
        "growth": [growth(floors, agents) for agents in sizes],
        "yardsticks": yardsticks(),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
