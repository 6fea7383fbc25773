"""All that the adapter does, without a socket: frames and commands in; requests, events and acknowledgements out.

    protocol.connected(now, believed)      the socket is open
    protocol.received(now, frame)          Asterisk said something
    protocol.command(now, order)           the house wishes something
    protocol.rendered(now, ...)            a text has become sound
    protocol.elapsed(now)                  at `next_due()`
    protocol.disconnected(now)
    for effect in protocol.take(): ...     after each of them

Commands come in order and stay outstanding until Asterisk has them (`say` and `gather`: until they are over), so whatever
breaks, the outbox still holds what has not been done, and doing it again does nothing twice.
"""

from collections.abc import Iterable

from callcenter.gateways.asterisk import commands, dialling, events, speaking
from callcenter.gateways.asterisk.frames import Answer, Happened, read, word
from callcenter.gateways.asterisk.line import Effect, Line, Order
from callcenter.gateways.asterisk.resync import Resync
from callcenter.model.events import CallEnded
from callcenter.model.gateways import AsteriskPolicy
from callcenter.services.on_the_line import OnTheLine


class Protocol:
    def __init__(self, *, gateway: str, policy: AsteriskPolicy, region: str, caller_id: str = "") -> None:
        """`region`: ISO country of numbers without a country code. `caller_id`: what dialled customers see, unless the
        policy says otherwise."""
        self.line = Line(gateway=gateway, policy=policy, region=region, caller_id=caller_id)
        self._waiting: list[Happened] = []
        """Events that came while Asterisk was being asked how things are."""
        self._resync: Resync | None = None
        self.refused = ""
        """Why the last agreement failed; empty: it did not."""
        self.superseded = False
        """Another program has taken our application over."""

    def take(self) -> list[Effect]:
        effects, self.line.out = self.line.out, []
        return effects

    @property
    def live(self) -> bool:
        """Connected, and agreed with Asterisk."""
        return self.line.live

    # --- not declared any more ---

    def retire(self, retired: bool) -> None:
        """Calls go on to their end, and no other is taken. Or it is declared again."""
        self.line.retired = retired

    @property
    def idle(self) -> bool:
        return not (self.line.calls or self.line.orders or self.line.late)

    def give_up(self, now: float, believed: Iterable[OnTheLine]) -> None:
        """It has not been heard of for too long: its calls are over for the house."""
        self.line.now = now
        for one in believed:
            if one.call not in self.line.calls:
                event = CallEnded(gateway=self.line.gateway, call=one.call, reason="failed")
                self.line.tell(f"{one.call}/given up", event)
        for call in list(self.line.calls.values()):
            dialling.ended(self.line, call, "failed")
        for order in list(self.line.orders.values()):
            self.line.failed(order, "the site declares this gateway no more")

    # --- the socket ---

    def connected(self, now: float, believed: Iterable[OnTheLine]) -> None:
        self.line.now = now
        self.superseded, self.refused = False, ""
        self._waiting.clear()
        events.ask_for_these_alone(self.line)
        self._resync = Resync(line=self.line, believed=believed, done=self._agreed, waiting=self._waiting)
        self._resync.ask()

    def disconnected(self, now: float) -> None:
        """Calls go on without us; what is wished meanwhile waits."""
        self.line.now, self.line.live = now, False
        self.line.forget_asked()

    def received(self, now: float, frame: str) -> bool:
        """False: that was no frame of ARI's."""
        self.line.now = now
        match read(frame):
            case Answer() as answer:
                self.line.answered(answer)
            case Happened(type=events.REPLACED):
                # Where Asterisk connects to us it may be old news; whether the application is ours is seen.
                self.superseded = self.live or bool(self.line.policy.address)
            case Happened(type=events.SIGN) as event:
                if self._resync is not None:
                    self._resync.seen(word(event.fields, "eventname"))
            case Happened() as event if self.live:
                events.happened(self.line, event)
            case Happened() as event:
                self._waiting.append(event)
            case None:
                return False
        return True

    def _agreed(self, refused: str) -> None:
        self.refused = refused
        if refused:
            return
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            events.happened(self.line, event)
        said = {turn.command for call in self.line.calls.values() for turn in call.turns}
        for order in [one for one in self.line.orders.values() if one.id not in said]:
            if order.id in self.line.orders:
                self._obey(order)

    # --- the house ---

    def command(self, now: float, order: Order) -> None:
        """One that is outstanding already is ignored."""
        self.line.now = now
        if order.id in self.line.orders:
            return
        self.line.orders[order.id] = order
        if self.live:
            self._obey(order)

    def _obey(self, order: Order) -> None:
        """One that cannot even be read has failed, and holds up none of the others."""
        try:
            commands.obey(self.line, order)
        except Exception as trouble:  # noqa: BLE001 - the border between one command and all others
            self.line.failed(order, f"it could not be carried out ({type(trouble).__name__})")

    def rendered(self, now: float, call: str, command: str, sound: str | None, why: str = "") -> None:
        """`sound` None: the text could not be spoken, and `why`."""
        self.line.now = now
        if known := self.line.calls.get(call):
            speaking.rendered(self.line, known, command, sound, why)

    def over(self, now: float, call: str) -> None:
        """The house has done with this call, though it is still there. Who talks on with somebody is left in peace."""
        self.line.now = now
        known = self.line.calls.get(call)
        meant = any(order.call == call for order in self.line.orders.values())  # a goodbye that is still to be said
        if known is not None and known.passed is None and not known.company and not meant:
            known.ending = "completed"
            dialling.hang_up(self.line, known)

    # --- time ---

    def next_due(self) -> float | None:
        return self.line.next_due() if self.live else None

    def elapsed(self, now: float) -> None:
        self.line.now = now
        if self.live:
            self.line.elapsed()
