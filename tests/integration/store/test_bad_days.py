"""Full disk, locked file, lost connection, second writer, impossible row: a clear answer and nothing half done."""

import asyncio
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from callcenter.errors import Malformed, Unavailable
from callcenter.services.ports import OutcomeRow, Projection, User
from callcenter.store import SqlStore, migrate, open_store
from callcenter.store.database import parse_url
from callcenter.store.postgres import JOURNAL_LOCK, PostgresDatabase
from callcenter.store.sqlite import SqliteDatabase
from callcenter.testing.fake_store import FakeStore
from tests.integration.store.rows import command, contact, entry, line

# --- every store ------------------------------------------------------------------------------------------------------


async def test_given_a_row_that_is_impossible_then_the_others_are_written_and_it_is_logged(url: str) -> None:
    store = await open_store(url)
    impossible = replace(contact("c2", 2), seq=2**70)
    rows = {"c1": contact("c1", 1), "c2": impossible, "c3": contact("c3", 3)}
    with capture_logs() as logs:
        seqs = await store.append(
            [entry("a")],
            Projection(upto=3, contacts=rows, timeline=[line("c1", 1)], outbox=[command("3.0")]),
        )
    try:
        assert seqs == [1]
        assert await store.watermark() == 3
        assert [row["id"] for row in (await store.contacts({}, None, 10)).rows] == ["c3", "c1"]
        assert [row.id for row in await store.unacknowledged()] == ["3.0"]
        left_out = [log for log in logs if log["action"] == "store.row_left_out"]
        assert [(log["table"], log["row"]) for log in left_out] == [("contacts", f"id='c2' seq={2**70}")]
        assert await store.append([entry("b")], None) == [2]
    finally:
        await store.close()


async def test_given_an_event_that_is_impossible_then_the_batch_is_refused_whole(url: str) -> None:
    store = await open_store(url)
    try:
        with pytest.raises(Exception, match="at"):
            await store.append([entry("a"), entry("b", at=None)], Projection(upto=1))
        assert (await store.last_seq(), await store.watermark()) == (0, 0)
    finally:
        await store.close()


async def test_given_an_append_that_is_cancelled_then_its_fate_is_told_and_the_next_leaves_no_gap(url: str) -> None:
    store = await open_store(url)
    try:
        await store.append([entry("first")], None)
        for turns in range(12):
            batch = [entry(f"{turns} {n}") for n in range(8)]
            task = asyncio.create_task(store.append(batch, Projection(upto=1)))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        last = await store.last_seq()
        assert (last - 1) % 8 == 0

        assert await store.append([entry("last")], None) == [last + 1]
        assert [row.seq for row in await store.read(0, 1000)] == list(range(1, last + 2))
    finally:
        await store.close()


async def test_given_postgresql_without_its_driver_then_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(Unavailable, match=r"pip install 'callcenter\[postgres\]'"):
        await open_store("postgresql://me@127.0.0.1/name")


async def test_given_no_tables_then_it_says_what_to_do(tmp_path: Path, empty_postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path}/new.db", empty_postgres_url):
        with pytest.raises(Unavailable, match="callcenter migrate"):
            await open_store(url)


async def test_a_store_that_is_not_the_writer_does_everything_but_write_the_journal(url: str) -> None:
    server = await open_store(url)
    second = await open_store(url, writer=False)
    try:
        await server.append([entry("a")], None)
        await second.save_user(User(id="usr_1", name="agent1", role="agent", password_hash=""))
        await second.ready()
        assert await second.last_seq() == 1
        assert await server.user("agent1") is not None
        with pytest.raises(Unavailable, match="not opened to write the journal"):
            await second.append([entry("b")], None)
        with pytest.raises(Unavailable, match="not opened to write the journal"):
            await second.save_snapshot(1, 1.0, b"")
        assert await server.append([entry("b")], None) == [2]
    finally:
        await second.close()
        await server.close()


@pytest.mark.parametrize(
    "bad", ["", "callcenter.db", "mysql://host/name", "sqlite://", "sqlite:///:memory:", "http://x"]
)
async def test_a_url_of_no_database_of_ours_is_refused(bad: str) -> None:
    with pytest.raises(Malformed):
        await open_store(bad)
    with pytest.raises(Malformed):
        await migrate(bad)


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///a.db", "sqlite"),
        ("sqlite+aiosqlite:///a.db", "sqlite"),
        ("postgresql://u@h/d", "postgresql+asyncpg"),
        ("postgres://u@h/d", "postgresql+asyncpg"),
        ("postgresql+psycopg://u@h/d", "postgresql+asyncpg"),
    ],
)
def test_every_way_to_write_the_url_leads_to_the_driver_of_the_house(given: str, driver: str) -> None:
    assert parse_url(given).drivername == driver


async def test_the_fake_has_bad_days_when_asked_to() -> None:
    fake = FakeStore()
    fake.fail_next(Unavailable("the disk is full"), method="append", times=2)
    assert await fake.last_seq() == 0
    for _ in range(2):
        with pytest.raises(Unavailable, match="full"):
            await fake.append([entry("a")], Projection(upto=1))
    assert (await fake.last_seq(), await fake.watermark()) == (0, 0)
    assert await fake.append([entry("a")], None) == [1]


# --- SQLite -----------------------------------------------------------------------------------------------------------


def pages_at_most(number: int):  # type: ignore[no-untyped-def]
    return lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count={number}").scalar()


async def test_given_a_full_disk_then_nothing_is_half_done_and_room_mends_it(sqlite_url: str) -> None:
    database = SqliteDatabase(parse_url(sqlite_url), writer=True)
    store = SqlStore(database, warn_shares=(0.5,))
    try:
        await store.append([entry("first")], None)
        # As small as it is: not one page more.
        await database.write(pages_at_most(1))
        big = '"' + "x" * 200_000 + '"'
        outcome = OutcomeRow(seq=1, body=big, contacts=("c1",))
        with pytest.raises(Unavailable, match=r"disk that holds .*callcenter\.db is full: make room"):
            await store.append([entry("a"), entry("b")], Projection(upto=1, outcomes=[outcome]))
        with pytest.raises(Unavailable, match="full"):
            await store.append([entry("a", body=big)], None)

        assert (await store.last_seq(), await store.watermark()) == (1, 0)
        assert [row.key for row in await store.read(0, 10)] == ["first"]

        await database.write(pages_at_most(1_000_000))
        assert await store.append([entry("a"), entry("b")], Projection(upto=1, outcomes=[outcome])) == [2, 3]
        assert await store.watermark() == 1
    finally:
        await store.close()


async def test_given_a_locked_database_then_it_is_said_and_reading_goes_on(sqlite_url: str) -> None:
    path = parse_url(sqlite_url).database
    assert path is not None
    store = SqlStore(SqliteDatabase(parse_url(sqlite_url), writer=True, busy_timeout=0.05), warn_shares=(0.5,))
    other = sqlite3.connect(path, isolation_level=None)
    try:
        await store.append([entry("a")], None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match=r"keeps .*callcenter\.db locked"):
            await store.append([entry("b")], Projection(upto=1))
        with pytest.raises(Unavailable, match="locked"):
            await store.ready()
        assert [row.key for row in await store.read(0, 10)] == ["a"]

        other.execute("ROLLBACK")
        assert await store.append([entry("b")], Projection(upto=1)) == [2]
    finally:
        other.close()
        await store.close()


async def test_given_a_second_writer_then_it_is_refused_until_the_first_is_gone(sqlite_url: str) -> None:
    first = await open_store(sqlite_url)
    with pytest.raises(Unavailable, match=r"holds .*callcenter\.db\.lock"):
        await open_store(sqlite_url)
    await first.append([entry("a")], None)
    await first.close()

    second = await open_store(sqlite_url)
    assert await second.append([entry("a"), entry("b")], None) == [None, 2]
    await second.close()


async def test_given_something_else_in_the_file_then_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("this is no database " * 100)
    for attempt in (open_store, migrate):
        with pytest.raises(Unavailable, match="is not an SQLite database"):
            await attempt(f"sqlite:///{path}")


async def test_given_a_folder_that_does_not_exist_then_it_is_said(tmp_path: Path) -> None:
    for attempt in (open_store, migrate):
        with pytest.raises(Unavailable, match="folder"):
            await attempt(f"sqlite:///{tmp_path}/no/such/folder/a.db")


async def test_commits_reach_the_disk_before_they_are_acknowledged(sqlite_url: str) -> None:
    database = SqliteDatabase(parse_url(sqlite_url), writer=True)
    try:
        asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 4000}
        for pragma, wanted in asked.items():
            found = await database.write(lambda conn, pragma=pragma: conn.exec_driver_sql(f"PRAGMA {pragma}").scalar())
            assert found == wanted, pragma
    finally:
        await database.close()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

HOLDER = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"


async def test_given_a_lost_connection_then_the_journal_is_taken_again_and_nothing_is_doubled(
    postgres_url: str,
) -> None:
    store = await open_store(postgres_url)
    server = await asyncpg.connect(postgres_url)
    try:
        await store.append([entry("a")], None)
        before = await server.fetchval(HOLDER)
        await server.fetchval("SELECT pg_terminate_backend($1, 5000)", before)

        try:
            await store.append([entry("b")], Projection(upto=1))
        except Unavailable:
            # Whether the news of the lost connection was here already is chance; either way, once more is right.
            await store.append([entry("b")], Projection(upto=1))

        assert [row.key for row in await store.read(0, 10)] == ["a", "b"]
        assert await server.fetchval(HOLDER) != before
    finally:
        await server.close()
        await store.close()


async def test_given_another_took_the_lock_then_this_process_writes_no_more(postgres_url: str) -> None:
    database = PostgresDatabase(parse_url(postgres_url), writer=True, lock_wait=0.1)
    store = SqlStore(database, warn_shares=(0.5,))
    other = await asyncpg.connect(postgres_url)
    try:
        await store.append([entry("a")], None)
        # Waits in the lock's line, so that it has it the moment the first is gone.
        await other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )
        await other.execute(f"SELECT pg_advisory_lock({JOURNAL_LOCK})")

        for _ in range(3):
            with pytest.raises(Unavailable):
                await store.append([entry("b")], Projection(upto=1))
        with pytest.raises(Unavailable, match="Another process writes the journal"):
            await store.ready()
        assert [row.key for row in await store.read(0, 10)] == ["a"]

        await other.execute(f"SELECT pg_advisory_unlock({JOURNAL_LOCK})")
        assert await store.append([entry("b")], Projection(upto=1)) == [2]
    finally:
        await other.close()
        await store.close()


async def test_given_a_second_writer_on_postgresql_then_it_is_refused_until_the_first_is_gone(
    postgres_url: str,
) -> None:
    first = await open_store(postgres_url)
    second = SqlStore(PostgresDatabase(parse_url(postgres_url), writer=True, lock_wait=0.1), warn_shares=())
    try:
        with pytest.raises(Unavailable, match="Another process writes the journal"):
            await second.last_seq()
        await first.close()
        assert await second.append([entry("a")], None) == [1]
    finally:
        await second.close()
        await first.close()


async def test_a_server_or_database_that_is_not_there_is_said(postgres_url: str) -> None:
    gone = parse_url(postgres_url).set(drivername="postgresql")
    for url, sentence in (
        (gone.set(port=1), "cannot be reached"),
        (gone.set(database="no_such_database"), "create it first"),
    ):
        for attempt in (open_store, migrate):
            with pytest.raises(Unavailable, match=sentence):
                await attempt(url.render_as_string(hide_password=False))


async def test_a_password_is_never_part_of_what_is_said() -> None:
    with pytest.raises(Unavailable) as said:
        await open_store("postgresql://me:open-sesame@127.0.0.1:1/name")
    assert "open-sesame" not in said.value.detail
