"""What a customer meets inside a flow, case by case."""

from dataclasses import replace

import pytest

from callcenter.ivr.interpreter import (
    MAX_NODES,
    MAX_QUESTIONS,
    Finished,
    Heard,
    Keyed,
    Silence,
    Spoke,
    Started,
    ToHuman,
    ToIntent,
    Turn,
    Why,
    advance,
)
from callcenter.ivr.turn import LeaveMessage
from callcenter.model.flow import Branch, Choice, Dialogue, Flow, Gather, HangUp, Hours, Menu, Node, Say, ToQueue
from callcenter.model.intent import UNHEARD, Intent
from tests.unit.ivr.flows import NOW, around, balance, both, flow, intent

FACTS = {"balance": "1,200.50"}


def begin(script: Flow | None = None, language: str = "en", facts: dict[str, str] | None = None) -> Turn:
    return advance(script or balance(), None, Started(facts=FACTS if facts is None else facts), NOW, around(language))


def hear(turn: Turn, heard: Heard, script: Flow | None = None, **more: object) -> Turn:
    return advance(script or balance(), turn.dialogue, heard, NOW + 5, around(**more))  # type: ignore[arg-type]


def at(node: str, script: Flow | None = None, **facts: str) -> Turn:
    """The open question of a node."""
    dialogue = Dialogue(flow="balance", node=node, facts={**FACTS, **facts})
    turn = advance(script or balance(), dialogue, Started(), NOW, around())
    assert turn.ask is not None
    return turn


def test_given_a_known_balance_when_the_flow_starts_then_it_is_said_and_the_menu_is_asked() -> None:
    turn = begin()
    assert turn.says == ("Your balance is 1,200.50 yuan.",)
    assert turn.ask is not None
    assert (turn.ask.prompt, turn.ask.max_digits, turn.ask.timeout, turn.ask.speech) == (
        "Press 1 to hear it again, 2 to end.", 1, 8.0, True,
    )  # fmt: skip
    assert turn.trail == ("known", "tell", "more")
    assert turn.dialogue is not None
    assert (turn.dialogue.node, turn.dialogue.asked_at, turn.dialogue.steps) == ("more", NOW, 1)
    assert turn.leave is None


def test_given_a_chinese_customer_then_everything_is_chinese() -> None:
    turn = begin(language="zh-CN")
    assert turn.says == ("余额为1,200.50元。",)


@pytest.mark.parametrize(("wished", "said"), [("en-GB", "Goodbye."), ("zh-TW", "再见。"), ("fr", "再见。")])
def test_given_a_language_the_flow_lacks_then_the_nearest_or_the_first_is_spoken(wished: str, said: str) -> None:
    turn = advance(flow({"bye": HangUp(text=both("再见。", "Goodbye."))}), None, Started(), NOW, around(wished))
    assert turn.leave == Finished(text=said)


def test_given_a_branch_on_a_fact_then_its_case_is_taken_and_what_nobody_knows_goes_otherwise() -> None:
    assert begin(facts={"balance": "none"}).trail == ("known", "no_account", "more")
    branch = flow(
        {
            "b": Branch(fact="class", cases={"vip": "q"}, otherwise="m"),
            "q": ToQueue(queue="general"),
            "m": Menu(prompt=both("按1", "Press 1"), choices=(Choice(key="1", next="b"),)),
        }
    )
    assert begin(branch, facts={"class": "vip"}).leave == ToHuman(queue="general", why=Why.FLOW)
    assert begin(branch, facts={}).trail == ("b", "m")


def test_given_an_open_calendar_then_the_queue_is_reached_and_a_closed_one_leads_to_a_message() -> None:
    assert hear(at("more"), Keyed(digits="3")).leave == ToHuman(queue="general", why=Why.FLOW)
    assert hear(at("more"), Keyed(digits="3"), open_now=False).leave == LeaveMessage(queue="general")


def test_given_digits_gathered_then_they_are_a_fact_that_later_texts_say_and_the_human_gets() -> None:
    turn = hear(at("account"), Keyed(digits="4711#"))
    assert turn.says == ("Account 4711.",)
    assert turn.dialogue is not None
    assert turn.dialogue.facts["account"] == "4711"
    assert hear(turn, Keyed(digits="0")).facts["account"] == "4711"


@pytest.mark.parametrize("digits", ["47110", "12*4", "##", "abc", ""])
def test_given_digits_that_cannot_be_the_number_then_it_is_asked_again_and_nothing_is_stored(digits: str) -> None:
    turn = hear(at("account"), Keyed(digits=digits))
    assert turn.trail == ("account",)
    assert turn.dialogue is not None
    assert (turn.dialogue.failures, "account" in turn.dialogue.facts) == (1, False)


# --- the way to a human ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", ["more", "account", "wish"])
@pytest.mark.parametrize(
    "heard",
    [
        Keyed(digits="0"),
        Keyed(digits="0#"),
        Keyed(digits="00000000"),
        Spoke(text="0", intent=UNHEARD),
        Spoke(text="０", intent=UNHEARD),
        Spoke(text="人工", intent=UNHEARD),
        Spoke(text="我要转人工服务!!", intent=UNHEARD),
        Spoke(text="Agent, please.", intent=UNHEARD),
        Spoke(text="REPRESENTATIVE", intent=intent("balance_enquiry")),
        Spoke(text="let me talk to somebody", intent=intent("speak_to_human")),
        Spoke(text="mumble somebody", intent=intent("speak_to_human", unsure=True)),
    ],
)
def test_given_any_question_when_a_person_is_asked_for_then_the_customer_leaves_for_one(
    node: str, heard: Heard
) -> None:
    turn = hear(at(node), heard)
    assert turn.leave == ToHuman(queue=None, why=Why.ASKED)
    assert turn.dialogue is None
    assert turn.ask is None


def test_given_artificial_intelligence_then_it_is_not_taken_for_a_person() -> None:
    assert hear(at("wish"), Spoke(text="人工智能", intent=UNHEARD)).leave is None


def test_given_a_long_number_with_zeros_then_it_is_no_call_for_a_person() -> None:
    assert hear(at("account"), Keyed(digits="0000")).says == ("Account 0000.",)


def test_given_three_failures_in_a_row_then_a_human_takes_over_and_each_before_was_a_new_question() -> None:
    turn = at("more")
    for heard in (Silence(), Keyed(digits="9")):
        turn = hear(turn, heard, sorry="Sorry?")
        assert turn.says == ("Sorry?",)
        assert turn.ask is not None
    turn = hear(turn, Spoke(text="🤷 hmm", intent=UNHEARD), sorry="Sorry?")
    assert turn.leave == ToHuman(queue=None, why=Why.NOT_UNDERSTOOD)


def test_given_an_understood_answer_between_then_the_failures_are_counted_anew() -> None:
    turn = at("more")
    for _ in range(5):
        turn = hear(hear(hear(turn, Silence()), Silence()), Keyed(digits="1"))
        assert turn.dialogue is not None
        assert turn.dialogue.failures == 0


def test_given_a_customer_who_never_stops_answering_then_fifty_questions_are_enough() -> None:
    turn, questions = at("more"), 1
    while turn.dialogue is not None:
        turn, questions = hear(turn, Keyed(digits="1")), questions + 1
    assert questions == MAX_QUESTIONS + 1
    assert turn.leave == ToHuman(queue=None, why=Why.TOO_MANY_QUESTIONS)


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", ["more", "account", "wish"])
@pytest.mark.parametrize(
    "said",
    [
        intent("fraud_report", emergency=True, floor=True),
        intent("card_loss", floor=True),
        intent("card_stolen", unsure=True, floor=True),
    ],
)
@pytest.mark.parametrize("text", ["again", "1", "我的卡被偷了", "agent", ""])
def test_given_any_question_when_an_emergency_is_spoken_then_it_leaves_at_once(
    node: str, said: object, text: str
) -> None:
    turn = hear(at(node), Spoke(text=text, intent=said))  # type: ignore[arg-type]
    assert isinstance(turn.leave, ToIntent)
    assert turn.leave.intent.emergency
    assert (turn.says, turn.trail) == ((), ())


GUESSED = [intent("fraud_report", emergency=True), intent("card_loss"), intent("card_stolen", unsure=True)]


@pytest.mark.parametrize("guess", GUESSED)
@pytest.mark.parametrize("text", ["again", " Again! "])
def test_given_a_menu_s_word_and_nothing_else_then_an_emergency_that_the_model_guesses_is_none(
    text: str, guess: Intent
) -> None:
    turn = hear(at("more"), Spoke(text=text, intent=guess))
    assert turn.leave is None
    assert turn.trail


@pytest.mark.parametrize("guess", GUESSED)
@pytest.mark.parametrize(
    ("node", "text"),
    [("more", "again please"), ("more", "again again"), ("more", "1"), ("more", ""), ("wish", "again")],
)
def test_given_more_than_a_menu_s_word_or_no_menu_then_the_model_s_emergency_leaves_at_once(
    node: str, text: str, guess: Intent
) -> None:
    turn = hear(at(node), Spoke(text=text, intent=guess))
    assert isinstance(turn.leave, ToIntent)
    assert turn.leave.intent.emergency


def test_given_another_wish_and_a_sure_classifier_then_the_customer_leaves_for_it() -> None:
    other = intent("exchange_rate")
    assert hear(at("more"), Spoke(text="euro rate", intent=other)).leave == ToIntent(intent=other)


def test_given_the_wish_this_flow_serves_then_it_is_no_reason_to_leave() -> None:
    same = Spoke(text="my balance", intent=intent("balance_enquiry"))
    assert hear(at("wish"), same, serving="balance_enquiry").leave == Finished(text="Goodbye.")
    turn = hear(at("more"), same, serving="balance_enquiry")
    assert turn.dialogue is not None
    assert turn.dialogue.failures == 1
    turn = hear(at("account"), same, serving="balance_enquiry")
    assert turn.trail == ("account",)


@pytest.mark.parametrize("text", ["again", "Again, please!", "ＡＧＡＩＮ", "repeat", "重听", "请重听一遍", "1", "①"])
def test_given_a_menus_word_then_it_is_taken_before_the_classifier(text: str) -> None:
    assert hear(at("more"), Spoke(text=text, intent=intent("exchange_rate"))).trail == ("known", "tell", "more")


@pytest.mark.parametrize("text", ["against", "I want to complain about waiting again and again"])
def test_given_a_sentence_or_a_longer_word_then_the_classifier_decides(text: str) -> None:
    said = intent("complaint")
    assert hear(at("more"), Spoke(text=text, intent=said)).leave == ToIntent(intent=said)


def test_given_two_menu_words_at_once_then_neither_is_guessed() -> None:
    menu = flow({"m": Menu(prompt=both("?", "?"), choices=(
        Choice(key="1", next="m", words={"en": ("tea",)}), Choice(key="2", next="m", words={"en": ("pie",)}),
        Choice(key="3", next="m", words={"en": ("apple pie",)}),
    ))})  # fmt: skip
    turn = hear(at("m", menu), Spoke(text="tea pie", intent=UNHEARD), menu)
    assert turn.dialogue is not None
    assert turn.dialogue.failures == 1
    turn = hear(at("m", menu), Spoke(text="apple pie", intent=UNHEARD), menu)
    assert turn.dialogue is not None
    assert turn.dialogue.failures == 0


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "\x00", "\ud800", "x" * 100_000])
def test_given_nonsense_then_it_is_a_failure_and_never_an_error(text: str) -> None:
    turn = hear(at("more"), Spoke(text=text, intent=UNHEARD))
    assert turn.trail == ("more",)


# --- flows the check would refuse ------------------------------------------------------------------------------------


def test_given_a_fact_nobody_knows_then_a_human_says_it_and_no_brace_is_shown() -> None:
    assert begin(facts={}).leave == ToHuman(queue=None, why=Why.FACT_MISSING)
    assert begin(facts={"balance": " "}).leave == ToHuman(queue=None, why=Why.FACT_MISSING)


def test_given_a_fact_with_braces_in_it_then_it_is_said_as_it_is_and_not_filled_again() -> None:
    assert begin(facts={"balance": "{account}", "account": "1"}).says == ("Your balance is {account} yuan.",)


ask: Node = Menu(prompt=both("?", "?"), choices=(Choice(key="1", next="gone"),))


@pytest.mark.parametrize(
    "nodes",
    [
        {"a": Say(text={}, next="a")},
        {"a": Say(text=both("好", "ok"), next="gone")},
        {"a": Menu(prompt={}, choices=())},
        {"a": Hours(calendar="unknown", open="a", closed="a")},
    ],
)
def test_given_a_flow_with_something_missing_then_a_human_takes_over(nodes: dict[str, Node]) -> None:
    assert begin(flow(nodes)).leave == ToHuman(queue=None, why=Why.BROKEN)


def test_given_a_choice_that_leads_nowhere_then_a_human_takes_over() -> None:
    turn = hear(at("a", flow({"a": ask})), Keyed(digits="1"), flow({"a": ask}))
    assert turn.leave == ToHuman(queue=None, why=Why.BROKEN)


def test_given_a_loop_without_a_question_then_a_human_takes_over_after_its_bound() -> None:
    turn = begin(flow({"a": Say(text=both("好", "ok"), next="a")}))
    assert turn.leave == ToHuman(queue=None, why=Why.TOO_MANY_NODES)
    assert len(turn.trail) == MAX_NODES


def test_given_a_dialogue_at_a_node_of_another_version_then_a_human_takes_over() -> None:
    turn = advance(balance(), Dialogue(flow="balance", node="gone", asked_at=NOW), Keyed(digits="1"), NOW, around())
    assert turn.leave == ToHuman(queue=None, why=Why.BROKEN)


def test_given_no_open_question_when_something_is_heard_then_the_flow_goes_on_but_a_person_can_be_asked_for() -> None:
    waiting = replace(at("more").dialogue, asked_at=None)  # type: ignore[type-var]
    assert advance(balance(), waiting, Silence(), NOW, around()).trail == ("more",)
    assert advance(balance(), waiting, Keyed(digits="0"), NOW, around()).leave == ToHuman(queue=None, why=Why.ASKED)


def test_given_no_dialogue_when_the_first_thing_heard_is_an_emergency_then_it_leaves_at_once() -> None:
    turn = advance(balance(), None, Spoke(text="my card is gone", intent=intent("card_loss")), NOW, around())
    assert isinstance(turn.leave, ToIntent)


def test_given_a_gather_without_speech_then_words_are_no_answer_but_a_wish_still_leaves() -> None:
    script = flow({"g": Gather(prompt=both("号码", "Number"), next="g", speech=False)})
    turn = hear(at("g", script), Spoke(text="balance", intent=intent("b")), script, serving="b")
    assert turn.dialogue is not None
    assert turn.dialogue.failures == 1
    assert isinstance(hear(at("g", script), Spoke(text="x", intent=intent("other")), script).leave, ToIntent)
