"""Bridges come and go in Asterisk's own time, and others may take them away: nobody is left in silence."""

import pytest

from tests.unit.gateways.asterisk.board import Board

NUMBER, BERT = "+8613800000009", "PJSIP/2002"


@pytest.fixture
def board() -> Board:
    board = Board()
    board.asterisk.calls("c-1", number="13800000001", dialled="+861069950000")
    board.settle()
    board.wish("answer", "c-1")
    return board


def ring(board: Board, name: str, kind: str, **args: object) -> str:
    board.wish(kind, "c-1", **args)
    return board.channel_of("c-1", name)


def answer(board: Board, channel: str) -> str:
    board.asterisk.picks_up(channel)
    board.settle()
    return channel


def test_after_an_agent_who_does_not_answer_the_next_one_is_heard(board: Board) -> None:
    """The first bridge is opened while the telephone rings, and closed again."""
    first = ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001")
    board.asterisk.hangs_up(first, 21)
    board.settle()
    second = answer(board, ring(board, "bert", "connect", agent="bert", endpoint=BERT))
    assert board.together() == [{"c-1", second}]


def test_who_is_back_after_a_broken_line_meets_the_next_one(board: Board) -> None:
    first = answer(board, ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001"))
    board.asterisk.hangs_up(first, 41)
    board.settle()
    assert board.together() == []
    second = answer(board, ring(board, "bert", "connect", agent="bert", endpoint=BERT))
    assert board.together() == [{"c-1", second}]


@pytest.mark.parametrize("told", [True, False])
def test_a_bridge_taken_away_is_opened_again(board: Board, told: bool) -> None:
    agent = answer(board, ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001"))
    board.asterisk.takes_away(next(iter(board.asterisk.bridges)), quietly=not told)
    board.settle()
    if told:
        assert board.together() == [{"c-1", agent}]
    bert = answer(board, ring(board, "bert", "conference", agent="bert", endpoint=BERT))
    assert board.together() == [{"c-1", agent, bert}]


def test_a_supervisor_who_joins_in_and_listens_again_hears_both(board: Board) -> None:
    answer(board, ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001"))
    board.wish("monitor", "c-1", supervisor="tom", mode="listen", endpoint="PJSIP/3001")
    tom = board.protocol.line.calls["c-1"].listeners["tom"]
    answer(board, tom.channel)
    for mode in ("barge", "whisper", "barge", "listen"):
        board.wish("monitor", "c-1", supervisor="tom", mode=mode)
        assert any({tom.channel} < members for members in board.together()), mode
    assert not board.asterisk.refusals


def test_where_no_bridge_can_be_made_asterisk_is_not_asked_without_end(board: Board) -> None:
    board.asterisk.makes_no_bridges = True
    agent = answer(board, ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001"))
    assert board.protocol.line.calls["c-1"].refused < 10
    board.asterisk.makes_no_bridges = False
    board.pass_time(2.0)
    assert board.together() == [{"c-1", agent}]


def test_a_supervisors_bridge_taken_away_after_a_reconnect_is_opened_again(board: Board) -> None:
    answer(board, ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001"))
    board.wish("monitor", "c-1", supervisor="tom", mode="listen", endpoint="PJSIP/3001")
    tom = board.protocol.line.calls["c-1"].listeners["tom"]
    answer(board, tom.channel)
    board.break_off()
    board.connect()
    board.asterisk.takes_away(tom.bridge)
    board.settle()
    assert any(tom.channel in members for members in board.together())


def test_who_is_let_go_alone_leaves_the_customer_with_music(board: Board) -> None:
    answer(board, ring(board, "anna", "connect", agent="anna", endpoint="PJSIP/2001"))
    board.wish("release_agent", "c-1", agent="anna")
    assert board.asterisk.channels["c-1"].music
