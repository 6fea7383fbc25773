"""Who says the same."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from callcenter.intent.likeness import alike, cosine, led, vectors

TEXTS = st.lists(st.text(alphabet="abc 卡丢了余额", min_size=1, max_size=12), min_size=2, max_size=12)


def test_the_same_words_are_most_alike_and_strangers_least() -> None:
    table = vectors(["what is my balance", "What is my balance?", "卡丢了"])
    assert cosine(table[0], table[1]) > 0.999
    assert cosine(table[0], table[2]) == 0.0


@given(texts=TEXTS, least=st.floats(0.3, 0.95))
def test_the_short_way_finds_every_pair_that_looking_at_all_finds(texts: list[str], least: float) -> None:
    table = vectors(texts)
    every = {(a, b) for a, b in combinations(range(len(texts)), 2) if cosine(table[a], table[b]) >= least + 1e-9}
    assert every <= {(a, b) for a, b, _ in alike(table, least)}


@given(texts=TEXTS)
def test_every_text_is_in_one_group(texts: list[str]) -> None:
    assert sorted(n for group in led(vectors(texts), 0.5) for n in group) == list(range(len(texts)))
