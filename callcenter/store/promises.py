"""Callbacks and complaints: rows that outlive every process, with an index by the moment something must happen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select, update

from callcenter.errors import Stale, Unknown
from callcenter.model.promise import Callback, ClockState, Complaint
from callcenter.services.ports import Json, Page
from callcenter.store import schema
from callcenter.store.customers import OPEN
from callcenter.store.database import Database, storable
from callcenter.store.pages import Condition, equals, filtered, is_true, page, since, until
from callcenter.store.rows import CALLBACK, COMPLAINT, Row, callback_row, complaint_row

SOON = 4 * 3600.0
"""Seconds before it is due from which a complaint counts as due soon."""
MOST_DUE = 1_000

_callback, _complaint = schema.callbacks.c, schema.complaints.c
CALLBACK_FILTERS: Mapping[str, Condition] = {
    "customer": equals(_callback.customer),
    "agent": equals(_callback.agent),
    "queue": equals(_callback.queue),
    "state": equals(_callback.state),
    "from": since(_callback.created_at),
    "to": until(_callback.created_at),
}
COMPLAINT_FILTERS: Mapping[str, Condition] = {
    "customer": equals(_complaint.customer),
    "owner": equals(_complaint.owner),
    "cause": equals(_complaint.cause),
    "state": equals(_complaint.state),
    "clock": equals(_complaint.clock),
    "open": is_true(_complaint.state.in_(OPEN)),
    "from": since(_complaint.created_at),
    "to": until(_complaint.created_at),
}


class SqlPromises:
    """`services.ports.Promises`. Rows of pages are the model's fields, times in seconds."""

    _db: Database
    _warn_shares: Sequence[float]

    async def callbacks(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        """Newest first. Filters: customer, agent, queue, state, and from and to about its making."""
        return await self._db.read(partial(callbacks, filters=filters, after=after, limit=limit))

    async def callback(self, callback: str) -> Callback | None:
        body = await self._db.read(partial(_body_of, table=schema.callbacks, id=callback))
        return None if body is None else CALLBACK.validate_json(body)

    async def change_callback(self, callback: Callback) -> None:
        row = callback_row(replace(callback, version=callback.version + 1))
        await self._db.write(partial(_change, table=schema.callbacks, row=row))

    async def due_callbacks(self, now: float, limit: int) -> list[Callback]:
        bodies = await self._db.read(partial(_due, table=schema.callbacks, before=now, limit=limit))
        return [CALLBACK.validate_json(body) for body in bodies]

    async def complaints(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        """Newest first. Filters: customer, owner, cause, state, clock, open, and from and to about its coming in."""
        return await self._db.read(partial(complaints, filters=filters, after=after, limit=limit))

    async def complaint(self, complaint: str) -> Complaint | None:
        body = await self._db.read(partial(_body_of, table=schema.complaints, id=complaint))
        return None if body is None else COMPLAINT.validate_json(body)

    async def change_complaint(self, complaint: Complaint) -> None:
        """Raises `Stale` like `change_callback`."""
        row = complaint_row(replace(complaint, version=complaint.version + 1), self._warn_shares)
        await self._db.write(partial(_change, table=schema.complaints, row=row))

    async def running_complaints(self, before: float, limit: int) -> list[Complaint]:
        bodies = await self._db.read(partial(_due, table=schema.complaints, before=before, limit=limit))
        return [COMPLAINT.validate_json(body) for body in bodies]

    async def next_due(self) -> float | None:
        return await self._db.read(next_due)

    async def complaint_counts(self, now: float) -> Json:
        return await self._db.read(partial(complaint_counts, now=now))


def callbacks(conn: Connection, *, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
    wanted = filtered(select(_callback.created_at, _callback.id, _callback.body), filters, CALLBACK_FILTERS)
    return page(conn, wanted, by=[_callback.created_at, _callback.id], after=after, limit=limit, read=_body)


def complaints(conn: Connection, *, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
    wanted = filtered(select(_complaint.created_at, _complaint.id, _complaint.body), filters, COMPLAINT_FILTERS)
    return page(conn, wanted, by=[_complaint.created_at, _complaint.id], after=after, limit=limit, read=_body)


def _body(row: Any) -> Json:
    body: Json = json.loads(row.body)
    return body


def _body_of(conn: Connection, *, table: Table, id: str) -> str | None:
    return conn.execute(select(table.c.body).where(table.c.id == storable(id))).scalar()


def _change(conn: Connection, *, table: Table, row: Row) -> None:
    """Puts the row in place of the version before it."""
    read = row["version"] - 1
    same = update(table).where(table.c.id == row["id"], table.c.version == read)
    if conn.execute(same.values(row)).rowcount == 0:
        kind = table.name.removesuffix("s")
        if _body_of(conn, table=table, id=row["id"]) is None:
            raise Unknown(f"There is no {kind} {row['id']}.")
        raise Stale(f"The {kind} {row['id']} was changed since version {read}: read it again.")


def _due(conn: Connection, *, table: Table, before: float, limit: int) -> list[str]:
    next_at = table.c.next_at
    wanted = select(table.c.body).where(next_at <= before).order_by(next_at, table.c.id)
    return list(conn.execute(wanted.limit(max(0, min(limit, MOST_DUE)))).scalars())


def next_due(conn: Connection) -> float | None:
    moments = [select(func.min(table.next_at)).scalar_subquery() for table in (_callback, _complaint)]
    return min((moment for moment in conn.execute(select(*moments)).one() if moment is not None), default=None)


def complaint_counts(conn: Connection, *, now: float) -> Json:
    """Of the open ones; one whose time is over counts as breached even before its clock was marked."""
    running = _complaint.clock == ClockState.RUNNING.value
    late = or_(_complaint.clock == ClockState.BREACHED.value, and_(running, _complaint.due_at <= now))
    soon = and_(running, _complaint.due_at > now, _complaint.due_at <= now + SOON)
    counted = select(func.count(), func.count().filter(soon), func.count().filter(late))
    everything, due_soon, breached = conn.execute(counted.where(_complaint.state.in_(OPEN))).one()
    return {"open": everything, "due_soon": due_soon, "breached": breached}
