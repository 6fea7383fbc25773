"""Balances behind a proof, through the real server and a bank's real service: and what is heard when one of them is gone."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from callcenter.testing.clients import PATIENCE, Pbx, Person, cloud_event
from tests.acceptance.telephone import CARD, FLOW, KEY, PIN, Bank, Caller, files, open_bank, proving_site, serving
from tests.house import HouseProcess, free_port


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return proving_site(tmp_path)


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
        kept = files(tmp_path) + house.log().encode() + texts.encode()
        assert b"LookUpAnswered" in kept
        assert b"call.digits" in kept
        for secret in (SECRET_PIN, WRONG, CARD, SPOKEN, WORDS, "seven three", "730194826518"):
            escaped = secret.encode("unicode_escape")
            assert secret.encode() not in kept, secret
            assert escaped not in kept, secret


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
