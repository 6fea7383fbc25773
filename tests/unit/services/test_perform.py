"""A screen that fails is its own trouble: the house, the rows, the commands and the other screens go on."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from callcenter.clock import ManualClock
from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.services import codec
from callcenter.services.perform import Perform, outbox_row
from callcenter.services.ports import Entry, OutboxRow
from callcenter.services.runner import Runner
from callcenter.switchboard.board import Switchboard
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site

SITE = small_site()
SITES = {SITE.version: SITE}


class Broken:
    def show(self, command: c.AnyCommand, recorded: e.Recorded) -> None:
        raise KeyError("a view that fell over")

    def changed(self, outcome: c.Outcome) -> None:
        raise ZeroDivisionError("a panel that fell over")


class Whole:
    def __init__(self) -> None:
        self.shown: list[c.AnyCommand] = []
        self.outcomes = 0

    def show(self, command: c.AnyCommand, recorded: e.Recorded) -> None:
        self.shown.append(command)

    def changed(self, outcome: c.Outcome) -> None:
        self.outcomes += 1


class Taker:
    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []

    def send(self, row: OutboxRow) -> None:
        self.rows.append(row)


def no_panel(customer: str | None) -> None:
    raise LookupError("a cache that fell over")


class House:
    """A runner whose first screen fails at everything."""

    def __init__(self, store: FakeStore) -> None:
        self.whole, self.taker = Whole(), Taker()
        self.asked: list[c.LookUp] = []
        self.perform = Perform(sites=SITES)
        self.runner = Runner(journal=store, board=Switchboard(SITES), performer=self.perform, clock=ManualClock())
        self.perform.connect(
            screens=(Broken(), self.whole),
            carrier=lambda gateway: self.taker,
            answer=self.runner.answer,
            look_up=self.asked.append,
            promised=lambda: None,
            ledger_changed=no_panel,
        )

    async def rings(self) -> None:
        """An agent is there and a call that is offered; returns when all of it is committed and its rows are written."""
        await self.runner.submit(e.SiteTaken(version=SITE.version))
        await self.runner.submit(e.AgentRostered(agent="li", name="li", skills={"card": 8}))
        await self.runner.submit(e.AgentConnected(agent="li"))
        assert (await self.runner.ask(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))).ok
        seq = await self.runner.submit(e.CallArrived(gateway="pbx", call="a", dialled="+861069950110"))
        assert seq is not None
        await self.runner.written(seq)


async def new_store() -> FakeStore:
    store = FakeStore()
    await store.save_site(SITE.version, 0.0, codec.site_text(SITE))
    return store


async def test_given_a_screen_that_fails_then_everything_else_is_done_and_the_log_says_what_was_not_shown() -> None:
    store = await new_store()
    house = House(store)
    running = asyncio.create_task(house.runner.run())
    with capture_logs() as logs:
        await house.rings()
        house.runner.stop()
        await running
    assert [type(one) for one in house.whole.shown].count(c.MakeOffer) == 1
    assert house.whole.outcomes == len(store.journal)
    assert house.taker.rows == list(store.outbox.values()) != []
    assert len(store.contact_rows) == 1
    failed = [line for line in logs if line["action"] == "screen.failed"]
    offer = next(line for line in failed if line.get("command") == "MakeOffer")
    assert (offer["screen"], offer["seq"]) == ("Broken", len(store.journal))
    assert any(line.get("contacts") for line in failed)
    assert any(line["screen"] == "panel" for line in failed)


async def test_given_a_screen_that_fails_when_the_tail_is_performed_after_a_crash_then_the_house_starts() -> None:
    store = await new_store()
    first = House(store)
    running = asyncio.create_task(first.runner.run())
    await first.rings()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    tail = [Entry(key=row.key, at=row.at, type=row.type, body=row.body) for row in store.journal]
    unwritten = await new_store()
    await unwritten.append(tail, None)
    again = House(unwritten)
    with capture_logs() as logs:
        assert await again.runner.recover() == len(store.journal)
    assert again.whole.outcomes == len(store.journal)
    assert any(line["action"] == "screen.failed" for line in logs)


async def test_given_rows_that_cannot_be_made_then_the_house_stops_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(await new_store())

    def unreadable(outcome: c.Outcome) -> str:
        raise TypeError("not to be written")

    monkeypatch.setattr(codec, "outcome_text", unreadable)
    running = asyncio.create_task(house.runner.run())
    house.runner.submit(e.SiteTaken(version=SITE.version))
    with pytest.raises(TypeError, match="not to be written"):
        await running


def test_a_call_to_a_customer_says_from_which_number_it_comes() -> None:
    command = c.Originate(
        gateway="pbx", leg="callback-b1-1", to="+8613800000001", origin="+861069950000", callback="b1"
    )
    recorded = e.Recorded(seq=7, at=1.0, event=e.AgentConnected(agent="li"))
    told = json.loads(outbox_row(recorded, 2, command).body)
    assert told["args"] == {"to": "+8613800000001", "from": "+861069950000", "callback": "b1"}


def test_given_a_grade_then_its_row_is_written_with_the_watermark() -> None:
    perform = Perform(sites=SITES)
    grade = c.KeepGrade(
        contact="c5", channel="voice", customer="cus_1", agent=None, queue=None, intent="fees", flow="fees", grade=-30
    )
    perform.perform(
        e.Recorded(seq=9, at=1.0, event=e.CustomerKeyed(gateway="pbx", call="a", digits="5")),
        c.Outcome(commands=(c.Answer(gateway="pbx", leg="a"), grade)),
    )
    rows = perform.take()
    assert rows is not None
    (row,) = rows.surveys
    assert (row.id, row.seq, row.at, row.contact, row.customer, row.grade) == ("grade_9_1", 9, 1.0, "c5", "cus_1", -30)
    assert rows.upto == 9


async def test_given_a_look_up_then_whoever_asks_sources_gets_it() -> None:
    house = House(await new_store())
    asked = c.LookUp(look_up="9.0", contact="c5", source="account")
    arrived = e.CallArrived(gateway="pbx", call="a")
    house.perform.perform(e.Recorded(seq=9, at=1.0, event=arrived), c.Outcome(commands=(asked,)))
    assert house.asked == [asked]
