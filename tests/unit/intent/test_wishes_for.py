"""Which words wish something of the product, and what is left of them."""

import pytest

from callcenter.intent.wishes_for import wish_in


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I wish you had a dark mode", "had a dark mode"),
        ("It would be nice if the app showed my rewards", "the app showed my rewards"),
        ("Why can't I freeze my card in the app?", "freeze my card in the app?"),
        ("希望能支持指纹登录", "支持指纹登录"),
        ("要是能导出账单就好了", "导出账单"),
        ("为什么不能用外币还款", "用外币还款"),
        ("建议增加夜间模式", "夜间模式"),
    ],
)
def test_a_wish_is_known_and_what_it_is_about_stays(text: str, about: str) -> None:
    assert wish_in(text) == about


@pytest.mark.parametrize(
    "text",
    ["I wish to close my account", "希望你们尽快处理", "what is my balance", "卡丢了", "", "I wish you a nice day"],
)
def test_other_words_are_no_wish(text: str) -> None:
    assert wish_in(text) == ""
