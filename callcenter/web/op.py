"""A thin layer over pydantic: an operation says what it takes and gives, and is checked and documented by that."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, from_json

from callcenter.errors import Malformed
from callcenter.ids import NewId
from callcenter.model.agent import Role
from callcenter.web.callers import EVERYBODY, READING, Caller, permitted
from callcenter.web.plain import unkeepable

Wrongs = list[dict[str, object]]
F = TypeVar("F", bound=Callable[..., Any])


class Form(BaseModel):
    """What comes in from outside: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an operation gives back when the plain body does not say it all."""

    body: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Who asks, and the parts of the request that every operation may need."""

    caller: Caller
    request: web.Request
    draw: NewId
    """Draws ids; the same ones again when the same Idempotency-Key comes again."""

    @property
    def version(self) -> int | None:
        """What `If-Match` says the asker has read; None when it does not say."""
        match = self.request.headers.get(hdrs.IF_MATCH, "*").strip()
        if match == "*":
            return None
        text = match.removeprefix("W/").strip('"')
        if not (text.isascii() and text.isdigit()):
            raise Malformed(f"If-Match {match[:50]!r} is no ETag of ours", code="bad_etag")
        return int(text)


@dataclass(frozen=True, kw_only=True)
class Op:
    method: str
    path: str
    summary: str
    tag: str
    returns: Any = None
    status: int = 200
    params: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    roles: Collection[Role] = EVERYBODY
    anybody: bool = False
    """Also who is not logged in."""
    programs: bool = True
    """Keys with the scope `read` or `write` may do it too."""
    repeatable: bool = True
    """An Idempotency-Key is remembered with the answer; False where the answer holds a secret."""
    csv: tuple[str, ...] = ()
    """Columns of the list as CSV."""
    media: str = ""
    """What the answer is when it is no JSON: its body is text of this type."""
    name: str = ""

    @property
    def scope(self) -> str | None:
        return ("read" if self.method in READING else "write") if self.programs else None

    def permit(self, caller: Caller) -> None:
        permitted(caller, self.roles, self.scope)

    async def given(self, request: web.Request) -> dict[str, BaseModel]:
        """The checked parts of the request by name. Raises `Malformed` with every fault of all of them."""
        wrongs: Wrongs = []
        given: dict[str, BaseModel] = {}
        if self.params:
            _check("path", self.params, dict(request.match_info), given, "params", wrongs)
        if self.query:
            _check("query", self.query, _query(request, self.query), given, "query", wrongs)
        if self.body:
            _check("body", self.body, await _json(request), given, "body", wrongs)
        if wrongs:
            raise Malformed(f"{len(wrongs)} faults in the request" if wrongs[1:] else "a fault in the request",
                            code="invalid", errors=wrongs)  # fmt: skip
        return given


def op(method: str, path: str, summary: str, *, tag: str, **more: Any) -> Callable[[F], F]:
    """Marks a method as the operation; it gets `ask` and, by name, the `params`, `query` and `body` it declares."""

    def mark(run: F) -> F:
        run.__op__ = Op(method=method, path=path, summary=summary, tag=tag, name=run.__name__, **more)  # type: ignore[attr-defined]
        return run

    return mark


def ops_of(owner: object) -> Iterator[tuple[Op, Callable[..., Any]]]:
    """Every operation that the object's class marks, bound to the object, in the order written."""
    for name, member in vars(type(owner)).items():
        if spec := getattr(member, "__op__", None):
            yield spec, getattr(owner, name)


def _query(request: web.Request, model: type[BaseModel]) -> dict[str, object]:
    """Repeated names become lists where the model wants lists; lax validation does the rest."""
    many = {name for name, f in model.model_fields.items() if getattr(f.annotation, "__origin__", None) is list}
    return {n: request.query.getall(n) if n in many else request.query[n] for n in request.query}


async def _json(request: web.Request) -> object:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(reason="the body must be application/json")
    try:
        return from_json(await request.read(), allow_inf_nan=False)
    except ValueError as e:
        raise Malformed(f"the body is no JSON: {e}", code="no_json") from e


def _check(part: str, model: type[BaseModel], raw: object, given: dict[str, BaseModel], name: str, wrongs: Wrongs,
           ) -> None:  # fmt: skip
    found = [*unkeepable(raw)]
    try:
        given[name] = model.model_validate(raw)
    except ValidationError as e:
        found += [(pointer(error), error["msg"]) for error in e.errors(include_url=False, include_context=False)]
    wrongs += [{"in": part, "pointer": where, "detail": detail} for where, detail in found]


def pointer(error: ErrorDetails) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in error["loc"])
