"""What gateways get wrong: each has a clear answer, nothing is lost, nothing doubled, and the next call rings."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import product
from string import ascii_letters, digits
from typing import Any

import jsonpatch
import pytest

from callcenter.clock import from_rfc3339
from callcenter.testing.clients import Pbx, Person, cloud_event
from tests.acceptance.floor import MAIN, Caller, at_work, calling, named
from tests.house import HouseProcess

pytestmark = pytest.mark.xdist_group("bank")
BATCH = "application/cloudevents-batch+json"
ONE = "application/cloudevents+json"
MANY = 10_000


@pytest.fixture(autouse=True)
async def no_defect(bank: HouseProcess) -> AsyncIterator[None]:
    """Whatever comes in, none of it is answered by a failure of ours, and no event has to be put aside."""
    yield
    for action in ("http_defect", "socket_defect", "event.quarantined"):
        assert bank.logged(action) == []


@pytest.fixture
async def pbx(bank: HouseProcess) -> AsyncIterator[Caller]:
    async with calling(bank.base) as one:
        yield one


def arrival(call: str, id: str, **more: Any) -> dict[str, Any]:
    return {**cloud_event("call.arrived", id, {"call": call, "from": "+8613800000001", "to": MAIN}), **more}


async def times_kept(bank: HouseProcess, *ids: str) -> list[int]:
    """How often each event is in the journal."""
    found = Counter(key for (key,) in await bank.rows("SELECT key FROM journal WHERE key LIKE 'pbx /pbx %'"))
    return [found[f"pbx /pbx {id}"] for id in ids]


async def contact_of(bank: HouseProcess, id: str) -> str:
    """The contact that this arrival began."""
    ((seq,),) = await bank.rows(f"SELECT seq FROM journal WHERE key = 'pbx /pbx {id}'")
    return f"c{seq}"


# --- who may speak ----------------------------------------------------------------------------------------------------


async def test_given_a_wrong_signature_then_it_is_401_and_the_event_is_taken_once_it_is_signed_well(
    bank: HouseProcess, pbx: Pbx
) -> None:
    id = named("event")
    body = json.dumps(arrival(named("call"), id))
    wrong = {**pbx.signed(body), "webhook-signature": pbx.signed(body + " ")["webhook-signature"]}
    for headers, code in (({}, "unsigned"), (wrong, "bad_signature")):
        status, problem = await pbx.send(body, ONE, headers)
        assert (status, problem["code"]) == (401, code)
    assert await times_kept(bank, id) == [0]
    assert (await pbx.send(body, ONE))[0] == 202
    assert await times_kept(bank, id) == [1]


@pytest.mark.parametrize("off", [-600, 600])
async def test_given_a_signature_from_another_time_then_it_is_401_and_says_so(
    bank: HouseProcess, pbx: Pbx, off: int
) -> None:
    id = named("event")
    body = json.dumps(arrival(named("call"), id))
    status, problem = await pbx.send(body, ONE, pbx.signed(body, at=datetime.now(UTC) + timedelta(seconds=off)))
    assert (status, problem["code"]) == (401, "bad_signature")
    assert "too" in problem["detail"]
    assert await times_kept(bank, id) == [0]


async def test_given_an_overheard_request_when_it_is_sent_again_then_nothing_happens_twice(
    bank: HouseProcess, pbx: Pbx
) -> None:
    id = named("event")
    body = json.dumps(arrival(named("call"), id))
    headers = pbx.signed(body)
    answers = [await pbx.send(body, ONE, headers) for _ in range(3)]
    assert [(status, answer["accepted"]) for status, answer in answers] == [(202, [id]), (202, []), (202, [])]
    assert [answer["duplicates"] for _, answer in answers] == [[], [id], [id]]
    status, problem = await pbx.send(body.replace(id, named("event")), ONE, headers)
    assert (status, problem["code"]) == (401, "bad_signature")
    assert await times_kept(bank, id) == [1]


async def test_given_a_gateway_the_site_does_not_know_then_it_is_404_for_events_and_commands(
    bank: HouseProcess,
) -> None:
    async with Pbx(bank.base, name="nosuch") as stranger:
        status, problem = await stranger.post(arrival("a", "1"))
        assert (status, problem["code"]) == (404, "unknown_gateway")
        async with stranger.http.get(f"{bank.base}/gateways/nosuch/commands", headers=stranger.signed("")) as answer:
            assert (answer.status, (await answer.json())["code"]) == (404, "unknown_gateway")


# --- when, how often, in which order ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-7, 7])
async def test_given_a_gateways_clock_is_hours_off_then_the_call_arrived_when_it_did(
    bank: HouseProcess, pbx: Caller, hours: int
) -> None:
    id, call = named("event"), named("call")
    told = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    before = time.time()
    status, answer = await pbx.post(arrival(call, id, time=told))
    assert (status, answer["accepted"]) == (202, [id])
    await pbx.tell("call.ended", call=call, reason="customer_hangup")
    contact = await contact_of(bank, id)
    await bank.shows(f"SELECT state FROM contacts WHERE id = '{contact}'", ("abandoned",))
    async with Person(bank.base, "boss") as boss:
        await boss.log_in()
        arrived = from_rfc3339((await boss.get(f"/contacts/{contact}"))["arrived_at"])
    assert before - 1 < arrived < time.time() + 1


async def test_given_an_event_comes_twice_in_a_batch_and_again_then_it_counts_once(
    bank: HouseProcess, pbx: Pbx
) -> None:
    first, call = named("event"), named("call")
    twice = [arrival(call, first), arrival(call, first)]
    _, answer = await pbx.post(*twice)
    assert (answer["accepted"], answer["duplicates"]) == ([first], [first])
    _, again = await pbx.post(*twice)
    assert (again["accepted"], again["duplicates"]) == ([], [first, first])
    await pbx.tell("call.ended", call=call, reason="customer_hangup")
    await bank.shows(f"SELECT state FROM contacts WHERE leg = '{call}'", ("abandoned",))
    assert await times_kept(bank, first) == [1]


@pytest.mark.parametrize(
    "order",
    [
        ("arrived", "ended", "speech", "digits"),
        ("ended", "speech", "arrived", "digits"),
        ("speech", "arrived", "ended"),
    ],
    ids=["late", "end-first", "speech-first"],
)
async def test_given_events_out_of_order_then_there_was_one_contact_and_it_is_over(
    bank: HouseProcess, pbx: Pbx, order: tuple[str, ...]
) -> None:
    call = named("call")
    data: dict[str, dict[str, Any]] = {
        "arrived": {"from": "+8613800000001", "to": MAIN},
        "speech": {"text": "我的卡丢了"},
        "digits": {"digits": "0"},
        "ended": {"reason": "customer_hangup"},
    }
    for what in order:
        told = await pbx.tell(f"call.{what}", named("event"), call=call, **data[what])
        assert len(told["accepted"]) == 1
    await bank.shows(f"SELECT state FROM contacts WHERE leg = '{call}'", ("abandoned",))


async def test_given_events_are_missing_then_nothing_waits_for_them(bank: HouseProcess, pbx: Caller) -> None:
    await pbx.tell("call.speech", call=named("ghost"), text="我的卡丢了")
    await pbx.tell("call.command_done", call=named("ghost"), command="1.0")
    await pbx.tell("call.agent_answered", call=named("ghost"), agent="li")
    async with at_work(bank.base, "li") as li:
        await pbx.waits()
        offer = await li.sees("offer.made")
        assert (await li.clicks("offer.accept", offer=offer["offer"]))["ok"]
        # Neither that the phone rang nor that it was answered is ever told.
        await pbx.hang_up()
        contact = offer["contact"]["id"]
        assert (await li.clicks("contact.wrap_up", contact=contact, disposition="resolved"))["ok"]
        await pbx.waits()
        assert (await li.sees("offer.made"))["contact"]["id"] != contact


# --- who is calling, who is meant -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "match", "names"), [("+8613900099999", "unknown", []), ("+8613800000055", "ambiguous", ["hu", "ma"])]
)
async def test_given_a_number_of_nobody_or_of_two_then_the_panel_says_so_and_nobody_is_guessed(
    bank: HouseProcess, pbx: Caller, number: str, match: str, names: list[str]
) -> None:
    async with at_work(bank.base, "wang") as wang:
        await pbx.waits(number)
        offer = await wang.sees("offer.made")
        panel = offer["panel"]
        assert offer["contact"]["customer"] is None
        assert (panel["customer"], panel["who"]["match"]) == (None, match)
        # Who they are may come a moment after the ringing.
        while names_of(panel) != names:
            change = await wang.sees("panel.patch", customer=offer["panel_key"])
            panel = jsonpatch.apply_patch(panel, change["patch"])
        assert match in [warning["kind"] for warning in panel["warnings"]["rows"]]


def names_of(panel: dict[str, Any]) -> list[str]:
    return sorted(one["name"] for one in panel["who"]["candidates"])


async def test_given_an_agent_nobody_knows_then_each_who_names_them_is_told_and_the_call_still_waits(
    bank: HouseProcess, pbx: Caller
) -> None:
    call = await pbx.waits()
    for kind in ("call.agent_ringing", "call.agent_answered"):
        await pbx.tell(kind, named("event"), call=call, agent="nobody")
    await pbx.tell("call.agent_failed", call=call, agent="nobody", reason="busy")
    async with Person(bank.base, "nobody") as nobody:
        status, problem = await nobody.post("/login", name="nobody", password="demo")
        assert (status, problem["code"]) == (401, "wrong_password")
    async with at_work(bank.base, "zhao") as zhao:
        offer = await zhao.sees("offer.made")
        assert offer["contact"]["leg"] == call
        assert (await zhao.clicks("offer.accept", offer=offer["offer"]))["ok"]
        await pbx.tell("call.agent_answered", call=call, agent="zhao")
        moved = await zhao.clicks("contact.transfer", contact=offer["contact"]["id"], to={"agent": "nobody"})
        assert moved["ok"] is False
        assert moved["error"]["detail"]
        assert (await zhao.clicks("contact.end", contact=offer["contact"]["id"]))["ok"]


# --- what is in it ----------------------------------------------------------------------------------------------------


async def test_given_two_mebibytes_then_it_is_413_and_the_next_event_is_taken(bank: HouseProcess, pbx: Caller) -> None:
    big = json.dumps([arrival(named("call"), named("event"), padding="x" * 1000) for _ in range(1900)])
    assert len(big) > 2 * 1024 * 1024
    status, problem = await pbx.send(big, BATCH)
    assert (status, problem["code"]) == (413, "too_large")
    await pbx.rings()


@pytest.mark.parametrize("body", ["", "{", "nonsense", '"text"', "7", "null", "[[[" * 5000, '{"id": "\x00"}', "NaN"])
async def test_given_a_body_that_is_no_event_then_it_is_400(bank: HouseProcess, pbx: Pbx, body: str) -> None:
    for kind in (ONE, BATCH):
        status, problem = await pbx.send(body, kind)
        assert status == 400
        assert problem["code"] in ("not_json", "malformed")
        assert problem["detail"]


async def test_given_json_of_the_wrong_shape_then_each_is_rejected_alone_and_kept_as_a_dead_letter(
    bank: HouseProcess, pbx: Pbx
) -> None:
    good, call = named("event"), named("call")
    wrong: list[Any] = [
        7,
        None,
        [],
        {},
        cloud_event("call.arrived", named("w"), {"call": 7, "from": [], "to": {}}),
        cloud_event("call.invented", named("w"), {}),
        {**cloud_event("call.ended", named("w"), {}), "data": "text"},
        {**cloud_event("call.ended", named("w"), {}), "specversion": "9"},
        cloud_event("call.ended", "null \x00 byte", {"call": "a", "reason": "failed"}),
    ]
    status, answer = await pbx.post(*wrong[:4], arrival(call, good), *wrong[4:])
    assert (status, answer["accepted"]) == (202, [good])
    assert [one["index"] for one in answer["rejected"]] == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert all(one["detail"] for one in answer["rejected"])
    assert answer["rejected"][4]["detail"].count("/data/") == 3
    assert {one["code"] for one in answer["rejected"]} == {"malformed", "unknown_type"}
    await pbx.tell("call.ended", call=call, reason="customer_hangup")
    async with Person(bank.base, "boss") as boss:
        await boss.log_in()
        letters = (await boss.get(f"/dead-letters?limit={len(wrong)}"))["rows"]
    assert sorted(one["detail"] for one in letters) == sorted(
        one["detail"].replace("\x00", "\ufffd") for one in answer["rejected"]
    )


async def test_given_an_emoji_and_a_null_byte_then_the_words_reach_the_agent_and_the_history(
    bank: HouseProcess, pbx: Caller
) -> None:
    async with at_work(bank.base, "chen") as chen:
        chat = await pbx.writes("人工 🙂👩‍👩‍👧 \x00 ok")
        offer = await chen.sees("offer.made")
        assert offer["contact"]["messages"][0]["text"] == "人工 🙂👩‍👩‍👧 \ufffd ok"
        assert (await chen.clicks("offer.accept", offer=offer["offer"]))["ok"]
        half = {"conversation": chat, "channel": "chat", "from": "web-1", "text": "💳 \ud83d"}
        # Half a character can only travel as an escape.
        assert (await pbx.send(json.dumps(cloud_event("message.received", named("event"), half)), ONE))[0] == 202
        while (await chen.sees("message.received"))["message"]["text"] != "💳 \ufffd":
            pass
        sent = await chen.clicks("message.send", contact=offer["contact"]["id"], text="a\x00b")
        assert (sent["ok"], sent["error"]["code"]) == (False, "malformed")
        assert (await chen.clicks("message.send", contact=offer["contact"]["id"], text="好的 🙂"))["ok"]


# --- too much at once -------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_given_ten_thousand_events_in_one_batch_then_every_call_of_them_waits_once(
    bank: HouseProcess, pbx: Pbx
) -> None:
    # A mebibyte leaves 104 characters for each event, so names are short.
    names = ("".join(one) for one in product(ascii_letters + digits, repeat=3))
    calls = ["".join(one) for one in product(ascii_letters + digits, repeat=2)][: MANY // 4]
    batch = [
        {"specversion": "1.0", "id": next(names), "source": "b", "type": f"call.{kind}", "data": {"call": call, **data}}
        for call in calls
        for kind, data in (("arrived", {"from": "", "to": ""}), *(("digits", {"digits": digit}) for digit in "012"))
    ]
    began = time.monotonic()
    status, answer = await pbx.send(json.dumps(batch, separators=(",", ":")), BATCH)
    assert status == 202, answer
    assert (len(answer["accepted"]), answer["rejected"]) == (MANY, [])
    async with Person(bank.base, "boss", socket="supervisor") as boss:
        await boss.log_in()
        await boss.sit_down()
        floor = (await boss.sees("welcome"))["snapshot"]
        queued = [one["call"] for one in floor["contacts"].values() if one["state"] == "queued"]
        assert [call for call in queued if len(call) == 2] == calls
    _, again = await pbx.send(json.dumps(batch, separators=(",", ":")), BATCH)
    assert (again["accepted"], len(again["duplicates"])) == ([], MANY)
    ends = [cloud_event("call.ended", named("e"), {"call": call, "reason": "failed"}) for call in calls]
    assert (await pbx.post(*ends))[0] == 202
    await bank.shows(
        "SELECT count(*), count(DISTINCT leg) FROM contacts WHERE length(leg) = 2", (len(calls), len(calls))
    )
    assert time.monotonic() - began < 60


@pytest.mark.slow
async def test_given_ten_thousand_single_events_over_64_connections_then_each_is_taken_once(
    bank: HouseProcess, pbx: Pbx
) -> None:
    steps: list[tuple[str, dict[str, Any]]] = [
        ("arrived", {"from": "+8613800000001", "to": MAIN}),
        ("digits", {"digits": "0"}),
        ("ended", {"reason": "customer_hangup"}),
        ("recording_ready", {"url": "https://example.org/1", "seconds": 1}),
    ]
    waiting = iter(range(MANY // len(steps)))
    taken: list[str] = []

    async def connection() -> None:
        for number in waiting:
            for kind, data in steps:
                id = f"single-{number}-{kind}"
                answer = await pbx.tell(f"call.{kind}", id, call=f"single-{number}", **data)
                taken.extend(answer["accepted"])

    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(64):
            tasks.create_task(connection())
    assert len(taken) == len(set(taken)) == MANY
    assert set(await times_kept(bank, *taken)) == {1}
    await bank.shows("SELECT count(*) FROM contacts WHERE leg LIKE 'single-%' AND state = 'abandoned'", (MANY // 4,))
    assert time.monotonic() - began < 90
