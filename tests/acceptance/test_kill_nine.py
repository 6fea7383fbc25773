"""`kill -9` at random moments under load, again and again: what was acknowledged is in the journal once, and all goes on."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from callcenter.model.contact import ContactState
from callcenter.services import codec
from callcenter.store import open_store
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import violations
from callcenter.testing.clients import Pbx, Person, cloud_event
from tests.house import HouseProcess

KILLS = {"sqlite": 20, "postgresql": 5}
CALLERS = 6
ENOUGH = 5
"""Events taken since the last start before the next kill: under load means that something was under way."""


class Load:
    """Callers that ask for a human, agents that take them, until told to stop. Remembers what was acknowledged."""

    def __init__(self, house: HouseProcess) -> None:
        self._house = house
        self.acknowledged: list[str] = []
        self._taken = asyncio.Condition()
        self._calls = 0
        self._dice = random.Random(7)

    async def takes(self, events: int) -> None:
        """Returns when the server has taken so many more."""
        enough = len(self.acknowledged) + events
        async with self._taken:
            await self._taken.wait_for(lambda: len(self.acknowledged) >= enough)

    async def callers(self) -> None:
        async with Pbx(self._house.base) as pbx, asyncio.TaskGroup() as tasks:
            for _ in range(CALLERS):
                tasks.create_task(self._caller(pbx))

    async def _caller(self, pbx: Pbx) -> None:
        while True:
            self._calls += 1
            call = f"call-{self._calls}"
            steps = [
                ("call.arrived", {"from": f"+86138{self._calls:08d}", "to": "+861069950000"}),
                ("call.speech", {"text": self._dice.choice(["转人工", "我的银行卡丢了", "I want to talk to a human"])}),
            ]
            if self._dice.random() < 0.5:
                steps.append(("call.ended", {"reason": "customer_hangup"}))
            for kind, data in steps:
                await self._insist(pbx, cloud_event(kind, f"{call}-{kind}", {"call": call, **data}))

    async def _insist(self, pbx: Pbx, event: dict[str, object]) -> None:
        """As a gateway does: the same event until it is taken."""
        while True:
            try:
                status, answer = await pbx.post(event)
            except (aiohttp.ClientError, ConnectionError):
                await asyncio.sleep(0.02)  # the process is dead in real time
                continue
            if status == 202:
                self.acknowledged += answer["accepted"] + answer["duplicates"]
                async with self._taken:
                    self._taken.notify_all()
                return

    async def agent(self, name: str) -> None:
        """Takes whatever is offered, ends it, wraps it up; comes back after every crash."""
        while True:
            try:
                async with Person(self._house.base, name) as person:
                    ringing = await back_at_work(person)
                    while True:
                        offer = ringing.pop() if ringing else await person.sees("offer.made")
                        if (await person.clicks("offer.accept", offer=offer["offer"]))["ok"]:
                            contact = offer["contact"]["id"]
                            await person.clicks("contact.wrap_up", contact=contact, disposition="resolved")
            except (aiohttp.ClientError, ConnectionError, TimeoutError, AssertionError):
                await asyncio.sleep(0.05)


async def back_at_work(person: Person) -> list[dict[str, Any]]:
    """Logs in, finishes what the last crash left on the screen, is available. The answer: what rings already."""
    await person.log_in()
    await person.sit_down()
    welcome = await person.sees("welcome")
    for contact in welcome["snapshot"]["contacts"]:
        await person.clicks("contact.wrap_up", contact=contact["id"], disposition="resolved")
    assert (await person.clicks("presence.set", presence="available"))["ok"]
    return list(welcome["snapshot"]["offers"])


@asynccontextmanager
async def under_load(load: Load) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(load.callers())]
    tasks += [asyncio.create_task(load.agent(name)) for name in ("li", "wang")]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def recovered(database: str) -> tuple[Switchboard, Switchboard]:
    """The state as a start would restore it, and as the whole journal says it is."""
    store = await open_store(database, writer=False)
    try:
        sites = {version: codec.site_of(text) for version, text in (await store.sites()).items()}
        whole, restored = Switchboard(sites), Switchboard(sites)
        snapshot = await store.newest_snapshot()
        if snapshot:
            restored.restore(codec.state_of(snapshot[1]))
        for row in [row for page in [await store.read(0, 10_000_000)] for row in page]:
            whole.handle(codec.recorded(row))
            if snapshot is None or row.seq > snapshot[0]:
                restored.handle(codec.recorded(row))
        return restored, whole
    finally:
        await store.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_kills_under_load_lose_nothing_double_nothing_and_leave_nobody_stuck(house: HouseProcess) -> None:
    load = Load(house)
    dice = random.Random(11)
    async with under_load(load):
        for _ in range(KILLS[urlsplit(house.database).scheme]):
            await load.takes(ENOUGH)
            await asyncio.sleep(dice.uniform(0.0, 0.3))  # a random moment of real time is the point
            house.kill()
            await house.start()
        await load.takes(ENOUGH)
    house.kill()

    journal = await house.rows("SELECT seq, at, key FROM journal ORDER BY seq")
    keys = Counter(str(key).rsplit(" ", 1)[-1] for _, _, key in journal if str(key).startswith("pbx "))
    assert not [name for name in load.acknowledged if keys[name] != 1]
    assert [seq for seq, _, _ in journal] == list(range(1, len(journal) + 1))

    restored, whole = await recovered(house.database)
    assert codec.state_bytes(restored.state) == codec.state_bytes(whole.state)
    assert violations(restored, journal[-1][1]) == []
    expected = _line(whole)
    assert expected, "nobody waited: the test proved nothing about places"

    await house.start()
    replayed = house.say("replay", check=False)
    assert replayed.returncode == 0, replayed.stdout[-3000:]
    offered = []
    async with Person(house.base, "li") as li, Person(house.base, "wang") as wang:
        for person in (li, wang):
            ringing = await back_at_work(person)
            offer = ringing[0] if ringing else await person.sees("offer.made")
            offered.append(offer["contact"]["id"])
    house.kill()
    waiting = _line((await recovered(house.database))[1])  # meanwhile the ladder may have put others through outside
    still = [name for name in expected if name in offered or name in waiting]
    assert set(offered) <= set(still[:3])


def _line(board: Switchboard) -> list[str]:
    """Waiting contacts in rank."""
    waiting = [one for one in board.state.contacts.values() if one.state in (ContactState.QUEUED, ContactState.OFFERED)]
    return [one.id for one in sorted(waiting, key=lambda one: one.rank or (9, 0.0, 0))]
