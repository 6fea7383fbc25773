"""Who calls and who answers, outside of our server: telephones of the switch, and what was seen at each of them.

Nobody here asks the server what became of a call. Whoever answers presses `#` until the customer tells their number by
keys, over the line between them: so each call proves that keys get through in both directions, both sides know with whom
they talked, and the callers' own list has nothing from the server in it.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bench.day.house import phone_number
from bench.day.quarter import Customer, Plan, kinds
from bench.day.telephones import End, Telephones
from tests.asterisk.callers import NotAsExpected

RING = "#"
HOURS = "9"
HOURS_EVERY = 10.0
"""Seconds after which a customer who stays with the machine listens to something again."""
ASK_EVERY = 1.5
CONNECTED_WITHIN = 30.0
LONGEST_CALL = 3600.0
ASKS = 10
"""Times `#` is pressed before an agent gives up: nobody is there."""


@dataclass(kw_only=True)
class Seen:
    """One call, as its customer saw it."""

    customer: Customer
    end: End | None = None
    answered: float | None = None
    """Seconds waited from the key of the service until somebody was there."""
    agent: str = ""
    """Whose telephone heard this customer's number."""
    waited: float = 0.0
    left: bool = False
    """Hung up by the customer, waiting or with the machine."""
    heard: bool | None = None
    """At the end of the talk both heard each other; None: nobody listened."""
    trouble: str = ""
    over: bool = False

    @property
    def leg(self) -> str:
        """The channel of the call at the switch: what the server must call it, too."""
        return self.end.leg if self.end else ""


class Town:
    def __init__(self, lines: Telephones, plan: Plan) -> None:
        self._lines, self._plan = lines, plan
        self.seen: Mapping[int, Seen] = {one.number: Seen(customer=one) for one in plan.customers}
        self.alone: list[str] = []
        """Agents who picked up, and nobody told a number."""

    # --- customers ---

    async def customer(self, seen: Seen) -> None:
        one = seen.customer
        try:
            seen.end = await self._lines.place(phone_number(one), f"c{one.number:04}")
            await seen.end.sees("answered", lambda: _answered(seen.end), CONNECTED_WITHIN)
            await self._with_the_machine(seen)
            if not one.keys_only and seen.end.cause is None:
                await self._waits(seen)
            else:
                seen.left = True
        except (NotAsExpected, OSError) as trouble:
            seen.trouble = str(trouble)[:300]
        finally:
            if seen.end is not None and seen.end.cause is None:
                await seen.end.hangs_up()
                await self._ended(seen.end)
            if seen.end is not None:
                await self._lines.leaves(seen.end)
            seen.over = True

    async def _with_the_machine(self, seen: Seen) -> None:
        assert seen.end is not None
        left = seen.customer.vru
        while left > HOURS_EVERY:
            await asyncio.sleep(HOURS_EVERY)
            left -= HOURS_EVERY
            await seen.end.presses(HOURS)
        await asyncio.sleep(left)

    async def _waits(self, seen: Seen) -> None:
        one, end = seen.customer, seen.end
        assert end is not None
        await end.presses(str(kinds().index(one.logged.kind) + 1))
        began, heard = asyncio.get_running_loop().time(), len(end.keys)

        with suppress(NotAsExpected):
            await _asked_or_ended(end, heard, one.patience)
        seen.waited = asyncio.get_running_loop().time() - began
        if RING not in end.keys[heard:]:
            seen.left = end.cause is None
            return
        seen.answered = seen.waited
        while end.cause is None:
            heard = len(end.keys)
            await end.presses(f"{one.number:04}")
            await _asked_or_ended(end, heard, LONGEST_CALL)

    async def _ended(self, end: End) -> None:
        try:
            await end.ended()
        except NotAsExpected as trouble:
            self.alone.append(str(trouble))

    # --- agents' telephones ---

    async def phones(self, tasks: asyncio.TaskGroup) -> None:
        """Each picks up as soon as it rings. Runs until it is cancelled."""
        while True:
            while phone := self._lines.next_ring():
                tasks.create_task(self._talks(phone), name=f"phone {phone.name}")
            await asyncio.sleep(0.02)

    async def _talks(self, phone: End) -> None:
        await self._lines.picks_up(phone)
        for _ in range(ASKS):
            await phone.presses(RING)
            try:
                await phone.sees("a number", lambda: phone.cause is not None or len(phone.keys) >= 4, ASK_EVERY)
                break
            except NotAsExpected:
                continue
        number = phone.keys[:4]
        seen = self.seen.get(int(number)) if number.isdigit() and len(number) == 4 else None
        if seen is None:
            if phone.cause is None:
                await phone.hangs_up()
            self.alone.append(f"{phone.name} heard {phone.keys!r}")
            return
        seen.agent = phone.name
        try:
            await phone.sees("the customer's end", lambda: phone.cause is not None, seen.customer.talks)
        except NotAsExpected:
            if seen.end is not None:
                seen.heard = self._lines.hear_each_other(seen.end, phone)
            await phone.hangs_up()


def _answered(end: End | None) -> Any:
    return end is not None and (end.cause is not None or end.answered)


async def _asked_or_ended(end: End, since: int, patience: float) -> None:
    """Raises `NotAsExpected` when neither happens in time."""
    await end.sees("asked, or ended", lambda: end.cause is not None or RING in end.keys[since:], patience)
