"""No number, no address, no name that can be told."""

import pytest

from callcenter.intent.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("my card 6222 0012 3456 is gone", "my card 0000 0000 0000 is gone"),
        ("write to Li.Wei+a@example.org please", "write to name@example.com please"),
        ("My name is Jane Miller and I lost it", "My name is N. N. and I lost it"),
        ("我叫王小明，卡丢了", "我叫某某，卡丢了"),
        ("我是李先生", "我是某先生"),
        ("卡号六二二二零零一二", "卡号00000000"),
        ("一共三百元", "一共三百元"),
        ("i am angry", "i am angry"),
        ("see https://example.com/x?id=9", "see (link)"),
    ],
)
def test_what_names_a_person_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_known_names_are_masked_where_they_stand_as_words() -> None:
    assert masked("Ann Lee here, Leeds branch", ["Ann Lee"]) == "N. N. here, Leeds branch"
    assert masked("miller wants it", ["Jane Miller"]) == "N. N. wants it"
    assert masked("王小明的卡", ["王小明"]) == "某某的卡"
