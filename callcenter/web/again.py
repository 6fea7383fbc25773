"""Asking twice with the same Idempotency-Key does it once and answers the same."""

import hashlib
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from callcenter.clock import Clock
from callcenter.errors import Conflict, Malformed
from callcenter.ids import NewId, new_id
from callcenter.services.codec import json_text
from callcenter.services.ports import People

HEADER = "Idempotency-Key"
LONGEST = 255
Do = Callable[[], Awaitable[web.Response]]


class Answers:
    """Remembers what was answered. A key belongs to its caller, method and path; another body with it is refused."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people, self._clock = people, clock
        self._under_way: set[str] = set()

    async def once(self, request: web.Request, caller: str, do: Do) -> web.Response:
        """`do` unless it was done before. Faults are not remembered: they did nothing, so asking again is right."""
        name = key_of(request, caller)
        if name is None:
            return await do()
        if name in self._under_way:
            raise Conflict("the same request is being done right now", code="under_way")
        self._under_way.add(name)
        try:
            return await self._once(request, name, do)
        finally:
            self._under_way.discard(name)

    async def _once(self, request: web.Request, name: str, do: Do) -> web.Response:
        body_print = hashlib.sha256(await request.read()).hexdigest()
        earlier = await self._people.answered(name)
        if earlier is not None:
            return _replayed(*earlier, body_print)
        answer = await do()
        kept = {"print": body_print, "body": answer.text or "", "etag": answer.headers.get("ETag", "")}
        await self._people.remember_answer(name, self._clock.now(), answer.status, json_text(kept))
        return answer


def _replayed(status: int, kept: str, body_print: str) -> web.Response:
    earlier = json.loads(kept)
    if earlier["print"] != body_print:
        raise Conflict(f"this {HEADER} came with another body before", code="key_reused")
    answer = web.Response(status=status, text=earlier["body"], content_type="application/json")
    answer.headers["Idempotent-Replayed"] = "true"
    if earlier["etag"]:
        answer.headers["ETag"] = earlier["etag"]
    return answer


def key_of(request: web.Request, caller: str) -> str | None:
    """The name under which the answer is kept; None without the header. Raises `Malformed` for an unusable one."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST:
        raise Malformed(f"{HEADER} has 1 to {LONGEST} characters", code="bad_idempotency_key")
    return hashlib.sha256("\0".join((caller, request.method, request.path, key)).encode()).hexdigest()


def drawer(name: str | None, ids: NewId = new_id) -> NewId:
    """Ids that are the same again for the same kept name: what a crash cut off between doing and remembering is found
    by its id when it is asked for again."""
    if name is None:
        return ids
    return lambda prefix: f"{prefix}_{hashlib.sha256(f'{prefix} {name}'.encode()).hexdigest()[:20]}"
