"""A receipt says what happened, to whoever asks and whenever; and a changed one is found out."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from callcenter.clock import ManualClock
from callcenter.errors import Conflict, Malformed, Unknown
from callcenter.model.site import LADDER, Rung
from callcenter.services.receipt_paper import BEGIN, checked, paper
from callcenter.services.receipt_words import EN, ZH
from callcenter.services.receipts import SHOWN, Receipt, Receipts, keep_until, masked
from callcenter.services.signing import Signer, verified
from callcenter.testing.day import Day
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site
from tests import recorded


class House:
    def __init__(self, day: Day, key: Path | None = None) -> None:
        self.day, self.store, self.clock = day, FakeStore(), ManualClock(day.clock.now())
        self.signer = Signer(self.store, self.clock, key)
        self.receipts = Receipts(self.store, self.signer, self.clock)

    async def issue(self, contact: str) -> Receipt:
        await recorded.write(self.day, self.store)
        return await self.receipts.issue(contact)


def _served() -> tuple[Day, str]:
    day = Day()
    day.passes(1)
    call = day.call("+8613812345678", to="+861069950000")
    contact = day.contact(call).id
    day.passes(5)
    day.says(call, "my card is lost", "card_loss")
    day.passes(8)
    day.agent("li", card=8)
    day.passes(2)
    day.accept("li")
    day.passes(2)
    day.answered(call)
    day.passes(60)
    day.hang_up(call)
    day.wrap_up("li")
    return day, contact


async def test_given_an_emergency_that_was_served_then_each_thing_done_has_its_time() -> None:
    day, contact = _served()
    body = (await House(day).issue(contact)).body
    assert (body["contact"], body["intent"], body["called"]) == (contact, "card_loss", "+861069950000")
    assert body["caller"] == "••••••••••5678"
    assert body["seconds_until_human"] == 12.0
    assert body["outcome"] == "human"
    told = {one["what"]: one for one in body["done"]}
    assert list(told)[:3] == ["emergency_reported", "queued", "offered"]
    assert told["connected"]["agent"] == "li"
    assert told["wrapped_up"] | {"disposition": "resolved", "by": "li"} == told["wrapped_up"]
    assert told["wrapped_up"]["disposition_title"]["en"] == "Resolved"
    assert body["reported_at"] == told["emergency_reported"]["at"]
    assert body["journal_seq"] == told["emergency_reported"]["seq"]


async def test_given_nobody_free_when_the_customer_hangs_up_then_the_receipt_says_so() -> None:
    day = Day()
    call = day.waits("card_loss")
    contact = day.contact(call).id
    waiting = (await House(day).issue(contact)).body
    day.passes(34)
    day.hang_up(call)
    gone = (await House(day).issue(contact)).body
    assert (waiting["outcome"], gone["outcome"]) == ("waiting", "no_human")
    assert gone["seconds_until_human"] is None
    assert gone["done"][-1] | {"what": "abandoned", "reason": "customer_hangup"} == gone["done"][-1]
    assert any("No person was reached" in line for line in gone["words"]["en"])
    assert any("未能接通人工" in line for line in gone["words"]["zh-CN"])


async def test_given_a_chat_with_an_agent_when_it_is_written_there_then_a_person_had_it_at_once() -> None:
    day = Day()
    day.agent("li", card=8, general=5)
    day.writes("chat-1", "a person please", "speak_to_human")
    day.accept("li")
    day.passes(30)
    day.writes("chat-1", "my card is stolen", "card_loss")
    body = (await House(day).issue(day.contact("chat-1").id)).body
    assert (body["heard_by"], body["seconds_until_human"], body["outcome"]) == ("li", 0.0, "human")


async def test_given_nobody_in_the_house_when_it_is_put_through_outside_then_each_rung_is_told_and_no_number_whole() -> (
    None
):
    number = "+862150590110"
    day = Day(small_site(ladder=(*LADDER, Rung(after=30.0, number=number))))
    call = day.waits("card_loss")
    contact = day.contact(call).id
    day.passes(31)
    day.answered(call)
    day.passes(60)
    day.hang_up(call)
    body = (await House(day).issue(contact)).body
    assert (body["outcome"], body["seconds_until_human"]) == ("outside", 31.0)
    told = [one["what"] for one in body["done"]]
    assert told[:2] == ["emergency_reported", "queued"]
    assert "rung_opened" in told
    assert told[told.index("put_through") + 1] == "connected"
    assert number not in json.dumps(body)
    english, chinese = body["words"]["en"], body["words"]["zh-CN"]
    assert any("put through to the number •••••••••0110 outside the house" in line for line in english)
    assert any("speaking with a number outside the house, •••••••••0110" in line for line in english)
    assert "It was put through to a number outside the house 31.0 s after the report." in english
    assert any("按紧急阶梯改问主管" in line for line in chinese)


async def test_nothing_that_was_said_or_written_is_in_it() -> None:
    day, contact = _served()
    issued = await House(day).issue(contact)
    assert "my card is lost" not in json.dumps(issued.body)
    assert "+8613812345678" not in json.dumps(issued.body)


async def test_given_no_emergency_or_no_contact_then_it_says_why_there_is_none() -> None:
    day = Day()
    call = day.waits("speak_to_human")
    house = House(day)
    with pytest.raises(Conflict, match="no emergency was reported") as why:
        await house.issue(day.contact(call).id)
    assert why.value.code == "no_emergency"
    with pytest.raises(Unknown):
        await house.receipts.issue("c999")


def test_every_line_that_is_shown_has_its_words_in_both_languages() -> None:
    assert set(SHOWN) <= set(EN) & set(ZH)
    assert set(EN) <= set(ZH)


@pytest.mark.parametrize(
    ("reported", "kept"),
    [
        ((2026, 11, 22), (2028, 5, 23)),
        ((2026, 8, 31), (2028, 3, 1)),
        ((2027, 8, 31), (2029, 3, 1)),
        ((2026, 6, 30), (2027, 12, 31)),
    ],
)
def test_facts_are_kept_for_eighteen_months_and_a_day(reported: tuple[int, ...], kept: tuple[int, ...]) -> None:
    assert keep_until(datetime(*reported, tzinfo=UTC).timestamp()) == datetime(*kept, tzinfo=UTC).timestamp()  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("address", "shown"), [("", ""), ("1234", "••••"), ("+4412345", "••••2345"), ("a@b.example", "•••••••mple")]
)
def test_an_address_shows_its_last_four(address: str, shown: str) -> None:
    assert masked(address) == shown


# --- signed ------------------------------------------------------------------------------------------------------------


async def test_given_a_receipt_then_its_paper_its_answer_and_its_signed_text_verify_offline() -> None:
    day, contact = _served()
    house = House(day)
    issued = await house.issue(contact)
    keys = await house.signer.keys()
    answer = json.dumps({"receipt": issued.body, "jws": issued.jws})
    for languages in (["en", "zh-CN"], ["zh-CN"], ["en"]):
        assert checked(paper(issued, languages), keys) == issued.body
    assert checked(answer, keys) == checked(issued.jws, keys) == issued.body
    assert all("d" not in key for key in keys), "a private half was shown"


async def test_given_a_receipt_when_anything_in_it_is_changed_then_it_does_not_verify() -> None:
    day, contact = _served()
    house = House(day)
    issued = await house.issue(contact)
    keys = await house.signer.keys()
    printed = paper(issued, ["en"])
    signed_at = printed.index(BEGIN) + len(BEGIN) + 120
    other = "A" if printed[signed_at] != "A" else "B"
    changed = [
        printed.replace("12.0 s", "2.0 s"),
        printed.replace("Receipt e", "Receipt f"),
        printed + "\nThe bank pays for it all.",
        printed[:signed_at] + other + printed[signed_at + 1 :],
        json.dumps({"receipt": {**issued.body, "seconds_until_human": 2.0}, "jws": issued.jws}),
        issued.jws[:-8] + "AAAAAAAA",
        issued.jws.rpartition(".")[0] + ".",
        "{}",
        "",
    ]
    for text in changed:
        with pytest.raises(Malformed) as why:
            checked(text, keys)
        assert why.value.code == "bad_signature"


async def test_given_another_banks_key_then_it_does_not_verify() -> None:
    day, contact = _served()
    issued = await House(day).issue(contact)
    with pytest.raises(Malformed):
        verified(issued.jws, await House(day).signer.keys())


async def test_given_a_renewed_key_then_old_and_new_receipts_verify_and_the_newest_comes_first() -> None:
    day, contact = _served()
    house = House(day)
    old = await house.issue(contact)
    house.clock.advance(1)
    name = await house.signer.renew()
    new = await house.receipts.issue(contact)
    keys = await house.signer.keys()
    assert [len(keys), keys[0]["kid"]] == [2, name]
    assert verified(old.jws, keys) == old.body
    assert verified(new.jws, [keys[0]]) == new.body
    with pytest.raises(Malformed):
        verified(new.jws, [keys[1]])


async def test_given_a_key_of_the_operators_then_it_signs_its_private_half_stays_there_and_another_follows(
    tmp_path: Path,
) -> None:
    day, contact = _served()
    house = House(day)
    before = await house.issue(contact)
    file = tmp_path / "receipt.pem"
    file.write_bytes(OKPKey.generate_key("Ed25519", private=True).as_pem(private=True))
    signer = Signer(house.store, house.clock, file)
    after = await Receipts(house.store, signer, house.clock).issue(contact)
    keys = await signer.keys()
    assert verified(before.jws, keys) == before.body
    assert verified(after.jws, keys[:1]) == after.body
    assert [key.private is None for key in house.store.keys_kept.values() if key.id == keys[0]["kid"]] == [True]
    with pytest.raises(Malformed, match="another one into that file"):
        await signer.renew()


@pytest.mark.parametrize(
    "content", [None, "", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
async def test_given_a_file_that_is_no_key_then_it_says_how_to_make_one(tmp_path: Path, content: str | None) -> None:
    day, contact = _served()
    file = tmp_path / "receipt.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(Malformed, match="openssl genpkey"):
        await House(day, file).issue(contact)
