"""Plays a bank's recorded day through a real server: same arrivals, same kinds of call, customers with their real patience.

Everything goes over HTTP and WebSockets. Agents are at work when the log's servers were; any of them takes any call,
which the bank's own did not, so somewhat more is answered. `unaccounted` must be empty: every call of the log is found again
among the server's contacts, and has ended.
"""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp

from callcenter.demo.agents import Habits, SimulatedAgent
from callcenter.demo.bank import PASSWORD
from callcenter.demo.call import FOR_EVER, Call, Says, Script
from callcenter.demo.figures import DayFigures, figures, of_contact, of_log
from callcenter.demo.gateway import Gateway
from callcenter.demo.pace import Pace
from callcenter.demo.people import log_in
from callcenter.demo.sentences import Sentences
from callcenter.simulation.log import KINDS, CallLog, Fate, LoggedCall
from callcenter.simulation.patience import Patience
from callcenter.simulation.shifts import Shift, shifts, wrap_up_seconds

PRIORITY = "2"
"""The log's priority customers; the site turns a declared "2" into a head start of 90 s, as that bank did."""
MAIN_NUMBER = "+861069950000"
LEAD = 120.0
"""Seconds of the day before its first call, in which the first agents come in."""
LONGEST_PATIENCE = 3600.0
"""Whom the log never saw give up leaves after an hour: when the last agent is gone somebody must."""
SETTLE_SECONDS = 30.0
"""Real seconds the last contacts may take to be written after the last customer is gone."""


@dataclass(frozen=True, kw_only=True)
class DayReport:
    log: DayFigures
    played: DayFigures
    calls: int
    phantoms: int
    agents: int
    unaccounted: tuple[str, ...]
    """Calls of the log without a contact that has ended."""
    rejected: tuple[str, ...]
    """Events the server refused; none is expected."""
    speed: float


@dataclass(kw_only=True)
class DayState:
    """How far it is, for whoever shows it."""

    calls: int
    arrived: int = 0
    over: int = 0
    at_work: int = 0
    clock: float = 0.0
    """Seconds after the log's midnight."""
    served: int = 0
    finished: bool = False


def server_names(log: CallLog) -> dict[str, str]:
    """The log's servers to the log-ins that play them: day01, day02, ..."""
    servers = sorted({shift.server for shift in shifts(log.calls)})
    return {server: f"day{number:02d}" for number, server in enumerate(servers, 1)}


def beginning(log: CallLog) -> float:
    """Seconds after the log's midnight at which playing begins; a scaled clock starts at that time of the day."""
    return log.calls[0].arrived - LEAD


async def play(
    base_url: str,
    secret: str,
    log: CallLog,
    *,
    speed: float = 60.0,
    seed: int = 1,
    password: str = PASSWORD,
    supervisor: str = "supervisor1",
    state: DayState | None = None,
) -> DayReport:
    """Plays the log at `speed` against the server at `base_url`, whose own clock must run as fast.

    The log-ins of `server_names(log)` must exist (demo.bank.seed_agents). Returns when every customer is gone and every
    agent at home. Raises RuntimeError when the server refuses the gateway or a log-in."""
    async with aiohttp.ClientSession() as client:
        day = _Day(Gateway(client, base_url, secret), base_url, log, Pace(speed), seed, password, state)
        await day.run()
        rows = await _contacts(base_url, supervisor, password, day.legs())
    return _report(log, day, rows, speed)


class _Day:
    def __init__(
        self,
        gateway: Gateway,
        base_url: str,
        log: CallLog,
        pace: Pace,
        seed: int,
        password: str,
        state: DayState | None,
    ) -> None:
        self._gateway, self._base, self._log, self._pace, self._password = gateway, base_url, log, pace, password
        self._random = Random(seed)
        self._sentences = Sentences(self._random)
        self._patience = Patience(log.calls)
        self._services = _services(log.calls)
        self._run_name = uuid.uuid4().hex[:8]
        self._calls = [call for call in log.calls if call.fate is not Fate.PHANTOM]
        self._zero = 0.0
        """The pace's moment of the log's midnight."""
        self.agents: list[SimulatedAgent] = []
        self.state = state or DayState(calls=len(self._calls))
        self.rejected = gateway.rejected

    def leg(self, call: LoggedCall) -> str:
        return f"{self._run_name}-{call.id}"

    def legs(self) -> dict[str, str]:
        """Our name of each call to the log's."""
        return {self.leg(call): call.id for call in self._calls}

    async def run(self) -> None:
        scripts = [self._script(call) for call in self._calls]
        self._zero = self._pace.now() - beginning(self._log)
        self.state.calls = len(scripts)
        async with asyncio.TaskGroup() as helpers:
            commands = helpers.create_task(self._gateway.run(), name="command socket")
            ticking = helpers.create_task(self._tick(), name="progress")
            await self._gateway.ready.wait()
            async with asyncio.TaskGroup() as people:
                for server, mine in self._rota().items():
                    people.create_task(self._work(server, mine), name=f"agent {server}")
                for call, script in zip(self._calls, scripts, strict=True):
                    await self._pace.until(self._zero + call.arrived)
                    self.state.arrived += 1
                    people.create_task(self._customer(script), name=f"call {script.call}")
            commands.cancel()
            ticking.cancel()
        self.state.finished = True

    async def _tick(self) -> None:
        while True:
            self.state.clock = self._pace.now() - self._zero
            self.state.served = sum(agent.handled for agent in self.agents)
            await asyncio.sleep(0.25)

    async def _customer(self, script: Script) -> None:
        await Call(self._gateway, script, self._pace).run()
        self.state.over += 1

    def _rota(self) -> dict[str, list[Shift]]:
        names, rota = server_names(self._log), defaultdict(list)
        for shift in shifts(self._log.calls):
            rota[names[shift.server]].append(shift)
        return rota

    async def _work(self, name: str, mine: Sequence[Shift]) -> None:
        seconds = wrap_up_seconds(self._log.calls)
        agent = SimulatedAgent(self._base, name, self._password, Habits(wraps_up_after=lambda: seconds), self._pace)
        self.agents.append(agent)
        for shift in mine:
            await self._pace.until(self._zero + shift.begins - LEAD / 4)
            if self._pace.now() >= self._zero + shift.ends:
                continue  # still with a customer when this shift had passed
            self.state.at_work += 1
            await agent.work(self._zero + shift.ends)
            self.state.at_work -= 1

    def _script(self, call: LoggedCall) -> Script:
        intent, language = KINDS[call.kind]
        stays = call.fate is Fate.SELF_SERVICE
        wish = Says(text=self._sentences.one(intent, language))
        return Script(
            call=self.leg(call),
            caller=_number(call.customer),
            to=MAIN_NUMBER,
            language=language,
            priority=PRIORITY if call.priority == PRIORITY else "",
            turns=() if stays else (wish, wish, wish),
            first_turn_after=FOR_EVER if stays else call.vru,
            machine_patience=call.vru if stays else FOR_EVER,
            patience=min(LONGEST_PATIENCE, self._patience.of(call, self._random)),
            talks=call.service or self._random.choice(self._services.get(call.kind) or self._services[""]),
            agent_picks_up=0.0,
        )


def _services(calls: Sequence[LoggedCall]) -> Mapping[str, list[float]]:
    """Service times by kind, and all under the empty name, for customers the log never served."""
    found: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        if call.fate is Fate.ANSWERED and call.service > 0:
            found[call.kind].append(call.service)
            found[""].append(call.service)
    return found if found else {"": [60.0]}


def _number(customer: str) -> str:
    """A made-up mobile number for each customer of the log; nobody's is withheld."""
    return f"+86139{int(customer) % 10**8:08d}" if customer.isdigit() else ""


async def _contacts(
    base_url: str, supervisor: str, password: str, legs: Mapping[str, str]
) -> dict[str, Mapping[str, Any]]:
    """The server's contacts of these legs, by the log's id, once all have ended or half a minute is over."""
    person = await log_in(base_url, supervisor, password)
    try:
        deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
        while True:
            rows = await _all_rows(person.client, base_url)
            mine = {legs[row["leg"]]: row for row in rows if row["leg"] in legs}
            done = len(mine) == len(legs) and all(row["ended_at"] is not None for row in mine.values())
            if done or asyncio.get_running_loop().time() > deadline:
                return mine
            await asyncio.sleep(0.5)
    finally:
        await person.client.close()


async def _all_rows(client: aiohttp.ClientSession, base_url: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    after: str | None = None
    while True:
        query = {"limit": "200", **({"after": after} if after else {})}
        async with client.get(f"{base_url}/api/v1/contacts", params=query) as answer:
            answer.raise_for_status()
            page = await answer.json()
        rows += page["rows"]
        after = page["after"]
        if after is None:
            return rows


def _report(log: CallLog, day: _Day, rows: Mapping[str, Mapping[str, Any]], speed: float) -> DayReport:
    ended = {id: of_contact(row) for id, row in rows.items() if row["ended_at"] is not None}
    expected = list(day.legs().values())
    return DayReport(
        log=of_log(log),
        played=figures(ended.values()),
        calls=len(expected),
        phantoms=sum(call.fate is Fate.PHANTOM for call in log.calls),
        agents=len(day.agents),
        unaccounted=tuple(id for id in expected if id not in ended),
        rejected=tuple(day.rejected),
        speed=speed,
    )
