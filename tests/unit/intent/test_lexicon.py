"""The emergency floor: what counts, what is taken back, in typing and hearing slips."""

import pytest

from callcenter.intent.lexicon import listen
from callcenter.intent.phrase import Kind
from callcenter.intent.pinyin import from_pinyin
from callcenter.intent.slips import corrected
from callcenter.intent.text import normalise


def counting(text: str) -> set[Kind]:
    return {one.kind for one in listen(normalise(text)) if not one.taken_back}


def reasons(text: str) -> set[str]:
    return {one.taken_back for one in listen(normalise(text))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I lost my card", Kind.LOST),
        ("i can't find my credit card anywhere", Kind.LOST),
        ("lsot my crad", Kind.LOST),
        ("I left my card in the taxi", Kind.LOST),
        ("block my card now", Kind.LOST),
        ("my purse with all my cards and phone got stolen", Kind.STOLEN),
        ("I was mugged last night", Kind.STOLEN),
        ("there's a withdrawal I didn't make", Kind.FRAUD),
        ("I do not recognise this payment", Kind.FRAUD),
        ("I gave my code to a stranger who called", Kind.FRAUD),
        ("I think my account has been hacked", Kind.FRAUD),
        ("我的卡丢了", Kind.LOST),
        ("信用卡不見了", Kind.LOST),
        ("我要掛失", Kind.LOST),
        ("錢包被偷了", Kind.STOLEN),
        ("手机被抢了", Kind.STOLEN),
        ("这笔交易不是我做的", Kind.FRAUD),
        ("验证码告诉别人了", Kind.FRAUD),
        ("账户里钱被转走了", Kind.FRAUD),
        ("我沒有消費卻被扣款，是盜刷", Kind.FRAUD),
        ("please put a freeze on my checking account", Kind.LOST),
        ("how do I block my card", Kind.LOST),
        ("搵唔到張卡", Kind.LOST),
        ("個銀包俾人偷咗", Kind.STOLEN),
        ("我一直在高雄，為什麼帳單有倫敦的餐廳", Kind.FRAUD),
        ("there is a hotel in Oslo on my statement and I've never left Kent", Kind.FRAUD),
    ],
)
def test_given_an_emergency_when_listened_to_then_its_kind_counts(text: str, kind: Kind) -> None:
    assert kind in counting(text)


@pytest.mark.parametrize(
    "text",
    [
        "银行卡被倒刷了",
        "信用卡仪失了",
        "手机备偷了",
        "我要瓜失",
        "wo de ka diu le",
        "xinyongka bei daoshua le",
        "我yinhangka丢了",
    ],
)
def test_given_homophones_or_pinyin_when_listened_to_then_the_sound_is_enough(text: str) -> None:
    assert counting(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("I have not lost my card", "denied"),
        ("my card was not stolen, I just bent it", "denied"),
        ("nobody stole my card, I cut it up myself", "denied"),
        ("我的卡没丢", "denied"),
        ("不是丢了，是消磁了，我的卡没有丢", "denied"),
        ("没被盗刷，我就是问问", "denied"),
        ("what happens if I lose my card abroad", "has not happened"),
        ("in case my phone gets stolen, is the app safe", "has not happened"),
        ("how can I protect my card from being stolen", "has not happened"),
        ("如果卡丢了怎么办", "has not happened"),
        ("万一手机被偷了钱安全吗", "has not happened"),
        ("怎么防止被盗刷", "has not happened"),
        ("I thought I lost my card but found it", "settled"),
        ("my lost card has been found", "settled"),
        ("之前丢的那张卡找到了", "settled"),
        ("卡找到了，帮我解除挂失", "settled"),
        ("那笔不认识的交易原来是我老婆刷的", "explained"),
        ("turns out my wife made that payment I did not recognise", "explained"),
        ("my card is gone, the machine swallowed it", "a machine or the post has it"),
        ("卡被吞了，现在卡没了", "a machine or the post has it"),
        ("my library card is lost", "another card than the bank's"),
        ("I lost my student ID card", "another card than the bank's"),
        ("地铁卡丢了", "another card than the bank's"),
        ("我張八達通卡唔見咗", "another card than the bank's"),
        ("I can't find my phone, make it ring", "a phone to be rung"),
        ("I don't want to block my card", "denied"),
        ("you have already refunded the fraudulent payment", "explained"),
        ("張卡搵返咗，唔使掛失", "denied"),
    ],
)
def test_given_a_phrase_and_what_takes_it_back_when_listened_to_then_nothing_counts(text: str, why: str) -> None:
    assert not counting(text)
    assert why in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "what should I do if my card was stolen",
        "is my card stolen or not, I don't know where it is",
        "我的卡是不是被盗刷了",
        "I found my wallet, but someone had used my card for purchases I did not make",
        "钱包找到了，可是卡被盗刷了",
        "I haven't found it yet, my card is lost",
        "my gym card and my bank card are both gone",
        "学生证和银行卡都丢了",
        "I can't find my phone and the bank app is on it",
    ],
)
def test_given_a_doubt_when_listened_to_then_it_counts(text: str) -> None:
    assert counting(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is my balance", "I was charged twice", "my card has not arrived yet", "unblock my card", "is the bank open",
        "why did you block my card", "can I let my wife use my card", "my card payment did not go through",
        "余额多少", "我的卡还没寄到", "转账怎么还没到", "手机银行找不到转账记录", "卡片激活", "密码忘了", "", "😀", "\x00",
    ],
)  # fmt: skip
def test_given_an_everyday_matter_when_listened_to_then_no_emergency_counts(text: str) -> None:
    assert not counting(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("stollen", "stolen"), ("wallte", "wallet"), ("acount", "account"), ("crad", "card"), ("fruad", "fraud")],
)
def test_given_one_slip_when_corrected_then_the_word_is_found(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    "word", ["strange", "nurse", "changes", "closed", "payment", "most", "host", "identify", "carded"]
)
def test_given_an_innocent_neighbour_when_corrected_then_it_stays(word: str) -> None:
    assert corrected(word) == word


@pytest.mark.parametrize("text", ["what is my balance", "hang on", "can he", "i lost my card", "man can"])
def test_given_english_when_read_as_pinyin_then_it_stays(text: str) -> None:
    assert from_pinyin(text) == text
