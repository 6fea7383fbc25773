import pytest

from callcenter.intent.fillers import says_nothing
from callcenter.intent.text import normalise


@pytest.mark.parametrize(
    "text", ["嗯那个呃", "hmm, well, you know", "喂？你好", "Hello there", "uhhh", "", "…", "嗯 hi 那个"]
)
def test_whoever_thinks_or_greets_has_said_nothing_yet(text: str) -> None:
    assert says_nothing(normalise(text))


@pytest.mark.parametrize(
    "text", ["嗯那个卡丢了", "well I lost it", "你好，查余额", "so like my card", "just a balance", "喂，被偷了"]
)
def test_a_filler_before_a_wish_hides_nothing(text: str) -> None:
    assert not says_nothing(normalise(text))
