"""Pages of a list: a bound, an opaque cursor, and filters in the words of the query string."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, literal, tuple_

from callcenter.clock import from_rfc3339
from callcenter.errors import Malformed
from callcenter.services.ports import Json, Page

MOST = 500
"""Rows a page has at most."""

Condition = Callable[[str], ColumnElement[bool]]
"""A filter: its value in the query string to what must hold."""


def bounded(limit: int) -> int:
    return max(1, min(limit, MOST))


def page(
    conn: Connection,
    wanted: Select[Any],
    *,
    by: Sequence[Column[Any]],
    after: str | None,
    limit: int,
    read: Callable[[Any], Json],
    newest_first: bool = True,
) -> Page:
    """The page after the cursor, ordered by the columns `by`, which together are unique and among those selected."""
    limit = bounded(limit)
    if after:
        here, place = tuple_(*by), tuple_(*_place(after, by))
        wanted = wanted.where(here < place if newest_first else here > place)
    ordered = wanted.order_by(*(column.desc() if newest_first else column.asc() for column in by))
    rows = conn.execute(ordered.limit(limit + 1)).all()
    more = len(rows) > limit
    cursor = _cursor([rows[limit - 1]._mapping[column] for column in by]) if more else None
    return Page(rows=[read(row) for row in rows[:limit]], after=cursor)


def _cursor(place: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _place(after: str, by: Sequence[Column[Any]]) -> list[ColumnElement[Any]]:
    try:
        place = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        fits = isinstance(place, list) and len(place) == len(by)
        if not fits or not all(_fits(value, column) for value, column in zip(place, by, strict=True)):
            raise ValueError(after)
    except (ValueError, binascii.Error, RecursionError):
        raise Malformed("'after' is no cursor of this list: take it from the page before.", code="bad_cursor") from None
    return [literal(value, type_=column.type) for value, column in zip(place, by, strict=True)]


def _fits(value: object, column: Column[Any]) -> bool:
    if column.type.python_type is str:
        return isinstance(value, str) and "\x00" not in value
    if column.type.python_type is int:
        return isinstance(value, int) and abs(value) < 2**63
    return isinstance(value, int | float)


def filtered(wanted: Select[Any], filters: Mapping[str, str], conditions: Mapping[str, Condition]) -> Select[Any]:
    """Raises `Malformed` for a filter the list has not, or a value that does not fit."""
    for name, value in filters.items():
        condition = conditions.get(name)
        if condition is None:
            known = ", ".join(sorted(conditions))
            raise Malformed(f"There is no filter {name!r}; there are {known}.", errors=[_at(name, "unknown filter")])
        try:
            wanted = wanted.where(condition(value))
        except ValueError as error:
            raise Malformed(f"The filter {name!r} cannot be {value!r}.", errors=[_at(name, str(error))]) from None
    return wanted


def _at(name: str, detail: str) -> dict[str, object]:
    return {"pointer": f"/{name}", "detail": detail}


def equals(column: Column[Any]) -> Condition:
    def condition(value: str) -> ColumnElement[bool]:
        if "\x00" in value:
            raise ValueError("has a NUL")
        return column == value

    return condition


def is_true(column: ColumnElement[bool]) -> Condition:
    def condition(value: str) -> ColumnElement[bool]:
        if value not in ("true", "false"):
            raise ValueError("is neither true nor false")
        return column.is_(value == "true")

    return condition


def since(column: Column[Any]) -> Condition:
    return lambda value: column >= moment(value)


def until(column: Column[Any]) -> Condition:
    return lambda value: column < moment(value)


def moment(value: str) -> float:
    """Seconds since the epoch, from themselves or from RFC 3339. Raises ValueError."""
    try:
        return float(value)
    except ValueError:
        return from_rfc3339(value)
