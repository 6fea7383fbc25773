"""A flow tried in the terminal finds in the site's own database what a server would, and says what it cannot find."""

import asyncio
from pathlib import Path

import pytest

from callcenter.cli.live_sources import DATABASE, LiveSources
from callcenter.errors import Malformed
from callcenter.model.commands import LookUp
from callcenter.model.customer import Customer, Identity, IdentityKind
from callcenter.model.site import Site, Source
from callcenter.rehearsal.sources import Reply
from callcenter.store import migrate, open_store
from callcenter.testing.sites import small_site

WANG, NUMBER = "cus_wang", "+8613800000001"


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'callcenter.db'}"

    async def fill() -> None:
        await migrate(url)
        store = await open_store(url)
        phone = Identity(kind=IdentityKind.PHONE, value=NUMBER)
        await store.add_customer(Customer(id=WANG, name="Wang Fang", identities=(phone,)))
        await store.add_order({"id": "o1", "customer": WANG, "at": 1.0, "status": "sent"})
        await store.close()

    asyncio.run(fill())
    return url


def site() -> Site:
    order = Source(name="order", store="newest_order", gives={"order_status": "status"})
    complaint = Source(name="complaint", store="open_complaint", gives={"complaint": "id"})
    return small_site(sources={"order": order, "complaint": complaint})


def asked(sources: LiveSources, source: str, customer: str | None = WANG) -> Reply:
    return sources(LookUp(look_up="1.0", contact="c1", source=source, customer=customer), "")


def test_our_own_records_answer_out_of_the_database(database: str) -> None:
    sources = LiveSources(site(), {DATABASE: database})
    assert sources.known(NUMBER).customer == WANG
    assert sources.notes(NUMBER) == []
    assert asked(sources, "order") == Reply(facts={"order_status": "sent"})
    assert asked(sources, "complaint").failure == "unknown"
    assert asked(sources, "order", "cus_nobody").failure == "unknown"
    assert asked(sources, "order", None).failure == "unknown"


def test_without_a_database_a_caller_or_a_customer_it_is_said_what_finds_nothing(database: str) -> None:
    nowhere, there = LiveSources(site(), {}), LiveSources(site(), {DATABASE: database})
    assert asked(nowhere, "order").failure == "unknown"
    (told,) = nowhere.notes(NUMBER)
    assert "complaint, order find nothing" in told
    assert DATABASE in told
    assert "give --caller" in there.notes("")[0]
    assert "know nobody by +8613899999999" in there.notes("+8613899999999")[0]
    assert LiveSources(small_site(), {}).notes("") == []


def test_a_database_that_is_not_there_is_a_slip_of_its_name(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="there is no database"):
        LiveSources(site(), {DATABASE: f"sqlite:///{tmp_path / 'none.db'}"}).known(NUMBER)
