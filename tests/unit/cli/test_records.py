"""Tables in by the command line."""

import asyncio
import csv
from pathlib import Path

import pytest

from callcenter.cli import run
from callcenter.store import open_store
from tests.unit.site.tiny import FILES, SITE, spoil, write


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "customers.csv"
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([("id", "name", "phone"), ("c1", "Ada", "020 7946 0000")])
    return file


async def _number(url: str) -> str:
    store = await open_store(url, writer=False)
    try:
        customer = await store.customer("c1")
    finally:
        await store.close()
    assert customer is not None
    return customer.identities[0].value


@pytest.mark.parametrize("by_flag", [True, False])
def test_given_a_site_of_another_country_when_customers_are_taken_in_then_numbers_are_of_that_country(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: Path, by_flag: bool
) -> None:
    site = write(tmp_path / "site", {**FILES, "site.yaml": spoil(SITE, "phone_region: CN", "phone_region: GB")})
    url = f"sqlite:///{tmp_path}/house.db"
    words = ["import", "customers", str(table), "--database", url]
    if by_flag:
        words += ["--site", str(site)]
    else:
        monkeypatch.setenv("CALLCENTER_SITE", str(site))
    with pytest.raises(SystemExit) as left:
        run(words)
    assert left.value.code == 0
    assert asyncio.run(_number(url)) == "+442079460000"


def test_given_a_site_with_a_problem_when_customers_are_taken_in_then_none_is(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = write(tmp_path / "site", {**FILES, "site.yaml": "name: 3\n"})
    with pytest.raises(SystemExit) as left:
        run(["import", "customers", str(table), "--site", str(site), "--database", f"sqlite:///{tmp_path}/house.db"])
    assert left.value.code == 1
    assert "site.yaml:1:" in capsys.readouterr().err
    assert not (tmp_path / "house.db").exists()
