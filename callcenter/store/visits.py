"""The lines of the timeline that figures about flows are counted from, contact by contact."""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Select, select

from callcenter.insight.visits import LINES
from callcenter.services.ports import Json, Page
from callcenter.store import schema
from callcenter.store.database import Database, among, values
from callcenter.store.pages import page

_contact = schema.contacts.c


class SqlVisits:
    """`services.ports.Customers`, the part about their ways through flows."""

    _db: Database

    async def flow_lines(self, first: float, last: float, after: str | None, limit: int) -> Page:
        return await self._db.read(partial(flow_lines, first=first, last=last, after=after, limit=limit))


def flow_lines(conn: Connection, *, first: float, last: float, after: str | None, limit: int) -> Page:
    """Two questions for a page: the contacts by when they arrived, and their lines by the timeline's key."""
    wanted = select(
        _contact.arrived_at, _contact.seq, _contact.id, _contact.customer, _contact.caller, _contact.ended_at
    ).where(_contact.arrived_at >= first, _contact.arrived_at < last)
    by = [_contact.arrived_at, _contact.seq, _contact.id]
    found = page(conn, wanted, by=by, after=after, limit=limit, read=_contact_json, newest_first=False)
    lines = _lines_of(conn, [row["id"] for row in found.rows])
    return Page(rows=[{**row, "lines": lines.get(row["id"], [])} for row in found.rows], after=found.after)


def _contact_json(row: Any) -> Json:
    return {name: getattr(row, name) for name in ("id", "customer", "caller", "arrived_at", "ended_at")}


def _lines_of(conn: Connection, contacts: Sequence[str]) -> dict[str, list[Json]]:
    dialect, found = conn.dialect.name, defaultdict(list)
    for contact, at, what, detail in conn.execute(_lines(dialect), {"contacts": values(dialect, contacts)}):
        found[contact].append({"at": at, "what": what, "detail": json.loads(detail)})
    return found


@cache
def _lines(dialect: str) -> Select[Any]:
    line = schema.timeline.c
    return (
        select(line.contact, line.at, line.what, line.detail)
        .where(among(dialect, line.contact, "contacts"), line.what.in_(LINES))
        .order_by(line.contact, line.seq, line.n)
    )
