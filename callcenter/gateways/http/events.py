"""`POST /gateways/{gateway}/events`: who may, what is in it, and the answer once it is committed.

The hot path of the whole product: every event passes here once.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from callcenter.clock import Clock
from callcenter.errors import Malformed, TooLarge, Unknown
from callcenter.gateways.http.access import Access
from callcenter.gateways.http.envelope import Letter, is_binary, letters
from callcenter.gateways.http.intake import Intake
from callcenter.gateways.http.masking import masked
from callcenter.gateways.http.text import harmless
from callcenter.gateways.http.wire import translated
from callcenter.ids import NewId
from callcenter.model.gateways import GatewayPolicy
from callcenter.model.site import Site
from callcenter.services.ingest import Draft, Taken
from callcenter.services.pace import Pace
from callcenter.services.ports import DeadLetter, Letters

MOST_BYTES = 1024 * 1024
MOST_BURIED_BYTES = 16 * 1024
HEARS = "call.speech"
"""All that a recogniser may tell."""
AT_ONCE = 100
"""Events translated before others get their turn: a batch of thousands must not hold up a ringing phone."""

SiteNow = Callable[[], Site]


def http_gateway(site: Site, name: str) -> GatewayPolicy:
    """Raises `Unknown` unless the site declares this gateway, and as one that speaks HTTP."""
    policy = site.gateways.get(name)
    if policy is None or policy.kind != "http":
        raise Unknown(f"the site declares no HTTP gateway {name[:100]!r}", code="unknown_gateway")
    return policy


class EventDoor:
    """Takes requests apart, hands their events in, tells what became of each."""

    def __init__(
        self,
        *,
        site: SiteNow,
        access: Access,
        intake: Intake,
        dead: Letters,
        pace: Pace,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._site, self._access, self._intake, self._dead = site, access, intake, dead
        self._pace, self._clock, self._new_id = pace, clock, new_id
        self._heard: dict[str, float] = {}

    def heard(self, gateway: str) -> float | None:
        """When an event of this gateway was last committed, by this process."""
        return self._heard.get(gateway)

    async def post(self, request: web.Request) -> web.Response:
        gateway = request.match_info["gateway"]
        site = self._site()
        policy = http_gateway(site, gateway)
        body = await bounded_body(request)
        await self._access.check(gateway, request.headers, body)
        self._pace.take(gateway)
        drafts, refused = await self._read(policy, request, body, site.phone_region)
        taken = await self._intake.take(gateway, drafts) if drafts else ()
        if refused:
            await self._bury(gateway, refused)
        self._heard[gateway] = self._clock.now()
        return web.Response(status=202, body=_answer(taken, refused), content_type="application/json")

    async def _read(
        self, policy: GatewayPolicy, request: web.Request, body: bytes, region: str
    ) -> tuple[list[Draft], list[tuple[Letter, Malformed]]]:
        headers: Mapping[str, str] = request.headers
        drafts: list[Draft] = []
        refused: list[tuple[Letter, Malformed]] = []
        for letter in letters(headers.get("Content-Type", ""), headers, body):
            try:
                drafts.append(_draft(letter, policy, region))
            except Malformed as error:
                refused.append((letter, error))
            if letter.index % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
        if is_binary(headers) and drafts:
            self._access.check_unsigned_part(policy.name, headers, _attributes(headers))
        return drafts, refused

    async def _bury(self, gateway: str, refused: Sequence[tuple[Letter, Malformed]]) -> None:
        now = self._clock.now()
        await self._dead.bury(
            [
                DeadLetter(
                    id=self._new_id("dl"),
                    gateway=gateway,
                    at=now,
                    code=error.code,
                    detail=str(harmless(error.detail))[:2000],
                    body=json.dumps(masked(letter.raw))[:MOST_BURIED_BYTES],
                )
                for letter, error in refused
            ]
        )


async def bounded_body(request: web.Request, most: int = MOST_BYTES) -> bytes:
    """The body, or `TooLarge` as soon as it is known to be longer, without reading on."""
    if (request.content_length or 0) > most:
        raise TooLarge(f"a request holds at most {most} bytes: send the events in parts")
    parts: list[bytes] = []
    size = 0
    try:
        async for chunk in request.content.iter_any():
            size += len(chunk)
            if size > most:
                raise TooLarge(f"a request holds at most {most} bytes: send the events in parts")
            parts.append(chunk)
    except (web.RequestPayloadError, HttpProcessingError) as error:
        raise Malformed(f"the body cannot be read: {str(error)[:200]}", code="not_json") from None
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _draft(letter: Letter, policy: GatewayPolicy, region: str) -> Draft:
    """What a recogniser tells is taken as told by the gateway whose callers it hears."""
    if letter.event is None:
        raise letter.error or Malformed("the event cannot be read")
    id, type = letter.event.get_id(), letter.event.get_type()
    if policy.hears_for and type != HEARS:
        raise Malformed(f"{policy.name} hears for {policy.hears_for}: it may send {HEARS} alone", code="not_allowed")
    gateway = policy.hears_for or policy.name
    event = translated(type, letter.event.get_data(), gateway=gateway, id=id, region=region)
    return Draft(id=id, source=letter.event.get_source(), event=event)


def _attributes(headers: Mapping[str, str]) -> str:
    return "\n".join(sorted(f"{name.lower()}:{value}" for name, value in headers.items() if name.lower()[:3] == "ce-"))


def _answer(taken: Sequence[Taken], refused: Sequence[tuple[Letter, Malformed]]) -> bytes:
    return json.dumps(
        {
            "accepted": [one.id for one in taken if not one.duplicate],
            "duplicates": [one.id for one in taken if one.duplicate],
            "rejected": [
                {"id": letter.id, "index": letter.index, "code": error.code, "detail": error.detail}
                for letter, error in refused
            ],
        }
    ).encode()
