"""Callbacks and complaints in memory."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from callcenter.errors import Stale, Unknown
from callcenter.model.promise import Callback, ClockState, Complaint
from callcenter.model.site import Promises as PromisePolicy
from callcenter.services.ledgers import callback_next, complaint_next
from callcenter.services.ports import Json, Page
from callcenter.testing.fake_customers import FakeCustomers, is_open
from callcenter.testing.fake_rows import Test, equals, filtered, page, since, truth, until

T = TypeVar("T", Callback, Complaint)

SOON = 4 * 3600.0

_PERIOD: Mapping[str, Test] = {"from": since("created_at"), "to": until("created_at")}
CALLBACK_FILTERS = {name: equals(name) for name in ("customer", "agent", "queue", "state")} | dict(_PERIOD)
COMPLAINT_FILTERS: Mapping[str, Test] = {
    **{name: equals(name) for name in ("customer", "owner", "cause", "state")},
    "clock": lambda row, value: row is not None and row.clock.state == value,
    "open": lambda row, value: truth(value) is (row is not None and is_open(row)),
    **_PERIOD,
}


class FakePromises(FakeCustomers):
    """`services.ports.Promises`."""

    warn_shares: Sequence[float] = PromisePolicy().complaint_warn

    async def callbacks(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        self._begin("callbacks")
        rows = filtered(self.callback_rows.values(), filters, CALLBACK_FILTERS)
        return page(rows, by=_made, after=after, limit=limit, read=_as_json)

    async def callback(self, callback: str) -> Callback | None:
        self._begin("callback")
        return self.callback_rows.get(callback)

    async def change_callback(self, callback: Callback) -> None:
        self._begin("change_callback")
        _change(self.callback_rows, callback, "callback")

    async def due_callbacks(self, now: float, limit: int) -> list[Callback]:
        self._begin("due_callbacks")
        moments = [(callback_next(row), row.id) for row in self.callback_rows.values()]
        due = sorted((at, id) for at, id in moments if at is not None and at <= now)
        return [self.callback_rows[id] for _, id in due][:limit]

    async def complaints(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        self._begin("complaints")
        rows = filtered(self.complaint_rows.values(), filters, COMPLAINT_FILTERS)
        return page(rows, by=_made, after=after, limit=limit, read=_as_json)

    async def complaint(self, complaint: str) -> Complaint | None:
        self._begin("complaint")
        return self.complaint_rows.get(complaint)

    async def change_complaint(self, complaint: Complaint) -> None:
        self._begin("change_complaint")
        _change(self.complaint_rows, complaint, "complaint")

    async def running_complaints(self, before: float, limit: int) -> list[Complaint]:
        self._begin("running_complaints")
        moments = [(complaint_next(row, self.warn_shares), row.id) for row in self.complaint_rows.values()]
        due = sorted((at, id) for at, id in moments if at is not None and at <= before)
        return [self.complaint_rows[id] for _, id in due][:limit]

    async def next_due(self) -> float | None:
        self._begin("next_due")
        callbacks = (callback_next(row) for row in self.callback_rows.values())
        complaints = (complaint_next(row, self.warn_shares) for row in self.complaint_rows.values())
        return min((at for at in (*callbacks, *complaints) if at is not None), default=None)

    async def complaint_counts(self, now: float) -> Json:
        self._begin("complaint_counts")
        clocks = [row.clock for row in self.complaint_rows.values() if is_open(row)]
        running = [clock.due_at for clock in clocks if clock.state is ClockState.RUNNING]
        marked = sum(clock.state is ClockState.BREACHED for clock in clocks)
        return {
            "open": len(clocks),
            "due_soon": sum(now < due_at <= now + SOON for due_at in running),
            "breached": marked + sum(due_at <= now for due_at in running),
        }


def _made(row: Any) -> tuple[Any, ...]:
    return row.created_at, row.id


def _as_json(row: Any) -> Json:
    found: Json = json.loads(json.dumps(asdict(row)))
    return found


def _change(rows: dict[str, T], row: T, kind: str) -> None:
    if row.id not in rows:
        raise Unknown(f"There is no {kind} {row.id}.")
    if rows[row.id].version != row.version:
        raise Stale(f"The {kind} {row.id} was changed since version {row.version}: read it again.")
    rows[row.id] = replace(row, version=row.version + 1)
