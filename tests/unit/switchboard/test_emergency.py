"""An emergency never waits in a machine."""

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.intent import Intent
from callcenter.model.site import Ask, Rung
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site

LOST = "card_loss"


def test_given_the_emergency_number_is_dialled_then_no_question_is_asked() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.call(to="+861069950110")
    assert day.offered("li") == call
    assert day.contact(call).emergency
    assert not day.done(c.Gather)


def test_when_somebody_says_it_in_a_menu_then_they_leave_the_menu_at_once() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.call()
    day.says(call, "what is the dollar", "exchange_rate")
    assert day.contact(call).state is ContactState.SELF_SERVICE
    asked = len(day.done(c.Gather))
    day.says(call, "and my card is gone", LOST)
    assert day.offered("li") == call
    assert len(day.done(c.Gather)) == asked


def test_when_somebody_waiting_in_another_queue_says_it_then_they_pass_everybody_there() -> None:
    day = Day()
    first, second = day.waits(), day.waits()
    day.says(second, "oh, and my card was stolen", LOST)
    assert day.contact(second).queue == "card-loss"
    day.agent("li", card=8)
    assert day.offered("li") == second
    assert day.contact(first).state is ContactState.QUEUED


def test_when_it_is_said_while_an_agent_rings_then_the_best_agent_for_it_rings() -> None:
    day = Day()
    day.agent("bo")
    call = day.waits()
    assert day.offered("bo") == call
    day.agent("li", card=8)
    day.says(call, "my card is lost", LOST)
    assert day.offered("li") == call
    assert day.offered("bo") is None


def test_given_the_classifier_is_unsure_but_it_may_be_one_then_a_human_comes() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.call()
    day.says(call, "mumble", "unclear", unsure=True)
    day.says(call, "mumble card mumble", LOST, unsure=True)
    assert day.offered("li") == call
    assert day.contact(call).emergency


def test_given_an_intent_the_site_answers_by_itself_when_the_classifier_calls_it_an_emergency_then_no_flow() -> None:
    day = Day()
    call = day.call()
    day.says(call, "they are changing all my dollars", "exchange_rate", emergency=True)
    contact = day.contact(call)
    assert (contact.state, contact.queue) == (ContactState.QUEUED, "card-loss")
    assert contact.emergency


def test_given_an_intent_the_site_does_not_know_when_it_is_an_emergency_then_it_goes_before_everybody() -> None:
    day = Day()
    waits = day.waits()
    call = day.call()
    day.says(call, "fire", "fire_alarm", emergency=True)
    assert day.contact(call).rank < day.contact(waits).rank  # type: ignore[operator]


def test_given_the_words_came_before_the_call_then_it_is_never_asked() -> None:
    day = Day()
    day.agent("li", card=8)
    day.says("call-1", "lost card", LOST)
    call = day.call()
    assert day.offered("li") == call
    assert not day.done(c.Gather)


def test_given_all_agents_busy_when_a_lost_card_calls_then_supervisors_are_alarmed_at_10_and_at_30_seconds() -> None:
    day = Day()
    day.waits(LOST)
    day.passes(9.9)
    assert not day.done(c.RaiseAlarm)
    day.passes(0.2)
    assert [alarm.detail for alarm in day.done(c.RaiseAlarm)] == ["An emergency has waited 10 s."]
    day.passes(20)
    assert [alarm.detail for alarm in day.done(c.RaiseAlarm)][1:] == ["An emergency has waited 30 s."]


def test_given_nobody_has_the_skill_and_no_rung_is_open_when_it_has_waited_10_seconds_then_anyone_gets_it() -> None:
    day = Day(small_site(ladder=(Rung(after=60.0, ask=Ask.WRAP_UP),)))
    day.agent("bo", general=5)
    call = day.waits(LOST)
    assert day.offered("bo") is None
    day.passes(10)
    assert day.offered("bo") == call


def test_given_it_rings_when_10_seconds_have_passed_then_anyone_will_do_once_it_is_back_in_line() -> None:
    day = Day()
    day.agent("li", card=8)
    day.agent("bo")
    call = day.waits(LOST)
    day.passes(20)
    assert day.person("li").not_responding
    assert day.offered("bo") == call


def test_when_it_is_accepted_then_the_alarm_falls_silent() -> None:
    day = Day()
    day.waits(LOST)
    day.passes(11)
    day.agent("li", card=8)
    day.accept("li")
    assert [gone.alarm for gone in day.done(c.ClearAlarm)] == ["emergency_waiting:c2"]
    assert not day.board.state.alarms


def test_given_the_agents_phone_fails_then_it_alarms_again_without_losing_the_time_it_has_waited() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits(LOST)
    day.passes(5)
    day.accept("li")
    day.passes(10)
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="no_answer"))
    day.passes(0.1)
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["emergency_waiting"]
    assert day.contact(call).anyone


def test_given_its_agent_loses_the_connection_then_the_next_agent_rings_at_once() -> None:
    day = Day()
    day.agent("li", card=8)
    day.agent("mo", card=5)
    call = day.waits(LOST)
    assert day.offered("li") == call
    day.happens(e.AgentDisconnected(agent="li"))
    assert day.offered("mo") == call
    assert not day.person("li").not_responding


def test_given_who_declined_it_is_the_only_one_then_they_are_asked_again_after_10_seconds() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits(LOST)
    day.decline("li")
    day.passes(9)
    assert day.offered("li") is None
    day.passes(1)
    assert day.offered("li") == call


def test_when_it_is_written_then_it_is_answered_by_a_human_at_once() -> None:
    day = Day()
    day.agent("li", card=8)
    day.writes("chat-1", "my card is lost", LOST)
    assert day.board.state.contacts[day.board.state.offers[day.offer("li").id].contact].emergency


def test_an_emergency_does_not_end_in_self_service() -> None:
    day = Day()
    call = day.call()
    day.says(call, "what is the dollar", "exchange_rate")
    contact = day.contact(call)
    day.board.state.contacts[contact.id] = contact.__class__(
        **{**contact.__dict__, "intent": Intent(name=LOST, confidence=1.0, emergency=True)}
    )
    day.keys(call, "2")
    assert day.contact(call).state is ContactState.QUEUED


@pytest.mark.parametrize("on_hold", [True, False])
def test_when_the_customer_of_an_agent_says_it_then_that_agent_is_told_also_while_on_hold(on_hold: bool) -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits()
    day.accept("li")
    day.answered(call)
    if on_hold:
        day.happens(e.HoldAsked(agent="li", contact=day.contact(call).id, request="r"))
    outcome = day.says(call, "my card is being used", LOST)
    (notice,) = [one for one in outcome.commands if isinstance(one, c.Notify)]
    assert (notice.agent, notice.kind, notice.detail["kind"]) == ("li", "notice", "emergency")
