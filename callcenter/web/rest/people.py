"""Logging in and out; users and keys for admins."""

from collections.abc import Callable

from callcenter.errors import Forbidden, Unauthorized
from callcenter.services.people import LOG_IN_SECONDS, Entered, Entrance, KeyRing, Staff
from callcenter.services.ports import Json
from callcenter.web.callers import ADMINS, Gate
from callcenter.web.forms import KeyForm, KeyPath, LogInForm, UserChange, UserForm, UserPath
from callcenter.web.op import Answer, Ask, op
from callcenter.web.shapes import KeyShape, MeShape, NewKeyShape, PageOf, UserShape, key_json, user_json


def _me(entered: Entered) -> Json:
    user = entered.user
    return {"user": user.name, "role": user.role, "csrf": entered.csrf, "display_name": user.display_name}


class LoggingIn:
    def __init__(self, entrance: Entrance, gate: Gate, ended: Callable[[str], None]) -> None:
        """`ended` hears the hash of a log-in that was ended, so that its sockets close."""
        self._entrance, self._gate, self._ended = entrance, gate, ended

    @op("POST", "/api/v1/login", "Log in: sets the cookie", tag="people",
        body=LogInForm, returns=MeShape, anybody=True, repeatable=False)  # fmt: skip
    async def login(self, ask: Ask, body: LogInForm) -> Answer:
        self._gate.check_origin(ask.request)
        token, entered = await self._entrance.enter(body.name, body.password, self._gate.address(ask.request))
        return Answer(body=_me(entered), headers={"Set-Cookie": self._cookie(token, int(LOG_IN_SECONDS))})

    @op("POST", "/api/v1/logout", "Log out here", tag="people", status=204, programs=False, repeatable=False)
    async def logout(self, ask: Ask) -> Answer:
        entered = _entered(ask)
        await self._entrance.leave(entered)
        self._ended(entered.token_hash)
        return Answer(headers={"Set-Cookie": self._cookie("", 0)})

    @op("GET", "/api/v1/me", "Who I am, and the word that writes need", tag="people", returns=MeShape, programs=False)
    async def me(self, ask: Ask) -> Json:
        return _me(_entered(ask))

    def _cookie(self, token: str, seconds: int) -> str:
        secure = "; Secure" if self._gate.secure else ""
        return f"{self._gate.cookie}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"


def _entered(ask: Ask) -> Entered:
    if ask.caller.entered is None:
        raise Unauthorized("log in first", code="not_logged_in")
    return ask.caller.entered


class Users:
    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    @op("GET", "/api/v1/users", "Everybody who may log in", tag="users", returns=PageOf[UserShape],
        roles=ADMINS, programs=False)  # fmt: skip
    async def list(self, ask: Ask) -> Json:
        return {"rows": [user_json(user) for user in await self._staff.users()], "after": None}

    @op("POST", "/api/v1/users", "Add a user", tag="users", body=UserForm, returns=UserShape, status=201,
        roles=ADMINS, programs=False, repeatable=False)  # fmt: skip
    async def add(self, ask: Ask, body: UserForm) -> Answer:
        user = await self._staff.add(**{name: getattr(body, name) for name in UserForm.model_fields})
        return Answer(body=user_json(user), headers={"Location": f"/api/v1/users/{user.name}"})

    @op("GET", "/api/v1/users/{name}", "One user", tag="users", params=UserPath, returns=UserShape,
        roles=ADMINS, programs=False)  # fmt: skip
    async def one(self, ask: Ask, params: UserPath) -> Json:
        return user_json(await self._staff.user(params.name))

    @op("PATCH", "/api/v1/users/{name}", "Change a user; a new password or `disabled` ends their log-ins",
        tag="users", params=UserPath, body=UserChange, returns=UserShape, roles=ADMINS, programs=False)  # fmt: skip
    async def change(self, ask: Ask, params: UserPath, body: UserChange) -> Json:
        changes = {n: getattr(body, n) for n in body.model_fields_set if getattr(body, n) is not None}
        password = changes.pop("password", None)
        if "languages" in changes:
            changes["languages"] = tuple(changes["languages"])
        if params.name == ask.caller.name and (changes.get("disabled") or "role" in changes):
            raise Forbidden("nobody disables themselves or changes their own role", code="own_account")
        return user_json(await self._staff.change(params.name, changes, password, by=ask.caller.name))


class Keys:
    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    @op("GET", "/api/v1/keys", "Keys of programs", tag="keys", returns=PageOf[KeyShape],
        roles=ADMINS, programs=False)  # fmt: skip
    async def list(self, ask: Ask) -> Json:
        return {"rows": [key_json(key) for key in await self._keys.keys()], "after": None}

    @op("POST", "/api/v1/keys", "Make a key; its secret is shown this once", tag="keys", body=KeyForm,
        returns=NewKeyShape, status=201, roles=ADMINS, programs=False, repeatable=False)  # fmt: skip
    async def add(self, ask: Ask, body: KeyForm) -> Json:
        secret, key = await self._keys.cut(body.name, body.scopes)
        return {**key_json(key), "secret": secret}

    @op("DELETE", "/api/v1/keys/{key}", "Revoke a key", tag="keys", params=KeyPath, status=204,
        roles=ADMINS, programs=False)  # fmt: skip
    async def revoke(self, ask: Ask, params: KeyPath) -> Answer:
        await self._keys.revoke(params.key)
        return Answer()
