"""Plays a plan at real speed: server, switch, customers, agents; and says what became of it."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.day.house import DayHouse
from bench.day.people import Town
from bench.day.proof import Proof, proof
from bench.day.quarter import Agent, Plan
from bench.day.telephones import LocalTelephones, SipTelephones
from bench.figures import process_seconds
from callcenter.demo.agents import Habits, SimulatedAgent
from callcenter.demo.pace import Pace
from tests.asterisk.callers import Lines, NotAsExpected
from tests.asterisk.switch import Switch

LEAD = 2.0
"""Seconds before the first customer in which agents log in."""
SETTLE = 15.0
OPEN = """
    SELECT (SELECT count(*) FROM contacts WHERE ended_at IS NULL OR state = 'wrap_up') + (SELECT count(*) FROM outbox)
"""
SAY_EVERY = 1.0
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Processor time in seconds."""

    server: float
    asterisk: float
    seconds: float
    """Real ones in which it was spent."""
    load: tuple[float, float, float]
    """Of the machine at the end: one minute, five, fifteen."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    proof: Proof
    cost: Cost
    left: tuple[str, ...]
    """Channels and bridges on the switch when everybody was gone."""
    refused: tuple[str, ...]
    """By our server, of what agents clicked."""
    most_at_once: int


@dataclass(kw_only=True)
class _Floor:
    agents: list[SimulatedAgent] = field(default_factory=list)
    at_work: int = 0
    most: int = 0


async def run(plan: Plan, folder: Path, switch: Switch, say: Say, *, sip: bool = False) -> Outcome:
    """`switch` is running; for `sip` it has an account for each agent.

    Returns when every customer is gone; the last talks may take a while beyond the stretch."""
    house = DayHouse(folder, switch, sip=sip)
    await house.furnish(plan)
    say("The server starts.")
    await house.start()
    try:
        telephones = SipTelephones(switch, names(plan)) if sip else LocalTelephones(switch)
        async with telephones as lines:
            return await _play(plan, house, switch, lines, say)
    finally:
        house.close()


def names(plan: Plan) -> tuple[str, ...]:
    return tuple(one.name for one in plan.agents)


async def _play(
    plan: Plan, house: DayHouse, switch: Switch, lines: LocalTelephones | SipTelephones, say: Say
) -> Outcome:
    town, floor, pace = Town(lines, plan), _Floor(), Pace()
    before, began = (process_seconds(house.pid), process_seconds(switch.pid)), time.monotonic()
    zero = pace.now() + LEAD - min(0.0, plan.customers[0].at)
    async with asyncio.TaskGroup() as others:
        phones = others.create_task(_phones(town))
        agents = [others.create_task(_work(floor, house, one, plan, pace, zero)) for one in plan.agents]
        telling = others.create_task(_tell(plan, town, floor, pace, zero, say))
        async with asyncio.TaskGroup() as customers:
            for seen in town.seen.values():
                await pace.until(zero + seen.customer.at)
                customers.create_task(town.customer(seen), name=f"customer {seen.customer.number}")
        await _settled(house, lines)
        for task in (*agents, telling, phones):
            task.cancel()
    seconds = time.monotonic() - began
    cost = Cost(
        server=process_seconds(house.pid) - before[0],
        asterisk=process_seconds(switch.pid) - before[1],
        seconds=seconds,
        load=os.getloadavg(),
    )
    return Outcome(
        proof=await proof(house, list(town.seen.values()), town.alone),
        cost=cost,
        left=(*await lines.channels(), *await lines.bridges()),
        refused=tuple(why for agent in floor.agents for why in agent.refused),
        most_at_once=floor.most,
    )


async def _phones(town: Town) -> None:
    async with asyncio.TaskGroup() as talks:
        await town.phones(talks)


async def _work(floor: _Floor, house: DayHouse, one: Agent, plan: Plan, pace: Pace, zero: float) -> None:
    habits = Habits(wraps_up_after=lambda: plan.wrap_up)
    agent = SimulatedAgent(house.base, one.name, "demo", habits, pace)
    floor.agents.append(agent)
    for stint in one.stints:
        await pace.until(zero + stint.begins - LEAD / 2)
        if stint.ends is not None and pace.now() >= zero + stint.ends:
            continue  # was still with a customer
        floor.at_work += 1
        await agent.work(float("inf") if stint.ends is None else zero + stint.ends)
        floor.at_work -= 1


async def _settled(house: DayHouse, lines: Lines) -> None:
    """Papers done, nothing left on the switch; or the time for it over."""
    with suppress(TimeoutError, NotAsExpected):
        async with asyncio.timeout(SETTLE):
            await lines.is_quiet(SETTLE)
            while await _open(house):  # noqa: ASYNC110 (another process writes it)
                await asyncio.sleep(0.1)


async def _open(house: DayHouse) -> int:
    return int((await house.rows(OPEN))[0][0])


async def _tell(plan: Plan, town: Town, floor: _Floor, pace: Pace, zero: float, say: Say) -> None:
    while True:
        seen = town.seen.values()
        came, over = sum(one.end is not None for one in seen), sum(one.over for one in seen)
        talking = sum(one.answered is not None and not one.over for one in seen)
        floor.most = max(floor.most, came - over)
        clock = plan.begins + pace.now() - zero
        hours, rest = divmod(int(max(0.0, clock)), 3600)
        say(
            f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}  {came} of {len(seen)} calls came, {over} are over, "
            f"{came - over} are here, {talking} of them talk; {floor.at_work} agents at work"
        )
        await asyncio.sleep(SAY_EVERY)
