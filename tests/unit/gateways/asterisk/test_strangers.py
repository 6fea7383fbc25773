"""A switch that says what no switch should, callers who call themselves anything, and agents who type more than a number."""

import json

import pytest

from callcenter.gateways.asterisk.line import Acknowledge, Order, Tell
from callcenter.gateways.asterisk.speaking import MOST_UNASKED
from callcenter.model.events import (
    AgentPhoneFailed,
    CallArrived,
    CallEnded,
    CommandFailed,
    CustomerKeyed,
    RecordingReady,
)
from tests.unit.gateways.asterisk.board import Board
from tests.unit.gateways.asterisk.test_breaks import AGENT, with_a_call, with_a_talk

NO_NUMBERS = (
    "Local/666@internal",
    "PJSIP/x&Local/y@z",
    "alice",
    "100@internal",
    "１２３",
    "12 34",
    "",
    "1" * 40,
    "sip:9@x",
)


# --- nobody dials more than a number ---


@pytest.mark.parametrize("to", NO_NUMBERS)
def test_a_transfer_goes_to_a_number_or_nowhere(to: str) -> None:
    board, _ = with_a_talk()
    board.wish("transfer", "c-1", to=to)
    assert len(board.of(CommandFailed)) == 1
    assert set(board.asterisk.channels) == {"c-1"}


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_only_a_number_is_asked_in(number: str) -> None:
    board, agent = with_a_talk()
    board.wish("conference", "c-1", agent=number, endpoint=number)
    assert len(board.of(AgentPhoneFailed)) == 1
    assert set(board.asterisk.channels) == {"c-1", agent}


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_caller_who_named_themselves_after_a_way_into_the_dial_plan_is_not_called_back_there(number: str) -> None:
    board = Board()
    board.wish("originate", "call-b1", to=number)
    assert [event.reason for event in board.of(CallEnded)] == ["failed"]
    assert not board.asterisk.channels


def test_who_calls_themselves_anything_is_shown_as_nobody() -> None:
    board = Board()
    board.asterisk.calls("c-1", number="Local/Anna@internal")
    board.settle()
    board.wish("answer", "c-1")
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    assert board.asterisk.channels[board.channel_of("c-1", "anna")].number == ""


def test_keys_that_nobody_asked_for_are_told_up_to_a_point_and_answers_always() -> None:
    board = with_a_call()
    for _ in range(MOST_UNASKED + 50):
        board.asterisk.presses("c-1", "7")
    board.settle()
    assert len(board.of(CustomerKeyed)) == MOST_UNASKED
    board.wish("gather", "c-1", prompt="press", max_digits=1, timeout=5)
    board.asterisk.presses("c-1", "1")
    board.settle()
    assert [event.digits for event in board.of(CustomerKeyed)][MOST_UNASKED:] == ["1"]


def test_a_callers_name_turns_no_writing_around() -> None:
    board = Board()
    board.asterisk.calls("c-1", name="abc\u202edcba\u2069\x1b[31m")
    board.settle()
    assert [event.name for event in board.of(CallArrived)] == ["abc\ufffddcba\ufffd\ufffd[31m"]


def test_an_agents_name_says_nothing_but_a_name_to_the_application() -> None:
    board = with_a_call()
    name = "o'hara, li (ü) ${EXTEN} %2C"
    board.wish("connect", "c-1", agent=name, endpoint=AGENT)
    agent = board.channel_of("c-1", name)
    board.forget()
    board.connect([])
    assert board.channel_of("c-1", name) == agent


# --- a switch that says what no switch should ---


def heard(board: Board, type: str, **fields: object) -> None:
    board.protocol.received(board.now, json.dumps({"type": type, "timestamp": "t", **fields}))
    board.settle()


def test_names_without_a_meaning_to_any_store_are_made_harmless() -> None:
    board = Board()
    heard(
        board,
        "StasisStart",
        args=["inbound", "4000"],
        channel={"id": "c-1", "state": "Ring", "caller": {"number": "\ud800\x00", "name": "a\x00b\udfff"}},
    )
    (arrived,) = board.of(CallArrived)
    assert (arrived.name, arrived.caller) == ("a\ufffdb\ufffd", "\ufffd\ufffd")


@pytest.mark.parametrize("id", ["", "x" * 1000])
def test_a_call_without_an_id_that_could_be_one_is_none(id: str) -> None:
    board = Board()
    heard(board, "StasisStart", args=["inbound", "4000"], channel={"id": id, "state": "Ring"})
    assert not board.told
    assert not board.protocol.line.calls


@pytest.mark.parametrize("id", ["Kunming 2-1763.4", "a?b#c%2F-1.1", "昆明-1.1", "x/answer"])
def test_a_call_is_served_whatever_its_id_is_made_of(id: str) -> None:
    board = Board()
    board.asterisk.calls(id)
    board.settle()
    board.wish("answer", id)
    board.wish("hold", id)
    assert board.music(id)
    board.wish("say", id, text="hello")
    assert board.says(id) == "hello"
    board.wish("hang_up", id, reason="completed")
    assert not board.asterisk.channels
    assert [event.reason for event in board.of(CallEnded)] == ["completed"]


@pytest.mark.parametrize("frame", ["[" * 100_000, '{"type": ' + '{"a":' * 50_000])
def test_frames_without_a_bottom_are_none(frame: str) -> None:
    assert not Board().protocol.received(1000.0, frame)


@pytest.mark.parametrize("seconds", [10**400, True, "7", -5, None])
def test_a_length_that_can_be_none_is_nought(seconds: object) -> None:
    board, _ = with_a_talk()
    board.wish("record", "c-1", action="start")
    (name,) = board.asterisk.recordings
    heard(board, "RecordingFinished", recording={"name": name, "duration": seconds})
    assert [event.seconds for event in board.of(RecordingReady)] in ([0.0], [1.0])


def test_who_is_led_here_without_a_word_is_cut_off_rather_than_left_in_silence() -> None:
    board = Board()
    board.asterisk.calls("c-1")
    board.asterisk.events.clear()
    heard(board, "StasisStart", args=[], channel={"id": "c-1", "state": "Ring"})
    assert not board.asterisk.channels


# --- others act on our calls ---


def test_an_agent_whose_telephone_was_led_elsewhere_has_left_the_customer() -> None:
    board, agent = with_a_talk()
    board.asterisk.moves(agent)
    board.settle()
    board.pass_time(3.0)
    assert [event.agent for event in board.of(AgentPhoneFailed)] == ["anna"]
    assert not board.asterisk.bridges
    assert "c-1" in board.asterisk.channels


def test_a_customer_whom_the_agent_passed_on_by_telephone_is_not_hung_up_on() -> None:
    """The transfer key of the telephone: the customer goes elsewhere, then the agent's end comes, as after a goodbye."""
    board, agent = with_a_talk()
    asked: list[str] = []
    answer = board.asterisk.answer
    board.asterisk.answer = lambda request: asked.append(f"{request.method} {request.path}") or answer(request)  # type: ignore[method-assign, func-returns-value]
    board.asterisk.moves("c-1")
    board.settle()
    board.asterisk.hangs_up(agent)
    board.settle()
    assert "DELETE channels/c-1" not in asked
    board.pass_time(3.0)
    assert [event.reason for event in board.of(CallEnded)] == ["completed"]
    assert not board.asterisk.bridges
    assert not board.protocol.line.channels


# --- what is told comes before the word that it is done ---


def test_no_acknowledgement_goes_before_what_became_of_the_command() -> None:
    """They may be parted, and the server may end between the two: then the command is there, and is tried again."""
    board = with_a_call()
    board.protocol.command(board.now, Order(id="7.0", call="c-1", type="dance", args={}))
    board.protocol.command(board.now, Order(id="7.1", call="c-0", type="hold", args={}))
    board.protocol.command(board.now, Order(id="7.2", call="c-1", type="hold", args={}))
    told = [
        one.id if isinstance(one, Tell) else one.command
        for one in board.protocol.take()
        if isinstance(one, Tell | Acknowledge)
    ]
    assert told == ["7.0/failed", "7.0", "7.1/unknown", "7.1", "7.2/done", "7.2"]
