"""Keeps promises: what falls due becomes an event, once, in order of its moment.

The row is the truth and the journal's unique key makes each moment happen once: sweeping twice, sweeping before the
projection has moved the row, sweeping in two processes or again after a crash leads to the same single event.
"""

import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from callcenter.clock import Clock
from callcenter.model.customer import NOBODY, Customer, IdentityKind, Known
from callcenter.model.events import AnyEvent, CallbackFellDue, ClockPassed
from callcenter.model.promise import Callback, Complaint
from callcenter.model.site import VOICEMAIL, Site
from callcenter.services.ports import Json
from callcenter.sla.clock import mark, next_moment
from callcenter.switchboard.promised import RECORDING

log = structlog.get_logger()

BATCH = 100
"""Rows of each ledger taken up at once."""
MOST = 1000
"""Rows of each ledger read at once, those included that were submitted and have not moved yet."""
STUCK = 300.0
"""Seconds after which a row that did not move is reported: its event was probably put into quarantine."""

Submit = Callable[[AnyEvent, str], Awaitable[int | None]]
"""Takes an event and its unique key; gives its sequence after the commit, None when the key is there already."""


class DueLedgers(Protocol):
    """The questions of `ports.Promises` and `ports.Customers` that are asked here."""

    async def due_callbacks(self, now: float, limit: int) -> list[Callback]: ...

    async def running_complaints(self, before: float, limit: int) -> list[Complaint]: ...

    async def next_due(self) -> float | None: ...

    async def known(self, kind: IdentityKind, values: Sequence[str]) -> dict[str, Known]: ...

    async def customer(self, customer: str) -> Customer | None: ...

    async def timeline(self, contact: str) -> list[Json]: ...


@dataclass(frozen=True, kw_only=True)
class _Moment:
    """Something that happens at `at`: a callback falls due, or a complaint's clock passes `level`."""

    at: float
    key: str
    promise: Callback | Complaint
    level: float = 0.0


class PromiseKeeper:
    def __init__(self, store: DueLedgers, submit: Submit, clock: Clock, site: Callable[[], Site]) -> None:
        self._store, self._submit, self._clock, self._site = store, submit, clock, site
        self._sent: dict[str, float] = {}
        """Keys submitted whose rows have not moved yet, with the time; never asked twice by this process."""

    async def sweep(self) -> float | None:
        """Submits all that is due and gives the next moment to look again (seconds), None when nothing is promised.

        Raises `Unavailable` when store or journal cannot do it now; what was submitted by then stays so.
        """
        while True:
            now = self._clock.now()
            moments, overdue = await self._due(now)
            if not moments:
                return await self._next(now, overdue)
            await self._send(moments, now)

    async def _send(self, moments: Sequence[_Moment], now: float) -> None:
        """One after the other: were they handed in together, a refused one could be overtaken by those behind it."""
        known = await self._look_up(moments)
        for moment in moments:
            recording = await self._recording(moment.promise)
            await self._submit(_event(moment, known, recording), moment.key)
            self._sent[moment.key] = now

    async def _due(self, now: float) -> tuple[list[_Moment], int]:
        """What is due and not submitted, earliest first, and how many rows are due in all."""
        limit = min(BATCH + len(self._sent), MOST)
        callbacks = await self._store.due_callbacks(now, limit)
        complaints = await self._store.running_complaints(now, limit)
        found = self._moments(callbacks, complaints, until=now)
        self._forget_moved({moment.key for moment in found}, now)
        # A full page hides what comes after its last row: that much of the other ledger must wait for the next round.
        ends = [now]
        if len(callbacks) == limit:
            ends.append(callbacks[-1].due_at)
        if len(complaints) == limit:
            ends.append(self._next_level(complaints[-1]))
        fresh = [moment for moment in found if moment.at <= min(ends) and moment.key not in self._sent]
        return fresh, max(len(callbacks), len(complaints))

    async def _next(self, now: float, overdue: int) -> float | None:
        nearest = await self._store.next_due()
        if nearest is None or nearest > now:
            return nearest
        # Rows that have not moved yet hide what comes after them: read past them.
        limit = min(overdue + 1, MOST)
        callbacks = await self._store.due_callbacks(math.inf, limit)
        complaints = await self._store.running_complaints(math.inf, limit)
        coming = self._moments(callbacks, complaints, until=math.inf)
        return min((moment.at for moment in coming if moment.key not in self._sent), default=None)

    def _moments(
        self, callbacks: Iterable[Callback], complaints: Iterable[Complaint], *, until: float
    ) -> list[_Moment]:
        found = [_callback_moment(callback) for callback in callbacks]
        for complaint in complaints:
            found += _levels(complaint, self._site().promises.complaint_warn, until)
        return sorted(found, key=lambda moment: (moment.at, moment.key))

    def _next_level(self, complaint: Complaint) -> float:
        moment = next_moment(complaint.clock, self._site().promises.complaint_warn)
        return moment[1] if moment else math.inf

    def _forget_moved(self, still_due: set[str], now: float) -> None:
        self._sent = {key: at for key, at in self._sent.items() if key in still_due}
        for key, at in self._sent.items():
            if now - at > STUCK:
                log.error("A promise fell due and nothing came of it.", action="promise_stuck", key=key)
                self._sent[key] = math.inf

    async def _look_up(self, moments: Iterable[_Moment]) -> dict[str, Known]:
        """What is known of each callback's customer, by the callback's id."""
        callbacks = [moment.promise for moment in moments if isinstance(moment.promise, Callback)]
        numbers = sorted({callback.number for callback in callbacks})
        by_number = await self._store.known(IdentityKind.PHONE, numbers) if numbers else {}
        return {
            callback.id: await self._known(callback, by_number.get(callback.number, NOBODY)) for callback in callbacks
        }

    async def _recording(self, promise: Callback | Complaint) -> str:
        """Address of the newest message left in the contact of the promise, if one was and it is there already."""
        if not isinstance(promise, Callback) or promise.kind != VOICEMAIL or promise.contact is None:
            return ""
        lines = await self._store.timeline(promise.contact)
        return next((str(one["detail"].get("url", "")) for one in reversed(lines) if one["what"] == RECORDING), "")

    async def _known(self, callback: Callback, found: Known) -> Known:
        """The promise was made to a person, not to a number: who else has that number is not who will be asked for."""
        if callback.customer is None or callback.customer == found.customer:
            return found
        customer = await self._store.customer(callback.customer)
        if customer is None:
            return NOBODY
        return Known(
            customer=customer.id,
            name=customer.name,
            language=customer.language,
            customer_class=customer.customer_class,
            facts=customer.facts,
        )


def _callback_moment(callback: Callback) -> _Moment:
    return _Moment(
        at=callback.due_at, key=f"callback {callback.id} {callback.tries + 1} {callback.due_at:.6f}", promise=callback
    )


def _levels(complaint: Complaint, warn_shares: Sequence[float], until: float) -> list[_Moment]:
    """Every level the clock has passed by then: after a standstill that may be several."""
    found: list[_Moment] = []
    clock = complaint.clock
    while (moment := next_moment(clock, warn_shares)) is not None and moment[1] <= until:
        level, at = moment
        # A complaint that is opened again has a new clock, which passes its levels anew.
        key = f"clock {complaint.id} {complaint.clock.started_at:.6f} {level}"
        found.append(_Moment(at=at, key=key, promise=complaint, level=level))
        clock = mark(clock, level, at)
    return found


def _event(moment: _Moment, known: dict[str, Known], recording: str) -> AnyEvent:
    promise = moment.promise
    if isinstance(promise, Complaint):
        return ClockPassed(complaint=promise.id, level=moment.level, due_at=promise.clock.due_at, owner=promise.owner)
    return CallbackFellDue(
        callback=promise.id,
        number=promise.number,
        tries=promise.tries + 1,
        promised_at=promise.due_at,
        window_from=promise.window_from,
        window_to=promise.window_to,
        place=promise.place,
        reason=promise.reason,
        customer=promise.customer,
        to_agent=promise.agent,
        to_queue=promise.queue,
        known=known[promise.id],
        kind=promise.kind,
        contact=promise.contact,
        matter=promise.matter,
        recording=recording,
    )
