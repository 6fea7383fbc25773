"""Users, their log-ins, the keys of programs, and answers to repeated writes."""

import json
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from callcenter.errors import Conflict, Unknown
from callcenter.services.ports import ApiKey, LogIn, User
from callcenter.store import schema
from callcenter.store.database import Database, insert_into, storable
from callcenter.store.rows import USER, dump

ANSWERS_KEPT = 24 * 3600.0
"""Seconds for which a repeated write gets the answer of the first."""
MOST_PEOPLE = 10_000


class SqlPeople:
    """`services.ports.People`."""

    _db: Database

    async def user(self, name: str) -> User | None:
        return await self._db.read(partial(user_by_name, name=storable(name)))

    async def users(self) -> list[User]:
        return await self._db.read(users)

    async def save_user(self, user: User) -> None:
        """A new user, or an old one changed. Raises `Conflict` when somebody else has the name."""
        try:
            await self._db.write(partial(save_user, user=user))
        except IntegrityError:
            raise Conflict(f"There is a user {user.name} already.") from None

    async def add_log_in(self, log_in: LogIn) -> None:
        try:
            await self._db.write(partial(add_log_in, log_in=log_in))
        except IntegrityError:
            raise Unknown(f"There is no user {log_in.user}.") from None

    async def log_in(self, token_hash: str) -> tuple[LogIn, User] | None:
        """As it was written: whether it ran out or its user was disabled is for the asker to judge."""
        return await self._db.read(partial(log_in_by_token, token_hash=storable(token_hash)))

    async def end_log_in(self, token_hash: str) -> None:
        await self._db.write(partial(end_log_in, token_hash=storable(token_hash)))

    async def end_expired_log_ins(self, now: float) -> int:
        return await self._db.write(partial(end_expired_log_ins, now=now))

    async def add_key(self, key: ApiKey) -> None:
        await self._db.write(partial(add_key, key=key))

    async def key(self, secret_hash: str) -> ApiKey | None:
        return await self._db.read(partial(key_by_secret, secret_hash=storable(secret_hash)))

    async def keys(self) -> list[ApiKey]:
        return await self._db.read(keys)

    async def revoke_key(self, key: str, at: float) -> bool:
        """Whether it was good until now."""
        return await self._db.write(partial(revoke_key, key=storable(key), at=at))

    async def answered(self, key: str) -> tuple[int, str] | None:
        return await self._db.read(partial(answered, key=storable(key)))

    async def remember_answer(self, key: str, at: float, status: int, body: str) -> None:
        """The first answer stays; those older than a day are forgotten."""
        await self._db.write(partial(remember_answer, key=storable(key), at=at, status=status, body=storable(body)))


def user_by_name(conn: Connection, *, name: str) -> User | None:
    row = conn.execute(select(schema.users.c.body).where(schema.users.c.name == name)).first()
    return None if row is None else USER.validate_json(row.body)


def users(conn: Connection) -> list[User]:
    """By name."""
    wanted = select(schema.users.c.body).order_by(schema.users.c.name).limit(MOST_PEOPLE)
    return [USER.validate_json(body) for body in conn.execute(wanted).scalars()]


def save_user(conn: Connection, *, user: User) -> None:
    upsert = insert_into(conn.dialect.name, schema.users)
    newer = {"name": upsert.excluded.name, "body": upsert.excluded.body}
    row = {"id": user.id, "name": storable(user.name), "body": dump(USER, user)}
    conn.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=newer), row)


def add_log_in(conn: Connection, *, log_in: LogIn) -> None:
    row = {name: getattr(log_in, name) for name in ("token_hash", "user", "csrf", "created_at", "expires_at")}
    conn.execute(insert(schema.log_ins), row)


def log_in_by_token(conn: Connection, *, token_hash: str) -> tuple[LogIn, User] | None:
    table = schema.log_ins
    wanted = select(table, schema.users.c.body).join_from(table, schema.users).where(table.c.token_hash == token_hash)
    row = conn.execute(wanted).mappings().first()
    if row is None:
        return None
    return LogIn(**{column.name: row[column.name] for column in table.columns}), USER.validate_json(row["body"])


def end_log_in(conn: Connection, *, token_hash: str) -> None:
    conn.execute(delete(schema.log_ins).where(schema.log_ins.c.token_hash == token_hash))


def end_expired_log_ins(conn: Connection, *, now: float) -> int:
    return conn.execute(delete(schema.log_ins).where(schema.log_ins.c.expires_at <= now)).rowcount


def add_key(conn: Connection, *, key: ApiKey) -> None:
    row = {name: getattr(key, name) for name in ("id", "secret_hash", "created_at", "revoked_at")}
    conn.execute(insert(schema.api_keys), {**row, "name": storable(key.name), "scopes": json.dumps(key.scopes)})


def key_by_secret(conn: Connection, *, secret_hash: str) -> ApiKey | None:
    row = conn.execute(select(schema.api_keys).where(schema.api_keys.c.secret_hash == secret_hash)).first()
    return None if row is None else _key(row)


def keys(conn: Connection) -> list[ApiKey]:
    """Oldest first, those revoked too."""
    table = schema.api_keys
    wanted = select(table).order_by(table.c.created_at, table.c.id).limit(MOST_PEOPLE)
    return [_key(row) for row in conn.execute(wanted)]


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        secret_hash=row.secret_hash,
        scopes=tuple(json.loads(row.scopes)),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def revoke_key(conn: Connection, *, key: str, at: float) -> bool:
    table = schema.api_keys
    good = update(table).where(table.c.id == key, table.c.revoked_at.is_(None))
    return conn.execute(good.values(revoked_at=at)).rowcount > 0


def answered(conn: Connection, *, key: str) -> tuple[int, str] | None:
    table = schema.answers.c
    row = conn.execute(select(table.status, table.body).where(table.key == key)).first()
    return None if row is None else (row.status, row.body)


def remember_answer(conn: Connection, *, key: str, at: float, status: int, body: str) -> None:
    conn.execute(delete(schema.answers).where(schema.answers.c.at < at - ANSWERS_KEPT))
    first = insert_into(conn.dialect.name, schema.answers).on_conflict_do_nothing()
    conn.execute(first, {"key": key, "at": at, "status": status, "body": body})
