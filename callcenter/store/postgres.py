"""PostgreSQL: many connections that ask, and one that writes the journal because it holds the lock.

The lock is an advisory one that belongs to the database connection, and a connection of the writing pool cannot come
into being without it. So whoever writes the journal holds the lock by construction: a lost connection is a lost lock,
and the next write opens a new connection, which waits for the lock a moment or is refused.
"""

import asyncio
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from callcenter.errors import CallcenterError, Unavailable
from callcenter.store.database import Question
from callcenter.store.faults import unavailable

T = TypeVar("T")

JOURNAL_LOCK = 0x63616C6C6A726E6C
"""Of the journal; advisory locks count per database, so two centres on one server do not meet."""
MIGRATION_LOCK = JOURNAL_LOCK + 1
LOCK_WAIT = 3.0
"""Seconds a new connection waits for the lock: time enough for the server to notice that the old one is gone."""
CONNECT_WAIT = 5.0
STATEMENT_WAIT = 30.0
_SERVER_SETTINGS = {
    "application_name": "callcenter",
    "jit": "off",
    # A server that is gone without a word is noticed within half a minute, at both ends.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


def connect(url: URL, *, connections: int, statement_wait: float | None = STATEMENT_WAIT) -> AsyncEngine:
    """Opens nothing yet. Raises `Unavailable` when the driver is not installed."""
    try:
        engine = create_async_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=CONNECT_WAIT,
            connect_args={
                "timeout": CONNECT_WAIT,
                "command_timeout": statement_wait,
                "server_settings": dict(_SERVER_SETTINGS),
            },
        )
    except ModuleNotFoundError as missing:
        raise Unavailable("PostgreSQL needs one more package: pip install 'callcenter[postgres]'.") from missing

    @event.listens_for(engine.sync_engine, "checkout")
    def alive(connection: Any, _record: object, _proxy: object) -> None:
        # Known without asking the server; the pool then opens another instead of failing the question.
        if connection.driver_connection.is_closed():
            raise DisconnectionError("the server ended the connection")

    return engine


class PostgresDatabase:
    """`read` and `write` on a pool, `write_journal` on the one connection that holds the lock."""

    def __init__(self, url: URL, *, writer: bool, connections: int = 8, lock_wait: float = LOCK_WAIT) -> None:
        self.writer = writer
        self.where = url.set(drivername="postgresql").render_as_string(hide_password=True)
        self._pool = connect(url, connections=connections)
        self._journal = connect(url, connections=1) if writer else None
        self._turn = asyncio.Lock()
        if self._journal is not None:
            _lock_on_connect(self._journal, self.where, lock_wait)

    async def read(self, question: Question[T]) -> T:
        return await self._ask(self._pool, question)

    async def write(self, question: Question[T]) -> T:
        return await self._ask(self._pool, question)

    async def write_journal(self, question: Question[T]) -> T:
        if self._journal is None:
            raise Unavailable(f"{self.where} was not opened to write the journal.")
        async with self._turn:
            return await self._ask(self._journal, question)

    async def _ask(self, engine: AsyncEngine, question: Question[T]) -> T:
        try:
            async with engine.connect() as conn:
                try:
                    async with conn.begin():
                        return await conn.run_sync(question)
                except TimeoutError:
                    # The server did not answer: nobody knows what this connection is in the middle of.
                    await conn.invalidate()
                    raise
        except CallcenterError:
            raise
        except Exception as error:
            ours = unavailable(error, self.where)
            if ours is None:
                raise
            raise ours from error

    async def close(self) -> None:
        for engine in (self._pool, self._journal):
            if engine is not None:
                with suppress(OSError):
                    await engine.dispose()


def _lock_on_connect(engine: AsyncEngine, where: str, lock_wait: float) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def take(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        try:
            # What is acknowledged is on disk, even where the server's default is to acknowledge earlier.
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false)"
                " WHERE current_setting('synchronous_commit') = 'off'"
            )
            cursor.execute(f"SELECT set_config('lock_timeout', '{int(lock_wait * 1000)}', false)")
            cursor.execute(f"SELECT pg_advisory_lock({JOURNAL_LOCK})")
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
            connection.commit()
        except Exception as error:
            if getattr(error, "sqlstate", None) == "55P03":
                raise Unavailable(
                    f"Another process writes the journal of {where}: stop it, or let this one wait as a second."
                ) from error
            raise
        finally:
            cursor.close()
