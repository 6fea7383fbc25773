"""`GET /gateways/{gateway}/commands`: the socket a gateway keeps open for commands, and its acknowledgements."""

import asyncio
import json

from aiohttp import WSMsgType, web

from callcenter.errors import Forbidden, Unauthorized
from callcenter.gateways.http.access import Access
from callcenter.gateways.http.carrier import HttpCarrier
from callcenter.gateways.http.events import SiteNow, http_gateway
from callcenter.gateways.http.socket import WRITE_SECONDS, CommandSocket

PING_SECONDS = 15.0
CLOSE_SECONDS = 2.0
MOST_FRAME_BYTES = 64 * 1024


class CommandDoor:
    """Opens command sockets. A frame that is no acknowledgement gets an answer that says so; the socket stays."""

    def __init__(
        self, *, site: SiteNow, access: Access, carrier: HttpCarrier, write_seconds: float = WRITE_SECONDS
    ) -> None:
        self._site, self._access, self._carrier, self._write_seconds = site, access, carrier, write_seconds

    async def open(self, request: web.Request) -> web.WebSocketResponse:
        gateway = request.match_info["gateway"]
        policy = http_gateway(self._site(), gateway)
        await self._access.check(gateway, request.headers, b"")
        if policy.hears_for:
            raise Forbidden(f"{gateway} hears for {policy.hears_for}, and gets no commands", code="not_allowed")
        self._access.check_unused(gateway, request.headers)
        if request.headers.get("Origin"):
            raise Unauthorized("command sockets are for programs, not for pages", code="origin")
        ws = web.WebSocketResponse(heartbeat=PING_SECONDS, compress=False, max_msg_size=MOST_FRAME_BYTES)
        await ws.prepare(request)
        await self._serve(gateway, ws, request.transport)
        return ws

    async def _serve(self, gateway: str, ws: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        def abort() -> None:
            if transport is not None:
                transport.abort()

        async def close(code: int, reason: str) -> None:
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await ws.close(code=code, message=reason.encode())
            except (TimeoutError, ConnectionError):
                abort()

        socket = CommandSocket(
            self._carrier.outstanding(gateway),
            send=ws.send_str,
            close=close,
            abort=abort,
            write_seconds=self._write_seconds,
        )
        self._carrier.attach(gateway, socket)
        writer = asyncio.create_task(socket.write(), name=f"commands to {gateway}")
        try:
            async for message in ws:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                for answer in self._heard(gateway, message.data):
                    await ws.send_str(answer)
        except ConnectionError:
            pass  # it left while we were answering it
        finally:
            self._carrier.detach(gateway, socket)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    def _heard(self, gateway: str, frame: str | bytes) -> list[str]:
        try:
            said = json.loads(frame)
        except (ValueError, RecursionError):
            return [_fault("not_json", "a frame must be JSON")]
        ack = said.get("ack") if isinstance(said, dict) else None
        ids = [id for id in (ack if isinstance(ack, list) else [ack]) if isinstance(id, str)]
        if not ids:
            return [_fault("malformed", 'a frame must be {"ack": ID} or {"ack": [ID, ...]}')]
        for id in ids:
            self._carrier.acknowledge(gateway, id)
        return []


def _fault(code: str, detail: str) -> str:
    return json.dumps({"error": {"code": code, "detail": detail}})
