"""Customers and their dealings in from tables, the ledgers and the journal out to tables: the way to other systems."""

import csv
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TextIO

from callcenter.clock import rfc3339
from callcenter.errors import CallcenterError, Conflict, Malformed
from callcenter.model.customer import Customer, CustomerClass, Identity, IdentityKind
from callcenter.services.cells import cell
from callcenter.services.ports import Json, Store

PAGE = 500
CUSTOMER_COLUMNS = ("id", "name")
DATED_COLUMNS = {"orders": ("id", "customer", "product", "at"), "service-requests": ("id", "customer", "kind", "at")}
Told = Callable[[int], None]


async def take_in(
    store: Store, what: str, file: Path, *, now: float, phone: Callable[[str], str], told: Told
) -> tuple[int, list[str]]:
    """Reads a CSV of customers, orders or service-requests. Rows that are wrong are named and left out; rows that are
    there already stay as they are. The answer: rows taken, and `FILE:LINE: what is wrong`."""
    taken, wrong = 0, []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        needed = CUSTOMER_COLUMNS if what == "customers" else DATED_COLUMNS[what]
        missing = [column for column in needed if column not in (table.fieldnames or ())]
        if missing:
            raise Malformed(f"{file}: the first line names no column {', '.join(missing)}")
        for row in table:
            try:
                await _take_row(store, what, {k: (v or "").strip() for k, v in row.items() if k}, now, phone)
            except Conflict:
                continue
            except (CallcenterError, ValueError) as error:
                wrong.append(f"{file}:{table.line_num}: {error}")
                continue
            taken += 1
            if taken % PAGE == 0:
                told(taken)
    return taken, wrong


async def _take_row(store: Store, what: str, row: dict[str, str], now: float, phone: Callable[[str], str]) -> None:
    if what == "customers":
        await store.add_customer(_customer(row, now, phone))
    elif what == "orders":
        await store.add_order({**row, "amount": float(row["amount"]) if row.get("amount") else None})
    else:
        await store.add_service_request(dict(row))


def _customer(row: Mapping[str, str], now: float, phone: Callable[[str], str]) -> Customer:
    """Columns beginning with `fact.` become what prompts may say."""
    if not row["id"] or not row["name"]:
        raise ValueError("a customer has an id and a name")
    identities = [Identity(kind=IdentityKind.PHONE, value=phone(one)) for one in row.get("phone", "").split(";") if one]
    if row.get("email"):
        identities.append(Identity(kind=IdentityKind.EMAIL, value=row["email"].lower()))
    return Customer(
        id=row["id"],
        name=row["name"],
        organisation=row.get("organisation", "").lower() in ("1", "yes", "true"),
        language=row.get("language", ""),
        customer_class=CustomerClass(row["class"].lower()) if row.get("class") else None,
        identities=tuple(identities),
        facts={name.removeprefix("fact."): value for name, value in row.items() if name.startswith("fact.") and value},
        created_at=now,
    )


async def give_out(store: Store, what: str, first: float | None, last: float | None) -> AsyncIterator[Json]:
    """Every row of contacts, complaints, callbacks or the journal between the times (seconds), oldest page last."""
    if what == "journal":
        async for row in _journal(store, first, last):
            yield row
        return
    ask = {"contacts": store.contacts, "complaints": store.complaints, "callbacks": store.callbacks}[what]
    filters = {name: rfc3339(at) for name, at in (("from", first), ("to", last)) if at is not None}
    after = None
    while True:
        page = await ask(filters, after, PAGE)
        for one in page.rows:
            yield one
        if page.after is None:
            return
        after = page.after


async def _journal(store: Store, first: float | None, last: float | None) -> AsyncIterator[Json]:
    seq = 0
    while rows := await store.read(seq, PAGE):
        for row in rows:
            seq = row.seq
            if (first is None or row.at >= first) and (last is None or row.at < last):
                yield {
                    "seq": row.seq,
                    "at": rfc3339(row.at),
                    "key": row.key,
                    "type": row.type,
                    "event": json.loads(row.body),
                }


class Lines:
    """Writes rows as JSON lines or CSV; a CSV's columns are those of its first row."""

    def __init__(self, out: TextIO, form: str) -> None:
        self._out, self._form = out, form
        self._table: csv.DictWriter[str] | None = None

    def write(self, row: Json) -> None:
        if self._form == "jsonl":
            self._out.write(json.dumps(row, ensure_ascii=False) + "\n")
            return
        if self._table is None:
            self._table = csv.DictWriter(self._out, list(row), extrasaction="ignore")
            self._table.writeheader()
        self._table.writerow({name: cell(value) for name, value in row.items()})


def moment(text: str | None) -> float | None:
    """A time with a zone, or a day; seconds. Raises `Malformed`."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed(f"{text!r} is no time: write 2026-11-21 or 2026-11-21T08:00:00+08:00") from error
    return (at.astimezone() if at.tzinfo is None else at).timestamp()
