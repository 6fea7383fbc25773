"""Enquiries are served by the machine; everybody can leave it for a human, everywhere."""

import itertools

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.flow import Decide, Flow, Gather, Node, ToQueue
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site
from tests.unit.switchboard.flow_world import FlowDay


def asking_for_the_rate(day: Day) -> str:
    call = day.call()
    day.says(call, "what is the dollar", "exchange_rate")
    return call


def test_an_enquiry_is_answered_and_ends_without_an_agent() -> None:
    day = Day()
    day.agent("li")
    call = asking_for_the_rate(day)
    assert "One dollar is seven yuan." in [said.text for said in day.done(c.Say)]
    day.keys(call, "2")
    assert day.done(c.HangUp) == [], "the farewell is still being said"
    day.happens(e.CommandDone(gateway="pbx", call=call, command=f"{len(day.journal)}.1"))
    assert day.done(c.HangUp)[-1].reason == "completed"
    day.hang_up(call, "completed")
    assert (day.last(call).state, day.last(call).end_reason) == (ContactState.COMPLETED, "self_service")
    assert not day.done(c.MakeOffer)


@pytest.mark.parametrize("words", ["人工", "an agent please", "I want a human"])
def test_whoever_asks_for_a_person_in_a_menu_gets_one(words: str) -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.says(call, words, "unclear")
    assert day.contact(call).queue == "general"


def test_zero_leads_to_a_person() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.keys(call, "0")
    assert day.contact(call).state is ContactState.QUEUED


def test_three_answers_nobody_understands_lead_to_a_person() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.keys(call, "7")
    day.keys(call, "8")
    assert day.contact(call).state is ContactState.SELF_SERVICE
    day.keys(call, "9")
    assert day.contact(call).state is ContactState.QUEUED


def test_three_silences_lead_to_a_person_also_when_the_gateway_says_nothing() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.passes(300)
    assert day.contact(call).state is ContactState.QUEUED


def test_who_is_not_understood_is_asked_to_say_it_otherwise_once_then_a_person_comes() -> None:
    day = Day()
    call = day.call()
    day.says(call, "mumble", "exchange_rate", unsure=True)
    assert day.done(c.Gather)[-1].prompt == "clarify"
    day.says(call, "mumble", "exchange_rate", unsure=True)
    assert day.contact(call).state is ContactState.QUEUED


def test_given_the_second_answer_is_unsure_but_names_a_choice_then_it_is_taken() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.says(call, "mumble", "unclear", unsure=True)
    day.says(call, "goodbye", "unclear", unsure=True)
    day.passes(60.0)
    assert day.last(call).end_reason == "self_service"


def saying_goodbye(day: Day) -> str:
    call = asking_for_the_rate(day)
    day.keys(call, "2")
    return call


def test_given_an_emergency_said_during_the_farewell_then_nobody_hangs_up_and_a_human_comes() -> None:
    day = Day()
    call = saying_goodbye(day)
    day.says(call, "wait, my card was stolen", "card_loss")
    day.passes(30.0)
    assert day.contact(call).queue == "card-loss"
    assert day.contact(call).emergency
    assert day.done(c.HangUp) == []


def test_given_an_emergency_said_while_the_line_is_being_cut_then_it_stands_in_line_all_the_same() -> None:
    day = Day()
    call = saying_goodbye(day)
    day.passes(8.0)
    assert len(day.done(c.HangUp)) == 1
    day.says(call, "wait, my card was stolen", "card_loss")
    day.passes(60.0)
    assert day.contact(call).queue == "card-loss"


def test_a_goodbye_to_the_goodbye_ends_the_call_and_a_new_wish_does_not() -> None:
    day = Day()
    call = saying_goodbye(day)
    day.says(call, "thanks, the rate was all", "exchange_rate")
    day.passes(60.0)
    assert day.last(call).state is ContactState.COMPLETED
    call = saying_goodbye(day)
    day.says(call, "and my card?", "card_question")
    assert day.contact(call).queue == "cards"


def test_given_a_gateway_that_never_tells_that_it_spoke_then_the_call_ends_in_time_all_the_same() -> None:
    day = Day()
    call = saying_goodbye(day)
    day.passes(60.0)
    assert day.last(call).state is ContactState.COMPLETED
    assert len(day.done(c.HangUp)) == 1


def test_given_zero_is_pressed_during_the_farewell_then_a_human_comes() -> None:
    day = Day()
    call = saying_goodbye(day)
    day.keys(call, "0")
    assert day.contact(call).state is ContactState.QUEUED


def test_a_gateway_that_cannot_say_a_sentence_leads_to_a_person() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.happens(e.CommandFailed(gateway="pbx", call=call, command="3.1", reason="no such voice"))
    assert day.contact(call).state is ContactState.QUEUED


def test_an_intent_nobody_provided_for_leads_to_a_person() -> None:
    day = Day()
    call = day.call()
    day.says(call, "a poem please", "poetry")
    assert day.contact(call).queue == "general"


def test_who_hangs_up_in_a_menu_is_not_counted_as_waiting_for_an_agent() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.hang_up(call)
    assert day.last(call).state is ContactState.COMPLETED
    assert not day.board.state.figures


def test_who_speaks_another_language_than_expected_is_answered_in_theirs() -> None:
    day = Day()
    day.happens(e.CallArrived(gateway="pbx", call="a", language="zh-CN"))
    day.says("a", "what is the dollar rate", "exchange_rate")
    assert [said.language for said in day.done(c.Say)] == ["en"]
    day.happens(e.CallArrived(gateway="pbx", call="b", language="zh-CN"))
    day.says("b", "mumble", "unclear", unsure=True)
    assert day.contact("b").language == "zh-CN"


def test_given_a_supervisor_moves_somebody_during_the_farewell_then_the_line_is_not_cut_while_they_wait() -> None:
    day = Day()
    call = saying_goodbye(day)
    spoken = len(day.journal)
    day.happens(e.ContactRequeued(agent="mo", contact=day.contact(call).id, queue="general", request="r"))
    assert day.reply().ok
    day.happens(e.CommandDone(gateway="pbx", call=call, command=f"{spoken}.1"))
    day.passes(60.0)
    assert day.contact(call).state is ContactState.QUEUED
    assert day.done(c.HangUp) == []


def test_given_the_goodbye_is_being_said_when_a_supervisor_moves_the_call_then_it_stays_in_the_line() -> None:
    day = Day()
    call = day.waits("exchange_rate")
    day.keys(call, "2")
    day.passes(3)
    day.happens(e.ContactRequeued(agent="sue", contact=day.contact(call).id, queue="card-loss", request="r"))
    day.passes(30)
    assert (day.contact(call).state, day.contact(call).end_reason) == (ContactState.QUEUED, "")


def test_going_back_from_a_flows_first_question_leads_to_the_main_menu() -> None:
    day = Day()
    call = asking_for_the_rate(day)
    day.keys(call, "*")
    here = day.contact(call).dialogue
    assert here is not None
    assert (here.flow, here.node) == ("welcome", "ask")
    day.keys(call, "*")
    assert day.done(c.Gather)[-1].prompt == "What can we do for you?"


def test_a_choice_of_language_is_said_by_each_languages_own_voice_also_when_somebody_goes_back_to_it() -> None:
    day = FlowDay()
    call = day.at()

    def times_put() -> int:
        said = [one for outcome in day.outcomes for one in outcome.commands if isinstance(one, c.Say | c.Gather)]
        words = [(one.language, (one.prompt if isinstance(one, c.Gather) else one.text)[:4]) for one in said]
        return list(itertools.pairwise(words)).count((("zh-CN", "中文请按"), ("en", "For ")))

    assert times_put() == 1
    day.keys(call, "*")
    assert day.contact(call).language == "en"
    assert times_put() == 2


def test_a_condition_that_turns_out_to_be_none_is_false_and_alarms_once() -> None:
    nodes: dict[str, Node] = {
        "look": Decide(ways=(("['x'][0]", "people"), ("true", "ask")), otherwise="people"),
        "ask": Gather(prompt=both("And?"), next="people"),
        "people": ToQueue(queue="general"),
    }
    site = small_site()
    day = Day(
        small_site(flows={**site.flows, "welcome": Flow(name="welcome", title=both("W"), start="look", nodes=nodes)})
    )
    for _ in range(3):
        here = day.contact(day.call()).dialogue
        assert here is not None
        assert here.node == "ask"
    assert [alarm.alarm for alarm in day.done(c.RaiseAlarm)] == ["odd_condition:welcome/look"]
