"""Two agents, a customer and a number outside, over real sockets: consult, hand over, all three, back, and gone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from callcenter.testing.clients import PATIENCE, Person
from tests.acceptance.floor import Caller, at_work, calling
from tests.house import HouseProcess

SUN = "+8613800000077"
NUMBER = "+861069951234"


@dataclass
class Talk:
    """li talks with a customer; wang is free."""

    pbx: Caller
    li: Person
    wang: Person
    call: str
    contact: str

    async def command(self, kind: str) -> dict[str, Any]:
        """The next one of this kind for the call: each is told once."""
        command = await self.pbx.command(kind, self.call)
        self.pbx.commands.remove(command)
        args: dict[str, Any] = command["args"]
        return {**args, "id": command["id"]}

    async def picks_up(self, who: str) -> None:
        await self.pbx.tell("call.agent_ringing", call=self.call, agent=who)
        await self.pbx.tell("call.agent_answered", call=self.call, agent=who)

    async def asks(self, kind: str, **to: str) -> dict[str, Any]:
        return await self.li.clicks(f"contact.{kind}", contact=self.contact, to=to)

    async def consults_wang(self) -> str:
        """The customer hears music, wang is on the phone; the answer is the consultation's own contact."""
        assert (await self.asks("consult", agent="wang"))["ok"]
        await self.command("hold")
        offer = await self.wang.sees("offer.made")
        assert (offer["contact"]["parent"], offer["contact"]["asked_by"]) == (self.contact, "li")
        assert offer["panel"]["customer"] == "cus_sun"
        assert (await self.wang.clicks("offer.accept", offer=offer["offer"]))["ok"]
        dialled = await self.command("conference")
        assert (dialled["agent"], dialled["endpoint"], dialled["with_customer"]) == ("wang", "PJSIP/wang", False)
        await self.picks_up("wang")
        await changed(self.li, self.contact, lambda one: (one["consultation"] or {}).get("stage") == "talking")
        return str(offer["contact"]["id"])


async def changed(person: Person, contact: str, fits: Any) -> dict[str, Any]:
    """The contact as the screen shows it once it is so."""
    while True:
        frame = await person.sees("contact.changed")
        if frame["contact"]["id"] == contact and fits(frame["contact"]):
            return dict(frame["contact"])


@pytest.fixture
async def talk(bank: HouseProcess) -> AsyncIterator[Talk]:
    async with calling(bank.base) as pbx, at_work(bank.base, "li") as li:
        await pbx.listen()
        call = await pbx.waits(SUN)
        offer = await li.sees("offer.made")
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        async with at_work(bank.base, "wang") as wang:
            one = Talk(pbx, li, wang, call, offer["contact"]["id"])
            await one.command("connect")
            await one.picks_up("li")
            await changed(li, one.contact, lambda shown: shown["state"] == "connected")
            while pbx.commands:  # what the customer heard while waiting is of no interest here
                pbx.commands.pop()
            yield one


async def _wraps_up(person: Person, contact: str) -> None:
    code = (await person.get("/site"))["dispositions"][0]["code"]
    done = await person.clicks("contact.wrap_up", contact=contact, disposition=code)
    assert done["ok"], done


async def test_a_customer_is_handed_over_warm_and_the_history_tells_both_parts(talk: Talk) -> None:
    child = await talk.consults_wang()
    assert (await talk.asks("transfer", agent="wang"))["ok"]
    assert (await talk.command("connect"))["agent"] == "wang"
    assert (await talk.command("release_agent"))["agent"] == "li"
    gone = await changed(talk.li, talk.contact, lambda one: one["agent"] == "wang")
    assert gone["released"] is True
    shown = await changed(talk.wang, talk.contact, lambda one: one["state"] == "connected")
    assert (shown["agent"], shown["consultation"], shown["transfers"]) == ("wang", None, 1)
    await talk.pbx.tell("call.ended", call=talk.call, reason="customer_hangup")
    await _wraps_up(talk.wang, talk.contact)
    async with asyncio.timeout(PATIENCE):
        while (await talk.wang.get(f"/contacts/{talk.contact}"))["state"] != "completed":
            pass  # written within the next transaction
    lines = (await talk.wang.get(f"/contacts/{talk.contact}/timeline"))["rows"]
    told = [line["what"] for line in lines]
    assert [one for one in told if one in ("connected", "consultation_connected", "transferred", "wrapped_up")] == [
        "connected",
        "consultation_connected",
        "transferred",
        "wrapped_up",
    ]
    rows = (await talk.wang.get("/contacts?limit=50"))["rows"]
    assert child not in [row["id"] for row in rows]


async def test_all_three_talk_and_the_agent_goes_back_alone(talk: Talk) -> None:
    child = await talk.consults_wang()
    assert (await talk.asks("conference", agent="wang"))["ok"]
    assert (await talk.command("conference"))["with_customer"] is True
    await changed(talk.li, talk.contact, lambda one: (one["consultation"] or {}).get("stage") == "joined")
    assert (await talk.li.clicks("contact.resume", contact=talk.contact))["ok"]
    assert (await talk.command("release_agent"))["agent"] == "wang"
    await changed(talk.wang, child, lambda one: one["state"] == "completed")
    refused = await talk.asks("transfer", agent="li")
    assert refused["error"]["code"] == "agent_not_available"


async def test_a_colleague_who_leaves_is_told_to_the_agent_who_still_has_the_customer(talk: Talk) -> None:
    child = await talk.consults_wang()
    refused = await talk.wang.clicks("contact.transfer", contact=child, to={"queue": "general"})
    assert refused["error"]["code"] == "conflict"
    assert (await talk.wang.clicks("contact.end", contact=child))["ok"]
    notice = await talk.li.sees("notice")
    assert (notice["kind"], notice["who"], notice["reason"]) == ("consultation", "wang", "left")
    assert (await talk.li.clicks("contact.resume", contact=talk.contact))["ok"]
    assert (await talk.command("connect"))["agent"] == "li"


async def test_given_the_customer_hangs_up_meanwhile_then_both_are_free_of_it(talk: Talk) -> None:
    child = await talk.consults_wang()
    await talk.pbx.tell("call.ended", call=talk.call, reason="customer_hangup")
    await changed(talk.wang, child, lambda one: one["state"] == "completed")
    await changed(talk.li, talk.contact, lambda one: one["state"] == "wrap_up")
    await _wraps_up(talk.li, talk.contact)


async def test_a_supervisor_sees_the_consultation_on_the_floor(talk: Talk, bank: HouseProcess) -> None:
    child = await talk.consults_wang()
    async with Person(bank.base, "boss", socket="supervisor") as boss:
        await boss.log_in()
        await boss.sit_down()
        contacts = (await boss.sees("welcome"))["snapshot"]["contacts"]
    assert (contacts[child]["parent"], contacts[child]["asked_by"]) == (talk.contact, "li")
    assert contacts[talk.contact]["consultation"]["stage"] == "talking"


async def test_a_number_outside_is_asked_and_takes_the_customer(talk: Talk, bank: HouseProcess) -> None:
    assert (await talk.asks("consult", number=NUMBER))["ok"]
    dialled = await talk.command("conference")
    assert (dialled["agent"], dialled["endpoint"]) == (NUMBER, NUMBER)
    await talk.picks_up(NUMBER)
    await changed(talk.li, talk.contact, lambda one: (one["consultation"] or {}).get("stage") == "talking")
    assert (await talk.asks("transfer", number=NUMBER))["ok"]
    moved = await talk.command("transfer")
    assert moved["to"] == NUMBER
    await talk.pbx.tell("call.command_done", call=talk.call, command=moved["id"])
    async with Person(bank.base, "boss", socket="supervisor") as boss, asyncio.timeout(PATIENCE):
        await boss.log_in()
        while (await boss.get(f"/contacts/{talk.contact}"))["state"] != "transferred":
            pass


async def test_given_a_number_does_not_take_the_call_then_somebody_else_is_offered_it(talk: Talk) -> None:
    assert (await talk.asks("transfer", number=NUMBER))["ok"]
    moved = await talk.command("transfer")
    await talk.pbx.tell("call.command_failed", call=talk.call, command=moved["id"], reason="busy")
    async with asyncio.timeout(PATIENCE):
        ringing = asyncio.ensure_future(talk.wang.sees("offer.made")), asyncio.ensure_future(talk.li.sees("offer.made"))
        done, pending = await asyncio.wait(ringing, return_when=asyncio.FIRST_COMPLETED)
    for one in pending:
        one.cancel()
    assert {one.result()["contact"]["id"] for one in done} == {talk.contact}


async def test_a_blind_transfer_to_a_colleague_and_to_a_queue(talk: Talk, bank: HouseProcess) -> None:
    assert (await talk.asks("transfer", agent="wang"))["ok"]
    assert (await talk.command("release_agent"))["agent"] == "li"
    offer = await talk.wang.sees("offer.made")
    assert offer["contact"]["id"] == talk.contact
    assert (await talk.wang.clicks("offer.accept", offer=offer["offer"]))["ok"]
    await talk.command("connect")
    await talk.picks_up("wang")
    moved = await talk.wang.clicks("contact.transfer", contact=talk.contact, to={"queue": "general"})
    assert moved["ok"], moved
    async with at_work(bank.base, "zhao") as zhao:
        contact = (await zhao.sees("offer.made"))["contact"]
        assert (contact["id"], contact["queue"], contact["transfers"]) == (talk.contact, "general", 2)
