"""What is known beside the words tips the scales between everyday intents, within bounds, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.intent.classify import Classifier
from callcenter.intent.leaning import MOST, Leaning, facts_of, leaning_of
from callcenter.intent.train import Trained
from callcenter.model.customer import Known
from callcenter.model.intent import HUMAN, NO_CONTEXT, UNCLEAR, Context
from callcenter.model.site import Handling, Hint, Site
from tests.unit.intent.sites import EMERGENCIES, site_of

NOW = 1_800_000_000.0
DELIVERED = Hint(when='facts.card_status == "delivered"', weight=3.0)


def hinted(name: str = "card_activation", hint: Hint = DELIVERED) -> Site:
    site = site_of()
    policy = replace(site.intents[name], hints=(hint,))
    return replace(site, intents={**site.intents, name: policy})


def test_a_hint_sees_the_channel() -> None:
    site = hinted(hint=Hint(when='channel == "chat"', weight=3.0))
    assert leaning_of(site, Context(channel="chat"), "en").weights == {"card_activation": 3.0}
    assert leaning_of(site, Context(channel="voice"), "en").weights == {}


def called(intent: str, ago: float = 600.0, **facts: str) -> Context:
    return Context(known=Known(customer="cus_1", last_intent=intent, last_contact_at=NOW - ago, facts=facts), now=NOW)


def test_a_hint_that_holds_raises_its_intent_and_says_so() -> None:
    leaning = leaning_of(hinted(), Context(known=Known(facts={"card_status": "delivered"})), "en")
    assert leaning.weights == {"card_activation": 3.0}
    assert "card_status" in leaning.reasons["card_activation"][0]
    assert leaning_of(hinted(), Context(known=Known(facts={"card_status": "lost"})), "en").weights == {}
    assert leaning_of(hinted(), NO_CONTEXT, "en").weights == {}


def test_the_matter_of_the_last_day_counts_and_older_ones_do_not() -> None:
    assert leaning_of(site_of(), called("balance_enquiry"), "en").weights == {"balance_enquiry": 3.0}
    assert leaning_of(site_of(), called("balance_enquiry", 86_401), "en").weights == {}
    assert leaning_of(site_of(), called("card_loss"), "en").weights == {}


def test_the_flow_in_which_the_customer_stands_counts() -> None:
    site = site_of()
    policy = replace(site.intents["balance_enquiry"], handling=Handling(flow="balance"))
    site = replace(site, intents={**site.intents, "balance_enquiry": policy})
    assert leaning_of(site, Context(flow="balance", now=NOW), "en").weights == {"balance_enquiry": 2.0}


@given(
    shares=st.lists(st.floats(0.001, 1.0), min_size=4, max_size=4),
    weight=st.floats(0.01, 100.0),
    unsure=st.floats(0.2, 0.5),
)
def test_the_share_of_emergencies_stays_and_the_odds_move_within_bounds(
    shares: list[float], weight: float, unsure: float
) -> None:
    total = sum(shares)
    names = ["card_loss", "a", "b", "c"]
    scores = sorted(zip(names, [share / total for share in shares], strict=True), key=lambda pair: -pair[1])
    site = hinted("balance_enquiry", Hint(when="true", weight=weight))
    bounded = leaning_of(site, Context(now=NOW), "en").weights.get("balance_enquiry", 1.0)
    assert 1 / MOST <= bounded <= MOST
    after = dict(Leaning(weights={"a": bounded}).tilted(scores, frozenset({"card_loss"}), unsure))
    before = dict(scores)
    assert after["card_loss"] == before["card_loss"]
    assert sum(after.values()) <= 1.0 + 1e-9
    if bounded > 1.0 and before["a"] < unsure / 2:
        assert after["a"] < unsure, "what the words do not say at all must not become sure"


@pytest.mark.parametrize("text", ["and now?", "还没好", "怎么样了"])
def test_words_without_a_matter_go_on_with_the_one_that_is_known(trained: Trained, text: str) -> None:
    heard = Classifier(site_of(), trained.model).classify(text, context=called("card_activation"))
    assert (heard.name, heard.unsure, heard.emergency) == ("card_activation", False, False)
    assert any("10 min ago" in reason for reason in heard.reasons)


@pytest.mark.parametrize("text", ["hello", "你好", "hmm", "well"])
def test_a_greeting_stays_a_greeting_whatever_is_known(trained: Trained, text: str) -> None:
    model = replace(trained.model, unsure_threshold=0.5)
    heard = Classifier(hinted(), model).classify(text, context=called("card_activation", card_status="delivered"))
    assert heard.unsure or heard.name != "card_activation"


def test_two_matters_alike_are_asked_about(trained: Trained) -> None:
    context = replace(called("card_activation"), before=("balance_enquiry", "card_activation"))
    assert Classifier(site_of(), trained.model).classify("and now?", context=context).name == "card_activation"
    site = hinted("balance_enquiry", Hint(when="true", weight=3.0))
    assert Classifier(site, trained.model).classify("and now?", context=called("card_activation")).name == UNCLEAR


@pytest.mark.parametrize("text", ["and now?", "那现在呢", "still not here"])
def test_no_model_hears_an_emergency_in_words_without_a_matter(trained: Trained, text: str) -> None:
    anxious = replace(trained.model, emergency_threshold=0.0)
    alone = Classifier(site_of(), anxious).classify(text)
    assert (alone.name, alone.emergency, alone.unsure) == (UNCLEAR, False, True)
    known = Classifier(site_of(), anxious).classify(text, context=called("card_activation"))
    assert (known.name, known.emergency) == ("card_activation", False)
    assert Classifier(site_of(), anxious).classify("my balance").emergency


def test_words_that_go_on_with_an_emergency_are_a_persons(trained: Trained) -> None:
    assert Classifier(site_of(), trained.model).classify("and now?", context=called("card_loss")).name == HUMAN


def test_an_emergency_is_heard_whatever_the_context_says(trained: Trained) -> None:
    site = hinted("balance_enquiry", Hint(when="true", weight=1000.0))
    for text in ("I lost my card", "我的卡被偷了", "someone used my card"):
        alone = Classifier(site_of(), trained.model).classify(text)
        assert Classifier(site, trained.model).classify(text, context=called("balance_enquiry")) == alone
        assert alone.emergency


def test_a_hint_on_an_emergency_is_not_read(trained: Trained) -> None:
    site = hinted("card_loss", Hint(when="true", weight=1000.0))
    assert leaning_of(site, Context(now=NOW), "en").weights == {}
    assert EMERGENCIES


def test_a_hint_sees_the_contact_beside_the_customers_facts() -> None:
    context = replace(called("limits", 120, card_status="sent"), dialled="+8610", keys="12")
    assert facts_of(context) == {
        "card_status": "sent", "dialled": "+8610", "keys": "12", "last_intent": "limits", "customer": "cus_1",
        "open_complaints": "0", "last_contact_minutes": "2",
    }  # fmt: skip
