"""Callbacks and complaints: promises, and every step on them."""

from collections.abc import Callable
from typing import Any

from callcenter.clock import Clock
from callcenter.errors import Forbidden
from callcenter.model.promise import Callback, Complaint
from callcenter.services.callbacks import Callbacks, Window, Wish
from callcenter.services.cases import Cases, Report
from callcenter.services.ports import Json, Store
from callcenter.web.callers import LEADERS
from callcenter.web.forms import (
    AssignForm,
    CallbackForm,
    CallbackPath,
    CallbacksQuery,
    CancelForm,
    ComplaintForm,
    ComplaintPath,
    ComplaintsQuery,
    ReopenForm,
    RescheduleForm,
    ResolveForm,
    TriageForm,
    VisitForm,
    WindowForm,
    filters_of,
)
from callcenter.web.op import Answer, Ask, F, op
from callcenter.web.rights import Rights
from callcenter.web.shapes import (
    CallbackShape,
    ComplaintShape,
    PageOf,
    callback_json,
    callback_of,
    complaint_json,
    complaint_of,
    etag,
)

CALLBACK_COLUMNS = ("id", "number", "from", "to", "timezone", "state", "customer", "agent", "queue", "reason", "kind",
                    "tries", "due_at", "outcome")  # fmt: skip
COMPLAINT_COLUMNS = ("id", "cause", "state", "severity", "customer", "contact", "owner", "created_at", "due_at",
                     "clock", "remaining_seconds", "outcome", "text")  # fmt: skip


def _window(form: WindowForm, zone: str) -> Window:
    return Window(opens=form.from_.timestamp(), closes=form.to.timestamp(), zone=zone)


class CallbackDesk:
    def __init__(self, store: Store, callbacks: Callbacks, rights: Rights) -> None:
        self._store, self._callbacks, self._rights = store, callbacks, rights

    @op("GET", "/api/v1/callbacks", "Callbacks, newest first", tag="callbacks",
        query=CallbacksQuery, returns=PageOf[CallbackShape], csv=CALLBACK_COLUMNS)  # fmt: skip
    async def list(self, ask: Ask, query: CallbacksQuery) -> Json:
        """An agent sees their own, whatever `agent` says."""
        filters = filters_of(query)
        if ask.caller.restricted:
            filters["agent"] = ask.caller.name
        page = await self._store.callbacks(filters, query.after, query.limit)
        return {"rows": [callback_json(callback_of(row)) for row in page.rows], "after": page.after}

    @op("POST", "/api/v1/callbacks", "Promise a callback", tag="callbacks",
        body=CallbackForm, returns=CallbackShape, status=201)  # fmt: skip
    async def create(self, ask: Ask, body: CallbackForm) -> Answer:
        if body.customer is not None:
            await self._rights.customer(ask.caller, body.customer)
        if ask.caller.restricted and body.agent not in (None, ask.caller.name):
            raise Forbidden("an agent promises callbacks of their own or of a queue", code="not_yours")
        wish = Wish(
            callback=ask.draw("cb"),
            window=_window(body.window, body.timezone),
            customer=body.customer,
            number=body.number or "",
            agent=body.agent,
            queue=body.queue,
            reason=body.reason,
            kind=body.kind,
        )
        return _callback(await self._callbacks.promise(wish, by=ask.caller.name), created=True)

    @op("GET", "/api/v1/callbacks/{callback}", "One callback", tag="callbacks",
        params=CallbackPath, returns=CallbackShape)  # fmt: skip
    async def one(self, ask: Ask, params: CallbackPath) -> Answer:
        return _callback(await self._own(ask, params))

    @op("POST", "/api/v1/callbacks/{callback}/cancel", "The customer no longer wants it", tag="callbacks",
        params=CallbackPath, body=CancelForm, returns=CallbackShape)  # fmt: skip
    async def cancel(self, ask: Ask, params: CallbackPath, body: CancelForm) -> Answer:
        kept = await self._own(ask, params)
        return _callback(await self._callbacks.cancel(kept.id, reason=body.reason, version=ask.version))

    @op("POST", "/api/v1/callbacks/{callback}/reschedule", "Another time", tag="callbacks",
        params=CallbackPath, body=RescheduleForm, returns=CallbackShape)  # fmt: skip
    async def reschedule(self, ask: Ask, params: CallbackPath, body: RescheduleForm) -> Answer:
        kept = await self._own(ask, params)
        window = _window(body.window, body.timezone or kept.zone)
        return _callback(await self._callbacks.reschedule(kept.id, window=window, version=ask.version))

    async def _own(self, ask: Ask, params: CallbackPath) -> Callback:
        kept = await self._callbacks.one(params.callback)
        self._rights.callback(ask.caller, kept)
        return kept


def _callback(callback: Callback, *, created: bool = False) -> Answer:
    where = {"Location": f"/api/v1/callbacks/{callback.id}"} if created else {}
    return Answer(body=callback_json(callback), headers=etag(callback.version) | where)


def step(path: str, summary: str, **more: Any) -> Callable[[F], F]:
    """One step on a complaint."""
    return op("POST", f"/api/v1/complaints/{{complaint}}/{path}", summary, tag="complaints", params=ComplaintPath,
              returns=ComplaintShape, **more)  # fmt: skip


class Complaints:
    """received, valid or invalid, assigned, resolved, visited, closed; the trail says who did what."""

    def __init__(self, store: Store, cases: Cases, rights: Rights, clock: Clock) -> None:
        self._store, self._cases, self._rights, self._clock = store, cases, rights, clock

    @op("GET", "/api/v1/complaints", "Complaints, newest first", tag="complaints",
        query=ComplaintsQuery, returns=PageOf[ComplaintShape], csv=COMPLAINT_COLUMNS)  # fmt: skip
    async def list(self, ask: Ask, query: ComplaintsQuery) -> Json:
        """An agent sees those of a customer of theirs, or the ones they own."""
        filters = filters_of(query)
        if ask.caller.restricted and not (
            query.customer is not None and await self._rights.sees_customer(ask.caller, query.customer)
        ):
            filters["owner"] = ask.caller.name
        page = await self._store.complaints(filters, query.after, query.limit)
        now = self._clock.now()
        return {"rows": [complaint_json(complaint_of(row), now) for row in page.rows], "after": page.after}

    @op("POST", "/api/v1/complaints", "Write a complaint down; its clock starts", tag="complaints",
        body=ComplaintForm, returns=ComplaintShape, status=201)  # fmt: skip
    async def create(self, ask: Ask, body: ComplaintForm) -> Answer:
        if body.contact is not None:
            await self._rights.contact_id(ask.caller, body.contact)
        if body.customer is not None or body.contact is None:
            await self._rights.customer(ask.caller, body.customer)
        told = Report(complaint=ask.draw("cmp"), **body.model_dump())
        return self._answer(await self._cases.report(told, by=ask.caller.name), created=True)

    @op("GET", "/api/v1/complaints/{complaint}", "One complaint with its trail", tag="complaints",
        params=ComplaintPath, returns=ComplaintShape)  # fmt: skip
    async def one(self, ask: Ask, params: ComplaintPath) -> Answer:
        kept = await self._cases.one(params.complaint)
        await self._rights.complaint(ask.caller, kept)
        return self._answer(kept)

    @step("triage", "Is it justified? An invalid one ends with its explanation", body=TriageForm, roles=LEADERS)
    async def triage(self, ask: Ask, params: ComplaintPath, body: TriageForm) -> Answer:
        return self._answer(
            await self._cases.triage(
                params.complaint,
                by=ask.caller.name,
                valid=body.valid,
                explanation=body.explanation,
                version=ask.version,
            )
        )

    @step("assign", "Who sees to it", body=AssignForm, roles=LEADERS)
    async def assign(self, ask: Ask, params: ComplaintPath, body: AssignForm) -> Answer:
        return self._answer(
            await self._cases.assign(params.complaint, by=ask.caller.name, owner=body.owner, version=ask.version)
        )

    @step("resolve", "What was done for the customer; the clock ends", body=ResolveForm)
    async def resolve(self, ask: Ask, params: ComplaintPath, body: ResolveForm) -> Answer:
        await self._own(ask, params)
        return self._answer(
            await self._cases.resolve(params.complaint, by=ask.caller.name, outcome=body.outcome, version=ask.version)
        )

    @step("visit", "The return visit: was the customer content?", body=VisitForm)
    async def visit(self, ask: Ask, params: ComplaintPath, body: VisitForm) -> Answer:
        await self._own(ask, params)
        return self._answer(
            await self._cases.visit(
                params.complaint,
                by=ask.caller.name,
                satisfied=body.satisfied,
                grade=body.grade,
                note=body.note,
                version=ask.version,
            )
        )

    @step("close", "Done", roles=LEADERS)
    async def close(self, ask: Ask, params: ComplaintPath) -> Answer:
        return self._answer(await self._cases.close(params.complaint, by=ask.caller.name, version=ask.version))

    @step("reopen", "Not done after all: a fresh clock", body=ReopenForm, roles=LEADERS)
    async def reopen(self, ask: Ask, params: ComplaintPath, body: ReopenForm) -> Answer:
        return self._answer(
            await self._cases.reopen(
                params.complaint, by=ask.caller.name, reason=body.reason, owner=body.owner, version=ask.version
            )
        )

    async def _own(self, ask: Ask, params: ComplaintPath) -> None:
        if ask.caller.restricted:
            self._rights.owner(ask.caller, await self._cases.one(params.complaint))

    def _answer(self, complaint: Complaint, *, created: bool = False) -> Answer:
        where = {"Location": f"/api/v1/complaints/{complaint.id}"} if created else {}
        return Answer(body=complaint_json(complaint, self._clock.now()), headers=etag(complaint.version) | where)
