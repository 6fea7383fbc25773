"""What customers said, and the topics of a day, in memory."""

import json
from collections import Counter

from callcenter.services.ports import Json, SaidRow, TimelineRow, Wanted
from callcenter.testing.fake_surveys import FakeSurveys


class FakeSayings(FakeSurveys):
    """`services.ports.Sayings`; the lines come with the journal's projection."""

    def __init__(self) -> None:
        super().__init__()
        self.topic_rows: dict[str, str] = {}

    async def said(self, first: float, last: float, limit: int) -> list[SaidRow]:
        self._begin("said")
        arrived = {row.id: row for row in self.contact_rows.values() if first <= row.arrived_at < last}
        lines = [line for line in self.lines.values() if line.contact in arrived and _of_customer(line)]
        lines.sort(key=lambda line: (arrived[line.contact].arrived_at, arrived[line.contact].seq, line.seq, line.n))
        return [self._sentence(line) for line in lines[-limit:]] if limit else []

    def _sentence(self, line: TimelineRow) -> SaidRow:
        row, detail = self.contact_rows[line.contact], json.loads(line.detail)
        body = json.loads(row.body)
        return SaidRow(
            contact=row.id, at=line.at, text=str(detail.get("text", "")), intent=str(detail.get("intent", "")),
            language=str(body.get("language", "")), channel=row.channel, name=str(body.get("name") or ""),
        )  # fmt: skip

    async def wanted(self, first: float, last: float) -> Wanted:
        self._begin("wanted")
        arrived = [row.intent for row in self.contact_rows.values() if first <= row.arrived_at < last]
        opened = [row.cause for row in self.complaint_rows.values() if first <= row.created_at < last]
        intents = Counter(intent for intent in arrived if intent)
        return Wanted(
            contacts=len(arrived), intents=dict(sorted(intents.items())), causes=dict(sorted(Counter(opened).items()))
        )

    async def keep_topics(self, day: str, at: float, body: str) -> None:
        self._begin("keep_topics")
        self.topic_rows[day] = body

    async def topics(self, first: str, last: str) -> list[Json]:
        self._begin("topics")
        return [
            json.loads(self.topic_rows[day]) for day in sorted(self.topic_rows, reverse=True) if first <= day <= last
        ]


def _of_customer(line: TimelineRow) -> bool:
    return line.what == "customer_said" or (
        line.what == "message" and json.loads(line.detail).get("sender") == "customer"
    )
