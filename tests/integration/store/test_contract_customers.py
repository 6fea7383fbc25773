"""Customers and their contacts, on the fake and both engines."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from callcenter.errors import Conflict, Malformed, Stale, Unknown
from callcenter.model.customer import CustomerClass, Identity, IdentityKind, Known
from callcenter.model.promise import ComplaintState
from callcenter.services.ports import Page, Projection, Store
from tests.integration.store.rows import HOUR, NOW, callback, complaint, contact, customer

PHONE = "+8613800000001"


async def test_given_one_match_then_everything_a_call_needs_is_known(store: Store) -> None:
    await store.add_customer(customer("cus_1", PHONE))
    await store.append(
        [],
        Projection(
            upto=3,
            contacts={
                "c1": contact("c1", 1, customer="cus_1", agent="agent1"),
                "c2": contact("c2", 2, customer="cus_1", agent=None),
                "c3": contact("c3", 3, customer="cus_2", agent="agent3"),
            },
            complaints=[
                complaint("p1", customer="cus_1"),
                complaint("p2", customer="cus_1", state=ComplaintState.CLOSED),
                complaint("p3", customer="cus_2"),
            ],
        ),
    )

    assert await store.known_by_id("cus_1") == (await store.known(IdentityKind.PHONE, [PHONE]))[PHONE]
    assert await store.known_by_id("cus_none") is None
    assert await store.known(IdentityKind.PHONE, [PHONE]) == {
        PHONE: Known(
            customer="cus_1",
            name="Name of cus_1",
            language="zh-CN",
            customer_class=CustomerClass.VIP,
            last_agent="agent1",
            last_contact_at=NOW + 2,
            last_intent="card_loss",
            open_complaints=1,
            facts={"card_status": "shipped"},
        )
    }


async def test_given_several_matches_then_nobody_is_guessed(store: Store) -> None:
    for id in ("cus_2", "cus_1", "cus_3"):
        await store.add_customer(customer(id, PHONE))

    assert await store.known(IdentityKind.PHONE, [PHONE]) == {PHONE: Known(candidates=("cus_1", "cus_2", "cus_3"))}


async def test_values_nobody_has_are_missing_and_kinds_are_kept_apart(store: Store) -> None:
    mail = Identity(kind=IdentityKind.EMAIL, value="li@example.org")
    await store.add_customer(customer("cus_1", "+861", identities=(mail,)))
    await store.add_customer(customer("cus_2", "+862"))

    found = await store.known(IdentityKind.PHONE, ["+862", "+863", "li@example.org"])
    assert {value: known.customer for value, known in found.items()} == {"+862": "cus_2"}
    assert list(await store.known(IdentityKind.EMAIL, ["li@example.org"])) == ["li@example.org"]
    assert await store.known(IdentityKind.PHONE, []) == {}


async def test_a_customer_comes_back_as_it_was_added(store: Store) -> None:
    added = customer(
        "cus_1",
        PHONE,
        organisation=True,
        owner="agent1",
        profile={"family": {"children": 2}, "hobbies": ["茶"]},
        consent={"marketing": False},
    )
    await store.add_customer(added)

    assert await store.customer("cus_1") == added
    assert await store.customer("cus_2") is None
    with pytest.raises(Conflict):
        await store.add_customer(added)


async def test_given_two_change_one_customer_then_the_second_is_told_so(store: Store) -> None:
    await store.add_customer(customer("cus_1", PHONE))
    read = await store.customer("cus_1")
    assert read is not None
    other = (Identity(kind=IdentityKind.PHONE, value="+8613900000002"),)
    await store.change_customer(replace(read, name="Li Na", identities=other))

    with pytest.raises(Stale):
        await store.change_customer(replace(read, name="Wang Fang"))
    with pytest.raises(Unknown):
        await store.change_customer(customer("cus_9"))

    changed = await store.customer("cus_1")
    assert changed is not None
    assert (changed.name, changed.version) == ("Li Na", 2)
    assert set(await store.known(IdentityKind.PHONE, [PHONE, "+8613900000002"])) == {"+8613900000002"}


@pytest.fixture
async def searched(store: Store) -> AsyncIterator[Store]:
    await store.add_customer(customer("cus_1", "+8613800000001", name="李娜"))
    await store.add_customer(customer("cus_2", "+8613800000002", name="Strauß 100%"))
    mail = Identity(kind=IdentityKind.EMAIL, value="wang_fang@example.org")
    await store.add_customer(customer("cus_3", identities=(mail,), name="WANG Fang"))
    return store


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cus_2", ["cus_2"]),
        ("+86138", ["cus_1", "cus_2"]),
        ("86 138-0000-0002", ["cus_2"]),
        ("13800000001", []),
        ("娜", ["cus_1"]),
        ("wang", ["cus_3"]),
        ("STRAUSS", ["cus_2"]),
        ("0%", ["cus_2"]),
        ("%", ["cus_2"]),
        ("wang_f", ["cus_3"]),
        ("wangXf", []),
        ("g_f", []),
        ("nobody", []),
        ("", ["cus_1", "cus_2", "cus_3"]),
        ("\x00", []),
    ],
)
async def test_customers_are_found_by_id_number_or_part_of_a_name(searched: Store, text: str, found: list[str]) -> None:
    assert [row["id"] for row in (await searched.search_customers(text, None, 10)).rows] == found


async def test_pages_of_customers_follow_each_other_without_gap_or_double(store: Store) -> None:
    for n in range(7):
        await store.add_customer(customer(f"cus_{n}"))

    seen, after = [], None
    while True:
        page = await store.search_customers("", after, 3)
        seen += [row["id"] for row in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == [f"cus_{n}" for n in range(7)]


async def test_panel_facts_hold_the_newest_twenty_of_everything(store: Store) -> None:
    await store.add_customer(customer("cus_1"))
    await store.add_customer(customer("cus_2"))
    many = range(25)
    await store.append(
        [],
        Projection(
            upto=1,
            contacts={f"c{n:02}": contact(f"c{n:02}", n, customer="cus_1") for n in many},
            complaints=[complaint(f"p{n:02}", customer="cus_1", created_at=NOW + n) for n in many],
            callbacks=[callback(f"b{n:02}", customer="cus_1", created_at=NOW + n) for n in many],
        ),
    )
    for n in many:
        await store.add_order({"id": f"o{n:02}", "customer": "cus_1", "at": NOW + n, "product": "card"})
        await store.add_service_request({"id": f"s{n:02}", "customer": "cus_1", "at": NOW + n, "kind": "card"})
        await store.add_note("cus_1", f"note {n}", "agent1", NOW + n, "c01" if n == 24 else None)
    await store.add_order({"id": "other", "customer": "cus_2", "at": "2026-11-21T08:00:00Z"})

    found = await store.panel_facts(["cus_1", "cus_2", "cus_3"])

    assert set(found) == {"cus_1", "cus_2"}
    facts = found["cus_1"]
    newest = [f"{n:02}" for n in range(24, 4, -1)]
    assert facts.customer == await store.customer("cus_1")
    assert [row["id"] for row in facts.contacts] == [f"c{n}" for n in newest]
    assert [row.id for row in facts.complaints] == [f"p{n}" for n in newest]
    assert [row.id for row in facts.callbacks] == [f"b{n}" for n in newest]
    assert [row["id"] for row in facts.orders] == [f"o{n}" for n in newest]
    assert [row["id"] for row in facts.service_requests] == [f"s{n}" for n in newest]
    assert [row["text"] for row in facts.notes] == [f"note {int(n)}" for n in newest]
    last = {name: value for name, value in facts.notes[0].items() if name != "id"}
    assert last == {"at": NOW + 24, "by": "agent1", "text": "note 24", "contact": "c01"}
    assert found["cus_2"].orders == [{"id": "other", "customer": "cus_2", "at": "2026-11-21T08:00:00Z"}]
    assert found["cus_2"].contacts == []
    assert await store.panel_facts([]) == {}


async def test_an_order_of_the_same_id_replaces_the_one_before(store: Store) -> None:
    await store.add_customer(customer("cus_1"))
    await store.add_order({"id": "o1", "customer": "cus_1", "at": NOW, "status": "made"})
    await store.add_order({"id": "o1", "customer": "cus_1", "at": NOW, "status": "sent"})

    assert [row["status"] for row in (await store.panel_facts(["cus_1"]))["cus_1"].orders] == ["sent"]


async def test_what_belongs_to_nobody_is_refused(store: Store) -> None:
    with pytest.raises(Unknown):
        await store.add_order({"id": "o1", "customer": "cus_9", "at": NOW})
    with pytest.raises(Unknown):
        await store.add_service_request({"id": "s1", "customer": "cus_9", "at": NOW})
    with pytest.raises(Unknown):
        await store.add_note("cus_9", "text", "agent1", NOW, None)
    with pytest.raises(Malformed) as refused:
        await store.add_order({"customer": "cus_9"})
    assert [error["pointer"] for error in refused.value.errors] == ["/id", "/at"]


@pytest.fixture
async def listed(store: Store) -> AsyncIterator[Store]:
    contacts = {
        "c1": contact("c1", 1, customer="cus_1", agent="agent1", state="completed"),
        "c2": contact("c2", 2, queue="general", intent="complaint", emergency=False),
        "c3": contact("c3", 3, channel="chat", queue=None, intent=None, emergency=False),
        # Come at the very same moment, so that only the sequence tells them apart.
        "c4": contact("c4", 4, arrived_at=NOW + 5),
        "c5": contact("c5", 5, arrived_at=NOW + 5),
    }
    await store.append([], Projection(upto=5, contacts=contacts))
    return store


def ids(page: Page) -> list[str]:
    return [row["id"] for row in page.rows]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["c5", "c4", "c3", "c2", "c1"]),
        ({"customer": "cus_1"}, ["c1"]),
        ({"agent": "agent1"}, ["c1"]),
        ({"queue": "general"}, ["c2"]),
        ({"state": "completed"}, ["c1"]),
        ({"channel": "chat"}, ["c3"]),
        ({"intent": "complaint"}, ["c2"]),
        ({"emergency": "true"}, ["c5", "c4", "c1"]),
        ({"emergency": "false"}, ["c3", "c2"]),
        ({"from": str(NOW + 2), "to": str(NOW + 5)}, ["c3", "c2"]),
        ({"from": "2027-01-15T08:00:03Z", "emergency": "true"}, ["c5", "c4"]),
        ({"agent": "agent9"}, []),
    ],
)
async def test_contacts_are_listed_newest_first_by_what_is_asked(
    listed: Store, filters: dict[str, str], found: list[str]
) -> None:
    assert ids(await listed.contacts(filters, None, 10)) == found


async def test_pages_of_contacts_follow_each_other_also_while_new_ones_come(listed: Store) -> None:
    first = await listed.contacts({}, None, 2)
    await listed.append([], Projection(upto=6, contacts={"c6": contact("c6", 6)}))
    second = await listed.contacts({}, first.after, 2)
    third = await listed.contacts({}, second.after, 2)

    # NOW + 6 is after the first page's place in time, so c6 belongs before it and must not shift what follows.
    assert [ids(first), ids(second), ids(third)] == [["c5", "c4"], ["c3", "c2"], ["c1"]]
    assert third.after is None


@pytest.mark.parametrize("filters", [{"colour": "red"}, {"from": "yesterday"}, {"emergency": "perhaps"}])
async def test_a_filter_that_does_not_exist_or_fit_is_refused(listed: Store, filters: dict[str, str]) -> None:
    with pytest.raises(Malformed) as refused:
        await listed.contacts(filters, None, 10)
    assert refused.value.errors[0]["pointer"] == f"/{next(iter(filters))}"


@pytest.mark.parametrize("after", ["x", "!!", "bnVsbA", "W10", "WyJhIiwiYiIsImMiXQ"])
async def test_a_cursor_nobody_gave_is_refused_and_never_a_fault_of_ours(listed: Store, after: str) -> None:
    with pytest.raises(Malformed) as refused:
        await listed.contacts({}, after, 10)
    assert refused.value.code == "bad_cursor"


async def test_a_contact_nobody_had_has_no_row_and_no_history(store: Store) -> None:
    assert await store.contact("c9") is None
    assert await store.timeline("c9") == []


async def test_last_contact_counts_from_the_newest(store: Store) -> None:
    await store.add_customer(customer("cus_1", PHONE))
    rows = {
        "c1": contact("c1", 1, customer="cus_1", agent="agent1", intent="limits", arrived_at=NOW - HOUR),
        "c2": contact("c2", 2, customer="cus_1", agent="agent2", intent="fees", arrived_at=NOW - 2 * HOUR),
    }
    await store.append([], Projection(upto=2, contacts=rows))

    known = (await store.known(IdentityKind.PHONE, [PHONE]))[PHONE]
    assert (known.last_contact_at, known.last_agent, known.last_intent) == (NOW - HOUR, "agent1", "limits")
