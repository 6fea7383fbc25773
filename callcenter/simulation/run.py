"""One simulated day: a heap of what happens next around the real switchboard, which alone decides.

    Run(site, traffic, crew, habits, random).play(watch)

Simulated people do what the switchboard's commands ask of them and nothing else: an offer is accepted after a while, a
connected customer talks and hangs up, who waits longer than they can bear leaves. Timers elapse at their moment. No second
of real time passes, no journal is written; events go in as they would come out of one.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.contact import ENDED, WAITING, Contact, ContactState
from callcenter.model.intent import Intent
from callcenter.model.site import PROPOSALS, Site
from callcenter.simulation import sources
from callcenter.simulation.callers import Caller, Traffic
from callcenter.simulation.crew import Colleague, Crew
from callcenter.simulation.ledger import Ledger
from callcenter.simulation.watch import Watch
from callcenter.switchboard.board import Switchboard

S = ContactState
GATEWAY = "simulated"
CHARACTER = 0.2
"""Seconds a voice needs for a character of a question."""
THINKS = 1.0
"""Seconds from the end of a question to the answer."""
QUESTIONS = 3
"""So often somebody lets the machine ask again before the line is closed, by who wants no person or gets none."""
SPEAKS_MESSAGE = 20.0
"""Seconds of a voicemail, from the end of its prompt's first word on."""
CALLED_BACK = 5.0
"""Seconds until a customer who is called back answers."""
LONGEST_NIGHT = 36 * 3600.0
"""Seconds after the last arrival at which the run ends, whoever is still to be called back."""
COMES_BACK = 10.0
"""Seconds after which an agent who let an offer expire says they are there again."""
SEALED = "simulated"
"""What every answer to a check is known by: there is no vault, and each is right."""
SURE = 0.95
"""Confidence of what simulated customers say: they are understood."""
Act = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How simulated people go about it. Seconds."""

    accepts_after: float = 2.0
    picks_up_after: float = 0.0
    """From the accept to the talk: the agent's phone."""
    takes_proposal: float = 0.0
    """Share of the waiting customers who take the first of what is proposed to them instead of waiting."""

    def sentences(self) -> list[str]:
        told = [f"An offer is accepted after {self.accepts_after:g} s, and they speak {self.picks_up_after:g} s later."]
        if self.takes_proposal:
            told.append(
                f"{self.takes_proposal:.0%} of the waiting take the first thing proposed to them; who is called back answers, "
                "nobody goes on in writing."
            )
        else:
            told.append("Who waits and is proposed something else goes on waiting.")
        return told


USUAL = Habits()


class _Life:
    """One caller on the way through."""

    __slots__ = (
        "asked", "caller", "contact", "counted", "held", "joined", "leg", "over", "pending", "question", "said", "state"
    )  # fmt: skip

    def __init__(self, caller: Caller, leg: str, *, counted: bool = True) -> None:
        self.caller, self.leg, self.counted = caller, leg, counted
        self.contact = ""
        self.held = False
        """Has hung up and keeps the place: to be called back."""
        self.state = S.ARRIVED
        self.said = 0
        self.asked = 0
        self.question = 0
        self.pending = False
        self.joined = False
        self.over = False


class Run:
    """One run. `random` decides what people choose; everything else is settled in `traffic`."""

    def __init__(self, site: Site, traffic: Traffic, crew: Crew, habits: Habits, random: Random) -> None:
        self.site, self._habits, self._random = site, habits, random
        self.board = Switchboard({site.version: site})
        self._traffic, self._crew = traffic, crew
        self._heap: list[tuple[float, int, Act, tuple[Any, ...]]] = []
        self._order = 0
        self.now = 0.0
        self.events = 0
        self._lives: dict[str, _Life] = {}
        """By leg."""
        self._known: dict[str, _Life] = {}
        """By contact."""
        self._numbers: dict[str, Caller] = {}
        """Who answers a number: the last who called from it."""
        self._ledger = Ledger(lambda at, name: self._later(at, self._falls_due, name))
        self._left = 0
        """Callers whose line is still open or still to be opened."""
        self._offers: dict[str, str] = {}
        self._wrapping: set[str] = set()
        self._rostered: set[str] = set()
        self._away: set[str] = set()
        self._heard: dict[tuple[str, str], Intent] = {}
        self._disposition = next(iter(site.dispositions), "")
        self._obey: Mapping[type[c.Command], Callable[[Any], None]] = {
            c.MakeOffer: self._offered,
            c.WithdrawOffer: self._withdrawn,
            c.Connect: self._connect,
            c.Gather: self._asked,
            c.HangUp: self._cut,
            c.LookUp: self._looks_up,
            c.Record: self._record,
            c.Originate: self._dialled,
            c.PromiseCallback: self._ledger.promise,
            c.SettleCallback: self._ledger.settle,
        }

    # --- time ----------------------------------------------------------------------------------------------------------

    def play(self, watch: Watch, progress: Callable[[float], None] = lambda at: None) -> None:
        """Until every line is closed and every wrap-up done. `progress` is told the simulated time now and then."""
        self._watch = watch
        self._prepare()
        heap, board = self._heap, self.board
        told = 0
        while (self._left or self._wrapping) and self.now < self._horizon:
            timer = board.next_timer()
            if timer is not None and (not heap or timer.due <= heap[0][0]):
                self._at(timer.due)
                self._happens(timer)
            elif heap:
                at, _, act, words = heapq.heappop(heap)
                self._at(at)
                act(*words)
            else:
                break  # nothing can happen any more
            if self.events >= told:
                told = self.events + 2000
                progress(self.now)
        watch.finish(self.now)

    def _prepare(self) -> None:
        callers, spans = self._traffic.callers, [span for one in self._crew.agents for span in one.hours]
        begins = min([callers[0].arrives] if callers else [], default=0.0)
        self.now = min([begins, *(span[0] for span in spans if callers)], default=0.0)
        self._left = len(callers)
        self._horizon = callers[-1].arrives + LONGEST_NIGHT if callers else 0.0
        for caller in callers:
            self._later(caller.arrives, self._arrives, caller)
        for agent in self._crew.agents:
            for first, last in agent.hours:
                self._later(first, self._comes, agent)
                self._later(last, self._goes, agent.name)
        self._happens(e.SiteTaken(version=self.site.version))

    def _at(self, at: float) -> None:
        self.now = max(self.now, at)

    def _later(self, at: float, act: Act, *words: Any) -> None:
        self._order += 1
        heapq.heappush(self._heap, (round(max(at, self.now), 6), self._order, act, words))

    def _happens(self, event: e.AnyEvent) -> None:
        self.events += 1
        outcome = self.board.handle(e.Recorded(seq=self.events, at=self.now, event=event))
        self._watch.saw(self.now, event, outcome)
        for contact in outcome.contacts:
            self._follow(contact)
        for command in outcome.commands:
            obey = self._obey.get(type(command))
            if obey is not None:
                obey(command)
        for name in outcome.agents:
            if self.board.state.agents[name].not_responding and name not in self._away:
                self._away.add(name)
                self._later(self.now + COMES_BACK, self._back, name)

    # --- agents ----------------------------------------------------------------------------------------------------------

    def _comes(self, agent: Colleague) -> None:
        if agent.name not in self._rostered:
            self._rostered.add(agent.name)
            self._happens(self._rostering(agent))
            self._happens(e.AgentConnected(agent=agent.name))
        self._happens(e.PresenceChosen(agent=agent.name, presence=Presence.AVAILABLE))

    def _rostering(self, agent: Colleague) -> e.AgentRostered:
        return e.AgentRostered(
            agent=agent.name,
            name=agent.name,
            skills=dict(agent.skills),
            languages=agent.languages,
            endpoint=f"SIM/{agent.name}",
            team=agent.team,
        )

    def _goes(self, name: str) -> None:
        self._happens(e.PresenceChosen(agent=name, presence=Presence.OFFLINE))

    def _back(self, name: str) -> None:
        self._away.discard(name)
        agent = self.board.state.agents[name]
        if agent.not_responding and agent.presence is Presence.AVAILABLE:
            self._happens(e.PresenceChosen(agent=name, presence=Presence.AVAILABLE))

    def _offered(self, command: c.MakeOffer) -> None:
        offer = command.offer
        self._offers[offer.id] = offer.agent
        self._later(self.now + self._habits.accepts_after, self._accepts, offer.id)

    def _withdrawn(self, command: c.WithdrawOffer) -> None:
        self._offers.pop(command.offer, None)

    def _accepts(self, offer: str) -> None:
        agent = self._offers.pop(offer, None)
        if agent is not None:
            self._happens(e.OfferAccepted(agent=agent, offer=offer))

    def _wraps_up(self, contact: str, agent: str) -> None:
        if contact in self._wrapping:
            self._happens(e.WrapUpDone(agent=agent, contact=contact, disposition=self._disposition))

    # --- customers --------------------------------------------------------------------------------------------------------

    def _arrives(self, caller: Caller) -> None:
        life = self._lives[caller.id] = _Life(caller, caller.id)
        if caller.number:
            self._numbers[caller.number] = caller
        if caller.leaves is not None:
            self._later(self.now + caller.leaves, self._leaves_machine, life)
        self._happens(
            e.CallArrived(
                gateway=GATEWAY,
                call=caller.id,
                caller=caller.number,
                dialled=caller.dialled,
                language=caller.language,
                priority=caller.priority,
                known=caller.known,
            )
        )

    def _asked(self, command: c.Gather) -> None:
        """The machine wants something. While waiting it is a proposal; before, it wants to know the wish."""
        life = self._lives.get(command.leg)
        if life is None or life.over:
            return
        life.question += 1
        heard = self.now + len(command.prompt) * CHARACTER + THINKS
        if life.joined:
            if self._habits.takes_proposal and self._random.random() < self._habits.takes_proposal:
                proposed = self.board.state.contacts[life.contact].proposal
                self._later(heard, self._keys, life, life.question, _key_of(proposed))
            return
        life.asked += 1
        if life.said < len(life.caller.says):
            if not life.pending:
                life.pending = True
                wish = life.caller.says[life.said]
                self._later(max(self.now, life.caller.arrives + wish.after), self._says, life)
        elif life.caller.leaves is not None or life.asked > len(life.caller.says) + QUESTIONS:
            if life.asked >= QUESTIONS:
                self._later(self.now, self._leaves_machine, life)
        else:
            self._later(heard, self._keys, life, life.question, "0")

    def _says(self, life: _Life) -> None:
        life.pending = False
        if life.over or life.joined:
            return
        wish = life.caller.says[life.said]
        life.said += 1
        if wish.digits or wish.sealed:
            self._presses(life, wish.digits, sealed=wish.sealed)
            return
        heard = self._intent(wish.intent, life.caller.language)
        self._happens(
            e.CustomerSpoke(
                gateway=GATEWAY,
                call=life.leg,
                text=wish.intent,
                language=life.caller.language,
                intent=heard,
            )
        )

    def _intent(self, name: str, language: str) -> Intent:
        known = self._heard.get((name, language))
        if known is None:
            urgent = name in self.site.emergencies()
            known = Intent(name=name, confidence=SURE, emergency=urgent, language=language, reasons=("simulated",))
            self._heard[(name, language)] = known
        return known

    def _keys(self, life: _Life, question: int, digits: str) -> None:
        """Answers a question, if it is still the last one."""
        if not life.over and life.question == question:
            self._presses(life, digits)

    def _presses(self, life: _Life, digits: str, *, sealed: bool = False) -> None:
        """Sealed where it answers a check, as what comes from a gateway would be."""
        contact = self.board.state.contacts.get(life.contact)
        checked = contact is not None and contact.dialogue is not None and contact.dialogue.sealed
        if sealed or (checked and digits != "0"):
            self._happens(e.CustomerKeyed(gateway=GATEWAY, call=life.leg, digits="", sealed=SEALED))
        else:
            self._happens(e.CustomerKeyed(gateway=GATEWAY, call=life.leg, digits=digits))

    def _looks_up(self, command: c.LookUp) -> None:
        self._later(self.now + sources.seconds(self.site, command.source), self._is_told, command)

    def _is_told(self, command: c.LookUp) -> None:
        """Unless nobody waits for it any longer."""
        contact = self.board.state.contacts.get(command.contact)
        if contact is not None and contact.dialogue is not None and contact.dialogue.fetching == command.look_up:
            self._happens(sources.answer(self.site, contact, command.source, command.look_up))

    def _leaves_machine(self, life: _Life) -> None:
        if not life.over and not life.joined:
            self._hangs_up(life, "customer_hangup")

    def _gives_up(self, life: _Life) -> None:
        if life.state in WAITING and not life.held:
            self._hangs_up(life, "customer_hangup")

    def _hangs_up(self, life: _Life, reason: str) -> None:
        if not life.over:
            self._happens(e.CallEnded(gateway=GATEWAY, call=life.leg, reason=reason))

    def _cut(self, command: c.HangUp) -> None:
        life = self._lives.get(command.leg)
        if life is not None:
            self._later(self.now, self._hangs_up, life, "completed")

    def _record(self, command: c.Record) -> None:
        life = self._lives.get(command.leg)
        if life is not None and command.action == "start" and life.state is S.VOICEMAIL:
            self._later(self.now + SPEAKS_MESSAGE, self._keys, life, life.question, "#")

    def _connect(self, command: c.Connect) -> None:
        life = self._lives.get(command.leg)
        if life is not None:
            rings = CALLED_BACK if life.held else 0.0
            self._later(self.now + self._habits.picks_up_after + rings, self._speak, command.leg, command.agent)

    def _speak(self, leg: str, agent: str) -> None:
        life = self._lives.get(leg)
        if life is None or life.over or life.state is not S.CONNECTING:
            return
        self._later(self.now + life.caller.talks, self._hangs_up, life, "customer_hangup")
        self._happens(e.AgentPhoneAnswered(gateway=GATEWAY, call=leg, agent=agent))

    # --- promises ---------------------------------------------------------------------------------------------------------

    def _falls_due(self, name: str) -> None:
        event = self._ledger.fall(name, self.now)
        if event is not None:
            self._happens(event)

    def _dialled(self, command: c.Originate) -> None:
        """A callback that fell due: whoever called from that number is there."""
        if command.leg not in self._lives and command.to in self._numbers:
            life = self._lives[command.leg] = _Life(self._numbers[command.to], command.leg, counted=False)
            life.held, life.joined, life.state = True, True, S.CONNECTING

    # --- what the switchboard made of it ----------------------------------------------------------------------------------

    def _follow(self, contact: Contact) -> None:
        if contact.state in ENDED:
            self._wrapping.discard(contact.id)
        life = self._lives.get(contact.leg) or self._moved(contact)
        if life is None:
            return
        life.contact, life.state = contact.id, contact.state
        self._known[contact.id] = life
        if not life.joined and contact.state in WAITING:
            life.joined = True
            self._later(self.now + life.caller.patience, self._gives_up, life)
        if not life.over and (contact.state in ENDED or contact.state is S.WRAP_UP):
            life.over = True
            self._left -= life.counted
            del self._lives[life.leg], self._known[contact.id]
        if contact.state is S.WRAP_UP and contact.id not in self._wrapping:
            self._wrapping.add(contact.id)
            self._later(self.now + life.caller.wrap_up, self._wraps_up, contact.id, contact.agent or "")

    def _moved(self, contact: Contact) -> _Life | None:
        """A customer who is to be called back: the contact has a new leg, the old one is only said goodbye to."""
        if contact.callback is None:
            return None
        life = self._known.get(contact.id)
        if life is not None:
            del self._lives[life.leg]
            life.leg, life.held = contact.leg, True
            self._lives[contact.leg] = life
        return life


def _key_of(proposed: tuple[str, ...]) -> str:
    return str(PROPOSALS.index(proposed[0]) + 1) if proposed else "0"
