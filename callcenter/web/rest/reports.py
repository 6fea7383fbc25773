"""Reports made at night: what customers talk about that no intent covers, what they wish for, and what grows."""

from callcenter.errors import Malformed
from callcenter.services.ports import Json, Sayings
from callcenter.services.topics import lines_of
from callcenter.web.callers import LEADERS
from callcenter.web.forms import TopicsQuery
from callcenter.web.op import Ask, op
from callcenter.web.shapes import PageOf, TopicLineShape

COLUMNS = ("day", "kind", "name", "today", "week", "before", "growing", "ratio", "sentences", "uncovered", "examples",
    "contacts")  # fmt: skip
MOST_DAYS = 92


class Reports:
    def __init__(self, store: Sayings) -> None:
        self._store = store

    @op("GET", "/api/v1/reports/topics", "What customers talk about that nobody has an answer for, day by day",
        tag="reports", query=TopicsQuery, returns=PageOf[TopicLineShape], roles=LEADERS, csv=COLUMNS)  # fmt: skip
    async def topics(self, ask: Ask, query: TopicsQuery) -> Json:
        """One `day`, or `from` and `to` (both included, the newest 92 days of them); without any, the newest report."""
        first, last = query.day or query.from_, query.day or query.to
        if first and last and first > last:
            raise Malformed("'from' is after 'to'.")
        found = await self._store.topics(first or "", last or "9999-12-31")
        days = found[:MOST_DAYS] if first or last else found[:1]
        return {"rows": [line for day in days for line in lines_of(day)], "after": None}
