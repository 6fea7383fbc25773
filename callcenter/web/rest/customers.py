"""Customers: found, written down, looked at whole; and what they ordered and asked for."""

from typing import Any

from callcenter.clock import Clock
from callcenter.errors import Forbidden, Unknown
from callcenter.model.customer import Customer, Identity
from callcenter.services.ports import Json, PanelFacts, Store
from callcenter.services.records import Records
from callcenter.web.callers import LEADERS, Caller
from callcenter.web.forms import (
    CustomerChange,
    CustomerForm,
    CustomerPath,
    CustomersQuery,
    IdentityForm,
    NoteForm,
    OfCustomerQuery,
    OrderForm,
    ServiceRequestForm,
)
from callcenter.web.op import Answer, Ask, op
from callcenter.web.parts import PanelOf
from callcenter.web.rights import Rights
from callcenter.web.shapes import (
    CustomerShape,
    NoteShape,
    OrderShape,
    PageOf,
    ServiceRequestShape,
    Shape,
    customer_json,
    customer_of,
    etag,
    moment,
)

COLUMNS = ("id", "name", "organisation", "language", "class", "identities", "owner", "consent", "created_at")
LEADERS_ALONE = frozenset({"class_", "owner"})
"""Fields an agent does not decide about."""
MOST_SIFTED = 50
"""Rows looked through for an agent at once: each costs a question whether it is theirs."""


class Customers:
    def __init__(self, store: Store, records: Records, rights: Rights, panel: PanelOf) -> None:
        self._store, self._records, self._rights, self._panel = store, records, rights, panel

    @op("GET", "/api/v1/customers", "Customers by id, number, address or name", tag="customers",
        query=CustomersQuery, returns=PageOf[CustomerShape], csv=COLUMNS)  # fmt: skip
    async def search(self, ask: Ask, query: CustomersQuery) -> Json:
        """An agent finds the customers of their own contacts; their pages may hold fewer rows than asked for."""
        limit = min(query.limit, MOST_SIFTED) if ask.caller.restricted else query.limit
        page = await self._records.search(query.q, query.after, limit)
        rows = [row for row in page.rows if await self._rights.sees_customer(ask.caller, row["id"])]
        return {"rows": [customer_json(customer_of(row)) for row in rows], "after": page.after}

    @op("POST", "/api/v1/customers", "Write a customer down", tag="customers",
        body=CustomerForm, returns=CustomerShape, status=201, roles=LEADERS)  # fmt: skip
    async def create(self, ask: Ask, body: CustomerForm) -> Answer:
        added = await self._records.add(
            Customer(
                id=ask.draw("cus"),
                name=body.name,
                organisation=body.organisation,
                language=body.language,
                customer_class=body.class_,
                identities=_identities(body.identities),
                owner=body.owner,
                profile=body.profile,
                facts=body.facts,
                consent=body.consent,
            )
        )
        return Answer(
            body=customer_json(added), headers=etag(added.version) | {"Location": f"/api/v1/customers/{added.id}"}
        )

    @op("GET", "/api/v1/customers/{customer}", "One customer", tag="customers",
        params=CustomerPath, returns=CustomerShape)  # fmt: skip
    async def one(self, ask: Ask, params: CustomerPath) -> Answer:
        await self._rights.customer(ask.caller, params.customer)
        found = await self._records.customer(params.customer)
        return Answer(body=customer_json(found), headers=etag(found.version))

    @op("PATCH", "/api/v1/customers/{customer}", "Change what is known; If-Match guards against overwriting",
        tag="customers", params=CustomerPath, body=CustomerChange, returns=CustomerShape)  # fmt: skip
    async def change(self, ask: Ask, params: CustomerPath, body: CustomerChange) -> Answer:
        await self._rights.customer(ask.caller, params.customer)
        if ask.caller.restricted and body.model_fields_set & LEADERS_ALONE:
            raise Forbidden("an agent changes neither class nor owner", code="role")
        changed = await self._records.change(params.customer, _changes(body), ask.version)
        return Answer(body=customer_json(changed), headers=etag(changed.version))

    @op("GET", "/api/v1/customers/{customer}/panel", "All that is known, as an agent sees it", tag="customers",
        params=CustomerPath, returns=Shape)  # fmt: skip
    async def panel(self, ask: Ask, params: CustomerPath) -> Json:
        await self._rights.customer(ask.caller, params.customer)
        panel = await self._panel(params.customer)
        if panel is None:
            raise Unknown(f"there is no customer {params.customer}")
        return panel

    @op("GET", "/api/v1/customers/{customer}/notes", "The newest notes", tag="customers",
        params=CustomerPath, returns=PageOf[NoteShape])  # fmt: skip
    async def notes(self, ask: Ask, params: CustomerPath) -> Json:
        facts = await facts_of(self._store, self._rights, ask.caller, params.customer)
        return {"rows": [moment(note) for note in facts.notes], "after": None}

    @op("POST", "/api/v1/customers/{customer}/notes", "Note something", tag="customers",
        params=CustomerPath, body=NoteForm, returns=NoteShape, status=201)  # fmt: skip
    async def note(self, ask: Ask, params: CustomerPath, body: NoteForm) -> Json:
        await self._rights.customer(ask.caller, params.customer)
        return await self._records.note(params.customer, body.text, by=ask.caller.name, contact=body.contact)


class Orders:
    """Read models of other systems: fed by import or here, shown in the panel."""

    def __init__(self, store: Store, records: Records, rights: Rights, clock: Clock) -> None:
        self._store, self._records, self._rights, self._clock = store, records, rights, clock

    @op("GET", "/api/v1/orders", "A customer's newest orders", tag="orders", query=OfCustomerQuery,
        returns=PageOf[OrderShape], csv=("id", "product", "status", "amount", "currency", "at"))  # fmt: skip
    async def orders(self, ask: Ask, query: OfCustomerQuery) -> Json:
        facts = await facts_of(self._store, self._rights, ask.caller, query.customer)
        return {"rows": [moment(row) for row in facts.orders], "after": None}

    @op("POST", "/api/v1/orders", "Take in an order", tag="orders",
        body=OrderForm, returns=OrderShape, status=201, roles=LEADERS)  # fmt: skip
    async def add_order(self, ask: Ask, body: OrderForm) -> Json:
        order = self._record(ask, "ord", body)
        await self._records.order(order)
        return moment(order)

    @op("GET", "/api/v1/service-requests", "A customer's newest service requests", tag="service-requests",
        query=OfCustomerQuery, returns=PageOf[ServiceRequestShape], csv=("id", "kind", "status", "at", "text"),
        )  # fmt: skip
    async def service_requests(self, ask: Ask, query: OfCustomerQuery) -> Json:
        facts = await facts_of(self._store, self._rights, ask.caller, query.customer)
        return {"rows": [moment(row) for row in facts.service_requests], "after": None}

    @op("POST", "/api/v1/service-requests", "Take in a service request", tag="service-requests",
        body=ServiceRequestForm, returns=ServiceRequestShape, status=201)  # fmt: skip
    async def add_service_request(self, ask: Ask, body: ServiceRequestForm) -> Json:
        await self._rights.customer(ask.caller, body.customer)
        request = self._record(ask, "req", body)
        await self._records.service_request(request)
        return moment(request)

    def _record(self, ask: Ask, prefix: str, body: OrderForm | ServiceRequestForm) -> Json:
        at = body.at.timestamp() if body.at else self._clock.now()
        return {"id": ask.draw(prefix), **body.model_dump(exclude={"at"}), "at": at}


async def facts_of(store: Store, rights: Rights, caller: Caller, customer: str) -> PanelFacts:
    """At most 20 of each kind, newest first. Raises `Unknown`, or `Forbidden` when not the agent's own."""
    await rights.customer(caller, customer)
    facts = (await store.panel_facts([customer])).get(customer)
    if facts is None:
        raise Unknown(f"there is no customer {customer}")
    return facts


def _identities(forms: list[IdentityForm]) -> tuple[Identity, ...]:
    return tuple(Identity(kind=form.kind, value=form.value) for form in forms)


NULLABLE = frozenset({"class_", "owner"})


def _changes(body: CustomerChange) -> dict[str, Any]:
    """Only what was sent; null empties class and owner and means nothing elsewhere."""
    changes = {n: getattr(body, n) for n in body.model_fields_set if n in NULLABLE or getattr(body, n) is not None}
    if "class_" in changes:
        changes["customer_class"] = changes.pop("class_")
    if "identities" in changes:
        changes["identities"] = _identities(changes["identities"])
    return changes
