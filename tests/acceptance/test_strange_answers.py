"""What a source says too late, or says that nobody should: the customer hears nothing harmful, and always a way on."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from callcenter.testing.clients import Pbx
from tests.acceptance.floor import at_work
from tests.acceptance.telephone import WAYS_NUMBER, Bank, Caller, open_bank, serving, ways_site
from tests.house import HouseProcess

KNOWN = "+8613800000001"
HUMAN = "putting you through"
SAID: dict[str, Any] = {
    "braces": ("{name} {balance} {0} {", "Your balance is {name} {balance} {0} { yuan."),
    "lines": ("12\n34\r\n\u2028\u202e56", "Your balance is 12 34    56 yuan."),
    "expression": ("facts.balance == '' ? 1 : 2", "Your balance is facts.balance == '' ? 1 : 2 yuan."),
    "markup": ("<script>alert(1)</script>", "Your balance is <script>alert(1)</script> yuan."),
    "number": (12.50, "Your balance is 12.5 yuan."),
    "truth": (True, "Your balance is true yuan."),
    "null": (None, HUMAN),
    "list": ([1, 2], HUMAN),
    "object": ({"a": {"b": "{balance}"}}, HUMAN),
    "nothing": ("", HUMAN),
    "too long": ("9" * 601, HUMAN),
}
"""What stands where the balance should, and what is heard."""
BODIES: dict[str, bytes] = {
    "megabyte": b'{"available": "' + b"9" * 1_000_000 + b'"}',
    "half": b'{"available": "1',
    "no text": b"\xff\xfe\x00",
    "depths": b"[" * 60_000,
    "null": b"null",
}


class StrangeBank(Bank):
    """Says whatever it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.body = b"{}"

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.asked.put_nowait(request.path)
        await self.open.wait()
        return web.Response(body=self.body, content_type="application/json")


class Asker(Caller):
    async def asks(self) -> None:
        await self.pbx.tell("call.arrived", call=self.call, language="en", **{"from": KNOWN, "to": WAYS_NUMBER})
        await self.hears("To be called back")
        await self.keys("6")


@pytest.fixture
async def bank() -> StrangeBank:
    return StrangeBank()


@pytest.fixture
async def house(tmp_path: Path, bank: StrangeBank) -> AsyncIterator[HouseProcess]:
    async with open_bank(bank) as address, serving(tmp_path, ways_site(tmp_path), address) as one:
        yield one


async def test_given_whatever_a_source_answers_then_the_customer_hears_plain_words_or_reaches_a_person(
    house: HouseProcess, bank: StrangeBank
) -> None:
    async with Pbx(house.base) as pbx:
        await pbx.listen()
        for name, (value, heard) in SAID.items():
            bank.body = json.dumps({"available": value, "status": "normal", "tail": "8812"}).encode()
            await (caller := Asker(pbx, name)).asks()
            await caller.hears(heard)
        for name, body in BODIES.items():
            bank.body = body
            await (caller := Asker(pbx, f"body: {name}")).asks()
            await caller.hears("I cannot look that up")
            await caller.hears(HUMAN)
        for name in [*(name for name in SAID if name != "markup"), *(f"body: {name}" for name in BODIES)]:
            await pbx.tell("call.ended", call=name, reason="customer_hangup")
        await pbx.tell("call.digits", call="markup", digits="0")
        async with at_work(house.base, "agent1") as agent:
            contact = (await agent.sees("offer.made"))["contact"]
            facts = {one["name"]: one["value"] for one in contact["self_service"]["facts"]}
            assert (contact["leg"], facts["balance"]) == ("markup", SAID["markup"][0])  # text, to be shown as it is
        assert await house.rows("select count(*) from quarantine") == [(0,)]
        assert not house.logged("switchboard.broken")
        assert not [line for line in house.log().splitlines() if '"level": "error"' in line]


async def test_given_an_emergency_while_a_source_is_asked_then_it_leaves_at_once_and_the_late_answer_changes_nothing(
    house: HouseProcess, bank: StrangeBank
) -> None:
    bank.body = b'{"available": "128430.55", "status": "normal", "tail": "8812"}'
    bank.open.clear()
    async with Pbx(house.base) as pbx:
        await pbx.listen()
        caller = Asker(pbx, "cries")
        await caller.asks()
        assert await bank.asked.get() == "/accounts/cus_demo01"
        await caller.says("my card was stolen")
        await caller.hears("This comes first with us")
        bank.open.set()
        await house.shows("select count(*) from journal where type = 'LookUpAnswered'", (1,))
        # What is heard next proves that the answer has been taken by then, and nothing was said of it.
        async with at_work(house.base, "agent1") as agent:
            offer = await agent.sees("offer.made")
            assert (offer["contact"]["leg"], offer["contact"]["queue"], offer["contact"]["emergency"]) == (
                "cries", "card-loss", True,
            )  # fmt: skip
            assert [step["key"] for step in offer["contact"]["self_service"]["path"]] == ["", "6"]
        assert not [one for one in pbx.commands if "Your balance" in str(one["args"])]
