"""Every type of the contract, once with all its fields and once with the fewest."""

import pytest

from callcenter.errors import Malformed
from callcenter.gateways.http.wire import TYPES, translated
from callcenter.model import events
from callcenter.model.contact import Channel

PBX = {"gateway": "pbx", "call": "c1"}
TALK = {"gateway": "pbx", "conversation": "t1"}
CASES: list[tuple[str, dict[str, object], events.AnyEvent]] = [
    (
        "call.arrived",
        {"call": "c1", "from": "95588", "to": "+861069950000", "language": "zh-CN", "name": "Li", "priority": "2"},
        events.CallArrived(**PBX, caller="95588", dialled="+861069950000", language="zh-CN", name="Li", priority="2"),
    ),
    ("call.arrived", {"call": "c1", "from": None, "to": ""}, events.CallArrived(**PBX)),
    (
        "call.speech",
        {"call": "c1", "text": "hi", "confidence": 1, "language": "en"},
        events.CustomerSpoke(**PBX, text="hi", confidence=1.0, language="en"),
    ),
    ("call.speech", {"call": "c1", "text": ""}, events.CustomerSpoke(**PBX, text="")),
    ("call.digits", {"call": "c1", "digits": "12*#"}, events.CustomerKeyed(**PBX, digits="12*#")),
    (
        "call.command_done",
        {"call": "c1", "command": "7.0", "result": {"a": ["\x00", float("nan")]}},
        events.CommandDone(**PBX, command="7.0", result={"a": ["\ufffd", None]}),
    ),
    (
        "call.command_done",
        {"call": "c1", "command": "7.0", "result": "ok"},
        events.CommandDone(**PBX, command="7.0", result={"value": "ok"}),
    ),
    ("call.command_done", {"call": "c1", "command": "7.0"}, events.CommandDone(**PBX, command="7.0")),
    (
        "call.command_failed",
        {"call": "c1", "command": "7.0", "reason": "x"},
        events.CommandFailed(**PBX, command="7.0", reason="x"),
    ),
    ("call.agent_ringing", {"call": "c1", "agent": "agent1"}, events.AgentPhoneRinging(**PBX, agent="agent1")),
    ("call.agent_answered", {"call": "c1", "agent": "agent1"}, events.AgentPhoneAnswered(**PBX, agent="agent1")),
    (
        "call.agent_failed",
        {"call": "c1", "agent": "a", "reason": "busy"},
        events.AgentPhoneFailed(**PBX, agent="a", reason="busy"),
    ),
    ("call.ended", {"call": "c1", "reason": "completed"}, events.CallEnded(**PBX, reason="completed")),
    (
        "call.recording_ready",
        {"call": "c1", "url": "https://r/1.wav", "seconds": 61},
        events.RecordingReady(**PBX, url="https://r/1.wav", seconds=61.0),
    ),
    (
        "message.received",
        {
            "conversation": "t1",
            "channel": "sms",
            "from": "13800000001",
            "text": "hi",
            "message": "m1",
            "attachments": ["https://a/1", {"url": "https://a/2", "type": "image/png"}],
        },
        events.MessageReceived(
            **TALK,
            channel=Channel.SMS,
            sender="+8613800000001",
            text="hi",
            message="m1",
            attachments=("https://a/1", "https://a/2"),
        ),
    ),
    (
        "message.received",
        {"conversation": "t1", "channel": "email", "from": " Li@Example.COM ", "text": ""},
        events.MessageReceived(**TALK, channel=Channel.EMAIL, sender="li@example.com", text="", message="event-id"),
    ),
    (
        "message.received",
        {"conversation": "t1", "channel": "chat", "from": "Web-7", "text": "x", "attachments": None},
        events.MessageReceived(**TALK, channel=Channel.CHAT, sender="Web-7", text="x", message="event-id"),
    ),
    ("message.delivered", {"conversation": "t1", "message": "m1"}, events.MessageDelivered(**TALK, message="m1")),
    ("message.failed", {"conversation": "t1", "message": "m1"}, events.MessageFailed(**TALK, message="m1")),
    ("conversation.ended", {"conversation": "t1", "by": "customer"}, events.ConversationEnded(**TALK, by="customer")),
]


@pytest.mark.parametrize(("type", "data", "expected"), CASES)
def test_given_data_of_the_contract_then_it_becomes_the_event_of_the_model(
    type: str, data: dict[str, object], expected: events.AnyEvent
) -> None:
    assert translated(type, data, gateway="pbx", id="event-id", region="CN") == expected


def test_every_type_is_tried() -> None:
    assert {type for type, _, _ in CASES} == set(TYPES)


def test_given_a_result_nested_too_deep_then_it_is_refused_by_its_pointer() -> None:
    deep: object = 1
    for _ in range(30):
        deep = [deep]
    with pytest.raises(Malformed) as refused:
        translated(
            "call.command_done", {"call": "c", "command": "1", "result": deep}, gateway="pbx", id="e", region="CN"
        )
    assert refused.value.errors[0]["pointer"] == "/data/result"


def test_given_several_faults_then_all_are_told() -> None:
    with pytest.raises(Malformed) as refused:
        translated("call.ended", {"reason": "bored"}, gateway="pbx", id="e", region="CN")
    assert [fault["pointer"] for fault in refused.value.errors] == ["/data/call", "/data/reason"]
