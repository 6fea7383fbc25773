"""A site that is reloaded without a gateway: its calls go on to their end, no other is taken, and then it is closed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from callcenter.clock import SystemClock
from callcenter.gateways.asterisk import gateways as shell
from callcenter.gateways.asterisk.gateways import AsteriskGateways
from callcenter.model.events import CallEnded
from callcenter.model.gateways import AsteriskPolicy, GatewayPolicy
from callcenter.services.ingest import Draft, Taken
from tests.unit.gateways.asterisk.test_carrier import Wire, calls, until


class Silence:
    async def sound(self, text: str, language: str) -> str:
        return "sound:x"

    async def warm(self, texts: Any) -> tuple[int, int]:
        return 0, 0

    async def close(self) -> None: ...


class Reloaded:
    def __init__(self) -> None:
        self.told: list[Any] = []
        self.declared = True
        self.attending: list[asyncio.Task[bool]] = []
        self.of = AsteriskGateways(
            site=self._site,
            intake=self,
            told=self,
            speaker=lambda voice: Silence(),  # type: ignore[arg-type, return-value]
            believed=lambda gateway: [],
            passwords=lambda gateway: (),
            clock=SystemClock(),
        )

    def _site(self) -> Any:
        policy = GatewayPolicy(name="pbx1", asterisk=AsteriskPolicy())
        return SimpleNamespace(
            gateways={"pbx1": policy} if self.declared else {},
            phone_region="CN",
            main_number="",
            words={},
            queues={},
            flows={},
            languages=(),
        )

    def reload(self, *, declared: bool) -> None:
        self.declared = declared
        self.of.look()

    async def take(self, gateway: str, drafts: Sequence[Draft]) -> list[Taken]:
        self.told += [draft.event for draft in drafts]
        return [Taken(id=draft.id, duplicate=False) for draft in drafts]

    def on_acknowledged(self, gateway: str, id: str) -> None: ...

    def on_silent(self, gateway: str, seconds: float, unacknowledged: int) -> None: ...

    def on_heard(self, gateway: str) -> None: ...


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Reloaded]:
    monkeypatch.setattr(shell, "LOOK_SECONDS", 0.0)
    house = Reloaded()
    running = asyncio.create_task(house.of.run())
    yield house
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def connected(house: Reloaded) -> Wire:
    wire = Wire()
    carrier = house.of.of("pbx1")
    assert carrier is not None
    house.attending.append(asyncio.create_task(carrier.attend(wire)))
    await until(lambda: carrier.live)
    return wire


def gone(house: Reloaded) -> Callable[[], bool]:
    return lambda: house.of.of("pbx1") is None


async def test_without_a_call_it_is_closed_at_once(house: Reloaded) -> None:
    wire = await connected(house)
    house.reload(declared=False)
    await until(gone(house))
    await until(lambda: wire.closed)
    assert house.of.called("pbx1") is None


async def test_its_call_goes_on_to_its_end_and_another_is_left_to_the_dial_plan(house: Reloaded) -> None:
    wire = await connected(house)
    calls(wire, "c-1")
    await until(lambda: house.told)
    house.reload(declared=False)
    calls(wire, "c-2")
    await until(lambda: "channels/c-2/continue" in wire.paths)
    assert house.of.of("pbx1") is not None
    assert not wire.closed
    wire.says(type="ChannelDestroyed", channel={"id": "c-1"}, cause=16)
    await until(gone(house))
    assert [event.call for event in house.told] == ["c-1", "c-1"]


async def test_declared_again_meanwhile_it_stays(house: Reloaded) -> None:
    wire = await connected(house)
    calls(wire, "c-1")
    await until(lambda: house.told)
    house.reload(declared=False)
    house.reload(declared=True)
    wire.says(type="ChannelDestroyed", channel={"id": "c-1"}, cause=16)
    await until(lambda: len(house.told) == 2)
    calls(wire, "c-2")
    await until(lambda: len(house.told) == 3)
    assert house.of.of("pbx1") is not None


async def test_given_it_does_not_come_back_then_its_calls_are_given_up(
    house: Reloaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "GIVE_UP_SECONDS", 0.0)
    wire = await connected(house)
    calls(wire, "c-1")
    await until(lambda: house.told)
    await wire.close(1006, "")
    carrier = house.of.of("pbx1")
    assert carrier is not None
    await until(lambda: not carrier.live)
    house.reload(declared=False)
    await until(gone(house))
    assert [event.reason for event in house.told if isinstance(event, CallEnded)] == ["failed"]
