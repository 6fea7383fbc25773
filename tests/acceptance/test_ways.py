"""Every way out of a flow, as a customer and an agent meet it: called back, a message left, put through, a grade given."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.testing.clients import Pbx, Person
from tests.acceptance.floor import MAIN, at_work, named
from tests.acceptance.telephone import WAYS_NUMBER, Caller, ways_site
from tests.house import HouseProcess, seed_demo_bank

RECORDING = "https://records.example.com/"
NUMBERS = (f"+86138000000{n:02}" for n in range(1, 14))
"""Of customers of the demo bank: each test calls as somebody else, so that nobody has called a moment ago."""


class Customer(Caller):
    """Somebody who dials the number with all ways, in English."""

    def __init__(self, pbx: Pbx) -> None:
        super().__init__(pbx, named("way"))
        self.number = next(NUMBERS)

    async def takes(self, key: str) -> "Customer":
        await self.pbx.tell("call.arrived", call=self.call, language="en", **{"from": self.number, "to": WAYS_NUMBER})
        await self.hears("To be called back press 1")
        await self.keys(key)
        return self

    async def hangs_up(self, reason: str = "customer_hangup") -> None:
        await self.pbx.tell("call.ended", call=self.call, reason=reason)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseProcess]:
    """One server for all these tests; nobody at work, no call on the line."""
    folder = tmp_path_factory.mktemp("ways")
    one = HouseProcess(folder, site=ways_site(folder))
    asyncio.run(seed_demo_bank(one.database))
    asyncio.run(one.start())
    yield one
    one.close()


@pytest.fixture
async def pbx(house: HouseProcess) -> AsyncIterator[Pbx]:
    async with Pbx(house.base) as one:
        await one.listen()
        yield one


async def is_called_back(agent: Person, pbx: Pbx, customer: Customer) -> dict[str, Any]:
    """The agent accepts, the customer is dialled and answers; they talk, and it is over. The offer as it rang."""
    offer = await agent.sees("offer.made")
    contact = offer["contact"]
    assert contact["caller"] == customer.number
    assert not [one for one in pbx.commands if one["type"] == "originate"], "nobody is dialled before somebody accepts"
    assert (await agent.clicks("offer.accept", offer=offer["offer"]))["ok"]
    dialled = await pbx.command("originate", contact["leg"])
    assert dialled["args"]["to"] == customer.number
    pbx.commands.remove(dialled)
    await pbx.command("connect", contact["leg"])
    for step in ("ringing", "answered"):
        await pbx.tell(f"call.agent_{step}", call=contact["leg"], agent=agent.name)
    while (await agent.sees("contact.changed"))["contact"]["state"] != "connected":
        pass
    await agent.clicks("contact.end", contact=contact["id"])
    assert (await agent.clicks("contact.wrap_up", contact=contact["id"], disposition="resolved"))["ok"]
    return dict(offer)


async def kept(house: HouseProcess, callback: str) -> None:
    await house.shows(f"select state from callbacks where id = '{callback}'", ("kept",))


async def test_who_asks_to_be_called_back_keeps_the_place_and_is_dialled_when_an_agent_takes_it(
    house: HouseProcess, pbx: Pbx
) -> None:
    first = await Customer(pbx).takes("1")
    await first.hears("You can hang up now")
    await first.hangs_up()
    second = await Customer(pbx).takes("0")
    async with at_work(house.base, "agent1") as agent:
        offer = await is_called_back(agent, pbx, first)
        contact = offer["contact"]
        assert contact["place_since"] == contact["queued_at"]
        assert [step["key"] for step in contact["self_service"]["path"]] == ["", "1"]
        await kept(house, contact["callback"])
        assert (await agent.sees("offer.made"))["contact"]["caller"] == second.number
        await second.hangs_up()


async def test_who_is_called_back_when_the_queue_opens_need_not_say_again_what_it_is_about(
    house: HouseProcess, pbx: Pbx
) -> None:
    customer = Customer(pbx)
    await pbx.tell("call.arrived", call=customer.call, language="en", **{"from": customer.number, "to": MAIN})
    await pbx.command("gather", customer.call)
    await customer.says("what is my balance")  # the bank's service is not there
    await customer.hears("off duty now")
    await customer.keys("1")
    await customer.hears("when our specialists are back")
    await customer.hangs_up()
    async with Person(house.base, "supervisor1") as boss, at_work(house.base, "agent1") as agent:
        await boss.log_in()
        await house.shows(f"select count(*) from contacts where leg = '{customer.call}' and state = 'completed'", (1,))
        (promise,) = [one for one in (await boss.get("/callbacks"))["rows"] if one["number"] == customer.number]
        assert promise["state"] == "scheduled"
        now = datetime.now(UTC)
        assert datetime.fromisoformat(promise["due_at"]) > now + timedelta(days=1)
        window = {"from": now.isoformat(), "to": (now + timedelta(hours=1)).isoformat()}
        status, answer = await boss.post(f"/callbacks/{promise['id']}/reschedule", window=window)
        assert status == 200, answer
        offer = await is_called_back(agent, pbx, customer)
        contact = offer["contact"]
        assert (contact["words"], contact["language"]) == (["what is my balance"], "en")
        assert contact["intent"]["name"] == "balance_enquiry"
        assert [(step["flow"], step["key"]) for step in contact["self_service"]["path"]][-1] == ("balance_enquiry", "1")
        assert contact["promised"] == {
            "kind": "virtual_hold", "reason": "", "contact": promise["contact"], "recording": "",
        }  # fmt: skip
        await kept(house, promise["id"])


@pytest.mark.parametrize("ends", ["#", "hangs up"])
async def test_who_leaves_a_message_is_called_back_by_an_agent_who_can_hear_it(
    house: HouseProcess, pbx: Pbx, ends: str
) -> None:
    customer = await Customer(pbx).takes("3")
    await customer.hears("Please speak after the tone")
    assert (await pbx.command("record", customer.call))["args"]["action"] == "start"
    if ends == "#":
        await customer.keys("#")
        await customer.hears("we have your message")
        assert [one["args"]["action"] for one in pbx.commands if one["type"] == "record"] == ["start", "stop"]
        await pbx.tell("call.recording_ready", call=customer.call, url=RECORDING + customer.call, seconds=9)
    await customer.hangs_up()
    async with at_work(house.base, "agent1") as agent:
        if ends != "#":
            await house.shows(f"select count(*) from callbacks where body like '%{customer.number}%'", (1,))
            await pbx.tell("call.recording_ready", call=customer.call, url=RECORDING + customer.call, seconds=9)
        offer = await is_called_back(agent, pbx, customer)
        (live,) = [row for row in (await agent.get("/contacts"))["rows"] if row["id"] == offer["contact"]["id"]]
        assert live["promised"]["kind"] == "voicemail"
        assert live["promised"]["recording"] == RECORDING + customer.call
        await kept(house, offer["contact"]["callback"])


async def test_who_is_put_through_is_gone_once_the_number_takes_it_and_in_line_when_it_does_not(
    house: HouseProcess, pbx: Pbx
) -> None:
    taken, refused = await Customer(pbx).takes("4"), await Customer(pbx).takes("4")
    for customer, event in ((taken, "call.command_done"), (refused, "call.command_failed")):
        transfer = await pbx.command("transfer", customer.call)
        assert transfer["args"] == {"to": "+862150590120"}
        await pbx.tell(event, call=customer.call, command=transfer["id"], reason="busy")
    await taken.hangs_up("completed")
    await house.shows(f"select state from contacts where leg = '{taken.call}'", ("transferred",))
    await refused.hears("putting you through to a colleague")
    async with at_work(house.base, "agent1") as agent:
        offer = await agent.sees("offer.made")
        assert (offer["contact"]["leg"], offer["contact"]["queue"]) == (refused.call, "cards")
        await refused.hangs_up()


async def test_every_grade_given_by_key_or_in_a_chat_stands_in_the_panel_and_the_report(
    house: HouseProcess, pbx: Pbx
) -> None:
    async with Person(house.base, "supervisor1") as boss:
        await boss.log_in()
        before = await boss.get("/surveys/satisfaction")
        for key in "1234567":
            await pbx.tell(
                "message.received", conversation=f"g{key}", channel="chat", text="🙂", **{"from": "web-wangfang"}
            )
            for text in ("5", key):
                await pbx.tell(
                    "message.received", conversation=f"g{key}", channel="chat", text=text, **{"from": "web-wangfang"}
                )
        caller = await Customer(pbx).takes("5")
        await caller.hears("From 1 to 7")
        await caller.keys("7")
        await caller.hears("Goodbye")
        await caller.hangs_up()
        grades = (90, 60, 30, 0, -30, -60, -90)
        await house.shows("select count(*) from surveys", (before["given"] + 8,))
        told = await boss.get("/surveys/satisfaction")
        assert {grade: told["grades"][str(grade)] - before["grades"][str(grade)] for grade in grades} == {
            **dict.fromkeys(grades, 1), -90: 2,
        }  # fmt: skip
        panel = await boss.get("/customers/cus_demo01/panel")
        assert sorted(row["grade"] for row in panel["satisfaction"]["rows"]) == sorted(grades)
        rows = (await boss.get("/surveys"))["rows"]
        assert {(row["channel"], row["flow"]) for row in rows} == {("chat", "ways"), ("voice", "ways")}
