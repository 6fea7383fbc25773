"""What users of other contact centres have suffered from, each as a test that it cannot happen here.

Missed frames after a broken connection and calls lost in a crash need the real sockets and the real process: they stand in
tests/acceptance/test_bad_sockets.py and tests/acceptance/test_kill_nine.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import CAPACITY, Presence, Reachability, RoutingState
from callcenter.model.contact import Channel, ContactState, OfferState
from callcenter.model.customer import Known
from callcenter.model.promise import CallbackState
from callcenter.model.site import Preferred
from callcenter.services import codec
from callcenter.switchboard.board import Switchboard
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests.unit.switchboard.world import dump, faults, leftovers

LONG = 6 * 3600.0


class Watched(Day):
    """All that must always hold holds after each event; time goes by timer by timer."""

    def happens(self, event: e.AnyEvent) -> c.Outcome:
        outcome = super().happens(event)
        assert not faults(self.board, self.clock.now(), self.journal[-1], outcome)
        return outcome


@pytest.fixture
def day() -> Iterator[Watched]:
    """At its end, once everything has had its time, nothing is left hanging."""
    day = Watched()
    yield day
    day.passes(20 * 3600.0)
    assert not leftovers(day.board)


def callback_due(day: Day, name: str = "b1", tries: int = 1, agent: str | None = None) -> c.Outcome:
    now = day.clock.now()
    return day.happens(
        e.CallbackFellDue(
            callback=name,
            number="+8613800000009",
            tries=tries,
            promised_at=now - 60.0,
            window_to=now + LONG,
            to_agent=agent,
            gateway="pbx",
        )
    )


# --- an agent is busy, reserved or in a call for ever ---------------------------------------------------------------------


def test_given_the_phone_never_answers_then_the_agent_is_not_reserved_for_ever(day: Watched) -> None:
    day.agent("ann")
    day.waits()
    day.accept("ann")
    day.passes(LONG)
    assert not day.person("ann").assignments


def test_given_the_end_of_a_call_is_never_told_then_its_lease_frees_the_agent(day: Watched) -> None:
    day.agent("ann")
    call = day.waits()
    day.accept("ann")
    day.answered(call)
    day.passes(LONG)
    assert not day.person("ann").assignments
    assert any(alarm.kind == "lease_expired" for alarm in day.board.state.alarms.values())


def test_given_the_wrap_up_is_never_finished_then_its_deadline_finishes_it(day: Watched) -> None:
    day.agent("ann")
    call = day.waits()
    day.accept("ann")
    day.answered(call)
    day.hang_up(call)
    day.passes(61)
    assert day.person("ann").state is RoutingState.IDLE


def test_given_an_offer_is_never_answered_then_the_agent_is_not_reserved_by_it_for_ever(day: Watched) -> None:
    day.agent("ann")
    call = day.waits()
    day.passes(21)
    assert not day.person("ann").offers
    assert day.contact(call).state is ContactState.QUEUED


def test_given_the_customer_hangs_up_between_accept_and_join_then_the_agent_comes_free(day: Watched) -> None:
    day.agent("ann")
    call = day.waits()
    day.accept("ann")
    day.hang_up(call)
    day.passes(61)
    assert day.person("ann").state is RoutingState.IDLE


# --- somebody waits, somebody is free, and nothing happens ----------------------------------------------------------------


@pytest.mark.parametrize(
    "comes_free",
    [
        "connects",
        "chooses available",
        "is back after not responding",
        "wrap-up done",
        "wrap-up over",
        "learns the skill",
    ],
)
def test_given_somebody_waits_then_an_agent_is_offered_them_in_the_very_step_they_come_free(
    day: Watched, comes_free: str
) -> None:
    day.agent("ann", card=8)
    first = day.waits("card_question")
    if comes_free == "is back after not responding":
        day.passes(21)
    else:
        day.accept("ann")
        day.answered(first)
        if comes_free != "wrap-up over":
            day.hang_up(first)
            day.wrap_up("ann")
    if comes_free == "connects":
        day.happens(e.AgentDisconnected(agent="ann"))
    elif comes_free == "chooses available":
        day.happens(e.PresenceChosen(agent="ann", presence=Presence.AWAY))
    elif comes_free == "learns the skill":
        day.happens(e.AgentRostered(agent="ann", name="ann", skills={}, endpoint="P/1"))
    waiting = day.waits("card_question") if comes_free != "is back after not responding" else first
    assert day.offered("ann") is None or comes_free in ("wrap-up done",)
    match comes_free:
        case "connects":
            outcome = day.happens(e.AgentConnected(agent="ann"))
        case "chooses available" | "is back after not responding":
            outcome = day.happens(e.PresenceChosen(agent="ann", presence=Presence.AVAILABLE))
        case "learns the skill":
            outcome = day.happens(e.AgentRostered(agent="ann", name="ann", skills={"card": 9}, endpoint="P/1"))
        case "wrap-up over":
            day.hang_up(first)
            day.passes(59.9)
            assert day.offered("ann") is None
            day.passes(0.2)
            outcome = day.outcomes[-1]
        case _:
            outcome = day.outcomes[-1]
    assert day.offered("ann") == waiting
    assert any(isinstance(command, c.MakeOffer) for command in outcome.commands)


def test_given_the_only_decliner_cools_down_then_the_contact_is_offered_again_without_any_other_event(
    day: Watched,
) -> None:
    day.agent("ann")
    call = day.waits()
    day.decline("ann")
    day.passes(60.1)
    assert day.offered("ann") == call


# --- two agents get one contact; an agent gets more than they can hold ----------------------------------------------------


def test_given_two_agents_accept_the_same_contact_one_after_the_other_then_the_second_is_told_why_not(
    day: Watched,
) -> None:
    day.agent("ann")
    day.agent("bob")
    call = day.waits()
    (agent,) = [name for name in ("ann", "bob") if day.offered(name) == call]
    other = "bob" if agent == "ann" else "ann"
    first = day.offer(agent)
    day.passes(21)
    second = day.offer(other)
    day.happens(e.OfferAccepted(agent=agent, offer=first.id, request="late"))
    assert (day.reply().ok, day.reply().code) == (False, "offer_gone")
    day.accept(other)
    assert second.contact == first.contact
    assert day.contact(call).agent == other
    assert not day.person(agent).assignments


def test_given_many_chats_come_at_once_then_nobody_holds_more_than_fits(day: Watched) -> None:
    day.agent("ann")
    for n in range(8):
        day.writes(f"chat-{n}", "hello", "speak_to_human")
        while day.offered("ann"):
            day.accept("ann")
    assert len(day.person("ann").assignments) == 3
    assert day.person("ann").used <= CAPACITY


def test_given_a_chat_is_open_then_no_call_comes_beside_it(day: Watched) -> None:
    day.agent("ann")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("ann")
    day.waits()
    assert day.offered("ann") is None


# --- the caller has gone, and the agent answers nobody --------------------------------------------------------------------


def test_given_the_caller_hangs_up_while_it_rings_then_the_offer_goes_at_once_and_an_accept_is_told_so(
    day: Watched,
) -> None:
    day.agent("ann")
    call = day.waits()
    offer = day.offer("ann")
    outcome = day.hang_up(call)
    withdrawn = [one for one in outcome.commands if isinstance(one, c.WithdrawOffer)]
    assert [(one.offer, one.reason) for one in withdrawn] == [(offer.id, "customer_gone")]
    day.happens(e.OfferAccepted(agent="ann", offer=offer.id, request="late"))
    assert day.reply().detail == "The customer has gone."
    assert not day.done(c.Connect)
    assert day.person("ann").state is RoutingState.IDLE


def test_given_the_end_comes_before_the_arrival_then_nobody_is_ever_offered_the_ghost(day: Watched) -> None:
    day.agent("ann")
    day.happens(e.CallEnded(gateway="pbx", call="ghost"))
    day.happens(e.CallArrived(gateway="pbx", call="ghost", language="en"))
    day.says("ghost", "hello", "speak_to_human")
    assert not day.done(c.MakeOffer)


# --- it rings at the same agent again and again ---------------------------------------------------------------------------


def test_given_an_agent_does_not_answer_then_it_does_not_ring_there_again_until_they_say_they_are_back(
    day: Watched,
) -> None:
    day.agent("ann")
    call = day.waits()
    day.passes(21)
    assert day.person("ann").state is RoutingState.NOT_RESPONDING
    day.passes(300)
    assert len(day.done(c.MakeOffer)) == 1
    day.happens(e.PresenceChosen(agent="ann", presence=Presence.AVAILABLE))
    assert day.offered("ann") == call


def test_given_an_agent_does_not_answer_then_the_next_one_is_asked_at_once_and_the_place_is_kept(day: Watched) -> None:
    day.agent("ann")
    day.passes(5)
    day.agent("bob")
    first = day.waits()
    rank = day.contact(first).rank
    day.waits()
    day.happens(e.PresenceChosen(agent="bob", presence=Presence.AWAY))
    day.passes(21)
    day.happens(e.PresenceChosen(agent="bob", presence=Presence.AVAILABLE))
    assert day.contact(first).rank == rank
    assert day.offered("bob") == first


# --- one's own status is overwritten --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", ["does not answer", "loses the connection", "restart", "phone fails", "wrap-up over"]
)
def test_whatever_happens_the_chosen_presence_stays_what_the_agent_chose(day: Watched, trouble: str) -> None:
    day.agent("ann")
    call = day.waits()
    match trouble:
        case "does not answer":
            day.passes(21)
        case "loses the connection":
            day.happens(e.AgentDisconnected(agent="ann"))
            day.passes(120)
            assert day.person("ann").reachability is Reachability.LOST
        case "restart":
            day.happens(e.ServerStarted(version="2"))
            day.passes(120)
        case "phone fails":
            day.accept("ann")
            day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="ann", reason="busy"))
        case "wrap-up over":
            day.accept("ann")
            day.answered(call)
            day.hang_up(call)
            day.passes(61)
    assert (day.person("ann").presence, day.person("ann").reason) == (Presence.AVAILABLE, "")


def test_a_presence_asked_for_while_busy_comes_after_the_contact_and_not_before(day: Watched) -> None:
    day.agent("ann")
    call = day.waits()
    day.accept("ann")
    day.answered(call)
    day.happens(e.PresenceChosen(agent="ann", presence=Presence.AWAY, reason="meal", request="r"))
    assert day.person("ann").presence is Presence.AVAILABLE
    day.waits()
    day.hang_up(call)
    assert day.person("ann").presence is Presence.AVAILABLE
    day.wrap_up("ann")
    assert (day.person("ann").presence, day.person("ann").reason) == (Presence.AWAY, "meal")
    assert day.offered("ann") is None


# --- the closed laptop is still available ---------------------------------------------------------------------------------


def test_given_a_laptop_is_closed_then_nothing_is_offered_to_it_and_nothing_is_lost(day: Watched) -> None:
    day.agent("ann")
    day.happens(e.AgentDisconnected(agent="ann"))
    call = day.waits()
    assert day.offered("ann") is None
    day.passes(3600)
    assert day.offered("ann") is None
    day.happens(e.AgentConnected(agent="ann"))
    assert day.offered("ann") == call
    assert day.person("ann").presence is Presence.AVAILABLE


def test_given_a_laptop_is_closed_while_it_rings_then_the_contact_is_offered_to_somebody_else_after_the_grace(
    day: Watched,
) -> None:
    day.agent("ann")
    call = day.waits()
    day.agent("bob")
    day.happens(e.AgentDisconnected(agent="ann"))
    day.passes(31)
    assert day.offered("bob") == call
    assert not day.person("ann").not_responding


# --- a customer who comes back gets an agent who has left -----------------------------------------------------------------


def test_given_the_old_agent_has_gone_home_then_whoever_is_there_serves_the_customer_at_once() -> None:
    small = small_site()
    queues = {
        name: replace(queue, prefer=(Preferred.LAST_AGENT,), prefer_seconds=60.0 * (not queue.emergency))
        for name, queue in small.queues.items()
    }
    day = Watched(small_site(queues=queues))
    day.agent("bob")
    day.agent("ann", presence=Presence.OFFLINE)
    back = day.waits(known=Known(customer="cus_1", last_agent="ann"))
    assert day.offered("bob") == back


# --- a callback is dialled twice, out of turn, or never --------------------------------------------------------------------


def test_given_a_due_callback_is_told_again_and_again_then_it_is_dialled_once(day: Watched) -> None:
    day.agent("ann")
    for _ in range(3):
        callback_due(day)
    day.accept("ann")
    for _ in range(3):
        callback_due(day)
    assert len(day.done(c.Originate)) == 1
    day.answered("callback-b1-1")
    day.hang_up("callback-b1-1")
    day.wrap_up("ann")
    callback_due(day)
    assert len(day.done(c.Originate)) == 1
    assert [one.state for one in day.done(c.SettleCallback)] == [CallbackState.DUE, CallbackState.KEPT]


def test_given_nobody_is_free_then_no_customer_is_dialled_to_wait_in_a_line(day: Watched) -> None:
    callback_due(day)
    day.passes(600)
    assert not day.done(c.Originate)
    day.agent("ann")
    day.accept("ann")
    assert len(day.done(c.Originate)) == 1
    day.answered("callback-b1-1")
    day.hang_up("callback-b1-1")


def test_a_callback_is_served_in_its_turn(day: Watched) -> None:
    """Promised a minute ago: before those who came since, after those who came before."""
    before = day.waits()
    day.passes(61)
    callback_due(day)
    after = day.waits()
    day.agent("ann")
    served = []
    for leg in (before, "callback-b1-1", after):
        served.append(day.offered("ann"))
        day.serve("ann", leg, seconds=5.0)
    assert served == [before, "callback-b1-1", after]


def test_a_callback_that_reaches_nobody_is_tried_again_and_then_ends_with_that_outcome(day: Watched) -> None:
    day.agent("ann")
    for tries in (1, 2, 3):
        callback_due(day, tries=tries)
        day.accept("ann")
        day.hang_up(f"callback-b1-{tries}", "failed")
        day.wrap_up("ann")
    states = [one.state for one in day.done(c.SettleCallback) if one.state is not CallbackState.DUE]
    assert states == [CallbackState.RETRY, CallbackState.RETRY, CallbackState.UNREACHABLE]


# --- a crash loses calls, places or counters ------------------------------------------------------------------------------


def test_given_a_crash_then_the_journal_alone_brings_back_every_call_place_and_counter(day: Watched) -> None:
    day.agent("ann")
    legs = [day.waits() for _ in range(5)]
    day.accept("ann")
    day.answered(legs[0])
    day.hang_up(legs[3])
    day.writes("chat-1", "hello", "speak_to_human", Channel.SMS)
    again = Switchboard({day.site.version: day.site})
    for recorded in day.journal:
        again.handle(recorded)
    assert dump(again.state) == dump(day.board.state)
    from_snapshot = Switchboard({day.site.version: day.site}, codec.state_of(codec.state_bytes(day.board.state)))
    assert [from_snapshot.lines.place(name) for name in day.board.lines.filed] == [
        day.board.lines.place(name) for name in day.board.lines.filed
    ]


# --- the wrap-up ends early, or begins anew -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "meanwhile", ["another call waits", "hang-up told again", "late answer", "reconnects", "roster"]
)
def test_given_anything_happens_in_a_wrap_up_then_it_neither_ends_early_nor_begins_anew(
    day: Watched, meanwhile: str
) -> None:
    day.agent("ann")
    call = day.waits()
    day.accept("ann")
    day.answered(call)
    day.hang_up(call)
    day.passes(30)
    events: dict[str, Any] = {
        "hang-up told again": e.CallEnded(gateway="pbx", call=call),
        "late answer": e.AgentPhoneAnswered(gateway="pbx", call=call, agent="ann"),
        "reconnects": e.AgentConnected(agent="ann"),
        "roster": e.AgentRostered(agent="ann", name="ann", skills={"card": 3}, endpoint="P/1"),
    }
    if meanwhile in events:
        day.happens(events[meanwhile])
    else:
        day.waits()
    assert day.person("ann").state is RoutingState.WRAP_UP
    assert day.offered("ann") is None
    day.passes(29.9)
    assert day.person("ann").wrapping
    day.passes(0.2)
    assert not day.person("ann").wrapping


def test_no_offer_that_was_closed_is_ever_open_again(day: Watched) -> None:
    day.agent("ann")
    call = day.waits()
    offer = day.offer("ann")
    day.decline("ann")
    day.passes(60.1)
    assert day.offered("ann") == call
    assert day.board.state.offers[offer.id].state is OfferState.DECLINED
    assert day.offer("ann").id != offer.id
