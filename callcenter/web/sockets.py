"""The agents' and the supervisors' sockets: who may open one, what a frame asks, when a socket must close."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from callcenter.clock import Clock, rfc3339
from callcenter.errors import Fault, Malformed, Unauthorized, Unavailable
from callcenter.ids import NewId
from callcenter.model.agent import Role
from callcenter.services.callbacks import Callbacks
from callcenter.services.codec import json_text
from callcenter.services.door import Door
from callcenter.services.pace import Pace
from callcenter.services.people import WITH_A_DESK, Entered
from callcenter.services.ports import Json
from callcenter.web.callers import LEADERS, Gate, permitted, person
from callcenter.web.frames import AGENT_FRAMES, SUPERVISOR_FRAMES, Frame, PanelUnwatch, PanelWatch, Ping, Sender
from callcenter.web.line import HEARTBEAT, MAX_FRAME, QUEUE, Close, Line, id_of
from callcenter.web.op import pointer
from callcenter.web.parts import AgentDesk, Floor, Send
from callcenter.web.plain import unkeepable
from callcenter.web.problems import of_defect
from callcenter.web.rights import Rights

PACE = "100 per 1 second"
"""Frames a client may send; a person never does, a broken or hostile program may."""
MOST_WRONGS = 20
NOTED_AGAIN = 1.0
"""Seconds between two tries to note that somebody left."""
STILL_IN = 15.0
"""Seconds between two looks whether the log-in still holds."""
Do = Callable[[Frame], Awaitable[Json]]
Join = Callable[[Send], Awaitable[tuple[Do, Callable[[], Awaitable[None]]]]]
"""Takes a seat; gives back what frames do there and how to leave."""


@dataclass(kw_only=True)
class OpenLines:
    """Every open socket, by log-in: what ends a log-in ends its sockets, and the server's stop ends all."""

    lines: dict[Line, str] = field(default_factory=dict)
    stopping: bool = False

    def log_in_ended(self, token_hash: str) -> None:
        for line, owner in tuple(self.lines.items()):
            if owner == token_hash:
                line.end(Close.LOGGED_OUT, "the log-in ended")

    async def stop(self, app: web.Application) -> None:
        self.stopping = True
        for line in tuple(self.lines):
            line.end(Close.RESTART, "the server stops; come back in a moment")


class Sockets:
    def __init__(
        self,
        *,
        gate: Gate,
        door: Door,
        desk: AgentDesk,
        floor: Floor,
        rights: Rights,
        callbacks: Callbacks,
        clock: Clock,
        ids: NewId,
    ) -> None:
        self._gate, self._door, self._desk, self._floor = gate, door, desk, floor
        self._rights, self._callbacks, self._clock, self._ids = rights, callbacks, clock, ids
        self._pace = Pace(PACE, clock)
        self.open = OpenLines()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v1/agent/socket", self.agent),
            web.get("/api/v1/supervisor/socket", self.supervisor),
        ]

    async def agent(self, request: web.Request) -> web.WebSocketResponse:
        entered = await self._entered(request, WITH_A_DESK)
        caller, after = person(entered), _after(request)

        async def join(send: Send) -> tuple[Do, Callable[[], Awaitable[None]]]:
            seat = await self._desk.join(entered.user.name, send, after)

            async def do(frame: Frame) -> Json:
                if isinstance(frame, PanelWatch):
                    await self._rights.panel(caller, frame.customer)
                    await self._desk.watch(seat, frame.customer)
                    return _done(frame)
                if isinstance(frame, PanelUnwatch):
                    await self._desk.unwatch(seat, frame.customer)
                    return _done(frame)
                return await self._ask(frame, entered)

            return do, lambda: self._desk.leave(seat)

        return await self._serve(request, entered, AGENT_FRAMES, join)

    async def supervisor(self, request: web.Request) -> web.WebSocketResponse:
        entered = await self._entered(request, LEADERS)
        after = _after(request)

        async def join(send: Send) -> tuple[Do, Callable[[], Awaitable[None]]]:
            seat = await self._floor.join(entered.user.name, send, after)
            if entered.user.role not in WITH_A_DESK or not entered.user.endpoint:
                return lambda frame: self._ask(frame, entered), lambda: self._floor.leave(seat)
            rings = await self._desk.attend(entered.user.name, send)

            async def leave() -> None:
                try:
                    await self._floor.leave(seat)
                finally:
                    await self._desk.leave(rings)

            return lambda frame: self._ask(frame, entered), leave

        return await self._serve(request, entered, SUPERVISOR_FRAMES, join)

    async def _entered(self, request: web.Request, roles: Collection[Role]) -> Entered:
        """A socket is a person's: the cookie, the origin and the role must fit before anything is opened."""
        self._gate.check_origin(request)
        entered = await self._gate.entered(request)
        if entered is None:
            raise Unauthorized("log in first", code="not_logged_in")
        permitted(person(entered), roles, None)
        return entered

    async def _serve(
        self, request: web.Request, entered: Entered, frames: TypeAdapter[Frame], join: Join
    ) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MAX_FRAME, compress=False)
        await ws.prepare(request)
        who = self._ids("seat")
        line = Line(ws, lambda: self._pace.take(who), lambda: _cut(request), QUEUE)
        self.open.lines[line] = entered.token_hash
        watch = asyncio.create_task(self._watch_log_in(request, entered, line), name="log-in watch")
        try:
            do, leave = await join(line.send)
            try:
                await line.run(lambda text: answered(text, frames, do))
            finally:
                await self._left(leave)
        except Unavailable as e:
            await ws.close(code=Close.TRY_LATER, message=e.detail.encode()[:120])
        except Exception:  # noqa: BLE001  # the border of one socket: HTTP cannot answer here any more
            of_defect("socket_defect")
            await ws.close(code=Close.DEFECT)
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            del self.open.lines[line]
            self._pace.forgive(who)
        return ws

    async def _left(self, leave: Callable[[], Awaitable[None]]) -> None:
        """Until the house has noted it: an agent whose leaving was lost would be offered contacts for ever."""
        while True:
            try:
                return await leave()
            except Unavailable:
                if self.open.stopping:
                    return
                await asyncio.sleep(NOTED_AGAIN)

    async def _watch_log_in(self, request: web.Request, entered: Entered, line: Line) -> None:
        """Ends the line when the log-in ran out, was ended in another process, or its user is no longer who they were."""
        while True:
            await asyncio.sleep(STILL_IN)
            try:
                now = await self._gate.entered(request)
            except Unavailable:
                continue  # cannot be known just now; the calls go on
            if now is None or now.user.role != entered.user.role:
                line.end(Close.LOGGED_OUT, "the log-in ended")
                return

    async def _ask(self, frame: Frame, entered: Entered) -> Json:
        if isinstance(frame, Ping):
            return _done(frame, {"server_time": rfc3339(self._clock.now())})
        event = frame.event(Sender(user=entered.user, draw=self._ids, callbacks=self._callbacks))
        assert event is not None, f"{frame.type} asks for nothing"
        reply = await self._door.ask(event)
        if reply.ok:
            return _done(frame, dict(reply.result))
        return _refused(frame.id, reply.code, reply.detail)


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _after(request: web.Request) -> int | None:
    text = request.query.get("after")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Malformed("after is the number of the last push seen", code="invalid")
    return int(text)


async def answered(text: str, frames: TypeAdapter[Frame], do: Do) -> str:
    """Whatever comes, an answer goes back and the line stays open."""
    try:
        answer = await do(_frame(text, frames))
    except Fault as e:
        answer = _refused(id_of(text), e.code, e.detail, [dict(wrong) for wrong in e.errors])
    except Unavailable as e:
        answer = _refused(id_of(text), "unavailable", e.detail)
    except Exception:  # noqa: BLE001  # the border of one frame: whatever it was, the answer is an error
        mark = of_defect("socket_defect")
        answer = _refused(id_of(text), "internal", f"something is wrong on our side; it is in the log as {mark}")
    return json_text(answer)


def _frame(text: str, frames: TypeAdapter[Frame]) -> Frame:
    try:
        raw = from_json(text, allow_inf_nan=False)
    except ValueError as e:
        raise Malformed(f"the frame is no JSON: {e}") from e
    wrongs = list(unkeepable(raw))
    try:
        if not wrongs:
            return frames.validate_python(raw)
    except ValidationError as e:
        wrongs = [(_place(one), one["msg"]) for one in e.errors(include_url=False, include_context=False)]
    told: list[dict[str, object]] = [{"pointer": where, "detail": what} for where, what in wrongs[:MOST_WRONGS]]
    raise Malformed("the frame does not have the agreed shape", errors=told)


def _place(error: ErrorDetails) -> str:
    """Within the frame as it was sent: the first step of what the models say is the frame's type."""
    return pointer({**error, "loc": error["loc"][1:]})


def _done(frame: Frame, result: Json | None = None) -> Json:
    return {"id": frame.id, "ok": True, "result": result or {}}


def _refused(id: int | None, code: str, detail: str, errors: Sequence[Json] = ()) -> Json:
    error: Json = {"code": code, "detail": detail}
    return {"id": id, "ok": False, "error": error | ({"errors": list(errors)} if errors else {})}
