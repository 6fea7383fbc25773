"""Customers: who has this number, the search for them, and what is written about them."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from callcenter.errors import Conflict, Malformed, Stale, Unknown
from callcenter.ids import new_id
from callcenter.model.customer import Customer, IdentityKind, Known
from callcenter.model.promise import ComplaintState
from callcenter.services.ports import Json, Page, PanelFacts
from callcenter.store import schema
from callcenter.store.database import Database, Question, among, begins_with, insert_into, storable, values
from callcenter.store.facts import body_json, customers_by_id, panel_facts
from callcenter.store.pages import moment, page
from callcenter.store.rows import CUSTOMER, cleaned, customer_row, identity_rows

MOST_CANDIDATES = 20

OPEN = tuple(state.value for state in ComplaintState if state is not ComplaintState.CLOSED)


class SqlCustomers:
    """`services.ports.Customers`, the part about customers themselves."""

    _db: Database

    async def known(self, kind: IdentityKind, values: Sequence[str]) -> dict[str, Known]:
        return await self._db.read(partial(known, kind=kind, wanted=values)) if values else {}

    async def known_by_id(self, customer: str) -> Known | None:
        return await self._db.read(partial(known_by_id, id=customer))

    async def panel_facts(self, customers: Sequence[str]) -> dict[str, PanelFacts]:
        return await self._db.read(partial(panel_facts, wanted=customers)) if customers else {}

    async def customer(self, customer: str) -> Customer | None:
        return await self._db.read(partial(customer_by_id, id=customer))

    async def search_customers(self, text: str, after: str | None, limit: int) -> Page:
        return await self._db.read(partial(search, text=storable(text), after=after, limit=limit))

    async def add_customer(self, customer: Customer) -> None:
        """Raises `Conflict` when there is one of this id."""
        try:
            await self._db.write(partial(add, customer=customer))
        except IntegrityError:
            raise Conflict(f"There is a customer {customer.id} already.") from None

    async def change_customer(self, customer: Customer) -> None:
        await self._db.write(partial(change, customer=customer))

    async def add_note(self, customer: str, note: str, by: str, at: float, contact: str | None) -> str:
        """The note's id. Raises `Unknown` when there is no such customer."""
        id = new_id("note")
        row = {"id": id, "customer": customer, "at": at, "by": by, "text": note, "contact": contact}
        await self._add_to(customer, partial(_insert, table=schema.notes, row=cleaned(row)))
        return id

    async def add_order(self, order: Json) -> None:
        """`order` has `id`, `customer`, `at` (seconds or RFC 3339) and what else there is to show; kept as given.

        One of the same id is replaced. Raises `Malformed` without these three, `Unknown` without such a customer.
        """
        await self._replace(schema.orders, dated_row(order))

    async def add_service_request(self, request: Json) -> None:
        """Like `add_order`."""
        await self._replace(schema.service_requests, dated_row(request))

    async def _replace(self, table: Table, row: Json) -> None:
        await self._add_to(row["customer"], partial(_replace, table=table, row=row))

    async def _add_to(self, customer: str, question: Question[None]) -> None:
        try:
            await self._db.write(question)
        except IntegrityError:
            raise Unknown(f"There is no customer {customer}.") from None


# --- who is calling ---------------------------------------------------------------------------------------------------


def known(conn: Connection, *, kind: IdentityKind, wanted: Sequence[str]) -> dict[str, Known]:
    dialect = conn.dialect.name
    asked = {storable(value): value for value in wanted}
    found = defaultdict(list)
    for row in conn.execute(_known(dialect), {"kind": kind.value, "values": values(dialect, asked)}):
        found[asked[row.value]].append(row)
    return {value: _as_known(rows) for value, rows in found.items()}


def known_by_id(conn: Connection, *, id: str) -> Known | None:
    wanted = select(*_what_is_known()).where(schema.customers.c.id == bindparam("id"))
    rows = conn.execute(wanted, {"id": storable(id)}).all()
    return _as_known(rows) if rows else None


@cache
def _known(dialect: str) -> Select[Any]:
    identity = schema.identities.c
    return (
        select(identity.value, *_what_is_known())
        .join_from(schema.identities, schema.customers)
        .where(identity.kind == bindparam("kind"))
        .where(among(dialect, identity.value, "values"))
        .order_by(schema.customers.c.id)
    )


@cache
def _what_is_known() -> tuple[ColumnElement[Any], ...]:
    """Columns beside a row of `customers`."""
    customer, contact, complaint = schema.customers.c, schema.contacts.c, schema.complaints.c
    newest = select(contact.arrived_at).where(contact.customer == customer.id).order_by(contact.arrived_at.desc())
    wanted = select(contact.intent).where(contact.customer == customer.id).order_by(contact.arrived_at.desc())
    served = select(contact.agent).where(contact.customer == customer.id, contact.agent.is_not(None))
    cases = select(complaint.owner).where(complaint.customer == customer.id, complaint.state.in_(OPEN))
    open_ones = select(func.count()).where(complaint.customer == customer.id, complaint.state.in_(OPEN))
    return (
        customer.id,
        customer.body,
        newest.limit(1).scalar_subquery().label("last_contact_at"),
        wanted.limit(1).scalar_subquery().label("last_intent"),
        served.order_by(contact.arrived_at.desc()).limit(1).scalar_subquery().label("last_agent"),
        cases.order_by(complaint.created_at.desc()).limit(1).scalar_subquery().label("case_owner"),
        open_ones.scalar_subquery().label("open_complaints"),
    )


def _as_known(rows: Sequence[Any]) -> Known:
    if len(rows) > 1:
        return Known(candidates=tuple(row.id for row in rows[:MOST_CANDIDATES]))
    row = rows[0]
    customer = CUSTOMER.validate_json(row.body)
    return Known(
        customer=customer.id,
        name=customer.name,
        language=customer.language,
        customer_class=customer.customer_class,
        last_agent=row.last_agent,
        owner=customer.owner,
        case_owner=row.case_owner,
        last_contact_at=row.last_contact_at,
        last_intent=row.last_intent or "",
        open_complaints=row.open_complaints,
        facts=customer.facts,
    )


# --- one, and those searched for ----------------------------------------------------------------------------------------


def customer_by_id(conn: Connection, *, id: str) -> Customer | None:
    return customers_by_id(conn, [id]).get(storable(id))


def search(conn: Connection, *, text: str, after: str | None, limit: int) -> Page:
    table = schema.customers.c
    wanted = select(table.id, table.body)
    if text:
        by_name = table.name.contains(text.casefold(), autoescape=True)
        wanted = wanted.where(or_(table.id == text, by_name, table.id.in_(_having(conn.dialect.name, text))))
    return page(conn, wanted, by=[table.id], after=after, limit=limit, read=body_json, newest_first=False)


def _having(dialect: str, text: str) -> Select[Any]:
    """Customers one of whose numbers or addresses begins so; a number may be typed with blanks, hyphens, without "+"."""
    identity = schema.identities.c
    digits = "".join(sign for sign in text if sign.isdigit())
    number = [f"+{digits}", digits] if digits and not text.strip("+0123456789 -()./") else []
    beginnings = dict.fromkeys([text.casefold(), *number])
    return select(identity.customer).where(or_(*(begins_with(dialect, identity.value, one) for one in beginnings)))


# --- writing ----------------------------------------------------------------------------------------------------------


def add(conn: Connection, *, customer: Customer) -> None:
    conn.execute(insert(schema.customers), customer_row(customer))
    _add_identities(conn, customer)


def change(conn: Connection, *, customer: Customer) -> None:
    table = schema.customers.c
    newer = replace(customer, version=customer.version + 1)
    same = update(schema.customers).where(table.id == customer.id, table.version == customer.version)
    if conn.execute(same.values(customer_row(newer))).rowcount == 0:
        if customer_by_id(conn, id=customer.id) is None:
            raise Unknown(f"There is no customer {customer.id}.")
        raise Stale(f"Customer {customer.id} was changed since version {customer.version}: read it again.")
    conn.execute(delete(schema.identities).where(schema.identities.c.customer == customer.id))
    _add_identities(conn, customer)


def _add_identities(conn: Connection, customer: Customer) -> None:
    rows = identity_rows(customer)
    if rows:
        conn.execute(insert_into(conn.dialect.name, schema.identities).on_conflict_do_nothing(), rows)


def _insert(conn: Connection, *, table: Table, row: Json) -> None:
    conn.execute(insert(table), row)


def _replace(conn: Connection, *, table: Table, row: Json) -> None:
    upsert = insert_into(conn.dialect.name, table)
    newer = {name: upsert.excluded[name] for name in ("customer", "at", "body")}
    conn.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=newer), row)


def dated_row(thing: Json) -> Json:
    """The row of an order or a service request. Raises `Malformed` without id, customer and time."""
    errors: list[dict[str, object]] = [
        {"pointer": f"/{name}", "detail": "is missing"} for name in ("id", "customer", "at") if not thing.get(name)
    ]
    if errors:
        raise Malformed("An order or a service request has an id, a customer and a time.", errors=errors)
    try:
        at = moment(str(thing["at"]))
    except ValueError as error:
        raise Malformed("'at' is no time.", errors=[{"pointer": "/at", "detail": str(error)}]) from None
    body = json.dumps(thing, ensure_ascii=False)
    return cleaned({"id": str(thing["id"]), "customer": str(thing["customer"]), "at": at, "body": body})
