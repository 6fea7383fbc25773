"""The ordered table of all events, and what is written together with it."""

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import structlog
from sqlalchemy import Connection, delete, func, null, select, union_all

from callcenter.errors import Unavailable
from callcenter.services.ports import Entry, JournalRow, OutboxRow, OutcomeRow, Projection
from callcenter.store import schema
from callcenter.store.database import Database, among, insert_into, insert_many, put, storable, values
from callcenter.store.projection import WATERMARK, project, project_one_by_one

log = structlog.get_logger()

MOST_ROWS = 10_000
"""Rows one call to `read` or `outcomes` gives at most."""
SNAPSHOTS = 3

Project = Callable[[Connection, Projection, Sequence[float]], None]


class SqlJournal:
    """`services.ports.Journal`."""

    _db: Database
    _warn_shares: Sequence[float]

    async def last_seq(self) -> int:
        """Asked where the journal is written, after whatever is being written: no commit is still open then."""
        return await self._db.write_journal(last_seq) if self._db.writer else await self._db.read(last_seq)

    async def append(self, entries: Sequence[Entry], projection: Projection | None) -> list[int | None]:
        question = partial(append, entries=entries, projection=projection, warn_shares=self._warn_shares)
        try:
            return await self._db.write_journal(partial(question, write=project))
        except Unavailable:
            raise
        except Exception as error:
            if projection is None:
                raise
            log.warning(
                "A row of the projection was refused: writing it row by row.",
                action="store.projection_refused",
                upto=projection.upto,
                error=f"{type(error).__name__}: {error}"[:500],
            )
            return await self._db.write_journal(partial(question, write=project_one_by_one))

    async def read(self, after: int, limit: int) -> list[JournalRow]:
        return await self._db.read(partial(rows_after, after=after, limit=limit))

    async def watermark(self) -> int:
        return await self._db.read(watermark)

    async def unacknowledged(self) -> list[OutboxRow]:
        return await self._db.read(unacknowledged)

    async def outcomes(self, after: int, limit: int) -> list[OutcomeRow]:
        return await self._db.read(partial(outcomes_after, after=after, limit=limit))

    async def save_snapshot(self, seq: int, at: float, body: bytes) -> None:
        await self._db.write_journal(partial(save_snapshot, seq=seq, at=at, body=body))

    async def newest_snapshot(self) -> tuple[int, bytes] | None:
        return await self._db.read(partial(snapshot_upto, seq=None))

    async def snapshot_before(self, seq: int) -> tuple[int, bytes] | None:
        return await self._db.read(partial(snapshot_upto, seq=seq - 1))

    async def save_site(self, version: str, at: float, body: str) -> None:
        await self._db.write(partial(save_site, version=version, at=at, body=body))

    async def sites(self) -> dict[str, str]:
        return await self._db.read(sites)


def append(
    conn: Connection,
    *,
    entries: Sequence[Entry],
    projection: Projection | None,
    warn_shares: Sequence[float],
    write: Project,
) -> list[int | None]:
    """The new entries' sequence numbers in their order, None for those already there."""
    seqs: list[int | None] = []
    if entries:
        rows = _numbered(conn, entries, seqs)
        if rows:
            put(conn, _insert(conn.dialect.name), rows)
    if projection is not None:
        write(conn, projection, warn_shares)
    return seqs


@cache
def _insert(dialect: str) -> Any:
    return insert_many(dialect, schema.journal)


def _numbered(conn: Connection, entries: Sequence[Entry], seqs: list[int | None]) -> list[dict[str, Any]]:
    """The rows to insert; fills `seqs` beside `entries`."""
    keys = [storable(entry.key) for entry in entries]
    last, taken = _last_and_taken(conn, [key for key in keys if key])
    rows = []
    for entry, key in zip(entries, keys, strict=True):
        if key in taken:
            seqs.append(None)
            continue
        if key:
            taken.add(key)
        last += 1
        seqs.append(last)
        body = storable(entry.body)
        rows.append({"seq": last, "at": entry.at, "key": key or None, "type": entry.type, "body": body})
    return rows


def _last_and_taken(conn: Connection, keys: Sequence[str]) -> tuple[int, set[str]]:
    """The journal's last sequence number and which of the keys it has, in one question."""
    dialect = conn.dialect.name
    found = conn.execute(_last_and_taken_in(dialect), {"keys": values(dialect, keys)}).all()
    return max(seq or 0 for seq, _ in found), {key for _, key in found if key is not None}


@cache
def _last_and_taken_in(dialect: str) -> Any:
    table = schema.journal.c
    newest = select(func.max(table.seq), null().label("key"))
    return union_all(newest, select(table.seq, table.key).where(among(dialect, table.key, "keys")))


_LAST = select(func.coalesce(func.max(schema.journal.c.seq), 0))


def last_seq(conn: Connection) -> int:
    return int(conn.execute(_LAST).scalar_one())


def rows_after(conn: Connection, *, after: int, limit: int) -> list[JournalRow]:
    table = schema.journal.c
    wanted = select(schema.journal).where(table.seq > after).order_by(table.seq).limit(min(limit, MOST_ROWS))
    return [
        JournalRow(seq=row.seq, at=row.at, key=row.key or "", type=row.type, body=row.body)
        for row in conn.execute(wanted)
    ]


def watermark(conn: Connection) -> int:
    marks = schema.marks.c
    return int(conn.execute(select(marks.value).where(marks.name == WATERMARK)).scalar() or 0)


def unacknowledged(conn: Connection) -> list[OutboxRow]:
    table = schema.outbox.c
    # An id is "{seq}.{n}": by length first, so that 7.10 comes after 7.9.
    wanted = select(schema.outbox).order_by(table.seq, func.length(table.id), table.id)
    return [OutboxRow(**row) for row in conn.execute(wanted).mappings()]


def outcomes_after(conn: Connection, *, after: int, limit: int) -> list[OutcomeRow]:
    table = schema.outcomes.c
    wanted = select(schema.outcomes).where(table.seq > after).order_by(table.seq).limit(min(limit, MOST_ROWS))
    return [outcome_of(row) for row in conn.execute(wanted)]


def outcome_of(row: Any) -> OutcomeRow:
    return OutcomeRow(seq=row.seq, body=row.body, contacts=tuple(json.loads(row.contacts)))


def save_snapshot(conn: Connection, *, seq: int, at: float, body: bytes) -> None:
    table = schema.snapshots
    upsert = insert_into(conn.dialect.name, table).values(seq=seq, at=at, body=body)
    newest = upsert.excluded
    conn.execute(upsert.on_conflict_do_update(index_elements=["seq"], set_={"at": newest.at, "body": newest.body}))
    kept = select(table.c.seq).order_by(table.c.seq.desc()).limit(SNAPSHOTS)
    conn.execute(delete(table).where(table.c.seq.not_in(kept.subquery().select())))


def snapshot_upto(conn: Connection, *, seq: int | None) -> tuple[int, bytes] | None:
    """The newest snapshot, or the newest at or before `seq`."""
    table = schema.snapshots.c
    wanted = select(table.seq, table.body).order_by(table.seq.desc()).limit(1)
    row = conn.execute(wanted if seq is None else wanted.where(table.seq <= seq)).first()
    return None if row is None else (row.seq, bytes(row.body))


def save_site(conn: Connection, *, version: str, at: float, body: str) -> None:
    insert_new = insert_into(conn.dialect.name, schema.sites).on_conflict_do_nothing()
    conn.execute(insert_new, {"version": version, "at": at, "body": storable(body)})


def sites(conn: Connection) -> dict[str, str]:
    ordered = select(schema.sites.c.version, schema.sites.c.body).order_by(schema.sites.c.at, schema.sites.c.version)
    return {row.version: row.body for row in conn.execute(ordered)}
