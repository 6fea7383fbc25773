"""Who may come in: log-ins of people, keys of programs, and the list of users.

Cookies and keys are 256 random bits and only their SHA-256 is kept, so a copy of the database opens nothing.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from callcenter.clock import Clock
from callcenter.errors import Conflict, Unauthorized, Unavailable, Unknown
from callcenter.ids import NewId, new_id, new_secret
from callcenter.model.agent import Presence, Role
from callcenter.model.events import AgentRostered, PresenceForced
from callcenter.services.door import Door
from callcenter.services.pace import Pace
from callcenter.services.passwords import Passwords
from callcenter.services.ports import ApiKey, LogIn, People, User

LOG_IN_SECONDS = 12 * 3600.0
"""A shift and its overtime, in real seconds; then one logs in again."""
TRIES_PER_NAME = "10 per 5 minute"
FAILURES_PER_ADDRESS = "100 per 5 minute"
"""Generous: a whole centre may sit behind one address."""
WITH_A_DESK = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Who may be offered contacts: agents, and supervisors who are asked by the emergency ladder or take a desk."""
KEY_PREFIX = "cck_"
"""So that a key is recognised when it turns up where it should not be."""


def digest(secret: str) -> str:
    """SHA-256, hex: enough for secrets of 256 random bits, and it can be looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(token: str, password_hash: str) -> str:
    """The word that writes must bring beside the cookie. A new password changes it, so older log-ins end with it."""
    return hmac.new(token.encode(), password_hash.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A person who is in."""

    user: User
    csrf: str = field(repr=False)
    expires_at: float
    token_hash: str = field(repr=False)


class Entrance:
    """People come in with name and password and leave again. Log-ins are rows: they outlive the process."""

    def __init__(self, people: People, clock: Clock, passwords: Passwords) -> None:
        self._people, self._clock, self._passwords = people, clock, passwords
        self._names = Pace(TRIES_PER_NAME, clock)
        self._addresses = Pace(FAILURES_PER_ADDRESS, clock)

    async def enter(self, name: str, password: str, address: str) -> tuple[str, Entered]:
        """The cookie's secret and who came in. Raises `Unauthorized`, `TooMany` or `Unavailable`."""
        if self._passwords.crowded:
            raise Unavailable("too many log-ins at once", retry_after=5)
        self._addresses.check(address)
        self._names.take(name.casefold())
        user = await self._people.user(name)
        allowed = user is not None and not user.disabled
        fits = await self._passwords.matches(user.password_hash if user and allowed else None, password)
        if user is None or not fits:
            self._addresses.take(address)
            raise Unauthorized("name and password do not fit together", code="wrong_password")
        self._names.forgive(name.casefold())
        return await self._let_in(user)

    async def _let_in(self, user: User) -> tuple[str, Entered]:
        token, now = new_secret(), self._clock.now()
        log_in = LogIn(
            token_hash=digest(token),
            user=user.id,
            csrf=csrf_of(token, user.password_hash),
            created_at=now,
            expires_at=now + LOG_IN_SECONDS * self._haste(now),
        )
        await self._people.add_log_in(log_in)
        return token, _entered(log_in, user)

    def _haste(self, now: float) -> float:
        """How much faster than real time the house's clock runs: a recorded day played in minutes is no shift."""
        return LOG_IN_SECONDS / self._clock.seconds_until(now + LOG_IN_SECONDS)

    async def who(self, token: str) -> Entered | None:
        """None when the log-in ended, ran out, or its user was disabled or has a new password."""
        found = await self._people.log_in(digest(token))
        if found is None:
            return None
        log_in, user = found
        same_password = hmac.compare_digest(log_in.csrf, csrf_of(token, user.password_hash))
        if user.disabled or not same_password or log_in.expires_at <= self._clock.now():
            return None
        return _entered(log_in, user)

    async def leave(self, entered: Entered) -> None:
        await self._people.end_log_in(entered.token_hash)


def _entered(log_in: LogIn, user: User) -> Entered:
    return Entered(user=user, csrf=log_in.csrf, expires_at=log_in.expires_at, token_hash=log_in.token_hash)


class KeyRing:
    """Keys of programs, each with its scopes: `read`, `write`, `gateway:NAME`."""

    def __init__(self, people: People, clock: Clock, ids: NewId = new_id) -> None:
        self._people, self._clock, self._ids = people, clock, ids

    async def cut(self, name: str, scopes: Sequence[str]) -> tuple[str, ApiKey]:
        """A new key and its secret, which is shown this once and never again."""
        secret = KEY_PREFIX + new_secret()
        key = ApiKey(
            id=self._ids("key"),
            name=name,
            secret_hash=digest(secret),
            scopes=tuple(scopes),
            created_at=self._clock.now(),
        )
        await self._people.add_key(key)
        return secret, key

    async def holder(self, secret: str) -> ApiKey | None:
        """Whose key this is; None when there is none or it was revoked."""
        if not secret.startswith(KEY_PREFIX):
            return None
        key = await self._people.key(digest(secret))
        return None if key is None or key.revoked_at is not None else key

    async def keys(self) -> list[ApiKey]:
        return await self._people.keys()

    async def revoke(self, key: str) -> None:
        if not await self._people.revoke_key(key, self._clock.now()):
            raise Unknown(f"there is no key {key} to revoke")


class Staff:
    """The list of users. What is told of an agent reaches the floor as `AgentRostered`."""

    def __init__(self, people: People, passwords: Passwords, door: Door | None = None, ids: NewId = new_id) -> None:
        """`door` None: nobody is live, as when the command line adds a user."""
        self._people, self._passwords, self._door, self._ids = people, passwords, door, ids

    async def users(self) -> list[User]:
        return await self._people.users()

    async def user(self, name: str) -> User:
        found = await self._people.user(name)
        if found is None:
            raise Unknown(f"there is no user {name}")
        return found

    async def add(
        self,
        *,
        name: str,
        password: str,
        role: Role,
        display_name: str = "",
        skills: Mapping[str, int] | None = None,
        languages: Sequence[str] = (),
        endpoint: str = "",
        team: str = "",
    ) -> User:
        """Raises `Conflict` when the name is taken."""
        if await self._people.user(name) is not None:
            raise Conflict(f"there is a user {name} already", code="name_taken")
        user = User(
            id=self._ids("usr"),
            name=name,
            role=role.value,
            password_hash=await self._passwords.hash(password),
            display_name=display_name or name,
            skills=dict(skills or {}),
            languages=tuple(languages),
            endpoint=endpoint,
            team=team,
        )
        return await self._keep(user)

    async def change(
        self, name: str, changes: Mapping[str, object], password: str | None = None, *, by: str = "server"
    ) -> User:
        """`changes`: fields of `User` to their new values. A new password or `disabled` ends the user's log-ins; who is
        no agent any more, or a disabled one, takes no contacts from then on. `by`: who changes it."""
        before = await self.user(name)
        user = replace(before, **changes)  # type: ignore[arg-type]  # the caller's form checked them
        if password is not None:
            user = replace(user, password_hash=await self._passwords.hash(password))
        await self._keep(user)
        if self._door is not None and on_the_floor(before) and (reason := _why_gone(before, user)):
            await self._door.submit(PresenceForced(agent=by, whom=name, presence=Presence.OFFLINE, reason=reason))
        return user

    async def _keep(self, user: User) -> User:
        await self._people.save_user(user)
        if self._door is not None and on_the_floor(user):
            await self._door.submit(rostered(user))
        return user


def _why_gone(before: User, user: User) -> str:
    """Why the floor can count on them no more; empty when it can."""
    if user.disabled:
        return "disabled"
    return "" if user.role in (Role.AGENT, before.role) else f"{user.role} now"


def on_the_floor(user: User) -> bool:
    """Agents, and supervisors with a phone, whom the emergency ladder may ask."""
    return user.role == Role.AGENT or (user.role == Role.SUPERVISOR and bool(user.endpoint))


def rostered(user: User) -> AgentRostered:
    """The event that makes the floor know this agent, or know what changed."""
    return AgentRostered(
        agent=user.name,
        name=user.display_name or user.name,
        skills=dict(user.skills),
        languages=user.languages,
        endpoint=user.endpoint,
        team=user.team,
        role=Role(user.role),
    )
