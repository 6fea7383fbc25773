"""Expressions are given the facts they read and no others, and nobody can tell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.site import expressions
from callcenter.site.expressions import Unknowable, View, holds, text

FACTS = {"a": "1", "b": "2", "s": "x", "as": "y", "in": "z", "it's": "q", "facts": "f", "size": "3"}
READ = [
    "facts.a", "facts.b == facts.a", '"a" in facts', "'s' in facts", 'facts["as"]', "facts['a'+'s']", "facts[facts.s]",
    "size(facts) > 3", "facts.size() > 3", "has(facts.a)", "facts.a.size() == 1", "'a' + 's' in facts", '"it\'s" in facts',
    "'it\\'s' in facts", "facts.facts", '"facts" in facts', "facts == facts", "'\\x61' in facts", "facts.missing", "facts . a",
    '"a" in facts ? facts.b : facts.s', '!("missing" in facts)', "'facts.b' + facts.a", "facts\n.a", 'facts["facts.a"]',
    "int(facts.a) < 2", "language == 'en'", "true",
]  # fmt: skip
whole = st.recursive(
    st.sampled_from(READ),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["&&", "||", "==", "+"]), inner),
    max_leaves=4,
)


def value(expression: str) -> tuple[str | None, bool]:
    view = View(facts=FACTS, language="en")
    try:
        return text(expression, view), holds(expression, view)
    except Unknowable:
        return None, holds(expression, view)


@settings(max_examples=60, deadline=None)
@given(whole)
def test_an_expression_means_what_it_means_with_every_fact_at_hand(expression: str) -> None:
    with pytest.MonkeyPatch.context() as everything:
        everything.setattr(expressions, "_named", lambda _: None)
        expected = value(expression)
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "read"),
    [
        ("facts.tail == facts.card_tail", ("card_tail", "tail")),
        ('"name" in facts || "identified" in facts', ("identified", "name")),
        ('facts.card_status == "arrived" && int(facts.card_days) <= 7', ("card_days", "card_status")),
        ("language", ()),
        ('facts["a"]', None),
        ("size(facts)", None),
        ("facts.size()", None),
        ("'a' + 's' in facts", None),
    ],
)
def test_what_it_reads_is_found_by_name_or_it_is_given_everything(
    expression: str, read: tuple[str, ...] | None
) -> None:
    assert expressions._named(expression) == read


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("facts.balance", 'the fact "balance", a text,'),
        ('facts["balance"]', "a fact, a text,"),
        ("(facts.balance)", 'the fact "balance", a text,'),
        ("1 + 1", "the result of a calculation"),
        ("-double(facts.balance)", "a number"),
        ("double(facts.balance)", "what double(...) gives"),
        ("now.getHours()", "what getHours(...) gives"),
        ("channel", '"channel"'),
        ("'yes'", "the value 'yes'"),
        ("[true]", "a list"),
        ("!facts.a", 'the fact "a", a text,'),
        ("facts.a || true", 'the fact "a", a text,'),
        ('"a" in facts ? true : facts.b', 'the fact "b", a text,'),
    ],
)
def test_what_can_be_neither_true_nor_false_is_no_condition(expression: str, what: str) -> None:
    assert expressions.fault(expression) == ""
    assert expressions.fault_as_condition(expression).startswith(f"is no condition: {what} is neither")


@pytest.mark.parametrize(
    "expression",
    [
        "true", "!true", 'facts.a == "1" && "b" in facts', "has(facts.a)", 'facts.a.startsWith("x")', "bool(facts.a)",
        "size(facts.a) > 1", '"a" in facts ? facts.a == "x" : false', "[true][0]", "(" * 40 + "true" + ")" * 40,
    ],
)  # fmt: skip
def test_what_can_be_true_is_a_condition(expression: str) -> None:
    assert expressions.fault_as_condition(expression) == ""


def test_a_value_that_turns_out_to_be_no_condition_is_told_from_false() -> None:
    assert expressions.verdict("['x'][0]", View()) is None
    assert expressions.verdict("facts.missing == 'x'", View()) is False
    assert expressions.verdict("1 == 1", View()) is True
