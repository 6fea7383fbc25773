"""After a break on either side: what ended meanwhile ends here, what is known goes on, what is not known is adopted, taken
as new, or let go."""

import pytest

from callcenter.model.events import (
    AgentPhoneAnswered,
    AgentPhoneFailed,
    CallArrived,
    CallEnded,
    CommandDone,
    CustomerKeyed,
)
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.board import Board

AGENT = "PJSIP/2001"
TALKING = OnTheLine(call="c-1", agent="anna", together=True)


def with_a_call() -> Board:
    board = Board()
    board.asterisk.calls("c-1")
    board.settle()
    board.wish("answer", "c-1")
    return board


def with_a_talk() -> tuple[Board, str]:
    board = with_a_call()
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.asterisk.picks_up(agent)
    board.settle()
    return board, agent


def test_the_end_of_a_call_that_is_not_here_any_more_is_told_once() -> None:
    """Though three commands for it are open."""
    board = Board(connect=False)
    for type in ("hold", "say", "hang_up"):
        board.wish(type, "c-9")
    board.connect([OnTheLine(call="c-9")])
    assert [event.call for event in board.of(CallEnded)] == ["c-9"]
    assert not board.protocol.line.orders


# --- whose the application is ---------------------------------------------------------------------------------------------


def test_where_asterisk_connects_to_us_we_are_live_once_the_application_is_seen_to_be_ours() -> None:
    board = Board(outward=True)
    assert board.protocol.live


def test_given_another_program_has_the_application_then_nothing_is_believed_though_questions_are_answered() -> None:
    board = Board(outward=True, connect=False)
    board.asterisk.is_ours = False
    board.connect()
    assert not board.protocol.live
    board.break_off()
    board.asterisk.is_ours = True
    board.connect()
    assert board.protocol.live


def test_old_news_that_the_application_was_taken_is_not_believed() -> None:
    """Asterisk keeps it for us, as it keeps everything."""
    board = Board(outward=True, connect=False)
    board.asterisk._raw("ApplicationReplaced")
    board.connect(kept=True)
    assert board.protocol.live
    assert not board.protocol.superseded


# --- the socket breaks -----------------------------------------------------------------------------------------------------


def test_a_talk_goes_on_as_if_nothing_had_been() -> None:
    board, agent = with_a_talk()
    told = len(board.told)
    board.break_off()
    board.connect([TALKING])
    assert board.together() == [{"c-1", agent}]
    assert [type(event) for event in board.told[told:]] == []


def test_who_called_meanwhile_is_taken_in_the_order_of_their_calls() -> None:
    board = Board(connect=False)
    for call in ("c-2", "c-1", "c-3"):
        board.asterisk.calls(call)
    board.connect()
    assert [event.call for event in board.of(CallArrived)] == ["c-2", "c-1", "c-3"]


def test_who_hung_up_meanwhile_has_ended() -> None:
    board, agent = with_a_talk()
    board.break_off()
    board.asterisk.hangs_up("c-1")
    board.connect([TALKING])
    assert [event.reason for event in board.of(CallEnded)] == ["failed"]
    assert agent not in board.asterisk.channels
    assert not board.asterisk.bridges


@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize(("cause", "reason"), [(16, "customer_hangup"), (38, "failed")])
def test_what_asterisk_kept_for_us_says_why_a_call_has_ended(dies: bool, cause: int, reason: str) -> None:
    board, agent = with_a_talk()
    board.forget() if dies else board.break_off()
    board.asterisk.hangs_up("c-1", cause)
    board.connect([TALKING], kept=True)
    assert [event.reason for event in board.of(CallEnded)] == [reason]
    assert agent not in board.asterisk.channels


def test_given_a_call_came_keyed_and_went_meanwhile_then_all_of_it_is_told_once() -> None:
    board = with_a_call()
    board.break_off()
    board.asterisk.calls("c-2")
    board.asterisk.presses("c-1", "7")
    board.asterisk.hangs_up("c-2")
    board.connect([OnTheLine(call="c-1")], kept=True)
    assert [event.call for event in board.of(CallArrived)] == ["c-1", "c-2"]
    assert [event.digits for event in board.of(CustomerKeyed)] == ["7"]
    assert [(event.call, event.reason) for event in board.of(CallEnded)] == [("c-2", "customer_hangup")]


def test_an_agent_lost_meanwhile_is_told_and_the_customer_is_not_left_in_a_bridge() -> None:
    board, agent = with_a_talk()
    board.break_off()
    board.asterisk.hangs_up(agent)
    board.connect([TALKING])
    assert [event.agent for event in board.of(AgentPhoneFailed)] == ["anna"]
    assert not board.asterisk.bridges
    assert "c-1" in board.asterisk.channels


def test_an_agent_who_picked_up_meanwhile_is_brought_together_with_the_customer() -> None:
    board = with_a_call()
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.break_off()
    board.asterisk.picks_up(agent)
    board.connect([TALKING])
    assert [event.agent for event in board.of(AgentPhoneAnswered)] == ["anna"]
    assert board.together() == [{"c-1", agent}]


def test_a_call_that_came_meanwhile_is_taken_as_new() -> None:
    board = Board()
    board.break_off()
    board.asterisk.calls("c-9")
    board.connect()
    assert [event.call for event in board.of(CallArrived)] == ["c-9"]


def test_what_was_wished_meanwhile_is_done_then() -> None:
    board = with_a_call()
    board.break_off()
    said = board.wish("say", "c-1", text="we are back")
    board.connect([OnTheLine(call="c-1")])
    assert board.says("c-1") == "we are back"
    board.asterisk.hears("c-1")
    board.settle()
    assert said in [event.command for event in board.of(CommandDone)]


def test_what_was_said_to_its_end_meanwhile_is_not_said_again() -> None:
    board = with_a_call()
    first, second = board.wish("say", "c-1", text="first"), board.wish("say", "c-1", text="second")
    board.break_off()
    board.asterisk.hears("c-1")
    board.connect([OnTheLine(call="c-1")])
    assert board.says("c-1") == "second"
    assert first in board.acknowledged
    assert second not in board.acknowledged


def test_what_is_still_being_said_is_said_to_its_end() -> None:
    board = with_a_call()
    board.wish("say", "c-1", text="first")
    board.break_off()
    board.connect([OnTheLine(call="c-1")])
    assert len(board.asterisk.playing["c-1"]) == 1
    board.asterisk.hears("c-1")
    board.settle()
    assert [media for _, media in board.asterisk.heard] == ["sound:first"]


def test_a_recording_that_stands_still_is_told_so_again() -> None:
    board, _ = with_a_talk()
    board.wish("record", "c-1", action="start")
    board.wish("record", "c-1", action="pause")
    (name,) = board.asterisk.recordings
    board.asterisk.recordings[name] = False
    board.break_off()
    board.connect([TALKING])
    assert board.asterisk.recordings == {name: True}


def test_events_that_come_before_the_answers_are_not_lost() -> None:
    """The order of a real socket: it is open, an event comes, and only then the answers to the first questions."""
    board = Board(connect=False)
    board.linked = True
    board.protocol.connected(board.now, [])
    board.asterisk.calls("c-1")
    board.protocol.received(board.now, board.asterisk.events.popleft())
    board.settle()
    assert [event.call for event in board.of(CallArrived)] == ["c-1"]


# --- our process dies ---------------------------------------------------------------------------------------------------------


def test_another_process_takes_the_talk_over_as_it_is() -> None:
    board, agent = with_a_talk()
    told = len(board.told)
    board.forget()
    board.connect([TALKING])
    assert board.together() == [{"c-1", agent}]
    assert board.told[told:] == []
    board.asterisk.hangs_up(agent)
    board.settle()
    assert [event.reason for event in board.of(CallEnded)] == ["agent_hangup"]
    assert not board.asterisk.channels
    assert not board.asterisk.bridges


def test_who_waits_hears_music_again_and_can_press_keys() -> None:
    board = with_a_call()
    board.wish("hold", "c-1")
    board.forget()
    board.connect([OnTheLine(call="c-1", waiting=True)])
    assert board.music("c-1")
    board.asterisk.presses("c-1", "1")
    board.settle()
    assert [event.digits for event in board.of(CustomerKeyed)] == ["1"]


def test_on_hold_they_stay_apart() -> None:
    board, agent = with_a_talk()
    board.wish("hold", "c-1")
    board.forget()
    board.connect([OnTheLine(call="c-1", agent="anna", waiting=True)])
    assert board.together() == [{agent}]
    assert board.music("c-1")


def test_a_telephone_that_rings_goes_on_ringing_and_joins() -> None:
    board = with_a_call()
    command = board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.asterisk.rings(agent)
    board.forget()
    board.connect([TALKING])
    board.wish("connect", "c-1", id=command, agent="anna", endpoint=AGENT)
    assert [channel for channel in board.asterisk.channels if channel.startswith("party")] == [agent]
    board.asterisk.picks_up(agent)
    board.settle()
    assert board.together() == [{"c-1", agent}]
    assert [event.agent for event in board.of(AgentPhoneAnswered)] == ["anna"]


def test_who_was_transferred_away_before_is_left_in_peace() -> None:
    board, _ = with_a_talk()
    board.wish("transfer", "c-1", to="+8613900000009")
    target = board.channel_of("c-1", "+8613900000009")
    board.asterisk.picks_up(target)
    board.settle()
    board.forget()
    board.connect([])
    assert board.together() == [{"c-1", target}]
    board.asterisk.hangs_up("c-1")
    board.settle()
    assert not board.asterisk.channels
    assert not board.asterisk.bridges


def test_telephones_and_bridges_of_no_call_are_let_go() -> None:
    board, agent = with_a_talk()
    board.forget()
    board.asterisk.hangs_up("c-1")
    board.connect([])
    assert agent not in board.asterisk.channels
    assert not board.asterisk.bridges


def test_a_supervisor_is_let_go() -> None:
    board, agent = with_a_talk()
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="listen")
    board.asterisk.picks_up(board.protocol.line.calls["c-1"].listeners["zoe"].channel)
    board.settle()
    board.forget()
    board.connect([TALKING])
    assert board.together() == [{"c-1", agent}]
    assert set(board.asterisk.channels) == {"c-1", agent}


# --- Asterisk dies ----------------------------------------------------------------------------------------------------------


def test_all_its_calls_have_ended() -> None:
    board, _ = with_a_talk()
    board.asterisk.calls("c-2")
    board.settle()
    board.break_off()
    board.asterisk.restarts()
    board.connect([TALKING, OnTheLine(call="c-2", waiting=True)])
    assert sorted((event.call, event.reason) for event in board.of(CallEnded)) == [("c-1", "failed"), ("c-2", "failed")]
    assert not board.protocol.line.calls
    assert not board.protocol.line.channels
    assert not board.protocol.line.orders


def test_both_die_and_what_the_switchboard_holds_has_ended() -> None:
    board = Board(connect=False)
    board.connect([TALKING])
    assert [(event.call, event.reason) for event in board.of(CallEnded)] == [("c-1", "failed")]
