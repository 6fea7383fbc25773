"""What understanding promises: nothing said around an emergency hides it, and how it is written does not matter."""

import unicodedata
from pathlib import Path

import pytest

from callcenter.intent import tools
from callcenter.intent.classify import Classifier
from callcenter.intent.model import Model
from callcenter.intent.noise import copies, misheard
from callcenter.intent.pinyin import from_pinyin
from callcenter.intent.simplified import SIMPLIFIED
from callcenter.intent.text import normalise
from callcenter.intent.train import Trained
from callcenter.site.examples import read_examples
from tests.unit.intent.sites import EMERGENCIES, site_of

DEMO_SITE = Path(tools.__file__).parents[2] / "demo" / "site"
INNOCENT = {
    "en": ("What is my balance?", "Good morning, how are you today?", "When do you open on Saturday?"),
    "zh-CN": ("请问余额还有多少？", "你好，今天天气不错。", "周六几点开门？"),
}


@pytest.fixture(scope="module")
def heard() -> list[tuple[str, str]]:
    """(text, language) of the demo bank's emergencies that the rules alone hear, every third one."""
    rules = Classifier(site_of(), None)
    rows = [row for row in read_examples(DEMO_SITE / "intents").rows if row.intent in EMERGENCIES]
    found = [
        (row.text, row.language)
        for row in rows[::3]
        if rules.classify(row.text).emergency and from_pinyin(normalise(row.text)) == normalise(row.text)
    ]  # pinyin is read only when the whole text is pinyin
    assert len(found) > 300
    return found


@pytest.fixture
def rules() -> Classifier:
    return Classifier(site_of(), None)


def test_given_an_emergency_when_something_innocent_is_said_before_or_after_then_it_is_still_one(
    rules: Classifier, heard: list[tuple[str, str]]
) -> None:
    hidden = []
    for number, (text, language) in enumerate(heard):
        other = INNOCENT["zh-CN" if language.startswith("zh") else "en"][number % 3]
        hidden += [said for said in (f"{other} {text}", f"{text}. {other}") if not rules.classify(said).emergency]
    assert hidden == []


def test_given_an_emergency_when_written_otherwise_then_it_is_still_the_same(
    rules: Classifier, heard: list[tuple[str, str]]
) -> None:
    traditional = {chr(int(simplified)): chr(character) for character, simplified in SIMPLIFIED.items()}
    for text, _ in heard:
        intent = rules.classify(text)
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        for written in (
            text.upper(), wide, f"  {text}\n", text.replace(" ", "  "), unicodedata.normalize("NFD", text),
            "".join(traditional.get(c, c) for c in text), f"{text}!!",
        ):  # fmt: skip
            assert rules.classify(written).name == intent.name, written


def test_given_one_character_in_ten_misheard_when_listened_to_then_few_emergencies_are_lost(
    rules: Classifier, heard: list[tuple[str, str]]
) -> None:
    chinese = [text for text, language in heard if language.startswith("zh")]
    slipped = [misheard(text, 0.1) for text in chinese]
    assert sum(a != b for a, b in zip(chinese, slipped, strict=True)) > len(chinese) / 3
    lost = [text for text in slipped if not rules.classify(text).emergency]
    assert len(lost) / len(slipped) <= 0.15  # the rules alone; the model hears most of the rest


@pytest.mark.parametrize(
    "text",
    [
        "my card isn't lost, it's my phone that I can't find", "I found my wallet but the cards had been stolen out of it",
        "not lost, stolen", "I hung up but I had already given him the code", "没被偷，是丢了", "不是信用卡，是储蓄卡丢了",
        "担心得很，我把密码告诉骗子了", "卡在我手上，可是有人在刷", "万一他取钱怎么办，卡被偷了",
        "my card was stolen and also what is my balance", "what are your fees, and why is there a payment I didn't make",
        "不是掉了，是被偷了", "nobody stole it, I lost it", "it hasn't been stolen, I've just misplaced it",
        "没被偷，是我自己弄丢的", "卡没有丢，在我手上，可是有人在国外刷",
    ],
)  # fmt: skip
def test_given_an_emergency_denied_in_one_clause_when_the_next_states_another_then_it_is_one(
    rules: Classifier, text: str
) -> None:
    assert rules.classify(text).emergency


@pytest.mark.parametrize(
    "text",
    [
        "what would you do if my card was cloned", "what is phishing", "can someone steal money with contactless",
        "is this message from you real or a scam", "I thought somebody stole my card but it was in my bag",
        "reported my card lost by mistake", "I got a text asking if a payment was me, yes it was",
        "the replacement for my stolen card still isn't here", "none of my cards is lost",
        "什么是盗刷", "新闻上说有人被骗几十万，你们怎么防", "卡没丢，就在我手上", "是我本人刷的，请放行",
        "捡到一个钱包里面有银行卡怎么还",
        "卡要是被偷了钱会怎么样", "虚惊一场，卡没被偷，在车上，帮我解锁",
        "how does your bank deal with stolen cards", "who pays if a payment is fraudulent",
        "nothing has been stolen, I only want another design", "how can I travel so that my card doesn't get stolen",
        "the replacement for my stolen card was due on Monday and isn't here", "手机丢了会有风险吗，我只是问问",
        "信用卡若被盗刷，要自己承担多少", "账户安全险包括盗刷赔付吗", "唔係唔見咗，係爛咗想換一張",
        "之前挂失的卡片已经寻获，请恢复",
    ],
)  # fmt: skip
def test_given_a_question_a_denial_or_what_is_over_when_listened_to_then_it_is_none(
    rules: Classifier, text: str
) -> None:
    assert not rules.classify(text).emergency


@pytest.mark.parametrize(
    "text",
    [
        "my car was stolen, can I pause the loan", "my parcel was stolen from the doorstep", "how do you determine your rates",
        "please send a new card, the machine ate mine", "block my card for online payments only", "why isn't my payment showing",
        "红包不见了", "借钱的入口没有了", "how does that work, can I give someone access to my account",
    ],
)  # fmt: skip
def test_given_what_is_no_matter_of_this_bank_or_no_theft_when_listened_to_then_it_is_none(
    rules: Classifier, text: str
) -> None:
    assert not rules.classify(text).emergency


@pytest.mark.parametrize(
    "text",
    [
        "what do I do if my card has been stolen", "my car was stolen with my bank card inside", "银行卡丢失了怎么办",
        "how do I get a refund for a direct debit I didn't make", "手机丢了怎么停支付",
        "why does my app show a withdrawal when I was at home all day", "the payments in the app weren't made by me",
        "what is the fee, and why was 400 taken in Prague when I haven't left the country", "没操作怎么会显示付款成功",
        "朋友用我手机偷偷转了钱", "手机突然没信号，然后钱被转走", "搬家后再也没见过那张卡",
        "a wallet was added and it's not mine",
    ],
)  # fmt: skip
def test_given_an_emergency_put_as_a_question_or_a_hint_when_listened_to_then_it_is_one(
    rules: Classifier, text: str
) -> None:
    assert rules.classify(text).emergency


def test_given_an_emergency_among_many_sentences_when_only_the_model_hears_it_then_it_is_not_drowned(
    trained: Trained,
) -> None:
    classifier = Classifier(site_of(), trained.model)
    alone = "not understood by rules: the machine took money and I was scammed"
    around = "What is the weather? Tell me a joke. What is my balance?"
    assert classifier.classify(alone).emergency
    assert classifier.classify(f"{around} {alone}. {around}").emergency


def test_given_the_same_text_when_copied_with_noise_then_the_copies_are_the_same_ones() -> None:
    assert copies("my card was stolen at the station", 3) == copies("my card was stolen at the station", 3)
    assert "我的卡丢了" not in copies("我的卡丢了", 3)
    assert misheard("what is my balance", 0.5) == "what is my balance"


def test_given_one_sentence_that_is_perhaps_an_emergency_when_others_drown_it_then_the_customer_is_asked(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = {"perhaps": 0.7, "surely": 0.9}

    def scores(self: object, text: str) -> list[tuple[str, float]]:
        share = next((share for word, share in shares.items() if text.strip() == word), 0.01)
        return sorted([("card_stolen", share), ("balance_enquiry", 1 - share)], key=lambda pair: -pair[1])

    monkeypatch.setattr(Model, "scores", scores)
    classifier = Classifier(site_of(), trained.model)
    assert classifier.classify("hello there. nothing else").name == "balance_enquiry"
    assert classifier.classify("hello there. perhaps. nothing else").unsure
    assert classifier.classify("hello there. surely. nothing else").emergency
