"""Grades that customers gave: the list of them, and how often each was given."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, select

from callcenter.services.ports import Json, Page
from callcenter.store import schema
from callcenter.store.database import Database
from callcenter.store.pages import Condition, equals, filtered, page, since, until

_survey = schema.surveys.c
FILTERS: Mapping[str, Condition] = {
    **{name: equals(_survey[name]) for name in ("customer", "contact", "agent", "queue", "channel", "intent", "flow")},
    "grade": lambda value: _survey.grade == int(value),
    "from": since(_survey.at),
    "to": until(_survey.at),
}


class SqlSurveys:
    """`services.ports.Surveys`."""

    _db: Database

    async def surveys(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        return await self._db.read(partial(surveys, filters=filters, after=after, limit=limit))

    async def grade_counts(self, filters: Mapping[str, str]) -> dict[int, int]:
        return await self._db.read(partial(grade_counts, filters=filters))


def surveys(conn: Connection, *, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
    wanted = filtered(select(schema.surveys), filters, FILTERS)
    return page(conn, wanted, by=[_survey.at, _survey.id], after=after, limit=limit, read=survey_json)


def grade_counts(conn: Connection, *, filters: Mapping[str, str]) -> dict[int, int]:
    wanted = filtered(select(_survey.grade, func.count().label("times")), filters, FILTERS)
    return {row.grade: row.times for row in conn.execute(wanted.group_by(_survey.grade))}


def survey_json(row: Any) -> Json:
    return {column.name: getattr(row, column.name) for column in schema.surveys.columns}
