"""Complaints as cases: received, triaged, assigned, resolved, visited, closed, each step with its line in the trail.

Opening one is an event (`ComplaintReported`), for the floor shows it and its clock starts with the journal's time. The
steps afterwards change one row under its version: nothing live hangs on them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from callcenter.clock import Clock
from callcenter.errors import Conflict, IllegalTransition, Malformed, Stale, Unknown
from callcenter.insight.metrics import GRADES
from callcenter.model.events import ComplaintReported
from callcenter.model.promise import COMPLAINT, Complaint, ComplaintState, PromiseClock
from callcenter.model.site import Site
from callcenter.services.door import Door, granted
from callcenter.services.ports import Store
from callcenter.sla.clock import meet, start

S = ComplaintState
Step = Callable[[Complaint, float], Complaint]
"""What a complaint becomes at a time (seconds); pure, so it can be taken again on a newer version."""

FINISHED = frozenset({S.RESOLVED, S.VISITED, S.CLOSED})
AGAIN = 5
"""Times a step is taken again when the clock's watcher wrote to the row in between."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A complaint as told outside a contact, or about one."""

    complaint: str
    """Its id, drawn by the caller: asking twice with the same id opens one."""
    cause: str
    text: str
    channel: str
    severity: int = 2
    customer: str | None = None
    contact: str | None = None


class Cases:
    """Every step a person takes on a complaint. All raise `Unknown`, `Conflict` (not now) or `Stale` (read again)."""

    def __init__(
        self, store: Store, door: Door, clock: Clock, site: Callable[[], Site], told: Callable[[Complaint], None]
    ) -> None:
        """`told` hears of every changed complaint, so that open panels and the alarm clock follow."""
        self._store, self._door, self._clock, self._site, self._told = store, door, clock, site, told

    async def one(self, complaint: str) -> Complaint:
        found = await self._store.complaint(complaint)
        if found is None:
            raise Unknown(f"there is no complaint {complaint}")
        return found

    async def report(self, told: Report, *, by: str) -> Complaint:
        """Opens it by way of the journal; its clock runs from there."""
        known = await self._store.complaint(told.complaint)
        if known is not None:
            return known
        await self._check(told)
        await granted(
            self._door,
            ComplaintReported(
                agent=by,
                complaint=told.complaint,
                cause=told.cause,
                text=told.text,
                channel=told.channel,
                severity=told.severity,
                customer=told.customer,
                contact=told.contact,
            ),
        )
        opened = await self.one(told.complaint)
        self._told(opened)
        return opened

    async def _check(self, told: Report) -> None:
        if told.cause not in self._site().causes:
            raise _wrong("/cause", f"the site has no complaint cause {told.cause}")
        if told.customer is not None and await self._store.customer(told.customer) is None:
            raise _wrong("/customer", f"there is no customer {told.customer}")
        if told.contact is not None and await self._store.contact(told.contact) is None:
            raise _wrong("/contact", f"there is no contact {told.contact}")

    async def triage(self, complaint: str, *, by: str, valid: bool, explanation: str, version: int | None) -> Complaint:
        """Valid: it will be handled. Invalid: the explanation is the answer, and the clock stops with it."""

        def step(kept: Complaint, now: float) -> Complaint:
            state = _next(kept, S.VALID if valid else S.INVALID)
            clock = kept.clock if valid else meet(kept.clock, now)
            if valid and kept.state is S.INVALID:
                clock = self._fresh(now)
            outcome = "" if valid else explanation
            return _noted(replace(kept, state=state, clock=clock, outcome=outcome), now, by, state.value, explanation)

        return await self._take(complaint, step, version)

    async def assign(self, complaint: str, *, by: str, owner: str, version: int | None) -> Complaint:
        await self._check_owner(owner)

        def step(kept: Complaint, now: float) -> Complaint:
            if kept.state in FINISHED:
                raise Conflict(f"the complaint is {kept.state.value}: reopen it first", code="reopen_first")
            return _noted(replace(kept, state=_next(kept, S.ASSIGNED), owner=owner), now, by, "assigned", owner)

        return await self._take(complaint, step, version)

    async def resolve(self, complaint: str, *, by: str, outcome: str, version: int | None) -> Complaint:
        def step(kept: Complaint, now: float) -> Complaint:
            resolved = replace(kept, state=_next(kept, S.RESOLVED), clock=meet(kept.clock, now), outcome=outcome)
            return _noted(resolved, now, by, "resolved", outcome)

        return await self._take(complaint, step, version)

    async def visit(
        self, complaint: str, *, by: str, satisfied: bool, grade: int | None, note: str, version: int | None
    ) -> Complaint:
        """The return visit: was the customer content? `grade` is one of the seven of the CSM scale, and `Malformed`
        otherwise; the trail's line keeps what was found as `visit`: {"satisfied", "grade", "note"}."""
        if grade is not None and grade not in GRADES:
            raise _wrong("/grade", f"{grade} is none of the seven grades {', '.join(map(str, GRADES))}")
        found = {"satisfied": satisfied, "grade": grade, "note": note}

        def step(kept: Complaint, now: float) -> Complaint:
            words = "satisfied" if satisfied else "not satisfied"
            graded = words if grade is None else f"{words}, grade {grade}"
            visited = replace(kept, state=_next(kept, S.VISITED))
            return _noted(visited, now, by, "visited", f"{graded}: {note}" if note else graded, visit=found)

        return await self._take(complaint, step, version)

    async def close(self, complaint: str, *, by: str, version: int | None) -> Complaint:
        def step(kept: Complaint, now: float) -> Complaint:
            return _noted(replace(kept, state=_next(kept, S.CLOSED)), now, by, "closed", "")

        return await self._take(complaint, step, version)

    async def reopen(
        self, complaint: str, *, by: str, reason: str, owner: str | None, version: int | None
    ) -> Complaint:
        """The promise starts anew: a fresh clock; how the old one ended stays in the trail."""
        if owner is not None:
            await self._check_owner(owner)

        def step(kept: Complaint, now: float) -> Complaint:
            if kept.state not in FINISHED:
                raise Conflict(f"the complaint is {kept.state.value}: there is nothing to reopen", code="illegal_step")
            opened = replace(
                kept, state=_next(kept, S.ASSIGNED), clock=self._fresh(now), owner=owner or kept.owner, outcome=""
            )
            return _noted(opened, now, by, "reopened", f"{reason} (clock before: {kept.clock.state.value})")

        return await self._take(complaint, step, version)

    async def _check_owner(self, owner: str) -> None:
        user = await self._store.user(owner)
        if user is None or user.disabled:
            raise _wrong("/owner", f"there is no user {owner} to own it")

    def _fresh(self, now: float) -> PromiseClock:
        return start(now, self._site().promises.complaint_hours)

    async def _take(self, complaint: str, step: Step, version: int | None) -> Complaint:
        for _ in range(AGAIN):
            kept = await self.one(complaint)
            if version is not None and kept.version != version:
                raise Stale(f"complaint {complaint} is at version {kept.version} now: read it again")
            try:
                await self._store.change_complaint(step(kept, self._clock.now()))
            except Stale:
                continue
            changed = await self.one(complaint)
            self._told(changed)
            return changed
        raise Stale(f"complaint {complaint} changes too often just now: read it again")


def _next(kept: Complaint, wanted: ComplaintState) -> ComplaintState:
    try:
        return COMPLAINT.step(kept.state, wanted)
    except IllegalTransition as e:
        raise Conflict(f"a complaint that is {e.current} cannot become {e.wanted}", code="illegal_step") from e


def _noted(changed: Complaint, now: float, by: str, what: str, detail: str, **found: object) -> Complaint:
    return replace(changed, trail=(*changed.trail, {"at": now, "by": by, "what": what, "detail": detail, **found}))


def _wrong(pointer: str, detail: str) -> Malformed:
    return Malformed(detail, errors=[{"in": "body", "pointer": pointer, "detail": detail}])
