"""What customers said and what they wanted, over many contacts; and the topics of a day."""

import json
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from callcenter.services.ports import Json, SaidRow, Wanted
from callcenter.store import schema
from callcenter.store.database import Database, insert_into, storable

LINES = ("customer_said", "message")
"""Of a contact's history; a message may be an agent's."""
FEWEST = 50

_contact, _line, _complaint = schema.contacts.c, schema.timeline.c, schema.complaints.c


class SqlSayings:
    """`services.ports.Sayings`."""

    _db: Database

    async def said(self, first: float, last: float, limit: int) -> list[SaidRow]:
        return await self._db.read(partial(said, first=first, last=last, limit=limit))

    async def wanted(self, first: float, last: float) -> Wanted:
        return await self._db.read(partial(wanted, first=first, last=last))

    async def keep_topics(self, day: str, at: float, body: str) -> None:
        await self._db.write(partial(keep_topics, day=day, at=at, body=body))

    async def topics(self, first: str, last: str) -> list[Json]:
        return await self._db.read(partial(topics, first=storable(first), last=storable(last)))


def said(conn: Connection, *, first: float, last: float, limit: int) -> list[SaidRow]:
    """Half again as many lines are read as wanted, for those that agents wrote."""
    wish = (
        select(_contact.id, _contact.body, _contact.channel, _line.at, _line.what, _line.detail)
        .join_from(schema.contacts, schema.timeline, _line.contact == _contact.id)
        .where(_contact.arrived_at >= first, _contact.arrived_at < last, _line.what.in_(LINES))
        .order_by(_contact.arrived_at.desc(), _contact.seq.desc(), _line.seq.desc(), _line.n.desc())
        .limit(max(FEWEST, limit * 5))
    )
    rows = [row for row in map(_sentence, conn.execute(wish)) if row is not None]
    return rows[:limit][::-1]


def _sentence(row: Any) -> SaidRow | None:
    detail = json.loads(row.detail)
    if row.what == "message" and detail.get("sender") != "customer":
        return None
    body = json.loads(row.body)
    return SaidRow(
        contact=row.id, at=row.at, text=str(detail.get("text", "")), intent=str(detail.get("intent", "")),
        language=str(body.get("language", "")), channel=row.channel, name=str(body.get("name") or ""),
    )  # fmt: skip


def wanted(conn: Connection, *, first: float, last: float) -> Wanted:
    arrived = (_contact.arrived_at >= first, _contact.arrived_at < last)
    opened = (_complaint.created_at >= first, _complaint.created_at < last)
    intents = _counted(conn, _contact.intent, arrived)
    return Wanted(
        contacts=sum(intents.values()),
        intents={name: n for name, n in intents.items() if name},
        causes=_counted(conn, _complaint.cause, opened),
    )


def _counted(conn: Connection, what: ColumnElement[Any], conditions: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    rows = conn.execute(
        select(what.label("name"), func.count().label("n")).where(*conditions).group_by(what).order_by(what)
    )
    return {row.name or "": row.n for row in rows}


def keep_topics(conn: Connection, *, day: str, at: float, body: str) -> None:
    insert = insert_into(conn.dialect.name, schema.topics)
    newer = {"at": insert.excluded.at, "body": insert.excluded.body}
    conn.execute(insert.on_conflict_do_update(index_elements=["day"], set_=newer), {"day": day, "at": at, "body": body})


def topics(conn: Connection, *, first: str, last: str) -> list[Json]:
    table = schema.topics.c
    rows = conn.execute(select(schema.topics).where(table.day >= first, table.day <= last).order_by(table.day.desc()))
    return [json.loads(row.body) for row in rows]
