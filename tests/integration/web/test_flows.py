"""What became of people in flows, over REST: counted from what the switchboard itself wrote down."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from callcenter.clock import rfc3339
from callcenter.testing.day import Day
from tests import recorded
from tests.integration.web.world import Answer, World

CALLER = "+8613812345678"


async def _day(house: World) -> None:
    """One is served, one hangs up when served, one gives up at the greeting, one asks for a person, one is still there."""
    site = house.site.site
    versions = {name: replace(flow, version=f"{name}-1") for name, flow in site.flows.items()}
    house.site.site = replace(site, flows=versions)
    day = Day(house.site.site)
    served = day.call(CALLER)
    day.passes(5)
    day.says(served, "rates", "exchange_rate")
    day.passes(7)
    day.says(served, "what?", "unclear", unsure=True)
    day.passes(3)
    day.keys(served, "2")
    content = day.call()
    day.says(content, "rates", "exchange_rate")
    day.passes(4)
    day.hang_up(content)
    gave_up = day.call()
    day.passes(2)
    day.hang_up(gave_up)
    asked = day.call()
    day.passes(8)
    day.keys(asked, "0")
    day.call()
    await recorded.write(day, house.store)


async def _report(house: World, path: str, who: str = "supervisor1", **more: str) -> Answer:
    first = house.clock.now() - 3600
    found = await house.browser(who)
    return await found.call("GET", f"/api/v1/reports/flows{path}?from={rfc3339(first)}", **more)


async def test_given_a_day_then_each_flow_and_version_has_its_row(house: World) -> None:
    await _day(house)
    told = await _report(house, "")
    assert told.status == 200
    rows = {(row["flow"], row["version"] is None): row for row in told.json["rows"]}
    welcome, rates = rows["welcome", True], rows["rates", True]
    assert (welcome["started"], welcome["inside"]) == (5, 1)
    assert {end: n for end, n in welcome["ends"].items() if n} == {"intent": 2, "dropped_out": 1, "human": 1}
    assert (welcome["judged"], welcome["drop_out"], welcome["human_why"]) == (2, 0.5, {"asked": 1})
    assert welcome["seconds_to_human"]["p50"] == 8.0
    assert {end: n for end, n in rates["ends"].items() if n} == {"served": 1, "hung_up_done": 1}
    assert (rates["containment"], rates["containment_by_choice"]) == (1.0, 1.0)
    assert rates["not_understood"] == 0.5
    assert rows["rates", False]["version"] == "rates-1"
    assert all(row["in_force"] for row in rows.values())


async def test_given_one_flow_then_its_nodes_and_ways_are_told_with_their_formulas(house: World) -> None:
    await _day(house)
    told = await _report(house, "/rates")
    assert [row["node"] for row in told.json["rows"]] == ["rate", "more", "bye"]
    more = told.json["rows"][1]
    assert (more["reached"], more["heard"], more["not_understood"], more["left"]) == (2, 2, 0.5, {"hung_up_done": 1})
    assert more["answer_seconds"]["p95"] == 7.0
    assert told.json["ways"] == [
        {"from": "more", "to": "bye", "visits": 1, "share": 0.5},
        {"from": "rate", "to": "more", "visits": 2, "share": 1.0},
    ]
    assert told.json["formulas"]["containment"].startswith("(served")
    version = told.json["versions"][0]["version"]
    assert version == "rates-1"
    only = await (await house.browser("supervisor1")).call("GET", f"/api/v1/reports/flows/rates?version={version}")
    assert only.json["figures"]["started"] == 2


@pytest.mark.parametrize("path", ["/nothing", "/rates?version=none"])
async def test_given_an_unknown_flow_or_version_then_it_is_404(house: World, path: str) -> None:
    for route in (f"/api/v1/reports/flows{path}", f"/api/v1/flows{path.replace('?', '/graph.svg?')}"):
        if not route.endswith("/api/v1/flows/nothing"):
            assert (await (await house.browser("supervisor1")).call("GET", route)).status == 404


async def test_given_a_period_without_end_or_sense_then_it_is_refused(house: World) -> None:
    browser = await house.browser("supervisor1")
    for query in (
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
    ):
        told = await browser.call("GET", f"/api/v1/reports/flows?{query}")
        assert told.status == 400
        assert "92 days" in told.text


async def test_given_csv_is_preferred_then_both_lists_are_tables(house: World) -> None:
    await _day(house)
    flows = await _report(house, "", headers={"Accept": "text/csv"})
    assert flows.text.splitlines()[0].startswith("flow,version,in_force,started")
    nodes = await _report(house, "/rates", headers={"Accept": "text/csv"})
    assert [line.split(",")[0] for line in nodes.text.splitlines()] == ["node", "rate", "more", "bye"]


async def test_given_a_flow_then_its_picture_has_the_figures_and_may_style_itself(house: World) -> None:
    await _day(house)
    browser = await house.browser("supervisor1")
    told = await browser.call("GET", "/api/v1/flows/rates/graph.svg?language=en")
    assert told.headers["Content-Type"].startswith("image/svg+xml")
    assert "style-src 'unsafe-inline'" in told.headers["Content-Security-Policy"]
    root = ElementTree.fromstring(told.text)
    words = "\n".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "came in 2" in words
    assert "not understood 50%" in words
    plain = await browser.call("GET", "/api/v1/flows/rates/graph.svg?figures=false&scheme=dark")
    assert "came in" not in plain.text


async def test_given_the_same_question_within_a_minute_then_it_is_counted_once(house: World) -> None:
    await _day(house)
    await _report(house, "")
    house.store.fail_next(RuntimeError("asked again"), method="flow_lines")
    assert (await _report(house, "")).status == 200
    house.clock.advance(61)
    browser = await house.browser("supervisor1")
    assert (await browser.call("GET", "/api/v1/reports/flows")).status == 500


async def test_given_the_flows_in_force_then_the_list_names_their_versions(house: World) -> None:
    told = await (await house.browser("supervisor1")).call("GET", "/api/v1/flows")
    assert [(row["flow"], row["nodes"]) for row in told.json["rows"]] == [("rates", 3), ("welcome", 2)]
