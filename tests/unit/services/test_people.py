"""Passwords, keys and the list of users, without a server."""

import asyncio
from collections.abc import Awaitable

import pytest
from argon2 import PasswordHasher

from callcenter.clock import FastClock, ManualClock
from callcenter.errors import Conflict, Unauthorized, Unavailable, Unknown
from callcenter.model.agent import Presence, Role
from callcenter.model.commands import Reply
from callcenter.model.events import AgentRostered, AnyEvent, Asked, PresenceForced
from callcenter.services import passwords
from callcenter.services.passwords import Passwords, hasher
from callcenter.services.people import LOG_IN_SECONDS, Entrance, KeyRing, Staff, digest
from callcenter.testing.fake_store import FakeStore


@pytest.fixture
def cheap() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_given_the_hasher_then_it_costs_what_owasp_asks_for() -> None:
    kept = hasher().hash("x")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


class CountingHasher(PasswordHasher):
    """How many checks were made, and against which hash."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.checked.append(str(hash))
        return super().verify(hash, password)


async def test_given_nobody_of_that_name_when_logging_in_then_a_hash_of_the_same_cost_is_checked_all_the_same() -> None:
    counting, store = CountingHasher(), FakeStore()
    words = Passwords(counting)
    await Staff(store, words).add(name="li", password="secret", role=Role.AGENT)
    entrance = Entrance(store, ManualClock(), words)
    for name in ("li", "nobody"):
        with pytest.raises(Unauthorized):
            await entrance.enter(name, "wrong", "::1")
    known, unknown = counting.checked
    assert known != unknown
    assert known.rsplit("$", 2)[0] == unknown.rsplit("$", 2)[0]


async def test_given_the_dummys_own_password_when_nobody_has_that_name_then_it_opens_nothing(cheap: Passwords) -> None:
    assert not await cheap.matches(None, "nobody has this password")


async def test_given_a_broken_hash_when_checked_then_it_fits_nothing(cheap: Passwords) -> None:
    assert not await cheap.matches("no hash", "x")


async def test_given_too_many_waiting_when_logging_in_then_it_is_refused_before_any_work(
    cheap: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "WAITING", 0)
    with pytest.raises(Unavailable):
        await Entrance(FakeStore(), ManualClock(), cheap).enter("li", "x", "::1")


async def test_given_a_log_in_when_kept_then_only_its_hash_is(cheap: Passwords) -> None:
    store, clock = FakeStore(), ManualClock()
    await Staff(store, cheap).add(name="li", password="secret", role=Role.AGENT)
    token, entered = await Entrance(store, clock, cheap).enter("li", "secret", "::1")
    assert entered.token_hash == digest(token)
    found = await store.log_in(digest(token))
    assert found is not None
    assert token not in repr(found)
    assert not any(secret in repr((found, entered)) for secret in ("argon2", entered.csrf, entered.token_hash))


async def test_given_a_clock_that_runs_faster_when_logging_in_then_the_log_in_lasts_as_long_in_real_time(
    cheap: Passwords,
) -> None:
    store, clock = FakeStore(), FastClock(speed=60)
    await Staff(store, cheap).add(name="li", password="secret", role=Role.AGENT)
    _, entered = await Entrance(store, clock, cheap).enter("li", "secret", "::1")
    assert clock.seconds_until(entered.expires_at) == pytest.approx(LOG_IN_SECONDS, rel=0.01)


async def test_given_a_key_when_cut_then_its_secret_is_known_to_its_holder_alone() -> None:
    store, clock = FakeStore(), ManualClock()
    ring = KeyRing(store, clock)
    secret, key = await ring.cut("pbx", ["gateway:pbx"])
    assert secret.startswith("cck_")
    assert secret not in repr(await ring.keys())
    assert await ring.holder(secret) == key
    assert await ring.holder(key.secret_hash) is None
    assert await ring.holder("") is None
    await ring.revoke(key.id)
    assert await ring.holder(secret) is None
    with pytest.raises(Unknown):
        await ring.revoke(key.id)


async def test_given_a_name_that_is_taken_when_adding_a_user_then_it_is_refused(cheap: Passwords) -> None:
    staff = Staff(FakeStore(), cheap)
    await staff.add(name="li", password="x", role=Role.AGENT)
    with pytest.raises(Conflict):
        await staff.add(name="li", password="y", role=Role.ADMIN)


class ListeningDoor:
    """Keeps what was told to the floor."""

    def __init__(self) -> None:
        self.told: list[AnyEvent] = []

    def submit(self, event: AnyEvent, key: str = "") -> Awaitable[int | None]:
        self.told.append(event)
        done = asyncio.get_running_loop().create_future()
        done.set_result(len(self.told))
        return done

    async def ask(self, event: Asked) -> Reply:
        raise AssertionError("the list of users asks nobody")


@pytest.mark.parametrize(
    ("changes", "reason"), [({"disabled": True}, "disabled"), ({"role": "supervisor"}, "supervisor now")]
)
async def test_given_an_agent_when_disabled_or_made_something_else_then_the_floor_sends_them_offline(
    cheap: Passwords, changes: dict[str, object], reason: str
) -> None:
    door = ListeningDoor()
    staff = Staff(FakeStore(), cheap, door)
    await staff.add(name="li", password="x", role=Role.AGENT)
    await staff.change("li", changes, by="admin1")
    assert door.told[-1] == PresenceForced(agent="admin1", whom="li", presence=Presence.OFFLINE, reason=reason)


@pytest.mark.parametrize(
    ("role", "changes"), [(Role.AGENT, {"display_name": "Li"}), (Role.SUPERVISOR, {"disabled": True})]
)
async def test_given_a_change_that_takes_no_agent_away_when_made_then_nobody_is_sent_offline(
    cheap: Passwords, role: Role, changes: dict[str, object]
) -> None:
    door = ListeningDoor()
    staff = Staff(FakeStore(), cheap, door)
    await staff.add(name="li", password="x", role=role)
    await staff.change("li", changes, by="admin1")
    assert not any(isinstance(event, PresenceForced) for event in door.told)


async def test_given_a_supervisor_with_a_phone_then_the_floor_knows_them_as_one(cheap: Passwords) -> None:
    door = ListeningDoor()
    staff = Staff(FakeStore(), cheap, door)
    await staff.add(name="sue", password="x", role=Role.SUPERVISOR)
    assert not door.told
    await staff.change("sue", {"endpoint": "PJSIP/2101"}, by="admin1")
    (told,) = door.told
    assert isinstance(told, AgentRostered)
    assert (told.agent, told.role) == ("sue", Role.SUPERVISOR)
