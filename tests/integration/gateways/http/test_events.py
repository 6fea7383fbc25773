"""POST /gateways/{gateway}/events, from the socket to what would be the journal."""

import asyncio
import base64
import gzip
import json
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter.gateways.http.masking import masked
from callcenter.model.events import CallArrived, CustomerSpoke
from callcenter.model.gateways import GatewayPolicy
from tests.integration.gateways.http.conftest import opened_house
from tests.integration.gateways.http.house import KEY, SECOND, SECRET, House, bare_site, event, signed


async def test_given_a_signed_structured_event_when_posted_then_it_is_accepted_and_translated(house: House) -> None:
    answer = await house.post(event(**{"from": "138 0000 0001", "priority": 2, "later": {"field": 1}}))
    assert answer.status == 202
    assert await answer.json() == {"accepted": ["e1"], "duplicates": [], "rejected": []}
    (draft,) = house.intake.drafts.values()
    assert draft.event == CallArrived(
        gateway="pbx", call="c1", caller="+8613800000001", dialled="+861069950000", priority="2"
    )
    assert house.door.heard("pbx") == house.clock.now()


async def test_given_plain_json_when_posted_then_it_is_read_as_structured_or_as_a_batch(house: House) -> None:
    one = await house.post(event("a"), Content_Type="application/json; charset=utf-8")
    two = await house.post([event("b"), event("c")], Content_Type="application/json")
    assert (await one.json())["accepted"] == ["a"]
    assert (await two.json())["accepted"] == ["b", "c"]


async def test_given_binary_mode_when_posted_then_the_headers_are_the_attributes(house: House) -> None:
    data = json.dumps({"call": "c1", "text": "你好", "confidence": 0.5}).encode()
    answer = await house.post(
        data,
        Content_Type="application/json",
        ce_specversion="1.0",
        ce_type="call.speech",
        ce_source="/pbx/1",
        ce_id="%E4%BD%A0-7",
        ce_time="2026-11-21T08:00:00Z",
    )
    assert await answer.json() == {"accepted": ["你-7"], "duplicates": [], "rejected": []}
    (draft,) = house.intake.drafts.values()
    assert draft.event == CustomerSpoke(gateway="pbx", call="c1", text="你好", confidence=0.5)


async def test_given_an_overheard_binary_event_when_shown_under_another_id_then_it_is_refused(house: House) -> None:
    data = json.dumps({"call": "c1", "digits": "1"}).encode()
    headers = signed("m1", data) | {
        "ce-specversion": "1.0",
        "ce-type": "call.digits",
        "ce-source": "/pbx",
        "ce-id": "1",
        "Content-Type": "application/json",
    }
    for id, status in (("1", 202), ("1", 202), ("2", 401)):
        answer = await house.client.post("/gateways/pbx/events", data=data, headers=headers | {"ce-id": id})
        assert answer.status == status
    assert (await answer.json())["code"] == "replayed"
    assert house.ids() == ["1"]


async def test_given_a_replayed_request_when_posted_then_it_is_a_duplicate_and_kept_once(house: House) -> None:
    body = json.dumps(event()).encode()
    headers = signed("m1", body) | {"Content-Type": "application/cloudevents+json"}
    for expected in ("accepted", "duplicates"):
        answer = await house.client.post("/gateways/pbx/events", data=body, headers=headers)
        assert (await answer.json())[expected] == ["e1"]
    assert house.ids() == ["e1"]


async def test_given_the_same_event_twice_in_a_batch_and_again_then_it_counts_once(house: House) -> None:
    first = await (await house.post([event("a"), event("a"), event("b")])).json()
    again = await (await house.post([event("b"), event("c")])).json()
    assert (first["accepted"], first["duplicates"]) == (["a", "b"], ["a"])
    assert (again["accepted"], again["duplicates"]) == (["c"], ["b"])


@pytest.mark.parametrize(("age", "word"), [(301.0 + 5, "too old"), (-305.0, "too new"), (86400.0 * 365, "too old")])
async def test_given_a_clock_more_than_five_minutes_off_then_the_answer_says_so(
    house: House, age: float, word: str
) -> None:
    body = json.dumps(event()).encode()
    answer = await house.post(body, **signed("m1", body, age=age))
    assert answer.status == 401
    assert word in (await answer.json())["detail"]
    assert house.ids() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "nonsense"},
        {"webhook-signature": "v1,äöü"},
        {"webhook-signature": "v2,AAAA v1,%%%"},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "inf"},
        {"webhook-id": ""},
    ],
)
async def test_given_a_wrong_signature_then_nothing_is_taken(house: House, headers: dict[str, str]) -> None:
    answer = await house.post(event(), **headers)
    assert answer.status == 401
    assert (await answer.json())["code"] == "bad_signature"
    assert house.ids() == []


async def test_given_another_body_under_a_good_signature_then_it_is_refused(house: House) -> None:
    answer = await house.post(event("forged"), **signed("m1", json.dumps(event()).encode()))
    assert answer.status == 401


async def test_given_two_live_secrets_while_rotating_then_either_signs_and_the_retired_one_no_longer(
    house: House,
) -> None:
    async def status(id: str, secret: str) -> int:
        body = json.dumps(event(id)).encode()
        return (await house.post(body, **signed(id, body, secret))).status

    assert [await status("a", SECRET), await status("b", SECOND)] == [202, 401]
    house.environ["CALLCENTER_SECRET_PBX"] = f"{SECRET}  {SECOND}"
    assert [await status("c", SECRET), await status("d", SECOND)] == [202, 202]
    house.environ["CALLCENTER_SECRET_PBX"] = SECOND
    assert [await status("e", SECRET), await status("f", SECOND)] == [401, 202]
    assert house.ids() == ["a", "c", "d", "f"]


async def test_given_no_signature_then_a_key_with_the_gateways_scope_opens(house: House) -> None:
    good = await house.post(event("a"), sign=False, Authorization=f"Bearer {KEY}")
    again = await house.post(event("b"), sign=False, Authorization=f"bearer {KEY}")
    other = await house.post(event("c"), sign=False, Authorization="Bearer cck_other")
    wrong = await house.post(event("d"), sign=False, Authorization="Bearer guess")
    assert [good.status, again.status, other.status, wrong.status] == [202, 202, 403, 401]
    assert house.ids() == ["a", "b"]


@pytest.mark.parametrize("secrets", ["", "whsec_%%%", "whsec_"])
async def test_given_no_usable_secret_and_no_key_then_the_answer_names_the_variable(house: House, secrets: str) -> None:
    house.environ["CALLCENTER_SECRET_PBX"] = secrets
    for answer in (await house.post(event(), sign=False), await house.post(event())):
        assert answer.status == 401
        said = await answer.json()
        assert said["code"] == "no_secret"
        assert "CALLCENTER_SECRET_PBX" in said["detail"]


async def test_given_a_gateway_the_site_does_not_declare_over_http_then_it_is_unknown(house: House) -> None:
    for name in ("nobody", "ari"):
        answer = await house.client.post(f"/gateways/{name}/events", json=event())
        assert answer.status == 404
        assert (await answer.json())["code"] == "unknown_gateway"


MALFORMED: list[tuple[str, object, str]] = [
    ("no object", 7, "malformed"),
    ("a null", None, "malformed"),
    ("no id", {"specversion": "1.0", "source": "/p", "type": "call.ended", "data": {}}, "malformed"),
    ("empty id", event(""), "malformed"),
    ("number as id", event() | {"id": 7}, "malformed"),
    ("null byte in the id", event("a\x00b"), "malformed"),
    ("half a character in the id", event("a\ud800"), "malformed"),
    ("endless id", event("x" * 201), "malformed"),
    ("white space in the source", event() | {"source": "a b"}, "malformed"),
    ("no source", {k: v for k, v in event().items() if k != "source"}, "malformed"),
    ("no version", {k: v for k, v in event().items() if k != "specversion"}, "malformed"),
    ("old version", event() | {"specversion": "0.3"}, "malformed"),
    ("time that is none", event() | {"time": "yesterday"}, "malformed"),
    ("time without a zone", event() | {"time": "2026-11-21T08:00:00"}, "malformed"),
    ("number as time", event() | {"time": 5}, "malformed"),
    ("name of an extension", event() | {"Not-Allowed": 1}, "malformed"),
    ("data that is a list", event() | {"data": []}, "malformed"),
    ("no data", {k: v for k, v in event().items() if k != "data"}, "malformed"),
    ("broken base64", {k: v for k, v in event().items() if k != "data"} | {"data_base64": "%%"}, "malformed"),
    ("unknown type", event(type="call.teleported"), "unknown_type"),
    ("number as call", event(call=7), "malformed"),
    ("null byte in the call", event(call="a\x00"), "malformed"),
    ("object as caller", event(**{"from": {}}), "malformed"),
    ("missing text", event(type="call.speech", call="c"), "malformed"),
    ("text of 10,001", event(type="call.speech", call="c", text="x" * 10_001), "malformed"),
    ("confidence of 2", event(type="call.speech", call="c", text="x", confidence=2), "malformed"),
    ("confidence of NaN", event(type="call.speech", call="c", text="x", confidence=float("nan")), "malformed"),
    ("letters as digits", event(type="call.digits", call="c", digits="abcz"), "malformed"),
    ("unknown reason", event(type="call.ended", call="c", reason="bored"), "malformed"),
    ("unknown channel", event(type="message.received", conversation="c", channel="fax", text="x"), "malformed"),
    (
        "script as address",
        event(type="call.recording_ready", call="c", url="javascript:alert(1)", seconds=1),
        "malformed",
    ),
    ("boolean priority", event(priority=True), "malformed"),
]


@pytest.mark.parametrize(("what", "wrong", "code"), MALFORMED, ids=[what for what, _, _ in MALFORMED])
async def test_given_a_malformed_event_in_a_batch_then_it_alone_is_rejected_and_kept_as_a_dead_letter(
    house: House, what: str, wrong: object, code: str
) -> None:
    answer = await house.post([event("before"), wrong, event("after")])
    assert answer.status == 202
    said = await answer.json()
    assert said["accepted"] == ["before", "after"]
    (rejected,) = said["rejected"]
    assert (rejected["index"], rejected["code"]) == (1, code)
    assert len(rejected["detail"]) > 10
    (letter,) = house.letters.buried
    assert (letter.gateway, letter.code, letter.at) == ("pbx", code, house.clock.now())
    assert letter.body == json.dumps(masked(wrong))[: 16 * 1024]
    assert "\x00" not in letter.body + letter.detail


async def test_given_wrong_fields_then_each_is_named_by_its_json_pointer(house: House) -> None:
    answer = await house.post(event(call=7, **{"from": [], "language": "!"}))
    detail = (await answer.json())["rejected"][0]["detail"]
    assert all(pointer in detail for pointer in ("/data/call:", "/data/from:", "/data/language:"))


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", "application/cloudevents+json", "not_json"),
        (b"{", "application/json", "not_json"),
        (b"call=1&from=2", "application/x-www-form-urlencoded", "not_json"),
        (b'{"id": 1}{', "application/cloudevents-batch+json", "not_json"),
        (b"[" * 100_000, "application/json", "not_json"),
        (b"9" * 5000, "application/json", "not_json"),
        (b"\xff\xfe", "application/json", "not_json"),
        (b"7", "application/json", "malformed"),
        (b'"text"', "application/cloudevents+json", "malformed"),
        (b"[]", "application/cloudevents+json", "malformed"),
        (b"{}", "application/cloudevents-batch+json", "malformed"),
    ],
)
async def test_given_a_body_that_cannot_be_taken_apart_then_it_is_400(
    house: House, body: bytes, kind: str, code: str
) -> None:
    answer = await house.post(body, Content_Type=kind)
    assert answer.status == 400
    assert (await answer.json())["code"] == code


async def test_given_binary_mode_with_a_body_that_is_no_json_then_it_is_400(house: House) -> None:
    answer = await house.post(
        b"{", Content_Type="application/json", ce_specversion="1.0", ce_type="call.ended", ce_source="/p", ce_id="1"
    )
    assert answer.status == 400


async def test_given_binary_mode_without_an_id_then_it_is_rejected_and_no_id_is_made_up(house: House) -> None:
    answer = await house.post(
        b'{"call": "c", "digits": "1"}',
        Content_Type="application/json",
        ce_specversion="1.0",
        ce_type="call.digits",
        ce_source="/p",
    )
    assert [one["index"] for one in (await answer.json())["rejected"]] == [0]
    assert house.ids() == []


async def test_given_base64_data_then_it_is_decoded(house: House) -> None:
    bare = {k: v for k, v in event(type="call.digits").items() if k != "data"}
    data = base64.b64encode(b'{"call": "c1", "digits": "42#"}').decode()
    assert (await (await house.post(bare | {"data_base64": data, "subject": None})).json())["accepted"] == ["e1"]


async def test_given_two_mebibytes_then_it_is_413_with_and_without_a_declared_length(house: House) -> None:
    async def dribble() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b" " * 65536

    declared = await house.client.post("/gateways/pbx/events", data=BytesIO(b" " * (2 * 1024 * 1024)))
    assert declared.status == 413
    chunked = await house.client.post(
        "/gateways/pbx/events", data=dribble(), headers={"Authorization": f"Bearer {KEY}"}
    )
    assert chunked.status == 413
    assert (await chunked.json())["code"] == "too_large"


@pytest.mark.parametrize("packed", [b"junk", gzip.compress(b"{}", mtime=0)[:10]])
async def test_given_a_body_packed_wrongly_then_it_is_400(house: House, packed: bytes) -> None:
    answer = await house.client.post(
        "/gateways/pbx/events",
        data=packed,
        headers={"Content-Encoding": "gzip", "Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    assert (answer.status, (await answer.json())["code"]) == (400, "not_json")


async def test_given_a_body_that_unpacks_to_more_than_is_taken_then_it_is_413(house: House) -> None:
    answer = await house.client.post(
        "/gateways/pbx/events",
        data=gzip.compress(b" " * 50_000_000),
        headers={"Content-Encoding": "gzip", "Authorization": f"Bearer {KEY}"},
    )
    assert answer.status == 413


async def test_given_emoji_and_null_bytes_in_text_then_the_words_arrive_harmless(house: House) -> None:
    await house.post(event(type="call.speech", call="c1", text="卡丢了😱\x00\ud83d!\n"))
    (draft,) = house.intake.drafts.values()
    assert isinstance(draft.event, CustomerSpoke)
    assert draft.event.text == "卡丢了😱\ufffd\ufffd!\n"


async def test_given_ten_thousand_events_at_once_then_all_are_taken_and_one_more_is_too_many(house: House) -> None:
    one = '{"specversion":"1.0","id":"%d","source":"p","type":"call.digits","data":{"call":"1","digits":""}}'
    answer = await house.post("[" + ",".join(one % n for n in range(10_000)) + "]", Content_Type="application/json")
    assert len((await answer.json())["accepted"]) == 10_000
    more = await house.post("[" + ",".join(["1"] * 10_001) + "]", Content_Type="application/json")
    assert more.status == 413
    assert len(house.intake.drafts) == 10_000


async def test_given_an_empty_batch_then_nothing_is_accepted(house: House) -> None:
    assert await (await house.post([])).json() == {"accepted": [], "duplicates": [], "rejected": []}


async def test_given_the_server_cannot_commit_then_it_is_503_and_the_gateway_may_send_again(house: House) -> None:
    house.intake.full = True
    answer = await house.post([event("a"), 7])
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert house.letters.buried == []
    house.intake.full = False
    assert (await (await house.post([event("a")])).json())["accepted"] == ["a"]


async def test_given_too_many_requests_then_it_is_429_with_retry_after_until_the_window_is_over(house: House) -> None:
    for _ in range(1000):
        house.pace.take("pbx")
    answer = await house.post(event())
    assert answer.status == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    house.clock.advance(61)
    assert (await house.post(event())).status == 202


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "specversion": st.just("1.0") | JSON,
        "id": st.text(min_size=1, max_size=10) | JSON,
        "source": st.just("/p") | JSON,
        "type": st.sampled_from(["call.arrived", "call.command_done", "message.received", "call.ended"]) | JSON,
        "time": st.just("2026-11-21T08:00:00Z") | JSON,
        "data": st.dictionaries(
            st.sampled_from(["call", "from", "to", "text", "result", "command", "channel", "attachments"]), JSON
        )
        | JSON,
        "data_base64": JSON,
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200) | JSON | FIELDS | st.lists(FIELDS | JSON, max_size=4),
    kind=st.sampled_from(
        ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json", "x"]
    ),
)
def test_whatever_the_body_is_then_the_answer_is_clear(body: object, kind: str) -> None:
    asyncio.run(_answered(body, kind))


async def _answered(body: object, kind: str) -> None:
    async with opened_house() as house:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await house.post(raw, sign=False, Authorization=f"Bearer {KEY}", Content_Type=kind)
        said = await answer.json()
        assert answer.status in (202, 400)
        if answer.status == 202:
            told = len(said["accepted"]) + len(said["duplicates"]) + len(said["rejected"])
            assert told == (len(body) if isinstance(body, list) else 1)
            assert len(said["rejected"]) == len(house.letters.buried)
        else:
            assert said["code"] in ("not_json", "malformed")


async def test_given_a_recogniser_when_it_posts_speech_then_it_is_that_of_the_other_gateway(house: House) -> None:
    house.site[0] = bare_site(pbx=GatewayPolicy(name="pbx", hears_for="ari"), ari=GatewayPolicy(name="ari"))
    answer = await house.post(
        [
            event("1", "call.speech", call="c1", text="我的卡丢了"),
            event("2"),
            event("3", "call.ended", call="c1", reason="completed"),
            event("4", "call.speech", call="c1", text=7),
            event("5", "call.no_such", call="c1"),
        ]
    )
    told = await answer.json()
    assert told["accepted"] == ["1"]
    assert [(one["id"], one["code"]) for one in told["rejected"]] == [
        ("2", "not_allowed"),
        ("3", "not_allowed"),
        ("4", "malformed"),
        ("5", "not_allowed"),
    ]
    assert told["rejected"][0]["detail"] == "pbx hears for ari: it may send call.speech alone"
    ((key, draft),) = house.intake.drafts.items()
    assert key[0] == "pbx"  # its ids are its own
    assert draft.event == CustomerSpoke(gateway="ari", call="c1", text="我的卡丢了")
    assert [letter.gateway for letter in house.letters.buried] == ["pbx"] * 4
    assert house.door.heard("pbx") == house.clock.now()
    assert house.door.heard("ari") is None


async def test_given_a_recogniser_when_it_asks_for_commands_then_it_is_told_that_there_are_none(house: House) -> None:
    house.site[0] = bare_site(pbx=GatewayPolicy(name="pbx", hears_for="ari"), ari=GatewayPolicy(name="ari"))
    answer = await house.client.get("/gateways/pbx/commands", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status == 403
    assert (await answer.json())["code"] == "not_allowed"
