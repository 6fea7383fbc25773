"""Sentences about matters no intent covers fall into the matters they are about, in both languages."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.intent import topics as room
from callcenter.intent.topics import terms_of, topics
from tests.unit.intent.made import MATTERS, NOISE

ROWS = [(matter, text) for matter, texts in MATTERS.items() for text in texts]
ROWS += [(f"noise {n}", text) for n, text in enumerate(NOISE)]


@pytest.mark.parametrize("seed", range(5))
def test_the_groups_are_the_matters(seed: int) -> None:
    rows = Random(seed).sample(ROWS, len(ROWS))
    found = topics([text for _, text in rows])
    grouped = sum(len(topic.members) for topic in found)
    pure = sum(max(Counter(rows[n][0] for n in topic.members).values()) for topic in found)
    assert pure / grouped >= 0.95, "purity: the share that is in its group's commonest matter"
    assert grouped >= 0.85 * sum(map(len, MATTERS.values()))
    assert len(found) == len(MATTERS)


def test_a_topic_is_called_by_words_its_customers_use() -> None:
    called = {" ".join(topic.terms) for topic in topics([text for _, text in ROWS])}
    for word in ("公积金", "人脸识别", "金条", "bitcoin", "apple", "mortgage", "inheritance", "etc"):
        assert any(word in terms for terms in called), word


def test_sentences_of_the_very_same_words_are_called_by_them() -> None:
    wish = ["dark mode for the app", "the app, dark mode", "dark mode, app!", "指纹登录", "指纹登录吗", "指纹登录呢"]
    assert sorted(topic.terms for topic in topics(wish)) == [("dark", "mode", "app"), ("指纹登录",)]


def test_the_same_sentences_give_the_same_topics() -> None:
    texts = [text for _, text in ROWS]
    assert topics(texts) == topics(texts)


def test_what_is_said_once_or_has_no_words_of_its_own_is_no_topic() -> None:
    assert topics(["", "hello", "what is that", "你好", "123", "a zeppelin"]) == []


def test_sentences_too_many_to_compare_join_what_they_are_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 40)
    found = topics([text for _, text in ROWS])
    assert sum(len(topic.members) for topic in found) > 40
    pure = sum(max(Counter(ROWS[n][0] for n in topic.members).values()) for topic in found)
    assert pure / sum(len(topic.members) for topic in found) >= 0.9


def test_endings_and_empty_words_do_not_count() -> None:
    assert terms_of("What are the statements?") == terms_of("your statement") == ["statement"]
    assert terms_of("请问公积金的事") == ["公积", "积金"]


@given(st.lists(st.text(max_size=20), max_size=30))
def test_any_text_can_be_gathered_and_stands_in_one_topic_at_most(texts: list[str]) -> None:
    members = [n for topic in topics(texts, least=2) for n in topic.members]
    assert len(members) == len(set(members))
    assert set(members) <= set(range(len(texts)))


@given(st.integers(2, 25), st.integers(0, 2**32 - 1))
def test_every_sentence_is_in_one_group(n: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).random((n, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    groups = room._grouped(vectors @ vectors.T)
    assert sorted(member for group in groups for member in group) == list(range(n))
