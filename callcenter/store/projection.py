"""What the events led to, into its tables: one statement for each kind of row, and twice is like once."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Table, bindparam, delete, select, update

from callcenter.model.promise import Complaint
from callcenter.services.ledgers import amend, changed, mark_clock, settle
from callcenter.services.ports import (
    CallbackSettled,
    ClockMarked,
    ComplaintAmended,
    ContactRow,
    NoteRow,
    OutboxRow,
    OutcomeRow,
    Projection,
    QuarantineRow,
    ReceiptRow,
    SurveyRow,
    TimelineRow,
)
from callcenter.store import schema
from callcenter.store.database import among, insert_into, insert_many, put, storable, values
from callcenter.store.faults import unavailable
from callcenter.store.rows import CALLBACK, COMPLAINT, Row, callback_row, cleaned, complaint_row

log = structlog.get_logger()
S = TypeVar("S", ClockMarked, ComplaintAmended)

WATERMARK = "watermark"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of row: `write` puts any number of them into `table`."""

    table: str
    rows: Sequence[Any]
    write: Callable[[Connection, Sequence[Any]], None]


def kinds(projection: Projection, warn_shares: Sequence[float]) -> list[Kind]:
    """In the order that makes a promise exist before it is settled, and a command before it is acknowledged."""

    def complaint_rows(conn: Connection, rows: Sequence[Any]) -> None:
        _insert_new(conn, schema.complaints, [complaint_row(row, warn_shares) for row in rows])

    def callback_rows(conn: Connection, rows: Sequence[Any]) -> None:
        _insert_new(conn, schema.callbacks, [callback_row(row) for row in rows])

    def amendments(conn: Connection, rows: Sequence[ComplaintAmended]) -> None:
        write_amended(conn, rows, warn_shares)

    def clock_marks(conn: Connection, rows: Sequence[ClockMarked]) -> None:
        write_clocks(conn, rows, warn_shares)

    found = [
        Kind(table="outcomes", rows=projection.outcomes, write=write_outcomes),
        Kind(table="outbox", rows=projection.outbox, write=write_outbox),
        Kind(table="outbox", rows=projection.acknowledged, write=delete_acknowledged),
        Kind(table="contacts", rows=list(projection.contacts.values()), write=write_contacts),
        Kind(table="timeline", rows=projection.timeline, write=write_timeline),
        Kind(table="notes", rows=projection.notes, write=write_notes),
        Kind(table="complaints", rows=projection.complaints, write=complaint_rows),
        Kind(table="callbacks", rows=projection.callbacks, write=callback_rows),
        Kind(table="callbacks", rows=projection.settled, write=write_settled),
        Kind(table="complaints", rows=projection.amended, write=amendments),
        Kind(table="complaints", rows=projection.clocks, write=clock_marks),
        Kind(table="receipts", rows=projection.receipts, write=write_receipts),
        Kind(table="surveys", rows=projection.surveys, write=write_surveys),
        Kind(table="quarantine", rows=projection.quarantined, write=write_quarantined),
    ]
    return [kind for kind in found if kind.rows]


def project(conn: Connection, projection: Projection, warn_shares: Sequence[float]) -> None:
    """All rows and the watermark; raises at the first row that is impossible."""
    for kind in kinds(projection, warn_shares):
        kind.write(conn, kind.rows)
    move_watermark(conn, projection.upto)


def project_one_by_one(conn: Connection, projection: Projection, warn_shares: Sequence[float]) -> None:
    """Like `project`, but an impossible row is left out and logged: it must not hold up the journal for ever.

    The event that led to it stays in the journal, so the row can be made again by replay once its defect is mended.
    """
    for kind in kinds(projection, warn_shares):
        for row in kind.rows:
            try:
                with conn.begin_nested():
                    kind.write(conn, [row])
            except Exception as error:
                if unavailable(error, "") is not None:
                    raise
                log.error(
                    "A row that an event led to cannot be written and was left out.",
                    action="store.row_left_out",
                    table=kind.table,
                    row=_name_of(row),
                    error=f"{type(error).__name__}: {error}"[:500],
                )
    move_watermark(conn, projection.upto)


def _name_of(row: object) -> str:
    """Which row it is, by ids alone: its content may be personal."""
    if isinstance(row, str):
        return row
    names = ("id", "contact", "callback", "complaint", "seq", "n")
    return " ".join(f"{name}={getattr(row, name)!r}" for name in names if hasattr(row, name))


def move_watermark(conn: Connection, upto: int) -> None:
    """Only ever forward."""
    conn.execute(_watermark(conn.dialect.name), {"name": WATERMARK, "value": upto})


@cache
def _watermark(dialect: str) -> Any:
    insert = insert_into(dialect, schema.marks)
    newer = insert.excluded.value > schema.marks.c.value
    return insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value}, where=newer)


# --- rows that are only ever added ------------------------------------------------------------------------------------


@cache
def _new(dialect: str, table: Table) -> Any:
    return insert_many(dialect, table).on_conflict_do_nothing()


def _insert_new(conn: Connection, table: Table, rows: list[Row]) -> None:
    """Rows whose key is there already are left as they are."""
    put(conn, _new(conn.dialect.name, table), rows)


def write_outcomes(conn: Connection, rows: Sequence[OutcomeRow]) -> None:
    _insert_new(
        conn,
        schema.outcomes,
        [{"seq": row.seq, "body": storable(row.body), "contacts": json.dumps(row.contacts)} for row in rows],
    )
    index = [{"contact": storable(contact), "seq": row.seq} for row in rows for contact in row.contacts]
    if index:
        _insert_new(conn, schema.decisions, index)


def write_outbox(conn: Connection, rows: Sequence[OutboxRow]) -> None:
    _insert_new(
        conn,
        schema.outbox,
        [
            {
                "id": row.id,
                "gateway": storable(row.gateway),
                "leg": storable(row.leg),
                "seq": row.seq,
                "body": storable(row.body),
                "at": row.at,
            }
            for row in rows
        ],
    )


def write_timeline(conn: Connection, rows: Sequence[TimelineRow]) -> None:
    _insert_new(
        conn,
        schema.timeline,
        [
            {
                "contact": storable(row.contact),
                "seq": row.seq,
                "n": row.n,
                "at": row.at,
                "what": storable(row.what),
                "detail": storable(row.detail),
            }
            for row in rows
        ],
    )


def write_notes(conn: Connection, rows: Sequence[NoteRow]) -> None:
    _insert_new(conn, schema.notes, [cleaned(asdict(row)) for row in rows])


def write_receipts(conn: Connection, rows: Sequence[ReceiptRow]) -> None:
    """One a contact: the first stays."""
    _insert_new(conn, schema.receipts, [cleaned(asdict(row)) for row in rows])


def write_surveys(conn: Connection, rows: Sequence[SurveyRow]) -> None:
    _insert_new(conn, schema.surveys, [cleaned(asdict(row)) for row in rows])


def write_quarantined(conn: Connection, rows: Sequence[QuarantineRow]) -> None:
    _insert_new(
        conn,
        schema.quarantine,
        [
            {
                "seq": row.seq,
                "at": row.at,
                "type": storable(row.type),
                "body": storable(row.body),
                "error": storable(row.error),
            }
            for row in rows
        ],
    )


def delete_acknowledged(conn: Connection, ids: Sequence[str]) -> None:
    conn.execute(_acknowledged(conn.dialect.name), {"ids": values(conn.dialect.name, map(storable, ids))})


@cache
def _acknowledged(dialect: str) -> Any:
    return delete(schema.outbox).where(among(dialect, schema.outbox.c.id, "ids"))


# --- contacts ---------------------------------------------------------------------------------------------------------

_FIRST = frozenset({"id", "seq", "channel", "gateway", "leg", "arrived_at"})
"""What a contact is born with and keeps."""
_COLUMNS = tuple(column.name for column in schema.contacts.columns)


@cache
def _upsert_contact(dialect: str) -> Any:
    insert = insert_many(dialect, schema.contacts)
    changing = {name: insert.excluded[name] for name in _COLUMNS if name not in _FIRST}
    return insert.on_conflict_do_update(index_elements=["id"], set_=changing)


def write_contacts(conn: Connection, rows: Sequence[ContactRow]) -> None:
    put(conn, _upsert_contact(conn.dialect.name), [_contact_row(row) for row in rows])


def _contact_row(row: ContactRow) -> Row:
    return cleaned({name: getattr(row, name) for name in _COLUMNS})


# --- promises ---------------------------------------------------------------------------------------------------------


def write_settled(conn: Connection, rows: Sequence[CallbackSettled]) -> None:
    """Raises `IllegalTransition` when a promise ended otherwise meanwhile, `LookupError` when there is none."""
    before = {
        row.id: CALLBACK.validate_json(row.body)
        for row in _held(conn, schema.callbacks, [settled.callback for settled in rows])
    }
    after = dict(before)
    for settled in rows:
        after[settled.callback] = settle(after[settled.callback], settled)
    _change(conn, schema.callbacks, [callback_row(after[id]) for id in before if changed(before[id], after[id])])


def write_clocks(conn: Connection, rows: Sequence[ClockMarked], warn_shares: Sequence[float]) -> None:
    """Raises `LookupError` when there is no such complaint."""
    _step_complaints(conn, rows, mark_clock, warn_shares)


def write_amended(conn: Connection, rows: Sequence[ComplaintAmended], warn_shares: Sequence[float]) -> None:
    """Raises `LookupError` when there is no such complaint."""
    _step_complaints(conn, rows, amend, warn_shares)


def _step_complaints(
    conn: Connection, rows: Sequence[S], step: Callable[[Complaint, S], Complaint], warn_shares: Sequence[float]
) -> None:
    before = {
        row.id: COMPLAINT.validate_json(row.body)
        for row in _held(conn, schema.complaints, [row.complaint for row in rows])
    }
    after = dict(before)
    for row in rows:
        after[row.complaint] = step(after[row.complaint], row)
    new = [complaint_row(after[id], warn_shares) for id in before if after[id] is not before[id]]
    _change(conn, schema.complaints, new)


def _held(conn: Connection, table: Table, ids: Iterable[str]) -> Sequence[Any]:
    """Their rows, locked until the commit where the engine can do so: a person may be changing one right now."""
    wanted = select(table.c.id, table.c.body).where(among(conn.dialect.name, table.c.id, "ids")).with_for_update()
    return conn.execute(wanted, {"ids": values(conn.dialect.name, ids)}).all()


def _change(conn: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
        statement = update(table).where(table.c.id == bindparam("which")).values(columns)
        conn.execute(statement, [{"which": row["id"], **{f"new_{k}": row[k] for k in columns}} for row in rows])
