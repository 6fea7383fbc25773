"""The verbs `intents train`, `intents suggest` and `intents topics`, on files and on a database with a real report in it."""

import asyncio
import json
import re
from pathlib import Path

import pytest
import yaml

from callcenter.cli import run
from callcenter.store import migrate, open_store
from tests.unit.intent.conftest import write_site

SAID = ["my balance please", "bitcoin blocked", "bitcoin is blocked 13800000001", "the weather", "my balance please"]
MANY = [
    "open a digital wallet",
    "a dark mode for the app",
    "interest on a loan",
    "change my address",
    "insurance abroad",
]
TOPIC = {
    "terms": ["bitcoin", "blocked"], "trend": [0, 0, 0, 0, 3], "growing": True, "ratio": None, "day": 3, "week": 3,
    "examples": ["why is bitcoin blocked"], "contacts": ["c1"],
}  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as left:
        run(["intents", *words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with the reports of two days."""
    url = f"sqlite:///{tmp_path}/house.db"

    async def fill() -> None:
        await migrate(url)
        store = await open_store(url)
        try:
            for day in ("2026-03-18", "2026-03-19"):
                body = {"day": day, "contacts": 4, "sentences": 6, "uncovered": 3, "topics": [TOPIC], "wishes": [],
                        "growing": {"intents": [], "causes": []}}  # fmt: skip
                await store.keep_topics(day, 1.0, json.dumps(body))
        finally:
            await store.close()

    asyncio.run(fill())
    return url


def test_given_examples_that_fight_when_trained_then_they_are_counted_and_only_verbose_or_json_names_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    site = write_site(tmp_path, train=False)
    for intent in ("other", "balance_enquiry"):
        with (site / "intents" / f"{intent}.yml").open("a", encoding="utf-8") as file:
            file.write("    - tell me of the harbour office\n")
    code, told, _ = said(capsys, "train", str(site))
    assert code == 0
    assert f"same words two intents: 1 pair of examples (callcenter intents conflicts {site} shows them)" in told
    assert re.search(r"^warnings: \d+ \(callcenter intents train \S+ --verbose shows them\)$", told, re.MULTILINE)
    assert "harbour" not in told
    assert told.count("\n") < 25
    _, told, _ = said(capsys, "train", str(site), "--verbose")
    assert told.count("harbour office") >= 2
    assert "card_loss has 3 examples in zh-CN" in told
    _, told, _ = said(capsys, "train", str(site), "--json")
    assert json.loads(told)["same_words_two_intents"][0]["likeness"] == 1.0
    assert said(capsys, "conflicts", str(site))[1].count("harbour office") == 2


def test_given_sentences_when_asked_what_to_label_then_examples_to_paste_come_with_numbers_masked(
    capsys: pytest.CaptureFixture[str], site: Path, tmp_path: Path
) -> None:
    file = tmp_path / "said.txt"
    file.write_text("\n".join(SAID), "utf-8")
    code, told, _ = said(capsys, "suggest", str(site), "--file", str(file))
    assert code == 0
    taught = yaml.safe_load(told)["nlu"]
    assert "13800000001" not in told
    assert any("bitcoin" in row["examples"] for row in taught)
    assert all(row["intent"] for row in taught)


def test_given_more_than_a_page_then_it_says_how_to_see_the_next_and_the_pages_are_different(
    capsys: pytest.CaptureFixture[str], site: Path, tmp_path: Path
) -> None:
    file = tmp_path / "said.csv"
    file.write_text("\n".join(("text", *SAID, *MANY)), "utf-8")
    ask = ("suggest", str(site), "--file", str(file), "--limit", "1")
    code, first, more = said(capsys, *ask)
    assert (code, more) == (0, "more: --skip 1\n")
    _, second, _ = said(capsys, *ask, "--skip", "1")
    assert yaml.safe_load(first)["nlu"] != yaml.safe_load(second)["nlu"]
    _, report, _ = said(capsys, *ask, "--json")
    assert json.loads(report)["groups"][0]["texts"]


def test_given_a_file_without_its_column_then_it_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], site: Path, tmp_path: Path
) -> None:
    file = tmp_path / "said.csv"
    file.write_text("words\nhello\n", "utf-8")
    code, told, why = said(capsys, "suggest", str(site), "--file", str(file))
    assert code != 0
    assert told == ""
    assert "needs a column text" in why
    assert "Traceback" not in why


def test_given_reports_then_the_newest_is_printed_and_named_days_are_all_printed(
    capsys: pytest.CaptureFixture[str], url: str
) -> None:
    code, told, _ = said(capsys, "topics", "--database", url)
    assert code == 0
    assert told.splitlines() == [
        "2026-03-19: 4 contacts, 3 of 6 sentences without an intent",
        "  topic  bitcoin blocked: 3 this week, 0 in the four before  growing, new",
        "           why is bitcoin blocked",
    ]
    _, told, _ = said(capsys, "topics", "--from", "2026-03-01", "--to", "2026-03-18", "--database", url, "--json")
    assert [day["day"] for day in json.loads(told)["days"]] == ["2026-03-18"]


def test_given_no_report_then_it_says_when_one_is_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    asyncio.run(migrate(url))
    code, told, why = said(capsys, "topics", "--database", url)
    assert (code, told) == (0, "")
    assert "no report yet" in why
