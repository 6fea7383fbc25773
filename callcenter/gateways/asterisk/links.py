"""The two ways to a socket: we connect to Asterisk, or Asterisk connects to us (22.5 and newer, "outbound WebSocket").

The second is the one for production: while we are away Asterisk keeps the calls that begin, and tells us of them when it is
back; with the first they go where the dial plan sends them.
"""

import asyncio
import base64
import hmac
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from aiohttp import BasicAuth, WSMsgType, web
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException

from callcenter.clock import Clock
from callcenter.errors import Unauthorized, Unavailable, Unknown
from callcenter.gateways.asterisk.carrier import RESTARTS, AsteriskCarrier
from callcenter.model.gateways import AsteriskPolicy
from callcenter.services.pace import Pace

log = structlog.get_logger(__name__)

PING_SECONDS = 5.0
MOST_FRAME_BYTES = 64 * 1024 * 1024
"""All channels come in one answer, of more than a kilobyte each."""
COME_BACK = 0.1
COME_BACK_LATEST = 5.0
"""Seconds before the next try: doubled each time."""
STAND_BACK = 30.0
"""Seconds for which another program is left the application it took from us."""
NUDGE_SECONDS = 0.01
"""A proxy that speaks TLS to Asterisk may put two frames into one TLS record. Asterisk then works on the first and waits for its
socket, where nothing more will come: the second lies in its memory. Whatever arrives after that, a ping, makes it look again."""
OPEN_SECONDS = 10.0
CLOSE_SECONDS = 2.0
WRONG_PASSWORDS = "20 per 1 minute"
"""Of one gateway from one address. Asterisk itself tries twice a second: a password that is put right works within a minute."""
MOST_REASON = 120
"""Bytes: what fits into a closing frame."""

Passwords = Callable[[str], tuple[str, ...]]
"""Of a gateway; several are valid while one is being changed, the first is the one to use."""


def _at_once(transport: Any) -> None:
    """Asterisk writes answers in small pieces: unacknowledged, the second of two waits 40 ms for our kernel."""
    found = transport.get_extra_info("socket") if transport is not None else None
    if found is not None and hasattr(socket, "TCP_QUICKACK"):
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _short(reason: str) -> str:
    return reason.encode()[:MOST_REASON].decode(errors="ignore")


# --- we connect to Asterisk ---


class CallingLink:
    def __init__(self, ws: ClientConnection) -> None:
        self._ws = ws

    async def send(self, frame: str) -> None:
        try:
            await self._ws.send(frame)
        except ConnectionClosed as closed:
            raise ConnectionError(str(closed)) from None

    async def receive(self) -> str:
        try:
            frame = await self._ws.recv(decode=True)
        except (ConnectionClosed, UnicodeDecodeError) as closed:
            raise ConnectionError(str(closed)) from None
        _at_once(self._ws.transport)
        return str(frame)

    async def close(self, code: int, reason: str) -> None:
        await self._ws.close(code, _short(reason))


async def call(
    carrier: AsteriskCarrier,
    gateway: str,
    policy: AsteriskPolicy,
    passwords: Passwords,
    rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Holds a connection to Asterisk open until cancelled; a reason for failing is logged once, not each time."""
    wait, said = COME_BACK, ""
    while not carrier.closing:
        try:
            headers = {"Authorization": _basic(policy.user, passwords(gateway))}
            async with connect(
                f"{policy.address.rstrip('/')}/events?app={policy.app}&subscribeAll=false",
                additional_headers=headers,
                compression=None,
                proxy=None,
                open_timeout=OPEN_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
                close_timeout=CLOSE_SECONDS,
                max_size=MOST_FRAME_BYTES,
            ) as ws:
                _at_once(ws.transport)
                said = ""
                agreed = await carrier.attend(CallingLink(ws))
                wait = STAND_BACK if carrier.superseded else COME_BACK if agreed else wait
        except (OSError, TimeoutError, InvalidHandshake, WebSocketException) as trouble:
            why = _why(trouble, policy)
            if why != said:
                log.error("Asterisk cannot be reached.", action="asterisk.unreachable", gateway=gateway, reason=why)
                said = why
        await rest(wait)
        wait = min(COME_BACK_LATEST, wait * 2)


def _why(trouble: Exception, policy: AsteriskPolicy) -> str:
    if isinstance(trouble, InvalidStatus):
        status = trouble.response.status_code
        if status in (401, 403):
            return f"{status}: the ARI user {policy.user!r} or its password is not Asterisk's"
        if status == 404:
            return "404: ARI is not enabled there (ari.conf, http.conf)"
        return f"answered {status}"
    return str(trouble) or type(trouble).__name__


def _basic(user: str, words: tuple[str, ...]) -> str:
    return "Basic " + base64.b64encode(f"{user}:{words[0] if words else ''}".encode()).decode()


# --- Asterisk connects to us ---


class CalledLink:
    def __init__(self, ws: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._ws, self._transport = ws, transport
        self._sent = 0.0
        self._nudge: asyncio.Task[None] | None = None

    async def send(self, frame: str) -> None:
        self._sent = asyncio.get_running_loop().time()
        await self._ws.send_str(frame)
        if self._nudge is None or self._nudge.done():
            self._nudge = asyncio.create_task(self._nudges(), name="a nudge for Asterisk")

    async def _nudges(self) -> None:
        """Once, when for a moment nothing more has been sent."""
        loop = asyncio.get_running_loop()
        while (rest := self._sent + NUDGE_SECONDS - loop.time()) > 0:  # noqa: ASYNC110 (later frames move it)
            await asyncio.sleep(rest)
        with suppress(ConnectionError):
            await self._ws.ping()

    async def receive(self) -> str:
        message = await self._ws.receive()
        _at_once(self._transport)
        if message.type is WSMsgType.TEXT:
            return str(message.data)
        raise ConnectionError(f"closed: {self._ws.close_code}")

    async def close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._ws.close(code=code, message=_short(reason).encode())
        except (TimeoutError, ConnectionError):
            if self._transport is not None:
                self._transport.abort()


Carriers = Callable[[str], tuple[AsteriskCarrier, AsteriskPolicy] | None]
"""Of a gateway to which Asterisk connects; None: there is none of that name."""


class AriDoor:
    """`GET /gateways/{gateway}/ari`: where Asterisk's outbound WebSocket knocks, with Basic authentication."""

    def __init__(
        self, carriers: Carriers, passwords: Passwords, clock: Clock, address: Callable[[web.Request], str]
    ) -> None:
        """`address`: where a request comes from, also through a proxy."""
        self._carriers, self._passwords, self._address = carriers, passwords, address
        self._wrong = Pace(WRONG_PASSWORDS, clock)

    async def open(self, request: web.Request) -> web.WebSocketResponse:
        gateway = request.match_info["gateway"]
        found = self._carriers(gateway)
        if found is None:
            raise Unknown(f"the site declares no gateway {gateway} of kind asterisk", code="unknown_gateway")
        carrier, policy = found
        who = (gateway, self._address(request))
        self._wrong.check(*who)
        try:
            self._check(gateway, policy, request.headers.get("Authorization", ""))
        except Unauthorized:
            self._wrong.take(*who)
            raise
        if request.headers.get("Origin"):
            raise Unauthorized("this socket is for Asterisk, not for pages", code="origin")
        if carrier.closing:
            raise Unavailable(RESTARTS)
        ws = web.WebSocketResponse(
            protocols=("ari",), heartbeat=PING_SECONDS, compress=False, max_msg_size=MOST_FRAME_BYTES
        )
        await ws.prepare(request)
        _at_once(request.transport)
        await carrier.attend(CalledLink(ws, request.transport))
        if not ws.closed:
            await ws.close(code=1000)
        return ws

    def _check(self, gateway: str, policy: AsteriskPolicy, header: str) -> None:
        words = self._passwords(gateway)
        if not words:
            raise Unauthorized(f"no password is set for {gateway}", code="no_secret")
        try:
            told = BasicAuth.decode(header, encoding="utf-8")
        except ValueError:
            raise Unauthorized("log in with user name and password (websocket_client.conf)", code="unsigned") from None
        right = [hmac.compare_digest(told.password.encode(), word.encode()) for word in words]
        user = hmac.compare_digest(told.login.encode(), policy.user.encode())
        if not (user & any(right)):
            raise Unauthorized("user name or password is wrong", code="bad_password")


def routes(door: AriDoor) -> list[web.RouteDef]:
    return [web.get("/gateways/{gateway}/ari", door.open)]
