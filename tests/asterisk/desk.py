"""What an agent does with a call: takes the offer, picks the phone up, ends it, wraps it up."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from callcenter.testing.clients import Person
from tests.acceptance.floor import at_work
from tests.asterisk.callers import Lines, Phone
from tests.house import HouseProcess


class Desk:
    """An agent at work, with a phone that is in the test's hands."""

    def __init__(self, person: Person, lines: Lines) -> None:
        self.person, self._lines, self.contact = person, lines, ""

    @property
    def name(self) -> str:
        return self.person.name

    async def offered(self) -> dict[str, Any]:
        """The next offer, with which the phone rings, if it is a customer's call."""
        offer = await self.person.sees("offer.made")
        self.contact = str(offer["contact"]["id"])
        return offer

    async def accepts(self) -> dict[str, Any]:
        """The next offer, by a click."""
        offer = await self.offered()
        answer = await self.person.clicks("offer.accept", offer=offer["offer"])
        assert answer["ok"], answer
        return offer

    async def takes(self, speaks: int) -> Phone:
        """Picks up what rings with the next offer; what does not ring yet is accepted by a click."""
        offer = await self.offered()
        if not offer["rings"]:
            await self.person.clicks("offer.accept", offer=offer["offer"])
        phone = await self._lines.rings(self.name)
        await phone.answers(speaks=speaks)
        await self.sees("connected")
        return phone

    async def sees(self, state: str) -> dict[str, Any]:
        """On the screen, this state of the contact."""
        while True:
            frame = await self.person.sees("contact.changed")
            if frame["contact"]["state"] == state:
                return dict(frame["contact"])

    async def clicks(self, verb: str, **fields: Any) -> None:
        answer = await self.person.clicks(f"contact.{verb}", contact=self.contact, **fields)
        assert answer["ok"], answer

    async def wraps_up(self) -> None:
        await self.clicks("wrap_up", disposition="resolved")


@asynccontextmanager
async def sitting(house: HouseProcess, lines: Lines, name: str) -> AsyncIterator[Desk]:
    async with at_work(house.base, name) as person:
        yield Desk(person, lines)


async def back_at(house: HouseProcess, lines: Lines, stack: AsyncExitStack, desk: Desk) -> tuple[Desk, dict[str, str]]:
    """The agent logs in again: their desk, and the states of the contacts they see there."""
    person = await stack.enter_async_context(Person(house.base, desk.name))
    await person.log_in()
    await person.sit_down()
    there = (await person.sees("welcome"))["snapshot"]["contacts"]
    again = Desk(person, lines)
    again.contact = desk.contact
    return again, {str(contact["id"]): str(contact["state"]) for contact in there}


@asynccontextmanager
async def supervising(house: HouseProcess, name: str = "boss") -> AsyncIterator[Person]:
    """The supervisor at the floor."""
    async with Person(house.base, name, socket="supervisor") as boss:
        await boss.log_in()
        await boss.sit_down()
        await boss.sees("welcome")
        yield boss


async def monitors(boss: Person, desk: Desk, mode: str) -> None:
    answer = await boss.clicks("contact.monitor", contact=desk.contact, mode=mode)
    assert answer["ok"], answer


async def monitoring(boss: Person, desk: Desk, lines: Lines, mode: str, speaks: int) -> Phone:
    """The supervisor's telephone, picked up."""
    await monitors(boss, desk, mode)
    return await (await lines.rings("boss")).answers(speaks=speaks)
