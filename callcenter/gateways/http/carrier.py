"""Brings commands to the gateways that speak HTTP, and sends them again until they are acknowledged.

A command goes out at once: over the gateway's newest socket, or as a POST to its webhook. The ledger of what is
outstanding decides what goes again; this file only moves it. Rows that are not acknowledged stay in the outbox, so
after a crash whoever starts hands them in again.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from callcenter.clock import Clock
from callcenter.errors import Unavailable
from callcenter.gateways.http.outstanding import Lane, Outstanding, Patience
from callcenter.gateways.http.socket import CommandSocket
from callcenter.gateways.http.webhook import Webhooks
from callcenter.ids import NewId
from callcenter.services.ports import DeadLetter, Letters, OutboxRow

log = structlog.get_logger(__name__)


class Told(Protocol):
    """Who hears what became of commands. These never wait and never raise."""

    def on_acknowledged(self, gateway: str, id: str) -> None: ...

    def on_given_up(self, row: OutboxRow) -> None: ...

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None: ...


WebhookOf = Callable[[str], str | None]
"""A gateway's webhook address; None: it keeps a socket open."""


class _Line:
    """What leads to one gateway."""

    def __init__(self, patience: Patience) -> None:
        self.outstanding = Outstanding(patience)
        self.sockets: list[CommandSocket] = []
        """Newest last; it gets the commands."""
        self.posting: set[str] = set()
        """Legs whose commands are being posted."""


class HttpCarrier:
    """Implements `ports.Carrier` for every gateway of kind http. Lives on one event loop; `run` must be running."""

    def __init__(
        self,
        *,
        told: Told,
        letters: Letters,
        webhook_of: WebhookOf,
        webhooks: Webhooks,
        clock: Clock,
        new_id: NewId,
        patience: Patience | None = None,
    ) -> None:
        self._told, self._letters, self._webhook_of, self._webhooks = told, letters, webhook_of, webhooks
        self._clock, self._new_id, self._patience = clock, new_id, patience or Patience()
        self._lines: dict[str, _Line] = {}
        self._tasks: asyncio.TaskGroup | None = None

    # --- commands in, acknowledgements back ---

    def send(self, row: OutboxRow) -> None:
        """Never waits, never raises: what cannot go now goes later. An id that is outstanding already is ignored."""
        line, now = self._line(row.gateway), self._clock.now()
        lane = line.outstanding.add(row, now)
        if lane is None:
            return
        if line.sockets:
            line.sockets[-1].put(row)
        else:
            self._post(row.gateway, line, lane)

    def acknowledge(self, gateway: str, id: str) -> None:
        """The gateway has it. Ids that are not outstanding are fine: they were acknowledged before."""
        if self._line(gateway).outstanding.acknowledge(id, self._clock.now()):
            self._told.on_acknowledged(gateway, id)

    def unacknowledged(self, gateway: str) -> int:
        return len(self._line(gateway).outstanding)

    def sockets(self, gateway: str) -> int:
        """How many command sockets the gateway holds open."""
        return len(self._line(gateway).sockets)

    # --- sockets come and go ---

    def attach(self, gateway: str, socket: CommandSocket) -> None:
        """The newest socket gets everything outstanding, in order, and all that follows."""
        line = self._line(gateway)
        line.sockets.append(socket)
        for row in line.outstanding:
            socket.put(row)

    def detach(self, gateway: str, socket: CommandSocket) -> None:
        """If it was the newest, the one before takes over with everything outstanding."""
        line = self._line(gateway)
        was_newest = line.sockets[-1:] == [socket]
        line.sockets = [other for other in line.sockets if other is not socket]
        if was_newest and line.sockets:
            for row in line.outstanding:
                line.sockets[-1].put(row)

    def outstanding(self, gateway: str) -> Outstanding:
        return self._line(gateway).outstanding

    async def close(self) -> None:
        """Tells every socket that the server stops (1012: come back)."""
        for line in self._lines.values():
            for socket in tuple(line.sockets):
                await socket.close(1012, "the server restarts")

    # --- time ---

    async def run(self) -> None:
        """Sends again what is due, until cancelled. Run it once, as a named task."""
        async with asyncio.TaskGroup() as self._tasks:
            for gateway, line in self._lines.items():
                self._post_all(gateway, line)
            while True:
                await self.tick()
                await asyncio.sleep(max(0.001, self._clock.seconds_until(self.next_due())))

    def next_due(self) -> float:
        """When `tick` may next have something to do. A command that comes meanwhile is never due before that."""
        dues = [due for line in self._lines.values() if (due := line.outstanding.next_due()) is not None]
        return min([self._clock.now() + self._patience.again, *dues])

    async def tick(self) -> None:
        """Everything that time alone brings about: send again, report silence, give up."""
        now = self._clock.now()
        for gateway, line in tuple(self._lines.items()):
            for lane in line.outstanding.overdue(now):
                self._again(gateway, line, lane)
            seconds = line.outstanding.silence(now)
            if seconds is not None:
                log.warning("A gateway does not acknowledge.", action="gateway_silent", gateway=gateway)
                self._told.on_silent(gateway, seconds, len(line.outstanding))
            await self._give_up(line.outstanding.hopeless(now), now)

    def _again(self, gateway: str, line: _Line, lane: Lane) -> None:
        if line.sockets:
            for row in lane.rows.values():
                line.sockets[-1].put(row)
        else:
            self._post(gateway, line, lane)

    async def _give_up(self, rows: list[OutboxRow], now: float) -> None:
        if not rows:
            return
        log.error("Commands were given up.", action="commands_given_up", gateway=rows[0].gateway, count=len(rows))
        try:
            await self._letters.bury([self._letter(row, now) for row in rows])
        except Unavailable as error:  # they stay in the outbox and come back with the next start
            log.error("Dead letters cannot be written.", action="bury_failed", error=error.detail)
            return
        for row in rows:
            self._told.on_given_up(row)

    def _letter(self, row: OutboxRow, now: float) -> DeadLetter:
        detail = f"command {row.id} was not acknowledged in {now - row.at:.0f} s"
        return DeadLetter(
            id=self._new_id("dl"), gateway=row.gateway, at=now, code="given_up", detail=detail, body=row.body[:16384]
        )

    # --- webhooks ---

    def _post_all(self, gateway: str, line: _Line) -> None:
        for leg in dict.fromkeys(row.leg for row in line.outstanding):
            self._post(gateway, line, line.outstanding.lane(leg))

    def _post(self, gateway: str, line: _Line, lane: Lane) -> None:
        """One task for each leg, so its commands arrive in order; none while one is on its way."""
        url = self._webhook_of(gateway)
        if url is None or self._tasks is None or lane.leg in line.posting:
            return
        line.posting.add(lane.leg)
        self._tasks.create_task(self._post_lane(gateway, url, line, lane.leg), name=f"webhook {gateway} {lane.leg}")

    async def _post_lane(self, gateway: str, url: str, line: _Line, leg: str) -> None:
        try:
            while (lane := line.outstanding.lane(leg)).rows:
                row = next(iter(lane.rows.values()))
                if not await self._webhooks.post(gateway, url, row):
                    line.outstanding.postpone(lane, self._clock.now())
                    return
                self.acknowledge(gateway, row.id)
        finally:
            line.posting.discard(leg)

    def _line(self, gateway: str) -> _Line:
        line = self._lines.get(gateway)
        if line is None:
            line = self._lines[gateway] = _Line(self._patience)
        return line
