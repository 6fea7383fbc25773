"""Days on which the house itself is in trouble: disk, lock, dead gateways, lost ends, restarts. Nothing is lost."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from callcenter.app import House
from callcenter.clock import FastClock
from callcenter.model.promise import ClockState
from callcenter.testing.clients import Pbx, Person, cloud_event
from callcenter.testing.clock import JumpingClock
from tests.acceptance.conftest import STAFF
from tests.acceptance.floor import MAIN
from tests.house import HouseProcess, furnish, rows, shows, until
from tests.inside import base, inside, passes

HOUR = 3600.0


@pytest.fixture
async def file(tmp_path: Path) -> str:
    """A database with people in it."""
    url = f"sqlite:///{tmp_path}/house.db"
    await furnish(url, STAFF)
    return url


@asynccontextmanager
async def agent_of(house: House, name: str = "li") -> AsyncIterator[Person]:
    async with Person(base(house), name) as person:
        await person.log_in()
        await person.sit_down()
        await person.sees("welcome")
        assert (await person.clicks("presence.set", presence="available"))["ok"]
        yield person


@asynccontextmanager
async def watcher_of(house: House) -> AsyncIterator[Person]:
    async with Person(base(house), "boss", socket="supervisor") as boss:
        await boss.log_in()
        await boss.sit_down()
        await boss.sees("welcome")
        yield boss


def arrivals(*calls: str) -> list[dict[str, Any]]:
    told = {"from": "+8613800000001", "to": MAIN}
    arrived = [cloud_event("call.arrived", f"{call}-arrived", {"call": call, **told}) for call in calls]
    return arrived + [cloud_event("call.digits", f"{call}-digits", {"call": call, "digits": "0"}) for call in calls]


# --- the database -----------------------------------------------------------------------------------------------------


def pragma(statement: str) -> Callable[[Connection], object]:
    return lambda conn: conn.exec_driver_sql(f"PRAGMA {statement}").scalar()


@asynccontextmanager
async def full_disk(house: House, file: str) -> AsyncIterator[str]:
    """The database may not grow by a page. The answer: what the house should say about it."""
    # The setting belongs to the very connection that writes, and nobody else has a reason to reach it.
    await house.store._db.write(pragma("max_page_count=1"))
    yield "is full: make room"
    await house.store._db.write(pragma("max_page_count=1000000"))


@asynccontextmanager
async def locked_file(house: House, file: str) -> AsyncIterator[str]:
    """Another program is in the middle of a long transaction."""
    await house.store._db.write(pragma("busy_timeout=50"))
    with closing(sqlite3.connect(file.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield "locked: end it, or wait"
        other.execute("ROLLBACK")


async def test_given_the_disk_takes_no_more_then_screens_and_readiness_say_so_until_it_does(
    tmp_path: Path, file: str
) -> None:
    house = HouseProcess(tmp_path, database=file)
    try:
        await house.start()
        async with Pbx(house.base) as pbx, Person(house.base, "li") as li:
            await li.log_in()
            await li.sit_down()
            await li.sees("welcome")
            await pbx.post(*arrivals("before"))
            house.limit_files((tmp_path / "house.db-wal").stat().st_size)
            sentence = "house.db does not read or write: check the disk"
            status, headers, problem = await posted(pbx, arrivals("during"))
            assert (status, problem["code"]) == (503, "unavailable")
            assert sentence in problem["detail"]
            assert int(headers["Retry-After"]) >= 1
            click = await li.clicks("presence.set", presence="available")
            assert (click["ok"], click["error"]["code"]) == (False, "unavailable")
            assert sentence in click["error"]["detail"]
            async with pbx.http.get(f"{house.base}/readyz") as answer:
                assert answer.status == 503
                assert sentence in (await answer.json())["detail"]
            async with pbx.http.get(f"{house.base}/healthz") as answer:
                assert answer.status == 200

            house.limit_files(None)
            async with pbx.http.get(f"{house.base}/readyz") as answer:
                assert answer.status == 200
            _, answer_now = await pbx.post(*arrivals("before", "during"))
            assert answer_now["accepted"] == ["during-arrived", "during-digits"]
            assert (await li.clicks("presence.set", presence="available"))["ok"]
            assert (await li.sees("offer.made"))["contact"]["leg"] == "before"
            assert (await house.rows("SELECT count(*) FROM journal WHERE type = 'CallArrived'")) == [(2,)]
    finally:
        house.close()


@pytest.mark.parametrize("trouble", [full_disk, locked_file])
async def test_given_nothing_can_be_committed_then_it_is_503_and_said_and_afterwards_all_is_taken_once(
    file: str, trouble: Any
) -> None:
    async with inside(file, JumpingClock()) as house, Pbx(base(house)) as pbx:
        await pbx.listen()
        await pbx.tell("call.arrived", call="before", to=MAIN, **{"from": "+8613800000001"})
        await pbx.command("gather", "before")
        calls = [f"call-{n}" for n in range(40)]
        # Long names fill pages: a small batch might still find room in the last one.
        batches = [[{**event, "id": event["id"] + "x" * 150} for event in arrivals(call)] for call in calls]
        async with trouble(house, file) as sentence:
            refused = 0
            for batch in batches:
                status, headers, problem = await posted(pbx, batch)
                if status == 202:
                    continue  # what is left of the last page
                refused += 1
                assert (status, problem["code"]) == (503, "unavailable")
                assert sentence in problem["detail"]
                assert int(headers["Retry-After"]) >= 1
                if refused == 3:
                    break
            assert refused == 3
        async with pbx.http.get(f"{base(house)}/readyz") as answer:
            assert answer.status == 200
        for batch in batches:
            for event in batch:
                kind, id, data = event["type"], event["id"], event["data"]
                assert await pbx.tell(kind, id, **data)
        keys = [key for (key,) in await rows(file, "SELECT key FROM journal WHERE key LIKE '%xxx'")]
        assert sorted(keys) == sorted(f"pbx /pbx {event['id']}" for batch in batches for event in batch)
        told = ", ".join(f"('{call}')" for call in calls)
        await shows(file, f"SELECT count(*) FROM contacts WHERE leg IN ({told})", (len(calls),))
        assert len({contact.leg for contact in house.board.state.contacts.values()}) == len(calls) + 1


async def posted(pbx: Pbx, events: list[dict[str, Any]]) -> tuple[int, Any, Any]:
    body = json.dumps(events)
    headers = {"Content-Type": "application/cloudevents-batch+json", **pbx.signed(body)}
    async with pbx.http.post(f"{pbx.base}/gateways/pbx/events", data=body, headers=headers) as answer:
        return answer.status, answer.headers, await answer.json(content_type=None)


# --- gateways and agents that are silent or late ----------------------------------------------------------------------


async def test_given_a_gateway_never_acknowledges_then_supervisors_know_and_its_next_socket_gets_the_same_commands(
    file: str,
) -> None:
    clock = JumpingClock()
    async with inside(file, clock) as house, watcher_of(house) as boss:
        async with Pbx(base(house), acknowledge=False) as deaf:
            await deaf.listen()
            await deaf.tell("call.arrived", call="a", to=MAIN, **{"from": "+8613800000001"})
            asked = await deaf.command("gather", "a")
            passes(house, clock, 31)
            alarm = await boss.sees("alarm")
            assert (alarm["alarm"]["kind"], alarm["alarm"]["id"].endswith("pbx")) == ("gateway_silent", True)
            unheard = [command["id"] for command in deaf.commands]
        async with Pbx(base(house)) as pbx:
            await pbx.listen()
            assert (await pbx.command("gather", "a"))["id"] == asked["id"]
            assert list(dict.fromkeys(command["id"] for command in pbx.commands)) == list(dict.fromkeys(unheard))
            await boss.sees("alarm.cleared", alarm=alarm["alarm"]["id"])
            await shows(file, "SELECT count(*) FROM outbox", (0,))


async def test_given_an_offer_expired_when_the_agent_accepts_it_after_all_then_they_are_told_why_not(file: str) -> None:
    clock = JumpingClock()
    async with inside(file, clock) as house, Pbx(base(house)) as pbx, agent_of(house) as li:
        await pbx.post(*arrivals("a"))
        offer = await li.sees("offer.made")
        passes(house, clock, 60)
        assert (await li.sees("offer.withdrawn"))["reason"] == "expired"
        late = await li.clicks("offer.accept", offer=offer["offer"])
        assert (late["ok"], late["error"]["code"]) == (False, "offer_gone")
        assert "expired" in late["error"]["detail"]
        # The contact is where it was, and rings again as soon as somebody is there.
        async with agent_of(house, "wang") as wang:
            again = await wang.sees("offer.made")
            assert again["contact"]["id"] == offer["contact"]["id"]
            assert (await wang.clicks("offer.accept", offer=again["offer"]))["ok"]


async def test_given_nobody_ever_says_that_a_call_ended_then_its_lease_ends_it_and_the_agent_is_free(file: str) -> None:
    clock = JumpingClock()
    async with inside(file, clock) as house, Pbx(base(house)) as pbx, agent_of(house) as li, watcher_of(house) as boss:
        await pbx.listen()
        await pbx.post(*arrivals("endless", "next"))
        offer = await li.sees("offer.made")
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        await pbx.tell("call.agent_answered", call="endless", agent="li")
        await pbx.tell("call.ended", call="next", reason="customer_hangup")
        passes(house, clock, 4 * HOUR + 60)
        assert (await pbx.command("hang_up", "endless"))["args"]["reason"] == "lease_expired"
        while (await boss.sees("alarm"))["alarm"]["kind"] != "lease_expired":
            pass
        while (await li.sees("contact.changed"))["contact"]["state"] not in ("wrap_up", "completed"):
            pass
        passes(house, clock, 10 * 60)
        await shows(file, "SELECT state FROM contacts WHERE leg = 'endless'", ("completed",))
        assert (await li.clicks("presence.set", presence="available"))["ok"]
        await pbx.post(*arrivals("after"))
        assert (await li.sees("offer.made"))["contact"]["leg"] == "after"


# --- promises over restarts -------------------------------------------------------------------------------------------


async def test_given_two_restarts_while_a_complaints_clock_runs_then_each_level_is_passed_exactly_once(
    file: str,
) -> None:
    clock = FastClock(speed=15_000.0)
    warned: list[float] = []
    for lives in range(3):
        async with inside(file, clock) as house:
            if lives == 0:
                async with Pbx(base(house)) as pbx:
                    await pbx.tell("call.arrived", call="a", to=MAIN, **{"from": "+8613800000001"})
                    await pbx.tell("call.speech", call="a", text="我要投诉")
                await shows(file, "SELECT count(*) FROM complaints", (1,))
            ((complaint,),) = await rows(file, "SELECT id FROM complaints")
            async with asyncio.timeout(30):
                # The first life sees one warning, the second another, the third the rest; some may pass in between.
                while True:
                    kept = await house.store.complaint(complaint)
                    assert kept is not None
                    if lives == 2 and kept.clock.state is ClockState.BREACHED:
                        break
                    if lives < 2 and len(kept.clock.warned) > lives:
                        break
                    await asyncio.sleep(0.02)
            warned = list(kept.clock.warned)
    assert warned == [0.5, 0.75, 0.9]
    keys = [key for (key,) in await rows(file, "SELECT key FROM journal WHERE key LIKE 'clock %' ORDER BY seq")]
    assert [key.rsplit(" ", 1)[-1] for key in keys] == ["0.5", "0.75", "0.9", "1.0"]
    async with inside(file, clock) as house:
        breached = [alarm for alarm in house.board.state.alarms.values() if alarm.kind == "clock_breach"]
        assert len(breached) == 1


async def test_given_a_callback_falls_due_while_the_house_is_down_then_it_becomes_a_contact_once_it_is_up(
    file: str,
) -> None:
    clock = JumpingClock()
    async with inside(file, clock) as house, Person(base(house), "boss") as boss:
        await boss.log_in()
        opens = datetime.now(UTC) + timedelta(hours=1)
        window = {"from": opens.isoformat(), "to": (opens + timedelta(hours=2)).isoformat()}
        status, promise = await boss.post(
            "/callbacks",
            number="+8613800000009",
            queue="general",
            window=window,
            timezone="Asia/Shanghai",
            reason="late",
        )
        assert status == 201, promise
    clock.jump(1.5 * HOUR)
    for _ in range(2):
        async with inside(file, clock) as house, Pbx(base(house)) as pbx:
            await pbx.listen()
            await shows(file, "SELECT state, queue, caller FROM contacts", ("queued", "general", "+8613800000009"))
    async with inside(file, clock) as house, Pbx(base(house)) as pbx, agent_of(house) as li:
        await pbx.listen()
        offer = await li.sees("offer.made")
        assert offer["contact"]["callback"] == promise["id"]
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        dialled = await until(lambda: [command for command in pbx.commands if command["type"] == "originate"])
        assert dialled[0]["args"]["to"] == "+8613800000009"
    due = await rows(file, "SELECT count(*) FROM journal WHERE type = 'CallbackFellDue'")
    assert due == [(1,)]
