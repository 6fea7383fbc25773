"""Callers and crew out of our own journal, so that a supervisor can try a new site on yesterday.

The journal is played through a switchboard of the sites it names, as it happened; what comes out tells of each contact when
it joined its line, was answered, ended and was wrapped up, and of each agent when they were there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from callcenter.model import events as e
from callcenter.model.agent import Agent, Presence, Reachability
from callcenter.model.contact import ENDED, Channel, Contact, ContactState
from callcenter.model.site import Site
from callcenter.simulation.callers import LONGEST_PATIENCE, Caller, Says, Traffic
from callcenter.simulation.crew import Colleague, Crew, joined
from callcenter.simulation.from_log import services
from callcenter.simulation.log import Fate, LoggedCall
from callcenter.simulation.patience import Patience
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.state import leg_key

S = ContactState


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One call as it was: who, what they said, and what became of it."""

    contact: Contact
    says: tuple[Says, ...]
    wrap_up: float
    call: LoggedCall


@dataclass(kw_only=True)
class _Presence:
    agent: Agent
    since: float | None = None
    spans: list[tuple[float, float]] = field(default_factory=list)


class Yesterday:
    """Hand in every event of the journal, in order; then ask for what it tells of the time between `first` and `last`."""

    def __init__(self, sites: Mapping[str, Site], first: float | None = None, last: float | None = None) -> None:
        self._board = Switchboard(sites)
        self._first = first if first is not None else float("-inf")
        self._last = last if last is not None else float("inf")
        self._says: dict[str, list[Says]] = {}
        self._agents: dict[str, _Presence] = {}
        self._now = 0.0
        self.seen: list[Seen] = []
        self.left_out: dict[str, int] = {}
        """Why and how many contacts are not among the callers."""

    def happened(self, recorded: e.Recorded) -> None:
        """An event that made the switchboard raise then does so now: it changed nothing and is passed over."""
        self._now = recorded.at
        self._listen(recorded)
        try:
            outcome = self._board.handle(recorded)
        except Exception:  # noqa: BLE001 - as above; the journal holds its quarantine
            return
        for contact in outcome.contacts:
            if contact.state in ENDED:
                self._over(contact)
        for name in outcome.agents:
            self._watch(self._board.state.agents[name])

    # --- customers ----------------------------------------------------------------------------------------------------------

    def _listen(self, recorded: e.Recorded) -> None:
        """What is said and keyed before a person answers."""
        event = recorded.event
        if not isinstance(event, e.CustomerSpoke | e.CustomerKeyed):
            return
        contact = self._contact(event)
        if contact is None or contact.connected_at is not None:
            return
        after = round(recorded.at - contact.arrived_at, 3)
        self._says.setdefault(contact.id, []).append(_said(event, after))

    def _contact(self, event: e.OnCall) -> Contact | None:
        state = self._board.state
        return state.contacts.get(state.legs.get(leg_key(event.gateway, event.call), ""))

    def _over(self, contact: Contact) -> None:
        says = tuple(self._says.pop(contact.id, ()))
        if not self._first <= contact.arrived_at < self._last:
            return
        if contact.channel is not Channel.VOICE:
            self._leave_out("contacts in writing")
        elif contact.callback is not None or contact.parent is not None:
            self._leave_out("callbacks and consultations")
        else:
            ended = contact.ended_at if contact.ended_at is not None else self._now
            self.seen.append(
                Seen(contact=contact, says=says, wrap_up=max(0.0, self._now - ended), call=_logged(contact, ended))
            )

    def _leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1

    # --- agents -------------------------------------------------------------------------------------------------------------

    def _watch(self, agent: Agent) -> None:
        known = self._agents.setdefault(agent.id, _Presence(agent=agent))
        known.agent = agent
        there = agent.reachability is Reachability.CONNECTED and agent.presence is Presence.AVAILABLE
        if there and known.since is None:
            known.since = self._now
        elif not there and known.since is not None:
            known.spans.append((known.since, self._now))
            known.since = None

    def crew(self) -> Crew:
        """Who was available when; at the end of the journal everybody still is."""
        found = []
        for name, known in sorted(self._agents.items()):
            spans = [*known.spans, *([(known.since, float("inf"))] if known.since is not None else [])]
            begins, ends = max(self._first, 0.0), min(self._last, self._now)
            cut = [(max(a, begins), min(b, ends)) for a, b in spans if a < ends and b > begins]
            if hours := joined((a, b) for a, b in cut if a < b):
                one = known.agent
                found.append(
                    Colleague(name=name, skills=one.skills, languages=one.languages, team=one.team, hours=hours)
                )
        told = f"{len(found)} agents, available when they were, with the skills they had at the end."
        return Crew(agents=tuple(found), assumptions=(told,))

    def traffic(self, site: Site) -> "JournalTraffic":
        """Raises LookupError where no call has ended in that time."""
        if not self.seen:
            raise LookupError("the journal has no call that ended in that time")
        return JournalTraffic(sorted(self.seen, key=lambda one: one.contact.seq), site, self.left_out)


def _said(event: e.CustomerSpoke | e.CustomerKeyed, after: float) -> Says:
    """Of what was sealed nothing is known but that it was said, and what it was understood as."""
    if isinstance(event, e.CustomerKeyed):
        return Says(after=after, digits=event.digits, sealed=bool(event.sealed))
    if event.sealed and event.intent.unsure:
        return Says(after=after, sealed=True)
    return Says(after=after, intent=event.intent.name)


def _logged(contact: Contact, ended: float) -> LoggedCall:
    """The contact in the words of a call log: its kind is its intent."""
    joined_at, answered = contact.queued_at, contact.connected_at
    fate = Fate.SELF_SERVICE if joined_at is None else Fate.ANSWERED if answered is not None else Fate.ABANDONED
    until = answered if answered is not None else ended
    return LoggedCall(
        id=contact.id,
        customer=contact.known.customer or "",
        priority=contact.declared,
        kind=contact.intent.name if contact.intent else "",
        arrived=contact.arrived_at,
        vru=(joined_at if joined_at is not None else ended) - contact.arrived_at,
        queued=joined_at is not None,
        wait=max(0.0, until - joined_at) if joined_at is not None else 0.0,
        fate=fate,
        served=answered,
        service=max(0.0, ended - answered) if answered is not None else 0.0,
        server=contact.agent or "",
    )


class JournalTraffic:
    """Like a call log's traffic, with the words that were really said."""

    def __init__(self, seen: list[Seen], site: Site, left_out: Mapping[str, int]) -> None:
        self._seen, self._site, self._left_out = seen, site, left_out
        calls = [one.call for one in seen]
        self.calls = calls
        self._patience = Patience(calls)
        self._services = services(calls)
        self._wrap_ups = [one.wrap_up for one in seen if one.call.fate is Fate.ANSWERED] or [0.0]

    def drawn(self, random: Random) -> Traffic:
        return Traffic(
            callers=tuple(self._caller(one, random) for one in self._seen), assumptions=tuple(self._assumptions())
        )

    def days(self) -> list[date]:
        zone = ZoneInfo(self._site.zone)
        first = datetime.fromtimestamp(self.calls[0].arrived, zone).date()
        last = datetime.fromtimestamp(self.calls[-1].arrived, zone).date()
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def _caller(self, one: Seen, random: Random) -> Caller:
        call, contact = one.call, one.contact
        patience = self._patience.of(call, random)
        drawn_talk = random.choice(self._services.get(call.kind) or self._services[""])
        drawn_wrap_up = random.choice(self._wrap_ups)
        answered = call.fate is Fate.ANSWERED
        return Caller(
            id=contact.id,
            arrives=contact.arrived_at,
            says=one.says,
            patience=min(LONGEST_PATIENCE, patience),
            talks=call.service if answered else drawn_talk,
            wrap_up=one.wrap_up if answered else drawn_wrap_up,
            number=contact.caller,
            dialled=contact.dialled,
            language=contact.language,
            priority=contact.declared,
            leaves=call.vru if call.fate is Fate.SELF_SERVICE else None,
            known=contact.known,
        )

    def _assumptions(self) -> list[str]:
        told = [
            f"Arrivals, words and keys as in the journal: {len(self.calls)} calls; on another site they are said at the same "
            "moments of the call, and after the last of them a person is asked for.",
            "Patience of who hung up as it was; of who was answered drawn from the Kaplan-Meier estimate given that it was "
            "longer than their wait; an hour at most.",
            "Talk and wrap-up as they were; of who was never answered drawn from the others'.",
        ]
        told += [f"Left out: {count} {why}." for why, count in sorted(self._left_out.items())]
        return told
