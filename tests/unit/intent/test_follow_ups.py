"""Which words name no matter of their own."""

import pytest

from callcenter.intent.follow_ups import follows_up
from callcenter.intent.text import normalise


@pytest.mark.parametrize(
    "text",
    [
        "and now?", "any news?", "still nothing",
        "it has not arrived yet", "what about it", "hi, any update on that please",
        "it still hasn't come", "same problem again",
        "还没到", "还没到吗？", "怎么样了", "那现在呢", "还是没收到", "到了吗", "有消息了吗",
        "你好，那件事怎么样了", "我还在等呢", "上次那个事", "還沒到",
    ],
)  # fmt: skip
def test_words_that_only_go_on(text: str) -> None:
    assert follows_up(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "hello", "hi", "你好", "thanks", "my card has not arrived", "我的卡还没到", "余额", "yes", "no", "对", "123", "",
        "what is my balance", "now I want a loan", "没有了", "转账还没到账", "我要等多久才能拿到贷款的结果呢",
    ],
)  # fmt: skip
def test_words_with_a_matter_of_their_own_or_none_at_all(text: str) -> None:
    assert not follows_up(normalise(text))
