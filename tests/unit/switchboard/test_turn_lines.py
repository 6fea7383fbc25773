"""Each turn is one line of the timeline, from which figures about flows are counted; so is hanging up inside a flow."""

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState, Deed
from callcenter.model.customer import Known
from tests.unit.switchboard.flow_world import DIALLED, FlowDay

NOTHING = {"ways": [], "asks": "", "fetch": "", "leaves": "", "why": ""}


def line(**detail: object) -> dict[str, object]:
    return {"flow": "all", "version": "v1", "understood": True, **NOTHING, **detail}


def test_every_turn_says_where_it_was_what_was_heard_and_how_it_went_on() -> None:
    day = FlowDay()
    call = day.call("+8613800000001", to=DIALLED)
    assert day.lines("flow_started") == [{"flow": "all", "version": "v1"}]
    day.keys(call, "2")
    day.says(call, "mumble", "unclear", unsure=True)
    day.keys(call, "1")
    day.source_says(call, facts={"balance": "7"})
    day.passes(40.0)
    day.keys(call, "9")
    day.keys(call, "7")
    assert day.lines("nodes") == [
        line(at="", heard="started", visited=["language"], asks="language"),
        line(at="language", heard="keyed", visited=["menu"], ways=[["language", "answered"]], asks="menu"),
        line(at="menu", heard="spoke", understood=False, visited=["menu"], asks="menu"),
        line(at="menu", heard="keyed", visited=["look"], ways=[["menu", "choice 1"]], fetch="account"),
        line(at="look", heard="answered", visited=["balance", "menu"], ways=[["look", "found"]], asks="menu"),
        line(at="menu", heard="silence", understood=False, visited=["menu"], asks="menu"),
        line(
            at="menu",
            heard="keyed",
            visited=["set", "branch", "decide", "grade"],
            ways=[["menu", "choice 9"], ["branch", "case card"], ["decide", "when facts.balance != ''"]],
            asks="grade",
        ),
        line(at="grade", heard="keyed", visited=["bye"], ways=[["grade", "answered"]], leaves="served"),
    ]


@pytest.mark.parametrize(
    ("key", "leaves"), [("4", "callback"), ("5", "voicemail"), ("6", "transfer"), ("0", "human"), ("8", "callback")]
)
def test_the_way_out_is_named(key: str, leaves: str) -> None:
    day = FlowDay()
    day.at(key)
    last = day.lines("nodes")[-1]
    assert (last["leaves"], last["at"]) == (leaves, "menu")
    assert last["why"] == ("asked" if key == "0" else "")


def test_another_wish_and_the_main_menu_are_named() -> None:
    day = FlowDay()
    call = day.at()
    day.says(call, "the dollar", "exchange_rate")
    assert [(one["leaves"], one["why"]) for one in day.lines("nodes")][-2:] == [("intent", "exchange_rate"), ("", "")]
    day.says(call, "main menu", "unclear", unsure=True)
    assert [one["leaves"] for one in day.lines("nodes")][-2:] == ["start", ""]


def test_what_means_nothing_during_a_look_up_is_no_turn() -> None:
    day = FlowDay()
    call = day.at("1")
    turns = len(day.lines("nodes"))
    day.keys(call, "7")
    assert len(day.lines("nodes")) == turns


@pytest.mark.parametrize(("keys", "at"), [((), "menu"), (("1",), "look"), (("2",), "who"), (("3",), "grade")])
def test_who_hangs_up_in_a_flow_has_left_it_at_that_node(keys: tuple[str, ...], at: str) -> None:
    day = FlowDay()
    call = day.at(*keys)
    day.hang_up(call)
    assert day.lines("left_in_flow") == [{"flow": "all", "version": "v1", "at": at, "reason": "customer_hangup"}]


def test_who_hangs_up_after_the_flow_has_not_left_in_it() -> None:
    for keys in (("3", "7"), ("0",), ("5",), ("6",)):
        day = FlowDay()
        call = day.at(*keys)
        day.hang_up(call)
        assert day.lines("left_in_flow") == [], keys


def test_given_somebody_is_not_understood_twice_then_the_line_says_so() -> None:
    day = FlowDay()
    call = day.at()
    for _ in range(2):
        day.says(call, "mumble", "unclear", unsure=True)
    last = day.lines("nodes")[-1]
    assert (last["leaves"], last["why"], last["asks"]) == ("human", "not_understood", "")
    assert "clarify" in [one.prompt for one in day.done(c.Gather)]


def test_what_the_customer_did_stays_with_the_contact() -> None:
    day = FlowDay()
    call = day.at("*1", known=Known(customer="cus_1", facts={"tier": "gold"}))
    day.keys(call, "4321")
    day.source_says(call, facts={"balance": "7"})
    day.keys(call, "*2")
    day.secret(call)
    day.source_says(call)
    day.keys(call, "0")
    contact = day.contact(call)
    assert contact.state is ContactState.QUEUED
    assert [(one.flow, one.node, one.key) for one in contact.deeds] == [
        ("all", "", ""),
        ("all", "language", "en"),
        ("all", "menu", "*1"),
        ("all", "menu", "*2"),
    ]
    assert contact.gathered == ("balance", "card")
    assert {"tier": "gold", "card": "4321", "balance": "7", "verified": "yes"}.items() <= contact.known.facts.items()
    assert set(contact.proved) == {"verified"}
    assert contact.deeds[0] == Deed(at=day.journal[1].at, flow="all")


def test_going_back_and_hearing_again_are_no_deeds() -> None:
    day = FlowDay()
    call = day.at("3")
    day.keys(call, "*")
    day.keys(call, "#")
    assert [one.key for one in day.contact(call).deeds] == ["", "en", "3"]


def test_given_the_gateway_fails_in_a_flow_then_what_was_gathered_goes_on_to_the_human() -> None:
    day = FlowDay()
    call = day.at("*1")
    day.keys(call, "4321")
    day.happens(e.CommandFailed(gateway="pbx", call=call, command="1.0", reason="no voice"))
    assert day.contact(call).known.facts["card"] == "4321"
    assert day.contact(call).gathered == ("card",)


@pytest.mark.parametrize(("keys", "state"), [(("3",), ContactState.COMPLETED), ((), ContactState.ABANDONED)])
def test_who_hangs_up_at_the_last_question_was_served_and_did_not_give_up(
    keys: tuple[str, ...], state: ContactState
) -> None:
    day = FlowDay()
    call = day.at(*keys)
    day.hang_up(call)
    assert day.last(call).state is state


def test_given_the_line_fails_at_the_last_question_then_nobody_is_taken_for_served() -> None:
    day = FlowDay()
    call = day.at("3")
    day.hang_up(call, reason="failed")
    assert (day.last(call).state, day.last(call).end_reason) == (ContactState.ABANDONED, "failed")
    assert [line["reason"] for line in day.lines("left_in_flow")] == ["failed"]
