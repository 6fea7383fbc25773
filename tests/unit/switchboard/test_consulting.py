"""Consultations, conferences and transfers, and everybody who may vanish in the middle of one."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.contact import ENDED, Contact, ContactState, Stage
from callcenter.model.customer import Known
from callcenter.switchboard.invariants import violations
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site

NUMBER = "+8610110"


def a_day(*colleagues: str) -> tuple[Day, str]:
    """li talks with a customer; the colleagues are free."""
    day = Day()
    day.agent("li")
    call = day.waits(caller="+8613800000001", known=Known(customer="cus_1"))
    day.accept("li")
    day.answered(call)
    for name in colleagues:
        day.agent(name)
    return day, call


def asks(day: Day, call: str, mode: str = "consult", agent: str = "li", **to: Any) -> c.Outcome:
    return day.happens(e.TransferAsked(agent=agent, contact=day.contact(call).id, mode=mode, request="r", **to))


def child(day: Day, call: str) -> Contact:
    asked = day.contact(call).consultation
    assert asked is not None
    return day.board.state.contacts[asked.contact or ""]


def stage(day: Day, call: str) -> Stage | None:
    asked = day.contact(call).consultation
    return asked and asked.stage


def picks_up(day: Day, call: str, who: str) -> None:
    day.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent=who))


def fails(day: Day, call: str, who: str, reason: str = "no_answer") -> None:
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent=who, reason=reason))


def consulting(day: Day, call: str, who: str = "mo") -> None:
    """li and the colleague talk; the customer hears music."""
    asks(day, call, to_agent=who)
    assert day.reply().ok, day.reply()
    day.accept(who)
    picks_up(day, call, who)


def back(day: Day, call: str) -> None:
    day.happens(e.ResumeAsked(agent="li", contact=day.contact(call).id, request="r"))


def told(day: Day) -> list[Any]:
    """Why, as the first agent reads it."""
    return [notice.detail["reason"] for notice in day.done(c.Notify) if notice.agent == "li"]


def history(day: Day, call: str) -> list[str]:
    name = day.last(call).id if not day.lives(call) else day.contact(call).id
    return [line.what for line in day.done(c.Chronicle) if line.contact == name]


def is_over(day: Day, *free: str) -> None:
    """Nothing of the consultation is left and these have nothing to do."""
    assert not violations(day.board, day.clock.now())
    assert not [one for one in day.board.state.contacts.values() if one.parent or one.consultation]
    for name in free:
        assert (day.person(name).used, day.person(name).offers) == (0, ())


# --- from asking to talking -------------------------------------------------------------------------------------------


def test_a_colleague_is_offered_the_consultation_while_the_customer_hears_music() -> None:
    day, call = a_day("mo")
    asks(day, call, to_agent="mo")
    asked, parent = child(day, call), day.contact(call)
    assert (parent.state, parent.agent, stage(day, call)) == (ContactState.HELD, "li", Stage.WAITING)
    assert day.offer("mo").contact == asked.id
    assert (asked.asked_by, asked.known.customer, asked.queue) == ("li", "cus_1", "general")
    assert (asked.rank or ())[:2] == (parent.rank or ())[:2]
    assert not day.done(c.Conference)
    day.accept("mo")
    dialled = day.done(c.Conference)[0]
    assert (dialled.endpoint, dialled.agent, dialled.with_customer) == ("PJSIP/mo", "mo", False)
    assert (stage(day, call), day.person("mo").used) == (Stage.DIALLING, 100)
    picks_up(day, call, "mo")
    assert (stage(day, call), day.contact(call).state) == (Stage.TALKING, ContactState.HELD)
    assert len(day.done(c.Connect)) == 1


def test_a_consultation_of_a_queue_waits_where_its_customer_would() -> None:
    day, call = a_day()
    day.passes(300)
    later = day.waits("card_question")
    asks(day, call, to_queue="cards")
    day.agent("ka", card=8)
    assert day.offer("ka").contact == child(day, call).id
    assert day.contact(later).state is ContactState.QUEUED


def test_a_consultation_widens_like_any_wait_and_says_nothing_to_the_customer() -> None:
    day, call = a_day("mo")
    asks(day, call, to_queue="cards")
    said = len(day.done(c.Say))
    assert not day.person("mo").offers
    day.passes(60)
    assert day.offer("mo").contact == child(day, call).id
    assert len(day.done(c.Say)) == said


def test_a_consultation_is_not_offered_to_who_asks() -> None:
    day, call = a_day()
    asks(day, call, to_queue="general")
    day.happens(e.ContactAssigned(agent="sue", contact=child(day, call).id, to="li", request="r"))
    assert day.reply().code == "agent_not_available"
    day.passes(1000)
    assert not day.person("li").offers


def test_an_urgent_consultation_alarms_nobody_since_the_customer_is_with_somebody() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits("card_loss")
    day.accept("li")
    day.answered(call)
    asks(day, call, to_queue="card-loss")
    day.passes(120)
    assert child(day, call).emergency
    assert not day.done(c.RaiseAlarm)


def test_a_consultation_is_no_customer_in_any_figure() -> None:
    day, call = a_day("mo")
    before = day.figures("general")
    consulting(day, call)
    day.happens(e.EndAsked(agent="mo", contact=child(day, call).id, request="r"))
    asks(day, call, to_queue="general")
    back(day, call)
    assert day.figures("general") == before


def test_what_happens_to_a_consultation_is_part_of_its_customers_history() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    back(day, call)
    lines = [line for line in history(day, call) if line.startswith("consult")]
    assert lines == [
        "consult",
        "consultation_queued",
        "consultation_offered",
        "consultation_accepted",
        "consultation_connected",
        "consultation_completed",
        "consultation_ended",
    ]
    assert {line.contact for line in day.done(c.Chronicle)} == {day.contact(call).id}


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"to_agent": "li"}, "agent_not_available"),
        ({"to_agent": "nobody"}, "agent_not_available"),
        ({"to_agent": "away"}, "agent_not_available"),
        ({"to_queue": "none"}, "unknown"),
        ({}, "conflict"),
    ],
)
def test_nobody_is_asked_who_cannot_come(to: dict[str, str], code: str) -> None:
    day, call = a_day()
    day.agent("away", presence=Presence.AWAY)
    asks(day, call, **to)
    assert (day.reply().code, day.contact(call).state) == (code, ContactState.CONNECTED)
    assert not day.done(c.Hold)[1:]


def test_one_consultation_at_a_time_and_only_on_a_call_that_is_joined() -> None:
    day, call = a_day("mo", "ka")
    consulting(day, call)
    asks(day, call, to_agent="ka")
    assert day.reply().code == "conflict"
    chat = "thread"
    day.writes(chat, "hello", "speak_to_human")
    day.accept("ka")
    asks(day, chat, agent="ka", to_agent="mo")
    assert day.reply().code == "conflict"


def test_who_was_asked_leaves_everything_to_the_customers_agent() -> None:
    day, call = a_day("mo", "ka")
    consulting(day, call)
    name = child(day, call).id
    day.happens(e.HoldAsked(agent="mo", contact=name, request="r"))
    assert day.reply().code == "conflict"
    day.happens(e.TransferAsked(agent="mo", contact=name, to_agent="ka", request="r"))
    assert day.reply().code == "conflict"
    day.happens(e.WrapUpDone(agent="mo", contact=name, disposition="resolved", request="r"))
    assert day.reply().code == "conflict"
    day.happens(e.ContactRequeued(agent="sue", contact=name, queue="cards", request="r"))
    assert day.reply().code == "conflict"
    day.happens(e.NoteTaken(agent="mo", contact=name, text="seen before", request="r"))
    assert day.reply().ok
    assert day.done(c.KeepNote)[-1].contact == day.contact(call).id


# --- three ways on ----------------------------------------------------------------------------------------------------


def test_a_warm_transfer_gives_the_customer_to_the_colleague_with_place_and_history() -> None:
    day, call = a_day("mo")
    came = day.contact(call).queued_at
    consulting(day, call)
    day.passes(30)
    asks(day, call, "blind", to_agent="mo")
    assert day.reply().ok
    contact = day.contact(call)
    assert (contact.state, contact.agent, contact.transfers) == (ContactState.CONNECTED, "mo", 1)
    assert contact.queued_at == came
    assert (day.done(c.Connect)[-1].agent, day.done(c.ReleaseAgent)[-1].agent) == ("mo", "li")
    assert dict(day.person("mo").assignments) == {contact.id: 100}
    is_over(day, "li")
    fails(day, call, "li", "failed")  # the gateway says that li's phone is out of it
    assert day.contact(call).agent == "mo"
    day.hang_up(call)
    day.wrap_up("mo")
    assert day.last(call).state is ContactState.COMPLETED
    assert "transferred" in history(day, call)


def test_given_the_colleagues_phone_drops_after_a_warm_transfer_then_the_customer_is_first_in_line() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    asks(day, call, "blind", to_agent="mo")
    later = day.waits()
    fails(day, call, "mo", "failed")
    assert (day.contact(call).state, day.offered("li")) == (ContactState.QUEUED, later)
    day.serve("li", later)
    assert day.offered("li") == call


def test_after_advice_the_customer_is_back_and_the_colleague_free() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    back(day, call)
    assert day.reply().ok
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.CONNECTED, "li")
    assert (day.done(c.ReleaseAgent)[-1].agent, day.done(c.Connect)[-1].agent) == ("mo", "li")
    is_over(day, "mo")
    assert not day.person("mo").wrapping


def test_all_three_talk_and_then_two_again() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    asks(day, call, "conference", to_agent="mo")
    assert day.done(c.Conference)[-1].with_customer
    assert (day.contact(call).state, stage(day, call)) == (ContactState.CONNECTED, Stage.JOINED)
    asks(day, call, "conference", to_agent="mo")
    assert day.reply().code == "conflict"
    day.happens(e.HoldAsked(agent="li", contact=day.contact(call).id, request="r"))
    assert (day.contact(call).state, stage(day, call)) == (ContactState.HELD, Stage.TALKING)
    asks(day, call, "conference", to_agent="mo")
    back(day, call)
    assert day.contact(call).state is ContactState.CONNECTED
    is_over(day, "mo")


def test_a_conference_can_be_asked_for_at_once_and_the_customer_hears_no_music() -> None:
    day, call = a_day("mo")
    asks(day, call, "conference", to_agent="mo")
    assert day.contact(call).state is ContactState.CONNECTED
    day.accept("mo")
    assert day.done(c.Conference)[-1].with_customer
    picks_up(day, call, "mo")
    assert stage(day, call) is Stage.JOINED


def test_given_the_customer_cannot_be_joined_then_they_hear_music_and_the_agent_knows() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    asks(day, call, "conference", to_agent="mo")
    command = f"{len(day.journal)}.0"
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=command, reason="no bridge"))
    assert (day.contact(call).state, stage(day, call)) == (ContactState.HELD, Stage.TALKING)
    assert told(day) == ["not joined"]


def test_given_the_phone_still_rings_then_nothing_can_be_handed_over_yet() -> None:
    day, call = a_day("mo")
    asks(day, call, to_agent="mo")
    day.accept("mo")
    asks(day, call, "blind", to_agent="mo")
    assert day.reply().code == "conflict"
    asks(day, call, "conference", to_agent="mo")
    assert day.reply().code == "conflict"
    assert stage(day, call) is Stage.DIALLING


def test_given_the_agent_moves_the_customer_elsewhere_then_the_consultation_ends() -> None:
    day, call = a_day("mo", "ka")
    consulting(day, call)
    asks(day, call, "blind", to_agent="ka")
    assert day.offered("ka") == call
    is_over(day, "mo", "li")


# --- a number outside -------------------------------------------------------------------------------------------------


def with_a_number(how: str = "answered") -> tuple[Day, str]:
    day, call = a_day()
    asks(day, call, to_number=NUMBER)
    assert day.reply().ok
    assert (day.done(c.Conference)[0].endpoint, day.done(c.Conference)[0].agent) == (NUMBER, NUMBER)
    if how == "answered":
        picks_up(day, call, NUMBER)
    elif how == "done":
        day.happens(e.CommandDone(gateway="pbx", call=call, command=day.contact(call).consultation.command))  # type: ignore[union-attr]
    return day, call


@pytest.mark.parametrize("how", ["answered", "done"])
def test_a_number_is_consulted_and_the_customer_handed_to_it(how: str) -> None:
    day, call = with_a_number(how)
    assert (stage(day, call), day.contact(call).state) == (Stage.TALKING, ContactState.HELD)
    asks(day, call, "blind", to_number=NUMBER)
    assert day.done(c.Transfer)[-1].to == NUMBER
    assert not day.done(c.ReleaseAgent)
    day.hang_up(call, "completed")
    assert day.last(call).state is ContactState.TRANSFERRED
    is_over(day, "li")


def test_a_number_is_let_go_or_joined() -> None:
    day, call = with_a_number()
    asks(day, call, "conference", to_number=NUMBER)
    assert stage(day, call) is Stage.JOINED
    back(day, call)
    assert day.done(c.ReleaseAgent)[-1].agent == NUMBER
    assert day.contact(call).state is ContactState.CONNECTED
    is_over(day)


def test_given_the_number_does_not_answer_then_the_agent_knows_and_has_the_customer() -> None:
    day, call = with_a_number("")
    fails(day, call, NUMBER, "busy")
    assert (told(day), day.contact(call).state, day.contact(call).agent) == (["busy"], ContactState.HELD, "li")
    is_over(day)


def test_given_the_gateway_says_nothing_of_the_number_then_they_may_be_talking() -> None:
    day, call = with_a_number("")
    day.passes(45)
    assert stage(day, call) is Stage.TALKING


def test_given_the_agents_phone_drops_out_of_three_with_a_number_then_the_customer_goes_on_there() -> None:
    day, call = with_a_number()
    asks(day, call, "conference", to_number=NUMBER)
    fails(day, call, "li", "failed")
    assert day.last(call).state is ContactState.TRANSFERRED
    is_over(day, "li")


# --- in the middle ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["waits", "rings", "dialling", "talks", "joined"])
def test_given_the_customer_hangs_up_then_everybody_is_free_and_the_agent_wraps_up(when: str) -> None:
    day, call = a_day("mo") if when != "waits" else a_day()
    if when in ("waits", "rings"):
        asks(day, call, to_queue="general")
    elif when == "dialling":
        asks(day, call, to_agent="mo")
        day.accept("mo")
    else:
        consulting(day, call)
        if when == "joined":
            asks(day, call, "conference", to_agent="mo")
    late = day.offer("mo").id if when == "rings" else ""
    day.hang_up(call)
    assert (day.last(call).state, day.last(call).agent) == (ContactState.WRAP_UP, "li")
    is_over(day, *(() if when == "waits" else ("mo",)))
    if late:
        day.happens(e.OfferAccepted(agent="mo", offer=late, request="r"))
        assert (day.reply().code, day.reply().detail) == ("offer_gone", "The customer has gone.")
    picks_up(day, call, "mo")
    fails(day, call, "mo")
    day.wrap_up("li")
    assert day.last(call).state is ContactState.COMPLETED
    is_over(day, "li")


@pytest.mark.parametrize("when", ["rings", "talks"])
def test_given_the_agents_phone_drops_then_the_customer_is_first_in_line_and_the_colleague_free(when: str) -> None:
    day, call = a_day("mo")
    came = day.contact(call).queued_at
    day.passes(60)
    if when == "talks":
        consulting(day, call)
    else:
        asks(day, call, to_agent="mo")
    fails(day, call, "li", "failed")
    assert (day.contact(call).queued_at, day.person("li").not_responding) == (came, True)
    assert day.offered("mo") == call
    assert day.offer("mo").contact == day.contact(call).id
    is_over(day, "li")


def test_given_the_agents_phone_drops_out_of_three_then_the_colleague_has_the_customer() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    asks(day, call, "conference", to_agent="mo")
    fails(day, call, "li", "failed")
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.CONNECTED, "mo")
    assert day.person("li").not_responding
    assert day.last(call).state not in ENDED
    is_over(day, "li")


def test_a_customer_on_hold_whose_agent_drops_is_not_left_with_the_music() -> None:
    day, call = a_day("mo")
    day.happens(e.HoldAsked(agent="li", contact=day.contact(call).id, request="r"))
    fails(day, call, "li", "failed")
    assert day.offered("mo") == call


@pytest.mark.parametrize("how", ["leaves", "phone", "three"])
def test_given_the_colleague_goes_then_the_customer_is_still_the_agents(how: str) -> None:
    day, call = a_day("mo")
    consulting(day, call)
    if how == "three":
        asks(day, call, "conference", to_agent="mo")
    if how == "leaves":
        day.happens(e.EndAsked(agent="mo", contact=child(day, call).id, request="r"))
        assert day.reply().ok
    else:
        fails(day, call, "mo", "failed")
    assert (told(day), day.contact(call).agent) == (["left"], "li")
    assert day.contact(call).state is (ContactState.CONNECTED if how == "three" else ContactState.HELD)
    assert not day.person("mo").not_responding
    is_over(day, "mo")


@pytest.mark.parametrize("how", ["expired", "declined", "agent_lost", "phone failed"])
def test_given_the_colleague_does_not_come_then_the_agent_knows_and_has_the_customer(how: str) -> None:
    day, call = a_day("mo")
    asks(day, call, to_agent="mo")
    if how == "expired":
        day.passes(20)
    elif how == "declined":
        day.decline("mo")
    elif how == "agent_lost":
        day.happens(e.AgentDisconnected(agent="mo"))
        day.passes(30)
    else:
        day.accept("mo")
        fails(day, call, "mo")
    assert told(day) == [how]
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.HELD, "li")
    assert day.person("mo").not_responding is (how in ("expired", "phone failed"))
    is_over(day, "mo")


def test_given_one_of_the_queue_does_not_come_then_the_next_is_asked() -> None:
    day, call = a_day("ka")
    asks(day, call, to_queue="general")
    day.accept("ka")
    fails(day, call, "ka")
    assert (stage(day, call), day.person("ka").not_responding) == (Stage.WAITING, True)
    day.agent("mo")
    assert day.offer("mo").contact == child(day, call).id
    day.accept("mo")
    picks_up(day, call, "mo")
    assert stage(day, call) is Stage.TALKING
    assert [one.agent for one in day.done(c.Conference)] == ["ka", "mo"]
    assert not told(day)


def test_given_the_gateway_cannot_dial_the_colleague_then_the_agent_knows() -> None:
    day, call = a_day("mo")
    asks(day, call, to_agent="mo")
    day.accept("mo")
    command = f"{len(day.journal)}."
    asked = day.contact(call).consultation
    assert asked is not None
    assert asked.command.startswith(command)
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=asked.command, reason="no such endpoint"))
    assert told(day) == ["phone failed"]
    is_over(day, "mo")


def test_given_the_gateway_repeats_and_reorders_then_the_same_stands() -> None:
    day, call = a_day("mo")
    asks(day, call, to_agent="mo")
    picks_up(day, call, "mo")  # before anybody was dialled: of no concern
    assert stage(day, call) is Stage.WAITING
    day.accept("mo")
    picks_up(day, call, "mo")
    picks_up(day, call, "mo")
    day.happens(e.AgentPhoneRinging(gateway="pbx", call=call, agent="mo"))
    assert stage(day, call) is Stage.TALKING
    back(day, call)
    fails(day, call, "mo", "failed")
    picks_up(day, call, "mo")
    assert (day.contact(call).state, day.contact(call).agent) == (ContactState.CONNECTED, "li")
    assert not told(day)
    is_over(day, "mo")


def test_an_agent_who_loses_the_screen_goes_on_talking() -> None:
    day, call = a_day("mo")
    consulting(day, call)
    for name in ("li", "mo"):
        day.happens(e.AgentDisconnected(agent=name))
    day.passes(60)
    assert (stage(day, call), day.contact(call).agent) == (Stage.TALKING, "li")


# --- a call that goes to a number --------------------------------------------------------------------------------------


def test_a_call_moved_to_a_number_frees_the_agent_and_ends_once_it_has_arrived() -> None:
    day, call = a_day()
    asks(day, call, "blind", to_number=NUMBER)
    assert day.done(c.Transfer)[0].to == NUMBER
    assert day.contact(call).state is ContactState.TRANSFERRING
    second = day.waits()
    assert day.offered("li") == second
    day.happens(e.CommandDone(gateway="pbx", call=call, command=day.contact(call).transfer))
    assert (day.last(call).state, day.last(call).end_reason) == (ContactState.TRANSFERRED, "transferred")


@pytest.mark.parametrize("how", ["ended", "time"])
def test_a_transfer_nobody_confirms_ends_all_the_same(how: str) -> None:
    day, call = a_day()
    asks(day, call, "blind", to_number=NUMBER)
    if how == "ended":
        day.hang_up(call, "completed")
    else:
        day.passes(45)
    assert day.last(call).state is ContactState.TRANSFERRED
    assert not [timer for timer in day.board.state.timers if timer.startswith("transfer:")]


def test_given_the_number_does_not_take_the_call_then_the_customer_is_first_in_line_again() -> None:
    day, call = a_day()
    came = day.contact(call).queued_at
    day.passes(100)
    asks(day, call, "blind", to_number=NUMBER)
    later = day.waits()
    command = day.contact(call).transfer
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=command, reason="busy"))
    assert (day.contact(call).state, day.contact(call).queued_at) == (ContactState.QUEUED, came)
    assert day.done(c.Hold)[-1].leg == call
    day.agent("mo")
    assert day.offered("mo") == call
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=command, reason="busy"))
    assert (day.offered("mo"), day.offered("li")) == (call, later)


def test_who_hangs_up_after_a_failed_transfer_and_rings_back_stands_where_they_stood() -> None:
    day, call = a_day()
    came = day.contact(call).queued_at
    day.passes(100)
    asks(day, call, "blind", to_number=NUMBER)
    day.happens(e.PresenceChosen(agent="li", presence=Presence.AWAY))
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=day.contact(call).transfer, reason="busy"))
    day.hang_up(call)
    again = day.waits(caller="+8613800000001")
    assert day.contact(again).queued_at == came


# --- a colleague who is busy, and what the agent has to write down ------------------------------------------------------


def busy(day: Day, *names: str) -> list[str]:
    """Each of these talks with somebody."""
    calls = []
    for name in names:
        day.agent(name)
        calls.append(day.waits())
        day.accept(name)
        day.answered(calls[-1])
    return calls


def test_a_call_moved_to_a_colleague_who_is_busy_waits_for_them_and_for_nobody_else() -> None:
    day, call = a_day()
    (other,) = busy(day, "mo")
    asks(day, call, "blind", to_agent="mo")
    assert (day.reply().ok, day.reply().result["held_for"]) == (True, "mo")
    day.agent("ka")
    assert day.offered("ka") is None
    day.passes(10)
    day.hang_up(other)
    day.wrap_up("mo")
    assert day.offered("mo") == call


def test_given_the_colleague_stays_busy_then_whoever_is_free_takes_the_call() -> None:
    day, call = a_day()
    busy(day, "mo")
    asks(day, call, "blind", to_agent="mo")
    day.agent("ka")
    day.passes(19.9)
    assert day.offered("ka") is None
    day.passes(0.1)
    assert day.offered("ka") == call


def test_an_emergency_is_not_moved_to_who_is_busy() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits("card_loss")
    day.accept("li")
    day.answered(call)
    busy(day, "mo")
    asks(day, call, "blind", to_agent="mo")
    assert (day.reply().code, day.contact(call).agent) == ("agent_not_available", "li")


def unhurried() -> Day:
    """A site that gives who hands a contact on fifteen seconds to write it down."""
    site = small_site()
    queues = {name: replace(queue, transfer_wrap_up_seconds=15.0) for name, queue in site.queues.items()}
    return Day(replace(site, queues=queues))


def handed_on(how: str) -> tuple[Day, str, Contact]:
    day = unhurried()
    day.agent("li")
    call = day.waits(caller="+8613800000001", known=Known(customer="cus_1"))
    day.accept("li")
    day.answered(call)
    day.agent("mo")
    if how == "warm":
        consulting(day, call)
    asks(day, call, "blind", **({"to_number": NUMBER} if how == "number" else {"to_agent": "mo"}))
    (name,) = day.person("li").assignments
    return day, call, day.board.state.contacts[name]


@pytest.mark.parametrize("how", ["blind", "warm", "number"])
def test_who_hands_a_contact_on_wraps_up_their_own_part_while_it_goes_on(how: str) -> None:
    day, call, part = handed_on(how)
    assert (part.state, part.parent, part.part) == (ContactState.WRAP_UP, day.contact(call).id, True)
    assert not violations(day.board, day.clock.now())
    done = e.WrapUpDone(agent="li", contact=part.id, disposition="resolved", note="asked for a loan", request="r")
    day.happens(done)
    assert day.reply().ok
    assert (day.person("li").used, day.person("li").handled) == (0, 1)
    assert [line.detail["note"] for line in day.done(c.Chronicle) if line.what == "part_wrapped_up"] == [
        "asked for a loan"
    ]
    assert day.done(c.KeepNote)[-1].contact == day.contact(call).id
    assert {line.contact for line in day.done(c.Chronicle)} == {day.contact(call).id}


def test_given_nothing_is_written_down_then_the_part_ends_with_its_deadline_and_after_its_contact() -> None:
    day, call, part = handed_on("warm")
    day.hang_up(call)
    day.wrap_up("mo")
    assert day.person("li").used == 100
    later = day.waits()
    assert day.offered("li") is None
    day.serve("mo", later, 5)
    day.passes(10)
    assert day.person("li").used == 0
    assert part.id not in day.board.state.contacts


@pytest.mark.parametrize("over", [False, True])
def test_given_somebody_ends_their_part_by_the_wrong_button_then_they_are_told_and_nothing_else_ends(
    over: bool,
) -> None:
    day, call, part = handed_on("warm")
    if over:
        day.hang_up(call)
        day.wrap_up("mo")
    day.happens(e.EndAsked(agent="li", contact=part.id, request="r"))
    assert (day.reply().ok, day.reply().code) == (False, "conflict")
    assert day.board.state.contacts[part.id].state is ContactState.WRAP_UP
    assert day.lives(call) is not over


def test_a_complaint_in_the_part_is_the_customers_and_opened_once() -> None:
    day, call, part = handed_on("warm")
    told = e.ComplaintTold(cause="attitude", text="rude")
    day.happens(e.WrapUpDone(agent="li", contact=part.id, disposition="resolved", complaint=told, request="r"))
    (opened,) = day.done(c.OpenComplaint)
    assert (opened.complaint.contact, day.contact(call).complaint) == (day.contact(call).id, opened.complaint.id)
    day.hang_up(call)
    day.wrap_up("mo", complaint=e.ComplaintTold(cause="attitude", text="very rude"))
    assert len(day.done(c.OpenComplaint)) == 1
    assert day.done(c.AmendComplaint)[-1].complaint == opened.complaint.id


def test_an_agent_who_lets_a_moved_call_ring_keeps_nobody_waiting_and_loses_no_place() -> None:
    day, call = a_day("mo")
    came = day.contact(call).queued_at
    asks(day, call, "blind", to_agent="mo")
    day.agent("ka")
    later = day.waits()
    assert day.offered("ka") == later
    day.passes(20)
    assert day.person("mo").not_responding
    assert (day.contact(call).queued_at, day.contact(call).state) == (came, ContactState.QUEUED)
    day.agent("zu")
    assert day.offered("zu") == call


def test_given_a_consultation_of_a_queue_then_the_agent_who_asks_is_never_the_one_who_is_asked() -> None:
    """With chats at hand there would be room for it."""
    day = Day()
    day.agent("li", card=8)
    call = day.waits("card_question")
    day.accept("li")
    day.answered(call)
    day.happens(
        e.TransferAsked(agent="li", contact=day.contact(call).id, mode="consult", to_queue="cards", request="r")
    )
    (child,) = [one for one in day.board.state.contacts.values() if one.parent is not None]
    assert child.spurned["li"] > day.clock.now() + 24 * 3600.0
