"""Customers and their contacts in memory."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from callcenter.errors import Conflict, Malformed, Stale, Unknown
from callcenter.insight.visits import LINES
from callcenter.model.customer import Customer, IdentityKind, Known
from callcenter.model.promise import Complaint, ComplaintState
from callcenter.services.ports import Json, NoteRow, OutcomeRow, Page, PanelFacts
from callcenter.testing.fake_journal import FakeJournal
from callcenter.testing.fake_rows import Test, equals, filtered, moment, page, since, truth, until

MOST_FACTS = 20
FILTERS: Mapping[str, Test] = {
    **{name: equals(name) for name in ("customer", "agent", "queue", "state", "channel", "intent")},
    "emergency": lambda row, value: truth(value) is getattr(row, "emergency", None),
    "from": since("arrived_at"),
    "to": until("arrived_at"),
}


class FakeCustomers(FakeJournal):
    """`services.ports.Customers`."""

    def __init__(self) -> None:
        super().__init__()
        self.customers: dict[str, Customer] = {}
        self.orders: dict[str, Json] = {}
        self.service_requests: dict[str, Json] = {}

    def _keep_note(self, note: NoteRow) -> None:
        if note.customer in self.customers:
            super()._keep_note(note)

    async def known(self, kind: IdentityKind, values: Sequence[str]) -> dict[str, Known]:
        self._begin("known")
        found = {value: self._having(kind, value) for value in values}
        return {value: self._known(customers) for value, customers in found.items() if customers}

    async def known_by_id(self, customer: str) -> Known | None:
        self._begin("known_by_id")
        return self._known([self.customers[customer]]) if customer in self.customers else None

    def _having(self, kind: IdentityKind, value: str) -> list[Customer]:
        having = [
            customer
            for customer in self.customers.values()
            if any(identity.kind is kind and identity.value == value for identity in customer.identities)
        ]
        return sorted(having, key=lambda customer: customer.id)

    def _known(self, customers: Sequence[Customer]) -> Known:
        if len(customers) > 1:
            return Known(candidates=tuple(customer.id for customer in customers[:MOST_FACTS]))
        customer = customers[0]
        mine = [row for row in self.contact_rows.values() if row.customer == customer.id]
        contacts = [(row.arrived_at, row.agent, row.intent or "") for row in sorted(mine, key=lambda r: r.arrived_at)]
        return Known(
            customer=customer.id,
            name=customer.name,
            language=customer.language,
            customer_class=customer.customer_class,
            last_agent=next((agent for _, agent, _ in reversed(contacts) if agent is not None), None),
            owner=customer.owner,
            case_owner=next((row.owner for row in self._open_cases(customer.id)), None),
            last_contact_at=contacts[-1][0] if contacts else None,
            last_intent=contacts[-1][2] if contacts else "",
            open_complaints=len(self._open_cases(customer.id)),
            facts=customer.facts,
        )

    def _open_cases(self, customer: str) -> list[Complaint]:
        """Newest first."""
        mine = [row for row in self.complaint_rows.values() if row.customer == customer and is_open(row)]
        return sorted(mine, key=lambda row: row.created_at, reverse=True)

    async def panel_facts(self, customers: Sequence[str]) -> dict[str, PanelFacts]:
        self._begin("panel_facts")
        return {id: self._facts(self.customers[id]) for id in customers if id in self.customers}

    def _facts(self, customer: Customer) -> PanelFacts:
        def mine(rows: Sequence[Any], at: Callable[[Any], float]) -> list[Any]:
            having = [row for row in rows if _field(row, "customer") == customer.id]
            return sorted(having, key=lambda row: (at(row), _field(row, "id")), reverse=True)[:MOST_FACTS]

        def dated(row: Json) -> float:
            return moment(str(row["at"]))

        contacts = mine(list(self.contact_rows.values()), lambda row: row.arrived_at)
        notes = mine(self.notes, dated)
        return PanelFacts(
            customer=customer,
            contacts=[json.loads(row.body) for row in contacts],
            orders=mine(list(self.orders.values()), dated),
            service_requests=mine(list(self.service_requests.values()), dated),
            complaints=mine(list(self.complaint_rows.values()), lambda row: row.created_at),
            callbacks=mine(list(self.callback_rows.values()), lambda row: row.created_at),
            grades=[asdict(row) for row in mine(list(self.survey_rows.values()), lambda row: row.at)],
            notes=[{name: value for name, value in note.items() if name != "customer"} for note in notes],
        )

    async def customer(self, customer: str) -> Customer | None:
        self._begin("customer")
        return self.customers.get(customer)

    async def search_customers(self, text: str, after: str | None, limit: int) -> Page:
        self._begin("search_customers")
        found = [customer for customer in self.customers.values() if not text or _matches(customer, text)]
        return page(found, by=lambda c: (c.id,), after=after, limit=limit, read=_customer_json, newest_first=False)

    async def add_customer(self, customer: Customer) -> None:
        self._begin("add_customer")
        if customer.id in self.customers:
            raise Conflict(f"There is a customer {customer.id} already.")
        self.customers[customer.id] = customer

    async def change_customer(self, customer: Customer) -> None:
        self._begin("change_customer")
        self._must_know(customer.id)
        if self.customers[customer.id].version != customer.version:
            raise Stale(f"Customer {customer.id} was changed since version {customer.version}: read it again.")
        self.customers[customer.id] = replace(customer, version=customer.version + 1)

    def _must_know(self, customer: str) -> None:
        if customer not in self.customers:
            raise Unknown(f"There is no customer {customer}.")

    async def add_note(self, customer: str, note: str, by: str, at: float, contact: str | None) -> str:
        self._begin("add_note")
        self._must_know(customer)
        id = f"note_{len(self.notes) + 1:06}"
        self.notes.append({"id": id, "customer": customer, "at": at, "by": by, "text": note, "contact": contact})
        return id

    async def add_order(self, order: Json) -> None:
        self._begin("add_order")
        self._add_dated(self.orders, order)

    async def add_service_request(self, request: Json) -> None:
        self._begin("add_service_request")
        self._add_dated(self.service_requests, request)

    def _add_dated(self, rows: dict[str, Json], row: Json) -> None:
        errors: list[dict[str, object]] = [
            {"pointer": f"/{name}", "detail": "is missing"} for name in ("id", "customer", "at") if not row.get(name)
        ]
        if errors:
            raise Malformed("An order or a service request has an id, a customer and a time.", errors=errors)
        self._must_know(row["customer"])
        rows[row["id"]] = dict(row)

    async def contacts(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        self._begin("contacts")
        rows = filtered(self.contact_rows.values(), filters, FILTERS)

        def by(row: Any) -> tuple[Any, ...]:
            return row.arrived_at, row.seq, row.id

        return page(rows, by=by, after=after, limit=limit, read=lambda row: json.loads(row.body))

    async def contact(self, contact: str) -> Json | None:
        self._begin("contact")
        row = self.contact_rows.get(contact)
        return None if row is None else json.loads(row.body)

    async def timeline(self, contact: str) -> list[Json]:
        self._begin("timeline")
        return [
            {
                "contact": line.contact,
                "seq": line.seq,
                "n": line.n,
                "at": line.at,
                "what": line.what,
                "detail": json.loads(line.detail),
            }
            for _, line in sorted(self.lines.items())
            if line.contact == contact
        ]

    async def flow_lines(self, first: float, last: float, after: str | None, limit: int) -> Page:
        self._begin("flow_lines")
        rows = [row for row in self.contact_rows.values() if first <= row.arrived_at < last]

        def by(row: Any) -> tuple[Any, ...]:
            return row.arrived_at, row.seq, row.id

        return page(rows, by=by, after=after, limit=limit, read=self._with_flow_lines, newest_first=False)

    def _with_flow_lines(self, row: Any) -> Json:
        lines = [
            {"at": line.at, "what": line.what, "detail": json.loads(line.detail)}
            for _, line in sorted(self.lines.items())
            if line.contact == row.id and line.what in LINES
        ]
        told = {name: getattr(row, name) for name in ("id", "customer", "caller", "arrived_at", "ended_at")}
        return {**told, "lines": lines}

    async def decisions(self, contact: str) -> list[OutcomeRow]:
        self._begin("decisions")
        return [row for _, row in sorted(self.outcome_rows.items()) if contact in row.contacts]


def is_open(complaint: Complaint) -> bool:
    return complaint.state is not ComplaintState.CLOSED


def _field(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _matches(customer: Customer, text: str) -> bool:
    digits = "".join(sign for sign in text if sign.isdigit())
    number = {f"+{digits}", digits} if digits and not text.strip("+0123456789 -()./") else set()
    beginnings = (text.casefold(), *number)
    return (
        customer.id == text
        or text.casefold() in customer.name.casefold()
        or any(identity.value.startswith(beginnings) for identity in customer.identities)
    )


def _customer_json(customer: Customer) -> Json:
    return {
        "id": customer.id,
        "name": customer.name,
        "organisation": customer.organisation,
        "language": customer.language,
        "customer_class": customer.customer_class,
        "identities": [{"kind": one.kind.value, "value": one.value} for one in customer.identities],
        "owner": customer.owner,
        "profile": dict(customer.profile),
        "facts": dict(customer.facts),
        "consent": dict(customer.consent),
        "created_at": customer.created_at,
        "version": customer.version,
    }
