"""Receipts of reported emergencies: what was reported when, what was done about it, signed so that anybody can check it.

The facts are a row written in the transaction of what the report led to; what was done is the contact's timeline. A
receipt is put together and signed whenever somebody asks: also while nobody has been free yet, and after a hang-up.
"""

import json
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from callcenter.clock import Clock, from_rfc3339, rfc3339
from callcenter.errors import Conflict, Unknown
from callcenter.model.agent import OUTSIDE
from callcenter.model.flow import Text
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.services.ports import Json, ReceiptRow, Store
from callcenter.services.receipt_words import in_words
from callcenter.services.signing import Signer

KEPT_MONTHS = 18
"""PSD2, article 70(1)(d)."""
SHOWN: Mapping[str, tuple[str, ...]] = {
    "emergency_reported": (),
    "queued": ("queue",),
    "widened": ("step",),
    "rung_opened": ("rung", "asks"),
    "put_through": ("number",),
    "offered": ("agent",),
    "not_answered": ("agent",),
    "picked_up_too_late": ("agent",),
    "assigned": ("by", "to"),
    "accepted": ("agent",),
    "connected": ("agent", "waited"),
    "connect_unconfirmed": (),
    "back_in_line": ("why",),
    "transferred": ("by", "to"),
    "consultation_connected": ("agent",),
    "consult": ("by", "to"),
    "conference": ("by", "to"),
    "complaint_opened": ("complaint",),
    "callback_promised": ("callback", "due_at"),
    "ended": ("reason",),
    "wrapped_up": ("by", "disposition"),
    "completed": ("reason",),
    "abandoned": ("reason",),
    "failed": ("reason",),
}
"""Lines of the timeline a receipt tells, and of each the fields: nothing the customer or the agent said or wrote."""
NUMBERS = frozenset({"to", "number", "asks", "agent"})
"""Fields that may hold a telephone number: its last four digits are shown."""
ENDS = frozenset({"completed", "abandoned", "failed", "transferred"})


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """`body` is what was signed, readable in `body["words"]`; `jws` is the same with the signature (RFC 7515)."""

    body: Json
    jws: str


class Receipts:
    """`callcenter receipt` and `GET /api/v1/contacts/{id}/receipt`."""

    def __init__(self, store: Store, signer: Signer, clock: Clock) -> None:
        self._store, self._signer, self._clock = store, signer, clock

    async def issue(self, contact: str) -> Receipt:
        """Raises `Unknown` when there is no such contact, `Conflict` (no_emergency) when none was reported in it."""
        row = await self._store.receipt(contact)
        if row is None:
            if await self._store.contact(contact) is None:
                raise Unknown(f"there is no contact {contact}")
            why = f"no emergency was reported in contact {contact}: a receipt is for those alone"
            raise Conflict(why, code="no_emergency")
        facts = json.loads(row.body)
        text = (await self._store.sites()).get(facts["site"])
        lines = await self._store.timeline(contact)
        body = compose(row, lines, codec.site_of(text) if text else None, self._clock.now())
        return Receipt(body=body, jws=await self._signer.sign(body))


def keep_until(reported_at: float) -> float:
    """Eighteen months and a day later: on whatever calendar, not before the period is over."""
    at = datetime.fromtimestamp(reported_at, UTC)
    years, month = divmod(at.month - 1 + KEPT_MONTHS, 12)
    year, month = at.year + years, month + 1
    day = min(at.day, monthrange(year, month)[1])
    return (at.replace(year=year, month=month, day=day) + timedelta(days=1)).timestamp()


def compose(row: ReceiptRow, lines: Sequence[Mapping[str, Any]], site: Site | None, now: float) -> Json:
    """The receipt's whole content. `site` is the version the contact started with: it gives codes their titles."""
    facts = json.loads(row.body)
    done = [_done(line, site) for line in lines if line["seq"] >= row.seq and line["what"] in SHOWN]
    human_at = row.at if facts.get("agent") else _first(done, "connected")
    by_whom = next((one.get("agent", "") for one in done if one["what"] == "connected"), "")
    policy = site.intents.get(facts["intent"]) if site else None
    body: Json = {
        "receipt": row.id,
        "issuer": dict(site.name) if site else {},
        "contact": row.contact,
        "channel": facts["channel"],
        "gateway": facts["gateway"],
        "leg": facts["leg"],
        "called": facts["dialled"],
        "caller": masked(facts["caller"]),
        "customer": facts["customer"],
        "intent": facts["intent"],
        "intent_title": dict(policy.title) if policy else {},
        "arrived_at": rfc3339(facts["arrived_at"]),
        "reported_at": rfc3339(row.at),
        "journal_seq": row.seq,
        "heard_by": facts.get("agent"),
        "done": done,
        "human_at": None if human_at is None else rfc3339(human_at),
        "seconds_until_human": None if human_at is None else round(human_at - row.at, 3),
        "outcome": _outcome(done, human_at is not None, outside=by_whom.startswith(OUTSIDE)),
        "site": facts["site"],
        "zone": site.zone if site else "UTC",
        "issued_at": rfc3339(now),
        "keep_until": rfc3339(row.keep_until),
    }
    return {**body, "words": {language: in_words(body, language) for language in ("en", "zh-CN")}}


def masked(address: str) -> str:
    """The last four characters, the others as dots; of four or fewer none."""
    seen = address[-4:] if len(address) > 4 else ""
    return "•" * (len(address) - len(seen)) + seen


def _done(line: Mapping[str, Any], site: Site | None) -> Json:
    detail = line["detail"]
    detail = json.loads(detail) if isinstance(detail, str) else detail
    at = line["at"]
    told: Json = {"at": at if isinstance(at, str) else rfc3339(at), "seq": line["seq"], "what": line["what"]}
    for name in SHOWN[line["what"]]:
        if (value := detail.get(name)) is not None:
            told[name] = _told(name, value)
            if title := _title(site, name, value):
                told[f"{name}_title"] = dict(title)
    return told


def _told(name: str, value: Any) -> Any:
    if isinstance(value, str) and value.startswith(OUTSIDE):
        return OUTSIDE + masked(value.removeprefix(OUTSIDE))
    if isinstance(value, str) and name in NUMBERS and value.lstrip("+").isdigit():
        return masked(value)
    return rfc3339(value) if name.endswith("_at") and isinstance(value, float) else value


def _title(site: Site | None, name: str, value: str) -> Text | None:
    if site is None:
        return None
    if name == "queue" and value in site.queues:
        return site.queues[value].title
    if name == "disposition" and value in site.dispositions:
        return site.dispositions[value].title
    return None


def _first(done: Sequence[Json], what: str) -> float | None:
    return next((from_rfc3339(one["at"]) for one in done if one["what"] == what), None)


def _outcome(done: Sequence[Json], human: bool, *, outside: bool) -> str:
    """human: they spoke with somebody; outside: they were joined with a number outside the house;
    no_human: it ended before; waiting: it has not ended and nobody has it yet."""
    if human:
        return "outside" if outside else "human"
    return "no_human" if any(one["what"] in ENDS for one in done) else "waiting"
