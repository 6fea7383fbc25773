"""On the real switch, over a kill of our server: a talk that is recorded, the part that is not, an agent nobody hears."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from callcenter.gateways.asterisk.names import recording
from callcenter.testing.clients import PATIENCE, Person
from tests.asterisk.callers import FarEnd, Lines, NotAsExpected
from tests.asterisk.desk import Desk, sitting
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.switch import Switch
from tests.house import LOOK_AGAIN, furnish

LI, MA = 1000, 440
"""Voices."""


@pytest.fixture(params=["outward", "inward"])
async def house(request: pytest.FixtureRequest, switch: Switch, tmp_path: Path) -> AsyncIterator[AsteriskHouse]:
    """It has every talk recorded."""
    one = AsteriskHouse(tmp_path, switch, inward=request.param == "inward")
    page = tmp_path / "site" / "site.yaml"
    page.write_text(page.read_text().replace("    kind: asterisk\n", "    kind: asterisk\n    record: true\n"))
    await furnish(one.database, STAFF)
    await one.start()
    yield one
    one.close()


async def waits(house: AsteriskHouse, lines: Lines) -> FarEnd:
    customer = await lines.calls(context=house.context, caller="+8613800000001")
    await customer.is_connected()
    await customer.presses("2")
    return customer


async def eventually(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await look():
                return
            await asyncio.sleep(LOOK_AGAIN)


async def falls_silent(end: FarEnd, pitch: int) -> None:
    """What was on its way to them is heard first."""

    async def look() -> bool:
        try:
            await end.does_not_hear(pitch)
        except NotAsExpected:
            return False
        return True

    await eventually(look)


class Tape:
    """The talk's recording, as Asterisk has it."""

    def __init__(self, house: AsteriskHouse, lines: Lines) -> None:
        self._house, self._lines, self._name = house, lines, ""

    async def becomes(self, state: str) -> None:
        """recording, paused; or gone."""
        await eventually(lambda: self._is(state))

    async def _is(self, state: str) -> bool:
        return await self._state() == state

    async def _state(self) -> str:
        self._name = self._name or await self._named()
        if not self._name:
            return ""
        there = await self._lines.rest("GET", f"/recordings/live/{self._name}", missing=True)
        return str(there["state"]) if there else "gone"

    async def _named(self) -> str:
        """By the call and the command that began it, which stands before its line of the timeline."""
        began = await self._house.rows(
            "SELECT leg, t.seq, n FROM timeline t JOIN contacts c ON c.id = contact WHERE what = 'recording_began'"
        )
        return recording(began[0][0], f"{began[0][1]}.{began[0][2] - 1}") if began else ""

    async def goes_on_unasked(self) -> None:
        await self._lines.rest("DELETE", f"/recordings/live/{self._name}/pause")

    async def is_told_of(self) -> list[str]:
        """What the timeline says of it, and where it can be fetched."""
        told: list[str] = []

        async def look() -> bool:
            rows = await self._house.rows("SELECT detail FROM timeline WHERE what = 'recording'")
            told[:] = [json.loads(detail)["url"] for (detail,) in rows]
            return bool(told)

        await eventually(look)
        return told


async def test_what_is_secret_is_neither_recorded_nor_written_down_and_a_muted_agent_is_not_heard(
    house: AsteriskHouse, lines: Lines, switch: Switch
) -> None:
    tape = Tape(house, lines)
    async with sitting(house, lines, "li") as desk:
        customer = await waits(house, lines)
        phone = await desk.takes(LI)
        await customer.hears(LI)
        await tape.becomes("recording")
        await desk.clicks("mute", on=True)
        await customer.speaks(MA)
        await phone.hears(MA)
        await falls_silent(customer, LI)
        await desk.clicks("mute", on=False)
        await customer.hears(LI)
        await desk.clicks("secure", on=True)
        await tape.becomes("paused")
        await customer.presses("62220202")
        await phone.hears(MA)
        await desk.clicks("secure", on=False)
        await tape.becomes("recording")
        await desk.clicks("end")
        await customer.ended()
        (url,) = await tape.is_told_of()
        assert url.removeprefix("file://") in map(str, switch.recordings.iterdir())
        assert await house.rows("SELECT body FROM journal WHERE body LIKE '%62220202%'") == []
        await desk.wraps_up()


async def test_given_our_server_is_killed_while_secrets_are_told_then_it_pauses_the_recording_again(
    house: AsteriskHouse, lines: Lines
) -> None:
    tape = Tape(house, lines)
    async with sitting(house, lines, "li") as desk:
        customer = await waits(house, lines)
        await desk.takes(LI)
        await tape.becomes("recording")
        await desk.clicks("secure", on=True)
        await tape.becomes("paused")
        house.kill()
        await tape.goes_on_unasked()
        await house.start()
        await tape.becomes("paused")
        async with Person(house.base, "li") as person:
            await person.log_in()
            await person.sit_down()
            (there,) = (await person.sees("welcome"))["snapshot"]["contacts"]
            assert (there["recording"], there["secure_until"] is not None) == ("paused", True)
            again = Desk(person, lines)
            again.contact = desk.contact
            await again.clicks("secure", on=False)
            await tape.becomes("recording")
            await again.clicks("end")
            await customer.ended()
            await tape.becomes("gone")
            assert len(await tape.is_told_of()) == 1
            await again.wraps_up()
