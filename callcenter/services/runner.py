"""Journal first, group commit: the one task through which everything that happens enters the switchboard.

    events that arrived -> one transaction (with the rows the events before them led to) -> switchboard, one by one -> commands

While one commit runs, the next batch gathers. What an event led to is performed after its commit, and its rows are
written in the next batch's transaction together with the watermark, so each row appears exactly once. After a crash the
newest snapshot and the journal's tail restore the state, and what lies behind the watermark is performed again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Protocol

import structlog

from callcenter.clock import Clock
from callcenter.errors import Unavailable
from callcenter.model.commands import Outcome, Reply
from callcenter.model.events import (
    AnyEvent,
    Asked,
    CallbackPromised,
    ComplaintReported,
    EventQuarantined,
    Recorded,
    TimerElapsed,
)
from callcenter.services import codec
from callcenter.services.ports import Entry, Journal, Projection, QuarantineRow
from callcenter.switchboard.board import Switchboard

log = structlog.get_logger()

BATCH = 512
"""Events a transaction takes at most."""
IDLE_FLUSH = 0.02
"""Seconds that rows may wait for a next batch before they are written alone."""
RETRY = 0.25
READ = 2000
WRITES_ROWS = (CallbackPromised, ComplaintReported)
"""Wishes whose answer promises a row that can be read at once."""


class Performer(Protocol):
    """Does what the switchboard decided. Never waits."""

    def perform(self, recorded: Recorded, outcome: Outcome) -> None:
        """Everything at once: rows into the open projection, frames to screens, commands to gateways."""
        ...

    def take(self) -> Projection | None:
        """The rows gathered since the last call, None when there are none."""
        ...

    def written(self) -> None:
        """The rows taken last are committed."""
        ...

    def quarantine(self, row: QuarantineRow) -> None: ...


@dataclass(slots=True)
class _Waiting:
    event: AnyEvent
    key: str
    done: asyncio.Future[int | None] | None


class Runner:
    def __init__(
        self,
        *,
        journal: Journal,
        board: Switchboard,
        performer: Performer,
        clock: Clock,
        snapshot_every: int = 5000,
        observe: Callable[[int, float], None] = lambda events, seconds: None,
    ) -> None:
        """`observe` is told the size of each committed batch and the seconds its commit took."""
        self._journal, self.board, self._performer, self._clock = journal, board, performer, clock
        self._snapshot_every, self._observe = snapshot_every, observe
        self._waiting: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._replies: dict[str, asyncio.Future[Reply]] = {}
        self._written: list[tuple[int, asyncio.Future[None]]] = []
        self._requests = count(1)
        self._flush_at: float | None = None
        self._stopping = False
        self._unwritten: Projection | None = None
        self._snapshot_seq = 0
        self._written_upto = 0
        self.seq = 0
        self.trouble: str | None = None
        """Why nothing can be committed at the moment; None: all is well."""

    # --- coming in --------------------------------------------------------------------------------------------------

    def submit(self, event: AnyEvent, key: str = "") -> asyncio.Future[int | None]:
        """Done after the commit: the event's sequence, or None when `key` was there already; raises `Unavailable`."""
        done: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        if self._stopping:
            done.set_exception(Unavailable("The server is stopping. Ask again in a moment."))
            return done
        self._waiting.append(_Waiting(event, key, done))
        self._wake.set()
        return done

    async def ask(self, event: Asked) -> Reply:
        """The switchboard's answer to a person's wish, after the commit, and after the rows it promises."""
        request = f"r{next(self._requests)}-{self._clock.now():.3f}"
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._replies[request] = answer
        try:
            seq = await self.submit(replace(event, request=request))  # type: ignore[arg-type]
            reply = await asyncio.wait_for(answer, 10.0)
        except TimeoutError:
            raise Unavailable("The switchboard did not answer; look at the screen before asking again.") from None
        finally:
            self._replies.pop(request, None)
        if seq is not None and isinstance(event, WRITES_ROWS):
            await self.written(seq)
        return reply

    def answer(self, reply: Reply) -> None:
        """The performer hands in what the switchboard answered."""
        waiting = self._replies.get(reply.request)
        if waiting and not waiting.done():
            waiting.set_result(reply)

    async def written(self, seq: int) -> None:
        """Returns when the read models include this event."""
        if seq <= self._written_upto:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._written.append((seq, done))
        self._flush_at = self._clock.now()
        self._wake.set()
        await done

    def flush_soon(self) -> None:
        """Rows are waiting (acknowledged commands, say): write them even if nothing else happens."""
        if self._flush_at is None:
            self._flush_at = self._clock.now() + IDLE_FLUSH
            self._wake.set()

    def poke(self) -> None:
        """The clock was moved by hand: look at the timers again."""
        self._wake.set()

    # --- a process's life -------------------------------------------------------------------------------------------

    async def recover(self) -> int:
        """Restores the live state. The answer is the number of events handled again."""
        snapshot = await self._journal.newest_snapshot()
        if snapshot:
            self.board.restore(codec.state_of(snapshot[1]))
            self._snapshot_seq = self.seq = snapshot[0]
        return await self._catch_up(await self._journal.watermark())

    async def _catch_up(self, watermark: int) -> int:
        """Handles what the journal holds beyond what we have seen; performs it from the watermark on."""
        handled = 0
        while rows := await self._journal.read(self.seq, READ):
            for row in rows:
                self._handle(codec.recorded(row), perform=row.seq > watermark)
                self.seq = row.seq
            handled += len(rows)
            await asyncio.sleep(0)
        return handled

    async def run(self) -> None:
        """Runs until `stop`; the last batch and its rows are written before it returns."""
        while not (self._stopping and self._nothing_left()):
            await self._something_to_do()
            await asyncio.sleep(0)
            try:
                await self._one_batch()
            except Unavailable as trouble:
                self._refuse(trouble)
                await self._recover_from(trouble)
            if self.seq - self._snapshot_seq >= self._snapshot_every:
                await self._snapshot()
        await self._snapshot()

    def stop(self) -> None:
        """No new events; what has arrived is finished."""
        self._stopping = True
        self._flush_at = self._clock.now()
        self._wake.set()

    def _nothing_left(self) -> bool:
        return not self._waiting and self._unwritten is None and self._flush_at is None

    async def _something_to_do(self) -> None:
        while not self._waiting and not self._due():
            self._wake.clear()
            timer = self.board.next_timer()
            moments = [due for due in (timer.due if timer else None, self._flush_at) if due is not None]
            seconds = self._clock.seconds_until(min(moments)) if moments else None
            try:
                await asyncio.wait_for(self._wake.wait(), seconds)
            except TimeoutError:
                return

    def _due(self) -> bool:
        now = self._clock.now()
        timer = self.board.next_timer()
        return bool((timer and timer.due <= now) or (self._flush_at is not None and self._flush_at <= now))

    # --- one batch --------------------------------------------------------------------------------------------------

    async def _one_batch(self) -> None:
        now = self._clock.now()
        batch = self._take_batch(now)
        self._unwritten = self._unwritten or self._performer.take()
        self._flush_at = None
        if not batch and self._unwritten is None:
            return
        entries = [self._entry(one, now) for one in batch]
        started = asyncio.get_running_loop().time()
        try:
            sequences = await self._journal.append(entries, self._unwritten)
        except Unavailable:
            self._waiting = [one for one in batch if one.done is not None] + self._waiting
            self._flush_at = now
            raise
        self.trouble = None
        self._observe(len(entries), asyncio.get_running_loop().time() - started)
        if self._unwritten is not None:
            self._tell_written(self._unwritten.upto)
            self._unwritten = None
            self._performer.written()
        for one, seq in zip(batch, sequences, strict=True):
            if one.done is not None and not one.done.done():
                one.done.set_result(seq)
            if seq is not None:
                self._handle(Recorded(seq=seq, at=now, event=one.event), perform=True)
                self.seq = seq
        if batch:
            self._flush_at = now if self._written or self._stopping else now + IDLE_FLUSH

    def _take_batch(self, now: float) -> list[_Waiting]:
        timers: list[TimerElapsed] = self.board.due_timers(now)
        arrived, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
        return [*(_Waiting(timer, "", None) for timer in timers), *arrived]

    @staticmethod
    def _entry(one: _Waiting, now: float) -> Entry:
        kind, body = codec.event_text(one.event)
        return Entry(key=one.key, at=now, type=kind, body=body)

    def _handle(self, recorded: Recorded, *, perform: bool) -> None:
        try:
            outcome = self.board.handle(recorded)
        except Exception as error:  # noqa: BLE001 - a poison event must not stop the house
            self._quarantine(recorded, error, perform=perform)
            return
        if perform:
            self._performer.perform(recorded, outcome)

    def _quarantine(self, recorded: Recorded, error: Exception, *, perform: bool) -> None:
        log.error("An event was put aside.", action="event.quarantined", seq=recorded.seq, exc_info=error)
        if not perform:
            return
        kind, body = codec.event_text(recorded.event)
        reason = f"{type(error).__name__}: {error}"[:500]
        self._performer.quarantine(QuarantineRow(seq=recorded.seq, at=recorded.at, type=kind, body=body, error=reason))
        if isinstance(recorded.event, Asked):
            refused = Reply(
                request=recorded.event.request, ok=False, code="quarantined", detail="This could not be done."
            )
            self.answer(refused)
        if not isinstance(recorded.event, EventQuarantined):
            noticed = EventQuarantined(quarantined=recorded.seq, error=reason)
            self._waiting.append(_Waiting(noticed, f"quarantine {recorded.seq}", None))

    def _tell_written(self, upto: int) -> None:
        self._written_upto = upto
        for seq, done in self._written:
            if seq <= upto and not done.done():
                done.set_result(None)
        self._written = [(seq, done) for seq, done in self._written if seq > upto]

    # --- when the database says no ------------------------------------------------------------------------------------

    def _refuse(self, trouble: Unavailable) -> None:
        """Whoever waits is told at once and may ask again; rows not yet written are kept."""
        if self.trouble is None:
            log.error("Nothing can be committed.", action="journal.unavailable", reason=trouble.detail)
        self.trouble = trouble.detail
        refused, self._waiting = self._waiting, []
        for one in refused:
            if one.done is None:
                self._waiting.append(one)
            elif not one.done.done():
                one.done.set_exception(Unavailable(trouble.detail, retry_after=trouble.retry_after))

    async def _recover_from(self, trouble: Unavailable) -> None:
        """A commit whose fate was unknown may have happened after all: then its events are handled now."""
        await asyncio.sleep(RETRY)
        if self._stopping:
            log.error("Stopped while the database was away.", action="runner.stopped", reason=trouble.detail)
            self._waiting, self._unwritten, self._flush_at = [], None, None
            return
        try:
            if await self._journal.last_seq() > self.seq:
                await self._catch_up(await self._journal.watermark())
        except Unavailable:
            return

    async def _snapshot(self) -> None:
        if self.seq == self._snapshot_seq:
            return
        try:
            await self._journal.save_snapshot(self.seq, self._clock.now(), codec.state_bytes(self.board.state))
            self._snapshot_seq = self.seq
        except Unavailable as trouble:
            log.warning("No snapshot could be stored.", action="snapshot.failed", reason=trouble.detail)
