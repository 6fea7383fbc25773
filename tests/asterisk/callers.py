"""Customers and agents' phones, without SIP: Local channels in the test's own hands.

They live in the same Asterisk as the calls they make, under an ARI user and an application of their own, by a plain client that
shares no line with the server's. A customer is the far end of a call into `from-carrier`; a phone is what rings when somebody
dials `Local/NAME@phones/n`, or the number NAME by `Local/NAME@outside/n`. Each can speak a tone without end, press keys
meanwhile, and tell which tones it hears.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from tests.asterisk import tones
from tests.asterisk.ears import Ears
from tests.asterisk.switch import TESTER_PASSWORD, Switch, authorization

PATIENCE = 10.0
"""Real seconds after which a test stops waiting for something that should have come."""
LOOK_AGAIN = 0.05
NUMBER = "8005550100"
NORMAL, BUSY, REJECTED = 16, 17, 21
"""Causes of an end, after ITU-T Q.850."""
_ids = itertools.count(1)


class NotAsExpected(AssertionError):
    """What should have come has not."""


@dataclass
class FarEnd:
    """A channel of the test's own: a customer's telephone or an agent's."""

    lines: "Lines"
    id: str
    name: str
    events: list[dict[str, Any]] = field(default_factory=list)
    ear: str = ""
    _speaking: int = 0
    _voice: str = ""
    _listened: int = 0
    """Samples of what it heard that an earlier question has had."""

    @property
    def is_up(self) -> bool:
        return any(e["type"] == "StasisStart" for e in self.events) or any(
            e["type"] == "ChannelStateChange" and e["channel"]["state"] == "Up" for e in self.events
        )

    @property
    def cause(self) -> int | None:
        """Why it ended, after Q.850; None: it has not."""
        return next((e.get("cause", 0) for e in self.events if e["type"] == "ChannelDestroyed"), None)

    @property
    def keys(self) -> str:
        """Heard at this telephone."""
        return "".join(e["digit"] for e in self.events if e["type"] == "ChannelDtmfReceived")

    async def sees(self, what: str, look: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """What the look gives, as soon as it is anything."""
        return await self.lines.sees(f"{self.name}: {what}", look, patience, lambda: [e["type"] for e in self.events])

    async def is_connected(self) -> None:
        """Answered, and in the test's hands."""
        await self.sees("answered", lambda: any(e["type"] == "StasisStart" for e in self.events))

    async def ended(self, patience: float = PATIENCE) -> int:
        """The cause with which it ended, once it has."""
        await self.sees("ended", lambda: self.cause is not None, patience)
        assert self.cause is not None
        return self.cause

    async def speaks(self, pitch: int) -> None:
        """A tone in Hz, one of `tones.CUSTOMERS` or `tones.AGENTS`, until it ends or is silent: a minute at most.

        Not by music on hold: of two ends of a Local channel that both have music, Asterisk lets neither hear the other.
        """
        await self.is_silent()
        self._speaking = pitch
        self._voice = f"{next(_ids):06}-voice"
        sound = f"sound:{self.lines.switch.sounds}/tone-{pitch}"
        await self.lines.rest("POST", f"/channels/{self.id}/play/{self._voice}", media=sound)

    async def is_silent(self) -> None:
        if self._speaking:
            await self.lines.rest("DELETE", f"/playbacks/{self._voice}", missing=True)
            self._speaking = 0

    async def presses(self, keys: str) -> None:
        """One after the other. Whoever speaks pauses for it, since the switch does one thing at a time."""
        pitch = self._speaking
        await self.is_silent()
        await self.lines.rest("POST", f"/channels/{self.id}/dtmf", dtmf=keys, between="100", duration="100")
        if pitch:
            await self.speaks(pitch)

    async def hangs_up(self, cause: int = NORMAL) -> None:
        """Quite as good when the other side was first."""
        await self.lines.rest("DELETE", f"/channels/{self.id}", missing=True, reason_code=str(cause))

    def sound(self, since: int = 0) -> tones.Samples:
        """What it has heard from so many samples on; from its first ring, or from when it was answered as a customer."""
        return self.lines.ears.sound(self.ear, since) if self.ear else tones.SILENCE

    def now(self) -> int:
        """How many samples it has heard, for `sound`."""
        return self.lines.ears.now(self.ear) if self.ear else 0

    async def hears(self, *pitches: int, patience: float = PATIENCE) -> None:
        """All of these, each at some time from the last such question on."""
        since = self._listened

        def levels() -> dict[int, float]:
            sound = self.sound(since)
            return {pitch: round(tones.loudest(sound, pitch), 1) for pitch in pitches}

        what = f"hears {pitches} Hz"
        await self.lines.sees(
            f"{self.name}: {what}",
            lambda: all(level > tones.AUDIBLE for level in levels().values()),
            patience,
            lambda: f"heard {len(self.sound(since)) / tones.RATE:.1f} s, levels {levels()}",
        )
        self._listened = self.now()

    def listens_anew(self) -> None:
        """What it has heard until now counts no more."""
        self._listened = self.now()

    async def does_not_hear(self, pitch: int, seconds: float = 1.0) -> None:
        """While it hears so many seconds more."""
        since = self.now()
        enough = int(seconds * tones.RATE)
        await self.sees(f"heard {seconds} s more", lambda: len(self.sound(since)) >= enough, PATIENCE + seconds)
        # What was under way when the question came is not counted.
        level = tones.loudest(self.sound(since)[enough // 4 :], pitch)
        if level > tones.AUDIBLE:
            raise NotAsExpected(f"{self.name} hears {pitch} Hz at {level:.0f} dB")

    async def no_longer_hears(self, pitch: int, seconds: float = 1.0) -> None:
        """Not in the last so many seconds of what it heard since the question came: a moment may pass first."""
        since, enough = self.now(), int(seconds * tones.RATE)

        def quiet() -> bool:
            sound = self.sound(since)
            return len(sound) >= enough and not tones.heard(sound[-enough:], pitch)

        await self.sees(f"no longer hears {pitch} Hz", quiet, PATIENCE + seconds)


class Phone(FarEnd):
    """It rings; the test picks it up, or does not."""

    async def answers(self, speaks: int = 0) -> Self:
        await self.lines.rest("POST", f"/channels/{self.id}/answer")
        if speaks:
            await self.speaks(speaks)
        return self


class Lines:
    """The test's own hand on the switch: `async with`, one at a time."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self.ends: dict[str, FarEnd] = {}
        self.rang: list[Phone] = []
        self.ears = Ears()
        self._new = asyncio.Event()
        self._http = aiohttp.ClientSession(headers=authorization("tester", TESTER_PASSWORD))
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for end in self.ends.values():
                if end.cause is None and self.switch.answers():
                    await end.hangs_up()
            await self.disconnect()
        finally:
            await self._http.close()

    async def connect(self) -> None:
        await self.ears.open()
        await self.variable("EARS", f"127.0.0.1:{self.ears.port}")
        url = f"{self.switch.url.replace('http', 'ws', 1)}/events"
        self._socket = await self._http.ws_connect(url, params={"app": "tester"}, autoping=True)
        self._reader = asyncio.create_task(self._read(self._socket), name="the test's far ends")

    async def disconnect(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader
        await self.ears.close()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            event = json.loads(message.data)
            self.noticed(event)
            if event["type"] == "StasisStart":
                # A test may kill Asterisk at any moment.
                with suppress(aiohttp.ClientConnectionError):
                    await self._begins(event["channel"]["id"], *event["args"])
            if (channel := (event.get("channel") or {}).get("id", "")) in self.ends:
                self.ends[channel].events.append(event)
            self._new.set()

    def noticed(self, event: dict[str, Any]) -> None:
        """For who wants to know of everything."""

    async def _begins(self, channel: str, kind: str, name: str) -> None:
        if kind == "ear":
            place = {"context": "ears", "extension": name, "priority": "1"}
            await self.rest("POST", f"/channels/{channel}/continue", missing=True, **place)
            return
        if kind == "phone":
            self.ends[channel] = phone = Phone(self, channel, name)
            self.rang.append(phone)
            # Its end comes only to who asked, once it has left the application.
            await self.watch(channel)
            await self.rest("POST", f"/channels/{channel}/ring", missing=True)
        end = self.ends[channel]
        end.ear = self.ears.ear()
        snoop = {"app": "tester", "appArgs": f"ear,{end.ear}", "spy": "in"}
        await self.rest("POST", f"/channels/{channel}/snoop", missing=True, **snoop)

    async def rest(self, method: str, path: str, *, missing: bool = False, body: Any = None, **query: str) -> Any:
        """A request, and what it gave. `missing`: a channel that is gone, or going, is no fault."""
        # Encoded whole: the id of a Local channel's far end has a `;`, at which a query would end.
        url = URL(f"{self.switch.url}{path}?{urlencode(query)}", encoded=True)
        async with self._http.request(method, url, json=body) as answer:
            text = await answer.text()
            if missing and answer.status in (404, 409, 412, 422):
                return None
            if answer.status >= 300:
                raise NotAsExpected(f"{method} {path} {query}: {answer.status} {text}")
            return json.loads(text) if text else None

    async def watch(self, channel: str) -> None:
        await self.rest("POST", "/applications/tester/subscription", missing=True, eventSource=f"channel:{channel}")

    async def sees(
        self, what: str, look: Callable[[], Any], patience: float = PATIENCE, instead: Callable[[], Any] = str
    ) -> Any:
        """What the look gives, as soon as it is anything. Raises `NotAsExpected`."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if found := look():
                return found
            self._new.clear()
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._new.wait()
            except TimeoutError:
                pass
        raise NotAsExpected(f"{what}: not within {patience:g} s; {instead()}")

    async def calls(
        self, number: str = NUMBER, *, caller: str = "15551230001", context: str = "from-carrier", name: str = ""
    ) -> FarEnd:
        """A customer dials; the answer is their telephone, which may be ringing for long."""
        there = f"{next(_ids):06}"
        name = name or f"customer{there}"
        # Of equal length: Asterisk refuses an id that another one begins with.
        ours, theirs = f"{there}-customer", f"{there}-incoming"
        end = self.ends[ours] = FarEnd(self, ours, name)
        await self.rest(
            "POST",
            "/channels",
            endpoint=f"Local/{number}@{context}/n",
            context="customers",
            extension=name,
            priority="1",
            callerId=caller,
            channelId=ours,
            otherChannelId=theirs,
            timeout="-1",
        )
        await self.watch(ours)
        return end

    async def is_over(self, end: FarEnd, patience: float = PATIENCE) -> None:
        """The channel is not there, also when it went before anybody could watch it."""
        async with asyncio.timeout(patience):
            while await self.rest("GET", f"/channels/{end.id}", missing=True):  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(LOOK_AGAIN)
        del self.ends[end.id]

    async def rings(self, name: str, patience: float = PATIENCE) -> Phone:
        """The phone of this name, when it rings; each ringing is given once."""

        def look() -> Phone | None:
            return next((phone for phone in self.rang if phone.name == name), None)

        phone: Phone = await self.sees(f"{name} rings", look, patience, lambda: [phone.name for phone in self.rang])
        self.rang.remove(phone)
        return phone

    def listen_anew(self) -> None:
        """Everybody: what they have heard until now counts no more."""
        for end in self.ends.values():
            end.listens_anew()

    async def variable(self, name: str, value: str | None = None) -> str:
        """A global variable of the switch; with a value, it is set first."""
        if value is not None:
            await self.rest("POST", "/asterisk/variable", variable=name, value=value)
        answer = await self.rest("GET", "/asterisk/variable", variable=name)
        return str(answer["value"])

    async def replaces(self, endpoint: str, *, first: bool) -> str:
        """What names this telephone's first call, or its last, for one that is to take its place (RFC 3891)."""
        there = [one for one in await self.rest("GET", "/channels") if one["name"].startswith(f"{endpoint}-")]
        there.sort(key=lambda one: str(one["name"]))
        channel = there[0 if first else -1]["id"]
        named = []
        for what in ("call-id", "local_tag", "remote_tag"):
            answer = await self.rest("GET", f"/channels/{channel}/variable", variable=f"CHANNEL(pjsip,{what})")
            named.append(str(answer["value"]))
        return f"{named[0]}%3Bto-tag%3D{named[1]}%3Bfrom-tag%3D{named[2]}"

    async def channels(self) -> list[str]:
        """Names of all channels of the switch."""
        return [channel["name"] for channel in await self.rest("GET", "/channels")]

    async def bridges(self) -> list[str]:
        return [bridge["id"] for bridge in await self.rest("GET", "/bridges")]

    async def is_quiet(self, patience: float = PATIENCE) -> None:
        """No channel and no bridge is left."""
        try:
            async with asyncio.timeout(patience):
                while await self.channels() + await self.bridges():  # noqa: ASYNC110 (nobody tells when a bridge goes)
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise NotAsExpected(f"left on the switch: {await self.channels() + await self.bridges()}") from None
