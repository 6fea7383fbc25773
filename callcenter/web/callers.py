"""Who asks: a person with a cookie, a program with a key. And whether what they ask came from where it may come."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from callcenter.errors import Forbidden, Unauthorized
from callcenter.model.agent import Role
from callcenter.services.people import Entered, Entrance, KeyRing

READING = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
EVERYBODY = frozenset(Role)
LEADERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


@dataclass(frozen=True, kw_only=True)
class Caller:
    """`name` is the log-in name, or "key:NAME"; it is what trails and notes say of who did it."""

    name: str
    role: Role | None = None
    """None: a program."""
    scopes: frozenset[str] = field(default_factory=frozenset)
    entered: Entered | None = None

    @property
    def restricted(self) -> bool:
        """Sees only what is their own."""
        return self.role is Role.AGENT


def person(entered: Entered) -> Caller:
    return Caller(name=entered.user.name, role=Role(entered.user.role), entered=entered)


def address_of(request: web.Request, proxies: Collection[str]) -> str:
    connected = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return told if told and connected in proxies else connected


class Gate:
    """Lets callers in and asks for their papers."""

    def __init__(
        self,
        entrance: Entrance,
        keys: KeyRing,
        *,
        secure: bool = False,
        allowed_origins: Collection[str] = (),
        proxies: Collection[str] = (),
    ) -> None:
        """`secure`: cookies go over https only and bear the prefix that browsers enforce it by. `proxies`: addresses
        whose word about who stands behind them (`X-Forwarded-For`) is taken."""
        self._entrance, self._keys = entrance, keys
        self._origins = frozenset(origin.rstrip("/").lower() for origin in allowed_origins)
        self._proxies = frozenset(proxies)
        self.secure = secure
        self.cookie = "__Host-callcenter" if secure else "callcenter"

    async def caller(self, request: web.Request) -> Caller:
        """Raises `Unauthorized`; for writes with a cookie also `Forbidden` without the CSRF word."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self._program(secret.strip())
        entered = await self.entered(request)
        if entered is None:
            raise Unauthorized("log in first", code="not_logged_in")
        if request.method not in READING:
            self.check_origin(request)
            given = request.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(given.encode(), entered.csrf.encode()):
                raise Forbidden(f"writes need the {CSRF_HEADER} that log-in and /api/v1/me return", code="csrf")
        return person(entered)

    async def entered(self, request: web.Request) -> Entered | None:
        token = request.cookies.get(self.cookie)
        return await self._entrance.who(token) if token else None

    async def _program(self, secret: str) -> Caller:
        key = await self._keys.holder(secret)
        if key is None:
            raise Unauthorized("this key is unknown or revoked", code="bad_key")
        return Caller(name=f"key:{key.name}", scopes=frozenset(key.scopes))

    def address(self, request: web.Request) -> str:
        """Where the request comes from: what a trusted proxy says last, or who connected."""
        return address_of(request, self._proxies)

    def check_origin(self, request: web.Request) -> None:
        """A page of somebody else's must not act with our cookie. Without `Origin` no browser is asking."""
        origin = request.headers.get("Origin")
        if origin is None or origin.rstrip("/").lower() in self._origins:
            return
        if urlsplit(origin).netloc.lower() != request.host.lower():
            raise Forbidden(f"pages of {origin[:200]} may not do this", code="origin")


def permitted(caller: Caller, roles: Collection[Role], scope: str | None) -> None:
    """Raises `Forbidden` unless the person's role or the program's key allows it. `scope` None: programs never."""
    if caller.role is not None:
        if caller.role not in roles:
            raise Forbidden(f"this is not for the role {caller.role.value}", code="role")
    elif scope is None or scope not in caller.scopes:
        wanted = f"a key with the scope {scope}" if scope else "a person who is logged in"
        raise Forbidden(f"this needs {wanted}", code="scope")
