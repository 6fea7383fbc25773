"""A customer leaves a message: Asterisk records them alone, and lets them into no bridge meanwhile."""

import pytest

from callcenter.model.events import CommandDone, RecordingReady
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.board import Board


@pytest.fixture
def board() -> Board:
    board = Board()
    board.asterisk.calls("c-1")
    board.settle()
    board.wish("answer", "c-1")
    return board


def records(board: Board) -> str:
    command = board.wish("record", "c-1", action="start")
    assert list(board.asterisk.recordings) == [f"c-1-{command}"]
    return command


def anna_takes_it(board: Board) -> None:
    board.wish("connect", "c-1", agent="anna", endpoint="PJSIP/2001")
    board.asterisk.picks_up(board.channel_of("c-1", "anna"))
    board.settle()
    assert board.together() == [{"c-1", board.channel_of("c-1", "anna")}]


def test_given_an_agent_takes_the_call_then_the_message_ends_and_they_hear_each_other(board: Board) -> None:
    command = records(board)
    anna_takes_it(board)
    assert not board.asterisk.recordings
    assert [event.command for event in board.of(RecordingReady)] == [command]


def test_a_talk_that_is_recorded_behind_it_takes_the_message_from_nobody(board: Board) -> None:
    first = records(board)
    board.wish("connect", "c-1", agent="anna", endpoint="PJSIP/2001")
    board.asterisk.picks_up(board.channel_of("c-1", "anna"))
    board.settle()
    second = board.wish("record", "c-1", action="start")
    board.wish("record", "c-1", action="stop")
    assert [event.command for event in board.of(RecordingReady)] == [first, second]


def test_also_of_a_message_that_an_earlier_process_had_recorded(board: Board) -> None:
    command = records(board)
    board.forget()
    board.connect([OnTheLine(call="c-1")])
    anna_takes_it(board)
    assert not board.asterisk.recordings
    assert [event.command for event in board.of(RecordingReady)] == [command]


@pytest.mark.parametrize("how", ["the house ends it", "the customer hangs up"])
def test_a_message_begun_by_an_earlier_process_is_not_lost(board: Board, how: str) -> None:
    command = records(board)
    board.forget()
    board.connect([OnTheLine(call="c-1")])
    if how == "the house ends it":
        stop = board.wish("record", "c-1", action="stop")
        assert stop in board.acknowledged
    else:
        board.asterisk.hangs_up("c-1")
        board.settle()
    assert not board.asterisk.recordings
    assert [(event.command, event.call) for event in board.of(RecordingReady)] == [(command, "c-1")]


def test_given_the_customer_hung_up_while_our_process_was_dead_then_the_message_is_not_lost(board: Board) -> None:
    command = records(board)
    board.forget()
    board.asterisk.hangs_up("c-1")
    board.connect([OnTheLine(call="c-1")], kept=True)
    assert [(event.command, event.call) for event in board.of(RecordingReady)] == [(command, "c-1")]


def test_a_stop_of_nothing_is_done(board: Board) -> None:
    assert board.wish("record", "c-1", action="stop") in board.acknowledged
    assert [type(event) for event in board.told[-1:]] == [CommandDone]


def test_a_key_before_the_tone_does_not_spoil_the_message(board: Board) -> None:
    board.wish("say", "c-1", text="leave a message")
    board.wish("record", "c-1", action="start")
    board.wish("gather", "c-1", prompt="", max_digits=1, timeout=30)
    board.asterisk.presses("c-1", "1")
    board.settle()
    assert board.says("c-1") == ""
    assert len(board.asterisk.recordings) == 1


def test_a_message_that_is_not_wanted_any_more_before_the_tone_is_never_recorded(board: Board) -> None:
    board.wish("say", "c-1", text="leave a message")
    start = board.wish("record", "c-1", action="start")
    stop = board.wish("record", "c-1", action="stop")
    board.asterisk.hears("c-1")
    board.settle()
    assert not board.asterisk.recordings
    assert {start, stop} <= set(board.acknowledged)


def test_who_is_being_told_something_hears_an_agent_at_once(board: Board) -> None:
    """Asterisk lets nobody into a bridge before what is being said to them is over."""
    board.wish("say", "c-1", text="a long sentence")
    anna_takes_it(board)
