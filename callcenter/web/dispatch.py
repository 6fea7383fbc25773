"""Puts operations on the wire: who asks, may they, is it well formed, do it, answer."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web

from callcenter.ids import NewId
from callcenter.services.codec import json_text
from callcenter.web.again import Answers, drawer, key_of
from callcenter.web.callers import Caller, Gate
from callcenter.web.op import Answer, Ask, Op, ops_of
from callcenter.web.tables import as_csv, wanted

Run = Callable[..., Awaitable[Any]]
NOBODY = Caller(name="")


class Dispatch:
    def __init__(self, gate: Gate, answers: Answers, ids: NewId) -> None:
        self._gate, self._answers, self._ids = gate, answers, ids

    def routes(self, owners: Iterable[object]) -> list[web.RouteDef]:
        return [
            web.route(spec.method, spec.path, self._handler(spec, run))
            for owner in owners
            for spec, run in ops_of(owner)
        ]

    def _handler(self, spec: Op, run: Run) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            caller = NOBODY if spec.anybody else await self._gate.caller(request)
            if not spec.anybody:
                spec.permit(caller)
            if spec.method == "POST" and spec.repeatable:
                return await self._answers.once(request, caller.name, lambda: self._do(spec, run, request, caller))
            return await self._do(spec, run, request, caller)

        return handle

    async def _do(self, spec: Op, run: Run, request: web.Request, caller: Caller) -> web.Response:
        kept = key_of(request, caller.name) if spec.repeatable else None
        ask = Ask(caller=caller, request=request, draw=drawer(kept, self._ids))
        given = await spec.given(request)
        done = await run(ask, **given)
        answer = done if isinstance(done, Answer) else Answer(body=done)
        return _response(spec, request, answer)


def _response(spec: Op, request: web.Request, answer: Answer) -> web.Response:
    status = answer.status or spec.status
    headers = {"Cache-Control": "no-store", **answer.headers}
    if status == 204:
        return web.Response(status=status, headers=headers)
    if spec.media:
        return web.Response(status=status, text=answer.body, content_type=spec.media, charset="utf-8", headers=headers)
    if spec.csv or (isinstance(answer.body, dict) and "rows" in answer.body):
        headers |= {"Vary": "Accept", **_next(request, answer.body)}
    if spec.csv and wanted(request):
        text = as_csv(spec.csv, answer.body["rows"])
        headers["Content-Disposition"] = f'attachment; filename="{spec.tag}.csv"'
        return web.Response(status=status, text=text, content_type="text/csv", charset="utf-8", headers=headers)
    return web.Response(status=status, text=json_text(answer.body), content_type="application/json", headers=headers)


def _next(request: web.Request, page: dict[str, Any]) -> dict[str, str]:
    """Where the next page is (RFC 8288), so that CSV can be paged as well."""
    if not page.get("after"):
        return {}
    return {"Link": f'<{request.rel_url.update_query(after=page["after"])}>; rel="next"'}
