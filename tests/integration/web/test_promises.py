"""Callbacks and complaints over REST, from the first word to the last."""

from typing import Any

import pytest

from callcenter.clock import rfc3339
from callcenter.model.commands import Reply
from callcenter.model.promise import CallbackState
from tests.integration.web.world import Browser, World

CALLBACKS, COMPLAINTS = "/api/v1/callbacks", "/api/v1/complaints"
TOLD = {"cause": "attitude", "text": "rude", "channel": "letter", "customer": "cus_1", "severity": 1}


def wish(house: World, **changes: Any) -> dict[str, Any]:
    now = house.clock.now()
    window = {"from": rfc3339(now + 3600), "to": rfc3339(now + 7200)}
    return {"customer": "cus_1", "window": window, "timezone": "Asia/Shanghai", "reason": "card", **changes}


async def test_given_a_customer_when_a_callback_is_promised_then_it_goes_through_the_journal_to_their_number(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    made = await browser.call("POST", CALLBACKS, wish(house, queue="cards"))
    assert (made.status, made.json["state"], made.json["number"]) == (201, "scheduled", "+8613800000001")
    (event,) = house.door.asked
    assert (event.agent, event.callback) == ("supervisor1", made.json["id"])
    assert (await browser.call("GET", made.headers["Location"])).json == made.json
    assert (await browser.call("GET", f"{CALLBACKS}?state=scheduled&queue=cards")).json["rows"] == [made.json]
    assert house.told == [made.json["id"]]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"customer": "cus_0"}, "/customer"),
        ({"customer": None}, "/number"),
        ({"number": "call me maybe"}, "/number"),
        ({"queue": "nowhere"}, "/queue"),
        ({"agent": "supervisor1"}, "/agent"),
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"timezone": "../etc/passwd"}, "/timezone"),
        ({"window": {"from": "2027-02-01T10:00:00Z", "to": "2027-02-01T09:00:00Z"}}, "/window/to"),
        ({"window": {"from": "2020-02-01T10:00:00Z", "to": "2020-02-01T11:00:00Z"}}, "/window/to"),
        ({"window": {"from": "2029-02-01T10:00:00Z", "to": "2029-02-01T11:00:00Z"}}, "/window/from"),
        ({"window": {"from": "2027-02-01T10:00:00", "to": "2027-02-01T11:00:00Z"}}, "/window/from"),
    ],
)
async def test_given_a_promise_that_cannot_be_kept_when_asked_for_then_it_is_400_at_its_place(
    house: World, changes: dict[str, Any], pointer: str
) -> None:
    refused = await (await house.browser("supervisor1")).call("POST", CALLBACKS, wish(house, **changes))
    assert (refused.status, refused.pointers) == (400, {pointer}), refused.text
    assert house.door.asked == []


async def test_given_a_callback_when_rescheduled_and_cancelled_then_each_step_needs_the_newest_version(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    made = await browser.call("POST", CALLBACKS, wish(house))
    path, tag = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    later = {"from": rfc3339(house.clock.now() + 9000), "to": rfc3339(house.clock.now() + 9900)}
    moved = await browser.call("POST", f"{path}/reschedule", {"window": later}, headers=tag)
    assert (moved.json["from"], moved.json["due_at"], moved.json["timezone"]) == (
        later["from"],
        later["from"],
        "Asia/Shanghai",
    )
    assert (await browser.call("POST", f"{path}/cancel", {}, headers=tag)).status == 412
    ended = await browser.call("POST", f"{path}/cancel", {"reason": "solved"})
    assert (ended.json["state"], ended.json["outcome"]) == ("cancelled", "solved")
    again = await browser.call("POST", f"{path}/cancel", {})
    assert (again.status, again.code) == (409, "illegal_step")


async def test_given_a_callback_that_rings_right_now_when_cancelled_then_it_is_409(house: World) -> None:
    browser = await house.browser("supervisor1")
    made = (await browser.call("POST", CALLBACKS, wish(house))).json
    kept = house.store.callback_rows[made["id"]]
    house.store.callback_rows[made["id"]] = type(kept)(**{**vars(kept), "state": CallbackState.DUE})
    refused = await browser.call("POST", f"{CALLBACKS}/{made['id']}/cancel", {})
    assert (refused.status, refused.code) == (409, "callback_due")


async def test_given_two_agents_when_one_has_a_callback_then_it_is_theirs_alone(house: World) -> None:
    await house.contact("c1", agent="agent1", customer="cus_1")
    first, second = await house.browser("agent1"), await house.browser("agent2")
    assert (await first.call("POST", CALLBACKS, wish(house, agent="agent2"))).code == "not_yours"
    assert (await second.call("POST", CALLBACKS, wish(house, agent="agent2"))).code == "not_yours"
    made = await first.call("POST", CALLBACKS, wish(house, agent="agent1"))
    path = made.headers["Location"]
    assert [(await one.call("GET", path)).status for one in (first, second)] == [200, 403]
    assert [len((await one.call("GET", CALLBACKS)).json["rows"]) for one in (first, second)] == [1, 0]
    assert (await second.call("POST", f"{path}/cancel", {})).status == 403


async def test_given_the_switchboard_refuses_when_asked_then_its_code_is_the_answer(house: World) -> None:
    browser = await house.browser("supervisor1")
    house.door.replies = [Reply(request="", ok=False, code="unknown_queue", detail="no queue"),
                          Reply(request="", ok=False, code="too_late", detail="gone")]  # fmt: skip
    answers = [await browser.call("POST", CALLBACKS, wish(house)) for _ in range(2)]
    assert [(one.status, one.code) for one in answers] == [(404, "unknown_queue"), (409, "too_late")]


async def _steps(browser: Browser, path: str, *steps: tuple[str, Any]) -> dict[str, Any]:
    for step, body in steps:
        answer = await browser.call("POST", f"{path}/{step}", body)
        assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


async def test_given_a_complaint_when_it_goes_its_whole_way_then_the_clock_is_met_and_the_trail_tells_it(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    made = await browser.call("POST", COMPLAINTS, TOLD)
    assert (made.status, made.json["state"], made.json["clock"]) == (201, "received", "running")
    assert made.json["remaining_seconds"] == 24 * 3600
    house.clock.advance(3600)
    closed = await _steps(
        browser, made.headers["Location"],
        ("triage", {"valid": True}), ("assign", {"owner": "agent1"}), ("resolve", {"outcome": "apologised"}),
        ("visit", {"satisfied": True, "grade": 90, "note": "glad"}), ("close", None),
    )  # fmt: skip
    assert (closed["state"], closed["clock"], closed["owner"], closed["outcome"]) == (
        "closed",
        "met",
        "agent1",
        "apologised",
    )
    assert closed["remaining_seconds"] == 23 * 3600
    assert [(line["what"], line["by"]) for line in closed["trail"]] == [
        (what, "supervisor1") for what in ("received", "valid", "assigned", "resolved", "visited", "closed")
    ]
    assert all(line["at"].endswith("Z") for line in closed["trail"])
    (visited,) = (line for line in closed["trail"] if "visit" in line)
    assert visited["visit"] == {"satisfied": True, "grade": 90, "note": "glad"}
    assert visited["detail"] == "satisfied, grade 90: glad"


async def test_given_a_day_has_passed_when_resolved_then_the_clock_is_breached_though_nobody_had_looked(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    path = (await browser.call("POST", COMPLAINTS, TOLD)).headers["Location"]
    house.clock.advance(24 * 3600 + 1)
    await browser.log_in("supervisor1")
    resolved = await _steps(browser, path, ("assign", {"owner": "agent1"}), ("resolve", {"outcome": "late"}))
    assert (resolved["clock"], resolved["remaining_seconds"]) == ("breached", -1)


async def test_given_a_closed_complaint_when_reopened_then_a_fresh_clock_runs(house: World) -> None:
    browser = await house.browser("supervisor1")
    path = (await browser.call("POST", COMPLAINTS, TOLD)).headers["Location"]
    await _steps(browser, path, ("assign", {"owner": "agent1"}), ("resolve", {"outcome": "x"}))
    refused = await browser.call("POST", f"{path}/assign", {"owner": "agent2"})
    assert (refused.status, refused.code) == (409, "reopen_first")
    house.clock.advance(50_000)
    await browser.log_in("supervisor1")
    opened = await _steps(browser, path, ("reopen", {"reason": "not content"}))
    assert (opened["state"], opened["clock"], opened["owner"]) == ("assigned", "running", "agent1")
    assert opened["remaining_seconds"] == 24 * 3600
    assert opened["trail"][-1]["detail"] == "not content (clock before: met)"


async def test_given_an_unjustified_complaint_when_triaged_then_its_clock_ends_with_the_explanation(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    path = (await browser.call("POST", COMPLAINTS, TOLD)).headers["Location"]
    invalid = await _steps(browser, path, ("triage", {"valid": False, "explanation": "another bank"}))
    assert (invalid["state"], invalid["clock"], invalid["outcome"]) == ("invalid", "met", "another bank")
    revived = await _steps(browser, path, ("triage", {"valid": True, "explanation": "ours after all"}))
    assert (revived["state"], revived["clock"]) == ("valid", "running")


@pytest.mark.parametrize(
    ("step", "body"), [("visit", {"satisfied": True}), ("close", None), ("reopen", {"reason": "x"})]
)
async def test_given_a_fresh_complaint_when_a_later_step_is_tried_then_it_is_409_and_nothing_changed(
    house: World, step: str, body: Any
) -> None:
    browser = await house.browser("supervisor1")
    made = await browser.call("POST", COMPLAINTS, TOLD)
    refused = await browser.call("POST", f"{made.headers['Location']}/{step}", body)
    assert (refused.status, refused.code) == (409, "illegal_step")
    assert (await browser.call("GET", made.headers["Location"])).json["version"] == made.json["version"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"cause": "weather"}, "/cause"), ({"customer": "cus_0"}, "/customer"), ({"contact": "c0"}, "/contact")],
)
async def test_given_a_complaint_about_nothing_known_when_told_then_it_is_400_at_its_place(
    house: World, changes: dict[str, str], pointer: str
) -> None:
    refused = await (await house.browser("supervisor1")).call("POST", COMPLAINTS, {**TOLD, **changes})
    assert (refused.status, refused.pointers) == (400, {pointer})


async def test_given_an_agent_when_complaints_come_then_theirs_are_those_of_their_customers_and_those_they_own(
    house: World,
) -> None:
    leader, agent = await house.browser("supervisor1"), await house.browser("agent1")
    path = (await leader.call("POST", COMPLAINTS, TOLD)).headers["Location"]
    assert (await agent.call("POST", COMPLAINTS, TOLD)).status == 403
    assert (await agent.call("GET", path)).status == 403
    assert (await agent.call("POST", f"{path}/resolve", {"outcome": "x"})).status == 403
    await leader.call("POST", f"{path}/assign", {"owner": "agent1"})
    assert [row["owner"] for row in (await agent.call("GET", COMPLAINTS)).json["rows"]] == ["agent1"]
    assert (await agent.call("POST", f"{path}/resolve", {"outcome": "x"})).status == 200
    other = await house.browser("agent2")
    assert (await other.call("GET", f"{COMPLAINTS}?customer=cus_1")).json["rows"] == []
    await house.contact("c1", agent="agent2", customer="cus_1")
    assert len((await other.call("GET", f"{COMPLAINTS}?customer=cus_1")).json["rows"]) == 1


async def test_given_the_clocks_watcher_writes_in_between_when_a_step_is_taken_then_both_stay(house: World) -> None:
    browser = await house.browser("supervisor1")
    made = await browser.call("POST", COMPLAINTS, TOLD)
    change, once = house.store.change_complaint, []

    async def raced(complaint: Any) -> None:
        if not once:
            once.append(complaint)
            kept = house.store.complaint_rows[complaint.id]
            await change(type(kept)(**{**vars(kept), "severity": 3}))
        await change(complaint)

    house.store.change_complaint = raced  # type: ignore[method-assign]
    assigned = await _steps(browser, made.headers["Location"], ("assign", {"owner": "agent1"}))
    assert (assigned["severity"], assigned["owner"]) == (3, "agent1")
