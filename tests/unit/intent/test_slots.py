"""What the words say beside the wish: annotations, tables, synonyms, expressions; the longest match; both languages."""

import pytest

from callcenter.intent.classify import Classifier
from callcenter.intent.slots import Slots, slots_of
from callcenter.site.examples import Example, Examples, annotated
from tests.unit.intent.sites import site_of


def taught(
    *texts: str,
    lookups: tuple[tuple[str, str], ...] = (),
    synonyms: tuple[tuple[str, str], ...] = (),
    patterns: tuple[tuple[str, str], ...] = (),
) -> Slots:
    rows = []
    for line, text in enumerate(texts, start=1):
        plain, slots, wrong = annotated(text)
        assert not wrong
        rows.append(Example(text=plain, intent="a", language="en", file="a.yml", line=line, slots=slots))
    return slots_of(Examples(rows=tuple(rows), lookups=lookups, synonyms=synonyms, patterns=patterns))


CURRENCY = taught(
    lookups=(("currency", "usd"), ("currency", "hkd"), ("currency", "gbp")),
    synonyms=(
        ("dollar", "usd"), ("dollars", "usd"), ("美元", "usd"), ("美金", "usd"), ("港元", "hkd"), ("pound", "gbp"),
        ("hong kong dollar", "hkd"), ("hong kong dollars", "hkd"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("what is the dollar at", "usd"),
        ("今天美元多少", "usd"),
        ("今天美金多少", "usd"),
        ("How much are Hong Kong Dollars today?", "hkd"),
        ("港元", "hkd"),
        ("USD rate", "usd"),
        ("ＵＳＤ", "usd"),
        ("100usd", None),
        ("the compound interest", None),
        ("hello", None),
    ],
)
def test_a_synonym_means_its_value_and_is_a_word_of_its_own(text: str, currency: str | None) -> None:
    assert CURRENCY.heard(text) == ({"currency": currency} if currency else {})


def test_of_two_values_the_one_said_first_counts() -> None:
    assert CURRENCY.heard("pound or dollar") == {"currency": "gbp"}


def test_annotations_teach_values_and_names_fit_facts() -> None:
    slots = taught(
        "pay the [full balance](amount-of-money)", 'my [credit card]{"entity": "account", "value": "credit"}'
    )
    assert slots.heard("Pay my CREDIT CARD with the full balance") == {
        "account": "credit",
        "amount_of_money": "full balance",
    }


def test_a_role_is_told_by_the_word_before_it_in_both_languages() -> None:
    slots = taught(
        'from [Beijing]{"entity": "city", "role": "origin"} to [London]{"entity": "city", "role": "goal"}',
        '从[北京]{"entity": "city", "role": "origin"}到[上海]{"entity": "city", "role": "goal"}',
    )
    assert slots.heard("to beijing from london") == {"city_goal": "Beijing", "city_origin": "London"}
    assert slots.heard("我要从上海到北京") == {"city_origin": "上海", "city_goal": "北京"}
    assert slots.heard("上海") == {"city": "上海"}


def test_an_expression_reads_digits_as_they_are_and_only_where_examples_know_the_entity() -> None:
    slots = taught("[500](amount) please", patterns=(("amount", r"\d{2,}"), ("feature", "please")))
    assert slots.heard("I want 7250 please") == {"amount": "7250"}


def test_one_annotation_can_name_two_entities() -> None:
    slots = taught('in [Paris][{"entity": "city"}, {"entity": "region", "value": "north"}]')
    assert slots.heard("paris") == {"city": "Paris", "region": "north"}


def test_without_anything_taught_nothing_is_heard() -> None:
    assert taught().heard("dollar") == {}


def test_slots_travel_with_the_intent_of_an_emergency_too() -> None:
    classifier = Classifier(site_of(), None, CURRENCY)
    lost = classifier.classify("I lost my card with all my dollars on it")
    assert (lost.emergency, lost.slots) == (True, {"currency": "usd"})
    assert classifier.classify("dollars").slots == {"currency": "usd"}
