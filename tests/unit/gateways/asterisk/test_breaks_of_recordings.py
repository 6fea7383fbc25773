"""Recordings and secrets over a break: what runs is adopted, what must stand still is told so again, what cannot is stopped."""

from dataclasses import replace

import pytest

from callcenter.model.events import CallEnded, CommandDone, CommandFailed, RecordingReady
from callcenter.services.on_the_line import OnTheLine
from tests.unit.gateways.asterisk.board import Board
from tests.unit.gateways.asterisk.test_breaks import TALKING, with_a_talk


def recorded() -> tuple[Board, str, OnTheLine]:
    """A talk that is recorded; the recording's name, and what the house holds of it."""
    board, _ = with_a_talk()
    command = board.wish("record", "c-1", action="start")
    (name,) = board.asterisk.recordings
    return board, name, replace(TALKING, recording=command)


def listens(board: Board, mode: str) -> str:
    """A supervisor's telephone, picked up."""
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode=mode)
    telephone = board.protocol.line.calls["c-1"].listeners["zoe"].channel
    board.asterisk.picks_up(telephone)
    board.settle()
    return telephone


def test_a_new_process_adopts_the_recording_and_can_stop_it() -> None:
    board, name, believed = recorded()
    board.forget()
    board.connect([believed])
    assert board.asterisk.recordings == {name: False}
    board.wish("record", "c-1", action="stop")
    (ready,) = board.of(RecordingReady)
    assert (ready.call, ready.command) == ("c-1", believed.recording)
    assert ready.url.endswith(f"/{name}.wav")


@pytest.mark.parametrize("dies", [True, False], ids=["our process", "the socket"])
def test_while_secrets_are_told_it_is_told_to_stand_still_again(dies: bool) -> None:
    board, name, believed = recorded()
    board.forget() if dies else board.break_off()
    board.connect([replace(believed, secure=True)])
    assert board.asterisk.recordings == {name: True}
    assert listens(board, "listen")
    assert not board.protocol.line.calls["c-1"].listeners["zoe"].snoop


def test_what_cannot_be_paused_after_a_restart_is_stopped_and_the_house_is_told_which() -> None:
    board, _, believed = recorded()
    board.forget()
    board.asterisk.cannot_pause = True
    board.connect([replace(believed, secure=True)])
    assert board.asterisk.recordings == {}
    assert [event.command for event in board.of(RecordingReady)] == [believed.recording]


def test_a_pause_that_is_refused_has_failed_and_the_recording_is_stopped() -> None:
    board, _, _ = recorded()
    board.asterisk.cannot_pause = True
    pause = board.wish("record", "c-1", action="pause")
    assert [event.command for event in board.of(CommandFailed)] == [pause]
    assert board.asterisk.recordings == {}
    assert len(board.of(RecordingReady)) == 1


def test_what_stands_still_though_nothing_is_secret_goes_on() -> None:
    board, name, believed = recorded()
    board.asterisk.recordings[name] = True
    board.forget()
    board.connect([believed])
    assert board.asterisk.recordings == {name: False}


def test_a_recording_that_ended_unseen_can_be_fetched() -> None:
    board, name, believed = recorded()
    board.forget()
    del board.asterisk.recordings[name]
    board.asterisk.stored.add(name)
    board.connect([believed])
    (ready,) = board.of(RecordingReady)
    assert (ready.command, ready.seconds) == (believed.recording, 0.0)
    assert board.protocol.line.calls["c-1"].recording is None


@pytest.mark.parametrize("dies", [True, False], ids=["our process", "the socket"])
def test_a_call_that_ended_unseen_leaves_its_recording(dies: bool) -> None:
    board, name, believed = recorded()
    board.forget() if dies else board.break_off()
    board.asterisk.hangs_up("c-1")
    del board.asterisk.recordings[name]
    board.asterisk.stored.add(name)
    board.connect([believed])
    assert [event.call for event in board.of(CallEnded)] == ["c-1"]
    assert [event.command for event in board.of(RecordingReady)] == [believed.recording]


def test_nothing_that_was_never_recorded_is_told_of() -> None:
    board, name, believed = recorded()
    board.forget()
    del board.asterisk.recordings[name]
    board.connect([believed])
    assert not board.of(RecordingReady)


def test_who_has_joined_in_is_taken_out_while_secrets_are_told_and_comes_back() -> None:
    board, agent = with_a_talk()
    supervisor = listens(board, "barge")
    assert board.together() == [{"c-1", agent, supervisor}]
    pause = board.wish("record", "c-1", action="pause")
    assert board.together() == [{"c-1", agent}]
    assert pause in [event.command for event in board.of(CommandDone)], "nothing was being recorded"
    board.wish("record", "c-1", action="resume")
    assert board.together() == [{"c-1", agent, supervisor}]
