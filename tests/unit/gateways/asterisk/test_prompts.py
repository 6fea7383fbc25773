"""Which sentences of a site can be spoken before anybody calls."""

from pathlib import Path

from callcenter.gateways.asterisk.prompts import fixed
from tests.unit.site import every, tiny


def test_sentences_without_facts_are_told_once_in_each_language(tmp_path: Path) -> None:
    told = list(fixed(tiny.good(tmp_path, every.FILES)))
    assert len(told) == len(set(told))
    assert {("Wait.", "en"), ("稍候。", "zh-CN"), ("Closed.", "en"), ("More?", "en"), ("Bye.", "en")} <= set(told)
    texts = {text for text, _ in told}
    assert not [text for text in texts if "{" in text]
    assert not texts & {"Lost", "Desk", "Again", "再来", "再说一遍", "Balance"}  # titles, labels, words of customers
