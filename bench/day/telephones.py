"""The telephones of the stretch: Local channels within the switch, or SIP from outside of it. Both do the same for `people`."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from tests.asterisk import tones
from tests.asterisk.baresip import Baresip, SipCall, SipCustomer, SipPhone
from tests.asterisk.callers import FarEnd, Lines, Phone
from tests.asterisk.switch import Switch

CARRIER = "PJSIP/carrier"
CUSTOMER = tones.CUSTOMERS[0]
LOWEST, STEP = 1000, 60
"""Hz of the agents' voices."""
SECONDS_OF_VOICE = 3000.0
"""Longer than anybody stays: a telephone whose voice is over hangs up."""
LATELY = 1.0
"""Seconds at the end of a talk in which each must hear the other's tone."""


class End(Protocol):
    """One telephone in one call."""

    @property
    def name(self) -> str: ...

    @property
    def answered(self) -> bool: ...

    @property
    def cause(self) -> int | None:
        """None: it has not ended."""
        ...

    @property
    def keys(self) -> str:
        """Heard at this telephone."""
        ...

    @property
    def leg(self) -> str:
        """Of a customer: the call's channel at the switch."""
        ...

    async def sees(self, what: str, look: Callable[[], Any], patience: float) -> Any: ...

    async def presses(self, keys: str) -> None: ...

    async def hangs_up(self) -> None: ...

    async def ended(self) -> int: ...


class Telephones(Protocol):
    async def place(self, caller: str, name: str) -> End: ...

    def next_ring(self) -> End | None:
        """An agent's telephone that rings, each once."""
        ...

    async def picks_up(self, phone: End) -> None: ...

    def hear_each_other(self, customer: End, phone: End) -> bool | None:
        """Measured by their tones; None: nobody listens here."""
        ...

    async def leaves(self, end: End) -> None:
        """Its call is over."""
        ...


# --- within the switch ---


class LocalEnd:
    def __init__(self, end: FarEnd) -> None:
        self.end, self.sees, self.presses, self.ended = end, end.sees, end.presses, end.ended
        self.name = end.name

    @property
    def answered(self) -> bool:
        return any(e["type"] == "StasisStart" for e in self.end.events)

    @property
    def cause(self) -> int | None:
        return self.end.cause

    @property
    def keys(self) -> str:
        return self.end.keys

    @property
    def leg(self) -> str:
        return f"{self.end.id.removesuffix('-customer')}-incoming"

    async def hangs_up(self) -> None:
        await self.end.hangs_up()


class LocalTelephones(Lines):
    """The bed's own hand on the switch; nobody's sound is listened to, which would cost more than the calls."""

    async def _begins(self, channel: str, kind: str, name: str) -> None:
        if kind == "phone":
            self.ends[channel] = phone = Phone(self, channel, name)
            self.rang.append(phone)
            await self.watch(channel)
            await self.rest("POST", f"/channels/{channel}/ring", missing=True)

    async def place(self, caller: str, name: str) -> End:
        return LocalEnd(await self.calls(caller=caller, name=name))

    def next_ring(self) -> End | None:
        return LocalEnd(self.rang.pop(0)) if self.rang else None

    async def picks_up(self, phone: End) -> None:
        assert isinstance(phone, LocalEnd)
        await self.rest("POST", f"/channels/{phone.end.id}/answer", missing=True)

    def hear_each_other(self, customer: End, phone: End) -> bool | None:
        return None

    async def leaves(self, end: End) -> None:
        pass


# --- SIP ---


@dataclass
class SipEnd(SipCall):
    """A call by SIP, and by whose number the switch has which channel."""

    legs: Mapping[str, str] = field(default_factory=dict)

    @property
    def leg(self) -> str:
        return self.legs.get(self.name, "")

    @property
    def answered(self) -> bool:
        return self.is_up


class _AgentsPhone(SipPhone):
    """Tells of each call that it has picked up."""

    rang: list[SipEnd]

    def noticed(self, event: dict[str, Any]) -> None:
        if event["type"] == "CALL_ESTABLISHED":
            self.rang.append(SipEnd(self, event["id"]))


class SipTelephones(Lines):
    """A baresip for each customer, who calls through the trunk, and for each agent, who is registered. Everybody speaks a tone of
    their own, customers all the same one, over RTP in both directions."""

    def __init__(self, switch: Switch, agents: Sequence[str]) -> None:
        super().__init__(switch)
        self._agents = agents
        self._rang: list[SipEnd] = []
        self._legs: dict[str, str] = {}
        self._stack = AsyncExitStack()
        self._folder = Path(tempfile.mkdtemp(prefix="voices-"))
        self._voice = self._folder / "customer.wav"

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        await self.rest("POST", "/applications/tester/subscription", eventSource=f"endpoint:{CARRIER}")
        await asyncio.to_thread(tones.write, self._voice, CUSTOMER, SECONDS_OF_VOICE)
        for number, name in enumerate(self._agents):
            pitch = LOWEST + STEP * number
            voice = await asyncio.to_thread(tones.write, self._folder / f"{name}.wav", pitch, SECONDS_OF_VOICE)
            phone = _AgentsPhone(self.switch, name, pitch=pitch, voice=voice)
            phone.rang = self._rang
            await self._stack.enter_async_context(phone)
        return self

    async def __aexit__(self, *what: Any) -> None:
        await self._stack.aclose()
        shutil.rmtree(self._folder, ignore_errors=True)
        await super().__aexit__(*what)

    def noticed(self, event: dict[str, Any]) -> None:
        """The switch's own word for who has which channel: by the number they call from, which is each time another."""
        channel = event.get("channel") or {}
        if str(channel.get("name", "")).startswith(f"{CARRIER}-") and (number := channel["caller"]["number"]):
            self._legs.setdefault(number, channel["id"])

    async def place(self, caller: str, name: str) -> End:
        phone = await SipCustomer(self.switch, caller, pitch=CUSTOMER, voice=self._voice).__aenter__()
        self._stack.push_async_exit(phone)
        await phone.dials()
        return SipEnd(phone, legs=self._legs)

    def next_ring(self) -> End | None:
        return self._rang.pop(0) if self._rang else None

    async def picks_up(self, phone: End) -> None:
        """It does so by itself."""

    def hear_each_other(self, customer: End, phone: End) -> bool | None:
        assert isinstance(customer, SipEnd)
        assert isinstance(phone, SipEnd)
        return _heard(customer.phone, phone.phone.pitch) and _heard(phone.phone, customer.phone.pitch)

    async def leaves(self, end: End) -> None:
        assert isinstance(end, SipEnd)
        await end.phone.__aexit__(None, None, None)


def _heard(one: Baresip, pitch: int) -> bool:
    return tones.heard(one.lately(LATELY), pitch)
