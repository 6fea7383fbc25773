"""The floor of the property tests: two versions of a site with every kind of trouble in it, and what must always hold."""

import json
from dataclasses import replace
from typing import Any

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import CAPACITY
from callcenter.model.contact import WAITING, ContactState, Offer, OfferState, Rank
from callcenter.model.gateways import GatewayPolicy, Rings
from callcenter.model.site import (
    Ask,
    Patience,
    Preferred,
    Queue,
    Rung,
    Serving,
    Site,
    SkillNeed,
    Step,
    Team,
)
from callcenter.routing.crowd import at_work, unable
from callcenter.routing.lines import behind, demand_of
from callcenter.services import codec
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.holds import open_to
from callcenter.switchboard.invariants import violations
from callcenter.switchboard.state import State
from callcenter.switchboard.steps import is_watched
from callcenter.testing.sites import both, small_site
from tests.unit.switchboard.flow_world import NIGHTS, with_everything
from tests.unit.switchboard.ladder_world import ladder_faults

BY_HAND = (e.TransferAsked, e.ContactAssigned)
"""Events in which a person chooses the agent: rank has no say then."""


LADDER = (
    Rung(after=0.0, ask=Ask.WRAP_UP),
    Rung(after=2.0, ask=Ask.WRITING),
    Rung(after=5.0, ask=Ask.AWAY, but_not=("meal",)),
    Rung(after=15.0, ask=Ask.SUPERVISORS),
    Rung(after=25.0, number="+8621555"),
)


def two_versions() -> tuple[Site, Site]:
    """The second has a new queue, a lower level, shorter patience, and phones that ring with the offer; live contacts must
    not notice."""
    first = small_site("site-1")
    queues = dict(first.queues)
    queues["cards"] = replace(
        queues["cards"],
        steps=(
            Step(after=1.0, callback=True, voicemail=True, message=True),
            Step(after=5.0, longer_than=2, head_start=20.0),
            Step(after=10.0, nobody=True, agents_of=("general",)),
            Step(after=20.0, lower_to=2),
            Step(after=40.0, drop_skills=("card",)),
            Step(after=50.0, wait_over=30.0, announce=True),
            Step(after=60.0, announce=True),
        ),
        wrap_up_seconds=30.0,
        transfer_wrap_up_seconds=15.0,
    )
    queues["general"] = replace(
        queues["general"],
        calendar="nights",
        closed=both("Closed"),
        prefer=tuple(Preferred),
        prefer_seconds=8.0,
        steps=(Step(closed=True, callback=True, voicemail=True), *queues["general"].steps),
    )
    team = {"general": Serving(order=2, behind=40.0), "cards": Serving(delay=15.0), "card-loss": Serving()}
    teams = {"blue": Team(name="blue", title=both("Blue"), queues=team)}
    first = replace(first, queues=queues, ladder=LADDER, teams=teams, calendars={"nights": NIGHTS})
    first = replace(first, gateways={"pbx": GatewayPolicy(name="pbx", record=True)})
    first = with_everything(first)
    queues = {**queues, "late": Queue(name="late", title=both("Late"))}
    queues["cards"] = replace(queues["cards"], needs=(SkillNeed(skill="card", level=3),), steps=())
    teams = {"blue": Team(name="blue", title=both("Blue"), queues={"general": Serving(delay=7.0), "late": Serving()})}
    second = replace(first, version="site-2", queues=queues, teams=teams, patience=Patience(grace=10.0, ring_back=30.0))
    second = replace(second, gateways={"pbx": GatewayPolicy(name="pbx", record=True, rings=Rings.OFFERED)})
    return first, second


def dump(state: State) -> dict[str, Any]:
    """As data, without the sequence: what one event more or less must not change."""
    found: dict[str, Any] = json.loads(codec.state_bytes(state))
    del found["seq"]
    return found


def faults(board: Switchboard, now: float, recorded: e.Recorded, outcome: c.Outcome) -> list[str]:
    """Everything that is wrong after this event."""
    return [
        *violations(board, now),
        *_ranks(board),
        *_overtaken(board, now, recorded, outcome),
        *_emergencies_in_prompts(board, outcome),
        *_receipts(recorded, outcome),
        *_forgotten(board),
        *_cooling(board, now),
        *_widening(board),
        *_idle_timers(board),
        *_held(board, now),
        *ladder_faults(board, now),
    ]


def _ranks(board: Switchboard) -> list[str]:
    """The rank is the first time in line less the head starts told: an explanation adds up."""
    return [
        f"{contact.id} has rank {contact.rank} but {contact.queued_at} and {contact.head_starts}"
        for contact in board.state.contacts.values()
        if contact.state in WAITING
        and contact.rank is not None
        and contact.queued_at is not None
        and abs(contact.rank[1] - contact.queued_at + sum(h.seconds for h in contact.head_starts)) > 1e-5
    ]


def _overtaken(board: Switchboard, now: float, recorded: e.Recorded, outcome: c.Outcome) -> list[str]:
    """Whoever is offered to an agent, no contact with a smaller rank is left waiting that this agent could have taken."""
    if isinstance(recorded.event, BY_HAND):
        return []
    state, found = board.state, []
    for command in outcome.commands:
        if isinstance(command, c.MakeOffer):
            taken, agent = state.contacts[command.offer.contact], state.agents[command.offer.agent]
            mine = later(
                taken.rank, behind(agent.serves, demand_of(taken, board.sites[taken.site].channels[taken.channel].cost))
            )
            for name, (demand, rank) in board.lines.filed.items():
                able = unable(agent.skills, agent.serves, demand) is None and asked_too(board, command.offer, name)
                fits = agent.used + demand.cost <= CAPACITY and open_to(state.contacts[name], agent.id, now)
                if able and fits and later(rank, behind(agent.serves, demand)) < mine:
                    found.append(f"{taken.id} {taken.rank} overtook {name} {rank} at {agent.id}")
    return found


def asked_too(board: Switchboard, offer: Offer, contact: str) -> bool:
    """Whom the ladder asks out of turn could have taken only those for whom such a rung is open, too."""
    if offer.rung is None:
        return True
    taken, other = board.state.contacts[offer.contact], board.state.contacts[contact]
    asks = board.sites[taken.site].ladder[offer.rung - 1].ask
    return any(rung.ask is asks for rung in board.sites[other.site].ladder[: other.rung])


def later(rank: Rank | None, seconds: float) -> Rank:
    """A rank as an agent's team sees it."""
    assert rank is not None
    return rank[0], rank[1] + seconds, rank[2]


def _emergencies_in_prompts(board: Switchboard, outcome: c.Outcome) -> list[str]:
    urgent = {
        f"{contact.gateway} {contact.leg}"
        for contact in outcome.contacts
        if contact.emergency and contact.state is not ContactState.COMPLETED
    }
    asked = [one for one in outcome.commands if isinstance(one, c.Gather) and f"{one.gateway} {one.leg}" in urgent]
    served = [one for one in outcome.contacts if one.emergency and one.end_reason == "self_service"]
    return [f"{one} though it is an emergency" for one in (*asked, *served)]


def _receipts(recorded: e.Recorded, outcome: c.Outcome) -> list[str]:
    """Kept in the event that reported it, once: the contact names the one there is from then on."""
    kept = [command for command in outcome.commands if isinstance(command, c.KeepReceipt)]
    named = {contact.id: contact.receipt for contact in outcome.contacts}
    return [
        f"receipt {one.receipt} of {one.contact} kept in {recorded.seq}, the contact names {named.get(one.contact)}"
        for one in kept
        if not one.receipt == f"e{recorded.seq}" == named.get(one.contact)
    ]


def _forgotten(board: Switchboard) -> list[str]:
    """Nothing piles up: each remembered leg, place, early event and closed offer has a timer that forgets it."""
    state = board.state
    found = [f"early:{key}" for key in state.early]
    found += [f"gone:{key}" for key in state.gone]
    found += [f"place:{key}" for key in state.places]
    found += [f"past:{one.id}" for one in state.offers.values() if one.contact not in state.contacts]
    found += [f"grace:{one.id}" for one in state.agents.values() if one.reachability == "grace"]
    return [f"no timer {name}" for name in found if name not in state.timers]


def _cooling(board: Switchboard, now: float) -> list[str]:
    """Who waits and may later be offered to somebody who declined is woken at that very time."""
    return [
        f"{contact.id} would not be offered again when the cool-down ends at {min(ends)}"
        for contact in board.state.contacts.values()
        if contact.state is ContactState.QUEUED
        and (ends := [until for until in contact.spurned.values() if until > now])
        and board.state.timers.get(f"cool:{contact.id}") != min(ends)
    ]


def _widening(board: Switchboard) -> list[str]:
    """Who waits is widened by every step not yet taken, and an emergency is told to the supervisors.

    A step whose time has come and whose conditions have not is looked at again and again, with others of its queue.
    """
    found = []
    for contact in board.state.contacts.values():
        if contact.state in WAITING:
            steps = board.sites[contact.site].queues[contact.queue or ""].steps
            pending = [n for n in range(len(steps)) if n not in contact.taken]
            names = [f"step:{contact.id}:{n}" for n in pending if not (steps[n].conditional or steps[n].proposes)]
            armed = [f"step:{contact.id}:{n}" in board.state.timers for n in pending]
            if not all(armed):
                names.append(f"watch:{contact.queue}")
            if contact.emergency and not contact.parent and f"emergency_waiting:{contact.id}" not in board.state.alarms:
                names.append(f"alarm:{contact.id}:10")
            found += [f"{contact.id} waits without {name}" for name in names if name not in board.state.timers]
    return found


NEEDED = {
    "offer": None,
    "connect": {ContactState.CONNECTING},
    "gather": {ContactState.SELF_SERVICE},
    "lookup": {ContactState.SELF_SERVICE},
    "farewell": {ContactState.SELF_SERVICE, ContactState.VOICEMAIL},
    "voicemail": {ContactState.VOICEMAIL},
    "proposal": WAITING,
    "wrap_up": {ContactState.WRAP_UP},
    "dial": {ContactState.CONNECTED, ContactState.HELD},
    "transfer": {ContactState.TRANSFERRING},
    "secure": {ContactState.CONNECTED, ContactState.HELD},
    "step": WAITING,
    "alarm": WAITING,
    "rung": WAITING,
    "cool": WAITING,
    "delay": WAITING,
    "hold": WAITING,
}


def _held(board: Switchboard, now: float) -> list[str]:
    """Nobody waits for an agent for ever, nor for one who is not at work; nor misses the moment a team is theirs, too."""
    found = []
    for contact in board.state.contacts.values():
        if contact.state not in WAITING:
            continue
        agent = board.state.agents.get(contact.preferred or "")
        if contact.held_until is not None and contact.state is ContactState.QUEUED:
            if board.state.timers.get(f"hold:{contact.id}") != contact.held_until or contact.held_until < now:
                found.append(f"{contact.id} is held until {contact.held_until} without an end")
            if agent is None or not at_work(agent) or contact.emergency:
                found.append(f"{contact.id} is held for {contact.preferred}")
        delays = board.sites[board.state.site].delays(contact.queue or "")
        late = [seconds for seconds in delays if seconds > contact.aged and not contact.emergency]
        found += [
            f"{contact.id} waits without delay:{seconds:g}"
            for seconds in late
            if f"delay:{contact.id}:{seconds:g}" not in board.state.timers
        ]
    return found


def _idle_timers(board: Switchboard) -> list[str]:
    """No timer runs for what is over."""
    found = []
    watched = {
        one.queue or ""
        for one in board.state.contacts.values()
        if is_watched(board.sites[one.site], board.state.timers, one)
    }
    for timer in board.state.timers:
        kind, _, subject = timer.partition(":")
        contact = board.state.contacts.get(subject.partition(":")[0])
        states = NEEDED.get(kind)
        if states is not None and (contact is None or contact.state not in states):
            found.append(f"timer {timer} runs for {contact.state if contact else 'nobody'}")
        if kind == "watch" and subject not in watched:
            found.append(f"timer {timer} looks after nobody")
        if kind == "cut" and subject not in board.state.gone:
            found.append(f"timer {timer} would cut a line that lives")
        if kind == "offer" and board.state.offers[subject].state is not OfferState.OPEN:
            found.append(f"timer {timer} runs for an offer that is closed")
    return found


def leftovers(board: Switchboard) -> list[str]:
    """What is still there although everything has had its time. Letters, promises and emergencies wait for us."""
    state = board.state
    patient = {
        one.id
        for one in state.contacts.values()
        if one.state in WAITING
        and (one.channel in ("sms", "email") or one.emergency or (one.callback and not one.reached))
    }
    found = [f"{one.id} {one.channel} is still {one.state}" for one in state.contacts.values() if one.id not in patient]
    found += [f"{one.id} still holds {dict(one.assignments)}" for one in state.agents.values() if one.assignments]
    found += [f"{one.id} is still open" for one in state.offers.values() if one.state is OfferState.OPEN]
    found += [f"{name} remains" for book in (state.gone, state.early, state.places) for name in book]
    waited_for = {*patient, *(state.contacts[name].queue for name in patient)}
    found += [f"timer {name} remains" for name in state.timers if name.split(":")[1] not in waited_for]
    return found
