"""Users, log-ins, keys, answers and dead letters, on the fake and both engines."""

from dataclasses import replace

import pytest

from callcenter.errors import Conflict, Unknown
from callcenter.services.ports import ApiKey, DeadLetter, LogIn, Store, User
from tests.integration.store.rows import NOW

LI = User(
    id="usr_1",
    name="agent1",
    role="agent",
    password_hash="$argon2id$...",
    display_name="李娜",
    skills={"card": 8},
    languages=("zh-CN", "en"),
    endpoint="PJSIP/2001",
)
LOG_IN = LogIn(token_hash="t1", user="usr_1", csrf="x", created_at=NOW, expires_at=NOW + 10)
KEY = ApiKey(id="key_1", name="pbx", secret_hash="ab" * 32, scopes=("gateway:pbx", "read"), created_at=NOW)


async def test_a_user_is_saved_changed_and_found_by_name(store: Store) -> None:
    await store.save_user(LI)
    await store.save_user(User(id="usr_0", name="supervisor1", role="supervisor", password_hash=""))
    await store.save_user(replace(LI, disabled=True))

    assert await store.user("agent1") == replace(LI, disabled=True)
    assert await store.user("agent2") is None
    assert [user.name for user in await store.users()] == ["agent1", "supervisor1"]


async def test_a_name_belongs_to_one_user(store: Store) -> None:
    await store.save_user(LI)

    with pytest.raises(Conflict):
        await store.save_user(replace(LI, id="usr_2"))
    await store.save_user(replace(LI, name="li.na"))
    assert await store.user("agent1") is None


async def test_a_log_in_lives_until_it_is_ended_or_expires(store: Store) -> None:
    await store.save_user(LI)
    await store.add_log_in(LOG_IN)
    await store.add_log_in(replace(LOG_IN, token_hash="t2", expires_at=NOW + 20))
    await store.add_log_in(replace(LOG_IN, token_hash="t3", expires_at=NOW + 30))
    assert await store.log_in("t1") == (LOG_IN, LI)

    assert await store.end_expired_log_ins(NOW + 10) == 1
    await store.end_log_in("t2")
    await store.end_log_in("never")
    assert [await store.log_in(token) for token in ("t1", "t2")] == [None, None]
    assert await store.log_in("t3") is not None
    with pytest.raises(Unknown):
        await store.add_log_in(replace(LOG_IN, token_hash="t4", user="usr_9"))


async def test_a_key_is_found_by_its_hash_and_revoked_once(store: Store) -> None:
    await store.add_key(KEY)
    await store.add_key(replace(KEY, id="key_0", secret_hash="cd", created_at=NOW + 1))

    assert await store.key("ab" * 32) == KEY
    assert await store.key("nothing") is None
    assert await store.revoke_key("key_1", NOW + 5) is True
    assert await store.revoke_key("key_1", NOW + 6) is False
    assert await store.revoke_key("key_9", NOW) is False
    assert [(key.id, key.revoked_at) for key in await store.keys()] == [("key_1", NOW + 5), ("key_0", None)]


async def test_a_repeated_write_gets_the_first_answer_for_a_day(store: Store) -> None:
    assert await store.answered("k1") is None
    await store.remember_answer("k1", NOW, 201, '{"id":"1"}')
    await store.remember_answer("k1", NOW + 1, 500, "{}")
    assert await store.answered("k1") == (201, '{"id":"1"}')

    await store.remember_answer("k2", NOW + 25 * 3600, 200, "{}")
    assert await store.answered("k1") is None
    assert await store.answered("k2") == (200, "{}")


async def test_dead_letters_are_kept_newest_first_and_cut(store: Store) -> None:
    letter = DeadLetter(id="d1", gateway="pbx", at=NOW, code="malformed", detail="no type", body="坏\x00" * 10_000)
    await store.bury([letter, replace(letter, id="d2", at=NOW + 1, body="{")])
    await store.bury([replace(letter, id="d1", code="other")])
    await store.bury([])

    first = await store.dead_letters(None, 1)
    second = await store.dead_letters(first.after, 1)
    assert [row["id"] for row in first.rows + second.rows] == ["d2", "d1"]
    assert second.after is None
    assert second.rows[0]["code"] == "malformed"
    assert second.rows[0]["body"].startswith("坏")
    assert 16_000 < len(second.rows[0]["body"].encode()) <= 16 * 1024
