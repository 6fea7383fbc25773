"""The customer 360 as an agent sees it: what is known, arranged in sections, each with its source and its age.

No I/O. What is not known is null, who is not known is said to be unknown, and of several who may be calling none is
taken for certain. The shape is that of docs/wire.md.
"""

from collections.abc import Mapping
from typing import Any

from callcenter.clock import rfc3339
from callcenter.model.contact import Contact
from callcenter.model.customer import Customer, Known
from callcenter.model.promise import Callback, ClockState, Complaint, ComplaintState
from callcenter.model.site import Site
from callcenter.services.panel_hints import epoch, suggestions, warnings
from callcenter.services.ports import Json, PanelFacts

DAY = 24 * 3600.0
MOST = 20
"""Rows of each kind that facts hold at most: as many may mean more."""


def arrange(
    facts: PanelFacts | None,
    contact: Contact | None,
    known: Known,
    site: Site,
    now: float,
    names: Mapping[str, str] = {},
) -> Json:
    """The panel.

    `facts`: what the store has of the customer, None when it is not known who it is. `contact`: the live contact beside
    which the panel is shown, if any; `known`: what its look-up found. `names`: customers' names by id, for candidates.
    """
    read_at = rfc3339(now if facts is None or facts.as_of is None else facts.as_of)
    at = rfc3339(now)

    def store(section: Json) -> Json:
        return {"source": "store", "as_of": read_at, **section}

    customer = facts.customer if facts else None
    return {
        "customer": customer.id if customer else known.customer,
        "who": store(identified(customer, contact))
        if customer
        else {"source": "journal", "as_of": at} | unidentified(known, contact, names),
        "value": store(value(facts, known, now)),
        "live": {"source": "journal", "as_of": at, "rows": live(contact)},
        "timeline": store({"rows": timeline(facts, contact)}),
        "orders": store({"rows": [order(row) for row in facts.orders] if facts else []}),
        "service_requests": store({"rows": [request(row) for row in facts.service_requests] if facts else []}),
        "complaints": store({"rows": complaints(facts, now)}),
        "callbacks": store({"rows": [callback(row) for row in facts.callbacks] if facts else []}),
        "notes": store({"rows": [note(row) for row in facts.notes] if facts else []}),
        "satisfaction": store({"rows": [grade(row) for row in facts.grades] if facts else []}),
        "suggestions": store({"rows": suggestions(facts)}),
        "guidance": {"source": "site", "as_of": at, **guidance(contact, site)},
        "warnings": store({"rows": warnings(facts, contact, known, now)}),
    }


def panel_patch(before: Json, after: Json) -> list[Json]:
    """RFC 6902, from one panel to another of the same customer. Sections have names that need no escaping, and what
    differs in one is replaced whole: a comparison down to the letter costs more than the few lines it saves."""
    patch: list[Json] = []
    for section, new in after.items():
        old = before.get(section)
        if section in before and old == new:
            continue
        if not isinstance(old, dict) or not isinstance(new, dict) or old.keys() != new.keys():
            patch.append({"op": "add", "path": f"/{section}", "value": new})
            continue
        for name, value in new.items():
            if old[name] != value:
                patch.append({"op": "replace", "path": f"/{section}/{name}", "value": value})
    patch.extend({"op": "remove", "path": f"/{section}"} for section in before if section not in after)
    return patch


# --- who --------------------------------------------------------------------------------------------------------------


def identified(customer: Customer, contact: Contact | None) -> Json:
    values = {identity.value for identity in customer.identities}
    return {
        "id": customer.id,
        "name": customer.name,
        "organisation": customer.organisation,
        "language": customer.language,
        "since": rfc3339(customer.created_at) if customer.created_at else None,
        "match": "identified",
        "matched_by": contact.caller if contact and contact.caller in values else None,
        "candidates": [],
        "identities": [{"kind": identity.kind.value, "value": identity.value} for identity in customer.identities],
        "owner": customer.owner,
        "consent": dict(customer.consent),
        "facts": dict(customer.facts),
        "profile": dict(customer.profile),
    }


def unidentified(known: Known, contact: Contact | None, names: Mapping[str, str]) -> Json:
    """Nobody, one of several, or somebody whose record is gone since the call came in."""
    match = "ambiguous" if known.candidates else "identified" if known.customer else "unknown"
    said = contact.name if contact else ""
    return {
        "id": known.customer,
        # The name the gateway passed on is what the caller's line says, not who the caller is.
        "name": known.name or said,
        "organisation": None,
        "language": known.language or (contact.language if contact else ""),
        "since": None,
        "match": match,
        "matched_by": contact.caller
        if contact and contact.caller and not contact.claimed and match != "unknown"
        else None,
        "candidates": [{"id": id, "name": names.get(id, "")} for id in known.candidates],
        "identities": [],
        "owner": None,
        "consent": {},
        "facts": {},
        "profile": {},
    }


def value(facts: PanelFacts | None, known: Known, now: float) -> Json:
    """`at_least` names the numbers that may be larger: only the newest twenty rows are at hand."""
    if facts is None:
        found = known.customer_class
        return {"class": found.value if found else None, "contacts_30d": None, "orders_total": None, "at_least": []}
    since = now - 30 * DAY
    recent = sum(at is not None and at >= since for at in (epoch(row.get("arrived_at")) for row in facts.contacts))
    found = facts.customer.customer_class
    return {
        "class": found.value if found else None,
        "contacts_30d": recent,
        "orders_total": len(facts.orders),
        "at_least": [
            name for name, count in (("contacts_30d", recent), ("orders_total", len(facts.orders))) if count >= MOST
        ],
    }


# --- contacts ---------------------------------------------------------------------------------------------------------


def live(contact: Contact | None) -> list[Json]:
    if contact is None:
        return []
    return [
        {
            "contact": contact.id,
            "channel": contact.channel.value,
            "intent": contact.intent.name if contact.intent else None,
            "queue": contact.queue,
            "state": contact.state.value,
            "words": list(contact.words),
        }
    ]


def timeline(facts: PanelFacts | None, contact: Contact | None) -> list[Json]:
    """The customer's other contacts, newest first."""
    rows = facts.contacts if facts else []
    return [past(row) for row in rows if contact is None or row.get("id") != contact.id]


def past(row: Json) -> Json:
    intent = row.get("intent")
    return {
        "id": row.get("id"),
        "channel": row.get("channel"),
        "intent": intent.get("name") if isinstance(intent, dict) else intent,
        "arrived_at": when(row.get("arrived_at")),
        "state": row.get("state"),
        "agent": row.get("agent"),
        "disposition": row.get("disposition"),
    }


# --- what was bought, asked and promised ------------------------------------------------------------------------------


def order(row: Json) -> Json:
    return {name: row.get(name) for name in ("id", "product", "status", "amount", "currency")} | {
        "at": when(row.get("at"))
    }


def request(row: Json) -> Json:
    return {name: row.get(name) for name in ("id", "kind", "status", "text")} | {"at": when(row.get("at"))}


def complaints(facts: PanelFacts | None, now: float) -> list[Json]:
    """Open ones first, among them the most urgent; then the closed, newest first."""
    rows = facts.complaints if facts else []
    opened = sorted((row for row in rows if row.state is not ComplaintState.CLOSED), key=lambda row: row.clock.due_at)
    closed = [row for row in rows if row.state is ComplaintState.CLOSED]
    return [complaint(row, now) for row in (*opened, *closed)]


def complaint(row: Complaint, now: float) -> Json:
    ticking = row.clock.state in (ClockState.RUNNING, ClockState.BREACHED) and row.state is not ComplaintState.CLOSED
    return {
        "id": row.id,
        "cause": row.cause,
        "state": row.state.value,
        "text": row.text,
        "due_at": rfc3339(row.clock.due_at),
        "clock": row.clock.state.value,
        # Below zero once it is over; null when nothing is to be waited for.
        "remaining_seconds": round(row.clock.due_at - now, 3) if ticking else None,
    }


def callback(row: Callback) -> Json:
    return {
        "id": row.id,
        "number": row.number,
        "from": rfc3339(row.window_from),
        "to": rfc3339(row.window_to),
        "timezone": row.zone,
        "state": row.state.value,
        "reason": row.reason,
    }


def note(row: Json) -> Json:
    return {"id": row.get("id"), "text": row.get("text"), "by": row.get("by"), "at": when(row.get("at"))}


def grade(row: Json) -> Json:
    """How the customer found an earlier contact, newest first."""
    return {name: row.get(name) for name in ("grade", "contact", "agent", "intent")} | {"at": when(row.get("at"))}


def guidance(contact: Contact | None, site: Site) -> Json:
    intent = contact.intent.name if contact and contact.intent else None
    text = site.guidance.get(intent) if intent else None
    return {"intent": intent, "text": dict(text) if text else None}


def when(value: Any) -> str | None:
    """A time as the wire has it, from seconds or from itself; null when it is neither."""
    at = epoch(value)
    return None if at is None else rfc3339(at)
