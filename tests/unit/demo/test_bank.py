"""The demo bank in a store."""

from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from callcenter.demo.bank import PASSWORD, document, seed, seed_agents
from callcenter.demo.sentences import Sentences
from callcenter.model.customer import CustomerClass, IdentityKind
from callcenter.model.site import Site
from callcenter.services.passwords import Passwords
from callcenter.services.ports import Store
from callcenter.site.load import load
from callcenter.testing.fake_store import FakeStore

NOW = 1_800_000_000.0


@pytest.fixture(scope="module")
def site() -> Site:
    return load(Path(str(files("callcenter.demo"))) / "site").site


async def counted(store: Store) -> list[int]:
    customers = await store.search_customers("", None, 100)
    complaints, contacts = await store.complaints({}, None, 100), await store.contacts({}, None, 100)
    facts = await store.panel_facts(["cus_demo01"])
    one = facts["cus_demo01"]
    return [
        len(customers.rows),
        len(complaints.rows),
        len(contacts.rows),
        len(await store.users()),
        len(one.orders),
        len(one.service_requests),
        len(one.notes),
    ]


async def test_given_an_empty_store_when_seeded_twice_then_everything_is_there_once(site: Site) -> None:
    store = FakeStore()
    await seed(store, site, NOW)
    once = await counted(store)
    await seed(store, site, NOW + 100)
    assert await counted(store) == once
    assert once == [16, 4, 9, 10, 2, 1, 1]


async def test_given_the_seeded_bank_then_callers_are_known_ambiguous_or_unknown(site: Site) -> None:
    store = FakeStore()
    await seed(store, site, NOW)
    numbers = ["+8613800000001", "+8613800000099", "+8613899999999"]
    known = await store.known(IdentityKind.PHONE, numbers)
    assert (known[numbers[0]].name, known[numbers[0]].customer_class) == ("王芳", CustomerClass.VIP)
    assert known[numbers[0]].facts == {"card_status": "sent"}
    assert known[numbers[0]].last_agent == "agent2"
    assert known[numbers[1]].customer is None
    assert set(known[numbers[1]].candidates) == {"cus_demo08", "cus_demo09"}
    assert numbers[2] not in known


def test_what_comes_with_a_caller_s_number_without_proof_names_no_sum_and_no_card() -> None:
    facts = [told.get("facts", {}) for told in document()["customers"]]
    assert {name for one in facts for name in one} == {"card_status"}
    assert not any(sign.isdigit() for one in facts for value in one.values() for sign in str(value))


async def test_given_the_seeded_users_then_each_logs_in_and_every_queue_has_agents_in_every_language(
    site: Site,
) -> None:
    store, passwords = FakeStore(), Passwords()
    await seed(store, site, NOW)
    users = {user.name: user for user in await store.users()}
    assert {f"agent{n}" for n in range(1, 9)} | {"supervisor1", "admin1"} == set(users)
    assert await passwords.matches(users["agent1"].password_hash, PASSWORD)
    for queue in site.queues.values():
        able = [
            user for user in users.values() if all(user.skills.get(need.skill, 0) >= need.level for need in queue.needs)
        ]
        assert {language for user in able for language in user.languages} >= set(site.languages), queue.name
        assert {user.name for user in able} >= {"agent1", "agent2"}


async def test_given_open_complaints_then_their_clocks_run_and_passed_warnings_are_not_repeated(site: Site) -> None:
    store = FakeStore()
    await seed(store, site, NOW)
    complaint = await store.complaint("cmp_cus_demo04_0")
    assert complaint is not None
    assert complaint.clock.due_at == NOW + 3 * 3600
    assert complaint.clock.warned == (0.5, 0.75)
    assert complaint.cause in site.causes


async def test_given_agents_for_a_recorded_day_then_they_can_do_everything(site: Site) -> None:
    store = FakeStore()
    await seed_agents(store, ["day01", "day02"], list(site.skills), site.languages)
    assert [user.skills for user in await store.users()] == [dict.fromkeys(site.skills, 8)] * 2


def test_what_the_bank_names_exists_in_the_site(site: Site) -> None:
    for told in document()["customers"]:
        assert told["language"] in site.languages
        for past in told.get("contacts", ()):
            assert past["intent"] in site.intents
            assert past.get("queue", site.default_queue) in site.queues
            assert past["disposition"] is None or past["disposition"] in site.dispositions


def test_every_intent_that_is_said_is_one_of_the_site_in_every_language(site: Site) -> None:
    sentences = Sentences(Random(1))
    assert set(sentences.intents()) <= set(site.intents)
    for intent in sentences.intents():
        for language in site.languages:
            assert sentences.all(intent, language)
            assert "$" not in sentences.one(intent, language)
