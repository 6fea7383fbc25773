"""What each kind of node does, and what a customer can wish for at each, case by case."""

from dataclasses import replace

import pytest

from callcenter.ivr.interpreter import advance
from callcenter.ivr.turn import (
    Answered,
    CallBack,
    Fetch,
    Finished,
    Heard,
    Keyed,
    LeaveMessage,
    PutThrough,
    Silence,
    Spoke,
    Started,
    Surroundings,
    ToHuman,
    ToIntent,
    ToStart,
    Turn,
    Why,
)
from callcenter.model.flow import (
    Check,
    Choice,
    ChooseLanguage,
    Decide,
    Flow,
    Gather,
    HangUp,
    LookUp,
    Menu,
    Node,
    Proof,
    Say,
    SendText,
    SetFacts,
    Survey,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.model.intent import UNHEARD
from tests.unit.ivr.flows import NOW, around, both, flow, intent

END = HangUp(text=both("再见。", "Goodbye."))
MORE = Menu(
    prompt=both("还有吗？", "Anything else?"), choices=(Choice(key="1", next="more"), Choice(key="2", next="end"))
)


def world(language: str = "en", **more: object) -> Surroundings:
    return replace(around(language, sorry="Sorry?"), languages=("zh-CN", "en"), **more)  # type: ignore[arg-type]


class Walker:
    """One customer in one flow."""

    def __init__(self, nodes: dict[str, Node], facts: dict[str, str] | None = None, **more: object) -> None:
        self.flow: Flow = flow({**nodes, "more": MORE, "end": END})
        self.around = world(**more)  # type: ignore[arg-type]
        self.turn = advance(self.flow, None, Started(facts=facts or {}), NOW, self.around)

    def hear(self, heard: Heard) -> Turn:
        self.turn = advance(self.flow, self.turn.dialogue, heard, NOW, self.around)
        return self.turn

    def key(self, digits: str, sealed: str = "") -> Turn:
        return self.hear(Keyed(digits=digits, sealed=sealed))

    def say(self, text: str, name: str = "", *, sealed: str = "", **more: object) -> Turn:
        said = replace(intent(name), **more) if name else replace(UNHEARD, **more)  # type: ignore[arg-type]
        return self.hear(Spoke(text=text, intent=said, sealed=sealed))

    @property
    def node(self) -> str:
        return self.turn.dialogue.node if self.turn.dialogue else ""

    @property
    def failures(self) -> int:
        return self.turn.dialogue.failures if self.turn.dialogue else -1


# --- looking something up ------------------------------------------------------------------------------------------------

RATE = LookUp(
    source="rates",
    next="tell",
    failed="sorry",
    arguments={"currency": "facts.currency", "twice": "int(facts.n) * 2", "not": "facts.unknown"},
    text=both("请稍候。", "One moment."),
)
LOOK_UP: dict[str, Node] = {
    "hello": Say(text=both("您好。", "Hello."), next="rate"),
    "rate": RATE,
    "tell": Say(text=both("汇率{rate}。", "The rate is {rate}."), next="more"),
    "sorry": Say(text=both("查不到。", "We cannot tell."), next="more"),
}


def looking() -> Walker:
    return Walker(LOOK_UP, {"currency": "usd", "n": "2"})


def test_given_a_look_up_then_its_source_is_asked_and_an_argument_without_a_value_is_left_out() -> None:
    turn = looking().turn
    assert turn.says == ("Hello.", "One moment.")
    assert turn.fetch == Fetch(source="rates", arguments={"currency": "usd", "twice": "4"})
    assert turn.dialogue is not None
    assert (turn.dialogue.node, turn.dialogue.asked_at, turn.ask, turn.leave) == ("rate", None, None, None)


def test_given_an_answer_then_its_facts_are_said_and_who_asks_again_hears_all_but_the_waiting() -> None:
    walker = looking()
    turn = walker.hear(Answered(facts={"rate": "7.1"}))
    assert (turn.at, turn.says, turn.trail) == ("rate", ("The rate is 7.1.",), ("tell", "more"))
    assert walker.say("再说一遍").says == ("Hello.", "The rate is 7.1.")


@pytest.mark.parametrize("failure", ["timeout", "unknown", "broken", "expired"])
def test_given_no_answer_then_the_flow_goes_on_where_it_says(failure: str) -> None:
    assert looking().hear(Answered(failure=failure)).says == ("We cannot tell.",)


def test_given_an_answer_beyond_all_measure_then_a_hundred_facts_of_five_hundred_characters_are_kept() -> None:
    facts = {"rate": "9" * 600} | {f"f{n}": "x" for n in range(500)}
    turn = looking().hear(Answered(facts=facts))
    assert len(turn.facts) == 102
    assert turn.facts["rate"] == "9" * 500


def test_given_an_answer_that_claims_a_proof_then_nothing_is_proved() -> None:
    turn = looking().hear(Answered(facts={"rate": "1", "verified": "yes", "identified": "yes"}))
    assert not {"verified", "identified"} & set(turn.facts)


@pytest.mark.parametrize(
    "heard",
    [Silence(), Keyed(digits="1"), Keyed(digits="#"), Spoke(text="hmm", intent=UNHEARD), Spoke(text="", intent=UNHEARD)],
)  # fmt: skip
def test_given_a_look_up_under_way_when_something_else_is_heard_then_nothing_changes(heard: Heard) -> None:
    walker = looking()
    before = walker.turn.dialogue
    turn = walker.hear(heard)
    assert (turn.dialogue, turn.says, turn.ask, turn.fetch, turn.leave, turn.trail) == (
        before,
        (),
        None,
        None,
        None,
        (),
    )


def test_given_a_look_up_under_way_then_an_emergency_a_person_another_wish_and_the_main_menu_leave() -> None:
    assert isinstance(looking().say("偷了", "card_stolen", unsure=True).leave, ToIntent)
    assert looking().say("人工").leave == ToHuman(queue=None, why=Why.ASKED)
    assert looking().key("0").leave == ToHuman(queue=None, why=Why.ASKED)
    assert isinstance(looking().say("transfer", "transfer_status").leave, ToIntent)
    assert looking().say("main menu").leave == ToStart()
    assert looking().say("what", down=True).leave == ToHuman(queue=None, why=Why.NOT_CLASSIFIED)


def test_given_an_open_question_when_a_late_answer_comes_then_nothing_changes() -> None:
    walker = looking()
    walker.hear(Answered(facts={"rate": "7.1"}))
    before = walker.turn.dialogue
    assert walker.hear(Answered(facts={"rate": "1"})).dialogue == before


# --- proving who it is ---------------------------------------------------------------------------------------------------

VERIFY = Check(
    proof=Proof.VERIFY,
    prompt=both("请输入电话银行密码。", "Please key in your telephone PIN."),
    source="pin",
    next="done",
    failed="people",
    unavailable="later",
    arguments={"card": "facts.card"},
)
PROVING: dict[str, Node] = {
    "pin": VERIFY,
    "done": Say(text=both("好的。", "Thank you."), next="menu"),
    "menu": Menu(prompt=both("1", "1"), choices=(Choice(key="1", next="pin"),)),
    "later": Say(text=both("系统忙。", "Not now."), next="more"),
    "people": ToQueue(queue="general"),
}


def proving(wrong: str = "", **facts: str) -> Walker:
    return Walker(PROVING, {"card": "6688", **facts}, wrong=wrong)


def test_given_a_check_then_its_question_is_sealed_and_so_is_the_judging_of_its_answer() -> None:
    walker = proving()
    assert walker.turn.dialogue is not None
    assert walker.turn.dialogue.sealed
    turn = walker.key("", sealed="t1")
    assert turn.fetch == Fetch(source="pin", arguments={"card": "6688"}, sealed="t1")
    assert turn.dialogue is not None
    assert turn.dialogue.sealed
    turn = walker.hear(Answered(facts={"tier": "gold"}))
    assert turn.says == ("Thank you.",)
    assert turn.facts == {"card": "6688", "tier": "gold", "verified": "yes"}
    assert turn.dialogue is not None
    assert not turn.dialogue.sealed


def test_given_a_proof_from_before_then_it_is_not_asked_again() -> None:
    walker = proving()
    walker.key("", sealed="t1")
    walker.hear(Answered())
    assert walker.key("1").trail == ("pin", "done", "menu")


def test_given_a_record_that_says_verified_then_it_is_asked_all_the_same() -> None:
    assert proving(verified="yes").node == "pin"


@pytest.mark.parametrize("answered", [Answered(right=False), Answered(failure="unknown")])
def test_given_wrong_answers_then_it_is_asked_again_until_there_have_been_three_in_the_contact(answered: Heard) -> None:
    walker = proving(wrong="Not right.")
    for tries in (1, 2):
        walker.key("", sealed=f"t{tries}")
        assert walker.hear(answered).says == ("Not right.",)
        assert walker.node == "pin"
    walker.key("", sealed="t3")
    turn = walker.hear(answered)
    assert turn.leave == ToHuman(queue="general", why=Why.FLOW)
    assert turn.last is not None
    assert (turn.last.attempts, turn.last.sealed) == ({"pin": 3}, False)
    again = advance(walker.flow, None, Started(before=turn.last), NOW, walker.around)
    assert again.leave == ToHuman(queue="general", why=Why.FLOW)


def test_given_a_site_without_words_for_a_wrong_answer_then_it_says_sorry() -> None:
    walker = proving()
    walker.key("", sealed="t1")
    assert walker.hear(Answered(right=False)).says == ("Sorry?",)


@pytest.mark.parametrize("heard", [Keyed(digits="1234"), Silence(), Answered(failure="expired")])
def test_given_an_answer_that_nobody_judged_then_nobody_calls_it_wrong(heard: Heard) -> None:
    walker = proving(wrong="Not right.")
    if isinstance(heard, Answered):
        walker.key("", sealed="t1")
    assert walker.hear(heard).says == ("Sorry?",)


def test_given_what_was_proved_then_the_next_flow_knows_it_too() -> None:
    walker = proving()
    walker.key("", sealed="t1")
    walker.hear(Answered())
    left = walker.say("main menu")
    assert advance(walker.flow, None, Started(before=left.last), NOW, walker.around).trail == ("pin", "done", "menu")


def test_given_a_source_that_fails_then_the_flow_says_so_and_nothing_is_counted() -> None:
    walker = proving()
    walker.key("", sealed="t1")
    turn = walker.hear(Answered(failure="timeout"))
    assert turn.says == ("Not now.",)
    assert turn.dialogue is not None
    assert turn.dialogue.attempts == {}


def test_given_an_answer_that_was_kept_too_long_then_it_is_asked_again_as_something_not_heard() -> None:
    walker = proving()
    walker.key("", sealed="t1")
    walker.hear(Answered(failure="expired"))
    assert (walker.node, walker.failures) == ("pin", 1)


@pytest.mark.parametrize(
    "heard", [Keyed(digits="123456"), Spoke(text="123456", intent=UNHEARD), Spoke(text="x", intent=UNHEARD)]
)
def test_given_a_check_when_an_answer_was_not_sealed_then_it_is_none(heard: Heard) -> None:
    walker = proving()
    turn = walker.hear(heard)
    assert turn.fetch is None
    assert walker.failures == 1


def test_given_a_check_then_zero_an_emergency_and_an_unclassified_cry_leave_sealed_or_not() -> None:
    assert proving().key("0").leave == ToHuman(queue=None, why=Why.ASKED)
    assert isinstance(proving().say("", "card_loss", sealed="t").leave, ToIntent)
    assert proving().say("", "speak_to_human", sealed="t").leave == ToHuman(queue=None, why=Why.ASKED)
    assert proving().say("", sealed="t", down=True).leave == ToHuman(queue=None, why=Why.NOT_CLASSIFIED)
    assert isinstance(proving().say("", "exchange_rate", sealed="t").leave, ToIntent)
    assert proving().say("", sealed="t").fetch is not None


def test_given_a_question_that_is_no_check_when_something_sealed_comes_late_then_it_is_not_understood() -> None:
    walker = Walker({"m": MORE})
    assert (walker.key("", sealed="t").fetch, walker.failures) == (None, 1)


# --- languages -----------------------------------------------------------------------------------------------------------

LANGUAGE: dict[str, Node] = {
    "language": ChooseLanguage(prompt={"en": "For English press 2.", "zh-CN": "中文请按1。"}, next="hello"),
    "hello": Say(text=both("您好。", "Hello."), next="more"),
}


@pytest.mark.parametrize(
    ("heard", "chosen", "said"),
    [
        (Keyed(digits="1"), "zh-CN", "您好。"),
        (Keyed(digits="2#"), "en", "Hello."),
        (Spoke(text="普通话", intent=UNHEARD), "zh-CN", "您好。"),
        (Spoke(text="Chinese please", intent=UNHEARD), "zh-CN", "您好。"),
        (Spoke(text="English", intent=UNHEARD), "en", "Hello."),
        (Spoke(text="two", intent=UNHEARD), "en", "Hello."),
    ],
)
def test_given_the_choice_of_a_language_then_it_is_spoken_from_that_moment(
    heard: Heard, chosen: str, said: str
) -> None:
    walker = Walker(LANGUAGE)
    assert walker.turn.ask is not None
    assert walker.turn.ask.before == (("zh-CN", "中文请按1。"),)
    assert (walker.turn.ask.language, walker.turn.ask.prompt) == ("en", "For English press 2.")
    turn = walker.hear(heard)
    assert (turn.language, turn.says) == (chosen, (said,))


def test_given_a_wish_said_in_a_language_then_it_is_followed_in_that_language() -> None:
    turn = Walker(LANGUAGE).say("汇率", "exchange_rate", language="zh-CN")
    assert isinstance(turn.leave, ToIntent)
    assert turn.language == "zh-CN"
    turn = Walker(LANGUAGE).say("偷了", "card_stolen", unsure=True, language="zh-CN")
    assert isinstance(turn.leave, ToIntent)
    assert turn.language == "zh-CN"
    served = Walker(LANGUAGE, serving=frozenset({"balance"}))
    assert served.say("余额", "balance", language="zh-CN").says == ("您好。",)


@pytest.mark.parametrize(
    "heard", [Keyed(digits="3"), Keyed(digits="12"), Spoke(text="Klingon", intent=UNHEARD), Silence()]
)
def test_given_no_language_of_the_sites_then_it_is_asked_again(heard: Heard) -> None:
    walker = Walker(LANGUAGE)
    walker.hear(heard)
    assert (walker.node, walker.failures, walker.turn.language, walker.turn.understood) == ("language", 1, "", False)


def test_given_a_written_channel_then_languages_are_buttons_by_their_own_names() -> None:
    walker = Walker(LANGUAGE, written=True)
    assert walker.turn.ask is not None
    assert walker.turn.ask.choices == (("1", "中文"), ("2", "English"))
    assert walker.turn.ask.prompt == "中文请按1。\nFor English press 2."


def test_given_a_written_channel_then_who_asks_for_a_language_or_a_proof_asks_in_writing() -> None:
    asked = replace(LANGUAGE["language"], written=both("您好。", "Hello."))  # type: ignore[type-var]
    walker = Walker({**LANGUAGE, "language": asked}, written=True)
    assert walker.turn.ask is not None
    assert walker.turn.ask.prompt == "您好。\nHello."
    proof = Check(
        proof=Proof.VERIFY, prompt=both("请输入密码。", "Key in your PIN."), written=both("请回复密码。", "Reply with your PIN."),
        source="pin", next="more", failed="end", unavailable="end",
    )  # fmt: skip
    for written, words in ((True, "Reply with your PIN."), (False, "Key in your PIN.")):
        put = Walker({"start": proof}, written=written).turn.ask
        assert put is not None
        assert put.prompt == words


# --- how it was ----------------------------------------------------------------------------------------------------------

SURVEY: dict[str, Node] = {"how": Survey(prompt=both("满意吗？", "How was it?"), next="end")}


@pytest.mark.parametrize(
    ("heard", "grade"),
    [
        (Keyed(digits="1"), 90),
        (Keyed(digits="4"), 0),
        (Keyed(digits="7"), -90),
        (Spoke(text="非常满意", intent=UNHEARD), 90),
        (Spoke(text="满意", intent=UNHEARD), 60),
        (Spoke(text="不太满意吧", intent=UNHEARD), -30),
        (Spoke(text="不满意", intent=UNHEARD), -60),
        (Spoke(text="非常不满意", intent=UNHEARD), -90),
        (Spoke(text="I am very satisfied", intent=UNHEARD), 90),
        (Spoke(text="not satisfied", intent=UNHEARD), -60),
        (Spoke(text="three", intent=UNHEARD), 30),
        (Silence(), None),
    ],
)
def test_given_a_survey_then_keys_and_words_are_a_grade_and_silence_is_none(heard: Heard, grade: int | None) -> None:
    turn = Walker(SURVEY).hear(heard)
    assert (turn.grade, turn.leave, turn.understood) == (grade, Finished(text="Goodbye."), True)


def test_given_a_survey_when_nonsense_is_heard_then_it_is_asked_again_and_zero_is_a_person() -> None:
    walker = Walker(SURVEY)
    for heard in (Keyed(digits="8"), Spoke(text="blue", intent=UNHEARD)):
        assert walker.hear(heard).grade is None
    assert walker.failures == 2
    assert walker.key("0").leave == ToHuman(queue=None, why=Why.ASKED)


# --- deciding, setting, sending, leaving -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("balance", "node"), [("50", "low"), ("500", "more"), ("", "other"), ("lots", "other")])
def test_given_expressions_then_the_first_that_is_true_leads_and_what_has_no_value_is_not(
    balance: str, node: str
) -> None:
    walker = Walker(
        {
            "d": Decide(
                ways=(("double(facts.balance) < 100.0", "low"), ("double(facts.balance) >= 100.0", "more")),
                otherwise="other",
            ),
            "low": MORE,
            "other": MORE,
        },
        {"balance": balance},
    )
    assert walker.node == node


def test_given_facts_to_set_then_they_are_computed_in_order_and_one_without_a_value_is_taken_away() -> None:
    node = SetFacts(
        facts=(("a", "int(facts.n) + 1"), ("b", "facts.a + '!'"), ("n", "facts.gone"), ("c", "channel + language")),
        next="more",
    )
    assert Walker({"set": node}, {"n": "1"}).turn.facts == {"a": "2", "b": "2!", "c": "voiceen"}


def test_given_a_text_message_then_it_goes_beside_what_is_said() -> None:
    turn = Walker({"s": SendText(text=both("链接{n}", "Link {n}"), next="more")}, {"n": "7"}).turn
    assert (turn.sends, turn.says, turn.trail) == (("Link 7",), (), ("s", "more"))


@pytest.mark.parametrize(
    ("node", "leave"),
    [
        (ToCallback(queue="general"), CallBack(queue="general")),
        (ToVoicemail(queue="general"), LeaveMessage(queue="general")),
        (Transfer(number="+8610", queue="general"), PutThrough(number="+8610", queue="general")),
        (HangUp(), Finished(text="")),
    ],
)
def test_given_a_node_that_leaves_then_the_customer_leaves_so(node: Node, leave: object) -> None:
    turn = Walker({"l": node}).turn
    assert (turn.leave, turn.dialogue, turn.trail) == (leave, None, ("l",))
    assert turn.last is not None


# --- wishes --------------------------------------------------------------------------------------------------------------

TWO: dict[str, Node] = {
    "first": Say(text=both("第一。", "First."), next="one"),
    "one": Menu(prompt=both("甲？", "A?"), choices=(Choice(key="1", next="second"),)),
    "second": Say(text=both("第二。", "Second."), next="two"),
    "two": Gather(prompt=both("乙？", "B?"), next="more", store="b", max_digits=4),
}


@pytest.mark.parametrize(
    "text", ["repeat", "Can you say that again, please?", "请再说一遍", "再说一遍好吗", "没听清楚", "#", "pardon"]
)
def test_given_a_wish_to_hear_it_again_then_all_before_the_question_is_said_again_as_often_as_wished(text: str) -> None:
    walker = Walker(TWO)
    walker.key("1")
    for _ in range(3):
        turn = walker.say(text)
        assert (turn.says, walker.node, walker.failures, turn.understood) == (("Second.",), "two", 0, True)


@pytest.mark.parametrize("text", ["go back", "返回", "请返回上一步", "*", "back", "previous menu please"])
def test_given_a_wish_to_go_back_then_the_question_before_is_put(text: str) -> None:
    walker = Walker(TWO)
    walker.key("1")
    walker.key("77")
    assert walker.say(text).trail == ("two",)
    assert walker.say(text).trail == ("one",)
    assert walker.key("1").trail == ("second", "two")
    walker.say(text)
    assert walker.say(text).leave == ToStart()


@pytest.mark.parametrize("text", ["go back", "返回", "*"])
def test_before_the_first_question_lies_the_main_menu(text: str) -> None:
    """Where there is one question alone, as after a balance, going back is no way to hear the balance again."""
    nodes: dict[str, Node] = {
        "told": Say(text=both("余额。", "Your balance."), next="more"),
        "more": Menu(prompt=both("还有吗？", "Anything else?"), choices=(Choice(key="9", next="end"),)),
    }
    turn = Walker(nodes).say(text)
    assert (turn.leave, turn.says) == (ToStart(), ())


@pytest.mark.parametrize(
    "text", ["main menu", "主菜单", "返回主菜单", "请回到主菜单", "start over", "Take me back to the main menu"]
)
def test_given_a_wish_for_the_main_menu_then_the_customer_leaves_for_it(text: str) -> None:
    assert Walker(TWO).say(text).leave == ToStart()


@pytest.mark.parametrize(
    "text", ["repeat my last transfer", "I was sent back my card", "上一步怎么操作的", "返回款什么时候到"]
)
def test_given_a_sentence_that_only_contains_such_a_word_then_it_is_no_wish(text: str) -> None:
    walker = Walker(TWO)
    walker.say(text)
    assert walker.failures == 1


def test_given_a_menu_that_takes_the_key_or_the_word_itself_then_it_is_its_choice() -> None:
    choices = (Choice(key="#", next="end"), Choice(key="*", next="more", words={"en": ("go back",)}))
    nodes: dict[str, Node] = {"m": Menu(prompt=both("甲", "A"), choices=choices)}
    assert Walker(nodes).key("#").leave == Finished(text="Goodbye.")
    assert Walker(nodes).key("*").trail == ("more",)
    assert Walker(nodes).say("go back").trail == ("more",)


def test_given_wishes_without_end_then_fifty_questions_are_enough() -> None:
    walker, turns = Walker(TWO), 1
    while walker.turn.dialogue is not None:
        walker.key("1" if turns % 2 else "*")
        turns += 1
    assert turns == 51
    assert walker.turn.leave == ToHuman(queue=None, why=Why.TOO_MANY_QUESTIONS)


# --- writing, digits, slots --------------------------------------------------------------------------------------------------

WRITTEN: dict[str, Node] = {
    "hello": Say(text=both("您好", "Hello"), written=both("您好！", "Hi!"), next="m"),
    "m": Menu(
        prompt=both("余额请按1。", "For your balance press 1."),
        written=both("请选择：", "Please choose:"),
        choices=(Choice(key="1", next="more", label=both("余额", "Balance")), Choice(key="2", next="end")),
    ),
}


def test_given_a_written_channel_then_a_menu_is_lines_and_its_wording_the_written_one() -> None:
    walker = Walker(WRITTEN, written=True)
    assert walker.turn.says == ("Hi!",)
    assert walker.turn.ask is not None
    assert walker.turn.ask.prompt == "Please choose:\n1 Balance\n0 A person"
    assert walker.turn.ask.choices == (("1", "Balance"), ("0", "A person"))
    chinese = Walker(WRITTEN, written=True, language="zh-CN").turn
    assert chinese.ask is not None
    assert chinese.ask.prompt == "请选择：\n1 余额\n0 人工服务"


@pytest.mark.parametrize("text", ["1", "１", "balance", "余额", "1 余额", "one", "一"])
@pytest.mark.parametrize("written", [True, False])
def test_given_a_menu_then_number_label_and_the_number_said_are_its_choice(text: str, written: bool) -> None:
    assert Walker(WRITTEN, written=written).say(text).trail == ("more",)


def test_given_a_voice_channel_then_the_menu_is_said_as_it_was_written_for_voice() -> None:
    turn = Walker(WRITTEN).turn
    assert turn.ask is not None
    assert (turn.ask.prompt, turn.ask.choices, turn.says) == ("For your balance press 1.", (), ("Hello",))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("one two three", "123"),
        ("幺三八", "138"),
        ("一 2 三", "123"),
        ("double seven four", "774"),
        ("my number is four two", "42"),
        ("零零一号", "001"),
        ("oh one", "01"),
    ],
)
def test_given_digits_said_then_they_are_kept_as_if_keyed(text: str, digits: str) -> None:
    walker = Walker({"g": TWO["two"]})
    assert walker.say(text).facts["b"] == digits


@pytest.mark.parametrize(
    "text", ["twelve", "十二", "one or two", "double", "double double two", "one two three four five"]
)
def test_given_words_that_are_no_digits_then_it_is_asked_again(text: str) -> None:
    walker = Walker({"g": TWO["two"]})
    walker.say(text)
    assert (walker.node, walker.failures) == ("g", 1)


@pytest.mark.parametrize("text", ["zero", "零"])
def test_given_the_word_zero_alone_then_it_is_a_person(text: str) -> None:
    assert Walker({"g": TWO["two"]}).say(text).leave == ToHuman(queue=None, why=Why.ASKED)


def test_given_words_that_lead_on_then_their_slots_are_known_and_new_words_change_them() -> None:
    walker = Walker({"m": Menu(prompt=both("1", "1"), choices=(Choice(key="1", next="m", words={"en": ("yes",)}),))})
    assert walker.say("yes", slots={"currency": "usd"}).facts == {"currency": "usd"}
    assert walker.say("yes", slots={"currency": "eur"}).facts == {"currency": "eur"}
    assert walker.say("maybe", slots={"currency": "gbp"}).facts == {"currency": "eur"}


def test_given_a_slot_named_like_what_is_known_from_elsewhere_then_words_change_nothing() -> None:
    menu = Menu(prompt=both("1", "1"), choices=(Choice(key="1", next="m", words={"en": ("yes",)}),))
    walker = Walker({"m": menu}, {"account": "mine"})
    turn = walker.say("yes", slots={"account": "yours", "verified": "yes"})
    assert turn.facts == {"account": "mine"}
    rate = Walker({**LOOK_UP, "tell": menu, "m": menu}, {"n": "1"})
    rate.hear(Answered(facts={"account": "7"}))
    assert rate.say("yes", slots={"account": "8"}).facts["account"] == "7"


def test_given_the_classifier_is_down_then_words_lead_to_a_person_and_numbers_are_still_answers() -> None:
    assert Walker(WRITTEN).say("balance", down=True).leave == ToHuman(queue=None, why=Why.NOT_CLASSIFIED)
    assert Walker(WRITTEN).say("1", down=True).trail == ("more",)
