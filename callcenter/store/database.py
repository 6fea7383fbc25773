"""What a database must be able to do for the questions, and what both engines share."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Table,
    TableValuedAlias,
    Text,
    and_,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from callcenter.errors import Malformed

T = TypeVar("T")
Question = Callable[[Connection], T]
"""Asks something in one transaction. It may be asked again from the start, so it keeps no state of its own."""


class Database(Protocol):
    """Runs questions, each in one transaction. Raises `Unavailable` when it cannot; then nothing was done."""

    writer: bool
    """Whether `write_journal` may be asked."""
    where: str
    """The file or server, without a password."""

    async def read(self, question: Question[T]) -> T:
        """Never waits for a writer."""
        ...

    async def write(self, question: Question[T]) -> T: ...

    async def write_journal(self, question: Question[T]) -> T:
        """Runs only while this process holds the journal; one at a time, in the order asked."""
        ...

    async def close(self) -> None: ...


def parse_url(url: str) -> URL:
    """The URL with the driver of the house: `sqlite:///file.db`, `postgresql://user@host/name`.

    Raises `Malformed` for what is neither, and for SQLite in memory: what is acknowledged must outlive the process.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Malformed(f"{url!r} is no database URL: write sqlite:///file.db or postgresql://host/name.") from None
    backend = parsed.drivername.split("+")[0]
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise Malformed("An SQLite database in memory keeps nothing: name a file, as in sqlite:///callcenter.db.")
        return parsed.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+asyncpg")
    raise Malformed(f"{backend!r} is not supported: use sqlite or postgresql.")


def insert_into(dialect: str, table: Table) -> Any:
    """The engine's own INSERT, which knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def insert_many(dialect: str, table: Table) -> Any:
    """INSERT of any number of rows, to be run by `put`.

    On PostgreSQL one statement over arrays, one for each column: the server then plans and runs it once, not once a
    row. SQLite's driver loops over the rows in C, which is as good.
    """
    if dialect != "postgresql":
        return sqlite.insert(table)
    arrays = (bindparam(f"all_{column.name}", type_=ARRAY(column.type)) for column in table.columns)
    names = [column.name for column in table.columns]
    rows = func.unnest(*arrays).table_valued(*names).render_derived()
    return postgresql.insert(table).from_select(names, select(*(rows.c[name] for name in names)))


def put(conn: Connection, insert: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Runs what `insert_many` made; every row has every column of the table."""
    if conn.dialect.name == "postgresql":
        conn.execute(insert, {f"all_{name}": [row[name] for row in rows] for name in rows[0]})
    else:
        conn.execute(insert, rows)


def among(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column IN :name`, the values as one parameter (see `values`): one prepared statement for any number of them."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(Text)))
    return column.in_(select(wanted_keys(dialect, name).c.value))


def wanted_keys(dialect: str, name: str) -> TableValuedAlias:
    """The same parameter as a table with one column, `value`, to join with."""
    if dialect == "postgresql":
        return func.unnest(bindparam(name, type_=ARRAY(Text))).table_valued("value").render_derived()
    return func.json_each(bindparam(name, type_=Text)).table_valued("value")


def begins_with(dialect: str, column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """As a range of the column's index: PostgreSQL does so for LIKE (with its `text_pattern_ops`), SQLite does not."""
    if dialect == "postgresql":
        return column.startswith(text, autoescape=True)
    return and_(column >= text, column < text + "\U0010ffff")


def values(dialect: str, wanted: Iterable[str]) -> list[str] | str:
    """What `among` takes as its parameter."""
    return list(wanted) if dialect == "postgresql" else json.dumps(list(wanted))


def storable(text: str) -> str:
    """The text as every engine can hold it: NUL and halves of surrogate pairs become the replacement character."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
