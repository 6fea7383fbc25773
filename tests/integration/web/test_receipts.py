"""The signed receipt over REST: whose it is, what it says, and its keys for anybody."""

import pytest

from callcenter.services.ports import Projection, ReceiptRow
from callcenter.services.signing import verified
from callcenter.testing.day import Day
from tests import recorded
from tests.integration.web.world import World


async def _reported(house: World) -> str:
    day = Day()
    day.agent("agent1", card=8)
    call = day.waits("card_loss", caller="+8613812345678")
    day.serve("agent1", call)
    await recorded.write(day, house.store)
    return next(iter(house.store.receipt_rows))


async def test_given_an_emergency_when_asked_for_its_receipt_then_it_verifies_with_the_public_keys(
    house: World,
) -> None:
    contact = await _reported(house)
    answer = await (await house.browser("agent1")).call("GET", f"/api/v1/contacts/{contact}/receipt")
    assert answer.status == 200
    keys = await (await house.browser()).call("GET", "/api/v1/receipts/keys")
    assert keys.status == 200
    assert verified(answer.json["jws"], keys.json["keys"]) == answer.json["receipt"]
    assert answer.json["receipt"]["caller"].endswith("5678")
    assert "+8613812345678" not in answer.text
    assert set(keys.json["keys"][0]) == {"kid", "kty", "crv", "x", "use", "alg"}


@pytest.mark.parametrize(("who", "status"), [("agent1", 200), ("agent2", 403), ("supervisor1", 200), ("admin1", 200)])
async def test_given_a_role_then_the_receipt_is_for_whom_the_contact_is(house: World, who: str, status: int) -> None:
    contact = await _reported(house)
    answer = await (await house.browser(who)).call("GET", f"/api/v1/contacts/{contact}/receipt")
    assert answer.status == status


async def test_given_a_program_then_its_scope_decides(house: World) -> None:
    contact = await _reported(house)
    browser = await house.browser()
    for scope, status in (("read", 200), ("write", 403), ("gateway:pbx", 403)):
        bearer = await house.program(scope)
        answer = await browser.call("GET", f"/api/v1/contacts/{contact}/receipt", headers=bearer)
        assert answer.status == status


async def test_given_no_emergency_or_no_contact_then_it_says_why(house: World) -> None:
    await house.contact("c1", agent="agent1")
    browser = await house.browser("supervisor1")
    answer = await browser.call("GET", "/api/v1/contacts/c1/receipt")
    assert (answer.status, answer.code) == (409, "no_emergency")
    assert (await browser.call("GET", "/api/v1/contacts/c9/receipt")).status == 404


async def test_given_a_receipt_of_a_site_that_is_gone_then_it_is_told_in_codes(house: World) -> None:
    await house.contact("c1", agent="agent1")
    body = (
        '{"intent":"card_loss","site":"old","channel":"voice","gateway":"pbx","leg":"l","caller":"","dialled":"",'
        '"customer":null,"arrived_at":1800000000.0,"agent":null}'
    )
    row = ReceiptRow(id="e1", contact="c1", seq=1, at=1_800_000_000.0, keep_until=1_900_000_000.0, body=body)
    await house.store.append([], Projection(upto=1, receipts=[row]))
    answer = await (await house.browser("agent1")).call("GET", "/api/v1/contacts/c1/receipt")
    assert (answer.status, answer.json["receipt"]["intent"], answer.json["receipt"]["zone"]) == (
        200,
        "card_loss",
        "UTC",
    )
