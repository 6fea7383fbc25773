"""What customers talk about, over REST: for supervisors, day by day, also as a table."""

import json

from tests.integration.web.world import World

BODY = {
    "day": "2026-03-19", "contacts": 40, "sentences": 60, "uncovered": 12,
    "topics": [{"terms": ["bitcoin", "block"], "trend": [0, 0, 1, 2, 9], "growing": True, "ratio": 3.1, "day": 2, "week": 9,
                "examples": ["do you block bitcoin", "=bitcoin"], "contacts": ["c1", "c2"]}],
    "wishes": [],
    "growing": {"intents": [{"name": "limits", "week": 20, "before": 8, "ratio": 9.0}], "causes": []},
}  # fmt: skip


async def kept(house: World) -> None:
    for day in ("2026-03-18", "2026-03-19"):
        await house.store.keep_topics(day, 1.0, json.dumps({**BODY, "day": day}))


async def test_given_no_day_then_the_newest_report_and_given_days_those(house: World) -> None:
    await kept(house)
    browser = await house.browser("supervisor1")
    newest = (await browser.call("GET", "/api/v1/reports/topics")).json["rows"]
    assert [(row["day"], row["kind"], row["name"]) for row in newest] == [
        ("2026-03-19", "day", ""), ("2026-03-19", "intent", "limits"), ("2026-03-19", "topic", "bitcoin block"),
    ]  # fmt: skip
    both = (await browser.call("GET", "/api/v1/reports/topics?from=2026-03-01&to=2026-03-31")).json["rows"]
    assert [row["day"] for row in both if row["kind"] == "day"] == ["2026-03-19", "2026-03-18"]
    one = (await browser.call("GET", "/api/v1/reports/topics?day=2026-03-18")).json["rows"]
    assert {row["day"] for row in one} == {"2026-03-18"}


async def test_given_days_the_wrong_way_round_then_it_is_refused(house: World) -> None:
    browser = await house.browser("supervisor1")
    assert (await browser.call("GET", "/api/v1/reports/topics?from=2026-03-31&to=2026-03-01")).status == 400
    assert (await browser.call("GET", "/api/v1/reports/topics?day=yesterday")).status == 400


async def test_given_a_spreadsheet_then_each_topic_is_a_line(house: World) -> None:
    await kept(house)
    answer = await (await house.browser("admin1")).call("GET", "/api/v1/reports/topics", headers={"Accept": "text/csv"})
    head, *lines = answer.text.splitlines()
    assert head.startswith("day,kind,name,today,week")
    assert [line.split(",")[1] for line in lines] == ["day", "intent", "topic"]


async def test_given_an_agent_then_the_report_is_not_theirs(house: World) -> None:
    assert (await (await house.browser("agent1")).call("GET", "/api/v1/reports/topics")).status == 403
