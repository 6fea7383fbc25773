"""Model to row and back. The whole of a thing is JSON in `body`; columns beside it are copies to filter by."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from callcenter.model.customer import Customer
from callcenter.model.promise import Callback, Complaint
from callcenter.services.ledgers import callback_next, complaint_next
from callcenter.services.ports import User
from callcenter.store.database import storable

Row = dict[str, Any]

CUSTOMER: TypeAdapter[Customer] = TypeAdapter(Customer)
CALLBACK: TypeAdapter[Callback] = TypeAdapter(Callback)
COMPLAINT: TypeAdapter[Complaint] = TypeAdapter(Complaint)
USER: TypeAdapter[User] = TypeAdapter(User)


def text(value: str | None) -> str | None:
    return None if value is None else storable(value)


def dump(adapter: TypeAdapter[Any], thing: Any) -> str:
    """JSON that every engine can hold, whatever a customer typed."""
    try:
        return adapter.dump_json(thing).decode()
    except PydanticSerializationError:
        # Half a surrogate pair has no UTF-8: the long way keeps the rest of the thing.
        return storable(json.dumps(asdict(thing), ensure_ascii=False))


def customer_row(customer: Customer) -> Row:
    return {
        "id": customer.id,
        "name": storable(customer.name.casefold()),
        "version": customer.version,
        "body": dump(CUSTOMER, customer),
    }


def identity_rows(customer: Customer) -> list[Row]:
    return [
        {"kind": identity.kind.value, "value": storable(identity.value), "customer": customer.id}
        for identity in dict.fromkeys(customer.identities)
    ]


def callback_row(callback: Callback) -> Row:
    return {
        "id": callback.id,
        "customer": callback.customer,
        "agent": callback.agent,
        "queue": callback.queue,
        "state": callback.state.value,
        "due_at": callback.due_at,
        "next_at": callback_next(callback),
        "created_at": callback.created_at,
        "version": callback.version,
        "body": dump(CALLBACK, callback),
    }


def complaint_row(complaint: Complaint, warn_shares: Sequence[float]) -> Row:
    return {
        "id": complaint.id,
        "customer": complaint.customer,
        "owner": complaint.owner,
        "cause": storable(complaint.cause),
        "state": complaint.state.value,
        "clock": complaint.clock.state.value,
        "due_at": complaint.clock.due_at,
        "next_at": complaint_next(complaint, warn_shares),
        "created_at": complaint.created_at,
        "version": complaint.version,
        "body": dump(COMPLAINT, complaint),
    }


def cleaned(row: Mapping[str, Any]) -> Row:
    """The row with every text made storable."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
