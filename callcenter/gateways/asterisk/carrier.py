"""Carries for one Asterisk: moves what the protocol asks for over whatever socket there is, and what it tells to the journal.

What is told is delivered in its order, and acknowledged behind it: an acknowledgement never overtakes the event that says
what became of the command.
"""

import asyncio
import json
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol as Shape

import stamina
import structlog

from callcenter.clock import Clock
from callcenter.errors import Unavailable
from callcenter.gateways.asterisk.frames import written
from callcenter.gateways.asterisk.line import Acknowledge, Ask, Order, Render, Tell
from callcenter.gateways.asterisk.protocol import Protocol
from callcenter.model.events import CallArrived
from callcenter.services.ingest import Draft, Taken
from callcenter.services.on_the_line import OnTheLine
from callcenter.services.ports import OutboxRow

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 256
"""Events that go to the journal together."""
SILENT_SECONDS = 30.0
"""After which supervisors are told that there is no connection, or none that answers."""
LOOK_SECONDS = 1.0
LOOKS_UNAGREED = 15
"""Looks in a row at a connection whose first questions stay unanswered: then it is closed."""
FLUSH_SECONDS = 5.0
"""At the end of the server: for what Asterisk has told and will not tell again."""
NOT_OURS = (
    "another program took it; on the switch: `ari show websocket sessions`, `ari shutdown websocket session ID` for ours,"
    " then `module reload res_ari.so`"
)
NEWER, RESTARTS = "a newer connection took over", "the server restarts"


class Link(Shape):
    """An open WebSocket to Asterisk, whoever opened it. Both raise `ConnectionError` when it is broken."""

    async def send(self, frame: str) -> None: ...

    async def receive(self) -> str: ...

    async def close(self, code: int, reason: str) -> None: ...


class Intake(Shape):
    async def take(self, gateway: str, drafts: Sequence[Draft]) -> Sequence[Taken]: ...


class Told(Shape):
    def on_acknowledged(self, gateway: str, id: str) -> None: ...

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None: ...

    def on_heard(self, gateway: str) -> None: ...


class Speaker(Shape):
    async def sound(self, text: str, language: str) -> str:
        """What Asterisk plays for this text. Raises `Unavailable` with what to do about it."""
        ...


class AsteriskCarrier:
    """Implements `ports.Carrier` for one gateway of kind asterisk. `run` must be running, once."""

    def __init__(
        self,
        protocol: Protocol,
        *,
        intake: Intake,
        told: Told,
        speaker: Speaker,
        believed: Callable[[], list[OnTheLine]],
        clock: Clock,
    ) -> None:
        self._protocol, self._intake, self._told, self._speaker = protocol, intake, told, speaker
        self._believed, self._clock = believed, clock
        self._gateway = protocol.line.gateway
        self._link: Link | None = None
        self._newest: Link | None = None
        self.closing = False
        """The server goes: nobody is attended any more."""
        self._frames: deque[str] = deque()
        self._write = asyncio.Event()
        self._telling: deque[Tell | Acknowledge] = deque()
        self._tell = asyncio.Event()
        self._all_told = asyncio.Event()
        self._all_told.set()
        self._timer = asyncio.Event()
        self._rendering: set[asyncio.Task[None]] = set()
        self._heard_at = clock.now()
        self._was_live = False

    # --- the house ---

    def send(self, row: OutboxRow) -> None:
        """Never waits, never raises."""
        self._does("a command", lambda: self._protocol.command(self._clock.now(), _order(row)))

    @property
    def live(self) -> bool:
        """Connected, and agreed with Asterisk about what is going on."""
        return self._protocol.live

    @property
    def heard_at(self) -> float | None:
        return self._heard_at if self._link is not None else None

    @property
    def refused(self) -> str:
        return self._protocol.refused

    @property
    def superseded(self) -> bool:
        return self._protocol.superseded

    def unacknowledged(self) -> int:
        return len(self._protocol.line.orders)

    def retire(self, retired: bool) -> None:
        self._protocol.retire(retired)

    @property
    def idle(self) -> bool:
        """No call, and nothing to be done or told."""
        return self._protocol.idle and not self._telling

    def give_up(self) -> None:
        self._does("a retired gateway", lambda: self._protocol.give_up(self._clock.now(), self._believed()))

    # --- the socket ---

    async def attend(self, link: Link) -> bool:
        """Serves this connection until it breaks. The newest takes over from any other. False: it never came so far that
        both sides agreed."""
        self._newest = link
        while before := self._link:
            self._link = None
            self._disconnected()
            await before.close(1000, NEWER)
        if self.closing or self._newest is not link:
            await link.close(*((1012, RESTARTS) if self.closing else (1000, NEWER)))
            return False
        self._link, self._was_live = link, False
        self._frames.clear()
        log.info("Asterisk is connected.", action="asterisk.connected", gateway=self._gateway)
        self._does("a connection", lambda: self._protocol.connected(self._clock.now(), self._believed()))
        writer = asyncio.create_task(self._writes(link), name=f"requests to {self._gateway}")
        try:
            while self._link is link:
                frame = await link.receive()
                if self._link is link:
                    self._received(frame)
                if self._protocol.superseded or self._protocol.refused:
                    why = self._protocol.refused or "another program has taken the application"
                    log.error(
                        "Asterisk will not have us.", action="asterisk.refused", gateway=self._gateway, reason=why
                    )
                    await link.close(1000, why)
                    break
        except ConnectionError:
            pass
        finally:
            writer.cancel()
            if self._link is link:
                self._link = None
                self._disconnected()
                log.warning("Asterisk is not connected.", action="asterisk.disconnected", gateway=self._gateway)
        return self._was_live

    def _received(self, frame: str) -> None:
        self._heard_at = self._clock.now()
        if not self._does("a frame", lambda: self._protocol.received(self._heard_at, frame)):
            log.warning("Asterisk sent no ARI.", action="asterisk.no_frame", gateway=self._gateway)
        if self._protocol.live and not self._was_live:
            self._was_live = True
            self._told.on_heard(self._gateway)

    def _disconnected(self) -> None:
        self._frames.clear()
        self._protocol.disconnected(self._clock.now())
        self._effects()

    async def _writes(self, link: Link) -> None:
        try:
            while self._link is link:
                await self._write.wait()
                if self._link is not link:
                    break
                self._write.clear()
                while self._frames and self._link is link:
                    await link.send(self._frames.popleft())
        except ConnectionError:
            await link.close(1011, "it could not be written to")

    # --- what the protocol wants ---

    def _does(self, what: str, do: Callable[[], object]) -> bool:
        """Whatever one frame or command may bring about, everybody else's call goes on. False: it was none."""
        try:
            return do() is not False
        except Exception as trouble:  # noqa: BLE001 - the border between one call and all others
            where = "; ".join(f"{step.name}:{step.lineno}" for step in traceback.extract_tb(trouble.__traceback__)[-3:])
            log.error(  # without its message, which may hold what a customer has keyed
                "What came could not be worked with.", action="asterisk.stumbled", gateway=self._gateway,
                what=what, reason=type(trouble).__name__, where=where,
            )  # fmt: skip
            return True
        finally:
            self._effects()

    def _effects(self) -> None:
        for effect in self._protocol.take():
            match effect:
                case Ask(request=request):
                    if self._link is not None:
                        self._frames.append(written(request))
                        self._write.set()
                case Tell() | Acknowledge():
                    self._telling.append(effect)
                    self._all_told.clear()
                    self._tell.set()
                case Render():
                    task = asyncio.create_task(self._render(effect), name=f"voice of {self._gateway}")
                    self._rendering.add(task)
                    task.add_done_callback(self._rendering.discard)
        self._timer.set()

    async def _render(self, wish: Render) -> None:
        sound, why = None, ""
        try:
            sound = await self._speaker.sound(wish.text, wish.language)
        except Unavailable as trouble:
            why = trouble.detail
        except Exception as trouble:  # noqa: BLE001 - the customer must not wait for a voice for ever
            why = f"the voice failed ({type(trouble).__name__})"
        if sound is None:
            log.error("A text could not be spoken.", action="asterisk.voice_failed", gateway=self._gateway, reason=why)
        now = self._clock.now()
        self._does("a sound", lambda: self._protocol.rendered(now, wish.call, wish.command, sound, why))

    # --- running ---

    async def run(self) -> None:
        """Delivers and keeps time, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._delivers(), name=f"events of {self._gateway}")
            tasks.create_task(self._keeps_time(), name=f"timers of {self._gateway}")
            tasks.create_task(self._listens_for_silence(), name=f"silence of {self._gateway}")

    async def close(self) -> None:
        """Tells Asterisk that the server goes: it comes back, and calls go on meanwhile. What it has told is committed
        before that: it tells nothing twice."""
        self.closing = True
        if self._link is not None:
            await self._link.close(1012, RESTARTS)
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await self._all_told.wait()

    async def _delivers(self) -> None:
        while True:
            await self._tell.wait()
            self._tell.clear()
            while self._telling:
                some = [self._telling.popleft() for _ in range(min(MOST_AT_ONCE, len(self._telling)))]
                await self._deliver(some)
            self._all_told.set()

    async def _deliver(self, some: list[Tell | Acknowledge]) -> None:
        source = f"/asterisk/{self._gateway}"
        drafts = [Draft(id=one.id, source=source, event=one.event) for one in some if isinstance(one, Tell)]
        if drafts:
            # Asterisk tells nothing twice: what cannot be committed now waits here until it can.
            async for attempt in stamina.retry_context(
                on=Unavailable, attempts=None, timeout=None, wait_initial=0.1, wait_max=5.0
            ):
                with attempt:
                    self._known_before(drafts, await self._intake.take(self._gateway, drafts))
        for one in some:
            if isinstance(one, Acknowledge):
                self._told.on_acknowledged(self._gateway, one.command)

    def _known_before(self, drafts: Sequence[Draft], taken: Sequence[Taken]) -> None:
        """A call that the journal knows and the house has no more is over, and nobody has told Asterisk."""
        again = [
            one.event.call
            for one, was in zip(drafts, taken, strict=True)
            if was.duplicate and isinstance(one.event, CallArrived)
        ]
        here = {one.call for one in self._believed()} if again else set()
        now = self._clock.now()
        for call in [one for one in again if one not in here]:
            self._does("a call that is over", partial(self._protocol.over, now, call))

    async def _keeps_time(self) -> None:
        while True:
            self._timer.clear()
            due = self._protocol.next_due()
            try:
                async with asyncio.timeout(None if due is None else self._clock.seconds_until(due)):
                    await self._timer.wait()
            except TimeoutError:
                self._does("a timer", lambda: self._protocol.elapsed(self._clock.now()))

    async def _listens_for_silence(self) -> None:
        """Not connected, or connected to something that answers no question, whatever else it says."""
        unagreed = 0
        real = asyncio.get_running_loop().time  # the house's clock may run faster
        lived_at = real()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            unagreed = 0 if self.live or self._link is None else unagreed + 1
            if self.live:
                self._heard_at, lived_at = self._clock.now(), real()
            elif (silent := real() - lived_at) >= SILENT_SECONDS:
                self._told.on_silent(self._gateway, silent, self.unacknowledged())
            if unagreed >= LOOKS_UNAGREED and self._link is not None:
                unagreed = 0
                log.error(
                    "Asterisk is connected and does not let us have the application.", action="asterisk.not_ours",
                    gateway=self._gateway, reason=NOT_OURS,
                )  # fmt: skip
                await self._link.close(1011, "the first questions were not answered")


def _order(row: OutboxRow) -> Order:
    body = json.loads(row.body)
    return Order(
        id=row.id, call=row.leg, type=body["type"], args=body.get("args", {}), conversation="conversation" in body
    )
