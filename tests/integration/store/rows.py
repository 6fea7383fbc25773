"""Small things to put into a store."""

import json
from typing import Any

from callcenter.model.customer import Customer, CustomerClass, Identity, IdentityKind
from callcenter.model.promise import Callback, Complaint, PromiseClock
from callcenter.services.ports import ContactRow, Entry, OutboxRow, TimelineRow

NOW = 1_800_000_000.0
HOUR = 3600.0


def entry(key: str = "", **more: Any) -> Entry:
    return Entry(**{"key": key, "at": NOW, "type": "CallArrived", "body": '{"call":"c"}', **more})


def command(id: str, **more: Any) -> OutboxRow:
    seq = int(id.split(".")[0])
    return OutboxRow(**{"id": id, "gateway": "pbx", "leg": "call-1", "seq": seq, "body": "{}", "at": NOW, **more})


def contact(id: str, seq: int = 1, **more: Any) -> ContactRow:
    return ContactRow(
        **{
            "id": id,
            "seq": seq,
            "channel": "voice",
            "gateway": "pbx",
            "leg": f"call-{id}",
            "state": "queued",
            "customer": None,
            "caller": "+8613800000001",
            "intent": "card_loss",
            "emergency": True,
            "queue": "card-loss",
            "agent": None,
            "arrived_at": NOW + seq,
            "queued_at": None,
            "connected_at": None,
            "ended_at": None,
            "end_reason": "",
            "disposition": None,
            "body": json.dumps({"id": id}),
            **more,
        }
    )


def line(contact: str, seq: int, n: int = 0, **more: Any) -> TimelineRow:
    return TimelineRow(
        **{"contact": contact, "seq": seq, "n": n, "at": NOW, "what": "queued", "detail": '{"queue":"cards"}', **more}
    )


def customer(id: str, *phones: str, **more: Any) -> Customer:
    identities = tuple(Identity(kind=IdentityKind.PHONE, value=phone) for phone in phones)
    return Customer(
        **{
            "id": id,
            "name": f"Name of {id}",
            "language": "zh-CN",
            "customer_class": CustomerClass.VIP,
            "identities": identities,
            "facts": {"card_status": "shipped"},
            "created_at": NOW,
            **more,
        }
    )


def callback(id: str, **more: Any) -> Callback:
    return Callback(
        **{
            "id": id,
            "number": "+8613800000001",
            "window_from": NOW,
            "window_to": NOW + HOUR,
            "zone": "Asia/Shanghai",
            "due_at": NOW,
            "created_at": NOW,
            **more,
        }
    )


def complaint(id: str, **more: Any) -> Complaint:
    clock = PromiseClock(started_at=NOW, due_at=NOW + 24 * HOUR)
    return Complaint(
        **{
            "id": id,
            "cause": "attitude",
            "text": "态度不好",
            "channel": "voice",
            "clock": clock,
            "created_at": NOW,
            "trail": ({"at": NOW, "by": "agent1", "what": "received", "detail": {"severity": 2}},),
            **more,
        }
    )
