"""What gateways sent and nobody could read."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from callcenter.services.ports import DeadLetter, Json, Page
from callcenter.store import schema
from callcenter.store.database import Database, insert_into, storable
from callcenter.store.pages import page

MOST_BYTES = 16 * 1024
_COLUMNS = ("id", "gateway", "at", "code", "detail", "body")


class SqlLetters:
    """`services.ports.Letters`."""

    _db: Database

    async def bury(self, letters: Sequence[DeadLetter]) -> None:
        """Bodies are cut to 16 KiB; a letter that is buried already stays as it is."""
        if letters:
            await self._db.write(partial(bury, letters=letters))

    async def dead_letters(self, after: str | None, limit: int) -> Page:
        """Newest first."""
        return await self._db.read(partial(dead_letters, after=after, limit=limit))


def bury(conn: Connection, *, letters: Sequence[DeadLetter]) -> None:
    rows = [
        {
            "id": storable(letter.id),
            "gateway": storable(letter.gateway),
            "at": letter.at,
            "code": letter.code,
            "detail": storable(letter.detail),
            "body": storable(letter.body).encode()[:MOST_BYTES].decode(errors="ignore"),
        }
        for letter in letters
    ]
    conn.execute(insert_into(conn.dialect.name, schema.dead_letters).on_conflict_do_nothing(), rows)


def dead_letters(conn: Connection, *, after: str | None, limit: int) -> Page:
    table = schema.dead_letters.c
    wanted = select(schema.dead_letters)
    return page(conn, wanted, by=[table.at, table.id], after=after, limit=limit, read=_letter)


def _letter(row: Any) -> Json:
    return {name: getattr(row, name) for name in _COLUMNS}
