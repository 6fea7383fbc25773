"""Balances behind a proof, through the real server and a bank's real service: and what is heard when one of them is gone."""

import asyncio
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from callcenter.app import DEMO_SITE
from callcenter.testing.clients import PATIENCE, Pbx, Person, cloud_event
from tests.acceptance.floor import MAIN
from tests.house import HouseProcess, free_port, seed_demo_bank

KEY = "the bank's key"
CARD, PIN = "20378812", "144136"
"""Of cus_demo01, as docs/demo.md tells visitors."""
FLOW = """
title: { zh-CN: 查询余额, en: Balance }
start: who
nodes:
  who:
    identify: { zh-CN: 请输入卡号后八位。, en: "The last eight digits of your card, please." }
    source: identify
    next: pin
    failed: human
    unavailable: sorry
    max_digits: 8
  pin:
    verify: { zh-CN: 请输入电话银行密码。, en: "Your telephone PIN, please." }
    source: verify
    next: look
    failed: human
    unavailable: sorry
    max_digits: 12
    attempts: 5
  look:
    lookup: account
    next: told
    failed: sorry
  told:
    say: { zh-CN: "您的余额是{balance}元。", en: "Your balance is {balance} yuan." }
    next: more
  more:
    menu: { zh-CN: 再听一遍请按1，人工服务请按0。, en: "To hear it again press 1, for a person 0." }
    choices: { "1": { next: look } }
  sorry:
    say: { zh-CN: 系统暂时查不到，马上为您转人工。, en: "I cannot look that up at the moment. A colleague will help you." }
    next: human
  human: { queue: general }
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(DEMO_SITE, tmp_path / "site"))
    (folder / "flows" / "balance_enquiry.yaml").write_text(FLOW, "utf-8")
    text = (folder / "site.yaml").read_text("utf-8")
    patient = text.replace("timeout: 3\n", "timeout: 10\n")  # a process comes up in real time
    patient = patient.replace("path: /accounts/{customer}\n", "path: /accounts/{customer}\n    timeout: 10\n")
    assert patient.count("timeout: 10\n") == text.count("timeout: 10\n") + 3
    (folder / "site.yaml").write_text(patient, "utf-8")
    return folder


@asynccontextmanager
async def serving(folder: Path, site: Path, service: str) -> AsyncIterator[HouseProcess]:
    house = HouseProcess(
        folder, site=site, environ={"CALLCENTER_SERVICE_BANK": service, "CALLCENTER_SERVICE_BANK_KEY": KEY}
    )
    await seed_demo_bank(house.database)
    try:
        await house.start()
        yield house
    finally:
        house.close()


class BankProcess:
    """`python -m callcenter bank-data`."""

    def __init__(self, house: dict[str, str]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "callcenter", "bank-data", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, env={**house, "CALLCENTER_SERVICE_BANK_KEY": KEY}, stdout=subprocess.PIPE, text=True
        )

    async def start(self) -> None:
        assert self._process.stdout is not None
        assert self.address in await asyncio.to_thread(self._process.stdout.readline)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


class Bank:
    """The same inside the test: it can keep somebody waiting."""

    def __init__(self, pin: str = PIN) -> None:
        self.pin, self.asked = pin, asyncio.Queue[str]()
        self.open = asyncio.Event()
        self.open.set()
        self.keys: list[str | None] = []

    async def handle(self, request: web.BaseRequest) -> web.Response:
        told: dict[str, Any] = await request.json() if request.method == "POST" else {}
        self.keys.append(request.headers.get("Authorization"))
        self.asked.put_nowait(request.path)
        await self.open.wait()
        if request.path == "/identify":
            return web.json_response({"right": told["answer"] == CARD, "customer": "cus_demo01", "tail": "8812"})
        if request.path == "/verify":
            return web.json_response({"right": told["answer"] == self.pin, "state": "open"})
        return web.json_response({"available": "128430.55", "status": "normal", "tail": "8812", "as_of": "09:30"})


@asynccontextmanager
async def open_bank(bank: Bank) -> AsyncIterator[str]:
    runner = web.ServerRunner(web.Server(bank.handle), shutdown_timeout=0.1)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        bank.open.set()
        await runner.cleanup()


class Caller:
    """One customer on the telephone."""

    def __init__(self, pbx: Pbx, call: str) -> None:
        self.pbx, self.call = pbx, call

    async def rings(self) -> None:
        await self.pbx.tell("call.arrived", call=self.call, language="en", **{"from": "+8613800000777", "to": MAIN})

    async def says(self, text: str) -> None:
        await self.pbx.tell("call.speech", call=self.call, text=text, language="en")

    async def keys(self, digits: str) -> None:
        await self.pbx.tell("call.digits", call=self.call, digits=digits)

    async def hears(self, *words: str) -> dict[str, Any]:
        """Any of these, said or asked, and taken off the list."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for command in self.pbx.commands:
                    said = str(command["args"].get("text", "")) + str(command["args"].get("prompt", ""))
                    if command.get("call") == self.call and any(one in said for one in words):
                        self.pbx.commands.remove(command)
                        return command
                self.pbx._new.clear()
                await self.pbx._new.wait()

    async def asks_for_the_balance(self) -> None:
        await self.rings()
        await self.pbx.command("gather", self.call)
        await self.says("what is my balance")
        await self.hears("last eight digits")

    async def proves(self, pin: str = PIN) -> None:
        await self.asks_for_the_balance()
        await self.keys(CARD)
        await self.hears("telephone PIN")
        await self.keys(pin)


async def test_a_balance_is_told_to_who_proved_it_and_a_dead_service_leads_to_a_person(
    tmp_path: Path, site: Path
) -> None:
    bank = BankProcess(HouseProcess(tmp_path).environ)
    async with serving(tmp_path, site, bank.address) as house, Pbx(house.base) as pbx:
        await bank.start()
        await pbx.listen()
        caller = Caller(pbx, "a")
        await caller.asks_for_the_balance()
        await caller.keys("99999999")
        await caller.hears("last eight digits")
        await caller.keys(CARD)
        await caller.hears("telephone PIN")
        await caller.keys("000000")
        await caller.hears("telephone PIN")
        await caller.keys(PIN)
        assert "128430.55" in (await caller.hears("Your balance"))["args"]["text"]
        await house.shows("select customer from contacts where leg = 'a'", ("cus_demo01",))
        bank.kill()
        await caller.hears("press 1")
        async with Person(house.base, "agent1") as agent:
            await agent.log_in()
            await agent.sit_down()
            await agent.clicks("presence.set", presence="available")
            await caller.keys("1")
            await caller.hears("A colleague will help you")
            offer = await agent.sees("offer.made")
            assert (offer["contact"]["channel"], offer["panel"]["customer"]) == ("voice", "cus_demo01")


async def test_given_kill_nine_during_a_look_up_then_the_next_process_goes_on(tmp_path: Path, site: Path) -> None:
    bank = Bank()
    async with open_bank(bank) as address, serving(tmp_path, site, address) as house:
        async with Pbx(house.base) as pbx:
            await pbx.listen()
            await Caller(pbx, "a").proves()
            while await bank.asked.get() != "/verify":
                pass
            bank.open.clear()
            while await bank.asked.get() != "/accounts/cus_demo01":
                pass
            house.kill()
        bank.open.set()
        await house.start()
        async with Pbx(house.base) as pbx:
            await pbx.listen()
            # Where the process took longer to come up than a look-up may last, nobody is kept waiting for it.
            await Caller(pbx, "a").hears("Your balance is 128430.55", "A colleague will help you")
    assert set(bank.keys) == {f"Bearer {KEY}"}


async def test_given_kill_nine_while_a_secret_is_judged_then_the_customer_is_asked_again_or_reaches_a_person(
    tmp_path: Path, site: Path
) -> None:
    bank = Bank()
    async with open_bank(bank) as address, serving(tmp_path, site, address) as house:
        async with Pbx(house.base) as pbx:
            await pbx.listen()
            caller = Caller(pbx, "a")
            await caller.asks_for_the_balance()
            bank.open.clear()
            await caller.keys(CARD)
            await bank.asked.get()
            house.kill()
        bank.open.set()
        await house.start()
        async with Pbx(house.base) as pbx:
            await pbx.listen()
            caller = Caller(pbx, "a")
            heard = await caller.hears("last eight digits", "A colleague will help you")
            if "prompt" in heard["args"]:
                await caller.keys(CARD)
                await caller.hears("telephone PIN")


async def test_given_a_reload_while_a_call_stands_in_a_flow_then_it_stays_on_its_version(
    tmp_path: Path, site: Path
) -> None:
    async with open_bank(Bank()) as address, serving(tmp_path, site, address) as house, Pbx(house.base) as pbx:
        await pbx.listen()
        caller = Caller(pbx, "a")
        await caller.proves()
        await caller.hears("Your balance")
        flow = site / "flows" / "balance_enquiry.yaml"
        flow.write_text(FLOW.replace("Your balance is", "In the new version you have"), "utf-8")
        (before,) = await house.rows("select count(*) from sites")
        house.take_the_site_anew()
        await house.shows("select count(*) from sites", (before[0] + 1,))
        await house.shows("select count(*) from journal where type = 'SiteTaken'", (2,))
        await caller.keys("1")
        await caller.hears("Your balance is 128430.55")
        another = Caller(pbx, "b")
        await another.proves()
        await another.hears("In the new version you have 128430.55")


# --- nowhere ----------------------------------------------------------------------------------------------------------

SECRET_PIN = "730194826517"
"""So long that no time and no id can hold it by chance."""
WRONG = "915730284611"
SPOKEN = "七三零一九四八二六五一八"
WORDS = "seven three zero one nine four eight eight eight"


async def test_given_a_secret_then_no_file_no_log_no_figure_and_no_answer_of_the_server_has_it(
    tmp_path: Path, site: Path
) -> None:
    async with open_bank(Bank(SECRET_PIN)) as address, serving(tmp_path, site, address) as house:
        async with Pbx(house.base) as pbx, Person(house.base, "admin1") as admin:
            await pbx.listen()
            caller = Caller(pbx, "a")
            await caller.asks_for_the_balance()
            await caller.keys(CARD)
            await caller.hears("telephone PIN")
            await caller.keys(WRONG)
            await caller.hears("telephone PIN")
            await caller.says(SPOKEN)
            await caller.hears("telephone PIN")
            await caller.says(WORDS)
            await caller.hears("telephone PIN")
            await pbx.post(cloud_event("call.digits", "bad", {"call": "a", "digits": SECRET_PIN + "x"}))
            await pbx.post(cloud_event("call.speech", "bad2", {"call": "a", "words": f"it is {SECRET_PIN}"}))
            await caller.keys(SECRET_PIN)
            await caller.hears("Your balance is 128430.55")
            texts = await _everything_told(house, admin)
        assert house.stop() == 0
        kept = _files(tmp_path) + house.log().encode() + texts.encode()
        assert b"LookUpAnswered" in kept
        assert b"call.digits" in kept
        for secret in (SECRET_PIN, WRONG, CARD, SPOKEN, WORDS, "seven three", "730194826518"):
            escaped = secret.encode("unicode_escape")
            assert secret.encode() not in kept, secret
            assert escaped not in kept, secret


def _files(folder: Path) -> bytes:
    """The database, with whatever lies beside it."""
    found = list(folder.glob("house.db*"))
    assert found
    return b"".join(path.read_bytes() for path in found)


async def _everything_told(house: HouseProcess, admin: Person) -> str:
    """What the server says of the call, and of itself."""
    await admin.log_in()
    contact = (await until_listed(admin))["id"]
    told = [await admin.get(path) for path in (
        "/contacts", f"/contacts/{contact}", f"/contacts/{contact}/timeline", "/dead-letters", "/queues", "/agents",
        "/customers/cus_demo01/panel", f"/contacts/{contact}/explain",
    )]  # fmt: skip
    async with admin.http.get(f"{house.base}/metrics") as answer:
        figures = await answer.text()
    assert "callcenter_source_seconds" in figures
    return repr(told) + figures


async def until_listed(admin: Person) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while not (rows := [row for row in (await admin.get("/contacts"))["rows"] if row["state"] == "self_service"]):
            pass
    return dict(rows[0])
