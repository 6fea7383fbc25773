"""The questions a flow may put to our own records, all about the customer of the contact (`model.site.STORE_QUESTIONS`).

Each answer is an object of the fields listed in docs/site.md, or None: there is no such thing. Times are RFC 3339.
"""

from collections.abc import Callable, Mapping

from callcenter.clock import rfc3339
from callcenter.model.promise import Callback, CallbackState, Complaint, ComplaintState
from callcenter.services.ports import Json, PanelFacts

Question = Callable[[PanelFacts, str], Json | None]
"""What the store has of the customer, and the contact in which it is asked."""
_AHEAD = frozenset({CallbackState.SCHEDULED, CallbackState.DUE, CallbackState.RETRY})


def newest_order(facts: PanelFacts, contact: str) -> Json | None:
    return facts.orders[0] if facts.orders else None


def newest_service_request(facts: PanelFacts, contact: str) -> Json | None:
    return facts.service_requests[0] if facts.service_requests else None


def open_complaint(facts: PanelFacts, contact: str) -> Json | None:
    """The one whose clock ends first."""
    opened = [row for row in facts.complaints if row.state is not ComplaintState.CLOSED]
    return _complaint(min(opened, key=lambda row: (row.clock.due_at, row.id))) if opened else None


def next_callback(facts: PanelFacts, contact: str) -> Json | None:
    ahead = [row for row in facts.callbacks if row.state in _AHEAD]
    return _callback(min(ahead, key=lambda row: (row.due_at, row.id))) if ahead else None


def last_contact(facts: PanelFacts, contact: str) -> Json | None:
    """The newest but this one."""
    earlier = next((row for row in facts.contacts if row.get("id") != contact), None)
    if earlier is None:
        return None
    intent = earlier.get("intent")
    fields = ("id", "channel", "state", "queue", "agent", "arrived_at", "ended_at", "disposition")
    return {name: earlier.get(name) for name in fields} | {
        "intent": intent.get("name") if isinstance(intent, dict) else intent
    }


def _complaint(row: Complaint) -> Json:
    return {
        "id": row.id,
        "cause": row.cause,
        "state": row.state.value,
        "severity": row.severity,
        "clock": row.clock.state.value,
        "owner": row.owner,
        "created_at": rfc3339(row.created_at),
        "due_at": rfc3339(row.clock.due_at),
    }


def _callback(row: Callback) -> Json:
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state.value,
        "reason": row.reason,
        "due_at": rfc3339(row.due_at),
        "from": rfc3339(row.window_from),
        "to": rfc3339(row.window_to),
        "timezone": row.zone,
    }


QUESTIONS: Mapping[str, Question] = {
    "newest_order": newest_order,
    "newest_service_request": newest_service_request,
    "open_complaint": open_complaint,
    "next_callback": next_callback,
    "last_contact": last_contact,
}
