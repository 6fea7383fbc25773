"""Grades that customers gave, in memory."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from callcenter.services.ports import Page
from callcenter.testing.fake_receipts import FakeReceipts
from callcenter.testing.fake_rows import Test, equals, filtered, page, since, until

FILTERS: Mapping[str, Test] = {
    **{name: equals(name) for name in ("customer", "contact", "agent", "queue", "channel", "intent", "flow")},
    "grade": lambda row, value: int(value) == getattr(row, "grade", None),
    "from": since("at"),
    "to": until("at"),
}


class FakeSurveys(FakeReceipts):
    """`services.ports.Surveys`; the rows come with the journal's projection."""

    async def surveys(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        self._begin("surveys")
        rows = filtered(self.survey_rows.values(), filters, FILTERS)
        return page(rows, by=lambda row: (row.at, row.id), after=after, limit=limit, read=asdict)

    async def grade_counts(self, filters: Mapping[str, str]) -> dict[int, int]:
        self._begin("grade_counts")
        return dict(Counter(row.grade for row in filtered(self.survey_rows.values(), filters, FILTERS)))
