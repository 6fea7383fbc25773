"""Callbacks and complaints, on the fake and both engines."""

from dataclasses import replace

import pytest

from callcenter.errors import Malformed, Stale, Unknown
from callcenter.model.promise import CallbackState, ClockState, ComplaintState, PromiseClock
from callcenter.services.ports import Projection, Store
from tests.integration.store.rows import HOUR, NOW, callback, complaint


async def test_a_callback_comes_back_as_it_was_promised(store: Store) -> None:
    promised = callback("b1", customer="cus_1", agent="agent1", reason="问卡", contact="c1")
    await store.append([], Projection(upto=1, callbacks=[promised]))

    assert await store.callback("b1") == promised
    assert await store.callback("b2") is None


async def test_due_callbacks_are_those_waiting_for_a_moment_that_came(store: Store) -> None:
    rows = [
        callback("later", due_at=NOW + 1),
        callback("second", due_at=NOW),
        callback("first", due_at=NOW - 10, state=CallbackState.RETRY, tries=1),
        callback("being-called", due_at=NOW - 20, state=CallbackState.DUE),
        callback("kept", due_at=NOW - 30, state=CallbackState.KEPT),
    ]
    await store.append([], Projection(upto=1, callbacks=rows))

    assert [row.id for row in await store.due_callbacks(NOW, 10)] == ["first", "second"]
    assert [row.id for row in await store.due_callbacks(NOW, 1)] == ["first"]
    assert await store.due_callbacks(NOW, 0) == []
    assert await store.next_due() == NOW - 10


async def test_given_two_change_one_callback_then_the_second_is_told_so(store: Store) -> None:
    await store.append([], Projection(upto=1, callbacks=[callback("b1")]))
    read = await store.callback("b1")
    assert read is not None
    await store.change_callback(replace(read, due_at=NOW + HOUR))

    with pytest.raises(Stale):
        await store.change_callback(replace(read, state=CallbackState.CANCELLED))
    with pytest.raises(Unknown):
        await store.change_callback(callback("b9"))

    changed = await store.callback("b1")
    assert changed == replace(read, due_at=NOW + HOUR, version=2)
    assert await store.next_due() == NOW + HOUR


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["b3", "b2", "b1"]),
        ({"customer": "cus_1"}, ["b1"]),
        ({"agent": "agent2"}, ["b2"]),
        ({"queue": "cards"}, ["b3"]),
        ({"state": "kept"}, ["b2"]),
        ({"from": str(NOW + 2), "to": str(NOW + 3)}, ["b2"]),
    ],
)
async def test_callbacks_are_listed_newest_first(store: Store, filters: dict[str, str], found: list[str]) -> None:
    rows = [
        callback("b1", customer="cus_1", created_at=NOW + 1),
        callback("b2", agent="agent2", state=CallbackState.KEPT, created_at=NOW + 2),
        callback("b3", queue="cards", created_at=NOW + 3),
    ]
    await store.append([], Projection(upto=1, callbacks=rows))

    page = await store.callbacks(filters, None, 10)
    assert [row["id"] for row in page.rows] == found
    assert page.rows[0]["zone"] == "Asia/Shanghai"
    with pytest.raises(Malformed):
        await store.callbacks({"owner": "x"}, None, 10)


async def test_a_complaint_comes_back_as_it_was_opened(store: Store) -> None:
    opened = complaint("p1", customer="cus_1", contact="c1", severity=1, owner="agent1")
    await store.append([], Projection(upto=1, complaints=[opened]))

    assert await store.complaint("p1") == opened
    assert await store.complaint("p2") is None


async def test_running_complaints_are_those_whose_next_level_came(store: Store) -> None:
    warned = PromiseClock(started_at=NOW, due_at=NOW + 24 * HOUR, warned=(0.5, 0.75, 0.9))
    paused = PromiseClock(started_at=NOW, due_at=NOW + 1, state=ClockState.PAUSED)
    met = PromiseClock(started_at=NOW, due_at=NOW + 1, state=ClockState.MET)
    rows = [complaint("fresh"), complaint("warned", clock=warned)]
    rows += [complaint("paused", clock=paused), complaint("met", clock=met)]
    await store.append([], Projection(upto=1, complaints=rows))

    assert await store.running_complaints(NOW + 12 * HOUR - 1, 10) == []
    assert [row.id for row in await store.running_complaints(NOW + 12 * HOUR, 10)] == ["fresh"]
    assert [row.id for row in await store.running_complaints(NOW + 24 * HOUR, 10)] == ["fresh", "warned"]
    assert await store.next_due() == NOW + 12 * HOUR


async def test_given_two_change_one_complaint_then_the_second_is_told_so(store: Store) -> None:
    await store.append([], Projection(upto=1, complaints=[complaint("p1")]))
    read = await store.complaint("p1")
    assert read is not None
    met = replace(read.clock, state=ClockState.MET, ended_at=NOW + 1)
    await store.change_complaint(replace(read, state=ComplaintState.ASSIGNED, owner="agent1", clock=met))

    with pytest.raises(Stale):
        await store.change_complaint(replace(read, owner="agent2"))
    with pytest.raises(Unknown):
        await store.change_complaint(complaint("p9"))

    changed = await store.complaint("p1")
    assert changed is not None
    assert (changed.owner, changed.version, changed.trail) == ("agent1", 2, read.trail)
    assert await store.next_due() is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["p3", "p2", "p1"]),
        ({"customer": "cus_1"}, ["p1"]),
        ({"owner": "agent2"}, ["p2"]),
        ({"cause": "card"}, ["p3"]),
        ({"state": "closed"}, ["p2"]),
        ({"clock": "breached"}, ["p3"]),
        ({"open": "true"}, ["p3", "p1"]),
        ({"open": "false"}, ["p2"]),
        ({"to": str(NOW + 2)}, ["p1"]),
    ],
)
async def test_complaints_are_listed_newest_first(store: Store, filters: dict[str, str], found: list[str]) -> None:
    breached = PromiseClock(started_at=NOW, due_at=NOW + 1, state=ClockState.BREACHED)
    rows = [
        complaint("p1", customer="cus_1", created_at=NOW + 1),
        complaint("p2", owner="agent2", state=ComplaintState.CLOSED, created_at=NOW + 2),
        complaint("p3", cause="card", clock=breached, created_at=NOW + 3),
    ]
    await store.append([], Projection(upto=1, complaints=rows))

    page = await store.complaints(filters, None, 10)
    assert [row["id"] for row in page.rows] == found
    assert page.rows[0]["clock"]["started_at"] == NOW
    one = await store.complaints({}, None, 1)
    assert [row["id"] for row in (await store.complaints({}, one.after, 1)).rows] == ["p2"]


async def test_open_complaints_are_counted_by_how_near_their_end_is(store: Store) -> None:
    def due(id: str, due_at: float, **more: object) -> object:
        clock = PromiseClock(started_at=NOW - HOUR, due_at=due_at, state=more.pop("clock", ClockState.RUNNING))  # type: ignore[arg-type]
        return complaint(id, clock=clock, **more)

    rows = [
        due("far", NOW + 5 * HOUR),
        due("soon", NOW + 4 * HOUR),
        due("over", NOW),
        due("marked", NOW - 1, clock=ClockState.BREACHED),
        due("met", NOW + 1, clock=ClockState.MET),
        due("closed", NOW - 1, clock=ClockState.BREACHED, state=ComplaintState.CLOSED),
    ]
    await store.append([], Projection(upto=1, complaints=rows))  # type: ignore[arg-type]

    assert await store.complaint_counts(NOW) == {"open": 5, "due_soon": 1, "breached": 2}


async def test_nothing_promised_nothing_due(store: Store) -> None:
    assert await store.next_due() is None
    assert await store.complaint_counts(NOW) == {"open": 0, "due_soon": 0, "breached": 0}
