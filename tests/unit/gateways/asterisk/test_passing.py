"""Somebody passes a talk on with the keys of their telephone: Asterisk puts another channel into their place."""

import pytest

from callcenter.model.events import AgentPhoneFailed, CallArrived, CallEnded
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.board import Board

ANNA, BERT = "PJSIP/2001", "PJSIP/2002"
HELD = [OnTheLine(call="c-1", agent="anna", together=True)]
"""What the house believes while anna talks with them."""


@pytest.fixture
def board() -> Board:
    board = Board()
    board.asterisk.calls("c-1")
    board.settle()
    board.wish("answer", "c-1")
    joins(board, "anna", "connect", ANNA)
    return board


def joins(board: Board, name: str, how: str, endpoint: str) -> str:
    board.wish(how, "c-1", agent=name, endpoint=endpoint)
    channel = board.channel_of("c-1", name)
    board.asterisk.picks_up(channel)
    board.settle()
    return channel


def passes_on(board: Board, name: str = "anna") -> str:
    there = board.asterisk.passes_on(board.channel_of("c-1", name))
    board.settle()
    return there


def answers(board: Board, channel: str) -> None:
    board.asterisk.picks_up(channel)
    board.settle()


def hangs_up(board: Board, channel: str, cause: int = 16) -> None:
    board.asterisk.hangs_up(channel, cause)
    board.settle()


def ends(board: Board) -> list[str]:
    return [event.reason for event in board.of(CallEnded)]


def test_while_it_rings_there_the_house_still_has_the_call(board: Board) -> None:
    there = passes_on(board)
    board.pass_time(5.0)
    assert board.together() == [{"c-1", there}]
    assert not ends(board)
    assert not board.of(AgentPhoneFailed)


@pytest.mark.parametrize("first", [True, False])
def test_passed_on_to_ourselves_it_is_known_who_calls(board: Board, first: bool) -> None:
    board.asterisk.passes_on(board.channel_of("c-1", "anna"), to_us="c-2", to_us_first=first)
    board.settle()
    board.pass_time(1.0)
    assert [(event.call, event.caller) for event in board.of(CallArrived)] == [
        ("c-1", "+8613800000001"),
        ("c-2", "+8613800000001"),
    ]


def test_who_is_gone_before_it_is_known_who_called_has_never_called(board: Board) -> None:
    board.asterisk.passes_on(board.channel_of("c-1", "anna"), to_us="c-2", to_us_first=True)
    board.asterisk.hangs_up("c-2")
    board.settle()
    board.pass_time(1.0)
    assert [event.call for event in board.of(CallArrived)] == ["c-1"]


def test_nor_whoever_is_gone_when_the_socket_is_back(board: Board) -> None:
    board.asterisk.passes_on(board.channel_of("c-1", "anna"), to_us="c-2", to_us_first=True)
    board.settle()
    board.break_off()
    board.asterisk.hangs_up("c-2")
    board.connect(HELD)
    board.pass_time(1.0)
    assert [event.call for event in board.of(CallArrived)] == ["c-1"]


def test_answered_there_they_talk_on_and_to_the_house_the_call_is_over(board: Board) -> None:
    there = passes_on(board)
    answers(board, there)
    assert ends(board) == ["completed"]
    board.pass_time(60.0)
    assert board.together() == [{"c-1", there}]
    hangs_up(board, there)
    assert not board.asterisk.channels
    assert not board.protocol.line.calls
    assert ends(board) == ["completed"]


def test_a_customer_who_hangs_up_afterwards_takes_the_other_with_them(board: Board) -> None:
    answers(board, passes_on(board))
    hangs_up(board, "c-1")
    assert not board.asterisk.channels
    assert not board.asterisk.bridges


@pytest.mark.parametrize(("cause", "reason"), [(17, "busy"), (16, "rejected"), (19, "no_answer")])
def test_not_answered_there_the_customer_is_given_back(board: Board, cause: int, reason: str) -> None:
    hangs_up(board, passes_on(board), cause)
    assert [event.reason for event in board.of(AgentPhoneFailed)] == [reason]
    assert not ends(board)
    board.wish("hold", "c-1")
    assert board.music("c-1")


def test_an_end_that_is_clicked_while_it_rings_there_cuts_nobody_off(board: Board) -> None:
    there = passes_on(board)
    command = board.wish("hang_up", "c-1", reason="agent_hangup")
    assert command in board.acknowledged
    assert ends(board) == ["agent_hangup"]
    answers(board, there)
    assert board.together() == [{"c-1", there}]


def test_and_if_nobody_answers_then_the_customer_does_not_stay_in_silence(board: Board) -> None:
    there = passes_on(board)
    board.wish("hang_up", "c-1", reason="agent_hangup")
    hangs_up(board, there, 17)
    assert not board.asterisk.channels


def test_an_end_that_crosses_their_answer_cuts_nobody_off(board: Board) -> None:
    there = passes_on(board)
    answers(board, there)
    board.wish("hang_up", "c-1", reason="agent_hangup")
    assert board.together() == [{"c-1", there}]
    assert ends(board) == ["completed"]


def test_the_house_may_still_take_the_customer_back(board: Board) -> None:
    there = passes_on(board)
    board.wish("release_agent", "c-1", agent="anna")
    board.wish("hold", "c-1")
    assert there not in board.asterisk.channels
    assert board.music("c-1")


def test_what_was_recorded_ends_and_nobody_listens_in_any_more(board: Board) -> None:
    board.wish("record", "c-1", action="start")
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="listen")
    answers(board, board.protocol.line.calls["c-1"].listeners["zoe"].channel)
    there = passes_on(board)
    answers(board, there)
    assert not board.asterisk.recordings
    assert set(board.asterisk.channels) == {"c-1", there}


def test_of_three_nobody_is_left_with_a_stranger(board: Board) -> None:
    bert = joins(board, "bert", "conference", BERT)
    there = passes_on(board)
    assert there not in board.asterisk.channels
    assert board.together() == [{"c-1", bert}]
    assert [event.agent for event in board.of(AgentPhoneFailed)] == ["anna"]


def test_a_customer_who_was_led_elsewhere_is_followed(board: Board) -> None:
    """By the transfer key of a telephone on their side."""
    there = board.asterisk.passes_on("c-1")
    board.settle()
    assert board.together() == [{there, board.channel_of("c-1", "anna")}]
    board.wish("hold", "c-1")
    assert board.music(there)
    hangs_up(board, there)
    assert ends(board) == ["customer_hangup"]
    assert not board.asterisk.channels


def test_a_customer_who_is_led_elsewhere_hears_the_sentence_again() -> None:
    board = Board()
    board.asterisk.calls("c-1")
    board.settle()
    board.wish("answer", "c-1")
    board.wish("say", "c-1", text="welcome")
    there = board.asterisk.passes_on("c-1")
    board.settle()
    assert board.says(there) == "welcome"


@pytest.mark.parametrize("kept", [True, False])
def test_passed_on_while_the_socket_was_broken_they_talk_on(board: Board, kept: bool) -> None:
    anna = board.channel_of("c-1", "anna")
    board.linked = False
    board.protocol.disconnected(board.now)
    there = board.asterisk.passes_on(anna)
    board.asterisk.picks_up(there)
    board.connect(HELD, kept=kept)
    assert board.together() == [{"c-1", there}]
    assert ends(board) == ["completed"]


@pytest.mark.parametrize("answered", [True, False])
def test_passed_on_while_our_process_was_dead_they_talk_on(board: Board, answered: bool) -> None:
    anna = board.channel_of("c-1", "anna")
    board.forget()
    there = board.asterisk.passes_on(anna)
    if answered:
        board.asterisk.picks_up(there)
    board.connect(HELD)
    assert board.together() == [{"c-1", there}]
    assert ends(board) == ["completed"] * answered
    if not answered:
        hangs_up(board, there, 17)
        assert [event.agent for event in board.of(AgentPhoneFailed)] == ["anna"]


def test_what_had_been_passed_on_before_our_process_died_is_left_alone(board: Board) -> None:
    there = passes_on(board)
    answers(board, there)
    board.forget()
    board.connect([])
    board.protocol.over(board.now, "c-1")  # the journal has it already, and the house has it no more
    board.settle()
    assert board.together() == [{"c-1", there}]
    hangs_up(board, there)
    assert not board.asterisk.channels
    assert ends(board) == ["completed"]


def test_given_the_other_went_while_our_process_was_dead_then_the_customer_is_not_left_in_silence(
    board: Board,
) -> None:
    there = passes_on(board)
    answers(board, there)
    board.forget()
    board.asterisk.hangs_up(there)
    board.connect([])
    assert not board.asterisk.channels
