"""A flow tried in the terminal asks the bank's real service, over HTTP, with its key."""

import asyncio

import pytest

from callcenter.app import DEMO_SITE
from callcenter.cli.live_sources import LiveSources
from callcenter.clock import ManualClock
from callcenter.demo.bank_data import opened_bank_data
from callcenter.model.commands import LookUp
from callcenter.model.customer import Known
from callcenter.model.site import Site
from callcenter.rehearsal.sources import Reply
from callcenter.services.shelf import read


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = read(DEMO_SITE)[0].site
    assert loaded is not None
    return loaded


async def asked(site: Site, source: str, secret: str = "", customer: str | None = "cus_demo01", **told: str) -> Reply:
    command = LookUp(
        look_up="1.0",
        contact="c1",
        source=source,
        arguments={"language": "en", **told},
        sealed="token" if secret else "",
        customer=customer,
    )
    reply = await asyncio.to_thread(LiveSources(site), command, secret)
    assert reply is not None
    return reply


async def test_given_the_service_then_its_answers_are_the_flows_facts(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened_bank_data(ManualClock(), "the key") as address:
        monkeypatch.setenv("CALLCENTER_SERVICE_BANK", address)
        monkeypatch.setenv("CALLCENTER_SERVICE_BANK_KEY", "the key")
        assert (await asked(site, "account")).facts["balance"] == "128430.55"
        assert (await asked(site, "account", customer=None)).failure == "unknown"
        assert (await asked(site, "rates", currency="xyz")).failure == "unknown"
        assert (await asked(site, "identify", "20743307", None)).known == Known(customer="cus_demo02")
        assert not (await asked(site, "identify", "11111111", None)).right
        assert (await asked(site, "last_contact")).failure == "unknown"


async def test_given_no_service_then_it_is_unavailable(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_SERVICE_BANK", "http://127.0.0.1:9")
    assert (await asked(site, "account")).failure == "unavailable"
