"""What customers said and wanted, on every store alike; and a day's topics, kept once."""

import json

from callcenter.services.ports import Projection, SaidRow, Store, TimelineRow, Wanted
from tests.integration.store.rows import HOUR, NOW, complaint, contact


def line(contact: str, seq: int, what: str, **detail: str) -> TimelineRow:
    return TimelineRow(contact=contact, seq=seq, n=0, at=NOW + seq, what=what, detail=json.dumps(detail))


async def some(store: Store) -> None:
    rows = {
        "c1": contact("c1", 1, arrived_at=NOW, intent="limits", body=json.dumps({"language": "en", "name": "Li"})),
        "c2": contact("c2", 2, arrived_at=NOW - HOUR, intent=None, channel="chat"),
        "c3": contact("c3", 3, arrived_at=NOW - 99 * HOUR, intent="limits"),
    }
    lines = [
        line("c1", 5, "customer_said", text="my limit", intent="limits"),
        line("c1", 6, "understood", intent="limits"),
        line("c2", 7, "message", text="hello there", sender="customer", intent="unclear"),
        line("c2", 8, "message", text="good day", sender="agent"),
        line("c3", 9, "customer_said", text="long ago", intent="limits"),
    ]
    await store.append([], Projection(upto=9, contacts=rows, timeline=lines, complaints=[complaint("p1")]))


async def test_words_come_oldest_contact_first_and_agents_words_do_not(store: Store) -> None:
    await some(store)
    said = await store.said(NOW - 2 * HOUR, NOW + 1, 10)
    assert [(row.contact, row.text, row.intent, row.channel) for row in said] == [
        ("c2", "hello there", "unclear", "chat"),
        ("c1", "my limit", "limits", "voice"),
    ]
    assert said[1] == SaidRow(
        contact="c1", at=NOW + 5, text="my limit", intent="limits", language="en", channel="voice", name="Li"
    )
    assert [row.contact for row in await store.said(NOW - 2 * HOUR, NOW + 1, 1)] == ["c1"]


async def test_contacts_are_counted_by_intent_and_complaints_by_cause(store: Store) -> None:
    await some(store)
    assert await store.wanted(NOW - 2 * HOUR, NOW + 1) == Wanted(
        contacts=2, intents={"limits": 1}, causes={"attitude": 1}
    )
    counted = await store.wanted(NOW - 999 * HOUR, NOW + 999 * HOUR)
    assert (counted.contacts, dict(counted.intents)) == (3, {"limits": 2})
    assert counted.causes == {"attitude": 1}


async def test_a_days_topics_are_kept_once_and_read_newest_first(store: Store) -> None:
    for day, word in (("2026-01-02", "a"), ("2026-01-03", "b"), ("2026-01-03", "c")):
        await store.keep_topics(day, NOW, json.dumps({"day": day, "word": word}))
    assert [row["word"] for row in await store.topics("2026-01-01", "2026-01-31")] == ["c", "a"]
    assert await store.topics("2026-01-03", "2026-01-02") == []
