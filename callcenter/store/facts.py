"""All about one customer, for the panel: one question a table, however many customers are asked for at once."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Table, select, true

from callcenter.model.customer import Customer
from callcenter.model.promise import Callback, Complaint
from callcenter.services.ports import Json, PanelFacts
from callcenter.store import schema
from callcenter.store.database import among, storable, values, wanted_keys
from callcenter.store.rows import CALLBACK, COMPLAINT, CUSTOMER
from callcenter.store.surveys import survey_json

T = TypeVar("T")

MOST_FACTS = 20
"""Rows of each kind a panel shows."""


def panel_facts(conn: Connection, *, wanted: Sequence[str]) -> dict[str, PanelFacts]:
    """One question a table, however many customers are asked for."""
    customers = customers_by_id(conn, wanted)
    ids = list(customers)
    if not ids:
        return {}
    contacts = _newest(conn, schema.contacts, schema.contacts.c.arrived_at, ids, body_json)
    orders = _newest(conn, schema.orders, schema.orders.c.at, ids, body_json)
    requests = _newest(conn, schema.service_requests, schema.service_requests.c.at, ids, body_json)
    complaints = _newest(conn, schema.complaints, schema.complaints.c.created_at, ids, _complaint)
    callbacks = _newest(conn, schema.callbacks, schema.callbacks.c.created_at, ids, _callback)
    notes = _newest(conn, schema.notes, schema.notes.c.at, ids, note_json)
    grades = _newest(conn, schema.surveys, schema.surveys.c.at, ids, survey_json)
    return {
        id: PanelFacts(
            customer=customer,
            contacts=contacts[id],
            orders=orders[id],
            service_requests=requests[id],
            complaints=complaints[id],
            callbacks=callbacks[id],
            notes=notes[id],
            grades=grades[id],
        )
        for id, customer in customers.items()
    }


def _newest(
    conn: Connection, table: Table, at: Column[float], ids: Sequence[str], read: Callable[[Any], T]
) -> dict[str, list[T]]:
    """The newest rows of each customer, newest first."""
    dialect = conn.dialect.name
    found: dict[str, list[T]] = defaultdict(list)
    for row in conn.execute(_newest_of_each(dialect, table, at), {"ids": values(dialect, ids)}):
        found[row.customer].append(read(row))
    return found


@cache
def _newest_of_each(dialect: str, table: Table, at: Column[float]) -> Select[Any]:
    """Walks an index from its end and stops after twenty, for each customer: a long history costs no more."""
    keys = wanted_keys(dialect, "ids")
    inner = table.alias("inner")
    newest = inner.c[at.name].desc(), inner.c.id.desc()
    mine = select(inner).where(inner.c.customer == keys.c.value).order_by(*newest).limit(MOST_FACTS)
    if dialect == "postgresql":
        each = mine.correlate(keys).lateral()
        found = select(each).join_from(keys, each, true())
        return found.order_by(each.c[at.name].desc(), each.c.id.desc())
    theirs = mine.with_only_columns(inner.c.id).correlate(keys).scalar_subquery()
    return select(table).join_from(keys, table, table.c.id.in_(theirs)).order_by(at.desc(), table.c.id.desc())


def body_json(row: Any) -> Json:
    body: Json = json.loads(row.body)
    return body


def _complaint(row: Any) -> Complaint:
    return COMPLAINT.validate_json(row.body)


def _callback(row: Any) -> Callback:
    return CALLBACK.validate_json(row.body)


def note_json(row: Any) -> Json:
    return {"id": row.id, "at": row.at, "by": row.by, "text": row.text, "contact": row.contact}


def customers_by_id(conn: Connection, wanted: Sequence[str]) -> dict[str, Customer]:
    dialect = conn.dialect.name
    rows = conn.execute(_customers_by_id(dialect), {"ids": values(dialect, map(storable, wanted))})
    return {row.id: CUSTOMER.validate_json(row.body) for row in rows}


@cache
def _customers_by_id(dialect: str) -> Select[Any]:
    table = schema.customers.c
    return select(table.id, table.body).where(among(dialect, table.id, "ids"))
