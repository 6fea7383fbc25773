"""The history of migrations leads to exactly the tables the questions ask, on both engines."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from callcenter.store import migrate, open_store
from callcenter.store.database import parse_url
from callcenter.store.migrate import config
from callcenter.store.schema import metadata
from tests.integration.store.rows import entry


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    found: str = request.getfixturevalue("empty_postgres_url")
    return found


async def on(url: str, work: Callable[[Connection], object]) -> None:
    parsed = parse_url(url)
    if parsed.drivername == "sqlite":
        engine = create_engine(parsed)
        with engine.begin() as conn:
            work(conn)
        engine.dispose()
        return
    asynchronous = create_async_engine(parsed)
    async with asynchronous.begin() as conn:
        await conn.run_sync(work)
    await asynchronous.dispose()


async def test_the_history_and_the_tables_agree(empty_url: str) -> None:
    await migrate(empty_url)

    # Raises when autogenerate would still have something to write.
    await on(empty_url, lambda conn: command.check(config(conn)))


async def test_every_index_of_the_schema_is_really_there(empty_url: str) -> None:
    await migrate(empty_url)

    def compare(conn: Connection) -> None:
        found = inspect(conn)
        for table in metadata.tables.values():
            wanted = {(index.name, tuple(column.name for column in index.columns)) for index in table.indexes}
            there = {(index["name"], tuple(index["column_names"])) for index in found.get_indexes(table.name)}
            assert wanted <= there, table.name

    await on(empty_url, compare)


async def test_given_two_start_at_once_then_both_find_the_tables_made(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(3)))

    store = await open_store(empty_url)
    assert await store.append([entry("a")], None) == [1]
    await store.close()


async def test_migrating_again_keeps_what_is_there(empty_url: str) -> None:
    await migrate(empty_url)
    store = await open_store(empty_url)
    await store.append([entry("a")], None)
    await store.close()

    await migrate(empty_url)

    store = await open_store(empty_url)
    assert [row.key for row in await store.read(0, 10)] == ["a"]
    await store.close()


async def test_there_is_a_way_back_and_forth(empty_url: str) -> None:
    await migrate(empty_url)
    await on(empty_url, lambda conn: command.downgrade(config(conn), "base"))
    await on(empty_url, lambda conn: _only_the_version(conn))
    await migrate(empty_url)
    await on(empty_url, lambda conn: command.check(config(conn)))


def _only_the_version(conn: Connection) -> None:
    assert set(inspect(conn).get_table_names()) == {"alembic_version"}
