"""The journal: unique, without gaps, one transaction with what it led to. Same on the fake and both engines."""

import asyncio
from dataclasses import replace

import pytest

from callcenter.model.customer import Customer
from callcenter.model.promise import CallbackState, ClockState
from callcenter.services.ports import (
    CallbackSettled,
    ClockMarked,
    ComplaintAmended,
    NoteRow,
    OutcomeRow,
    Projection,
    QuarantineRow,
    Store,
)
from tests.integration.store.rows import HOUR, NOW, callback, command, complaint, contact, entry, line


async def test_an_empty_journal_ends_at_zero(store: Store) -> None:
    assert await store.last_seq() == 0
    assert await store.watermark() == 0
    assert await store.read(0, 10) == []
    assert await store.unacknowledged() == []


async def test_events_are_numbered_without_gaps_in_the_order_given(store: Store) -> None:
    assert await store.append([entry("a"), entry("b"), entry("c")], None) == [1, 2, 3]
    assert await store.append([entry("d")], None) == [4]

    assert [(row.seq, row.key) for row in await store.read(0, 10)] == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]
    assert [row.seq for row in await store.read(1, 2)] == [2, 3]
    assert await store.last_seq() == 4


async def test_an_event_comes_back_as_it_was_written(store: Store) -> None:
    body = '{"text":"我的卡丢了 🆘 \\u0000 end","n":1.25}'
    await store.append([entry("pbx e1", at=NOW + 0.123456, type="CustomerSpoke", body=body)], None)

    [row] = await store.read(0, 1)
    assert (row.at, row.key, row.type, row.body) == (NOW + 0.123456, "pbx e1", "CustomerSpoke", body)


async def test_given_a_key_already_there_then_it_is_answered_none_and_leaves_no_gap(store: Store) -> None:
    await store.append([entry("a"), entry("b")], None)

    assert await store.append([entry("b"), entry("c"), entry("a"), entry("d")], None) == [None, 3, None, 4]
    assert [row.key for row in await store.read(0, 10)] == ["a", "b", "c", "d"]


async def test_given_a_key_twice_in_one_batch_then_only_the_first_is_taken(store: Store) -> None:
    assert await store.append([entry("a"), entry("a"), entry("b")], None) == [1, None, 2]


async def test_given_nothing_but_duplicates_then_nothing_is_written(store: Store) -> None:
    await store.append([entry("a")], None)

    assert await store.append([entry("a"), entry("a")], None) == [None, None]
    assert await store.last_seq() == 1


async def test_events_without_a_key_are_never_duplicates(store: Store) -> None:
    assert await store.append([entry(""), entry("")], None) == [1, 2]
    assert await store.append([entry("")], None) == [3]
    assert [row.key for row in await store.read(0, 10)] == ["", "", ""]


async def test_appends_asked_at_once_are_done_one_after_the_other(store: Store) -> None:
    answers = await asyncio.gather(*(store.append([entry(f"k{n}"), entry("same")], None) for n in range(10)))

    seqs = sorted(seq for answer in answers for seq in answer if seq is not None)
    assert seqs == list(range(1, 12))
    assert sum(answer[1] is not None for answer in answers) == 1


async def test_projection_and_watermark_are_written_with_the_events(store: Store) -> None:
    await store.append([entry("a")], None)
    await store.append(
        [entry("b")],
        Projection(
            upto=1,
            outcomes=[OutcomeRow(seq=1, body='{"commands":[]}', contacts=("c1",))],
            outbox=[command("1.0"), command("1.1")],
            contacts={"c1": contact("c1")},
            timeline=[line("c1", 1)],
            quarantined=[QuarantineRow(seq=1, at=NOW, type="CallArrived", body="{}", error="ValueError: no")],
        ),
    )

    assert await store.watermark() == 1
    assert await store.last_seq() == 2
    assert await store.contact("c1") == {"id": "c1"}
    assert await store.outcomes(0, 10) == [OutcomeRow(seq=1, body='{"commands":[]}', contacts=("c1",))]
    assert await store.unacknowledged() == [command("1.0"), command("1.1")]


async def test_a_projection_without_events_is_written_too(store: Store) -> None:
    await store.append([entry("a")], None)

    assert await store.append([], Projection(upto=1, outbox=[command("1.0")])) == []
    assert [row.id for row in await store.unacknowledged()] == ["1.0"]
    assert await store.watermark() == 1


async def test_the_watermark_never_goes_back(store: Store) -> None:
    await store.append([], Projection(upto=7))
    await store.append([], Projection(upto=3))

    assert await store.watermark() == 7


async def test_commands_wait_oldest_first_until_they_are_acknowledged(store: Store) -> None:
    ids = ["10.0", "2.1", "2.10", "2.9", "1.0"]
    await store.append([], Projection(upto=10, outbox=[command(id) for id in ids]))
    assert [row.id for row in await store.unacknowledged()] == ["1.0", "2.1", "2.9", "2.10", "10.0"]

    await store.append([], Projection(upto=10, acknowledged=["2.1", "10.0", "never-sent"]))
    assert [row.id for row in await store.unacknowledged()] == ["1.0", "2.9", "2.10"]


async def test_a_command_sent_and_acknowledged_in_one_projection_is_gone(store: Store) -> None:
    await store.append([], Projection(upto=1, outbox=[command("1.0"), command("1.1")], acknowledged=["1.0"]))

    assert [row.id for row in await store.unacknowledged()] == ["1.1"]


async def test_a_contact_is_written_over_and_its_history_is_added_to(store: Store) -> None:
    first = contact("c1", 1, state="queued")
    await store.append([], Projection(upto=1, contacts={"c1": first}, timeline=[line("c1", 1)]))
    later = replace(first, state="connected", agent="agent1", connected_at=NOW + 9, body='{"id":"c1","agent":"agent1"}')
    await store.append([], Projection(upto=2, contacts={"c1": later}, timeline=[line("c1", 2, what="connected")]))

    assert await store.contact("c1") == {"id": "c1", "agent": "agent1"}
    assert (await store.contacts({"agent": "agent1"}, None, 10)).rows == [{"id": "c1", "agent": "agent1"}]
    assert (await store.contacts({"state": "queued"}, None, 10)).rows == []
    assert [row["what"] for row in await store.timeline("c1")] == ["queued", "connected"]


async def test_given_the_same_projection_twice_then_nothing_changes(store: Store) -> None:
    await store.append([], Projection(upto=1, complaints=[complaint("p1")], callbacks=[callback("b1")]))
    twice = Projection(
        upto=2,
        outcomes=[OutcomeRow(seq=2, body="{}", contacts=("c1",))],
        outbox=[command("2.0")],
        contacts={"c1": contact("c1", 2)},
        timeline=[line("c1", 2), line("c1", 2, 1)],
        complaints=[complaint("p1"), complaint("p2")],
        callbacks=[callback("b2")],
        settled=[_settled("b1", CallbackState.DUE), _settled("b1", CallbackState.RETRY, due_at=NOW + HOUR, tries=1)],
        amended=[ComplaintAmended(complaint="p1", cause="card", text="t", severity=1, by="agent1", at=NOW)],
        clocks=[ClockMarked(complaint="p1", level=0.5, at=NOW + 12 * HOUR)],
        quarantined=[QuarantineRow(seq=2, at=NOW, type="t", body="{}", error="e")],
    )
    await store.append([], twice)
    before = await _everything(store)
    await store.append([], twice)

    assert await _everything(store) == before


async def _everything(store: Store) -> list[object]:
    return [
        await store.watermark(),
        await store.outcomes(0, 10),
        await store.unacknowledged(),
        await store.contacts({}, None, 10),
        await store.timeline("c1"),
        await store.decisions("c1"),
        await store.callbacks({}, None, 10),
        await store.complaints({}, None, 10),
    ]


def _settled(id: str, state: CallbackState, **more: object) -> CallbackSettled:
    return CallbackSettled(
        **{"callback": id, "state": state, "due_at": NOW, "tries": None, "outcome": "", "at": NOW, **more}  # type: ignore[arg-type]
    )


async def test_a_callback_is_promised_falls_due_and_is_kept(store: Store) -> None:
    await store.append([], Projection(upto=1, callbacks=[callback("b1")]))
    await store.append([], Projection(upto=2, settled=[_settled("b1", CallbackState.DUE)]))
    await store.append([], Projection(upto=3, settled=[_settled("b1", CallbackState.KEPT, tries=1, outcome="spoke")]))

    kept = await store.callback("b1")
    assert kept is not None
    assert (kept.state, kept.tries, kept.outcome, kept.version) == (CallbackState.KEPT, 1, "spoke", 3)
    assert await store.next_due() is None


async def test_given_a_callback_cancelled_meanwhile_then_its_settling_is_left_out_and_holds_nothing_up(
    store: Store,
) -> None:
    await store.append([], Projection(upto=1, callbacks=[callback("b1"), callback("b2")]))
    cancelled = await store.callback("b1")
    assert cancelled is not None
    await store.change_callback(replace(cancelled, state=CallbackState.CANCELLED))

    settled = [_settled(id, CallbackState.DUE) for id in ("b1", "no-such-callback", "b2")]
    assert await store.append([entry("a")], Projection(upto=2, settled=settled)) == [1]

    states = [found.state for found in [await store.callback("b1"), await store.callback("b2")] if found]
    assert states == [CallbackState.CANCELLED, CallbackState.DUE]
    assert await store.watermark() == 2


async def test_a_clock_is_warned_once_and_breached_once(store: Store) -> None:
    await store.append([], Projection(upto=1, complaints=[complaint("p1")]))
    for upto, level in enumerate((0.5, 0.5, 1.0, 0.9), start=2):
        await store.append([], Projection(upto=upto, clocks=[ClockMarked(complaint="p1", level=level, at=NOW + upto)]))

    found = await store.complaint("p1")
    assert found is not None
    assert found.clock.warned == (0.5,)
    assert (found.clock.state, found.clock.ended_at, found.version) == (ClockState.BREACHED, NOW + 4, 3)


async def test_what_the_agent_heard_replaces_what_the_machine_wrote_down_and_the_trail_says_so(store: Store) -> None:
    await store.append([], Projection(upto=1, complaints=[complaint("p1")]))
    heard = ComplaintAmended(complaint="p1", cause="card", text="卡被吞了", severity=1, by="agent1", at=NOW + 9)
    nobody = ComplaintAmended(complaint="p9", cause="card", text="", severity=1, by="agent1", at=NOW)
    await store.append([], Projection(upto=2, amended=[heard, nobody]))

    found = await store.complaint("p1")
    assert found is not None
    assert (found.cause, found.text, found.severity, found.version) == ("card", "卡被吞了", 1, 2)
    assert found.trail[1:] == ({"at": NOW + 9, "by": "agent1", "what": "amended", "detail": "card"},)
    assert len((await store.complaints({"cause": "card"}, None, 10)).rows) == 1


async def test_decisions_about_a_contact_are_found_in_their_order(store: Store) -> None:
    rows = [
        OutcomeRow(seq=seq, body=f'{{"n":{seq}}}', contacts=("c1",) if seq % 2 else ("c1", "c2")) for seq in (1, 2, 3)
    ]
    await store.append([], Projection(upto=3, outcomes=rows))

    assert await store.decisions("c1") == rows
    assert await store.decisions("c2") == [rows[1]]
    assert await store.decisions("c3") == []
    assert await store.outcomes(1, 1) == [rows[1]]


async def test_the_newest_three_snapshots_are_kept(store: Store) -> None:
    assert await store.newest_snapshot() is None
    for seq in (5, 10, 15, 20):
        await store.save_snapshot(seq, NOW, b"state %d" % seq)
    await store.save_snapshot(20, NOW, b"again")

    assert await store.newest_snapshot() == (20, b"again")
    assert await store.snapshot_before(20) == (15, b"state 15")
    assert await store.snapshot_before(15) == (10, b"state 10")
    assert await store.snapshot_before(10) is None


async def test_every_version_of_the_site_is_kept_as_first_written(store: Store) -> None:
    await store.save_site("v1", NOW, '{"name":"银行"}')
    await store.save_site("v2", NOW + 1, "{}")
    await store.save_site("v1", NOW + 2, "{}")

    assert await store.sites() == {"v1": '{"name":"银行"}', "v2": "{}"}


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud83d", "🆘\udc00"])
async def test_given_text_no_database_can_hold_then_the_event_and_its_rows_are_kept_all_the_same(
    store: Store, text: str
) -> None:
    projection = Projection(
        upto=1,
        outbox=[command("1.0", leg=text)],
        contacts={"c1": contact("c1", leg=text, caller=text)},
        complaints=[complaint("p1", text=text)],
        callbacks=[callback("b1", reason=text)],
    )
    assert await store.append([entry(f"key {text}")], projection) == [1]
    assert await store.append([entry(f"key {text}")], None) == [None]

    assert await store.contact("c1") is not None
    assert await store.complaint("p1") is not None
    assert await store.callback("b1") is not None
    assert len(await store.unacknowledged()) == 1


async def test_a_commit_is_possible(store: Store) -> None:
    await store.ready()
    await store.ready()
    assert await store.last_seq() == 0


async def test_a_note_is_kept_once_with_its_customer_and_one_on_nobody_holds_nothing_up(store: Store) -> None:
    await store.add_customer(Customer(id="cus_1", name="Li"))
    note = NoteRow(id="note_1_0", customer="cus_1", at=NOW, by="agent1", text="prefers e-mail", contact="c1")
    lost = NoteRow(id="note_1_1", customer="cus_9", at=NOW, by="agent1", text="nobody", contact="c1")
    for _ in range(2):
        await store.append([], Projection(upto=1, notes=[note, lost]))
    facts = await store.panel_facts(["cus_1"])
    assert [(one["id"], one["text"], one["contact"]) for one in facts["cus_1"].notes] == [
        ("note_1_0", "prefers e-mail", "c1")
    ]
    assert await store.watermark() == 1
