"""Each thing the check refuses, by the smallest flow that has it."""

import pytest

from callcenter.ivr.check import LONGEST_TEXT, check, longest_way_to_human
from callcenter.ivr.interpreter import MAX_NODES
from callcenter.model.flow import Branch, Choice, Flow, Gather, HangUp, Hours, Menu, Node, Say, ToQueue
from tests.unit.ivr.flows import CALENDARS, EMERGENCIES, LANGUAGES, QUEUES, balance, both, flow

HELLO = both("您好", "Hello")
QUEUE = ToQueue(queue="general")


def problems(script: Flow) -> list[tuple[str, str]]:
    return check(script, languages=LANGUAGES, calendars=CALENDARS, queues=QUEUES, emergency=EMERGENCIES)


def menu(*choices: Choice) -> Menu:
    return Menu(prompt=HELLO, choices=choices)


def one(key: str, *words: str, next: str = "q") -> Choice:
    return Choice(key=key, next=next, words={"en": words})


def test_given_a_sound_flow_then_nothing_is_found_and_the_way_to_a_human_is_counted() -> None:
    assert problems(balance()) == []
    assert longest_way_to_human(balance()) == 3


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
    ],
)  # fmt: skip
def test_given_one_fault_then_it_is_named_with_its_node(
    nodes: dict[str, Node], expected: list[tuple[str, str]]
) -> None:
    assert problems(flow(nodes, "a")) == expected


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
    assert longest_way_to_human(script) == MAX_NODES


def test_given_a_refused_loop_then_the_way_to_a_human_is_the_interpreters_bound() -> None:
    assert longest_way_to_human(flow({"a": Say(text=HELLO, next="a")})) == MAX_NODES
