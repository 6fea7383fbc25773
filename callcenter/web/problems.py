"""The one place where errors become answers: RFC 9457 problems with a stable `code`.

What is the asker's doing is said in full; what is ours is said as an id that is also in the log, and nothing else.
"""

import json
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from callcenter.errors import Fault, SiteRefused, Unavailable
from callcenter.ids import new_id

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = structlog.get_logger(__name__)


class Wrong(BaseModel):
    """One thing that is wrong in what was asked."""

    model_config = ConfigDict(extra="allow")
    pointer: str = Field(description="JSON pointer (RFC 6901) into that part of the request.")
    detail: str


class Problem(BaseModel):
    """RFC 9457. `code` is stable and for programs; `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: list[Wrong] = Field(default_factory=list)
    id: str | None = Field(default=None, description="Also in the server's log; set when the defect is ours.")


def problem(status: int, code: str, detail: str, *, retry_after: float | None = None, **more: object) -> web.Response:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **{name: value for name, value in more.items() if value},
    }
    headers = {} if retry_after is None else {"Retry-After": str(math.ceil(retry_after))}
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/problem+json", headers=headers)


def of_fault(fault: Fault) -> web.Response:
    return problem(
        fault.status, fault.code, fault.detail, retry_after=fault.retry_after, errors=[dict(e) for e in fault.errors]
    )


def of_defect(action: str) -> str:
    """Logs the exception being handled and returns the id under which it is found."""
    mark = new_id("err")
    log.exception("A defect of ours was answered without its details.", action=action, error_id=mark)
    return mark


_CODES = {404: "unknown", 405: "method_not_allowed", 413: "too_large", 415: "media_type"}


def _of_http(e: web.HTTPException) -> web.Response:
    answer = problem(e.status, _CODES.get(e.status, "malformed"), e.reason)
    if "Allow" in e.headers:
        answer.headers["Allow"] = e.headers["Allow"]
    return answer


@web.middleware
async def errors_as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Fault as e:
        return of_fault(e)
    except Unavailable as e:
        return problem(503, "unavailable", e.detail, retry_after=e.retry_after)
    except SiteRefused as e:
        wrongs = [{"pointer": "", "detail": line} for line in e.problems]
        return problem(422, "site_refused", "the site has problems and was not taken", errors=wrongs)
    except web.HTTPException as e:
        if e.status < 400:
            raise
        return _of_http(e)
    except ConnectionResetError:
        raise  # the asker went away: there is nobody to answer
    except Exception:  # noqa: BLE001  # the border of one request: whatever it was, the answer is a problem
        mark = of_defect("http_defect")
        return problem(500, "internal", f"something is wrong on our side; it is in the log as {mark}", id=mark)
