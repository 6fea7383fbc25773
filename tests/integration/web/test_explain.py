"""Why a contact went where it went, and why an agent gets nothing: over REST, for whom it is meant."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.services.floor import FloorWatch
from callcenter.testing.day import Day
from tests import recorded
from tests.integration.web.world import World, world


@pytest.fixture
def day() -> Day:
    day = Day()
    day.agent("agent1", card=3, general=5)
    day.waits("card_question", caller="+8613800000001", priority="2")
    return day


async def _nothing(now: float) -> dict[str, Any]:
    return {}


@pytest.fixture
async def live(day: Day, tmp_path: Path) -> AsyncIterator[World]:
    """The web room over the floor of a real switchboard."""
    floor = FloorWatch(
        board=day.board, clock=day.clock, sites={day.site.version: day.site}, gateways=dict, complaints=_nothing
    )
    async with world(tmp_path, floor=floor) as made:
        yield made


async def test_given_somebody_who_gets_nothing_when_they_ask_then_the_filter_of_each_queue_is_told(live: World) -> None:
    answer = await (await live.browser("agent1")).call("GET", "/api/v1/agents/agent1/explain")
    assert answer.status == 200
    told = answer.json
    assert (told["verdict"], told["kept_away"]) == ("not_mine", None)
    (cards,) = [queue for queue in told["queues"] if queue["queue"] == "cards"]
    assert [(line["first"], line["why_not"]) for line in cards["lines"]] == [("c5", "skill: card below 5")]
    assert any("skill: card below 5" in line for line in told["words"]["en"])
    assert any("技能：card 低于 5 级" in line for line in told["words"]["zh-CN"])


@pytest.mark.parametrize(("who", "status"), [("agent1", 200), ("agent2", 403), ("supervisor1", 200), ("admin1", 200)])
async def test_given_a_role_then_agents_ask_of_themselves_and_leaders_of_everybody(
    live: World, who: str, status: int
) -> None:
    answer = await (await live.browser(who)).call("GET", "/api/v1/agents/agent1/explain")
    assert answer.status == status
    bearer = await live.program("read")
    assert (await (await live.browser()).call("GET", "/api/v1/agents/agent1/explain", headers=bearer)).status == 200


async def test_given_nobody_of_that_name_then_it_is_404_for_leaders_and_403_for_agents(live: World) -> None:
    assert (await (await live.browser("supervisor1")).call("GET", "/api/v1/agents/ghost/explain")).status == 404
    assert (await (await live.browser("agent1")).call("GET", "/api/v1/agents/ghost/explain")).status == 403


@pytest.mark.parametrize(
    ("asked", "header", "begins"),
    [
        ("", "", "In cards"),
        ("?language=zh-CN", "en", "在队列 cards"),
        ("", "zh-Hans-CN,en;q=0.5", "在队列 cards"),
        ("", "de-DE,en-GB;q=0.8,zh;q=0.1", "In cards"),
        ("?language=en", "zh-CN", "In cards"),
    ],
)
async def test_given_a_language_when_a_contact_is_explained_then_the_words_are_in_it_and_reasons_in_all(
    house: World, day: Day, asked: str, header: str, begins: str
) -> None:
    await recorded.write(day, house.store)
    browser = await house.browser("supervisor1")
    answer = await browser.call("GET", f"/api/v1/contacts/c5/explain{asked}", headers={"Accept-Language": header})
    assert answer.status == 200
    (decision,) = answer.json["decisions"]
    assert decision["words"].startswith(begins)
    assert decision["removed"] == {"agent1": "skill: card below 5"}
    assert answer.json["reasons"]["skill: card below 5"]["zh-CN"] == "技能：card 低于 5 级"
    assert answer.json["reasons"]["declared priority 2"]["zh-CN"] == "网关声明的优先级 2"


async def test_given_a_language_nobody_speaks_here_then_the_fault_is_named(house: World, day: Day) -> None:
    await recorded.write(day, house.store)
    browser = await house.browser("supervisor1")
    answer = await browser.call("GET", "/api/v1/contacts/c5/explain?language=xx")
    assert (answer.status, answer.pointers) == (400, {"/language"})
