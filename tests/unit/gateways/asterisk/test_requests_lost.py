"""The socket is dead some seconds before anybody notices: what was asked then never reached Asterisk, though the house
counts it as done. Once both sides agree again it is made up for."""

from callcenter.model.events import AgentPhoneAnswered, AgentPhoneFailed, CallEnded
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.board import Board
from tests.unit.gateways.asterisk.test_breaks import AGENT, TALKING, with_a_call, with_a_talk


def back(board: Board, *believed: OnTheLine) -> None:
    board.break_off()
    board.connect(believed)


def test_a_customer_who_was_to_be_hung_up_on_is() -> None:
    board = with_a_call()
    board.deaf = True
    command = board.wish("hang_up", "c-1", reason="completed")
    assert command not in board.acknowledged
    back(board)
    assert "c-1" not in board.asterisk.channels
    assert [event.reason for event in board.of(CallEnded)] == ["completed"]
    assert command in board.acknowledged


def test_also_by_another_process() -> None:
    board = with_a_call()
    board.deaf = True
    command = board.wish("hang_up", "c-1", reason="completed")
    board.forget()
    board.connect([])
    board.wish("hang_up", "c-1", id=command, reason="completed")
    assert "c-1" not in board.asterisk.channels
    assert not board.protocol.line.orders


def test_also_when_it_was_the_agent_who_said_goodbye() -> None:
    board, agent = with_a_talk()
    board.asterisk.hangs_up(agent)
    goodbye = list(board.asterisk.events)
    board.deaf = True
    for frame in goodbye:
        board.protocol.received(board.now, frame)
    board.settle()
    assert "c-1" in board.asterisk.channels
    back(board, TALKING)
    assert "c-1" not in board.asterisk.channels
    assert [event.reason for event in board.of(CallEnded)] == ["agent_hangup"]


def test_an_agent_who_was_released_does_not_come_back() -> None:
    board, agent = with_a_talk()
    board.deaf = True
    board.wish("release_agent", "c-1", agent="anna")
    back(board, OnTheLine(call="c-1", waiting=True))
    assert agent not in board.asterisk.channels
    assert not board.asterisk.bridges
    assert not board.protocol.line.leaving


def test_a_telephone_that_rang_too_long_does_not_join_later() -> None:
    board = with_a_call()
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.asterisk.rings(agent)
    board.settle()
    board.deaf = True
    board.pass_time(board.policy.ring_seconds + 10)
    assert [event.reason for event in board.of(AgentPhoneFailed)] == ["no_answer"]
    back(board, OnTheLine(call="c-1", waiting=True))
    assert agent not in board.asterisk.channels
    assert not board.of(AgentPhoneAnswered)


def test_a_customer_who_was_put_on_hold_is_apart() -> None:
    board, agent = with_a_talk()
    board.deaf = True
    board.wish("hold", "c-1")
    back(board, OnTheLine(call="c-1", agent="anna", waiting=True))
    assert board.together() == [{agent}]
    assert board.music("c-1")


def test_also_by_another_process_put_on_hold() -> None:
    board, agent = with_a_talk()
    board.deaf = True
    board.wish("hold", "c-1")
    board.forget()
    board.connect([OnTheLine(call="c-1", agent="anna", waiting=True)])
    assert board.together() == [{agent}]
    assert board.music("c-1")


def test_music_that_was_to_stop_stops() -> None:
    board = with_a_call()
    board.wish("hold", "c-1")
    assert board.music("c-1")
    board.deaf = True
    board.wish("gather", "c-1", prompt="press one", max_digits=1, timeout=5)
    back(board, OnTheLine(call="c-1"))
    assert not board.music("c-1")


def test_an_agent_who_waits_for_a_promised_customer_has_not_got_them_yet() -> None:
    board = Board()
    board.wish("originate", "call-b1", to="+8613800000001")
    board.wish("connect", "call-b1", agent="anna", endpoint=AGENT)
    board.asterisk.picks_up(board.channel_of("call-b1", "anna"))
    board.settle()
    customer = board.protocol.line.calls["call-b1"].channel
    board.forget()
    board.connect([OnTheLine(call="call-b1", agent="anna", together=True, waiting=True)])
    assert not board.of(AgentPhoneAnswered)
    board.asterisk.picks_up(customer)
    board.settle()
    assert [event.agent for event in board.of(AgentPhoneAnswered)] == ["anna"]
    assert board.together() == [{customer, board.channel_of("call-b1", "anna")}]


def test_a_sentence_that_never_reached_asterisk_is_said_once_more() -> None:
    board = with_a_call()
    board.deaf = True
    command = board.wish("say", "c-1", text="welcome")
    back(board, OnTheLine(call="c-1"))
    assert board.says("c-1") == "welcome"
    assert command not in board.acknowledged
    board.asterisk.hears("c-1")
    board.settle()
    assert command in board.acknowledged


def test_but_never_again_and_again() -> None:
    board = with_a_call()
    board.deaf = True
    command = board.wish("say", "c-1", text="welcome")
    board.break_off()
    board.linked = board.deaf = True
    board.protocol.connected(board.now, [])
    board.settle()
    back(board, OnTheLine(call="c-1"))
    assert board.says("c-1") == "welcome"
    board.asterisk.playing.clear()  # and nobody was told
    back(board, OnTheLine(call="c-1"))
    assert board.says("c-1") == ""
    assert command in board.acknowledged


def test_a_sentence_that_asterisk_had_is_not_said_twice() -> None:
    board = with_a_call()
    command = board.wish("say", "c-1", text="welcome")
    board.break_off()
    board.asterisk.hears("c-1")
    board.connect([OnTheLine(call="c-1")])
    assert board.says("c-1") == ""
    assert command in board.acknowledged
