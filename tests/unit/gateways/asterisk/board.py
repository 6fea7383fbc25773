"""The protocol and a fake Asterisk, put together by hand: a test says what happens and looks at what came of it."""

import itertools
from collections.abc import Iterable
from typing import Any

from callcenter.gateways.asterisk.line import Acknowledge, Ask, Order, Render, Tell
from callcenter.gateways.asterisk.protocol import Protocol
from callcenter.model.events import AnyEvent
from callcenter.model.gateways import AsteriskPolicy, FirstDialled
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.fake import FakeAsterisk


class Board:
    def __init__(
        self, *, first: FirstDialled = FirstDialled.AGENT, connect: bool = True, outward: bool = False
    ) -> None:
        """`outward`: Asterisk connects to us."""
        address = "" if outward else "ws://127.0.0.1:8088/ari"
        policy = AsteriskPolicy(address=address, dial="PJSIP/{number}@carrier", first=first)
        self.policy = policy
        self.asterisk = FakeAsterisk()
        self.protocol = Protocol(gateway="pbx1", policy=policy, region="CN", caller_id="+861069950000")
        self.now = 1000.0
        self.told: list[AnyEvent] = []
        self.ids: set[str] = set()
        self.acknowledged: list[str] = []
        self.linked = False
        self.deaf = False
        """What is asked never reaches Asterisk: the socket is broken, and nobody has noticed yet."""
        self.mute_voice = False
        self._seq = itertools.count(1)
        if connect:
            self.connect()

    # --- the socket ---

    def connect(self, believed: Iterable[OnTheLine] = (), *, kept: bool = False) -> None:
        """`kept`: Asterisk connects to us, and has kept for us what it had to tell meanwhile."""
        self.linked, self.deaf = True, False
        told = list(self.asterisk.events) if kept else []
        self.asterisk.events.clear()
        self.protocol.connected(self.now, list(believed))
        for frame in told:
            self.protocol.received(self.now, frame)
        self.settle()

    def break_off(self) -> None:
        self.linked = False
        self.asterisk.events.clear()
        self.protocol.disconnected(self.now)
        self.settle()

    def forget(self) -> None:
        """Our process dies and another one comes: it knows nothing."""
        self.now += 1.0
        self.break_off()
        self.protocol = Protocol(gateway="pbx1", policy=self.policy, region="CN", caller_id="+861069950000")

    # --- the house ---

    def wish(self, type: str, call: str, *, id: str = "", **args: Any) -> str:
        """A command; each is of an event of its own unless `id` says otherwise."""
        id = id or f"{next(self._seq)}.0"
        self.protocol.command(self.now, Order(id=id, call=call, type=type, args=args))
        self.settle()
        return id

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.protocol.elapsed(self.now)
        self.settle()

    def settle(self) -> None:
        """Until nobody has anything to say."""
        while True:
            effects = self.protocol.take()
            for effect in effects:
                self._do(effect)
            if not self.linked or self.deaf:
                self.asterisk.events.clear()
            if self.linked and self.asterisk.events:
                self.protocol.received(self.now, self.asterisk.events.popleft())
            elif not effects:
                return

    def _do(self, effect: Ask | Tell | Acknowledge | Render) -> None:
        match effect:
            case Ask(request=request) if self.linked and not self.deaf:
                self.protocol.received(self.now, self.asterisk.answer(request))
            case Tell(id=id, event=event) if id not in self.ids:
                self.ids.add(id)
                self.told.append(event)
            case Acknowledge(command=command):
                self.acknowledged.append(command)
            case Render(call=call, command=command, text=text):
                sound = None if self.mute_voice else f"sound:{text}"
                self.protocol.rendered(self.now, call, command, sound, "the voice is away")

    # --- looking ---

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.told if isinstance(event, kind)]

    def channel_of(self, call: str, name: str) -> str:
        return self.protocol.line.calls[call].parties[name].channel

    def together(self) -> list[set[str]]:
        """Who is in a bridge with whom."""
        return [set(members) for _, members in self.asterisk.bridges.values()]

    def music(self, channel: str) -> bool:
        return self.asterisk.channels[channel].music

    def says(self, channel: str) -> str:
        """What is being said to them now; empty: nothing."""
        playing = self.asterisk.playing.get(channel)
        return playing[0][1].removeprefix("sound:") if playing else ""
