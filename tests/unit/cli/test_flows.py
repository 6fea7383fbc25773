"""The verbs about flows."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from callcenter.cli import run
from callcenter.store import migrate, open_store
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests import recorded


def test_given_a_flow_then_graph_draws_it_to_standard_output_or_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hours.svg"
    assert _code("ivr", "graph", "branch_hours", "--language", "zh-CN") == 0
    told = capsys.readouterr().out
    assert _code("ivr", "graph", "branch_hours", "--language", "zh-CN", "--svg", str(file)) == 0
    assert file.read_text("utf-8") == told
    assert ElementTree.fromstring(told).tag == "{http://www.w3.org/2000/svg}svg"
    assert "营业中" in told


def test_given_no_such_flow_then_graph_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert _code("ivr", "graph", "nothing") == 2
    assert "there is no flow 'nothing'; there are account_specialists, balance_enquiry" in capsys.readouterr().err


def _code(*words: str) -> object:
    with pytest.raises(SystemExit) as left:
        run(list(words))
    return left.value.code


@pytest.fixture
def database(tmp_path: Path) -> str:
    """One call to the small site's number that asked about rates, and hung up when it had heard them."""
    url = f"sqlite:///{tmp_path / 'callcenter.db'}"
    day = Day(small_site(flows={name: replace(flow, version="v1") for name, flow in small_site().flows.items()}))
    call = day.call()
    day.passes(5)
    day.says(call, "rates", "exchange_rate")
    day.passes(4)
    day.hang_up(call)

    async def fill() -> None:
        await migrate(url)
        store = await open_store(url)
        await recorded.write(day, store)
        await store.close()

    asyncio.run(fill())
    return url


AT = ("--from", "2027-01-14", "--to", "2027-01-17")


def test_given_a_day_then_report_has_a_line_for_each_flow_and_version(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _code("ivr", "report", *AT, "--database", database) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:3] == ["flow", "version", "started"]
    assert ["rates", "all", "1", "100.0%", "100.0%", "0.0%"] in [line[:6] for line in lines]
    assert ["rates", "v1", "1"] in [line[:3] for line in lines]


def test_given_a_flow_then_report_tells_its_nodes_its_formulas_and_draws_it(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rates.svg"
    assert _code("ivr", "report", "rates", *AT, "--svg", str(file), "--database", database) == 0
    out = capsys.readouterr().out
    assert "rates: 1 came in, 0 still inside; hung_up_done 1" in out
    assert "containment_by_choice: 100.0%  = (served + hung_up_done) / judged" in out
    assert "came in 1" in file.read_text("utf-8")
    assert _code("ivr", "report", "rates", *AT, "--json", "--database", database) == 0
    assert json.loads(capsys.readouterr().out)["ways"] == [{"from": "rate", "to": "more", "visits": 1, "share": 1.0}]
    assert _code("ivr", "report", "rates", *AT, "--csv", "--database", database) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("node,reached,drop_out")


@pytest.mark.parametrize("words", [("rates", "--json", "--csv"), ("--svg", "x.svg"), ("nothing",)])
def test_given_a_wish_without_sense_then_report_says_why_not(database: str, words: tuple[str, ...]) -> None:
    assert _code("ivr", "report", *words, *AT, "--database", database) in (1, 2)
