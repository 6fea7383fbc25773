"""The demo bank is a site without a problem, and says what a bank must say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import callcenter
from callcenter.model.flow import Gather, HangUp, Menu, Say, Text
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.site import Loaded, load
from callcenter.site.fact_titles import given_facts

DEMO = Path(callcenter.__file__).parent / "demo" / "site"
EMERGENCIES = {"card_loss", "card_stolen", "fraud_report"}
SELF_SERVICE = {
    "balance_enquiry", "branch_hours", "card_arrival", "exchange_rate", "transfer_status", "fees", "limits", "thanks_bye",
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(DEMO)


@pytest.fixture(scope="module")
def site(loaded: Loaded) -> Site:
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.site is not None
    return loaded.site


def test_emergencies_go_to_a_queue_that_never_closes(site: Site) -> None:
    assert site.emergencies() == EMERGENCIES
    assert {site.intents[name].handling.queue for name in EMERGENCIES} == {"card-loss"}
    assert site.queues["card-loss"].emergency
    assert site.queues["card-loss"].calendar is None


def test_enquiries_go_to_self_service_and_everything_else_to_people(site: Site) -> None:
    assert {name for name, intent in site.intents.items() if intent.handling.flow} == SELF_SERVICE
    assert site.intents["complaint"].complaint_cause == "service"
    assert site.intents["attitude_complaint"].complaint_cause == "attitude"
    assert site.intents["attitude_complaint"].head_start > site.intents["complaint"].head_start > 0


def test_the_numbers_and_the_gateway_are_the_ones_the_contract_names(site: Site) -> None:
    assert site.languages == ("zh-CN", "en")
    assert site.entry_points["+861069950000"].flow == "welcome"
    assert site.entry_points["+861069950110"].intent == "card_loss"
    assert site.entry_points["*"].flow == "welcome"
    assert set(site.gateways) == {"pbx"}
    assert set(site.skills) == {"card", "accounts", "complaints", "general"}
    assert {name: policy.cost for name, policy in site.channels.items()} == {
        "voice": 100, "chat": 33, "sms": 33, "email": 20,
    }  # fmt: skip


def test_the_main_number_asks_by_speech_and_digits(site: Site) -> None:
    welcome = site.flows["welcome"]
    question = welcome.nodes["greeting"]
    assert isinstance(question, Gather)
    assert question.speech
    assert question.store
    assert all(len(words) < 160 for words in question.prompt.values())


def test_every_queue_has_a_promise_and_ends_with_anyone(site: Site) -> None:
    assert set(site.queues) == {"card-loss", "cards", "accounts", "complaints", "general"}
    assert all(queue.steps[-1].anyone for queue in site.queues.values())
    assert site.queues["card-loss"].steps[-1].after <= 10


def test_every_intent_has_guidance_in_both_languages(site: Site) -> None:
    assert set(site.guidance) == set(site.intents)
    assert all(set(text) == set(site.languages) for text in site.guidance.values())
    for name in EMERGENCIES:
        assert all(words.count("- [ ]") >= 5 for words in site.guidance[name].values()), "a checklist"


def test_there_is_enough_to_choose_from(site: Site) -> None:
    assert len(site.dispositions) >= 8
    assert len(site.causes) >= 8
    assert "attitude" in site.causes
    assert {each.resolved for each in site.dispositions.values()} == {True, False}
    assert len(site.away_reasons) >= 4


def spoken(site: Site) -> Iterator[Text]:
    """Every sentence a customer hears."""
    yield from site.words.values()
    yield from (queue.closed for queue in site.queues.values() if queue.closed)
    for flow in site.flows.values():
        for node in flow.nodes.values():
            if isinstance(node, Say | HangUp):
                yield node.text
            if isinstance(node, Menu | Gather):
                yield node.prompt


def test_each_sentence_is_in_its_own_language(site: Site) -> None:
    for text in spoken(site):
        assert any("一" <= sign <= "鿿" for sign in text["zh-CN"])
        assert not any("一" <= sign <= "鿿" for sign in text["en"])


def test_facts_of_the_bank_are_filled_in_and_those_of_the_customer_are_left(site: Site) -> None:
    written = site.flows["fees"].nodes["insurance"]
    assert isinstance(written, Say)
    assert all("+862150590120" in words for words in written.written.values())
    assert "{balance}" in " ".join(text["en"] for text in spoken(site))


def test_holidays_of_both_years_are_closed_and_2026_has_its_make_up_days(site: Site) -> None:
    for calendar in site.calendars.values():
        assert {"2026-10-01", "2027-10-01", "2026-02-17", "2027-02-06"} <= set(calendar.closed_days)
        assert {"2026-02-14", "2026-10-10"} <= set(calendar.open_days)


def test_it_survives_json_and_every_node_has_its_line(site: Site, loaded: Loaded) -> None:
    assert codec.site_of(codec.site_text(site)) == site
    assert set(loaded.where) == {(flow.name, node) for flow in site.flows.values() for node in ("", *flow.nodes)}


def test_every_fact_a_flow_finds_out_has_a_title_for_agents(loaded: Loaded, site: Site) -> None:
    nodes = (node for flow in site.flows.values() for node in flow.nodes.values())
    given = given_facts(site.sources, nodes, loaded.examples)
    assert {"balance", "city", "branch_hours"} <= given
    assert given - set(site.fact_titles) == set()
