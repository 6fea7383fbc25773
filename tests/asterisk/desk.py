"""What an agent does with a call: takes the offer, picks the phone up, ends it, wraps it up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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

    async def accepts(self) -> dict[str, Any]:
        """The next offer; the server then rings the phone."""
        offer = await self.person.sees("offer.made")
        self.contact = str(offer["contact"]["id"])
        answer = await self.person.clicks("offer.accept", offer=offer["offer"])
        assert answer["ok"], answer
        return offer

    async def takes(self, speaks: int) -> Phone:
        """The same, and picks up."""
        await self.accepts()
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
