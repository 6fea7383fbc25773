"""Contacts: what happened, and why."""

import json

from callcenter.errors import Unknown
from callcenter.services.explain import explained, reasons_of
from callcenter.services.ports import Json, Page, Store
from callcenter.web.forms import ContactPath, ContactsQuery, LanguageQuery, filters_of
from callcenter.web.op import Ask, op
from callcenter.web.rights import Rights
from callcenter.web.shapes import ContactShape, ExplanationShape, PageOf, TimelineShape, moment
from callcenter.web.tongue import language_of

COLUMNS = ("id", "channel", "state", "arrived_at", "caller", "customer", "intent.name", "emergency", "queue", "waited",
           "agent", "connected_at", "ended_at", "end_reason", "disposition")  # fmt: skip


def page_json(page: Page) -> Json:
    return {"rows": page.rows, "after": page.after}


class Contacts:
    def __init__(self, store: Store, rights: Rights) -> None:
        self._store, self._rights = store, rights

    @op("GET", "/api/v1/contacts", "Contacts, newest first", tag="contacts",
        query=ContactsQuery, returns=PageOf[ContactShape], csv=COLUMNS)  # fmt: skip
    async def list(self, ask: Ask, query: ContactsQuery) -> Json:
        """An agent sees their own, whatever `agent` says."""
        filters = filters_of(query)
        if ask.caller.restricted:
            filters["agent"] = ask.caller.name
        return page_json(await self._store.contacts(filters, query.after, query.limit))

    @op("GET", "/api/v1/contacts/{contact}", "One contact", tag="contacts", params=ContactPath, returns=ContactShape)
    async def one(self, ask: Ask, params: ContactPath) -> Json:
        row = await self._store.contact(params.contact)
        self._rights.contact(ask.caller, row, params.contact)
        if row is None:
            raise Unknown(f"there is no contact {params.contact}")
        return row

    @op("GET", "/api/v1/contacts/{contact}/timeline", "What happened, in order", tag="contacts",
        params=ContactPath, returns=PageOf[TimelineShape])  # fmt: skip
    async def timeline(self, ask: Ask, params: ContactPath) -> Json:
        await self.one(ask, params)
        lines = await self._store.timeline(params.contact)
        return {"rows": [_timed(line) for line in lines], "after": None}

    @op("GET", "/api/v1/contacts/{contact}/explain", "Why queued, why offered to whom", tag="contacts",
        params=ContactPath, query=LanguageQuery, returns=ExplanationShape)  # fmt: skip
    async def explain(self, ask: Ask, params: ContactPath, query: LanguageQuery) -> Json:
        """`words` in the language of `language`, else of Accept-Language, else English; `reasons` in all of them."""
        await self.one(ask, params)
        outcomes = await self._store.decisions(params.contact)
        decisions = explained(params.contact, outcomes, query.language or language_of(ask))
        return {"contact": params.contact, "decisions": decisions, "reasons": reasons_of(decisions)}


def _timed(line: Json) -> Json:
    detail = line.get("detail", {})
    return moment({**line, "detail": json.loads(detail) if isinstance(detail, str) else detail})
