"""Every order in which two agents and three contacts can race each other, by breadth-first search over the states.

Unlike the random walks this leaves nothing out: whatever can happen to a small floor within so many events has happened
here, and after each event every promise holds.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.contact import Channel, Contact, ContactState, OfferState
from callcenter.model.customer import NOBODY, Known
from callcenter.model.intent import Intent
from callcenter.model.site import Ask, Preferred, Rung, Serving, Site, Step, Team
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.state import State
from callcenter.testing.sites import both, small_site
from tests.unit.switchboard.flow_world import DIALLED, flow_site
from tests.unit.switchboard.world import faults

AGENTS = ("ann", "bob")
START = 1_800_000_000.0
Move = e.AnyEvent
RETURNING = Known(customer="cus_1", last_agent="ann")


def with_general(version: str, **changes: Any) -> Site:
    """The small site with another queue for everything general."""
    site = small_site(version)
    return replace(site, queues={**site.queues, "general": replace(site.queues["general"], **changes)})


SITE = small_site()
LADDER = replace(
    small_site("ladder"),
    ladder=(
        Rung(after=0.0, ask=Ask.WRAP_UP),
        Rung(after=2.0, ask=Ask.WRITING),
        Rung(after=5.0, ask=Ask.AWAY),
        Rung(after=8.0, number="+8621555"),
    ),
)
CALLBACKS = with_general("callbacks", steps=(Step(after=1.0, callback=True), Step(after=60.0, anyone=True)))
PREFERRED = with_general("preferred", prefer=(Preferred.LAST_AGENT,), prefer_seconds=8.0)
BLUE = Team(
    name="blue", title=both("Blue"), queues={"general": Serving(order=2, behind=40.0, delay=7.0), "cards": Serving()}
)
TEAM = replace(small_site("team"), teams={"blue": BLUE})
FLOWS = flow_site()
SITES = {site.version: site for site in (SITE, LADDER, CALLBACKS, PREFERRED, TEAM, FLOWS)}


def fresh(state: State | None = None) -> Switchboard:
    return Switchboard(SITES, state)


def told(*events: e.AnyEvent) -> Switchboard:
    board = fresh()
    for seq, event in enumerate(events, start=1):
        board.handle(e.Recorded(seq=seq, at=START, event=event))
    return board


def at_work(agent: str, *, team: str = "", **skills: int) -> tuple[e.AnyEvent, ...]:
    return (
        e.AgentRostered(agent=agent, name=agent, skills=skills, endpoint=f"P/{agent}", team=team),
        e.AgentConnected(agent=agent),
        e.PresenceChosen(agent=agent, presence=Presence.AVAILABLE),
    )


def away(agent: str, *, team: str = "", **skills: int) -> tuple[e.AnyEvent, ...]:
    rostered, connected, _ = at_work(agent, team=team, **skills)
    return rostered, connected, e.PresenceChosen(agent=agent, presence=Presence.AWAY, reason="break")


def caller(call: str, intent: str, number: str = "", known: Known = NOBODY) -> tuple[e.AnyEvent, ...]:
    wants = Intent(name=intent, confidence=0.9, emergency=intent == "card_loss")
    return (
        e.CallArrived(gateway="pbx", call=call, caller=number, language="en", known=known),
        e.CustomerSpoke(gateway="pbx", call=call, text=intent, intent=wants),
    )


def writer(conversation: str) -> e.AnyEvent:
    wants = Intent(name="speak_to_human", confidence=0.9)
    return e.MessageReceived(
        gateway="pbx",
        conversation=conversation,
        channel=Channel.CHAT,
        sender="web",
        text="hello",
        message=f"m-{conversation}",
        intent=wants,
    )


def consulting() -> Switchboard:
    """ann consults the queue about a call, bob is offered it, a second call waits."""
    board = told(
        e.SiteTaken(version=SITE.version),
        *at_work("ann"),
        *caller("one", "speak_to_human", "+8613800000001"),
    )
    (offer,) = board.state.offers.values()
    for seq, event in enumerate(
        (
            e.OfferAccepted(agent="ann", offer=offer.id),
            e.AgentPhoneAnswered(gateway="pbx", call="one", agent="ann"),
            e.TransferAsked(agent="ann", contact=offer.contact, mode="consult", to_queue="general"),
            *at_work("bob"),
            *caller("two", "speak_to_human"),
        ),
        start=20,
    ):
        board.handle(e.Recorded(seq=seq, at=START, event=event))
    return board


def goes_on(board: Switchboard, *events: e.AnyEvent, after: float = 0.0) -> Switchboard:
    """More events, `after` so many seconds in which every timer elapses."""
    while (timer := board.next_timer()) and timer.due <= START + after:
        board.handle(e.Recorded(seq=board.state.seq + 1, at=timer.due, event=timer))
    for event in events:
        board.handle(e.Recorded(seq=board.state.seq + 1, at=START + after, event=event))
    return board


def talking(site: Site, *events: e.AnyEvent) -> Switchboard:
    """ann talks to a caller."""
    board = told(e.SiteTaken(version=site.version), *at_work("ann", card=8), *caller("one", "speak_to_human"))
    (offer,) = board.state.offers.values()
    accepted = e.OfferAccepted(agent="ann", offer=offer.id)
    return goes_on(board, accepted, e.AgentPhoneAnswered(gateway="pbx", call="one", agent="ann"), *events)


def nobody_free() -> Switchboard:
    """ann wraps up, bob has a break, a lost card calls and rings at ann."""
    return talking(LADDER, *away("bob"), e.CallEnded(gateway="pbx", call="one"), *caller("two", "card_loss"))


def virtual_hold() -> Switchboard:
    """Nobody is at work; the first caller chose to be called back and is being told so, the second waits on the line."""
    first = caller("one", "speak_to_human", "+8613800000001")
    board = told(e.SiteTaken(version="callbacks"), *away("ann"), *away("bob"), *first)
    chosen = e.CustomerKeyed(gateway="pbx", call="one", digits="1")
    return goes_on(board, chosen, *caller("two", "speak_to_human"), after=1.0)


def in_flows() -> Switchboard:
    """A source is asked for the first caller, the second is asked for a secret; ann is free for either."""
    board = told(e.SiteTaken(version=FLOWS.version), *at_work("ann", card=8), *away("bob", card=8))
    for call, key in (("one", "1"), ("two", "2")):
        arrived = e.CallArrived(gateway="pbx", call=call, caller=f"+86138000000{key}", dialled=DIALLED)
        goes_on(board, arrived, *(e.CustomerKeyed(gateway="pbx", call=call, digits=digits) for digits in ("2", key)))
    return board


SITUATIONS = {
    "three calls for two agents": told(
        e.SiteTaken(version=SITE.version),
        *at_work("ann", card=8),
        *at_work("bob"),
        *caller("one", "speak_to_human"),
        *caller("two", "card_loss"),
        *caller("three", "speak_to_human"),
    ),
    "two calls and a chat": told(
        e.SiteTaken(version=SITE.version),
        *at_work("ann"),
        *at_work("bob"),
        *caller("one", "speak_to_human", "+8613800000001"),
        writer("two"),
        *caller("three", "speak_to_human"),
    ),
    "a callback, a call and a chat": told(
        e.SiteTaken(version=SITE.version),
        *at_work("ann"),
        *at_work("bob"),
        e.CallbackFellDue(
            callback="b1",
            number="+8613800000001",
            tries=1,
            promised_at=START - 60,
            window_to=START + 60,
            to_agent="ann",
        ),
        *caller("two", "speak_to_human"),
        writer("three"),
    ),
    "a consultation between two agents": consulting(),
    "an emergency with nobody free": nobody_free(),
    "a virtual hold and its ring-back": virtual_hold(),
    "a preferred agent who is busy": talking(
        PREFERRED,
        *at_work("bob"),
        *caller("two", "speak_to_human", known=RETURNING),
        *caller("three", "speak_to_human", known=RETURNING),
    ),
    "a team with a delay": talking(
        TEAM,
        *at_work("bob", team="blue", card=8),
        *caller("two", "speak_to_human"),
        *caller("three", "card_question"),
    ),
    "a look-up and a check": in_flows(),
}


SITUATIONS_AND_DEPTHS = list(zip(SITUATIONS, (5, 4, 4, 5, 6, 4, 5, 5, 4), strict=True))
"""One more level multiplies the states by five."""


def moves(board: Switchboard) -> Iterator[Move]:
    """Everything that can happen next: what people, phones, networks and clocks may do to this very floor."""
    state = board.state
    for offer in state.offers.values():
        yield e.OfferAccepted(agent=offer.agent, offer=offer.id, request="r")
        if offer.state is OfferState.OPEN:
            yield e.OfferDeclined(agent=offer.agent, offer=offer.id, request="r")
    for contact in state.contacts.values():
        if contact.state is ContactState.WRAP_UP:
            yield e.WrapUpDone(agent=contact.agent or "", contact=contact.id, disposition="resolved", request="r")
        elif contact.parent is not None:
            yield e.EndAsked(agent=contact.agent or "", contact=contact.id, request="r")
        elif contact.channel is Channel.VOICE:
            yield e.CallEnded(gateway="pbx", call=contact.leg)
        else:
            yield e.ConversationEnded(gateway="pbx", conversation=contact.leg)
        if contact.proposal:
            yield e.CustomerKeyed(gateway="pbx", call=contact.leg, digits="1")
        if contact.dialogue is not None and contact.queue is None:
            yield from in_a_flow(contact)
        if contact.state is ContactState.CONNECTING:
            yield e.AgentPhoneAnswered(gateway="pbx", call=contact.leg, agent=contact.agent or "")
            yield e.AgentPhoneFailed(gateway="pbx", call=contact.leg, agent=contact.agent or "", reason="busy")
        if asked := contact.consultation:
            here = {"agent": contact.agent or "", "contact": contact.id, "request": "r"}
            yield e.ResumeAsked(**here)
            yield e.TransferAsked(**here, to_agent=asked.party)
            yield e.TransferAsked(**here, mode="conference", to_agent=asked.party)
            yield e.AgentPhoneFailed(gateway="pbx", call=contact.leg, agent=contact.agent or "", reason="failed")
    for agent in AGENTS:
        if state.agents[agent].reachability == "connected":
            yield e.AgentDisconnected(agent=agent)
        else:
            yield e.AgentConnected(agent=agent)
        if state.agents[agent].not_responding or state.agents[agent].presence is Presence.AWAY:
            yield e.PresenceChosen(agent=agent, presence=Presence.AVAILABLE)
    yield from on_virtual_hold(state)
    if timer := board.next_timer():
        yield timer


def in_a_flow(contact: Contact) -> Iterator[Move]:
    """The source's answer in all its ways, an emergency, a person, a key that leads on or nowhere, a secret."""
    here = contact.dialogue
    assert here is not None
    for answer in ({}, {"right": False}, {"failure": "unavailable"}) if here.fetching else ():
        yield e.LookUpAnswered(contact=contact.id, look_up=here.fetching, known=RETURNING, **answer)
    yield e.LookUpAnswered(contact=contact.id, look_up="1.1")
    lost = Intent(name="card_loss", confidence=0.9, emergency=True)
    yield e.CustomerSpoke(gateway="pbx", call=contact.leg, text="", sealed="tok" if here.sealed else "", intent=lost)
    for key in ("0", "1") if not here.sealed else ("0",):
        yield e.CustomerKeyed(gateway="pbx", call=contact.leg, digits=key)
    if here.sealed:
        yield e.CustomerKeyed(gateway="pbx", call=contact.leg, digits="", sealed="tok")
    yield e.CommandDone(gateway="pbx", call=contact.leg, command="1.0", result={"timeout": True})


def on_virtual_hold(state: State) -> Iterator[Move]:
    """Who is to be called back asks for a person before the line is cut, hangs up, or rings again for the same."""
    for number, name in state.virtual_holds.items():
        for leg in (key.rpartition(" ")[2] for key, gone in state.gone.items() if gone == name):
            yield e.CustomerKeyed(gateway="pbx", call=leg, digits="0")
            yield e.CallEnded(gateway="pbx", call=leg)
        if not any(one.leg == "again" for one in state.contacts.values()):
            yield e.CallArrived(gateway="pbx", call="again", caller=number, language="en")
    for contact in state.contacts.values():
        if contact.leg == "again" and contact.state is ContactState.SELF_SERVICE:
            yield caller("again", "speak_to_human")[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A state of the floor, the time in it, and the way that led there."""

    state: State
    at: float
    seq: int
    way: tuple[str, ...] = ()


def twin(state: State) -> State:
    """The records inside are frozen: new books are enough."""
    return State(**{f.name: dict(v) if isinstance(v := getattr(state, f.name), dict) else v for f in fields(State)})


class Keys:
    """Names of states: two that differ in nothing but the sequence inside ids are one."""

    def __init__(self) -> None:
        self._texts: dict[int, tuple[object, str]] = {}
        """A record's text, made once; the record is kept so that its id stays its own."""

    def of(self, state: State) -> bytes:
        names = sorted(state.offers, key=lambda o: (self._text(state.offers[o])[len(o) :], int(o[1:].split("-")[0])))
        numbers = {name: f"o{n}" for n, name in enumerate(names)}
        books = (state.contacts, state.agents, state.offers, state.timers, state.alarms, state.figures, state.legs)
        rest = (state.gone, state.places, state.early, state.virtual_holds)
        parts = sorted(f"{key} {self._text(value)}" for book in (*books, *rest) for key, value in book.items())
        text = OFFER_ID.sub(lambda found: numbers.get(found[0], "gone"), "\n".join(parts))
        return hashlib.blake2b("\n".join(sorted(text.split("\n"))).encode(), digest_size=16).digest()

    def _text(self, record: object) -> str:
        if isinstance(record, str | float):
            return str(record)
        known = self._texts.get(id(record))
        if known is None:
            known = self._texts[id(record)] = (record, SEQUENCE.sub("connect_seq", repr(record)))
        return known[1]


OFFER_ID = re.compile(r"\bo\d+-\d+\b")
SEQUENCE = re.compile(r"connect_seq=\d+|(?<=command=')[\d.]+(?=')|(?<=fetching=')[\d.]+(?=')")


@pytest.mark.parametrize(("situation", "depth"), SITUATIONS_AND_DEPTHS)
def test_in_every_interleaving_every_promise_holds(
    situation: str, depth: int, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = Keys()
    first = Node(state=SITUATIONS[situation].state, at=START + 1.0, seq=100)
    seen, layer, events = {keys.of(first.state)}, [first], 0
    for _ in range(depth):
        following = []
        for node in layer:
            for move in tuple(moves(fresh(twin(node.state)))):
                events += 1
                after = step(node, move)
                if (key := keys.of(after.state)) not in seen:
                    seen.add(key)
                    following.append(after)
        layer = following
    with capsys.disabled():
        sys.stdout.write(f"\n{situation}: {len(seen)} states by {events} events, {depth} deep\n")
    assert len(seen) > 1000


def step(node: Node, move: Move) -> Node:
    board = fresh(twin(node.state))
    at = max(node.at, move.due) if isinstance(move, e.TimerElapsed) else node.at
    recorded = e.Recorded(seq=node.seq + 1, at=at, event=move)
    way = (*node.way, f"{type(move).__name__} {getattr(move, 'agent', '')}{getattr(move, 'timer', '')}")
    outcome = board.handle(recorded)
    if not board.due_timers(at):
        wrong = faults(board, at, recorded, outcome)
        assert not wrong, (way, wrong)
    return Node(state=board.state, at=at, seq=node.seq + 1, way=way)
