"""A simulated call, minute by minute, at a thousand times its speed."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from callcenter.demo.call import Call, Keys, Presses, Says, Script
from callcenter.demo.chat import Chat, ChatScript
from callcenter.demo.pace import Pace
from tests.unit.demo.line import Line

Answer = Callable[[str, dict[str, Any]], list[tuple[str, dict[str, Any]]]]
ASK = ("gather", {"prompt": "?", "max_digits": 1, "timeout": 5.0, "speech": True})
SCRIPT = Script(call="c1", caller="+8613800000001", to="+861069950000", language="en", turns=(Says(text="my card"),))


async def called(script: Script, answers: Answer) -> Line:
    line = Line()
    line.on = answers
    async with asyncio.timeout(10):
        await Call(line, script, Pace(1000.0)).run()  # type: ignore[arg-type]
    assert line.legs == {}
    return line


def reacting(**reactions: list[tuple[str, dict[str, Any]]]) -> Answer:
    """Event names with `_` for the dot."""
    return lambda type, data: reactions.get(type.replace(".", "_"), [])


async def test_given_a_call_to_an_agent_then_every_event_comes_in_its_order_until_the_customer_hangs_up() -> None:
    line = await called(SCRIPT, _queue_then_agent())
    types = line.types()
    assert types[0] == "call.arrived"
    assert line.told[0][1] == {"call": "c1", "from": "+8613800000001", "to": "+861069950000", "language": "en"}
    assert [type for type in types if type != "call.command_done"] == [
        "call.arrived",
        "call.speech",
        "call.agent_ringing",
        "call.agent_answered",
        "call.ended",
    ]
    assert line.told[-1][1]["reason"] == "customer_hangup"
    assert types.count("call.command_done") == 3


def _queue_then_agent() -> Answer:
    """Greets, asks, makes wait and connects, as a server would."""

    def on(type: str, data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        if type == "call.arrived":
            return [("answer", {}), ASK]
        if type == "call.speech":
            return [("say", {"text": "wait", "language": "en"}), ("hold", {})]
        if type == "call.command_done" and data["command"] == "3.0":
            return [("connect", {"agent": "agent1", "endpoint": "x"})]
        return []

    return on


async def test_given_nobody_answers_then_the_customer_hangs_up_when_the_patience_is_over() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "patience": 30.0}),
        reacting(call_arrived=[ASK], call_speech=[("hold", {})]),
    )
    assert line.types() == ["call.arrived", "call.speech", "call.command_done", "call.ended"]


async def test_given_more_questions_than_wishes_then_the_customer_hangs_up() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "turns": (Keys(digits="2"), Says(text="no thanks"))}),
        reacting(call_arrived=[ASK], call_digits=[ASK], call_speech=[ASK]),
    )
    assert [(type, data.get("digits") or data.get("text")) for type, data in line.told[1:3]] == [
        ("call.digits", "2"),
        ("call.speech", "no thanks"),
    ]
    assert line.types()[-1] == "call.ended"


async def test_given_a_customer_who_leaves_the_machine_then_no_question_is_answered() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "turns": (), "first_turn_after": float("inf"), "machine_patience": 12.0}),
        reacting(call_arrived=[("answer", {}), ASK]),
    )
    assert line.types() == ["call.arrived", "call.command_done", "call.ended"]


async def test_given_the_same_question_put_again_at_once_then_it_is_answered_once() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "patience": 20.0, "turns": (Says(text="a"), Says(text="b"))}),
        reacting(call_arrived=[ASK, ASK], call_speech=[]),
    )
    assert line.types() == ["call.arrived", "call.speech", "call.ended"]


async def test_given_the_server_hangs_up_or_transfers_then_the_call_ends_for_that_reason() -> None:
    ended = await called(SCRIPT, reacting(call_arrived=[("hang_up", {"reason": "agent_hangup"})]))
    moved = await called(SCRIPT, reacting(call_arrived=[("transfer", {"to": "110"})]))
    odd = await called(SCRIPT, reacting(call_arrived=[("hang_up", {"reason": "self_service"})]))
    assert ended.told[-1] == ("call.ended", {"call": "c1", "reason": "agent_hangup"})
    assert moved.types()[-2:] == ["call.command_done", "call.ended"]
    assert odd.told[-1][1]["reason"] == "completed"


async def test_given_an_agent_released_then_the_customer_waits_again_with_the_patience_of_before() -> None:
    def on(type: str, data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        if type == "call.arrived":
            return [("connect", {"agent": "a", "endpoint": "x"})]
        return [("release_agent", {"agent": "a"})] if type == "call.agent_answered" else []

    line = await called(Script(**{**vars(SCRIPT), "patience": 25.0, "talks": 1e9}), on)
    assert line.types()[-2:] == ["call.command_done", "call.ended"]


async def test_given_a_call_that_was_dialled_for_us_then_no_arrival_is_told() -> None:
    line = Line()
    line.open_leg("c1")
    line.command("c1", "originate", to="+8613800000001")
    line.command("c1", "connect", agent="a", endpoint="x")
    await Call(line, Script(**{**vars(SCRIPT), "talks": 5.0}), Pace(1000.0)).run(announced=False)  # type: ignore[arg-type]
    assert line.types() == ["call.command_done", "call.agent_ringing", "call.agent_answered", "call.ended"]


async def test_given_a_chat_then_each_message_waits_for_an_answer_and_every_answer_is_delivered() -> None:
    line = Line()
    line.on = lambda type, data: (
        [("send_message", {"message": f"for {data['message']}", "text": "yes"})] if type == "message.received" else []
    )
    script = ChatScript(conversation="t1", channel="chat", sender="web-1", messages=("one", "two"))
    await Chat(line, script, Pace(1000.0)).run()  # type: ignore[arg-type]
    assert line.types() == [
        "message.received",
        "message.delivered",
        "message.received",
        "message.delivered",
        "conversation.ended",
    ]
    assert line.told[1][1]["message"] == "for t1-0"


async def test_given_a_menu_in_a_chat_then_it_is_answered_by_its_number_and_what_is_no_menu_in_words() -> None:
    def on(type: str, data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        menu = [{"key": "1", "label": "again"}, {"key": "9", "label": "that is all"}, {"key": "0", "label": "a person"}]
        choices = {"one": menu, "9": menu[:1]}.get(str(data.get("text")), [])
        more = {"choices": choices} if choices else {}
        return [("send_message", {"message": "m", "text": "which", **more})] if type == "message.received" else []

    line = Line()
    line.on = on
    script = ChatScript(conversation="t1", channel="chat", sender="web-1", messages=("one", "two", "three", "four"))
    await Chat(line, script, Pace(1000.0)).run()  # type: ignore[arg-type]
    assert [data["text"] for type, data in line.told if type == "message.received"] == ["one", "9", "1", "four"]


async def test_given_a_chat_nobody_answers_then_the_customer_leaves() -> None:
    line = Line()
    script = ChatScript(
        conversation="t1", channel="sms", sender="+8613800000001", messages=("one", "two"), patience=50.0
    )
    await Chat(line, script, Pace(1000.0)).run()  # type: ignore[arg-type]
    assert line.types() == ["message.received", "conversation.ended"]


async def test_given_a_consultation_then_the_colleague_answers_and_the_customer_does_not_run_away() -> None:
    def on(type: str, data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        if type == "call.arrived":
            return [("connect", {"agent": "agent1", "endpoint": "x"})]
        if type == "call.agent_answered" and data["agent"] == "agent1":
            return [("hold", {}), ("conference", {"agent": "agent2", "endpoint": "y", "with_customer": False})]
        if type == "call.agent_answered":
            return (
                [
                    ("connect", {"agent": "agent2", "endpoint": "y"}),
                    ("release_agent", {"agent": "agent1"}),
                ]
                if not told
                else []
            )
        return []

    told: list[str] = []
    line = await called(Script(**{**vars(SCRIPT), "patience": 0.1, "talks": 60.0}), _once(on, told))
    answers = [data["agent"] for type, data in line.told if type == "call.agent_answered"]
    assert answers == ["agent1", "agent2", "agent2"]
    assert line.told[-1][1]["reason"] == "customer_hangup"


def _once(on: Answer, told: list[str]) -> Answer:
    """After the colleague has answered for the first time nothing more is asked of the line."""

    def react(type: str, data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        found = on(type, data)
        if type == "call.agent_answered" and data["agent"] == "agent2":
            told.append(type)
        return found

    return react


async def test_given_a_proposal_in_line_when_it_is_not_taken_then_the_customer_waits_on() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "patience": 60.0}),
        reacting(call_arrived=[ASK], call_speech=[("hold", {})], call_command_done=[ASK]),
    )
    assert line.types() == ["call.arrived", "call.speech", "call.command_done", "call.digits", "call.ended"]
    assert line.told[3][1]["digits"] == ""


async def test_given_a_proposal_in_line_when_a_message_is_chosen_then_it_is_spoken_and_the_customer_hangs_up() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "patience": 600.0, "takes": "2"}),
        lambda type, data: {
            "call.arrived": [ASK],
            "call.speech": [("hold", {})],
            "call.digits": [("say", {"text": "speak", "language": "en"}), ("record", {"action": "start"})],
        }.get(type, [ASK] if type == "call.command_done" and data["command"] == "2.0" else []),
    )
    assert ("call.digits", {"call": "c1", "digits": "2"}) in line.told
    assert line.told[-1] == ("call.ended", {"call": "c1", "reason": "customer_hangup"})


def asking(*prompts: str) -> Answer:
    """A machine with these questions, one after each answer."""
    left = list(prompts)

    def on(type: str, data: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        asks = type in ("call.arrived", "call.digits", "call.speech") and left
        return [("gather", {"prompt": left.pop(0), "max_digits": 1, "timeout": 5.0, "speech": True})] if asks else []

    return on


GREETING = "How can we help? If your card is lost or stolen, press 1. For more choices press 9, for a person press 0."
CHOICES = "For a lost card or an unknown payment press 1, your balance 2, card delivery 3, or simply say what you need."
MORE = "To hear that again press 1. If that is all press 9, and for a person press 0."
GRADE = "One last thing, how did we do? Press 1 for excellent, 4 for fair, 7 for very poor, or anything between."
PRESSES = Presses(names=("查余额", "your balance"), text="what is my balance")


def answers(line: Line) -> list[str]:
    return [
        data.get("digits") or data.get("text", "") for type, data in line.told if type in ("call.digits", "call.speech")
    ]


async def test_given_who_would_rather_press_then_the_menu_is_gone_through_by_keys_and_a_grade_given() -> None:
    script = Script(**{**vars(SCRIPT), "turns": (PRESSES, Says(text="no thanks")), "grade": "2", "patience": 20.0})
    line = await called(script, asking(GREETING, CHOICES, MORE, GRADE))
    assert answers(line) == ["9", "2", "no thanks", "2"]


async def test_given_a_question_without_a_key_for_the_wish_then_it_is_said() -> None:
    line = await called(
        Script(**{**vars(SCRIPT), "turns": (PRESSES,), "patience": 20.0}), asking("Is it about your new card? Press 2.")
    )
    assert answers(line) == ["what is my balance"]


async def test_given_who_gives_no_grade_then_they_hang_up_when_it_is_asked_for() -> None:
    script = Script(**{**vars(SCRIPT), "turns": (Says(text="my fees"), Says(text="not this")), "patience": 20.0})
    line = await called(script, asking(GREETING, GRADE))
    assert answers(line) == ["my fees"]


@pytest.mark.parametrize(("takes", "said"), [("1", "1"), ("", "a person")])
async def test_given_a_flow_that_proposes_a_callback_then_who_wants_one_takes_it(takes: str, said: str) -> None:
    closed = "We are closed. To be called back when they are in, press 1. To leave a message press 2."
    script = Script(
        **{**vars(SCRIPT), "turns": (Says(text="my loan"), Says(text="a person")), "takes": takes, "patience": 20.0}
    )
    assert answers(await called(script, asking(GREETING, closed))) == ["my loan", said]


async def test_given_a_chat_that_asks_for_a_grade_then_it_is_written_once() -> None:
    asked = iter(("which", GRADE, "thank you"))
    line = Line()
    line.on = lambda type, data: (
        [("send_message", {"message": "m", "text": next(asked)})] if type == "message.received" else []
    )
    script = ChatScript(conversation="t1", channel="chat", sender="web-1", messages=("one", "two", "three"), grade="5")
    await Chat(line, script, Pace(1000.0)).run()  # type: ignore[arg-type]
    assert [data["text"] for type, data in line.told if type == "message.received"] == ["one", "two", "5"]
