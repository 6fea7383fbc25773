"""Each thing the check refuses, by the smallest flow that has it."""

from dataclasses import replace

import pytest

from callcenter.ivr.check import LONGEST_TEXT, check, ways_to_human
from callcenter.ivr.interpreter import MAX_NODES
from callcenter.model.flow import (
    Branch,
    Check,
    Choice,
    ChooseLanguage,
    Decide,
    Flow,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Say,
    SendText,
    SetFacts,
    Survey,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from tests.unit.ivr.flows import CALENDARS, EMERGENCIES, LANGUAGES, QUEUES, SOURCES, balance, bank, both, flow

HELLO = both("您好", "Hello")
QUEUE = ToQueue(queue="general")


def problems(script: Flow) -> list[tuple[str, str]]:
    return check(
        script, languages=LANGUAGES, calendars=CALENDARS, queues=QUEUES, sources=SOURCES, emergency=EMERGENCIES
    )


def steps(script: Flow) -> int:
    return ways_to_human(script, LANGUAGES, SOURCES).steps


def menu(*choices: Choice) -> Menu:
    return Menu(prompt=HELLO, choices=choices)


def one(key: str, *words: str, next: str = "q") -> Choice:
    return Choice(key=key, next=next, words={"en": words})


def test_given_a_sound_flow_then_nothing_is_found_and_the_way_to_a_human_is_counted() -> None:
    assert problems(balance()) == []
    assert steps(balance()) == 3


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ({"a": QUEUE, "b": QUEUE}, [("b", "no way leads here")]),
        ({"a": Say(text=HELLO, next="b")}, [
            ("a", "no human can be reached from here: no question and no queue follows"),
            ("a", "leads to the unknown node 'b'"),
        ]),
        ({"a": menu(one("1", next="b")), "b": Say(text=HELLO, next="c"), "c": Say(text=HELLO, next="b")}, [
            ("b", "endless loop without a question: b -> c -> b"),
            ("b", "no human can be reached from here: no question and no queue follows"),
            ("c", "no human can be reached from here: no question and no queue follows"),
        ]),
        ({"a": Branch(fact="f", cases={"x": "a"}, otherwise="q"), "q": QUEUE}, [
            ("a", "endless loop without a question: a -> a"),
        ]),
        ({"a": menu(one("1", next="b")), "b": Say(text=HELLO, next="e"), "e": HangUp()}, [
            ("b", "no human can be reached from here: no question and no queue follows"),
        ]),
        ({"a": Hours(calendar="office", open="q", closed="e"), "q": QUEUE, "e": HangUp(text=HELLO)}, [
            ("a", "out of hours the contact may just end (e): offer people, a callback or a message"),
            ("e", "the contact may end before the customer was asked anything"),
        ]),
        ({"a": Say(text={"en": "Hello", "zh-CN": " "}, next="q"), "q": QUEUE}, [("a", "the text is missing in zh-CN")]),
        ({"a": Gather(prompt={"en": "Number"}, next="a")}, [("a", "the text is missing in zh-CN")]),
        ({"a": menu(one("1", next="e")), "e": HangUp(text={"zh-CN": "再见"})}, [("e", "the text is missing in en")]),
        ({"a": menu(Choice(key="1", next="a", label={"en": "One"}))}, [
            ("a", "the label of '1' is missing in zh-CN"),
        ]),
        ({"a": menu(one("1"), one("1")), "q": QUEUE}, [("a", "the key '1' is taken twice")]),
        ({"a": menu(one("1"), one("12")), "q": QUEUE}, [
            ("a", "the keys '1' and '12' begin alike: nobody knows when one is complete"),
        ]),
        ({"a": menu(one("0")), "q": QUEUE}, [("a", "'0' cannot be a choice: 0 always leads to a human")]),
        ({"a": menu(one("x")), "q": QUEUE}, [("a", "'x' is no key: digits, * and # are")]),
        ({"a": menu(one("")), "q": QUEUE}, [("a", "'' is no key: digits, * and # are")]),
        ({"a": menu()}, [("a", "has no choices")]),
        ({"a": menu(one("1", "yes"), one("2", "Yes!")), "q": QUEUE}, [("a", "the word 'Yes!' is taken twice")]),
        ({"a": menu(one("1", "agent")), "q": QUEUE}, [
            ("a", "the word 'agent' cannot be a choice: it always leads to a human"),
        ]),
        ({"a": menu(one("1", "2", "🙂")), "q": QUEUE}, [
            ("a", "'2' is no word that can be said"), ("a", "'🙂' is no word that can be said"),
        ]),
        ({"a": Say(text=both("好", "x" * (LONGEST_TEXT + 1)), next="q"), "q": QUEUE}, [
            ("a", "the text in en is longer than 600 characters (601)"),
        ]),
        ({"a": Say(text=both("好", "Hello {name"), next="q"), "q": QUEUE}, [
            ("a", "the text in en has a brace without its partner"),
        ]),
        ({"a": Hours(calendar="moon", open="q", closed="q"), "q": QUEUE}, [("a", "asks the unknown calendar 'moon'")]),
        ({"a": ToQueue(queue="nobody")}, [("a", "leads to the unknown queue 'nobody'")]),
        ({"a": Gather(prompt=HELLO, next="a", max_digits=0, timeout=0)}, [
            ("a", "waits no time for an answer"), ("a", "takes no digit, so not even 0 for a human"),
        ]),
        ({"a": Hours(calendar="office", open="l", closed="q"), "l": ToQueue(queue="card-loss"), "q": QUEUE}, [
            ("a", "an emergency queue follows: it must not depend on opening hours"),
        ]),
        ({"a": Branch(fact="intent", cases={"card_loss": "m"}, otherwise="q"), "m": menu(one("1")), "q": QUEUE}, [
            ("a", "the emergency 'card_loss' must lead straight to a queue"),
        ]),
        ({}, [("a", "the flow starts at a node that does not exist")]),
        ({"a": LookUp(source="orders", next="b", failed="b"), "b": Say(text=HELLO, next="a")}, [
            ("a", "endless loop without a question: a -> b -> a"),
            ("a", "no human can be reached from here: no question and no queue follows"),
            ("b", "no human can be reached from here: no question and no queue follows"),
        ]),
        ({"a": Hours(calendar="office", open="q", closed="s"), "s": Say(text=HELLO, next="o"), "q": QUEUE,
          "o": Branch(fact="f", cases={"x": "e"}, otherwise="q"), "e": HangUp()}, [
            ("a", "out of hours the contact may just end (e): offer people, a callback or a message"),
            ("e", "the contact may end before the customer was asked anything"),
        ]),
        ({"a": Branch(fact="f", cases={"x": "v"}, otherwise="m"), "v": Survey(prompt=HELLO, next="q"), "q": QUEUE,
          "m": menu(one("1"))}, [("v", "asks how it was before anything was done")]),
        ({"a": menu(*(Choice(key=key, next="a") for key in "123456789*"))}, [
            ("a", "has more than 9 choices (10): nobody remembers them"),
        ]),
        ({"a": Say(text=both("好" * 241, "Hello"), next="q"), "q": QUEUE}, [
            ("a", "the text in zh-CN takes 60 s to say: nobody listens longer than 60"),
        ]),
        ({"a": Say(text=HELLO, written={"en": "Hi"}, next="q"), "q": QUEUE}, [
            ("a", "the written text is missing in zh-CN"),
        ]),
        ({"a": menu(Choice(key="1", next="a", label=both("人工服务", "A"))), "q": QUEUE}, [
            ("a", "the word '人工服务' cannot be a choice: it always leads to a human"), ("q", "no way leads here"),
        ]),
        ({"a": menu(Choice(key="1", next="q", label=HELLO), one("2", "hello")), "q": QUEUE}, [
            ("a", "the word 'hello' is taken twice"),
        ]),
    ],
)  # fmt: skip
def test_given_one_fault_then_it_is_named_with_its_node(
    nodes: dict[str, Node], expected: list[tuple[str, str]]
) -> None:
    assert problems(flow(nodes, "a")) == expected


GOOD = bank()


def changed(**nodes: Node) -> Flow:
    """The good flow with some nodes written otherwise."""
    return flow({**GOOD.nodes, **nodes}, GOOD.start)


def test_given_a_source_slower_than_any_text_then_the_way_to_a_human_is_as_long_as_it() -> None:
    slow = {name: replace(source, timeout=20.0) for name, source in SOURCES.items()}
    quick = {name: replace(source, timeout=0.0) for name, source in SOURCES.items()}
    ways = [ways_to_human(GOOD, LANGUAGES, sources) for sources in (quick, slow)]
    assert ways[1].seconds == pytest.approx(ways[0].seconds + 20.0, abs=10.0)
    assert ways[0].steps == ways[1].steps


def test_given_a_question_then_silence_takes_its_three_time_outs_and_all_its_words() -> None:
    script = flow({"m": Menu(prompt=both("一二三四", "Hi"), choices=(one("1"),), timeout=5.0), "q": QUEUE})
    way = ways_to_human(script, LANGUAGES, SOURCES, both("嗯嗯", "Sorry"))
    assert (way.steps, way.seconds) == (1, 1.5)
    assert (way.silent_steps, way.silent_seconds) == (3, 3 * 6.0 + 2 * 0.5)
    assert way.from_node == "m"


def test_given_a_fact_in_a_text_then_it_is_taken_to_be_twenty_characters_read_out_one_by_one() -> None:
    script = flow({"s": Say(text={"en": "x" * 15 + "{balance}"}, next="q"), "q": QUEUE})
    assert ways_to_human(script, ["en"], SOURCES).seconds == 6.0


def test_given_a_flow_of_every_kind_of_node_then_nothing_is_found() -> None:
    assert problems(GOOD) == []
    assert {type(node) for node in GOOD.nodes.values()} == set(Node.__args__)


PIN = GOOD.nodes["pin"]
RATE = GOOD.nodes["rate"]
assert isinstance(PIN, Check)
assert isinstance(RATE, LookUp)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ({"pin": replace(PIN, source="gone")}, [("pin", "asks the unknown source 'gone'")]),
        ({"pin": replace(PIN, source="rates", arguments={"currency": "'usd'"})}, [
            ("pin", "'rates' is no POST: the secret answer would stand in a URL"),
        ]),
        ({"pin": replace(PIN, source="orders")}, [
            ("pin", "'orders' is a question to our own records, which cannot judge an answer"),
        ]),
        ({"pin": replace(PIN, source="leaky")}, [("pin", "the path of 'leaky' names the secret answer")]),
        ({"pin": replace(PIN, attempts=0, max_digits=0, timeout=0.0)}, [
            ("pin", "waits no time for an answer"), ("pin", "takes no digit, so not even 0 for a human"),
            ("pin", "allows no attempt"),
        ]),
        ({"pin": replace(PIN, arguments={"answer": "'1'", "card": "'2'"})}, [
            ("pin", "the argument 'answer' is the secret answer's own name"),
        ]),
        ({"pin": replace(PIN, prompt={"en": "PIN"})}, [("pin", "the text is missing in zh-CN")]),
        ({"rate": replace(RATE, source="gone")}, [("rate", "asks the unknown source 'gone'")]),
        ({"rate": replace(RATE, source="leaky")}, [("rate", "does not tell 'leaky' its 'answer'")]),
        ({"rate": replace(RATE, arguments={})}, [("rate", "does not tell 'rates' its 'currency'")]),
        ({"rate": replace(RATE, source="liar")}, [("rate", "'liar' gives 'verified', which is set by a check alone")]),
        ({"rate": replace(RATE, text={"en": "Wait"})}, [("rate", "the text is missing in zh-CN")]),
        ({"set": SetFacts(facts=(("identified", "'yes'"),), next="decide")}, [
            ("set", "'identified' is set by a check alone"),
        ]),
        ({"account": Gather(prompt=HELLO, next="set", store="verified")}, [("account", "'verified' is set by a check alone")]),
        ({"decide": Decide(ways=(("true", "moon"),), otherwise="hours")}, [
            ("decide", "leads to the unknown node 'moon'"),
        ]),
        ({"callback": ToCallback(queue="gone")}, [("callback", "leads to the unknown queue 'gone'")]),
        ({"callback": ToCallback(queue="card-loss")}, [
            ("callback", "the emergency queue 'card-loss' answers at once: no callback and no message"),
        ]),
        ({"voicemail": ToVoicemail(queue="card-loss")}, [
            ("voicemail", "the emergency queue 'card-loss' answers at once: no callback and no message"),
        ]),
        ({"outside": Transfer(number="110", queue="gone")}, [
            ("outside", "leads to the unknown queue 'gone'"),
            ("outside", "'110' is no number: + and the country's code come first"),
        ]),
        ({"link": SendText(text={"zh-CN": "链接"}, next="more")}, [("link", "the text is missing in en")]),
        ({"language": ChooseLanguage(prompt={"en": "English: 1"}, next="hello")}, [
            ("language", "the text is missing in zh-CN"),
        ]),
        ({"how": Survey(prompt={"en": "How?"}, next="bye", timeout=0)}, [
            ("how", "the text is missing in zh-CN"), ("how", "waits no time for an answer"),
        ]),
        ({"bye": HangUp(text=HELLO, written={"en": "Bye"})}, [("bye", "the written text is missing in zh-CN")]),
        ({"how": Survey(prompt=HELLO, next="again"), "again": Say(text=HELLO, next="how")}, [
            ("how", "endless loop without a question: how -> again -> how"), ("bye", "no way leads here"),
        ]),
        ({"failed": Say(text=HELLO, next="pin")}, [
            ("pin", "endless loop without a question: pin -> failed -> pin"),
        ]),
    ],
)  # fmt: skip
def test_given_a_good_flow_with_one_node_written_wrongly_then_it_is_refused_and_told_why(
    nodes: dict[str, Node], expected: list[tuple[str, str]]
) -> None:
    assert sorted(problems(changed(**nodes))) == sorted(expected)


@pytest.mark.parametrize(
    ("name", "node", "what"),
    [
        ("rate", replace(RATE, arguments={"currency": "facts."}), "the argument 'currency' "),
        ("pin", replace(PIN, arguments={"card": ""}), "the argument 'card' "),
        ("set", SetFacts(facts=(("n", "1 +"),), next="decide"), "the expression of 'n' "),
        ("decide", Decide(ways=(("(", "rate"),), otherwise="hours"), "the expression '(' "),
    ],
)
def test_given_an_expression_that_is_none_then_it_is_refused_by_its_name(name: str, node: Node, what: str) -> None:
    [(at, message)] = problems(changed(**{name: node}))
    assert at == name
    assert message.startswith(what)


def test_given_nine_answers_to_get_somewhere_then_it_is_too_deep() -> None:
    nodes: dict[str, Node] = {f"n{n}": menu(one("1", next=f"n{n + 1}")) for n in range(9)}
    assert problems(flow({**nodes, "n9": QUEUE})) == [("n9", "too deep: it takes 9 answers to get here")]
    assert problems(flow({**nodes, "n8": QUEUE})) == []


def test_given_a_check_that_is_passed_then_what_leads_to_it_needs_another_way_to_a_person() -> None:
    script = changed(
        more=menu(one("1", next="hello2")), hello2=Say(text=HELLO, next="pin2"), pin2=replace(PIN, next="bye")
    )
    assert ("hello2", "no human can be reached from here: no question and no queue follows") not in problems(script)
    script = changed(more=menu(one("1", next="hello2")), hello2=Say(text=HELLO, next="pin2"),
                     pin2=replace(PIN, next="bye", failed="bye"))  # fmt: skip
    assert ("hello2", "no human can be reached from here: no question and no queue follows") in problems(script)


def test_given_a_flow_that_is_nothing_but_a_survey_then_it_is_accepted() -> None:
    assert problems(flow({"how": Survey(prompt=HELLO, next="bye"), "bye": HangUp(text=HELLO)})) == []


def test_given_an_emergency_asked_behind_a_question_then_the_hours_before_it_are_no_problem() -> None:
    script = flow(
        {
            "h": Hours(calendar="office", open="m", closed="m"),
            "m": menu(one("1", next="l")),
            "l": ToQueue(queue="card-loss"),
        }
    )
    assert problems(script) == []


def test_given_a_flow_that_is_nothing_but_a_farewell_then_it_is_accepted() -> None:
    assert problems(flow({"bye": HangUp(text=HELLO)})) == []


def test_given_two_loops_then_both_are_found() -> None:
    script = flow(
        {
            "a": Branch(fact="f", cases={"x": "b", "y": "c"}, otherwise="q"),
            "b": Say(text=HELLO, next="a"),
            "c": Say(text=HELLO, next="a"),
            "q": QUEUE,
        }
    )
    found = [message for _, message in problems(script) if message.startswith("endless")]
    assert len(found) == 2


def test_given_a_monologue_of_too_many_nodes_then_it_is_refused() -> None:
    nodes: dict[str, Node] = {f"n{n}": Say(text=HELLO, next=f"n{n + 1}") for n in range(MAX_NODES)}
    script = flow({**nodes, f"n{MAX_NODES}": QUEUE})
    assert problems(script) == [("n0", "more than 200 nodes to the next question")]
    assert steps(script) == MAX_NODES


def test_given_a_refused_loop_then_the_way_to_a_human_is_the_interpreters_bound() -> None:
    assert steps(flow({"a": Say(text=HELLO, next="a")})) == MAX_NODES
