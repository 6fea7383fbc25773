"""The adapter's memory and its four ways to speak: ask Asterisk, tell the house, acknowledge, have a text spoken."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from callcenter.gateways.asterisk.calls import Call, Listener, Party
from callcenter.gateways.asterisk.frames import Answer, Request
from callcenter.gateways.asterisk.names import made
from callcenter.model.events import AnyEvent, CommandDone, CommandFailed
from callcenter.model.gateways import AsteriskPolicy


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    request: Request


@dataclass(frozen=True, kw_only=True, slots=True)
class Tell:
    """`id` is the same whenever the same thing is told: the journal takes it once."""

    id: str
    event: AnyEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge:
    command: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Render:
    """Text to sound; answered by `Protocol.rendered`."""

    call: str
    command: str
    text: str
    language: str


Effect = Ask | Tell | Acknowledge | Render
Then = Callable[[Answer], None]
ARRIVES = "arrives:"
"""Timer of a call that is told of in a moment."""
BENIGN = frozenset({404, 409})
"""It is gone already, or there already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A command as it came from the outbox."""

    id: str
    call: str
    type: str
    args: dict[str, object]
    conversation: bool = False


@dataclass(kw_only=True)
class Line:
    """All of one Asterisk."""

    gateway: str
    policy: AsteriskPolicy
    region: str
    caller_id: str = ""
    now: float = 0.0
    live: bool = False
    calls: dict[str, Call] = field(default_factory=dict)
    channels: dict[str, tuple[Call, Party | Listener | None]] = field(default_factory=dict)
    """Channel to its call and who they are; None: the customer."""
    orders: dict[str, Order] = field(default_factory=dict)
    """Commands that are not acknowledged, in their order."""
    late: dict[str, Call] = field(default_factory=dict)
    """Recording to its call, which ended first."""
    retired: bool = False
    """The site declares it no more: whoever calls now goes on in the dial plan."""
    lost: set[str] = field(default_factory=set)
    """Calls of which the house has heard since we connected that they are not here."""
    leaving: set[str] = field(default_factory=set)
    """Channels of ours that were told to end; Asterisk has not answered yet."""
    bridges: dict[str, tuple[Call, Listener | None]] = field(default_factory=dict)
    """Those that are open: of a call, or of a supervisor and our ear."""
    out: list[Effect] = field(default_factory=list)
    _asked: dict[str, Then | None] = field(default_factory=dict)
    _number: int = 0
    _due: list[tuple[float, int, str, Callable[[], None]]] = field(default_factory=list)
    _wakes: dict[str, int] = field(default_factory=dict)

    # --- Asterisk ---

    def ask(self, method: str, path: str, then: Then | None = None, /, *, body: str = "", **query: str) -> None:
        """`then` hears the answer. Requests are carried out in the order in which they are asked."""
        self._number += 1
        id = str(self._number)
        self._asked[id] = then
        pairs = tuple((name, value) for name, value in query.items() if value)
        self.out.append(Ask(request=Request(id=id, method=method, path=path, query=pairs, body=body)))

    def order(self, order: Order, method: str, path: str, then: Then | None = None, /, **query: str) -> None:
        """A request that carries out a command: answered well the command is done, else it has failed."""

        def answered(answer: Answer) -> None:
            if then is not None:
                then(answer)
            if answer.ok or answer.status in BENIGN:
                self.done(order)
            else:
                self.failed(order, f"Asterisk refused: {answer.why}")

        self.ask(method, path, answered, **query)

    def dismiss(self, channel: str, **query: str) -> None:
        """Ends a channel of ours, for good: also when this request is lost on its way."""
        self.leaving.add(channel)
        self.ask("DELETE", f"channels/{channel}", lambda answer: self.leaving.discard(channel), **query)

    def answered(self, answer: Answer) -> None:
        if then := self._asked.pop(answer.request, None):
            then(answer)

    def forget_asked(self) -> None:
        """The socket broke: nobody will hear those answers. Who was about to be told of is found again, or gone."""
        self._asked.clear()
        for name in [one for one in self._wakes if one.startswith(ARRIVES)]:
            self.no_wake(name)

    def fresh(self, kind: str, *what: str) -> str:
        """A name that was never given before. Asterisk takes bridges and snoops away in its own time: until then it refuses
        their names, and answers that there is nothing of that name."""
        self._number += 1
        return made(kind, *what, str(self.now), str(self._number))

    # --- the house ---

    def tell(self, id: str, event: AnyEvent) -> None:
        self.out.append(Tell(id=id, event=event))

    def done(self, order: Order, **result: object) -> None:
        if order.id in self.orders:
            event = CommandDone(gateway=self.gateway, call=order.call, command=order.id, result=result)
            self.tell(f"{order.id}/done", event)
            self.acknowledge(order.id)

    def failed(self, order: Order, reason: str) -> None:
        if order.id in self.orders:
            self.tell_failed(order.call, order.id, reason)
            self.acknowledge(order.id)

    def tell_failed(self, call: str, command: str, reason: str) -> None:
        event = CommandFailed(gateway=self.gateway, call=call, command=command, reason=reason[:500])
        self.tell(f"{command}/failed", event)

    def acknowledge(self, command: str) -> bool:
        """Behind what is told of it. False: it is not outstanding any more."""
        if self.orders.pop(command, None) is None:
            return False
        self.out.append(Acknowledge(command=command))
        return True

    # --- time ---

    def wake(self, name: str, seconds: float, do: Callable[[], None]) -> None:
        """One timer of a name; a new one replaces it."""
        self._number += 1
        self._wakes[name] = self._number
        heapq.heappush(self._due, (self.now + seconds, self._number, name, do))

    def no_wake(self, name: str) -> None:
        self._wakes.pop(name, None)

    def next_due(self) -> float | None:
        while self._due and self._wakes.get(self._due[0][2]) != self._due[0][1]:
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def elapsed(self) -> None:
        while (due := self.next_due()) is not None and due <= self.now:
            _, _, name, do = heapq.heappop(self._due)
            del self._wakes[name]
            do()
