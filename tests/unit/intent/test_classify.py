"""Words become an intent: emergencies by rule or model, doubts to a person, whatever the text."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter.intent.classify import Classifier
from callcenter.intent.model import Model
from callcenter.intent.train import Trained
from callcenter.model.intent import HUMAN, UNCLEAR
from tests.unit.intent.sites import DEMO, EMERGENCIES, site_of


@pytest.fixture(scope="module")
def classifier(trained: Trained) -> Classifier:
    return Classifier(site_of(), trained.model)


def test_given_no_model_when_a_card_is_lost_then_it_is_an_emergency_all_the_same() -> None:
    intent = Classifier(site_of(), None).classify("I lost my card", "en")
    assert (intent.name, intent.emergency, intent.unsure, intent.floor) == ("card_loss", True, False, True)
    assert any("lost my card" in reason for reason in intent.reasons)


def test_given_no_model_when_anything_else_is_asked_then_it_is_unsure() -> None:
    intent = Classifier(site_of(), None).classify("what is my balance")
    assert (intent.name, intent.unsure, intent.reasons) == (UNCLEAR, True, ("no model",))


def test_given_a_model_that_fails_when_classified_then_rules_stand_and_the_rest_is_unsure(trained: Trained) -> None:
    broken = dataclasses.replace(trained.model, weights=np.zeros((1, 1), dtype=np.float32))
    classifier = Classifier(site_of(), broken)
    assert classifier.classify("我的卡丢了").emergency
    unsure = classifier.classify("what is my balance")
    assert unsure.unsure
    assert "failed" in unsure.reasons[0]


def test_given_a_model_sure_of_something_else_when_a_card_is_stolen_then_it_has_no_veto(trained: Trained) -> None:
    bias = np.full(len(trained.model.labels), -50.0)
    bias[trained.model.labels.index("balance_enquiry")] = 50.0
    stubborn = dataclasses.replace(trained.model, bias=bias)
    intent = Classifier(site_of(), stubborn).classify("my card was stolen and what is my balance")
    assert intent.name == "card_stolen"
    assert intent.emergency


def test_given_a_phrase_also_said_in_general_when_the_model_says_no_then_it_is_asked_about(trained: Trained) -> None:
    bias = np.full(len(trained.model.labels), -50.0)
    bias[trained.model.labels.index("balance_enquiry")] = 50.0
    stubborn = dataclasses.replace(trained.model, bias=bias)
    intent = Classifier(site_of(), stubborn).classify("thank you for catching that fraud")
    assert (intent.name, intent.emergency, intent.unsure) == (UNCLEAR, False, True)
    assert "fraud" in intent.reasons[0]
    assert Classifier(site_of(), None).classify("thank you for catching that fraud").emergency


def test_given_a_share_over_the_threshold_when_no_rule_speaks_then_the_model_raises_the_alarm(trained: Trained) -> None:
    text = "tell me a joke"
    low = dataclasses.replace(trained.model, emergency_threshold=0.0)
    guess = Classifier(site_of(), low).classify(text)
    assert (guess.emergency, guess.floor) == (True, False)
    high = dataclasses.replace(trained.model, emergency_threshold=1.1)
    assert not Classifier(site_of(), high).classify(text).emergency


def test_given_a_found_card_when_classified_then_it_is_no_emergency(classifier: Classifier) -> None:
    assert not classifier.classify("I found my lost card again, unblock it").emergency
    assert not classifier.classify("卡找到了，帮我解冻").emergency


@pytest.mark.parametrize(
    "text", ["agent", "0", "０", "人工", "转人工", "I want to talk to a real person please", "轉人工服務"]
)
def test_given_a_wish_for_a_person_when_classified_then_it_is_granted(classifier: Classifier, text: str) -> None:
    assert classifier.classify(text).name == HUMAN


@pytest.mark.parametrize(
    "text", ["你们客服态度太差了", "不要转人工", "your agent was rude", "I spoke to an agent yesterday", "9"]
)
def test_given_talk_about_agents_when_classified_then_no_person_was_asked_for(text: str) -> None:
    assert Classifier(site_of(), None).classify(text).name != HUMAN


@pytest.mark.parametrize("text", ["", "   ", "\x00\x00", "😀😀", "？！", "12345"])
def test_given_no_words_when_classified_then_it_is_unsure(classifier: Classifier, text: str) -> None:
    intent = classifier.classify(text, "en")
    assert (intent.name, intent.unsure, intent.emergency) == (UNCLEAR, True, False)


def test_given_words_badly_heard_when_classified_then_only_an_emergency_is_sure(classifier: Classifier) -> None:
    assert classifier.classify("what is my balance", confidence=0.39).unsure
    assert classifier.classify("agent", confidence=0.39).unsure
    assert classifier.classify("what is my balance", confidence=0.4).name == "balance_enquiry"
    assert classifier.classify("I lost my card", confidence=0.1).emergency


@pytest.mark.parametrize(
    ("text", "given_language", "language"),
    [
        ("我的card丢了", "en", "zh-CN"),
        ("my card", "zh-CN", "en"),
        ("0", "en", "en"),
        ("0", "", "zh-CN"),
        ("wo de ka diu le", "", "zh-CN"),
    ],
)
def test_given_a_script_when_classified_then_it_names_the_language(
    classifier: Classifier, text: str, given_language: str, language: str
) -> None:
    assert classifier.classify(text, given_language).language == language


def test_given_intents_the_site_does_not_know_when_classified_then_they_are_never_named(trained: Trained) -> None:
    classifier = Classifier(site_of(("other", "fraud_report"), frozenset({"fraud_report"})), trained.model)
    for text in ("what is my balance", "agent", "I lost my card", "my card was stolen"):
        intent = classifier.classify(text)
        assert intent.name in ("other", "fraud_report", UNCLEAR)
        assert {name for name, _ in intent.alternatives} <= {"other", "fraud_report"}


def test_given_a_site_with_names_of_its_own_when_a_phone_is_stolen_then_its_emergency_is_found() -> None:
    names = ("lost_or_stolen_phone", "compromised_card", "balance")
    site = site_of(names, frozenset(names[:2]))
    assert Classifier(site, None).classify("somebody stole my phone").name == "lost_or_stolen_phone"
    assert Classifier(site, None).classify("my card was cloned").name == "compromised_card"


def test_given_a_very_long_text_when_classified_then_only_its_beginning_is_read(classifier: Classifier) -> None:
    assert classifier.classify("I lost my card " + "x" * 100_000).emergency
    assert not classifier.classify("hello " * 1000 + "I lost my card").emergency


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=300)
    | st.text(alphabet="我的卡丢被偷了没不是如果 card lost stolen not if my0.,，。\x00😀", max_size=60),
    language=st.sampled_from(["", "en", "zh-CN", "zh-TW", "xx", "日本"]),
    confidence=st.none() | st.floats(0, 1),
)
def test_given_any_text_when_classified_then_the_answer_is_a_site_intent_or_unclear(
    classifier: Classifier, text: str, language: str, confidence: float | None
) -> None:
    intent = classifier.classify(text, language, confidence)
    assert intent.name in {*DEMO, UNCLEAR}
    assert 0.0 <= intent.confidence <= 1.0
    assert intent.emergency == (intent.name in EMERGENCIES)
    assert intent.unsure == (intent.name == UNCLEAR)
    assert intent.reasons
    assert intent.language in ("zh-CN", "en")
    assert classifier.classify(text, language, confidence) == intent


def test_given_a_model_when_shared_then_scores_are_a_distribution(trained: Trained) -> None:
    scores = trained.model.scores("where is my card")
    assert sum(share for _, share in scores) == pytest.approx(1.0)
    assert [share for _, share in scores] == sorted((share for _, share in scores), reverse=True)
    assert isinstance(trained.model, Model)
