"""SQLite: one file, one process that writes the journal, one writing thread, readers beside it.

The stdlib driver in our own threads instead of an async wrapper: a whole transaction is then one hop to a thread, not
four hops a statement, which is most of what a small transaction costs.
"""

import asyncio
import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from callcenter.errors import CallcenterError, Unavailable
from callcenter.store.database import Question
from callcenter.store.faults import unavailable

T = TypeVar("T")

READERS = 4


class WriterLock:
    """Held by the one process that writes the journal; the system frees it when that process ends, however it ends."""

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Unavailable(
                f"{path} cannot be opened ({error.strerror}): check that its folder may be written to."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(self._file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise Unavailable(
                f"Another process (number {holder}) holds {path}: stop it first, or use PostgreSQL for several."
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        os.close(self._file)


def connect(url: URL, *, busy_timeout: float, reading: bool) -> Engine:
    """An engine whose connections are durable, checked and never wait longer than `busy_timeout` seconds."""
    engine = create_engine(url, connect_args={"timeout": busy_timeout, "cached_statements": 512}, pool_size=READERS)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # None: the driver begins nothing by itself; `begin` below does, so reads see one state and writers queue up.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={int(busy_timeout * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "wal_autocheckpoint=4000",
            "cache_size=-32000",
            "temp_store=MEMORY",
            *(["query_only=ON"] if reading else []),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        # A write lock from the first statement: a transaction that reads first and writes later could lose an update.
        conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


class SqliteDatabase:
    """`read` on up to four threads, everything that writes on one."""

    def __init__(self, url: URL, *, writer: bool, busy_timeout: float = 5.0) -> None:
        self.writer = writer
        self.where = str(url.database)
        self._lock = WriterLock(f"{self.where}.lock") if writer else None
        self._writing = connect(url, busy_timeout=busy_timeout, reading=False)
        self._reading = connect(url, busy_timeout=busy_timeout, reading=True)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sqlite-write")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")

    async def read(self, question: Question[T]) -> T:
        return await self._run(self._readers, self._reading, question)

    async def write(self, question: Question[T]) -> T:
        return await self._run(self._writer, self._writing, question)

    async def write_journal(self, question: Question[T]) -> T:
        if self._lock is None:
            raise Unavailable(f"{self.where} was not opened to write the journal.")
        return await self._run(self._writer, self._writing, question)

    async def _run(self, threads: ThreadPoolExecutor, engine: Engine, question: Question[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, self._ask, engine, question)

    def _ask(self, engine: Engine, question: Question[T]) -> T:
        try:
            with engine.begin() as conn:
                return question(conn)
        except CallcenterError:
            raise
        except Exception as error:
            ours = unavailable(error, self.where)
            if ours is None:
                raise
            raise ours from error

    async def close(self) -> None:
        """Finishes what was begun, then lets go of the file."""
        for threads, finish in ((self._readers, self._reading.dispose), (self._writer, self._writing.dispose)):
            await self._end(threads, finish)
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    async def _end(self, threads: ThreadPoolExecutor, finish: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(threads, finish)
        threads.shutdown(wait=True)
