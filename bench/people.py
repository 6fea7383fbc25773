"""Agents who are there and logged in, straight into the store: no password is hashed for each."""

from collections.abc import Sequence
from dataclasses import replace

from callcenter.clock import SystemClock
from callcenter.ids import new_secret
from callcenter.services.passwords import Passwords
from callcenter.services.people import LOG_IN_SECONDS, csrf_of, digest
from callcenter.services.ports import LogIn, User
from callcenter.store import SqlStore


async def logged_in(store: SqlStore, users: Sequence[User]) -> dict[str, str]:
    """Each name with the secret of its log-in, for the cookie `callcenter`."""
    now, hashed = SystemClock().now(), await Passwords().hash("demo")
    secrets: dict[str, str] = {}
    for user in users:
        secrets[user.name] = token = new_secret()
        await store.save_user(replace(user, password_hash=hashed))
        log_in = LogIn(
            token_hash=digest(token),
            user=user.id,
            csrf=csrf_of(token, hashed),
            created_at=now,
            expires_at=now + LOG_IN_SECONDS,
        )
        await store.add_log_in(log_in)
    return secrets
