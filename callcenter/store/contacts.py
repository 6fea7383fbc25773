"""The read model of contacts: lists, one contact, its history, the decisions about it."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from callcenter.services.ports import Json, OutcomeRow, Page
from callcenter.store import schema
from callcenter.store.database import Database, storable
from callcenter.store.journal import outcome_of
from callcenter.store.pages import Condition, equals, filtered, is_true, page, since, until

MOST_LINES = 5_000
"""Lines of one contact's history, and decisions about it, that are given at most."""

_contact = schema.contacts.c
FILTERS: Mapping[str, Condition] = {
    "customer": equals(_contact.customer),
    "agent": equals(_contact.agent),
    "queue": equals(_contact.queue),
    "state": equals(_contact.state),
    "channel": equals(_contact.channel),
    "intent": equals(_contact.intent),
    "emergency": is_true(_contact.emergency),
    "from": since(_contact.arrived_at),
    "to": until(_contact.arrived_at),
}
"""`from` (inclusive) and `to` (exclusive) are about the arrival: seconds since the epoch or RFC 3339."""


class SqlContacts:
    """`services.ports.Customers`, the part about their contacts."""

    _db: Database

    async def contacts(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        return await self._db.read(partial(contacts, filters=filters, after=after, limit=limit))

    async def contact(self, contact: str) -> Json | None:
        return await self._db.read(partial(contact_by_id, id=storable(contact)))

    async def timeline(self, contact: str) -> list[Json]:
        """Oldest first: {"contact", "seq", "n", "at", "what", "detail"}."""
        return await self._db.read(partial(timeline, contact=storable(contact)))

    async def decisions(self, contact: str) -> list[OutcomeRow]:
        """Oldest first."""
        return await self._db.read(partial(decisions, contact=storable(contact)))


def contacts(conn: Connection, *, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
    wanted = filtered(select(_contact.arrived_at, _contact.seq, _contact.id, _contact.body), filters, FILTERS)
    by = [_contact.arrived_at, _contact.seq, _contact.id]
    return page(conn, wanted, by=by, after=after, limit=limit, read=_body)


def _body(row: Any) -> Json:
    body: Json = json.loads(row.body)
    return body


def contact_by_id(conn: Connection, *, id: str) -> Json | None:
    row = conn.execute(select(_contact.body).where(_contact.id == id)).first()
    return None if row is None else _body(row)


def timeline(conn: Connection, *, contact: str) -> list[Json]:
    table = schema.timeline.c
    wanted = select(schema.timeline).where(table.contact == contact).order_by(table.seq, table.n).limit(MOST_LINES)
    return [{**row, "detail": json.loads(row["detail"])} for row in conn.execute(wanted).mappings()]


def decisions(conn: Connection, *, contact: str) -> list[OutcomeRow]:
    index = schema.decisions.c
    wanted = select(schema.outcomes).join(schema.decisions, index.seq == schema.outcomes.c.seq)
    ordered = wanted.where(index.contact == contact).order_by(index.seq).limit(MOST_LINES)
    return [outcome_of(row) for row in conn.execute(ordered)]
