"""Grades over REST: the list, its CSV, and the mean."""

from typing import Any

import pytest

from callcenter.clock import rfc3339
from callcenter.services.ports import Projection, SurveyRow
from tests.integration.web.world import World

SURVEYS = "/api/v1/surveys"


async def given(house: World, *grades: tuple[int, str | None]) -> None:
    rows = [
        SurveyRow(id=f"grade_{n}_0", contact=f"c{n}", seq=n, at=house.clock.now() + n, channel="voice", customer="cus_1",
                  agent=agent, queue=None, intent="fees", flow="fees", grade=grade)
        for n, (grade, agent) in enumerate(grades)
    ]  # fmt: skip
    await house.store.append([], Projection(upto=9, surveys=rows))


async def test_given_grades_then_they_come_newest_first_and_the_mean_is_taken_over_all(house: World) -> None:
    await given(house, (90, None), (60, "agent1"), (-90, None))
    browser = await house.browser("supervisor1")
    page = (await browser.call("GET", f"{SURVEYS}?limit=2")).json
    assert [row["grade"] for row in page["rows"]] == [-90, 60]
    assert page["rows"][0] == {
        "id": "grade_2_0", "at": rfc3339(house.clock.now() + 2), "grade": -90, "contact": "c2", "channel": "voice",
        "customer": "cus_1", "agent": None, "queue": None, "intent": "fees", "flow": "fees",
    }  # fmt: skip
    rest = (await browser.call("GET", f"{SURVEYS}?limit=2&after={page['after']}")).json
    assert ([row["grade"] for row in rest["rows"]], rest["after"]) == ([90], None)
    told = (await browser.call("GET", f"{SURVEYS}/satisfaction")).json
    assert (told["csm"], told["given"], told["grades"]["60"], told["grades"]["0"]) == (20.0, 3, 1, 0)


async def test_given_no_grade_then_there_is_no_mean(house: World) -> None:
    told = (await (await house.browser("supervisor1")).call("GET", f"{SURVEYS}/satisfaction?flow=fees")).json
    assert (told["csm"], told["given"]) == (None, 0)


async def test_given_an_agent_then_they_see_the_grades_of_their_own_contacts(house: World) -> None:
    await given(house, (90, "agent2"), (60, "agent1"), (-90, None))
    browser = await house.browser("agent2")
    assert [row["grade"] for row in (await browser.call("GET", f"{SURVEYS}?agent=agent1")).json["rows"]] == [90]
    assert (await browser.call("GET", f"{SURVEYS}/satisfaction")).json["csm"] == 90.0


async def test_given_a_filter_then_list_and_mean_follow_it(house: World) -> None:
    await given(house, (90, None), (60, None))
    browser = await house.browser("supervisor1")
    assert len((await browser.call("GET", f"{SURVEYS}?grade=60&flow=fees")).json["rows"]) == 1
    assert (await browser.call("GET", f"{SURVEYS}/satisfaction?grade=60")).json["csm"] == 60.0


@pytest.mark.parametrize("query", ["grade=50", "grade=good", "colour=blue", "from=yesterday"])
async def test_given_a_filter_that_is_none_then_it_is_400(house: World, query: str) -> None:
    browser = await house.browser("supervisor1")
    for path in (SURVEYS, f"{SURVEYS}/satisfaction"):
        answer: Any = await browser.call("GET", f"{path}?{query}")
        assert answer.status == 400, query


async def test_given_csv_is_wanted_then_the_columns_are_named(house: World) -> None:
    await given(house, (90, "agent1"))
    answer = await (await house.browser("supervisor1")).call("GET", SURVEYS, headers={"Accept": "text/csv"})
    lines = answer.text.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("id,at,grade,contact")
    assert ",90,c0,voice,cus_1,agent1," in lines[1]
