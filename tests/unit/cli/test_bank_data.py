"""The demo bank's data service from the command line, and beside a server of the demo bank."""

import aiohttp
import pytest

from callcenter.cli import running
from callcenter.clock import SystemClock


async def test_given_no_service_named_then_one_runs_beside_the_server_until_it_ends() -> None:
    async with running._with_bank({"HOME": "/"}, SystemClock()) as environ, aiohttp.ClientSession() as client:
        address, key = environ["CALLCENTER_SERVICE_BANK"], environ["CALLCENTER_SERVICE_BANK_KEY"]
        assert environ["HOME"] == "/"
        async with client.get(f"{address}/rates/USD", headers={"Authorization": f"Bearer {key}"}) as answer:
            assert (await answer.json())["currency"] == "USD"
        async with client.get(f"{address}/rates/USD") as answer:
            assert answer.status == 401
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(f"{address}/rates/USD")


async def test_given_a_service_that_is_named_then_none_is_started() -> None:
    named = {"CALLCENTER_SERVICE_BANK": "https://core.example.com"}
    async with running._with_bank(named, SystemClock()) as environ:
        assert environ is named


def test_given_no_key_then_the_service_does_not_start_and_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CALLCENTER_SERVICE_BANK_KEY", raising=False)
    assert running.bank_data() == 2
    assert "CALLCENTER_SERVICE_BANK_KEY" in capsys.readouterr().err
