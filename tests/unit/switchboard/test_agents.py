"""Agents: chosen presence, measured reachability, capacity, wrap-up. Nobody is stuck, nothing chosen is overwritten."""

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence, Reachability, RoutingState
from callcenter.model.contact import ContactState
from callcenter.testing.day import Day

GRACE = 30.0


def lost(day: Day, agent: str = "li") -> None:
    day.happens(e.AgentDisconnected(agent=agent))


def back(day: Day, agent: str = "li") -> None:
    day.happens(e.AgentConnected(agent=agent))


# --- the connection ------------------------------------------------------------------------------------------------------


def test_a_closed_laptop_is_not_available() -> None:
    day = Day()
    day.agent("li")
    lost(day)
    day.waits()
    assert day.offered("li") is None
    assert day.person("li").presence is Presence.AVAILABLE


def test_who_is_back_within_the_grace_goes_on_as_if_nothing_had_been() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    lost(day)
    day.passes(GRACE - 1)
    back(day)
    day.passes(60)
    assert day.contact("chat-1").agent == "li"
    assert day.person("li").state is RoutingState.BUSY


def test_given_an_offer_rings_when_the_agent_is_lost_then_it_goes_back_and_nothing_is_held_against_them() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    lost(day)
    day.passes(20)
    assert day.contact(call).state is ContactState.QUEUED
    assert [gone.reason for gone in day.done(c.WithdrawOffer)] == ["agent_lost"]
    back(day)
    assert day.person("li").state is RoutingState.OFFERED
    assert day.offered("li") == call


def test_given_a_chat_when_its_agent_is_lost_for_longer_than_the_grace_then_it_goes_back_to_its_place() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    day.writes("chat-2", "hello", "speak_to_human")
    lost(day)
    day.passes(GRACE)
    assert day.person("li").reachability is Reachability.LOST
    assert not day.person("li").assignments
    day.agent("mo")
    assert day.offered("mo") == "chat-1"


def test_given_two_chats_when_their_agent_is_lost_then_the_one_that_ranks_first_rings_first_elsewhere() -> None:
    day = Day()
    day.agent("li")
    for chat, intent in (("chat-1", "speak_to_human"), ("chat-2", "speak_to_human"), ("chat-3", "complaint")):
        day.writes(chat, "hello", intent)
        day.accept("li")
    day.agent("mo")
    lost(day)
    day.passes(GRACE)
    assert day.offered("mo") == "chat-3"


def test_given_a_call_when_its_agents_screen_is_lost_then_they_go_on_talking() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    lost(day)
    day.passes(600)
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.CONNECTED, "li")
    day.hang_up(call)
    day.passes(61)
    assert not day.person("li").assignments


def test_given_the_agent_was_lost_when_they_come_back_then_their_chosen_presence_is_what_it_was() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo", presence=Presence.AWAY)
    for one in ("li", "mo"):
        lost(day, one)
    day.passes(GRACE)
    for one in ("li", "mo"):
        back(day, one)
    assert (day.person("li").presence, day.person("mo").presence) == (Presence.AVAILABLE, Presence.AWAY)
    call = day.waits()
    assert day.offered("li") == call


def test_given_somebody_waits_when_an_agent_comes_back_then_it_is_offered_in_that_step() -> None:
    day = Day()
    day.agent("li")
    lost(day)
    call = day.waits()
    back(day)
    assert day.offered("li") == call


def test_when_the_server_starts_again_then_everybody_has_the_grace_to_come_back() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    call = day.waits()
    day.clock.advance(100)
    day.happens(e.ServerStarted(version="2"))
    day.passes(1)
    assert day.contact(call).state is ContactState.QUEUED
    assert not day.person("mo").not_responding
    back(day, "mo")
    assert day.offered("mo") == call
    back(day, "li")
    assert day.contact("chat-1").agent == "li"
    day.passes(25)


def test_an_agent_nobody_has_rostered_can_connect_and_is_offered_nothing() -> None:
    day = Day()
    day.happens(e.AgentConnected(agent="ghost"))
    day.waits()
    assert day.offered("ghost") is None
    day.happens(e.AgentDisconnected(agent="nobody"))
    day.happens(e.PresenceChosen(agent="nobody", presence=Presence.AVAILABLE, request="r"))
    assert day.reply().code == "unknown"


# --- presence --------------------------------------------------------------------------------------------------------------


def test_given_an_agent_is_busy_when_they_choose_away_then_it_takes_effect_after_the_contact() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="lunch", request="r"))
    assert day.reply().result == {"next_presence": "away"}
    assert day.person("li").presence is Presence.AVAILABLE
    day.waits()
    day.hang_up(call)
    day.wrap_up("li")
    assert (day.person("li").presence, day.person("li").reason) == (Presence.AWAY, "lunch")
    assert day.offered("li") is None


def test_given_they_asked_to_go_away_next_when_they_choose_available_then_they_stay() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY))
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))
    day.answered(call)
    second = day.waits()
    day.hang_up(call)
    day.wrap_up("li")
    assert day.offered("li") == second


def test_given_two_chats_when_they_ask_to_go_away_then_it_waits_for_the_last_one() -> None:
    day = Day()
    day.agent("li")
    for chat in ("chat-1", "chat-2"):
        day.writes(chat, "hello", "speak_to_human")
        day.accept("li")
    day.happens(e.PresenceChosen(agent="li", presence=Presence.OFFLINE))
    day.wrap_up("li")
    assert day.person("li").presence is Presence.AVAILABLE
    day.wrap_up("li")
    assert day.person("li").presence is Presence.OFFLINE


def test_a_supervisor_can_force_a_presence_with_a_reason() -> None:
    day = Day()
    day.agent("li", presence=Presence.AWAY)
    call = day.waits()
    day.happens(e.PresenceForced(agent="sue", whom="li", presence=Presence.AVAILABLE, reason="all hands", request="r"))
    assert day.person("li").reason == "all hands (sue)"
    assert day.offered("li") == call
    day.happens(e.PresenceForced(agent="sue", whom="no", presence=Presence.AWAY, reason="x", request="r"))
    assert day.reply().code == "unknown"


# --- capacity --------------------------------------------------------------------------------------------------------------


def test_three_chats_fit_at_once_and_no_fourth() -> None:
    day = Day()
    day.agent("li")
    for chat in ("chat-1", "chat-2", "chat-3", "chat-4"):
        day.writes(chat, "hello", "speak_to_human")
        if day.offered("li"):
            day.accept("li")
    assert day.person("li").used == 99
    assert day.contact("chat-4").state is ContactState.QUEUED
    day.wrap_up("li")
    assert day.offered("li") == "chat-4"


def test_a_call_takes_the_whole_agent() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.writes("chat-1", "hello", "speak_to_human")
    assert day.offered("li") is None


def test_given_a_chat_then_no_call_is_offered_but_another_chat_behind_it_is() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    call = day.waits()
    assert day.offered("li") is None
    day.writes("chat-2", "hello", "speak_to_human")
    assert day.offered("li") == "chat-2"
    day.accept("li")
    day.wrap_up("li")
    assert day.offered("li") is None
    day.wrap_up("li")
    assert day.offered("li") == call


def test_nobody_can_be_given_by_hand_more_than_they_can_take() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    call = day.waits()
    day.happens(e.ContactAssigned(agent="sue", contact=day.contact(call).id, to="li", request="r"))
    assert day.reply().code == "agent_not_available"
    assert "capacity" in day.reply().detail


def test_a_call_moved_to_somebody_who_has_no_capacity_left_is_theirs_once_they_have() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    call = day.waits()
    day.agent("mo")
    day.accept("mo")
    day.answered(call)
    day.happens(e.TransferAsked(agent="mo", contact=day.contact(call).id, to_agent="li", request="r"))
    assert day.offered("li") is None
    day.wrap_up("li")
    assert day.offered("li") == call


# --- wrap-up ---------------------------------------------------------------------------------------------------------------


def test_a_wrap_up_ends_by_its_deadline_and_not_before() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.hang_up(call)
    second = day.waits()
    day.passes(59.9)
    assert day.offered("li") is None
    assert day.person("li").state is RoutingState.WRAP_UP
    day.passes(0.1)
    assert day.last(call).state is ContactState.COMPLETED
    assert day.last(call).disposition is None
    assert day.offered("li") == second


def test_nothing_that_happens_to_others_ends_a_wrap_up() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.hang_up(call)
    day.waits()
    day.hang_up(call)
    day.says(call, "hello?", "speak_to_human")
    lost(day)
    back(day)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AVAILABLE))
    day.happens(e.ServerStarted(version="2"))
    back(day)
    assert day.person("li").state is RoutingState.WRAP_UP
    assert day.offered("li") is None


def test_a_wrong_disposition_is_refused_and_the_wrap_up_goes_on() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.hang_up(call)
    contact = day.last(call).id
    day.happens(e.WrapUpDone(agent="li", contact=contact, disposition="whatever", request="r"))
    assert day.reply().code == "unknown_disposition"
    told = e.ComplaintTold(cause="whatever", text="")
    day.happens(e.WrapUpDone(agent="li", contact=contact, disposition="resolved", complaint=told, request="r"))
    assert day.reply().code == "unknown_cause"
    assert day.person("li").state is RoutingState.WRAP_UP


def test_a_wrap_up_while_still_talking_hangs_up() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.wrap_up("li")
    assert day.done(c.HangUp)[-1].leg == call
    assert day.last(call).state is ContactState.COMPLETED
