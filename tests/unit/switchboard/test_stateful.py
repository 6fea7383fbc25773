"""Whatever happens on the floor, in whatever order: every promise of the switchboard holds after every event."""

from dataclasses import replace
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callcenter.clock import ManualClock
from callcenter.model import events as e
from callcenter.model.agent import Presence, Role
from callcenter.model.commands import KeepReceipt
from callcenter.model.contact import LIVE_WITH_AGENT, Channel, Contact, ContactState, Offer, OfferState
from callcenter.model.customer import NOBODY, CustomerClass, Known
from callcenter.model.intent import Intent
from callcenter.services import codec
from callcenter.switchboard import offers
from callcenter.switchboard.board import Switchboard
from tests.unit.switchboard.flow_world import DIALLED, LEADS
from tests.unit.switchboard.ladder_world import own_choice
from tests.unit.switchboard.world import dump, faults, leftovers, two_versions

AGENTS = ("ann", "bob", "cho")
PEOPLE = (*AGENTS, "sue")
"""With the supervisor, whom the emergency ladder asks too."""
SKILLS: tuple[dict[str, int], ...] = ({}, {"card": 2}, {"card": 8}, {"card": 8, "general": 5})
SPOKEN = ("card_loss", "card_question", "exchange_rate", "complaint", "speak_to_human", "unclear", "nonsense")
CALLERS = ("", "+8613800000001", "+8613800000002")
KNOWN = (
    NOBODY,
    Known(customer="cus_1", customer_class=CustomerClass.VIP),
    Known(customer="cus_2", last_contact_at=1_799_999_000.0),
    Known(customer="cus_3", last_agent="ann", case_owner="bob"),
)
INDEX = st.integers(min_value=0, max_value=30)
"""Which of those at hand: taken modulo their number, so that most steps hit something."""


class Floor(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        first, second = two_versions()
        self.sites = {site.version: site for site in (first, second)}
        self.clock = ManualClock()
        self.board = Switchboard(self.sites)
        self.twin: Switchboard | None = None
        """Restored from a snapshot of the board; does what the board does from then on."""
        self.journal: list[e.Recorded] = []
        self.told: list[str] = []
        self.reported: list[str] = []
        """Contacts in which an emergency was reported: each once."""
        self.calls = 0
        self.offers: list[tuple[str, str]] = []
        self.old: list[str] = []
        """Calls whose customers were asked what they would rather do."""
        self.wrong: list[str] = []
        self.happens(e.SiteTaken(version="site-1"))

    # --- what every event goes through ---------------------------------------------------------------------------

    def happens(self, event: e.AnyEvent) -> None:
        recorded = e.Recorded(seq=len(self.journal) + 1, at=self.clock.now(), event=event)
        self.journal.append(recorded)
        agents = dict(self.board.state.agents)
        outcome = self.board.handle(recorded)
        self.told.append(codec.outcome_text(outcome))
        self.reported += [one.contact for one in outcome.commands if isinstance(one, KeepReceipt)]
        assert len(set(self.reported)) == len(self.reported), self.reported
        for offer in self.board.state.offers.values():
            if (offer.agent, offer.id) not in self.offers:
                self.offers.append((offer.agent, offer.id))
        if not self.board.due_timers(self.clock.now()):
            self.wrong = faults(self.board, self.clock.now(), recorded, outcome)
            assert not self.wrong, (event, self.wrong)
        self.wrong = own_choice(agents, self.board.state.agents, event)
        assert not self.wrong, self.wrong
        if self.twin is not None:
            assert codec.outcome_text(self.twin.handle(recorded)) == self.told[-1]
            assert dump(self.twin.state) == dump(self.board.state)

    def moves_on(self, seconds: float) -> None:
        end = self.clock.now() + seconds
        while (timer := self.board.next_timer()) and timer.due <= end:
            assert timer.due >= self.clock.now() - 1e-6 or timer.due in self.board.state.timers.values()
            self.clock.advance(max(0.0, timer.due - self.clock.now()))
            self.happens(timer)
        self.clock.advance(end - self.clock.now())

    def some_call(self, n: int) -> str:
        """Mostly one that lives, sometimes one that never was or is over."""
        return f"call-{max(1, self.calls - n % 6)}"

    def some_contact(self, n: int) -> str:
        names = [*self.board.state.contacts, "c1"]
        return names[n % len(names)]

    def open_offers(self) -> list[Offer]:
        return [offer for offer in self.board.state.offers.values() if offer.state is OfferState.OPEN]

    def held(self) -> list[tuple[str, str]]:
        """Agent and contact."""
        return [(one.id, contact) for one in self.board.state.agents.values() for contact in one.assignments]

    def in_hand(self) -> list[tuple[str, str]]:
        """The same of people of the house: a number outside clicks nowhere."""
        return [(agent, contact) for agent, contact in self.held() if not agent.startswith("outside:")]

    # --- customers -------------------------------------------------------------------------------------------------

    @initialize(skills=st.tuples(*[st.sampled_from(SKILLS)] * 2))
    def people_come_to_work(self, skills: tuple[dict[str, int], ...]) -> None:
        for agent, has in zip(AGENTS, skills, strict=False):
            self.rostered(agent, has)
            self.happens(e.AgentConnected(agent=agent))
            self.happens(e.PresenceChosen(agent=agent, presence=Presence.AVAILABLE))

    @rule(
        caller=st.sampled_from(CALLERS),
        to=st.sampled_from(("", "", "", "+861069950110")),
        known=st.sampled_from(KNOWN),
        priority=st.sampled_from(("", "2")),
        intent=st.sampled_from(("", "speak_to_human", "card_question", *SPOKEN)),
        early=st.sampled_from((None, None, None, "words", "end")),
    )
    def call(self, caller: str, to: str, known: Known, priority: str, intent: str, early: str | None) -> None:
        """A call comes and says what it wants; sometimes its words or its end come first."""
        self.calls += 1
        name = f"call-{self.calls}"
        if early == "words":
            self.says(name, intent, unsure=False)
        elif early == "end":
            self.happens(e.CallEnded(gateway="pbx", call=name))
        self.happens(
            e.CallArrived(
                gateway="pbx", call=name, caller=caller, dialled=to, language="en", known=known, priority=priority
            )
        )
        if early is None and intent:
            self.says(name, intent, unsure=False)

    def says(self, call: str, intent: str, *, unsure: bool, urgent: bool = False) -> None:
        heard = Intent(name=intent, confidence=0.5, unsure=unsure, emergency=urgent or intent == "card_loss")
        self.happens(e.CustomerSpoke(gateway="pbx", call=call, text=intent, intent=heard))

    @rule(
        n=INDEX,
        what=st.sampled_from(("speak", "speak", "0", "1", "1", "2", "3", "#", "99", "", "hang up", "hang up")),
        intent=st.sampled_from(SPOKEN),
        unsure=st.booleans(),
        reason=st.sampled_from(("customer_hangup", "agent_hangup", "completed", "failed")),
    )
    def the_customer(self, n: int, what: str, intent: str, unsure: bool, reason: str) -> None:
        call = self.some_call(n)
        if what == "speak":
            self.says(call, intent, unsure=unsure, urgent=n % 7 == 0)
        elif what == "hang up":
            self.happens(e.CallEnded(gateway="pbx", call=call, reason=reason))
        else:
            self.happens(e.CustomerKeyed(gateway="pbx", call=call, digits=what))

    @rule(
        n=st.integers(min_value=0, max_value=3),
        intent=st.sampled_from(("speak_to_human", *SPOKEN)),
        channel=st.sampled_from((Channel.CHAT, Channel.CHAT, Channel.SMS, Channel.EMAIL)),
        unsure=st.sampled_from((False, False, True)),
    )
    def write(self, n: int, intent: str, channel: Channel, unsure: bool) -> None:
        heard = Intent(name=intent, confidence=0.5, unsure=unsure, emergency=intent == "card_loss")
        self.happens(
            e.MessageReceived(
                gateway="pbx",
                conversation=f"call-{n}",
                channel=channel,
                sender="web-1",
                text=intent,
                message=f"m{len(self.journal)}",
                intent=heard,
            )
        )

    @rule(
        n=INDEX, what=st.sampled_from(("arrival", "end", "done", "silence", "failed", "delivered", "recording", "gone"))
    )
    def the_gateway_says(self, n: int, what: str) -> None:
        """Things that come twice, too late, or of calls that never were."""
        call, back = self.some_call(n), f"{max(1, len(self.journal) - n % 9)}.0"
        told: dict[str, e.AnyEvent] = {
            "arrival": e.CallArrived(gateway="pbx", call=call, caller=CALLERS[1]),
            "end": e.ConversationEnded(gateway="pbx", conversation=f"call-{n % 4}"),
            "done": e.CommandDone(gateway="pbx", call=call, command="1.0"),
            "silence": e.CommandDone(gateway="pbx", call=call, command="1.0", result={"timeout": True}),
            "failed": e.CommandFailed(gateway="pbx", call=call, command=back, reason="no such file"),
            "delivered": e.MessageDelivered(gateway="pbx", conversation=f"call-{n % 4}", message="m1"),
            "recording": e.RecordingReady(gateway="pbx", call=call, url="http://x/1", seconds=1.0),
            "gone": e.CustomerSpoke(gateway="pbx", call="call-0", text="hello"),
        }
        self.happens(told[what])

    # --- agents ------------------------------------------------------------------------------------------------------

    @rule(n=INDEX, how=st.sampled_from(("answered", "answered", "answered", "failed", "silent")))
    @precondition(lambda self: self.open_offers())
    def take(self, n: int, how: str) -> None:
        self.takes(n, how)

    def takes(self, n: int, how: str) -> None:
        """Accepts what rings; the phone is picked up, fails, or is not heard of for now."""
        ringing = self.open_offers()
        offer = ringing[n % len(ringing)]
        if not (offer.rings and n % 2):
            self.happens(e.OfferAccepted(agent=offer.agent, offer=offer.id, request="r"))
        contact = self.board.state.contacts[offer.contact]
        if how == "answered":
            self.happens(e.AgentPhoneAnswered(gateway="pbx", call=contact.leg, agent=offer.agent))
        elif how == "failed":
            self.happens(e.AgentPhoneFailed(gateway="pbx", call=contact.leg, agent=offer.agent, reason="busy"))

    @rule(n=INDEX, agent=st.sampled_from(AGENTS), what=st.sampled_from(("decline", "accept", "somebody else's")))
    @precondition(lambda self: self.offers)
    def click_on_an_offer(self, n: int, agent: str, what: str) -> None:
        """One's own or somebody else's, open or long gone."""
        ringing = [(offer.agent, offer.id) for offer in self.open_offers()]
        owner, offer = [*self.offers[-2:], *ringing * 3][-1 - n % (len(self.offers[-2:]) + 3 * len(ringing))]
        kind = e.OfferDeclined if what == "decline" else e.OfferAccepted
        self.happens(kind(agent=agent if what == "somebody else's" else owner, offer=offer, request="r"))

    @rule(
        n=INDEX,
        how=st.sampled_from(
            ("answered", "answered", "failed", "ringing", "dropped", "ended", "again", "number", "no number")
        ),
    )
    @precondition(lambda self: self.held())
    def phone(self, n: int, how: str) -> None:
        held = self.held()
        agent, name = held[n % len(held)]
        call = self.board.state.contacts[name].leg
        told: dict[str, e.AnyEvent] = {
            "answered": e.AgentPhoneAnswered(gateway="pbx", call=call, agent=agent),
            "failed": e.AgentPhoneFailed(gateway="pbx", call=call, agent=agent, reason="no_answer"),
            "ringing": e.AgentPhoneRinging(gateway="pbx", call=call, agent=agent),
            "dropped": e.AgentPhoneFailed(gateway="pbx", call=call, agent="ann", reason="failed"),
            "number": e.AgentPhoneAnswered(gateway="pbx", call=call, agent="110"),
            "no number": e.AgentPhoneFailed(gateway="pbx", call=call, agent="110", reason="busy"),
            "ended": e.CallEnded(gateway="pbx", call=call),
            "again": e.CallArrived(gateway="pbx", call=call),
        }
        self.happens(told[how])

    @rule(n=INDEX, what=st.sampled_from(("ringing", "picked up", "no_answer", "rejected", "failed", "late")))
    @precondition(lambda self: self.rung())
    def the_phone_of_an_offer(self, n: int, what: str) -> None:
        """It rings with the offer, if it does; somebody picks up when the offer stands, or has gone."""
        rung = self.rung()
        offer = rung[n % len(rung)]
        call = self.board.state.contacts[offer.contact].leg
        if what == "late":
            self.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent=AGENTS[n % len(AGENTS)]))
        elif what == "picked up":
            self.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent=offer.agent))
        elif what == "ringing":
            self.happens(e.AgentPhoneRinging(gateway="pbx", call=call, agent=offer.agent))
        elif what == "failed" and n % 2:
            self.happens(e.CommandFailed(gateway="pbx", call=call, command=offer.rings or "1.0", reason="no way"))
        else:
            self.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent=offer.agent, reason=what))

    def rung(self) -> list[Offer]:
        return [one for one in self.board.state.offers.values() if one.contact in self.board.state.contacts]

    @rule(n=INDEX)
    @precondition(lambda self: self.open_offers())
    def serve(self, n: int) -> None:
        self.takes(n, "answered")

    @rule(
        n=INDEX,
        what=st.sampled_from(
            ("hold", "resume", "end", "wrap_up", "wrap_up", "promise", "complaint", "help", "write", "mute", "secure")
        ),
        right=st.sampled_from((True, True, True, False)),
    )
    @precondition(lambda self: self.in_hand())
    def work(self, n: int, what: str, right: bool) -> None:
        held = self.in_hand()
        agent, contact = held[n % len(held)]
        clicks: dict[str, e.AnyEvent] = {
            "hold": e.HoldAsked(agent=agent, contact=contact, request="r"),
            "resume": e.ResumeAsked(agent=agent, contact=contact, request="r"),
            "end": e.EndAsked(agent=agent, contact=contact, request="r"),
            "wrap_up": e.WrapUpDone(agent=agent, contact=contact, disposition="resolved", request="r"),
            "promise": e.WrapUpDone(
                agent=agent,
                contact=contact,
                disposition="resolved",
                callback=e.CallbackAgreed(window_from=self.clock.now() + 60, window_to=self.clock.now() + 600),
            ),
            "complaint": e.WrapUpDone(
                agent=agent,
                contact=contact,
                disposition="resolved",
                complaint=e.ComplaintTold(cause="attitude", text="rude"),
            ),
            "mute": e.MuteAsked(agent=agent, contact=contact, on=n % 3 > 0, request="r"),
            "secure": e.SecureAsked(agent=agent, contact=contact, on=n % 3 > 0, request="r"),
            "help": e.HelpAsked(agent=agent, contact=contact, request="r"),
            "write": e.MessageWritten(agent=agent, contact=contact, message=f"a{len(self.journal)}", text="hello"),
        }
        event = clicks[what]
        assert isinstance(event, e.OnContact)
        self.happens(event if right else replace(event, agent=AGENTS[n % len(AGENTS)]))

    @rule(
        n=INDEX,
        to=st.sampled_from(("queue:cards", "queue:card-loss", "queue:none", "agent:", "agent:", "number:110", ":")),
        mode=st.sampled_from(("blind", "blind", "blind", "consult", "conference")),
    )
    @precondition(lambda self: self.in_hand())
    def transfer(self, n: int, to: str, mode: str) -> None:
        held = self.in_hand()
        agent, contact = held[n % len(held)]
        kind, _, name = to.partition(":")
        self.happens(
            e.TransferAsked(
                agent=agent,
                contact=contact,
                mode=mode,
                to_queue=name if kind == "queue" else None,
                to_agent=AGENTS[n % len(AGENTS)] if kind == "agent" else None,
                to_number=name if kind == "number" else None,
                request="r",
            )
        )

    @rule(
        n=INDEX,
        what=st.sampled_from(("agent", "agent", "queue", "number", "confer")),
        then=st.sampled_from(("answered", "answered", "answered", "failed", "")),
    )
    def consult(self, n: int, what: str, then: str) -> None:
        """Somebody is asked in about a call and mostly comes to the phone."""
        contact = self.on_the_phone(n)
        free = [one for one in AGENTS if contact and one != contact.agent and self.comes(one)]
        if contact is None or not free:
            return
        asked = e.TransferAsked(
            agent=contact.agent or "",
            contact=contact.id,
            mode="conference" if what == "confer" else "consult",
            to_agent=free[n % len(free)] if what in ("agent", "confer") else None,
            to_queue="general" if what == "queue" else None,
            to_number="110" if what == "number" else None,
            request="r",
        )
        self.happens(asked)
        child = self.board.state.contacts.get(f"c{len(self.journal)}")
        kind = e.AgentPhoneAnswered if then == "answered" else e.AgentPhoneFailed
        if then and what == "number":
            self.happens(kind(gateway="pbx", call=contact.leg, agent="110"))
        elif then and child and (offer := self.board.state.offers.get(child.offer or "")):
            self.happens(e.OfferAccepted(agent=offer.agent, offer=offer.id, request="r"))
            self.happens(kind(gateway="pbx", call=child.leg, agent=offer.agent))

    def on_the_phone(self, n: int) -> Contact | None:
        """A call at which customer and agent talk; a new one when there is none."""
        agents, contacts = self.board.state.agents, self.board.state.contacts
        if not any(self.talks(one) for one in contacts.values()):
            free = [one for one in AGENTS if not (one in agents and agents[one].used) and self.comes(one)]
            if not free:
                return None
            self.call(caller="", to="", known=NOBODY, priority="", intent="speak_to_human", early=None)
            for offer in [one for one in self.open_offers() if contacts[one.contact].leg == f"call-{self.calls}"]:
                self.happens(e.OfferAccepted(agent=offer.agent, offer=offer.id, request="r"))
                self.happens(e.AgentPhoneAnswered(gateway="pbx", call=f"call-{self.calls}", agent=offer.agent))
        calls = [one for one in contacts.values() if self.talks(one)]
        return calls[n % len(calls)] if calls else None

    @staticmethod
    def talks(contact: Contact) -> bool:
        return contact.state == "connected" and contact.channel is Channel.VOICE and contact.parent is None

    def comes(self, agent: str) -> bool:
        """To work, with nothing to do yet; False: there is something that waits for them."""
        self.happens(e.AgentConnected(agent=agent))
        self.happens(e.PresenceChosen(agent=agent, presence=Presence.AVAILABLE))
        return agent in self.board.crowd.filed

    @rule(n=INDEX, what=st.sampled_from(("pause", "mute", "recording")))
    @precondition(lambda self: any(one.recording or one.muted for one in self.board.state.contacts.values()))
    def not_done(self, n: int, what: str) -> None:
        """A recording that could not begin or pause, a phone that could not be muted."""
        talks = [one for one in self.board.state.contacts.values() if one.recording or one.muted]
        contact = talks[n % len(talks)]
        command = {"pause": contact.pause, "mute": contact.mute, "recording": contact.recording}[what]
        if command:
            self.happens(e.CommandFailed(gateway="pbx", call=contact.leg, command=command, reason="no"))

    @rule(n=INDEX, what=st.sampled_from(("complete", "confer", "back", "hold", "leave", "hang up", "dropped")))
    @precondition(lambda self: any(one.consultation for one in self.board.state.contacts.values()))
    def in_a_consultation(self, n: int, what: str) -> None:
        open_ = [one for one in self.board.state.contacts.values() if one.consultation]
        contact = open_[n % len(open_)]
        asked, agent = contact.consultation, contact.agent or ""
        assert asked
        to = {"to_number": asked.to_number} if asked.to_number else {"to_agent": asked.party}
        told: dict[str, e.AnyEvent] = {
            "complete": e.TransferAsked(agent=agent, contact=contact.id, request="r", **to),
            "confer": e.TransferAsked(agent=agent, contact=contact.id, mode="conference", request="r", **to),
            "back": e.ResumeAsked(agent=agent, contact=contact.id, request="r"),
            "hold": e.HoldAsked(agent=agent, contact=contact.id, request="r"),
            "leave": e.EndAsked(agent=asked.party or "", contact=asked.contact or "", request="r"),
            "hang up": e.CallEnded(gateway="pbx", call=contact.leg),
            "dropped": e.AgentPhoneFailed(gateway="pbx", call=contact.leg, agent=(agent, asked.party or "")[n % 2]),
        }
        self.happens(told[what])

    @rule(
        agent=st.sampled_from((*AGENTS, *PEOPLE)),
        what=st.sampled_from(
            ("to work", "to work", "to work", "lost", "seen", "roster", Presence.AWAY, Presence.AWAY, Presence.OFFLINE)
        ),
        skills=st.sampled_from(SKILLS),
        reason=st.sampled_from(("break", "meal")),
    )
    def the_agent(self, agent: str, what: str, skills: dict[str, int], reason: str) -> None:
        if what == "lost":
            self.happens(e.AgentDisconnected(agent=agent))
        elif what == "roster":
            self.rostered(agent, skills)
        elif what in ("seen", "to work"):
            self.happens(e.AgentConnected(agent=agent))
        if isinstance(what, Presence) or what == "to work":
            presence = what if isinstance(what, Presence) else Presence.AVAILABLE
            self.happens(e.PresenceChosen(agent=agent, presence=presence, reason=reason, request="r"))

    def rostered(self, agent: str, skills: dict[str, int]) -> None:
        """Bob is of a team that serves one queue later than the other, if he has any skill; nobody else has a team."""
        self.happens(
            e.AgentRostered(
                agent=agent,
                name=agent,
                skills=skills,
                languages=("en",),
                endpoint=f"P/{agent}",
                team="blue" if agent == "bob" and skills else "",
                role=Role.SUPERVISOR if agent == "sue" else Role.AGENT,
            )
        )

    # --- proposals to those who wait -------------------------------------------------------------------------------

    def asked(self) -> list[str]:
        return [one.leg for one in self.board.state.contacts.values() if one.proposal]

    def recorded(self) -> list[str]:
        return [one.leg for one in self.board.state.contacts.values() if one.state is ContactState.VOICEMAIL]

    @rule(
        n=INDEX,
        key=st.sampled_from(("1", "2", "3", "0")),
        caller=st.sampled_from(CALLERS[1:]),
        known=st.sampled_from(KNOWN),
    )
    def would_rather(self, n: int, key: str, caller: str, known: Known) -> None:
        """Somebody calls, waits until asked, and answers; or somebody who was asked already does."""
        if not self.asked() or n % 2:
            self.call(caller, "", known, "", "card_question", None)
            self.moves_on(1.0)
        if self.asked():
            call = self.asked()[-1]
            self.happens(e.CustomerKeyed(gateway="pbx", call=call, digits=key))
            self.old.append(call)

    @rule(n=INDEX, what=st.sampled_from(("#", "0", "hang up", "speak", "card_loss", "failed", "time")))
    @precondition(lambda self: self.recorded())
    def leave_a_message(self, n: int, what: str) -> None:
        call = self.recorded()[n % len(self.recorded())]
        self.on_old_leg(call, what)

    @rule(
        n=INDEX, what=st.sampled_from(("0", "hang up", "speak", "card_loss", "done", "ring", "ring", "write", "lost"))
    )
    @precondition(lambda self: self.old)
    def after_choosing(self, n: int, what: str) -> None:
        """On the leg that was left, from the same number, or about the text message that was sent."""
        state = self.board.state
        numbers = [*state.virtual_holds, *state.places, CALLERS[1]]
        if what == "ring":
            self.call(numbers[n % len(numbers)], "", NOBODY, "", "card_question", None)
        elif what == "write":
            self.writes(numbers[n % len(numbers)])
        elif what == "lost":
            lost = [place.conversation for place in state.places.values() if place.conversation]
            self.happens(e.MessageFailed(gateway="pbx", conversation=[*lost, "none"][0], message="m"))
        else:
            self.on_old_leg(self.old[-1 - n % min(3, len(self.old))], what)

    def on_old_leg(self, call: str, what: str) -> None:
        seq = len(self.journal)
        if what in ("speak", "card_loss"):
            self.says(call, "exchange_rate" if what == "speak" else what, unsure=False)
        elif what == "hang up":
            self.happens(e.CallEnded(gateway="pbx", call=call))
        elif what in ("failed", "done"):
            kind = e.CommandFailed if what == "failed" else e.CommandDone
            self.happens(kind(gateway="pbx", call=call, command=f"{seq}.0"))
        elif what == "time":
            self.moves_on(200.0)
        else:
            self.happens(e.CustomerKeyed(gateway="pbx", call=call, digits=what))

    def writes(self, number: str) -> None:
        self.calls += 1
        heard = Intent(name="unclear", confidence=0.3, unsure=True)
        self.happens(
            e.MessageReceived(
                gateway="pbx",
                conversation=f"sms-{self.calls}",
                channel=Channel.SMS,
                sender=number,
                text="hello",
                message="m",
                intent=heard,
            )
        )

    # --- self-service ------------------------------------------------------------------------------------------------

    def in_flows(self) -> list[Contact]:
        return [one for one in self.board.state.contacts.values() if one.dialogue and one.state == "self_service"]

    @rule(
        caller=st.sampled_from(CALLERS),
        known=st.sampled_from(KNOWN),
        keys=st.lists(st.sampled_from(tuple(LEADS)), min_size=1, max_size=3),
        answers=st.sampled_from(("right", "right", "wrong", "unavailable", "")),
    )
    def dials_the_flow(self, caller: str, known: Known, keys: list[str], answers: str) -> None:
        """Somebody chooses a language and walks on by keys, with a source that answers, fails or is not heard of."""
        self.calls += 1
        name = f"call-{self.calls}"
        self.happens(e.CallArrived(gateway="pbx", call=name, caller=caller, dialled=DIALLED, known=known))
        for key in ("2", *keys):
            sealed = f"tok-{len(self.journal)}" if self.asked_in_secret(name) else ""
            digits = "" if sealed else key
            self.happens(e.CustomerKeyed(gateway="pbx", call=name, digits=digits, sealed=sealed))
            if answers:
                self.source_answers(self.calls, answers)

    def asked_in_secret(self, call: str) -> bool:
        return any(one.leg == call and one.dialogue and one.dialogue.sealed for one in self.in_flows())

    @rule(n=INDEX, how=st.sampled_from(("right", "right", "wrong", "unavailable", "expired", "late")))
    @precondition(lambda self: any(one.dialogue.fetching for one in self.in_flows()))
    def a_source_answers(self, n: int, how: str) -> None:
        self.source_answers(n, how)

    def source_answers(self, n: int, how: str) -> None:
        asked = [(one.id, one.dialogue.fetching) for one in self.in_flows() if one.dialogue and one.dialogue.fetching]
        if not asked:
            return
        contact, number = asked[n % len(asked)]
        self.happens(
            e.LookUpAnswered(
                contact=contact,
                look_up="1.1" if how == "late" else number,
                failure=how if how in ("unavailable", "expired") else "",
                right=how != "wrong",
                facts={"balance": "7"},
                known=KNOWN[n % len(KNOWN)],
            )
        )

    @rule(
        n=INDEX,
        what=st.sampled_from((*LEADS, "0", "#", "*", "", "secret", "speak", "main menu", "hang up", "failed", "write")),
        intent=st.sampled_from((*SPOKEN, "anything")),
        down=st.sampled_from((False, False, True)),
    )
    @precondition(lambda self: self.in_flows())
    def in_a_flow(self, n: int, what: str, intent: str, down: bool) -> None:
        contact = self.in_flows()[n % len(self.in_flows())]
        sealed = f"tok-{len(self.journal)}" if what == "secret" else ""
        said = what if what == "main menu" else intent
        unclear = what == "main menu" or down
        heard = Intent(
            name="unclear" if unclear else intent,
            confidence=0.5,
            unsure=unclear,
            emergency=intent == "card_loss" and what == "speak",
            down=down,
            slots={"card": "1234"},
        )
        if contact.channel is not Channel.VOICE:
            text = said if what in ("speak", "main menu") else what
            self.happens(
                e.MessageReceived(
                    gateway="pbx",
                    conversation=contact.leg,
                    channel=contact.channel,
                    sender="web-1",
                    text="" if sealed else text,
                    message=f"m{len(self.journal)}",
                    intent=heard,
                    sealed=sealed,
                )
            )
        elif what in ("speak", "main menu"):
            self.happens(e.CustomerSpoke(gateway="pbx", call=contact.leg, text=said, intent=heard))
        elif what in ("hang up", "failed"):
            kinds: dict[str, e.AnyEvent] = {
                "hang up": e.CallEnded(gateway="pbx", call=contact.leg),
                "failed": e.CommandFailed(gateway="pbx", call=contact.leg, command=contact.transfer or "1.0"),
            }
            self.happens(kinds[what])
        else:
            digits = "" if sealed or what == "write" else what
            self.happens(e.CustomerKeyed(gateway="pbx", call=contact.leg, digits=digits, sealed=sealed))

    @rule(n=INDEX, taken=st.booleans(), what=st.sampled_from(("said", "said", "card_loss", "hang up")))
    @precondition(lambda self: any(one.state == "transferring" for one in self.board.state.contacts.values()))
    def put_through(self, n: int, taken: bool, what: str) -> None:
        through = [one for one in self.board.state.contacts.values() if one.state == "transferring"]
        contact = through[n % len(through)]
        if what == "said":
            kind = e.CommandDone if taken else e.CommandFailed
            self.happens(kind(gateway="pbx", call=contact.leg, command=contact.transfer))
        else:
            self.on_old_leg(contact.leg, what)

    # --- supervisors, promises, the house -----------------------------------------------------------------------------

    @rule(
        n=INDEX,
        what=st.sampled_from(("assign", "assign", "cards", "card-loss", "none", "acknowledge", "force", "watch")),
        ahead=st.sampled_from((None, 300.0)),
    )
    def supervise(self, n: int, what: str, ahead: float | None) -> None:
        contact = self.some_contact(n)
        if what == "assign":
            self.happens(e.ContactAssigned(agent="sue", contact=contact, to=AGENTS[n % 3], request="r"))
        elif what == "force":
            presence = tuple(Presence)[n % 3]
            self.happens(
                e.PresenceForced(agent="sue", whom=AGENTS[n % 3], presence=presence, reason="needed", request="r")
            )
        elif what == "watch":
            self.happens(e.MonitorAsked(agent="sue", contact=contact, mode="listen", endpoint="P/sue", request="r"))
        elif what == "acknowledge":
            alarms = [*sorted(self.board.state.alarms), "none"]
            self.happens(e.AlarmAcknowledged(agent="sue", alarm=alarms[n % len(alarms)], request="r"))
        else:
            self.happens(e.ContactRequeued(agent="sue", contact=contact, queue=what, head_start=ahead, request="r"))

    @rule(
        n=INDEX,
        what=st.sampled_from(
            ("callback", "callback", "callback", "site", "restart", "quiet restart", "snapshot", "poison", "repair")
        ),
        to=st.sampled_from(("", *AGENTS)),
        seconds=st.sampled_from((0.0, 25.0, 100.0)),
    )
    def the_house(self, n: int, what: str, to: str, seconds: float) -> None:
        if what == "callback":
            self.falls_due(f"b{n % 2}", 1 + n % 3, to or None)
        elif what == "site":
            self.happens(e.SiteTaken(version=f"site-{1 + n % 2}"))
        elif what == "snapshot":
            self.twin = Switchboard(self.sites, codec.state_of(codec.state_bytes(self.board.state)))
        elif what == "poison":
            self.poison(n)
        elif what == "repair":
            self.mends_nothing()
        else:
            self.starts_again(seconds, everybody_back=what == "restart")

    def mends_nothing(self) -> None:
        """Where all is well a repair changes nothing but the alarm it raises."""
        self.moves_on(0.0)
        before = dump(self.board.state)
        self.happens(e.RepairAsked())
        after = dump(self.board.state)
        assert {**after, "alarms": before["alarms"]} == before

    def falls_due(self, callback: str, tries: int, agent: str | None) -> None:
        now = self.clock.now()
        self.happens(
            e.CallbackFellDue(
                callback=callback,
                number=CALLERS[1],
                tries=tries,
                promised_at=now - 30.0,
                window_to=now + 600.0,
                to_agent=agent,
                place=now - 300.0 if tries > 2 else None,
                to_queue="cards" if tries > 2 else None,
            )
        )

    def starts_again(self, seconds: float, *, everybody_back: bool) -> None:
        """Timers that are overdue when the server wakes are handed in late, all at once."""
        self.clock.advance(seconds)
        self.happens(e.ServerStarted(version="1"))
        self.moves_on(0.0)
        for agent in sorted(self.board.state.agents) if everybody_back else ():
            self.happens(e.AgentConnected(agent=agent))

    @rule(seconds=st.sampled_from((0.3, 1.0, 1.0, 5.0, 11.0, 21.0, 61.0)))
    def time_passes(self, seconds: float) -> None:
        self.moves_on(seconds)

    def poison(self, n: int) -> None:
        """An event that makes the switchboard raise once everything is done changes nothing."""
        events = [e.CallEnded(gateway="pbx", call=self.some_call(n)), e.AgentDisconnected(agent=AGENTS[n % 3])]
        if self.offers:
            agent, offer = self.offers[-1]
            events.append(e.OfferAccepted(agent=agent, offer=offer))
            events.append(e.OfferDeclined(agent=agent, offer=offer))
        before = dump(self.board.state)
        recorded = e.Recorded(seq=len(self.journal) + 1, at=self.clock.now(), event=events[n % len(events)])
        real = offers.balance

        def boom(work: Any) -> None:
            real(work)
            raise RuntimeError("poison")

        with mock.patch.object(offers, "balance", boom):
            try:
                self.board.handle(recorded)
            except RuntimeError:
                pass
            else:
                raise AssertionError("the poison was swallowed")
        assert dump(self.board.state) == before
        self.happens(e.EventQuarantined(quarantined=recorded.seq, error="poison"))

    # --- always ------------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_is_with_two_agents(self) -> None:
        with_agents = [one for one in self.board.state.contacts.values() if one.state in LIVE_WITH_AGENT]
        for contact in with_agents:
            assert not any(
                offer.contact == contact.id and offer.state is OfferState.OPEN
                for offer in self.board.state.offers.values()
            )

    def teardown(self) -> None:
        self.replay()
        self.moves_on(120.0)
        for agent in sorted(self.board.state.agents):  # an emergency would be brought to who is there for ever
            self.happens(e.AgentDisconnected(agent=agent))
        self.twin = None
        self.hours_pass(20 * 3600.0)
        assert not leftovers(self.board), leftovers(self.board)

    def hours_pass(self, seconds: float) -> None:
        """Those who wait are looked at every few seconds for hours; only what else happens is checked each time."""
        end = self.clock.now() + seconds
        while (timer := self.board.next_timer()) and timer.due <= end:
            self.clock.advance(max(0.0, timer.due - self.clock.now()))
            if timer.timer.startswith("watch:"):
                looked = e.Recorded(seq=len(self.journal) + 1, at=self.clock.now(), event=timer)
                self.journal.append(looked)
                self.board.handle(looked)
            else:
                self.happens(timer)
        self.clock.advance(end - self.clock.now())

    def replay(self) -> None:
        again = Switchboard(self.sites)
        assert [codec.outcome_text(again.handle(recorded)) for recorded in self.journal] == self.told
        assert dump(again.state) == dump(self.board.state)


TestFloor = Floor.TestCase
TestFloor.settings = settings(
    max_examples=80, stateful_step_count=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
