"""Brings a database's tables to this version. Safe when two start at once: the second waits and finds it done."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL

from callcenter.errors import CallcenterError
from callcenter.store import postgres, sqlite
from callcenter.store.database import parse_url
from callcenter.store.faults import unavailable

MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Upgrades to the newest revision, in one transaction. Raises `Unavailable`, or `Malformed` for a bad URL."""
    parsed = parse_url(url)
    where = parsed.render_as_string(hide_password=True)
    try:
        if parsed.drivername == "sqlite":
            await asyncio.to_thread(_migrate_sqlite, parsed)
        else:
            await _migrate_postgres(parsed)
    except CallcenterError:
        raise
    except Exception as error:
        ours = unavailable(error, where)
        if ours is None:
            raise
        raise ours from error


def upgrade(conn: Connection) -> None:
    """To the newest revision, on a connection that already keeps others out."""
    command.upgrade(config(conn), "head")


def config(conn: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = conn
    return made


def _migrate_sqlite(url: URL) -> None:
    engine = sqlite.connect(url, busy_timeout=60.0, reading=False)

    @event.listens_for(engine, "connect")
    def loosen(connection: object, _record: object) -> None:
        # A table is changed by copying it: with keys enforced, dropping the old one would empty those that refer to it.
        connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]

    try:
        with engine.begin() as conn:
            upgrade(conn)
    finally:
        engine.dispose()


async def _migrate_postgres(url: URL) -> None:
    # No limit: a large table takes its time, and so does another process that migrates first.
    engine = postgres.connect(url, connections=1, statement_wait=None)
    try:
        async with engine.begin() as conn:
            await conn.execute(text(f"SELECT pg_advisory_xact_lock({postgres.MIGRATION_LOCK})"))
            await conn.run_sync(upgrade)
    finally:
        await engine.dispose()
