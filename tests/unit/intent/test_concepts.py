"""Different wordings of one matter are the same concepts, also in another language."""

import pytest

from callcenter.intent.concepts import CHINESE, ENGLISH, concepts
from callcenter.intent.text import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("someone stole my card", "somebody snatched my card"),
        ("I never authorised this transaction", "I didnt approve this payment"),
        ("somebody hacked my account", "a stranger breached my account"),
        ("手机被偷", "电话被抢"),
        ("偷了银行卡", "stolen card"),
    ],
)
def test_given_two_wordings_when_read_then_they_are_about_the_same(one: str, other: str) -> None:
    assert concepts(normalise(one)) == concepts(normalise(other))


def test_given_a_slip_and_the_same_word_twice_when_read_then_the_concept_is_found_once() -> None:
    assert concepts(normalise("stollen stolen")) == ["steal"]


def test_given_words_of_no_concept_when_read_then_there_is_none() -> None:
    assert concepts(normalise("zebras xylophone 😀")) == []


@pytest.mark.parametrize("table", [ENGLISH, CHINESE])
def test_given_the_tables_when_counted_then_no_word_is_in_two_concepts(table: dict[str, str]) -> None:
    words = [word for row in table.values() for word in row.split()]
    assert len(words) == len(set(words))
