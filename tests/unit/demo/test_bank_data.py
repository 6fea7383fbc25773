"""The demo bank's data service: what it answers, who may ask, and who proves to be whom."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from callcenter.clock import ManualClock
from callcenter.demo.bank import document
from callcenter.demo.bank_data import MOST_WRONG, BankData, opened_bank_data
from callcenter.model.site import Service, Source
from callcenter.services import questions
from callcenter.services.ports import ServiceAnswer
from callcenter.site.load import load

DOCS = Path(__file__).parents[3] / "docs" / "demo.md"
SITE = Path(__file__).parents[3] / "callcenter" / "demo" / "site"
ROWS = re.findall(r"^\| (.+?) \| `(cus_\w+)` \| `(\d{8})` \| `(\d{6})` \|$", DOCS.read_text("utf-8"), re.MULTILINE)
NOON = 1_795_233_600.0
"""Saturday, 21 November 2026, noon in Beijing."""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def service(clock: ManualClock) -> AsyncIterator[aiohttp.ClientSession]:
    async with (
        opened_bank_data(clock, "the key") as address,
        aiohttp.ClientSession(address, headers={"Authorization": "Bearer the key"}) as client,
    ):
        yield client


async def told(client: aiohttp.ClientSession, path: str, **query: str) -> tuple[int, Any]:
    async with client.get(path, params=query) as answer:
        return answer.status, await answer.json()


async def judged(client: aiohttp.ClientSession, path: str, answer: str, customer: str = "") -> tuple[int, Any]:
    async with client.post(path, json={"customer": customer, "caller": "", "answer": answer}) as said:
        return said.status, await said.json()


def test_given_the_page_for_visitors_then_it_names_every_customer_and_their_card() -> None:
    assert [row[1] for row in ROWS] == [one["id"] for one in document()["customers"]]
    for _, customer, card, _ in ROWS:
        assert BankData(ManualClock()).identify(card)["customer"] == customer


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
async def test_given_the_pin_of_the_page_then_it_is_right_and_another_is_not(row: tuple[str, ...]) -> None:
    bank = BankData(ManualClock())
    assert (await bank.verify(row[1], row[3]) or {})["right"] is True
    assert (await bank.verify(row[1], row[3][::-1] + "1") or {})["right"] is False


async def test_given_no_key_or_a_wrong_one_then_nothing_is_told(service: aiohttp.ClientSession) -> None:
    for headers in ({"Authorization": "Bearer another"}, {"Authorization": ""}):
        async with service.get("/accounts/cus_demo01", headers=headers) as answer:
            assert answer.status == 401
            assert "128430" not in await answer.text()


async def test_given_a_customer_then_balance_card_transfer_and_limits_are_theirs(
    service: aiohttp.ClientSession,
) -> None:
    assert (await told(service, "/accounts/cus_demo01"))[1] == {
        "available": "128430.55", "currency": "CNY", "status": "normal", "tail": "8812", "as_of": "12:00",
    }  # fmt: skip
    assert (await told(service, "/cards/cus_demo01"))[1] == {"status": "sent", "tail": "8812", "due": "11月23日"}
    assert (await told(service, "/cards/cus_demo10", language="en"))[1]["due"] == "25 November"
    assert (await told(service, "/cards/cus_demo02"))[1]["days"] == "1"
    assert (await told(service, "/transfers/cus_demo02"))[1]["status"] == "processing"
    assert (await told(service, "/limits/cus_demo01"))[1]["left"] == "195000"
    assert (await told(service, "/limits/cus_demo07"))[1] == {"kind": "usual", "day": "50000", "cash": "20000"}


async def test_given_what_is_not_there_then_it_is_404(service: aiohttp.ClientSession) -> None:
    for path in ("/accounts/nobody", "/cards/cus_demo05", "/transfers/cus_demo03", "/rates/XYZ", "/branches/Paris",
                 "/fees/smiles"):  # fmt: skip
        assert (await told(service, path))[0] == 404, path


async def test_given_a_currency_in_any_words_then_the_rate_is_near_the_morning_one_and_moves(
    service: aiohttp.ClientSession, clock: ManualClock
) -> None:
    seen = set()
    for _ in range(40):
        rates = [(await told(service, f"/rates/{word}"))[1] for word in ("usd", "美元", "dollars")]
        assert rates[0] == rates[1] == rates[2]
        assert float(rates[0]["buy"]) < float(rates[0]["sell"])
        assert abs(float(rates[0]["sell"]) / 7.0860 - 1) <= 0.005
        seen.add(rates[0]["sell"])
        clock.advance(60.0)
    assert len(seen) > 5


async def test_given_a_city_or_a_number_then_the_branch_is_named_and_known_to_be_open(
    service: aiohttp.ClientSession, clock: ManualClock
) -> None:
    assert (await told(service, "/branches/北京"))[1]["name"] == "北京建国门支行"
    english = (await told(service, "/branches/shanghai", language="en"))[1]
    assert english["hours"] == "Monday to Friday 09:00 to 17:00, Saturday 10:00 to 16:00, Sunday 10:00 to 15:00"
    assert (english["state"], (await told(service, "/branches/202"))[1]["state"]) == ("open", "closed")
    clock.advance(5 * 3600.0)
    assert (await told(service, "/branches/101"))[1]["state"] == "closed"


async def test_given_a_number_of_two_customers_then_it_identifies_nobody(service: aiohttp.ClientSession) -> None:
    assert (await judged(service, "/identify", "13800000099"))[1] == {"right": False}
    assert (await judged(service, "/identify", "13800000001"))[1]["customer"] == "cus_demo01"
    assert (await judged(service, "/identify", ""))[1] == {"right": False}


async def test_given_five_wrong_pins_then_the_right_one_no_longer_helps(service: aiohttp.ClientSession) -> None:
    for n in range(MOST_WRONG):
        assert (await judged(service, "/verify", f"00000{n}", "cus_demo01"))[1]["right"] is False
    assert (await judged(service, "/verify", ROWS[0][3], "cus_demo01"))[1] == {"right": False, "state": "locked"}
    assert (await judged(service, "/verify", ROWS[1][3], "cus_demo02"))[1]["right"] is True


async def test_given_no_object_or_a_stranger_then_it_is_refused(service: aiohttp.ClientSession) -> None:
    async with service.post("/verify", data=b"[1]") as answer:
        assert answer.status == 400
    assert (await judged(service, "/verify", "123456", "nobody"))[0] == 404


async def test_given_every_source_of_the_demo_bank_then_the_service_gives_some_of_its_facts(
    service: aiohttp.ClientSession,
) -> None:
    site = load(SITE).site
    assert site is not None
    told = {"customer": "cus_demo01", "caller": "", "currency": "USD", "branch": "101", "fee": "cash_abroad",
            "language": "en"}  # fmt: skip
    asked = [source for source in site.sources.values() if source.service]
    assert {source.name for source in asked} >= {"account", "card", "transfers", "rates", "branches", "limits", "fees"}
    for source in asked:
        secret = {"identify": "20378812", "verify": ROWS[0][3]}.get(source.name)
        missing = set(source.gives) - set(await _facts(service, site.services["bank"], source, told, secret))
        assert missing <= {"fee_fixed", "fee_most", "card_days"}, source.name


async def _facts(
    client: aiohttp.ClientSession, bank: Service, source: Source, told: dict[str, str], secret: str | None
) -> dict[str, str]:
    asked = questions.request(source, bank, told, secret)
    async with client.request(asked.method, asked.path, json=asked.body) as answer:
        return questions.facts(source, questions.read(ServiceAnswer(status=answer.status, body=await answer.read())))


def test_given_the_files_then_no_pin_stands_in_them() -> None:
    file = Path(__file__).parents[3] / "callcenter" / "demo" / "bank-data.yaml"
    assert not [row for row in ROWS if row[3] in file.read_text("utf-8")]
    assert all(
        row["pin"].startswith("$argon2id$") for row in yaml.safe_load(file.read_text("utf-8"))["customers"].values()
    )
