"""What figures about flows are counted from: contacts by arrival, each with its lines in order."""

import json

from callcenter.services.ports import Projection, Store
from tests.integration.store.rows import NOW, contact, line


async def _filled(store: Store, count: int) -> None:
    rows = {f"c{n}": contact(f"c{n}", n, customer="cus_1" if n % 2 else None) for n in range(1, count + 1)}
    lines = []
    for n in range(1, count + 1):
        told = {"flow": "balance", "version": "v1", "visited": ["余额"]}
        lines += [
            line(f"c{n}", 100 + n, 1, at=NOW + n, what="nodes", detail=json.dumps(told)),
            line(f"c{n}", 100 + n, 0, at=NOW + n, what="flow_started", detail='{"flow":"balance","version":"v1"}'),
            line(f"c{n}", 100 + n, 2, at=NOW + n, what="message", detail='{"text":"my card"}'),
        ]
    await store.append([], Projection(upto=1, contacts=rows, timeline=lines))


async def test_contacts_come_by_arrival_with_the_lines_about_flows_alone_in_order(store: Store) -> None:
    await _filled(store, 5)
    page = await store.flow_lines(NOW + 2, NOW + 5, None, 10)
    assert [row["id"] for row in page.rows] == ["c2", "c3", "c4"]
    assert page.after is None
    assert page.rows[1] == {
        "id": "c3",
        "customer": "cus_1",
        "caller": "+8613800000001",
        "arrived_at": NOW + 3,
        "ended_at": None,
        "lines": [
            {"at": NOW + 3, "what": "flow_started", "detail": {"flow": "balance", "version": "v1"}},
            {"at": NOW + 3, "what": "nodes", "detail": {"flow": "balance", "version": "v1", "visited": ["余额"]}},
        ],
    }


async def test_pages_together_are_everything_once(store: Store) -> None:
    await _filled(store, 7)
    found, after, pages = [], None, 0
    while pages < 10:
        page = await store.flow_lines(NOW, NOW + 100, after, 3)
        found += [row["id"] for row in page.rows]
        after, pages = page.after, pages + 1
        if after is None:
            break
    assert found == [f"c{n}" for n in range(1, 8)]
    assert pages == 3


async def test_a_contact_without_a_flow_is_there_with_no_lines(store: Store) -> None:
    await store.append([], Projection(upto=1, contacts={"c1": contact("c1")}))
    assert [row["lines"] for row in (await store.flow_lines(NOW, NOW + 10, None, 10)).rows] == [[]]
