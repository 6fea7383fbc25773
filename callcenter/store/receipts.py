"""What reported emergencies leave behind, and the keys their receipts are signed with."""

from dataclasses import asdict
from functools import partial

from sqlalchemy import Connection, select

from callcenter.services.ports import ReceiptRow, SigningKey
from callcenter.store import schema
from callcenter.store.database import Database, insert_into, storable

MOST_KEYS = 1000


class SqlReceipts:
    """`services.ports.Receipts`."""

    _db: Database

    async def receipt(self, contact: str) -> ReceiptRow | None:
        return await self._db.read(partial(receipt_of, contact=storable(contact)))

    async def signing_keys(self) -> list[SigningKey]:
        return await self._db.read(signing_keys)

    async def add_signing_key(self, key: SigningKey) -> None:
        await self._db.write(partial(add_signing_key, key=key))


def receipt_of(conn: Connection, *, contact: str) -> ReceiptRow | None:
    row = conn.execute(select(schema.receipts).where(schema.receipts.c.contact == contact)).mappings().first()
    return None if row is None else ReceiptRow(**row)


def signing_keys(conn: Connection) -> list[SigningKey]:
    table = schema.signing_keys.c
    newest = select(schema.signing_keys).order_by(table.created_at.desc(), table.id).limit(MOST_KEYS)
    return [SigningKey(**row) for row in conn.execute(newest).mappings()]


def add_signing_key(conn: Connection, *, key: SigningKey) -> None:
    conn.execute(insert_into(conn.dialect.name, schema.signing_keys).on_conflict_do_nothing(), asdict(key))
