"""Nobody is free for an emergency: who is brought it, in which order, and what becomes of what they were doing."""

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence, Role, RoutingState
from callcenter.model.contact import Channel, ContactState, OfferState
from callcenter.model.site import LADDER, Ask, Rung, Site
from callcenter.services import codec
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests.unit.switchboard.ladder_world import ladder_faults

LOST = "card_loss"
HUMAN = "speak_to_human"
NUMBER = "+862150590110"
OUTSIDE = f"outside:{NUMBER}"
WITH_NUMBER = (*LADDER, Rung(after=30.0, number=NUMBER))


def a_day(ladder: tuple[Rung, ...] = LADDER, site: Site | None = None) -> Day:
    """After every event everything holds that must."""
    day = Day(site or small_site(ladder=ladder))

    def holds(board: Switchboard) -> None:
        if not board.due_timers(day.clock.now()):
            assert violations(board, day.clock.now()) == []
            assert ladder_faults(board, day.clock.now()) == []

    day._after_each = holds
    return day


def in_wrap_up(day: Day, agent: str) -> str:
    """The agent has just finished a call and has 60 s to write it up."""
    call = day.waits(HUMAN)
    day.accept(agent)
    day.answered(call)
    day.hang_up(call)
    return call


def chats(day: Day, agent: str, *names: str) -> None:
    for name in names:
        day.writes(name, "hello", HUMAN)
        day.accept(agent)


def supervisor(day: Day, name: str, **skills: int) -> None:
    phone = f"PJSIP/{name}"
    day.happens(e.AgentRostered(agent=name, name=name, skills=skills, endpoint=phone, role=Role.SUPERVISOR))
    day.happens(e.AgentConnected(agent=name))


# --- who is asked -----------------------------------------------------------------------------------------------------


def test_given_the_only_agent_is_in_wrap_up_when_a_lost_card_calls_then_it_rings_there_at_once() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    call = day.waits(LOST)
    assert day.offered("li") == call
    assert day.offer("li").rung == 2


def test_given_a_lost_card_waits_when_an_agent_goes_into_wrap_up_then_it_rings_in_the_same_step() -> None:
    day = a_day()
    day.agent("li", card=8)
    first = day.waits(HUMAN)
    day.accept("li")
    day.answered(first)
    call = day.waits(LOST)
    assert day.offered("li") is None
    outcome = day.hang_up(first)
    assert [one.offer.agent for one in outcome.commands if isinstance(one, c.MakeOffer)] == ["li"]
    assert day.offered("li") == call


def test_given_agents_on_calls_only_then_nobody_is_interrupted() -> None:
    day = a_day()
    day.agent("li", card=8)
    call = day.waits(HUMAN)
    day.accept("li")
    day.answered(call)
    day.waits(LOST)
    day.passes(300)
    assert day.offered("li") is None


def test_given_one_writes_and_one_wraps_up_then_the_more_proficient_is_asked_and_among_equals_the_earlier_rung() -> (
    None
):
    day = a_day()
    day.agent("an", card=3)
    chats(day, "an", "chat-1", "chat-2", "chat-3")
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    day.agent("mo", card=8)
    in_wrap_up(day, "mo")
    call = day.waits(LOST)
    assert day.offered("li") == call
    other = day.waits(LOST)
    assert day.offered("mo") == other
    third = day.waits(LOST)
    assert day.offered("an") == third


def test_given_somebody_free_without_the_skill_then_they_come_before_anybody_is_interrupted() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    day.agent("bo")
    call = day.waits(LOST)
    assert day.offered("bo") == call


def test_given_an_agent_is_away_then_they_are_asked_after_10_seconds_and_their_choice_stays() -> None:
    day = a_day()
    day.agent("li", card=8)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="break"))
    call = day.waits(LOST)
    day.passes(9.9)
    assert day.offered("li") is None
    day.passes(0.1)
    assert day.offered("li") == call
    day.serve("li", call)
    assert (day.person("li").presence, day.person("li").reason) == (Presence.AWAY, "break")
    assert day.person("li").state is RoutingState.AWAY


def test_given_the_reason_is_excepted_then_they_have_their_meal_in_peace() -> None:
    day = a_day((Rung(after=0.0, ask=Ask.AWAY, but_not=("meal",)),))
    day.agent("li", card=8)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="meal"))
    call = day.waits(LOST)
    day.passes(60)
    assert day.offered("li") is None
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="break"))
    assert day.offered("li") == call


def test_when_somebody_away_comes_back_online_then_they_are_asked_in_that_step() -> None:
    day = a_day()
    day.agent("li", card=8)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY))
    day.happens(e.AgentDisconnected(agent="li"))
    call = day.waits(LOST)
    day.passes(60)
    assert day.offered("li") is None
    day.happens(e.AgentConnected(agent="li"))
    assert day.offered("li") == call


def test_given_they_let_it_ring_then_nothing_is_held_against_them_and_they_are_asked_again_later() -> None:
    day = a_day((Rung(after=0.0, ask=Ask.AWAY),))
    day.agent("li", card=8)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY))
    call = day.waits(LOST)
    day.passes(20)
    assert day.offered("li") is None
    assert not day.person("li").not_responding
    day.passes(29.9)
    assert day.offered("li") is None
    day.passes(0.1)
    assert day.offered("li") == call


def test_given_who_is_off_duty_or_lost_then_they_are_not_asked() -> None:
    day = a_day()
    day.agent("li", presence=Presence.OFFLINE, card=8)
    day.agent("mo", presence=Presence.AWAY, card=8)
    day.happens(e.AgentDisconnected(agent="mo"))
    day.waits(LOST)
    day.passes(120)
    assert day.offered("li") is None
    assert day.offered("mo") is None


def test_given_only_a_supervisor_is_there_then_it_rings_at_theirs_after_20_seconds() -> None:
    day = a_day()
    supervisor(day, "sue")
    day.waits(HUMAN)
    call = day.waits(LOST)
    day.passes(19.9)
    assert day.offered("sue") is None
    day.passes(0.1)
    assert day.offered("sue") == call
    day.serve("sue", call)
    assert day.person("sue").presence is Presence.OFFLINE


def test_given_it_is_on_the_last_rung_when_a_supervisor_comes_then_it_rings_at_once() -> None:
    day = a_day()
    call = day.waits(LOST)
    day.passes(25)
    supervisor(day, "sue")
    assert day.offered("sue") == call


def test_given_a_supervisor_takes_a_desk_then_ordinary_contacts_come_too() -> None:
    day = a_day()
    supervisor(day, "sue")
    call = day.waits(HUMAN)
    assert day.offered("sue") is None
    day.happens(e.PresenceChosen(agent="sue", presence=Presence.AVAILABLE))
    assert day.offered("sue") == call


def test_given_somebody_waiting_says_it_only_now_then_the_rungs_count_from_now() -> None:
    day = a_day()
    day.agent("li", presence=Presence.AWAY, card=8)
    call = day.waits(HUMAN)
    day.passes(100)
    day.says(call, "and my card was stolen", LOST)
    day.passes(9.9)
    assert day.offered("li") is None
    day.passes(0.1)
    assert day.offered("li") == call


def test_given_two_emergencies_and_one_to_ask_then_the_earlier_one_is_brought_first() -> None:
    day = a_day()
    first, second = day.waits(LOST), day.waits(LOST)
    day.passes(30)
    supervisor(day, "sue")
    assert day.offered("sue") == first
    day.decline("sue")
    assert day.offered("sue") == second


def test_given_a_full_house_out_of_hours_then_an_emergency_is_not_held_up_by_who_waits_already() -> None:
    day = a_day()
    for _ in range(50):
        day.waits(HUMAN)
    day.agent("li", card=8)
    day.accept("li")
    day.passes(2000)
    call = day.waits(LOST)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert day.offered("li") == call


# --- what stands still meanwhile ------------------------------------------------------------------------------------------


def test_given_a_wrap_up_is_interrupted_then_it_goes_on_afterwards_with_the_time_that_was_left() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    day.passes(20)
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    assert day.person("li").state is RoutingState.BUSY
    assert day.person("li").used == 100
    day.passes(500)
    day.hang_up(call)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert day.person("li").state is RoutingState.WRAP_UP
    day.passes(39.9)
    assert day.person("li").state is RoutingState.WRAP_UP
    day.passes(0.1)
    assert day.person("li").state is RoutingState.IDLE
    assert day.person("li").handled == 2


def test_given_three_chats_then_they_stay_with_the_agent_and_their_messages_arrive() -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2", "chat-3")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    assert day.person("li").used == 100
    assert sorted(one.by for one in day.person("li").parked.values()) == [day.contact(call).id] * 3
    outcome = day.writes("chat-2", "are you there?", HUMAN)
    shown = [one for one in outcome.commands if isinstance(one, c.ShowMessage)]
    assert [(one.agent, one.text) for one in shown] == [("li", "are you there?")]
    chat = day.contact("chat-2").id
    day.happens(e.MessageWritten(agent="li", contact=chat, message="a1", text="one moment", request="r"))
    assert day.reply().ok
    day.writes("chat-4", "hello", HUMAN)
    assert day.offered("li") is None
    day.hang_up(call)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert (day.person("li").used, dict(day.person("li").parked)) == (99, {})


def test_given_a_parked_chat_turns_out_to_be_an_emergency_then_it_stands_still_no_longer() -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2")
    day.writes("chat-3", "hello", HUMAN)
    day.accept("li")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    day.writes("chat-1", "and I did not pay that", LOST)
    chat = day.contact("chat-1")
    assert (chat.state, chat.queue, chat.emergency, chat.agent) == (ContactState.QUEUED, "card-loss", True, None)
    assert set(day.person("li").parked) == {day.contact(name).id for name in ("chat-2", "chat-3")}
    day.agent("he")
    assert day.offered("he") == "chat-1"
    day.hang_up(call)
    assert len(day.person("li").live) == 1


def test_given_the_customer_of_a_parked_chat_leaves_then_its_wrap_up_waits_whole() -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2", "chat-3")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    day.happens(e.ConversationEnded(gateway="pbx", conversation="chat-1"))
    day.passes(300)
    day.hang_up(call)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert len(day.person("li").wrapping) == 1
    day.passes(59.9)
    assert day.person("li").used == 99
    day.passes(0.1)
    assert day.person("li").used == 66


@pytest.mark.parametrize("how", ["transferred", "wrapped up"])
def test_given_a_parked_chat_is_dealt_with_meanwhile_then_only_the_others_come_back(how: str) -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2", "chat-3")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    chat = day.contact("chat-1").id
    if how == "transferred":
        day.happens(e.TransferAsked(agent="li", contact=chat, to_queue="cards", request="r"))
    else:
        day.happens(e.WrapUpDone(agent="li", contact=chat, disposition="resolved", request="r"))
    assert day.reply().ok
    assert day.person("li").used == 100
    day.hang_up(call)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert day.person("li").used == 66


def test_given_the_agent_is_lost_then_parked_chats_go_back_in_line_and_the_parked_wrap_up_still_ends() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    day.happens(e.AgentDisconnected(agent="li"))
    day.passes(60)
    day.hang_up(call)
    day.passes(121)
    assert not day.person("li").assignments
    assert not day.board.state.contacts


def test_given_chats_are_parked_when_the_agent_is_lost_then_they_wait_for_somebody_else_at_their_old_places() -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2", "chat-3")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    day.happens(e.AgentDisconnected(agent="li"))
    day.passes(31)
    assert [day.contact(f"chat-{n}").state for n in (1, 2, 3)] == [ContactState.QUEUED] * 3
    assert day.person("li").assignments == {day.contact(call).id: 100}


def test_given_they_asked_for_their_meal_next_then_it_begins_once_the_parked_ones_are_done_too() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    call = day.waits(LOST)
    day.accept("li")
    day.answered(call)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY, reason="meal"))
    day.hang_up(call)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert day.person("li").presence is Presence.AVAILABLE
    day.wrap_up("li")
    assert (day.person("li").presence, day.person("li").reason) == (Presence.AWAY, "meal")


def test_given_an_emergency_is_being_written_up_when_another_comes_then_they_are_taken_up_last_first() -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2", "chat-3")
    first = day.waits(LOST)
    day.accept("li")
    day.answered(first)
    day.hang_up(first)
    second = day.waits(LOST)
    assert day.offered("li") == second
    day.accept("li")
    day.answered(second)
    assert len(day.person("li").parked) == 4
    day.hang_up(second)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert day.person("li").used == 100
    assert len(day.person("li").parked) == 3
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert (day.person("li").used, dict(day.person("li").parked)) == (99, {})


def test_given_two_written_emergencies_fit_side_by_side_then_the_parked_call_comes_back_after_both() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    (parked,) = day.person("li").wrapping
    for chat in ("lost-1", "lost-2"):
        day.writes(chat, "my card is gone", LOST)
        day.accept("li")
        day.happens(e.ConversationEnded(gateway="pbx", conversation=chat))
    first, second = (name for name in day.person("li").assignments if name != parked)
    assert set(day.person("li").parked) == {parked, first}
    day.happens(e.WrapUpDone(agent="li", contact=first, disposition="resolved"))
    assert (day.person("li").used, set(day.person("li").parked)) == (33, {parked})
    day.happens(e.WrapUpDone(agent="li", contact=second, disposition="resolved"))
    assert (day.person("li").used, set(day.person("li").wrapping)) == (100, {parked})


def test_given_the_emergency_in_between_is_closed_first_then_what_made_way_for_it_waits_for_the_other() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    first = day.waits(LOST)
    emergency = day.contact(first).id
    day.accept("li")
    day.answered(first)
    day.hang_up(first)
    second = day.waits(LOST)
    day.accept("li")
    day.answered(second)
    day.happens(e.WrapUpDone(agent="li", contact=emergency, disposition="resolved"))
    assert [one.by for one in day.person("li").parked.values()] == [day.contact(second).id]
    day.hang_up(second)
    day.happens(e.WrapUpDone(agent="li", contact=day.person("li").live[0], disposition="resolved"))
    assert len(day.person("li").wrapping) == 1


def test_given_the_agents_phone_does_not_take_the_emergency_then_the_wrap_up_goes_on() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    day.passes(10)
    call = day.waits(LOST)
    day.accept("li")
    day.passes(5)
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="busy"))
    assert day.contact(call).state is ContactState.QUEUED
    assert day.offered("li") is None
    day.passes(50)
    assert not day.person("li").assignments


def test_given_a_snapshot_while_chats_are_parked_then_the_day_goes_on_the_same_from_it() -> None:
    day = a_day()
    day.agent("li", card=8)
    in_wrap_up(day, "li")
    call = day.waits(LOST)
    day.accept("li")
    text = codec.state_bytes(day.board.state)
    twin = Switchboard(day.board.sites, codec.state_of(text))
    seen = len(day.journal)
    day.answered(call)
    day.hang_up(call)
    day.passes(200)
    for recorded, outcome in zip(day.journal[seen:], day.outcomes[seen:], strict=True):
        assert codec.outcome_text(twin.handle(recorded)) == codec.outcome_text(outcome)
    assert codec.state_bytes(twin.state) == codec.state_bytes(day.board.state)


# --- a number outside the house ----------------------------------------------------------------------------------------------


def test_given_nobody_at_all_then_the_call_is_put_through_to_the_number_outside() -> None:
    day = a_day(WITH_NUMBER)
    call = day.waits(LOST)
    day.passes(29.9)
    assert not day.done(c.Connect)
    day.passes(0.1)
    (connect,) = day.done(c.Connect)
    assert (connect.agent, connect.endpoint) == (OUTSIDE, NUMBER)
    day.answered(call)
    assert day.contact(call).state is ContactState.CONNECTED
    assert not [name for name in day.board.state.alarms if name.startswith("emergency_waiting")]
    day.passes(60)
    day.hang_up(call)
    assert day.last(call).state is ContactState.COMPLETED
    assert not day.board.state.contacts


def test_given_the_number_is_engaged_then_the_customer_waits_on_and_it_is_tried_again() -> None:
    day = a_day(WITH_NUMBER)
    call = day.waits(LOST)
    day.passes(30)
    rank = day.contact(call).rank
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent=OUTSIDE, reason="busy"))
    assert (day.contact(call).state, day.contact(call).rank) == (ContactState.QUEUED, rank)
    day.passes(29.9)
    assert len(day.done(c.Connect)) == 1
    day.passes(0.1)
    assert len(day.done(c.Connect)) == 2


def test_given_the_number_is_engaged_when_somebody_becomes_free_then_they_take_the_call() -> None:
    day = a_day(WITH_NUMBER)
    call = day.waits(LOST)
    day.passes(30)
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent=OUTSIDE, reason="busy"))
    day.agent("li", card=8)
    assert day.offered("li") == call


def test_given_several_emergencies_then_the_number_takes_them_all() -> None:
    day = a_day(WITH_NUMBER)
    calls = [day.waits(LOST) for _ in range(3)]
    day.passes(30)
    for call in calls:
        day.answered(call)
    assert len(day.person(OUTSIDE).assignments) == 3
    assert day.person(OUTSIDE).used == 0


def test_given_the_customer_hangs_up_while_the_number_rings_then_the_contact_is_abandoned() -> None:
    day = a_day(WITH_NUMBER)
    call = day.waits(LOST)
    day.passes(35)
    day.hang_up(call)
    assert day.last(call).state is ContactState.ABANDONED
    assert [one.agent for one in day.done(c.ReleaseAgent)] == [OUTSIDE]
    assert day.figures("card-loss").abandoned == 1


def test_given_a_written_emergency_then_no_number_is_tried() -> None:
    day = a_day(WITH_NUMBER)
    day.writes("chat-1", "my card is lost", LOST)
    day.passes(300)
    assert not day.done(c.Connect)
    assert day.contact("chat-1").state is ContactState.QUEUED


def test_given_an_ordinary_call_then_no_rung_is_ever_opened() -> None:
    day = a_day(WITH_NUMBER)
    day.agent("li", presence=Presence.AWAY)
    supervisor(day, "sue")
    call = day.waits(HUMAN)
    day.passes(600)
    assert day.contact(call).rung == 0
    assert not [one for one in day.board.state.offers.values() if one.state is OfferState.OPEN]
    assert not day.done(c.Connect)


def test_given_an_emergency_by_text_message_then_it_reaches_an_agent_whose_chats_fill_them() -> None:
    day = a_day()
    day.agent("li", card=8)
    chats(day, "li", "chat-1", "chat-2", "chat-3")
    day.writes("sms-1", "my card is lost", LOST, Channel.SMS)
    day.accept("li")
    assert day.person("li").used == 33
    assert len(day.person("li").parked) == 3


def test_an_emergency_never_interrupts_an_emergency() -> None:
    day = a_day()
    day.agent("li", card=8)
    day.writes("chat-1", "my card is lost", LOST)
    day.accept("li")
    call = day.waits(LOST)
    day.passes(60)
    assert day.offered("li") is None
    assert day.contact(call).state is ContactState.QUEUED


def test_the_supervisors_rung_asks_supervisors_alone() -> None:
    day = a_day((Rung(after=0.0, ask=Ask.SUPERVISORS),))
    day.agent("li", presence=Presence.AWAY, card=8)
    in_writing = "mo"
    day.agent(in_writing)
    chats(day, in_writing, "chat-1")
    call = day.waits(LOST)
    day.passes(60)
    assert (day.offered("li"), day.offered(in_writing)) == (None, None)
    supervisor(day, "sue")
    assert day.offered("sue") == call
