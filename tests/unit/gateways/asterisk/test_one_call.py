"""What the adapter makes of a call: who hears what and whom, what is told, and that nothing is left behind."""

import pytest

from callcenter.gateways.asterisk.calls import Where
from callcenter.model.events import (
    AgentPhoneAnswered,
    AgentPhoneFailed,
    AgentPhoneRinging,
    CallArrived,
    CallEnded,
    CommandDone,
    CommandFailed,
    CustomerKeyed,
    MessageFailed,
    RecordingReady,
)
from callcenter.model.gateways import FirstDialled
from tests.unit.gateways.asterisk.board import Board

AGENT = "PJSIP/2001"


@pytest.fixture
def board() -> Board:
    board = Board()
    board.asterisk.calls("c-1", number="13800000001", dialled="+861069950000")
    board.settle()
    board.wish("answer", "c-1")
    return board


def talking(board: Board, agent: str = "anna") -> str:
    """The agent's channel, once they talk with the customer."""
    board.wish("connect", "c-1", agent=agent, endpoint=AGENT)
    channel = board.channel_of("c-1", agent)
    board.asterisk.rings(channel)
    board.asterisk.picks_up(channel)
    board.settle()
    return channel


def keys(board: Board, *digits: str) -> list[str]:
    for digit in digits:
        board.asterisk.presses("c-1", digit)
        board.settle()
    return [event.digits for event in board.of(CustomerKeyed)]


def test_a_call_arrives_with_its_numbers_made_one(board: Board) -> None:
    (arrived,) = board.of(CallArrived)
    assert (arrived.call, arrived.caller, arrived.dialled) == ("c-1", "+8613800000001", "+861069950000")
    assert board.asterisk.channels["c-1"].state == "Up"


# --- what they hear ---


def test_sentences_are_said_one_after_the_other_and_told_when_heard(board: Board) -> None:
    first, second = board.wish("say", "c-1", text="hello"), board.wish("say", "c-1", text="goodbye")
    assert board.says("c-1") == "hello"
    assert first not in board.acknowledged
    board.asterisk.hears("c-1")
    board.settle()
    assert board.says("c-1") == "goodbye"
    assert first in board.acknowledged
    assert second not in board.acknowledged
    board.asterisk.hears("c-1")
    board.settle()
    assert [event.command for event in board.of(CommandDone)][-2:] == [first, second]


def test_music_waits_for_what_is_being_said_and_comes_back_after_it(board: Board) -> None:
    board.wish("say", "c-1", text="please wait")
    board.wish("hold", "c-1")
    assert not board.music("c-1")
    board.asterisk.hears("c-1")
    board.settle()
    assert board.music("c-1")
    board.wish("say", "c-1", text="you are third")
    assert not board.music("c-1")
    board.asterisk.hears("c-1")
    board.settle()
    assert board.music("c-1")


def test_a_text_that_cannot_be_spoken_is_told_as_failed(board: Board) -> None:
    board.mute_voice = True
    command = board.wish("say", "c-1", text="hello")
    assert [(event.command, event.reason) for event in board.of(CommandFailed)] == [(command, "the voice is away")]
    assert command in board.acknowledged


def test_a_sound_that_cannot_be_played_is_told_unless_the_caller_has_hung_up(board: Board) -> None:
    said = board.wish("say", "c-1", text="hello")
    playback, media = board.asterisk.playing["c-1"].popleft()
    board.asterisk._playback("PlaybackFinished", playback, "c-1", media, "failed")
    board.settle()
    assert not board.of(CommandFailed)
    board.pass_time(1.0)
    assert [event.command for event in board.of(CommandFailed)] == [said]
    board.wish("say", "c-1", text="once more")
    board.asterisk.hangs_up("c-1")
    board.settle()
    board.pass_time(1.0)
    assert len(board.of(CommandFailed)) == 1


# --- keys ---


def test_a_key_during_the_question_stops_it_and_is_the_answer(board: Board) -> None:
    command = board.wish("gather", "c-1", prompt="press one", max_digits=1, timeout=5)
    assert board.says("c-1") == "press one"
    assert keys(board, "1") == ["1"]
    assert not board.says("c-1")
    assert command in board.acknowledged


def test_a_key_during_the_greeting_goes_to_the_question_behind_it(board: Board) -> None:
    board.wish("say", "c-1", id="7.0", text="welcome")
    board.wish("gather", "c-1", id="7.1", prompt="press one", max_digits=1, timeout=5)
    assert keys(board, "2") == ["2"]
    assert not board.says("c-1")
    assert {"7.0", "7.1"} <= set(board.acknowledged)


def test_several_keys_are_one_answer_and_hash_ends_it(board: Board) -> None:
    board.wish("gather", "c-1", prompt="your PIN", max_digits=6, timeout=8)
    assert keys(board, *"123#") == ["123"]
    board.wish("gather", "c-1", prompt="your PIN", max_digits=4, timeout=8)
    assert keys(board, *"9876") == ["123", "9876"]


def test_a_short_answer_is_complete_after_a_pause(board: Board) -> None:
    board.wish("gather", "c-1", prompt="your PIN", max_digits=6, timeout=8)
    assert keys(board, "0") == []
    board.pass_time(3.5)
    assert [event.digits for event in board.of(CustomerKeyed)] == ["0"]


@pytest.mark.parametrize("wish", ["#", "*"])
def test_a_wish_is_told_at_once_even_where_many_digits_are_asked(board: Board, wish: str) -> None:
    board.wish("gather", "c-1", prompt="your PIN", max_digits=6, timeout=8)
    assert keys(board, wish) == [wish]


def test_silence_is_told_once_the_time_after_the_prompt_is_over(board: Board) -> None:
    board.wish("gather", "c-1", prompt="press one", max_digits=1, timeout=5)
    board.pass_time(60.0)
    assert not board.of(CustomerKeyed)
    board.asterisk.hears("c-1")
    board.settle()
    board.pass_time(5.1)
    assert [event.digits for event in board.of(CustomerKeyed)] == [""]


def test_a_later_sentence_closes_the_open_question(board: Board) -> None:
    """Another gateway heard the answer: keys after it belong to nothing that was asked."""
    first = board.wish("gather", "c-1", prompt="press one", max_digits=1, timeout=5)
    board.wish("say", "c-1", text="one moment")
    assert board.says("c-1") == "one moment"
    assert first in board.acknowledged
    board.pass_time(60.0)
    assert not board.of(CustomerKeyed)


def test_keys_without_a_question_are_told_as_they_come(board: Board) -> None:
    board.wish("hold", "c-1")
    assert keys(board, "1", "2") == ["1", "2"]


def test_keys_pressed_in_a_talk_are_nobodys_business(board: Board) -> None:
    talking(board)
    assert keys(board, "4", "2") == []


# --- the agent ---


def test_the_agent_rings_answers_and_hears_the_customer(board: Board) -> None:
    board.wish("hold", "c-1")
    agent = talking(board)
    assert [event.agent for event in board.of(AgentPhoneRinging)] == ["anna"]
    assert [event.agent for event in board.of(AgentPhoneAnswered)] == ["anna"]
    assert board.together() == [{"c-1", agent}]
    assert not board.music("c-1")


def test_what_is_being_said_stops_when_the_agent_answers(board: Board) -> None:
    said = board.wish("say", "c-1", text="please wait, all our agents are busy")
    talking(board)
    assert not board.says("c-1")
    (done,) = [event for event in board.of(CommandDone) if event.command == said]
    assert done.result == {"interrupted": True}


def test_the_customer_hangs_up_while_it_rings_and_the_agents_phone_stops(board: Board) -> None:
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.asterisk.rings(agent)
    board.asterisk.hangs_up("c-1")
    board.settle()
    assert agent not in board.asterisk.channels
    assert not board.asterisk.bridges
    assert [event.reason for event in board.of(CallEnded)] == ["customer_hangup"]
    assert not board.of(AgentPhoneFailed)


@pytest.mark.parametrize(
    ("cause", "reason"),
    [(17, "busy"), (19, "no_answer"), (16, "rejected"), (21, "rejected"), (20, "unreachable"), (34, "failed")],
)
def test_a_phone_that_does_not_take_the_call_says_why(board: Board, cause: int, reason: str) -> None:
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.asterisk.rings(agent)
    board.asterisk.hangs_up(agent, cause)
    board.settle()
    assert [(event.agent, event.reason) for event in board.of(AgentPhoneFailed)] == [("anna", reason)]
    assert not board.asterisk.bridges
    assert not board.of(CallEnded)


def test_a_phone_without_a_way_to_it_is_unreachable(board: Board) -> None:
    board.asterisk.unreachable.add(AGENT)
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    assert [event.reason for event in board.of(AgentPhoneFailed)] == ["unreachable"]


def test_a_phone_that_rings_for_ever_is_given_up(board: Board) -> None:
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    agent = board.channel_of("c-1", "anna")
    board.asterisk.rings(agent)
    board.pass_time(board.policy.ring_seconds + 10)
    assert agent not in board.asterisk.channels
    assert [event.reason for event in board.of(AgentPhoneFailed)] == ["no_answer"]


@pytest.mark.parametrize("endpoint", ["", "no phone at all"])
def test_an_agent_without_a_telephone_fails_with_a_sentence(board: Board, endpoint: str) -> None:
    board.wish("connect", "c-1", agent="anna", endpoint=endpoint)
    assert [event.agent for event in board.of(AgentPhoneFailed)] == ["anna"]


def test_the_agent_says_goodbye_and_the_call_is_over(board: Board) -> None:
    agent = talking(board)
    board.asterisk.hangs_up(agent)
    board.settle()
    assert [event.reason for event in board.of(CallEnded)] == ["agent_hangup"]
    assert not board.asterisk.channels
    assert not board.asterisk.bridges


def test_the_agents_line_breaks_and_the_customer_stays(board: Board) -> None:
    agent = talking(board)
    board.asterisk.hangs_up(agent, 27)
    board.settle()
    assert [event.reason for event in board.of(AgentPhoneFailed)] == ["failed"]
    assert "c-1" in board.asterisk.channels
    assert not board.asterisk.bridges


def test_on_hold_the_customer_hears_music_and_comes_back(board: Board) -> None:
    agent = talking(board)
    board.wish("hold", "c-1")
    assert board.together() == [{agent}]
    assert board.music("c-1")
    board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    assert board.together() == [{"c-1", agent}]
    assert not board.music("c-1")


# --- others ---


def test_a_colleague_is_asked_without_the_customer_and_then_with_them(board: Board) -> None:
    anna = talking(board)
    board.wish("hold", "c-1")
    board.wish("conference", "c-1", agent="bob", endpoint="PJSIP/2002", with_customer=False)
    bob = board.channel_of("c-1", "bob")
    board.asterisk.picks_up(bob)
    board.settle()
    assert board.together() == [{anna, bob}]
    assert board.music("c-1")
    board.wish("conference", "c-1", agent="bob", endpoint="PJSIP/2002", with_customer=True)
    assert board.together() == [{"c-1", anna, bob}]
    board.wish("release_agent", "c-1", agent="anna")
    assert board.together() == [{"c-1", bob}]
    assert anna not in board.asterisk.channels


def test_one_of_three_hangs_up_and_the_others_talk_on(board: Board) -> None:
    anna = talking(board)
    bob = talking(board, "bob")
    board.asterisk.hangs_up(anna)
    board.settle()
    assert board.together() == [{"c-1", bob}]
    assert [(event.agent, event.reason) for event in board.of(AgentPhoneFailed)] == [("anna", "failed")]
    assert not board.of(CallEnded)


def test_a_transfer_brings_the_customer_to_the_number_and_lets_the_agent_go(board: Board) -> None:
    anna = talking(board)
    command = board.wish("transfer", "c-1", to="+8613900000009")
    target = board.channel_of("c-1", "+8613900000009")
    assert command not in board.acknowledged
    assert anna not in board.asterisk.channels
    board.asterisk.picks_up(target)
    board.settle()
    assert board.together() == [{"c-1", target}]
    assert command in [event.command for event in board.of(CommandDone)]


def test_a_transfer_asked_for_twice_rings_once_and_leaves_neither_open(board: Board) -> None:
    talking(board)
    first = board.wish("transfer", "c-1", to="+8613900000009")
    second = board.wish("transfer", "c-1", to="+8613900000009")
    assert [event.command for event in board.of(CommandFailed)] == [first]
    board.asterisk.picks_up(board.channel_of("c-1", "+8613900000009"))
    board.settle()
    assert second in [event.command for event in board.of(CommandDone)]
    assert not board.protocol.line.orders


def test_a_transfer_that_nobody_takes_fails_and_keeps_the_customer(board: Board) -> None:
    anna = talking(board)
    command = board.wish("transfer", "c-1", to="+8613900000009")
    board.asterisk.hangs_up(board.channel_of("c-1", "+8613900000009"), 17)
    board.settle()
    assert command in [event.command for event in board.of(CommandFailed)]
    assert anna not in board.asterisk.channels
    assert board.together() == []
    assert board.music("c-1")


def test_supervisors_listen_whisper_and_join(board: Board) -> None:
    anna = talking(board)
    command = board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="listen")
    zoe = board.protocol.line.calls["c-1"].listeners["zoe"].channel
    board.asterisk.picks_up(zoe)
    board.settle()
    assert command in [event.command for event in board.of(CommandDone)]
    snoop = board.protocol.line.calls["c-1"].listeners["zoe"].snoop
    assert {zoe, snoop} in board.together()
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="whisper")
    assert snoop not in board.asterisk.channels
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="barge")
    assert board.together() == [{"c-1", anna, zoe}]
    board.asterisk.hangs_up(zoe)
    board.settle()
    assert board.together() == [{"c-1", anna}]


def test_nobody_listens_while_secrets_are_told(board: Board) -> None:
    talking(board)
    board.wish("record", "c-1", action="start")
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="listen")
    listener = board.protocol.line.calls["c-1"].listeners["zoe"]
    board.asterisk.picks_up(listener.channel)
    board.settle()
    assert listener.snoop
    board.wish("record", "c-1", action="pause")
    assert list(board.asterisk.recordings.values()) == [True]
    assert not listener.snoop
    board.wish("record", "c-1", action="resume")
    assert list(board.asterisk.recordings.values()) == [False]
    assert listener.snoop in board.asterisk.channels


def test_a_supervisor_who_cannot_be_let_hear_is_not_left_in_silence(board: Board) -> None:
    anna = talking(board)
    board.asterisk.cannot_snoop = True
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="listen")
    board.asterisk.picks_up(board.protocol.line.calls["c-1"].listeners["zoe"].channel)
    board.settle()
    assert set(board.asterisk.channels) == {"c-1", anna}
    assert board.together() == [{"c-1", anna}]


def test_a_recording_whose_end_is_never_told_is_not_remembered_for_ever(board: Board) -> None:
    talking(board)
    board.wish("record", "c-1", action="start")
    board.asterisk.hangs_up("c-1")
    board.settle()
    assert board.protocol.line.late
    board.pass_time(3600.0)
    assert not board.protocol.line.late


def test_supervisors_go_when_the_call_is_over(board: Board) -> None:
    talking(board)
    board.wish("monitor", "c-1", supervisor="zoe", endpoint="PJSIP/2101", mode="listen")
    board.asterisk.picks_up(board.protocol.line.calls["c-1"].listeners["zoe"].channel)
    board.settle()
    board.asterisk.hangs_up("c-1")
    board.settle()
    assert not board.asterisk.channels
    assert not board.asterisk.bridges


def test_a_message_is_recorded_once_the_prompt_is_over_and_can_be_fetched(board: Board) -> None:
    board.wish("say", "c-1", text="after the tone")
    board.wish("record", "c-1", action="start")
    assert not board.asterisk.recordings
    board.asterisk.hears("c-1")
    board.settle()
    (name,) = board.asterisk.recordings
    board.wish("record", "c-1", action="stop")
    (ready,) = board.of(RecordingReady)
    assert ready.url == f"file:///var/spool/asterisk/recording/{name}.wav"
    assert ready.seconds == 2.0


# --- calls that we make ---


@pytest.mark.parametrize("first", list(FirstDialled))
def test_a_callback_joins_customer_and_agent_whoever_is_dialled_first(first: FirstDialled) -> None:
    board = Board(first=first)
    board.wish("originate", "call-b1", id="5.0", to="+8613800000001", callback="b1", **{"from": "+861069950000"})
    board.wish("connect", "call-b1", id="5.1", agent="anna", endpoint=AGENT)
    call = board.protocol.line.calls["call-b1"]
    order = (lambda: call.channel, lambda: board.channel_of("call-b1", "anna"))
    for channel in order if first is FirstDialled.CUSTOMER else order[::-1]:
        assert not board.of(AgentPhoneAnswered)
        board.asterisk.picks_up(channel())
        board.settle()
    assert [event.agent for event in board.of(AgentPhoneAnswered)] == ["anna"]
    assert board.together() == [{call.channel, board.channel_of("call-b1", "anna")}]
    assert call.where is Where.UP


@pytest.mark.parametrize(("cause", "reason"), [(17, "busy"), (19, "no_answer"), (16, "no_answer"), (20, "unreachable")])
def test_a_callback_that_does_not_reach_the_customer_says_why_and_frees_the_agent(cause: int, reason: str) -> None:
    board = Board()
    board.wish("originate", "call-b1", id="5.0", to="+8613800000001")
    board.wish("connect", "call-b1", id="5.1", agent="anna", endpoint=AGENT)
    board.asterisk.picks_up(board.channel_of("call-b1", "anna"))
    board.settle()
    board.asterisk.hangs_up(board.protocol.line.calls["call-b1"].channel, cause)
    board.settle()
    assert [event.reason for event in board.of(CallEnded)] == [reason]
    assert not board.asterisk.channels


def test_a_callback_whose_agent_does_not_answer_never_rings_the_customer() -> None:
    board = Board()
    board.wish("originate", "call-b1", id="5.0", to="+8613800000001")
    board.wish("connect", "call-b1", id="5.1", agent="anna", endpoint=AGENT)
    board.asterisk.hangs_up(board.channel_of("call-b1", "anna"), 19)
    board.settle()
    assert [event.reason for event in board.of(AgentPhoneFailed)] == ["no_answer"]
    board.wish("hang_up", "call-b1", reason="no_agent")
    assert not board.asterisk.channels
    board.wish("originate", "call-b1", to="+8613800000001")
    board.wish("connect", "call-b1", agent="bob", endpoint="PJSIP/2002")
    board.asterisk.picks_up(board.channel_of("call-b1", "bob"))
    board.settle()
    assert board.protocol.line.calls["call-b1"].channel in board.asterisk.channels


# --- what cannot be ---


def test_a_command_for_a_call_that_is_gone_says_so(board: Board) -> None:
    board.asterisk.hangs_up("c-1")
    board.settle()
    command = board.wish("connect", "c-1", agent="anna", endpoint=AGENT)
    assert command in board.acknowledged
    assert [event.call for event in board.of(CallEnded)] == ["c-1", "c-1"]


def test_messages_and_unknown_commands_are_refused_with_a_reason(board: Board) -> None:
    from callcenter.gateways.asterisk.line import Order

    order = Order(id="9.0", call="sms-1", type="send_message", args={"message": "m1", "text": "x"}, conversation=True)
    board.protocol.command(board.now, order)
    board.settle()
    assert [event.message for event in board.of(MessageFailed)] == ["m1"]
    command = board.wish("dance", "c-1")
    assert [event.command for event in board.of(CommandFailed)] == [command]


NONE = (
    "",
    "{",
    "[]",
    "null",
    '{"type": 7}',
    '{"type": "ChannelDestroyed"}',
    '{"type": "StasisStart", "channel": []}',
    '{"type": "RESTResponse"}',
    '{"type": "ChannelDtmfReceived", "channel": {"id": "c-1"}, "digit": ["1"]}',
)


@pytest.mark.parametrize("frame", NONE)
def test_frames_that_are_none_change_nothing(board: Board, frame: str) -> None:
    before = len(board.told)
    board.protocol.received(board.now, frame)
    board.settle()
    assert len(board.told) == before
    assert "c-1" in board.protocol.line.calls
