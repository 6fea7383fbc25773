"""Promises made and kept during contacts: complaints opened, callbacks agreed, fallen due, kept or tried again."""

from typing import Any

from callcenter.model.changed import changed
from callcenter.model.commands import (
    AmendComplaint,
    MarkClock,
    Notify,
    OpenComplaint,
    PromiseCallback,
    SettleCallback,
)
from callcenter.model.contact import Channel, Contact, HeadStart, Promised
from callcenter.model.events import (
    CallbackAgreed,
    CallbackFellDue,
    CallbackPromised,
    ClockPassed,
    ComplaintReported,
    WrapUpDone,
)
from callcenter.model.promise import Callback, CallbackState, Complaint, Matter
from callcenter.model.site import CALLBACK, VOICEMAIL
from callcenter.routing.rank import PROMISE_AGE
from callcenter.sla import clock as sla_clock
from callcenter.sla.calendar import next_closing, next_opening
from callcenter.switchboard import beginnings, waiting
from callcenter.switchboard.state import Place, leg_key
from callcenter.switchboard.work import Work

RECORDING = "recording"
"""Line of a timeline: what was recorded can be fetched."""
NOT_REACHED = frozenset({"no_answer", "busy", "rejected", "unreachable", "failed"})
"""Ends of a dialled call at which nobody was reached, whether or not the agent's own phone was joined to it."""
DAY = 24 * 3600.0
AT_ANY_HOUR = DAY - 1.0
"""Length of a window that holds at every hour: who waits for us may be called whenever we are there."""
RANG_BACK = "rang_back"
"""End of a contact that was to be called back: its customer rang, and that call took the place."""

# --- complaints ---------------------------------------------------------------------------------------------------------


def complain(w: Work, contact: Contact, cause: str, text: str, severity: int = 2) -> Contact:
    """Opens the case, once per contact, whatever is done with the contact next."""
    if contact.complaint:
        return contact
    complaint = Complaint(
        id=f"k{w.seq}",
        cause=cause,
        text=text,
        channel=contact.channel.value,
        clock=sla_clock.start(w.now, w.site_of(contact).promises.complaint_hours),
        customer=contact.known.customer,
        contact=contact.parent or contact.id,
        severity=severity,
        owner=contact.agent,
        created_at=w.now,
        trail=({"at": w.now, "by": contact.agent or "switchboard", "what": "received", "detail": cause},),
    )
    w.do(OpenComplaint(complaint=complaint))
    contact = w.keep(contact, complaint=complaint.id)
    if parent := w.state.contacts.get(contact.parent or ""):
        w.keep(parent, complaint=complaint.id)
    w.tell(contact, "complaint_opened", complaint=complaint.id, cause=cause, due_at=complaint.clock.due_at)
    return contact


def report(w: Work, event: ComplaintReported) -> None:
    """A complaint written down at the desk or by a program."""
    if event.cause not in w.site.causes:
        known = ", ".join(sorted(w.site.causes))
        w.refuse(event, "unknown_cause", f"There is no complaint cause {event.cause!r}. Known: {known}.")
        return
    complaint = Complaint(
        id=event.complaint,
        cause=event.cause,
        text=event.text,
        channel=event.channel,
        clock=sla_clock.start(w.now, w.site.promises.complaint_hours),
        customer=event.customer,
        contact=event.contact,
        severity=event.severity,
        created_at=w.now,
        trail=({"at": w.now, "by": event.agent, "what": "received", "detail": event.cause},),
    )
    w.do(OpenComplaint(complaint=complaint))
    w.accept(event, complaint=complaint.id)


def clock_passed(w: Work, event: ClockPassed) -> None:
    """Warns the owner and the supervisors; at the full clock it is a breach."""
    w.do(MarkClock(complaint=event.complaint, level=event.level))
    breached = event.level >= 1.0
    if event.owner and event.owner in w.state.agents:
        detail = {"complaint": event.complaint, "level": event.level, "due_at": event.due_at}
        w.do(Notify(agent=event.owner, kind="clock.warning", detail=detail))
    w.quieten(f"clock_warning:{event.complaint}")
    if breached:
        w.alarm("clock_breach", event.complaint, f"Complaint {event.complaint} was not settled in time.")
    else:
        w.alarm(
            "clock_warning",
            event.complaint,
            f"Complaint {event.complaint} has used {event.level:.0%} of its time.",
        )


# --- callbacks ----------------------------------------------------------------------------------------------------------


def from_wrap_up(w: Work, contact: Contact, event: WrapUpDone) -> Contact:
    if event.complaint and contact.complaint:
        told = event.complaint
        w.do(
            AmendComplaint(
                complaint=contact.complaint, cause=told.cause, text=told.text, severity=told.severity, by=event.agent
            )
        )
    elif event.complaint:
        contact = complain(w, contact, event.complaint.cause, event.complaint.text, event.complaint.severity)
    if event.callback:
        _agree(w, contact, event.callback)
    return contact


def _agree(w: Work, contact: Contact, agreed: CallbackAgreed) -> None:
    callback = Callback(
        id=f"b{w.seq}",
        number=agreed.number or contact.caller,
        window_from=agreed.window_from,
        window_to=agreed.window_to,
        zone=agreed.zone or w.site_of(contact).zone,
        reason=agreed.reason,
        customer=contact.known.customer,
        agent=agreed.agent,
        queue=agreed.queue or contact.queue,
        contact=contact.parent or contact.id,
        due_at=agreed.window_from,
        created_at=w.now,
        matter=matter_of(w, contact),
    )
    w.do(PromiseCallback(callback=callback))
    w.tell(contact, "callback_promised", callback=callback.id, due_at=callback.due_at)


def promise(w: Work, event: CallbackPromised) -> None:
    """A callback asked for at a desk, on the web site or by a program."""
    if event.to_queue is not None and event.to_queue not in w.site.queues:
        w.refuse(event, "unknown", f"There is no queue {event.to_queue!r}.")
        return
    callback = Callback(
        id=event.callback,
        number=event.number,
        window_from=event.window_from,
        window_to=event.window_to,
        zone=event.zone,
        reason=event.reason,
        kind=event.kind,
        customer=event.customer,
        agent=event.to_agent,
        queue=event.to_queue,
        due_at=event.window_from,
        created_at=w.now,
    )
    w.do(PromiseCallback(callback=callback))
    w.accept(event, callback=callback.id)


def fall_due(w: Work, event: CallbackFellDue) -> None:
    """The promise becomes a contact that waits for its agent or in its queue; nobody is dialled before somebody accepts."""
    site = w.site
    gateway = event.gateway or site.main_gateway
    key = leg_key(gateway, f"callback-{event.callback}-{event.tries}")
    if key in w.state.legs or key in w.state.gone:
        return  # said twice: nobody is called twice
    if (later := _next_window(event, w.now)) is not None:
        _postpone(w, event, later)
        return
    contact = beginnings.comes(
        w,
        channel=Channel.VOICE,
        gateway=gateway,
        leg=f"callback-{event.callback}-{event.tries}",
        known=changed(event.known, customer=event.known.customer or event.customer),
        caller=event.number,
        callback=event.callback,
        tries=event.tries,
        preferred=event.to_agent,
        chosen=CALLBACK if event.place is not None else "",
        promised=Promised(kind=event.kind, reason=event.reason, contact=event.contact, recording=event.recording),
        **_begun_with(event.matter),
    )
    w.put(w.state.legs, key, contact.id)
    w.do(SettleCallback(callback=event.callback, state=CallbackState.DUE, due_at=event.promised_at, tries=event.tries))
    w.tell(contact, "callback_due", callback=event.callback, tries=event.tries, reason=event.reason)
    contact = w.keep(contact)
    queue = event.to_queue if event.to_queue and event.to_queue in site.queues else site.default_queue
    policy = site.intents.get(contact.intent.name) if contact.intent else None
    needs = policy.handling.needs if policy and policy.handling.queue == queue else ()
    contact = waiting.enter(w, contact, queue, f"callback {event.callback}", needs=needs, quiet=True)
    late = max(0.0, w.now - event.promised_at)
    if event.place is not None:
        contact = waiting.stand_at(w, contact, event.place)
        w.put(w.state.virtual_holds, contact.caller, contact.id)
    elif late:
        waiting.head_start(w, contact, HeadStart(reason=PROMISE_AGE, seconds=round(late, 3)))
    if event.to_agent in w.state.agents:
        detail = {"callback": event.callback, "number": event.number, "reason": event.reason, "contact": contact.id}
        w.do(Notify(agent=event.to_agent or "", kind="callback.due", detail=detail))


def _begun_with(matter: Matter | None) -> dict[str, Any]:
    """Fields of the contact that calls somebody back."""
    if matter is None:
        return {}
    return {
        "intent": matter.intent,
        "words": matter.words,
        "language": matter.language,
        "deeds": matter.deeds,
        "complaint": matter.complaint,
    }


def matter_of(w: Work, contact: Contact) -> Matter:
    return Matter(
        intent=None if waiting.urgent(w, contact) else contact.intent,
        words=contact.words,
        language=contact.language if contact.language_told or contact.words else "",
        deeds=contact.deeds,
        complaint=contact.complaint,
    )


def recorded(w: Work, contact: str, url: str) -> None:
    """The message somebody left can be fetched; whoever calls them back already is told of it."""
    live = [one for one in w.state.contacts.values() if one.promised is not None and one.promised.contact == contact]
    for one in sorted(live, key=lambda one: one.seq):
        w.keep(one, promised=changed(one.promised, recording=url))


def _next_window(event: CallbackFellDue, now: float) -> float | None:
    """None inside the promised hours of any day; otherwise when they next begin (a standstill must not ring at night)."""
    if event.window_from is None:
        return None
    passed = (now - event.window_from) % DAY
    return None if passed <= event.window_to - event.window_from else round(now + DAY - passed, 6)


def _postpone(w: Work, event: CallbackFellDue, later: float) -> None:
    """The window was missed, no try was used up: the same hours of the next day, and somebody must know."""
    w.do(
        SettleCallback(callback=event.callback, state=CallbackState.DUE, due_at=event.promised_at, tries=event.tries),
        SettleCallback(
            callback=event.callback,
            state=CallbackState.RETRY,
            due_at=later,
            outcome="window missed",
            tries=event.tries - 1,
        ),
    )
    w.alarm(
        "callback_missed", event.callback, f"Callback {event.callback} missed its window; it is tried the next day."
    )


def of_choice(w: Work, contact: Contact) -> Callback:
    """What somebody who waits is promised instead: to be called back, at their place, once the queue is open."""
    queue, site = w.queue_of(contact), w.site_of(contact)
    calendar = site.calendars[queue.calendar] if queue.calendar else None
    opens = (next_opening(calendar, w.now) if calendar else None) or w.now
    closes = next_closing(calendar, opens) if calendar and opens > w.now else None
    return Callback(
        id=f"b{w.seq}",
        number=contact.caller,
        window_from=opens,
        window_to=closes or opens + AT_ANY_HOUR,
        zone=site.zone,
        kind="voicemail" if contact.chosen == VOICEMAIL else "virtual_hold",
        customer=contact.known.customer,
        queue=queue.name,
        contact=contact.id,
        due_at=opens,
        created_at=w.now,
        place=contact.rank[1] if contact.rank else None,
        matter=matter_of(w, contact),
    )


def instead_of_message(w: Work, caller: str, place: Place) -> Callback:
    return Callback(
        id=f"b{w.seq}",
        number=caller,
        window_from=w.now,
        window_to=w.now + AT_ANY_HOUR,
        zone=w.site.zone,
        kind="virtual_hold",
        queue=place.queue,
        due_at=w.now,
        created_at=w.now,
        place=place.rank_at,
        matter=Matter(intent=place.intent) if place.intent else None,
    )


def settle(w: Work, contact: Contact) -> None:
    """What came of a dialled callback: kept when they spoke, otherwise tried again or given up with that outcome.

    Who has left a message or wants to be called later is promised it here, when the call is over.
    """
    if not contact.callback:
        if contact.chosen in (CALLBACK, VOICEMAIL):
            callback = of_choice(w, contact)
            w.do(PromiseCallback(callback=callback))
            w.tell(contact, "callback_promised", callback=callback.id, due_at=callback.due_at, keeps_place=True)
        return
    promises = w.site_of(contact).promises
    first_talk = contact.transfers == 0
    if contact.reached and not (first_talk and contact.end_reason in NOT_REACHED):
        state, due, outcome = CallbackState.KEPT, w.now, "spoken"
    elif contact.end_reason == RANG_BACK:
        state, due, outcome = CallbackState.CANCELLED, w.now, "rang back"
    elif contact.tries < promises.callback_tries:
        state, due, outcome = CallbackState.RETRY, w.now + promises.callback_retry_seconds, contact.end_reason
    else:
        state, due, outcome = CallbackState.UNREACHABLE, w.now, f"not reached in {contact.tries} tries"
        w.alarm(
            "callback_unreachable", contact.callback, f"Callback {contact.callback}: {outcome}.", contact=contact.id
        )
    w.do(SettleCallback(callback=contact.callback, state=state, due_at=due, outcome=outcome, tries=contact.tries))
