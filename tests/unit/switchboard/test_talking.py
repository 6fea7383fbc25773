"""Customer and agent together, moved on, and phones that do not do what they should."""

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.contact import ContactState
from callcenter.model.customer import Known
from callcenter.testing.day import Day


def talking(day: Day, agent: str = "li", intent: str = "speak_to_human") -> str:
    call = day.waits(intent)
    assert day.offered(agent) == call
    day.accept(agent)
    day.answered(call)
    return call


def moved(day: Day, call: str, agent: str = "li", **to: str) -> None:
    day.happens(e.TransferAsked(agent=agent, contact=day.contact(call).id, request="r", **to))


# --- phones -------------------------------------------------------------------------------------------------------------------


def test_given_the_agents_phone_fails_then_the_customer_keeps_the_place_and_the_agent_is_not_responding() -> None:
    day = Day()
    day.agent("li")
    first, second = day.waits(), day.waits()
    day.accept("li")
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=first, agent="li", reason="busy"))
    assert day.contact(first).state is ContactState.QUEUED
    assert day.person("li").not_responding
    day.agent("mo")
    assert day.offered("mo") == first
    assert day.contact(second).state is ContactState.QUEUED


def test_given_the_gateway_never_confirms_then_nothing_is_torn_apart_and_supervisors_know() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.passes(45)
    assert day.contact(call).state is ContactState.CONNECTED
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["connect_unconfirmed"]
    day.hang_up(call)
    assert not day.board.state.alarms


def test_given_the_agents_phone_drops_out_of_the_talk_then_the_customer_is_first_in_line_again() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    day.passes(100)
    later = day.waits()
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="failed"))
    assert day.contact(call).state is ContactState.QUEUED
    day.agent("mo")
    assert day.offered("mo") == call
    assert day.contact(later).state is ContactState.QUEUED


def test_given_music_could_not_be_played_a_while_ago_then_the_ringing_phone_goes_on_ringing() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.happens(e.CommandFailed(gateway="pbx", call=call, command="2.3", reason="no such file"))
    assert day.contact(call).state is ContactState.CONNECTING
    accepted = len(day.journal) - 1
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=f"{accepted}.0", reason="no such endpoint"))
    assert day.contact(call).state is ContactState.QUEUED


def test_what_other_agents_phones_do_is_of_no_concern() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="mo"))
    day.happens(e.AgentPhoneAnswered(gateway="pbx", call=call, agent="mo"))
    assert day.contact(call).state is ContactState.CONNECTING


# --- clicks -------------------------------------------------------------------------------------------------------------------


def test_a_call_is_held_and_resumed() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    contact = day.contact(call).id
    day.happens(e.HoldAsked(agent="li", contact=contact, request="r"))
    assert day.contact(call).state is ContactState.HELD
    day.happens(e.HoldAsked(agent="li", contact=contact, request="r"))
    assert day.reply().code == "conflict"
    day.happens(e.ResumeAsked(agent="li", contact=contact, request="r"))
    assert day.contact(call).state is ContactState.CONNECTED
    assert len(day.done(c.Connect)) == 2
    day.happens(e.ResumeAsked(agent="li", contact=contact, request="r"))
    assert day.reply().code == "conflict"


def test_nobody_touches_a_contact_that_is_not_theirs() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    contact = day.contact(talking(day)).id
    for click in (e.HoldAsked, e.EndAsked, e.ResumeAsked):
        day.happens(click(agent="mo", contact=contact, request="r"))
        assert day.reply().code == "not_yours"
    day.happens(e.WrapUpDone(agent="mo", contact=contact, disposition="resolved", request="r"))
    assert day.reply().code == "not_yours"
    day.happens(e.HoldAsked(agent="li", contact="c999", request="r"))
    assert day.reply().code == "not_yours"


def test_who_asks_for_help_alarms_the_supervisors_until_the_talk_is_over() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    day.happens(e.HelpAsked(agent="li", contact=day.contact(call).id, text="he shouts", request="r"))
    assert [alarm.detail for alarm in day.done(c.RaiseAlarm)] == ["he shouts"]
    day.hang_up(call)
    assert not day.board.state.alarms


def test_a_supervisor_listens_to_a_call_and_to_nothing_else() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    ask = e.MonitorAsked(agent="sue", contact=day.contact(call).id, mode="whisper", endpoint="PJSIP/1", request="r")
    day.happens(ask)
    assert day.reply().code == "conflict"
    day.accept("li")
    day.answered(call)
    day.happens(ask)
    assert (day.done(c.Monitor)[0].mode, day.done(c.Monitor)[0].supervisor) == ("whisper", "sue")


def test_an_agent_ends_the_call() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    day.happens(e.EndAsked(agent="li", contact=day.contact(call).id, request="r"))
    assert day.done(c.HangUp)[-1].leg == call
    contact = day.last(call)
    assert (contact.state, contact.end_reason) == (ContactState.WRAP_UP, "agent_hangup")
    day.happens(e.EndAsked(agent="li", contact=contact.id, request="r"))
    assert day.reply().code == "conflict"


# --- moved on ------------------------------------------------------------------------------------------------------------------


def test_a_call_moved_to_a_queue_keeps_its_place_but_its_new_wait_is_counted_apart() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    came = day.contact(call).queued_at
    day.accept("li")
    day.answered(call)
    day.passes(300)
    later = day.waits("card_question")
    moved(day, call, to_queue="cards")
    assert day.reply().ok
    assert day.contact(call).queued_at == came
    day.passes(10)
    day.agent("ka", card=8)
    assert day.offered("ka") == call
    day.accept("ka")
    day.answered(call)
    assert day.figures("cards").answered_wait == 10.0
    assert day.figures("cards").answered_in_time == 1
    assert day.contact(later).state is ContactState.QUEUED


def test_the_steps_of_the_new_queue_count_from_the_transfer() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    day.passes(300)
    day.agent("none")
    day.passes(1)
    moved(day, call, to_queue="cards")
    day.passes(59)
    assert day.offered("none") is None
    day.passes(1)
    assert day.offered("none") == call


def test_a_call_moved_to_a_queue_does_not_come_back_to_who_moved_it_at_once() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    moved(day, call, to_queue="general")
    assert day.offered("li") is None
    day.passes(59.9)
    assert day.offered("li") is None
    day.passes(0.1)
    assert day.offered("li") == call


def test_a_call_moved_to_a_colleague_rings_there_and_goes_back_in_line_when_they_do_not_answer() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    day.agent("mo")
    moved(day, call, to_agent="mo")
    assert day.offered("mo") == call
    assert not day.person("li").assignments
    assert day.contact(call).transfers == 1
    day.passes(20)
    assert day.contact(call).state is ContactState.QUEUED
    day.passes(40)
    assert day.offered("li") == call


@pytest.mark.parametrize("to", ["li", "nobody", "away"])
def test_a_call_is_not_moved_to_who_cannot_take_it(to: str) -> None:
    day = Day()
    day.agent("away", presence=Presence.AWAY)
    day.agent("li")
    call = talking(day)
    moved(day, call, to_agent=to)
    assert day.reply().code == "agent_not_available"
    assert day.contact(call).agent == "li"


def test_a_phone_that_still_rings_cannot_be_moved_to_a_number() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    moved(day, call, to_number="110")
    assert day.reply().code == "conflict"
    assert day.contact(call).state is ContactState.CONNECTING


def test_a_transfer_to_nowhere_is_refused() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    moved(day, call)
    assert day.reply().code == "conflict"
    moved(day, call, to_queue="none")
    assert day.reply().code == "unknown"


def test_given_the_customer_hangs_up_while_being_moved_then_the_colleague_is_free_at_once() -> None:
    day = Day()
    day.agent("li")
    call = talking(day)
    day.agent("mo")
    moved(day, call, to_agent="mo")
    day.hang_up(call)
    assert day.offered("mo") is None
    assert day.last(call).state is ContactState.ABANDONED


def test_what_an_agent_writes_down_stays_with_a_known_customer() -> None:
    day = Day()
    day.agent("li")
    call = day.waits(known=Known(customer="cus_1"))
    day.accept("li")
    day.answered(call)
    contact = day.contact(call).id
    day.happens(e.NoteTaken(agent="li", contact=contact, text="prefers e-mail", request="r"))
    day.wrap_up("li", note="card blocked")
    kept = [(note.customer, note.contact, note.text, note.by) for note in day.done(c.KeepNote)]
    assert kept == [("cus_1", contact, "prefers e-mail", "li"), ("cus_1", contact, "card blocked", "li")]


def test_a_note_on_somebody_unknown_stays_with_the_contact_alone() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.wrap_up("li", note="did not say who")
    assert day.done(c.KeepNote) == []
