"""A queue as theory draws it, M/M/s with or without abandonment, played through the real switchboard on a virtual clock."""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from callcenter.clock import ManualClock
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.commands import MakeOffer, Outcome
from callcenter.model.contact import WAITING, Contact
from callcenter.model.forecast import Forecast
from callcenter.model.intent import Intent
from callcenter.model.site import Site
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.state import Figures, leg_key
from callcenter.testing.sites import small_site

QUEUE = "general"
SPOKEN = Intent(name="speak_to_human", confidence=0.95, language="en")


@dataclass(frozen=True, kw_only=True)
class Waited:
    """One forecast and what became of it."""

    told: Forecast
    seconds: float
    answered: bool


@dataclass
class Crowded:
    """Calls come at random, `between` seconds apart on average; each takes an agent for `handling` seconds on average."""

    between: float
    handling: float
    agents: int
    patience: float | None = None
    """Mean seconds until a waiting caller gives up; None: never."""
    ring: float = 0.0
    """Mean seconds until an agent picks up."""
    seed: int = 1
    site: Site = field(default_factory=small_site)
    waited: list[Waited] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random, self.clock = random.Random(self.seed), ManualClock()
        self.board = Switchboard({self.site.version: self.site})
        self.seq = self.calls = 0
        self.plan: list[tuple[float, int, Callable[[], None]]] = []
        self.left: set[str] = set()
        self.happens(e.SiteTaken(version=self.site.version))
        for n in range(self.agents):
            name = f"a{n:02}"
            self.happens(
                e.AgentRostered(agent=name, name=name, skills={"general": 5}, languages=("en",), endpoint=name)
            )
            self.happens(e.AgentConnected(agent=name))
            self.happens(e.PresenceChosen(agent=name, presence=Presence.AVAILABLE))
        self.later(self.between, self.call_comes)

    # --- the clock -----------------------------------------------------------------------------------------------

    def later(self, mean: float, what: Callable[[], None]) -> None:
        """After an exponential time."""
        self.at(self.random.expovariate(1 / mean), what)

    def at(self, seconds: float, what: Callable[[], None]) -> None:
        self.seq += 1
        heapq.heappush(self.plan, (self.clock.now() + seconds, self.seq, what))

    def plays(self, calls: int) -> None:
        """Until that many calls have come since the beginning."""
        while self.calls < calls:
            due, _, what = self.plan[0]
            timer = self.board.next_timer()
            if timer is not None and timer.due <= due:
                self.clock.advance(max(0.0, timer.due - self.clock.now()))
                self.happens(timer)
                continue
            heapq.heappop(self.plan)
            self.clock.advance(max(0.0, due - self.clock.now()))
            what()

    def happens(self, event: e.AnyEvent) -> Outcome:
        self.seq += 1
        outcome = self.board.handle(e.Recorded(seq=self.seq, at=self.clock.now(), event=event))
        for command in outcome.commands:
            if isinstance(command, MakeOffer):
                self._rings(command)
        return outcome

    # --- people ----------------------------------------------------------------------------------------------------

    def call_comes(self) -> None:
        self.calls += 1
        call = f"call-{self.calls}"
        self.happens(e.CallArrived(gateway="pbx", call=call, language="en"))
        self.happens(e.CustomerSpoke(gateway="pbx", call=call, text="hello", intent=SPOKEN))
        self.later(self.between, self.call_comes)
        if self.patience:
            self.later(self.patience, lambda: self._gives_up(call))

    def contact(self, call: str) -> Contact | None:
        return self.board.state.contacts.get(self.board.state.legs.get(leg_key("pbx", call), ""))

    def _gives_up(self, call: str) -> None:
        contact = self.contact(call)
        if contact and contact.state in WAITING:
            self._judge(contact, answered=False)
            self.happens(e.CallEnded(gateway="pbx", call=call))

    def _rings(self, made: MakeOffer) -> None:
        call = self.board.state.contacts[made.offer.contact].leg
        self.at(self.random.uniform(0.5, 1.5) * self.ring, lambda: self._picks_up(made, call))

    def _picks_up(self, made: MakeOffer, call: str) -> None:
        contact = self.contact(call)
        if contact is None or contact.offer != made.offer.id:
            return
        self._judge(contact, answered=True)
        self.happens(e.OfferAccepted(agent=made.offer.agent, offer=made.offer.id))
        self.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent=made.offer.agent))
        self.later(self.handling, lambda: self._is_done(made.offer.agent, made.offer.contact, call))

    def _is_done(self, agent: str, contact: str, call: str) -> None:
        self.happens(e.CallEnded(gateway="pbx", call=call))
        self.happens(e.WrapUpDone(agent=agent, contact=contact, disposition="resolved"))

    def leave(self, agents: int) -> None:
        """So many take no further contact."""
        for name in sorted(set(self.board.state.agents) - self.left)[:agents]:
            self.left.add(name)
            self.happens(e.PresenceChosen(agent=name, presence=Presence.AWAY))

    # --- what is seen ------------------------------------------------------------------------------------------------

    def _judge(self, contact: Contact, *, answered: bool) -> None:
        if contact.forecast is not None:
            seconds = self.clock.now() - contact.forecast.at
            self.waited.append(Waited(told=contact.forecast, seconds=seconds, answered=answered))

    @property
    def figures(self) -> Figures:
        return self.board.state.figures[QUEUE]


def judged(waited: list[Waited]) -> list[Waited]:
    return [one for one in waited if one.answered or one.seconds > one.told.high]


def coverage(waited: list[Waited]) -> float:
    """Share of the forecasts that were true, of those that can be judged."""
    return sum(one.answered and one.told.covers(one.seconds) for one in judged(waited)) / len(judged(waited))


def error(waited: list[Waited], predictor: str) -> float:
    """Mean absolute error of a predictor, over those who were answered."""
    wrong = [abs(dict(one.told.guesses())[predictor] - one.seconds) for one in waited if one.answered]
    return sum(wrong) / len(wrong)


def naive_error(waited: list[Waited], since: int = 0) -> float:
    """The same, from the forecast of this number on, of who foretells everybody the mean of all waits so far."""
    total, count, wrong = 0.0, 0, []
    for n, one in enumerate(waited):
        if one.answered:
            if count and n >= since:
                wrong.append(abs(total / count - one.seconds))
            total, count = total + one.seconds, count + 1
    return sum(wrong) / len(wrong)
