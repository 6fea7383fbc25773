"""The report of a day: what nobody has an answer for, what grows, what is wished; made once, made up for, masked."""

import json
from datetime import UTC, datetime

import pytest

from callcenter.clock import ManualClock
from callcenter.services.ports import Projection, TimelineRow
from callcenter.services.topics import TopicReports, lines_of
from callcenter.testing.fake_store import FakeStore
from callcenter.testing.sites import small_site
from tests.integration.store.rows import contact
from tests.unit.intent.made import MATTERS

DAY = 86_400.0
NOW = datetime(2026, 3, 20, 3, 10, tzinfo=UTC).timestamp()
YESTERDAY = NOW - DAY
GROWING, STABLE = MATTERS["crypto"], MATTERS["fund_zh"]


class Talk:
    """Writes contacts with one sentence each into a store."""

    def __init__(self) -> None:
        self.store, self.n = FakeStore(), 0

    async def say(self, text: str, days_ago: int, intent: str = "unclear", name: str = "") -> None:
        self.n += 1
        id, at = f"c{self.n}", YESTERDAY - days_ago * DAY
        row = contact(id, self.n, arrived_at=at, intent=intent, body=json.dumps({"language": "en", "name": name}))
        said = TimelineRow(
            contact=id,
            seq=self.n,
            n=0,
            at=at,
            what="customer_said",
            detail=json.dumps({"text": text, "intent": intent}),
        )
        await self.store.append([], Projection(upto=self.n, contacts={id: row}, timeline=[said]))

    def reports(self) -> TopicReports:
        return TopicReports(self.store, ManualClock(NOW), small_site)


@pytest.fixture
async def talk() -> Talk:
    talk = Talk()
    for days_ago in range(35):
        await talk.say(STABLE[days_ago % 8], days_ago)
        await talk.say(STABLE[(days_ago + 3) % 8], days_ago)
        for _ in range(6):
            await talk.say("what is my balance", days_ago, "balance_enquiry")
    for n in range(12):
        await talk.say(f"{GROWING[n % 8]} {6222000 + n}", n % 5, name="Jane Miller")
    await talk.say("I wish you had a dark mode", 0, "other")
    await talk.say("it would be nice if there was a dark mode", 1, "other")
    await talk.say("why can't I have dark mode, Jane Miller here", 2, "other", "Jane Miller")
    return talk


async def test_a_growing_topic_is_found_and_a_stable_one_is_not_called_so(talk: Talk) -> None:
    assert await talk.reports().catch_up() == [f"2026-03-{n}" for n in range(13, 20)]
    body = (await talk.store.topics("2026-03-19", "2026-03-19"))[0]
    grown = {" ".join(topic["terms"]): topic["growing"] for topic in body["topics"]}
    assert any("bitcoin" in terms and growing for terms, growing in grown.items())
    assert any("公积金" in terms and not growing for terms, growing in grown.items())
    assert "bitcoin" in body["topics"][0]["terms"], "what grew comes first"
    assert body["topics"][0]["trend"] == [0, 0, 0, 0, 12]
    assert body["growing"] == {"intents": [], "causes": []}


async def test_wishes_are_gathered_by_what_they_are_about_and_nothing_personal_is_shown(talk: Talk) -> None:
    await talk.reports().catch_up()
    (body,) = await talk.store.topics("2026-03-19", "2026-03-19")
    (wish,) = body["wishes"]
    assert "dark" in wish["terms"]
    assert (wish["week"], wish["day"]) == (3, 1)
    text = json.dumps(body)
    assert "Miller" not in text
    assert "6222" not in text
    assert set(wish["contacts"]) <= {f"c{n}" for n in range(talk.n + 1)}


async def test_a_day_is_made_once_and_the_same_again(talk: Talk) -> None:
    reports = talk.reports()
    await reports.catch_up()
    before = dict(talk.store.topic_rows)
    assert await reports.catch_up() == []
    assert await reports.make(datetime(2026, 3, 19, tzinfo=UTC).date())
    assert talk.store.topic_rows == before


async def test_a_day_without_contacts_has_no_report() -> None:
    assert await Talk().reports().catch_up() == []


async def test_an_intent_that_grows_is_named(talk: Talk) -> None:
    for _ in range(60):
        await talk.say("my limit please", 1, "limits")
    await talk.reports().catch_up()
    (body,) = await talk.store.topics("2026-03-19", "2026-03-19")
    assert [one["name"] for one in body["growing"]["intents"]] == ["limits"]
    lines = lines_of(body)
    assert [line["kind"] for line in lines][:2] == ["day", "intent"]
    assert {frozenset(line) for line in lines} == {frozenset(lines[0])}, "all rows are alike"
