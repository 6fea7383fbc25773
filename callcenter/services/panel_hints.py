"""What an agent should see at a glance: warnings, and suggestions that follow from the data and nothing else."""

from typing import Any

from callcenter.clock import from_rfc3339
from callcenter.model.contact import Contact
from callcenter.model.customer import CustomerClass, Known
from callcenter.model.promise import Callback, CallbackState, ClockState, Complaint, ComplaintState
from callcenter.services.ports import Json, PanelFacts

REPEAT = 24 * 3600.0
"""Seconds within which another contact makes somebody a repeat caller."""
PROMISED = frozenset({CallbackState.SCHEDULED, CallbackState.DUE, CallbackState.RETRY})
DONE = frozenset({"done", "closed", "completed", "cancelled", "rejected"})
"""What a service request's status may say when nothing more is to be done."""


def epoch(value: Any) -> float | None:
    """Seconds since the epoch, from seconds or RFC 3339; None when it is neither."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        try:
            return from_rfc3339(value)
        except ValueError:
            return None
    return float(value)


# --- warnings ---------------------------------------------------------------------------------------------------------


def warnings(facts: PanelFacts | None, contact: Contact | None, known: Known, now: float) -> list[Json]:
    """Who it may be first, then why to be careful."""
    found: list[Json] = []
    if facts is None and known.candidates:
        found.append(CLAIMED if contact and contact.claimed else _ambiguous(len(known.candidates)))
    elif facts is None and known.customer is None:
        found.append(_warning("unknown", "不认识这个来电者，请先核实身份。", "Unknown caller: verify who it is first."))
    if (facts.customer.customer_class if facts else known.customer_class) is CustomerClass.VIP:
        found.append(_warning("vip", "贵宾客户。", "VIP customer."))
    times = repeats(facts, contact, known, now)
    if times:
        found.append(_repeat_caller(times))
    opened = [row for row in facts.complaints if is_open(row)] if facts else []
    count = len(opened) if facts else known.open_complaints
    if count:
        found.append(_open_complaint(count, sum(is_late(row, now) for row in opened)))
    return found


def is_open(complaint: Complaint) -> bool:
    return complaint.state is not ComplaintState.CLOSED


def is_late(complaint: Complaint, now: float) -> bool:
    """Its time is over and nobody kept the promise, whether or not the clock was marked yet."""
    state = complaint.clock.state
    return state is ClockState.BREACHED or (state is ClockState.RUNNING and complaint.clock.due_at <= now)


def repeats(facts: PanelFacts | None, contact: Contact | None, known: Known, now: float) -> int:
    """How many earlier contacts began within the 24 hours before this one (before now, without one)."""
    here = contact.arrived_at if contact else now
    if facts is None:
        last = known.last_contact_at
        return int(last is not None and here - REPEAT <= last < here)
    this = (contact.id, contact.parent) if contact else ()
    others = (row for row in facts.contacts if row.get("id") not in this)
    moments = (epoch(row.get("arrived_at")) for row in others)
    return sum(at is not None and here - REPEAT <= at < here for at in moments)


def _warning(kind: str, chinese: str, english: str) -> Json:
    return {"kind": kind, "text": {"zh-CN": chinese, "en": english}}


CLAIMED = _warning(
    "ambiguous",
    "来电者自称是这位客户，还没有通过密码验证，请先核实身份。",
    "They say that they are this customer and have not proved it: verify who it is first.",
)


def _ambiguous(candidates: int) -> Json:
    return _warning(
        "ambiguous",
        f"这个号码属于 {candidates} 位客户，请先问清是哪一位。",
        f"{candidates} customers have this number: ask which of them it is.",
    )


def _repeat_caller(times: int) -> Json:
    return _warning(
        "repeat_caller",
        f"24 小时内第 {times + 1} 次联系。",
        f"Got in touch {times} time{'s' if times > 1 else ''} within the last 24 hours.",
    )


def _open_complaint(count: int, late: int) -> Json:
    chinese = f"有 {count} 件投诉未结" + (f"，其中 {late} 件已超时。" if late else "。")
    english = f"{count} open complaint{'s' if count > 1 else ''}" + (f", {late} overdue." if late else ".")
    return _warning("open_complaint", chinese, english)


# --- suggestions ------------------------------------------------------------------------------------------------------


def suggestions(facts: PanelFacts | None) -> list[Json]:
    """None for somebody unknown: there is no data to follow from."""
    if facts is None:
        return []
    found = [_card(facts), _resolved(facts), _promised(facts), _request(facts)]
    return [one for one in found if one is not None]


def _suggestion(id: str, chinese: str, english: str, why: str) -> Json:
    return {"id": id, "text": {"zh-CN": chinese, "en": english}, "why": why}


def _card(facts: PanelFacts) -> Json | None:
    status = facts.customer.facts.get("card_status")
    if status in ("arrived", "delivered") and facts.customer.facts.get("card_activated") != "yes":
        return _suggestion(
            "activate_card",
            "新卡已送达，系统里没有激活记录：请问客户是否需要现在一起激活。",
            "The new card was delivered and no activation is recorded: ask whether to activate it together now.",
            f"card_status = {status}",
        )
    if status == "returned":
        return _suggestion(
            "check_address",
            "新卡被退回：请核对收件地址后重新寄送。",
            "The new card came back: check the address and send it again.",
            "card_status = returned",
        )
    return None


def _resolved(facts: PanelFacts) -> Json | None:
    waiting = next((row for row in facts.complaints if row.state is ComplaintState.RESOLVED), None)
    if waiting is None:
        return None
    return _suggestion(
        "ask_about_resolution",
        "客户的投诉已处理但还没有回访：请问对结果是否满意。",
        "The customer's complaint was resolved and nobody has asked yet: is the outcome satisfactory?",
        f"complaint {waiting.id} is resolved, not visited",
    )


def _promised(facts: PanelFacts) -> Json | None:
    promised: Callback | None = next((row for row in facts.callbacks if row.state in PROMISED), None)
    if promised is None:
        return None
    return _suggestion(
        "settle_callback",
        "我们答应过回电：请问这次是否可以一并解决。",
        "A callback is promised: ask whether this contact settles it.",
        f"callback {promised.id} is {promised.state.value}",
    )


def _request(facts: PanelFacts) -> Json | None:
    pending = next((row for row in facts.service_requests if row.get("status") and row["status"] not in DONE), None)
    if pending is None:
        return None
    return _suggestion(
        "tell_progress",
        "客户有一项服务申请正在办理：请主动告知进度。",
        "A service request is under way: tell the customer how far it is.",
        f"service request {pending.get('id')} is {pending['status']}",
    )
