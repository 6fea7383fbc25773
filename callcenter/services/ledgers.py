"""What happens to a promise's row when the journal says so. Pure; store and its fake apply it, each in its own way."""

from collections.abc import Iterable
from dataclasses import replace

from callcenter.model.promise import CALLBACK, Callback, CallbackState, Complaint
from callcenter.services.ports import CallbackSettled, ClockMarked, ComplaintAmended
from callcenter.sla.clock import mark, next_moment

WAITING = frozenset({CallbackState.SCHEDULED, CallbackState.RETRY})
"""States in which a callback waits for its `due_at`."""


def settle(callback: Callback, settled: CallbackSettled) -> Callback:
    """The callback after one step of its life; the same object when that step has been taken already.

    Raises `IllegalTransition` when the promise ended otherwise meanwhile (somebody cancelled it).
    """
    after = replace(
        callback,
        state=settled.state,
        due_at=settled.due_at,
        tries=callback.tries if settled.tries is None else settled.tries,
        outcome=settled.outcome,
    )
    if after == callback:
        return callback
    CALLBACK.step(callback.state, settled.state)
    return replace(after, version=callback.version + 1)


def changed(before: Callback, after: Callback) -> bool:
    """Whether anything but the version differs: steps taken once more lead back to where they led before."""
    return replace(after, version=before.version) != before


def mark_clock(complaint: Complaint, marked: ClockMarked) -> Complaint:
    """The complaint after its clock passed a level; the same object when that level was marked or the clock ended."""
    clock = mark(complaint.clock, marked.level, marked.at)
    return complaint if clock == complaint.clock else replace(complaint, clock=clock, version=complaint.version + 1)


def amend(complaint: Complaint, amended: ComplaintAmended) -> Complaint:
    """The complaint as the agent heard it, with its line in the trail; the same object when that was written already."""
    line = {"at": amended.at, "by": amended.by, "what": "amended", "detail": amended.cause}
    if line in complaint.trail:
        return complaint
    return replace(
        complaint,
        cause=amended.cause,
        text=amended.text,
        severity=amended.severity,
        trail=(*complaint.trail, line),
        version=complaint.version + 1,
    )


def callback_next(callback: Callback) -> float | None:
    """When something must happen to it, or None while it is being called or has ended."""
    return callback.due_at if callback.state in WAITING else None


def complaint_next(complaint: Complaint, warn_shares: Iterable[float]) -> float | None:
    """When its running clock passes the next level."""
    moment = next_moment(complaint.clock, warn_shares)
    return moment[1] if moment else None
