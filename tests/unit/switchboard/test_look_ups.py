"""A flow asks a source: the answer goes on, a timer ends the waiting, and whoever cannot wait is not kept."""

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.changed import changed
from callcenter.model.contact import ContactState
from callcenter.model.customer import Known
from callcenter.services import codec
from callcenter.switchboard.board import Switchboard
from tests.unit.switchboard.flow_world import FlowDay
from tests.unit.switchboard.world import dump

MINE = Known(customer="cus_1", name="Wang", facts={"card": "1234", "tier": "gold"})
THEIRS = Known(customer="cus_2", name="Li", facts={"balance": "99"})


def test_a_source_is_asked_with_who_it_is_and_the_answer_is_said() -> None:
    day = FlowDay()
    call = day.at("1", known=MINE)
    (asked,) = day.done(c.LookUp)
    assert asked.look_up.split(".")[0] == str(len(day.journal)), "the number of its event"
    assert (asked.source, dict(asked.arguments), asked.customer) == ("account", {"card": "1234"}, "cus_1")
    assert (asked.caller, asked.sealed) == ("+8613800000001", "")
    assert day.done(c.Say)[-1].text == "One moment."
    assert day.node(call) == "(look)"
    day.source_says(call, facts={"balance": "7"})
    assert day.done(c.Say)[-1].text == "You have 7."
    assert day.node(call) == "menu"
    assert not [name for name in day.board.state.timers if name.startswith("lookup:")]


def test_a_source_that_failed_leads_where_the_flow_says() -> None:
    day = FlowDay()
    call = day.at("1")
    day.source_says(call, failure="unavailable")
    assert day.done(c.Say)[-1].text == "I cannot look that up."
    assert day.node(call) == "menu"


def test_given_nobody_answers_for_the_source_then_the_timer_does() -> None:
    day = FlowDay()
    call = day.at("1")
    day.passes(4.9)
    assert day.node(call) == "(look)"
    day.passes(0.2)
    assert day.done(c.Say)[-1].text == "I cannot look that up."
    assert day.lines("nodes")[-1]["heard"] == "answered"


@pytest.mark.parametrize("when", ["late", "twice", "another's"])
def test_an_answer_nobody_waits_for_changes_nothing(when: str) -> None:
    day = FlowDay()
    call = day.at("1")
    contact = day.contact(call)
    assert contact.dialogue is not None
    answer = e.LookUpAnswered(contact=contact.id, look_up=contact.dialogue.fetching, facts={"balance": "7"})
    if when == "late":
        day.passes(6.0)
    elif when == "twice":
        day.happens(answer)
    else:
        answer = e.LookUpAnswered(contact=contact.id, look_up="1.0", facts={"balance": "7"})
    before = dump(day.board.state)
    outcome = day.happens(answer)
    assert (outcome.commands, outcome.contacts) == ((), ())
    assert dump(day.board.state) == before


def test_given_an_answer_to_somebody_who_has_gone_then_nothing_happens() -> None:
    day = FlowDay()
    call = day.at("1")
    contact = day.contact(call)
    day.hang_up(call)
    assert contact.dialogue is not None
    assert day.happens(e.LookUpAnswered(contact=contact.id, look_up=contact.dialogue.fetching)).commands == ()
    assert not [name for name in day.board.state.timers if name.startswith("lookup:")]


def test_while_a_source_is_asked_only_an_emergency_a_person_or_another_wish_is_heard() -> None:
    day = FlowDay()
    call = day.at("1")
    before = day.contact(call).dialogue
    for what in ("7", "", "#"):
        day.keys(call, what)
    day.says(call, "hm", "unclear", unsure=True)
    day.happens(e.CommandDone(gateway="pbx", call=call, command="1.0", result={"timeout": True}))
    assert day.contact(call).dialogue == before
    day.says(call, "the dollar", "exchange_rate")
    assert day.contact(call).dialogue is not None
    assert day.node(call) == "more"
    assert not [name for name in day.board.state.timers if name.startswith("lookup:")]


@pytest.mark.parametrize("keys", [("1",), ("2",)])
def test_given_a_source_is_asked_when_zero_is_pressed_then_a_human_comes(keys: tuple[str, ...]) -> None:
    day = FlowDay()
    call = day.at(*keys)
    if keys == ("2",):
        day.secret(call)
    assert day.node(call).startswith("(")
    day.keys(call, "0")
    assert day.contact(call).state is ContactState.QUEUED


# --- who it is ------------------------------------------------------------------------------------------------------------


def test_a_check_is_judged_by_its_source_and_proved_with_the_time() -> None:
    day = FlowDay()
    call = day.at("2")
    day.secret(call)
    (asked,) = day.done(c.LookUp)
    assert (asked.source, asked.sealed) == ("who", "tok_1")
    day.source_says(call, known=THEIRS)
    assert day.contact(call).known == Known(candidates=("cus_2",)), "nothing is proved yet; an agent sees who it may be"
    assert (day.lines("claimed"), day.lines("identified")) == ([{"customer": "cus_2"}], [])
    day.passes(3.0)
    day.secret(call, "tok_2")
    assert (day.done(c.LookUp)[-1].source, day.done(c.LookUp)[-1].customer) == ("pin", "cus_2")
    day.source_says(call)
    assert day.contact(call).known.customer == "cus_2"
    assert day.lines("identified") == [{"customer": "cus_2", "before": None}]
    assert day.node(call) == "menu"
    contact = day.contact(call)
    assert contact.dialogue is not None
    assert {name: contact.dialogue.facts[name] for name in ("identified", "verified", "name")} == {
        "identified": "yes",
        "verified": "yes",
        "name": "Li",
    }
    assert contact.proved["verified"] - contact.proved["identified"] == pytest.approx(3.0)


def test_given_the_number_is_another_customers_then_who_identified_wins_and_no_fact_of_the_other_is_said() -> None:
    day = FlowDay()
    call = day.at("*1", known=MINE)
    day.keys(call, "4321")
    day.source_says(call, facts={"balance": "7"})
    day.keys(call, "2")
    day.secret(call)
    day.source_says(call, known=THEIRS)
    assert day.contact(call).known.customer == "cus_1"
    day.secret(call, "tok_2")
    day.source_says(call)
    contact = day.contact(call)
    assert day.lines("identified") == [{"customer": "cus_2", "before": "cus_1"}]
    assert (contact.known.customer, contact.known.name) == ("cus_2", "Li")
    assert contact.dialogue is not None
    facts = contact.dialogue.facts
    assert facts["card"] == "4321", "told in this contact"
    assert facts["balance"] == "99", "of the customer who has identified"
    assert "tier" not in facts, "of the customer whose number it is"


def test_given_somebody_verified_becomes_somebody_else_then_they_have_to_be_verified_again() -> None:
    day = FlowDay()
    call = day.at("*2", known=MINE)
    day.secret(call)
    day.source_says(call)
    assert set(day.contact(call).proved) == {"verified"}
    day.keys(call, "2")
    day.secret(call)
    day.source_says(call, known=THEIRS)
    contact = day.contact(call)
    assert contact.dialogue is not None
    assert set(contact.proved) == {"identified"}
    assert "verified" not in contact.dialogue.facts


@pytest.mark.parametrize("away", ["back", "another wish", "wrong proof"])
@pytest.mark.parametrize("before", [Known(), MINE])
def test_given_who_it_is_is_not_proved_when_they_turn_away_then_no_source_hears_of_that_customer(
    away: str, before: Known
) -> None:
    day = FlowDay()
    call = day.at("2", known=before)
    day.secret(call)
    day.source_says(call, known=THEIRS)
    assert day.node(call) == "pin"
    if away == "wrong proof":
        day.secret(call, "tok_2")
        day.source_says(call, right=False)
    if away == "back":
        day.keys(call, "*")
    else:
        day.says(call, "the dollar", "exchange_rate")
        day.says(call, "anything", "anything")
        day.keys(call, "2")
    day.keys(call, "1")
    asked = day.done(c.LookUp)[-1]
    assert (asked.source, asked.customer) == ("account", before.customer)
    contact = day.contact(call)
    assert contact.dialogue is not None
    assert contact.dialogue.facts.get("name") == (before.name or None)


@pytest.mark.parametrize("answer", [{"right": False}, {"failure": "timeout"}])
def test_a_wrong_answer_makes_nobody_somebody(answer: dict[str, object]) -> None:
    day = FlowDay()
    call = day.at("2", known=MINE)
    day.secret(call)
    day.source_says(call, known=THEIRS, **answer)
    assert day.contact(call).known.customer == "cus_1"
    assert day.lines("identified") == []


def test_given_a_wrong_answer_then_the_customer_hears_that_it_is_wrong_and_not_that_nobody_heard_it() -> None:
    day = FlowDay()
    call = day.at("2")
    day.secret(call)
    day.source_says(call, right=False)
    assert day.done(c.Say)[-1].text == "wrong_answer"
    day.secret(call)
    day.source_says(call, failure="expired")
    assert day.done(c.Say)[-1].text == "sorry_again"


def test_wrong_answers_are_counted_over_the_whole_contact() -> None:
    day = FlowDay()
    call = day.at("2")
    day.secret(call)
    day.source_says(call, right=False)
    assert day.node(call) == "who"
    day.says(call, "the dollar", "exchange_rate")
    day.says(call, "anything", "anything")
    day.keys(call, "2")
    day.keys(call, "2")
    day.secret(call)
    day.source_says(call, right=False)
    assert day.contact(call).queue == "cards", "two of two, in two flows"


def test_a_look_up_that_verifies_says_nothing_about_who_it_is() -> None:
    day = FlowDay()
    call = day.at("*2", known=MINE)
    day.secret(call)
    day.source_says(call, known=THEIRS)
    assert day.contact(call).known.customer == "cus_1"


# --- nothing gets stuck ---------------------------------------------------------------------------------------------------


def test_given_the_server_starts_again_during_a_look_up_then_answer_and_timer_work_as_before() -> None:
    for then in ("answer", "timer"):
        day = FlowDay()
        call = day.at("1")
        twin = Switchboard({day.site.version: day.site}, codec.state_of(codec.state_bytes(day.board.state)))
        assert dump(twin.state) == dump(day.board.state)
        for board in (day.board, twin):
            timer = board.next_timer()
            assert timer is not None
            assert timer.timer == f"lookup:{day.contact(call).id}"
        day.board = twin
        if then == "answer":
            day.source_says(call, facts={"balance": "7"})
        else:
            day.passes(6.0)
        assert day.node(call) == "menu"


def test_given_a_dialogue_lost_its_timer_when_it_is_mended_then_it_has_one_again() -> None:
    day = FlowDay()
    call = day.at("1")
    del day.board.state.timers[f"lookup:{day.contact(call).id}"]
    day.happens(e.RepairAsked())
    assert f"lookup:{day.contact(call).id}" in day.board.state.timers


def test_given_nothing_is_awaited_in_a_flow_when_it_is_mended_then_a_human_comes() -> None:
    day = FlowDay()
    call = day.at("1")
    contact = day.contact(call)
    day.board.state.contacts[contact.id] = changed(contact, dialogue=None)
    day.happens(e.RepairAsked())
    assert day.contact(call).state is ContactState.QUEUED
