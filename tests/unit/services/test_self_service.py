"""What the customer already did reaches the agent's screen, with titles in both languages."""

import json
from dataclasses import replace
from typing import Any

from callcenter.model.contact import Contact
from callcenter.model.customer import Known
from callcenter.model.site import FactTitle
from callcenter.services import codec
from callcenter.services.self_service import self_service_view
from callcenter.services.texts import contact_text
from callcenter.services.views import contact_view
from tests.unit.switchboard.flow_world import FlowDay


def shown(day: FlowDay, contact: Contact) -> Any:
    view = contact_view(contact, day.site, day.clock.now())
    assert json.loads(contact_text(contact, day.site, day.clock.now())) == json.loads(codec.json_text(view))
    return view["self_service"]


def test_choices_facts_proofs_and_the_language_are_shown_to_whoever_takes_over() -> None:
    day = FlowDay()
    call = day.at("*1", known=Known(customer="cus_1", facts={"tier": "gold"}))
    day.keys(call, "4321")
    day.source_says(call, facts={"balance": "7" * 300})
    day.keys(call, "*2")
    day.secret(call)
    day.source_says(call)
    day.keys(call, "0")
    view = shown(day, day.contact(call))
    assert [step["title"]["en"] for step in view["path"]] == ["Everything", "number", "pin"]
    assert view["path"][1]["title"]["zh-CN"] == "number（中）"
    none: dict[str, str] = {}
    assert view["facts"] == [
        {"name": "balance", "value": "7" * 80, "title": none, "value_title": none},
        {"name": "card", "value": "4321", "title": none, "value_title": none},
    ]
    assert (view["identified_at"], view["verified_at"]) == (None, view["verified_at"])
    assert view["verified_at"].endswith("Z")
    assert view["language"] == "en"


def test_facts_stand_in_the_sites_order_with_its_words_and_those_it_hides_are_not_there() -> None:
    day = FlowDay()
    call = day.at("*1")
    day.keys(call, "4321")
    day.source_says(call, facts={"balance": "12", "state": "frozen", "helper": "yes"})
    day.keys(call, "0")
    card, state = {"en": "Card", "zh-CN": "卡号"}, {"en": "Account", "zh-CN": "账户"}
    frozen = {"en": "blocked", "zh-CN": "已冻结"}
    titles = {
        "state": FactTitle(title=state, values={"frozen": frozen}),
        "card": FactTitle(title=card),
        "nobody_said": FactTitle(title=card),
        "helper": FactTitle(shown=False),
    }
    view = self_service_view(day.contact(call), replace(day.site, fact_titles=titles))
    assert view is not None
    assert [(fact["name"], fact["title"], fact["value_title"]) for fact in view["facts"]] == [
        ("state", state, frozen),
        ("card", card, {}),
        ("balance", {}, {}),
    ]


def test_who_asked_for_a_person_at_once_has_done_nothing_worth_showing() -> None:
    day = FlowDay()
    call = day.waits()
    assert day.contact(call).deeds
    assert shown(day, day.contact(call)) is None
