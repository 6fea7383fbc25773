"""A day at the call centre in twenty lines: the real switchboard, a clock moved by hand, words for what happens.

day = Day()
day.agent("li", card=8)
call = day.call("+8613800000001").says("my card is lost", "card_loss", emergency=True)
day.accept("li"); day.answered(call); day.hang_up(call); day.wrap_up("li", call)
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from callcenter.clock import ManualClock
from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Agent, Presence
from callcenter.model.contact import Channel, Contact, Offer, OfferState
from callcenter.model.customer import NOBODY, Known
from callcenter.model.intent import Intent
from callcenter.model.site import Site
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.state import leg_key
from callcenter.testing.sites import small_site


class Day:
    def __init__(self, site: Site | None = None, *, after_each: Callable[[Switchboard], None] | None = None) -> None:
        self.site = site or small_site()
        self.clock = ManualClock()
        self.board = Switchboard({self.site.version: self.site})
        self.journal: list[e.Recorded] = []
        self.outcomes: list[c.Outcome] = []
        self._after_each = after_each
        self._calls = 0
        self.happens(e.SiteTaken(version=self.site.version))

    # --- what happens --------------------------------------------------------------------------------------------

    def happens(self, event: e.AnyEvent) -> c.Outcome:
        recorded = e.Recorded(seq=len(self.journal) + 1, at=self.clock.now(), event=event)
        self.journal.append(recorded)
        outcome = self.board.handle(recorded)
        self.outcomes.append(outcome)
        if self._after_each:
            self._after_each(self.board)
        return outcome

    def passes(self, seconds: float) -> None:
        """Time goes by; every timer elapses at its own moment."""
        end = self.clock.now() + seconds
        while (timer := self.board.next_timer()) and timer.due <= end:
            self.clock.advance(max(0.0, timer.due - self.clock.now()))
            self.happens(timer)
        self.clock.advance(end - self.clock.now())

    def agent(
        self, name: str, *, presence: Presence = Presence.AVAILABLE, speaks: tuple[str, ...] = (), **skills: int
    ) -> None:
        self.happens(e.AgentRostered(agent=name, name=name, skills=skills, languages=speaks, endpoint=f"PJSIP/{name}"))
        self.happens(e.AgentConnected(agent=name))
        self.happens(e.PresenceChosen(agent=name, presence=presence))

    def call(self, caller: str = "", *, to: str = "", known: Known = NOBODY, priority: str = "", call: str = "") -> str:
        """A call comes in; the answer is its name, by which the other words know it."""
        self._calls += 1
        name = call or f"call-{self._calls}"
        self.happens(
            e.CallArrived(
                gateway="pbx", call=name, caller=caller, dialled=to, language="en", known=known, priority=priority
            )
        )
        return name

    def waits(self, intent: str = "speak_to_human", **call: Any) -> str:
        """A call that has said what it wants."""
        name = self.call(**call)
        self.says(name, intent, intent)
        return name

    def says(
        self,
        call: str,
        text: str,
        intent: str,
        *,
        emergency: bool | None = None,
        unsure: bool = False,
        floor: bool = False,
        also: str = "",
        asks_after: tuple[str, ...] = (),
    ) -> c.Outcome:
        urgent = intent in self.site.emergencies() if emergency is None else emergency
        heard = Intent(
            name=intent,
            confidence=0.3 if unsure else 0.95,
            emergency=urgent,
            unsure=unsure,
            language="en",
            floor=floor,
            also=also,
            asks_after=asks_after,
        )
        return self.happens(e.CustomerSpoke(gateway="pbx", call=call, text=text, intent=heard))

    def writes(self, conversation: str, text: str, intent: str, channel: Channel = Channel.CHAT) -> c.Outcome:
        heard = Intent(name=intent, confidence=0.95, emergency=intent in self.site.emergencies(), language="en")
        message = f"m{len(self.journal)}"
        return self.happens(
            e.MessageReceived(
                gateway="pbx",
                conversation=conversation,
                channel=channel,
                sender="web-1",
                text=text,
                message=message,
                intent=heard,
            )
        )

    def keys(self, call: str, digits: str) -> c.Outcome:
        return self.happens(e.CustomerKeyed(gateway="pbx", call=call, digits=digits))

    def accept(self, agent: str) -> c.Outcome:
        return self.happens(e.OfferAccepted(agent=agent, offer=self.offer(agent).id, request="r"))

    def decline(self, agent: str) -> c.Outcome:
        return self.happens(e.OfferDeclined(agent=agent, offer=self.offer(agent).id, request="r"))

    def answered(self, call: str) -> c.Outcome:
        agent = self.contact(call).agent or ""
        return self.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent=agent))

    def hang_up(self, call: str, reason: str = "customer_hangup") -> c.Outcome:
        return self.happens(e.CallEnded(gateway="pbx", call=call, reason=reason))

    def wrap_up(self, agent: str, **more: Any) -> c.Outcome:
        contact = next(iter(self.board.state.agents[agent].assignments))
        return self.happens(e.WrapUpDone(agent=agent, contact=contact, disposition="resolved", request="r", **more))

    def serve(self, agent: str, call: str, seconds: float = 60.0) -> None:
        """Accepts, talks, hangs up and wraps up."""
        self.accept(agent)
        self.answered(call)
        self.passes(seconds)
        self.hang_up(call)
        self.wrap_up(agent)

    # --- what is -------------------------------------------------------------------------------------------------

    def contact(self, leg: str) -> Contact:
        """The live contact of this call or conversation."""
        return self.board.state.contacts[self.board.state.legs[self._key(leg)]]

    def lives(self, leg: str) -> bool:
        return self._key(leg) in self.board.state.legs

    def _key(self, leg: str) -> str:
        call, conversation = leg_key("pbx", leg), leg_key("pbx", leg, written=True)
        return call if call in self.board.state.legs else conversation

    def last(self, leg: str) -> Contact:
        """The contact of this leg as it was last, also when it has ended."""
        outcomes = (contact for outcome in self.outcomes for contact in outcome.contacts)
        changed = [contact for contact in outcomes if contact.leg == leg and contact.parent is None]
        return changed[-1]

    def person(self, agent: str) -> Agent:
        return self.board.state.agents[agent]

    def offer(self, agent: str) -> Offer:
        """The agent's one open offer."""
        (name,) = self.person(agent).offers
        return self.board.state.offers[name]

    def offered(self, agent: str) -> str | None:
        """The call that rings at this agent."""
        offers = [o for o in self.board.state.offers.values() if o.agent == agent and o.state is OfferState.OPEN]
        return self.board.state.contacts[offers[0].contact].leg if offers else None

    def done(self, kind: type[c.Command]) -> list[Any]:
        """Every command of this kind so far."""
        return [command for outcome in self.outcomes for command in outcome.commands if isinstance(command, kind)]

    def reply(self) -> c.Reply:
        """The answer to the last click."""
        return [command for command in self.outcomes[-1].commands if isinstance(command, c.Reply)][-1]

    def figures(self, queue: str) -> Any:
        return replace(self.board.state.figures[queue])
