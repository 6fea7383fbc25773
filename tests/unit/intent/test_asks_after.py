"""Words that ask after a complaint, and words that may be a new one."""

import pytest

from callcenter.intent.asks_after import LONGEST, names_no_cause
from callcenter.intent.text import normalise

ASKED_AFTER = """
any news of my complaint?
what about my complaint
What's the status of my case, please?
I complained last week and nobody has called me back
hi, is my complaint 4711 resolved yet
我的投诉怎么样了
我的投訴怎麼樣了？
上周的投诉处理得怎么样了
投诉有结果了吗
催一下我的投诉
我昨天提的投诉怎么还没人联系我
请问我那个投诉到哪一步了
另外我的投诉有进展吗
"""
NEW = """
I want to make a complaint
I want to complain
我要投诉
I want to complain, you charged me twice
I have another complaint
my complaint is that your clerk was rude
I want to complain about the branch
new complaint please
我要投诉，多扣了我钱
我要投诉昨天那个客服
我要再投诉一件事，柜台太慢
我有新的投诉
投诉你们的服务态度
"""
NO_COMPLAINT = ("any news?", "有消息了吗", "", "我的卡到哪了", "where is my card")


@pytest.mark.parametrize("text", ASKED_AFTER.strip().splitlines())
def test_news_wanted_names_no_cause(text: str) -> None:
    assert names_no_cause(normalise(text))


@pytest.mark.parametrize("text", NEW.strip().splitlines())
def test_a_single_word_more_may_be_a_cause(text: str) -> None:
    assert not names_no_cause(normalise(text))


@pytest.mark.parametrize("text", [*NO_COMPLAINT, "投诉" + "进展" * LONGEST])
def test_without_a_complaint_or_with_a_long_story_nothing_is_asked_after(text: str) -> None:
    assert not names_no_cause(normalise(text))
