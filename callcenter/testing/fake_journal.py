"""The journal in memory."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict

from callcenter.errors import IllegalTransition
from callcenter.model.promise import Callback, Complaint
from callcenter.services.ledgers import amend, changed, mark_clock, settle
from callcenter.services.ports import (
    ContactRow,
    Entry,
    JournalRow,
    Json,
    NoteRow,
    OutboxRow,
    OutcomeRow,
    Projection,
    QuarantineRow,
    ReceiptRow,
    SurveyRow,
    TimelineRow,
)
from callcenter.testing.fake_rows import Failing

SNAPSHOTS = 3


class FakeJournal(Failing):
    """`services.ports.Journal`; the tables are open to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: list[JournalRow] = []
        self.outbox: dict[str, OutboxRow] = {}
        self.contact_rows: dict[str, ContactRow] = {}
        self.lines: dict[tuple[str, int, int], TimelineRow] = {}
        self.outcome_rows: dict[int, OutcomeRow] = {}
        self.quarantined: dict[int, QuarantineRow] = {}
        self.receipt_rows: dict[str, ReceiptRow] = {}
        """By contact."""
        self.survey_rows: dict[str, SurveyRow] = {}
        self.callback_rows: dict[str, Callback] = {}
        self.complaint_rows: dict[str, Complaint] = {}
        self.notes: list[Json] = []
        self.snapshots: dict[int, bytes] = {}
        self._keys: set[str] = set()
        self._upto = 0
        self._sites: dict[str, str] = {}

    async def last_seq(self) -> int:
        self._begin("last_seq")
        return len(self.journal)

    async def append(self, entries: Sequence[Entry], projection: Projection | None) -> list[int | None]:
        self._begin("append")
        seqs = [self._append(entry) for entry in entries]
        if projection is not None:
            self._project(projection)
        return seqs

    def _append(self, entry: Entry) -> int | None:
        if entry.key in self._keys:
            return None
        if entry.key:
            self._keys.add(entry.key)
        seq = len(self.journal) + 1
        self.journal.append(JournalRow(seq=seq, at=entry.at, key=entry.key, type=entry.type, body=entry.body))
        return seq

    def _project(self, projection: Projection) -> None:
        for outcome in projection.outcomes:
            self.outcome_rows.setdefault(outcome.seq, outcome)
        for row in projection.outbox:
            self.outbox.setdefault(row.id, row)
        for id in projection.acknowledged:
            self.outbox.pop(id, None)
        self.contact_rows.update(projection.contacts)
        for line in projection.timeline:
            self.lines.setdefault((line.contact, line.seq, line.n), line)
        for note in projection.notes:
            self._keep_note(note)
        for receipt in projection.receipts:
            self.receipt_rows.setdefault(receipt.contact, receipt)
        for survey in projection.surveys:
            self.survey_rows.setdefault(survey.id, survey)
        for poison in projection.quarantined:
            self.quarantined.setdefault(poison.seq, poison)
        self._project_promises(projection)
        self._upto = max(self._upto, projection.upto)

    def _keep_note(self, note: NoteRow) -> None:
        if note.id not in {one["id"] for one in self.notes}:
            self.notes.append(asdict(note))

    def _project_promises(self, projection: Projection) -> None:
        for complaint in projection.complaints:
            self.complaint_rows.setdefault(complaint.id, complaint)
        for callback in projection.callbacks:
            self.callback_rows.setdefault(callback.id, callback)
        # As in the database, a promise that is not there, or ended otherwise meanwhile, holds nothing up.
        before = dict(self.callback_rows)
        for settled in projection.settled:
            with suppress(LookupError, IllegalTransition):
                self.callback_rows[settled.callback] = settle(self.callback_rows[settled.callback], settled)
        for id, callback in before.items():
            if not changed(callback, self.callback_rows[id]):
                self.callback_rows[id] = callback
        for amended in projection.amended:
            with suppress(LookupError):
                self.complaint_rows[amended.complaint] = amend(self.complaint_rows[amended.complaint], amended)
        for marked in projection.clocks:
            with suppress(LookupError):
                self.complaint_rows[marked.complaint] = mark_clock(self.complaint_rows[marked.complaint], marked)

    async def read(self, after: int, limit: int) -> list[JournalRow]:
        self._begin("read")
        return self.journal[max(after, 0) :][:limit]

    async def watermark(self) -> int:
        self._begin("watermark")
        return self._upto

    async def unacknowledged(self) -> list[OutboxRow]:
        self._begin("unacknowledged")
        return sorted(self.outbox.values(), key=lambda row: (row.seq, len(row.id), row.id))

    async def outcomes(self, after: int, limit: int) -> list[OutcomeRow]:
        self._begin("outcomes")
        return [self.outcome_rows[seq] for seq in sorted(self.outcome_rows) if seq > after][:limit]

    async def save_snapshot(self, seq: int, at: float, body: bytes) -> None:
        self._begin("save_snapshot")
        self.snapshots[seq] = body
        for old in sorted(self.snapshots)[:-SNAPSHOTS]:
            del self.snapshots[old]

    async def newest_snapshot(self) -> tuple[int, bytes] | None:
        self._begin("newest_snapshot")
        return max(self.snapshots.items(), default=None)

    async def snapshot_before(self, seq: int) -> tuple[int, bytes] | None:
        self._begin("snapshot_before")
        return max(((found, body) for found, body in self.snapshots.items() if found < seq), default=None)

    async def save_site(self, version: str, at: float, body: str) -> None:
        self._begin("save_site")
        self._sites.setdefault(version, body)

    async def sites(self) -> dict[str, str]:
        self._begin("sites")
        return dict(self._sites)
