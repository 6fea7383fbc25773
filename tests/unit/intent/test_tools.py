"""Train, explain and test a directory; and the demo bank's own floor on sentences nobody trained on."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from callcenter.errors import Malformed
from callcenter.intent import tools
from callcenter.site.examples import read_examples
from tests.unit.intent.conftest import TAUGHT, write_site
from tests.unit.intent.sites import EMERGENCIES

VALIDATION = Path(__file__).parents[2] / "data" / "intents-validation.csv"
JUDGE = VALIDATION.with_name("intents-judge.csv")
DEMO_SITE = Path(tools.__file__).parents[2] / "demo" / "site"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"))


def test_given_a_directory_with_examples_when_trained_then_the_report_is_json_and_the_file_is_there(bare: Path) -> None:
    report = tools.train_site(bare)
    assert json.loads(json.dumps(report))["intents"] == len(TAUGHT)
    assert report["emergency"]["intents"] == sorted(EMERGENCIES)
    assert report["problems"] == []
    assert (bare / tools.MODEL).stat().st_size == report["bytes"]


def test_given_a_text_when_explained_then_rules_and_features_are_named(bare: Path) -> None:
    explained = tools.explain(bare, "I have not lost my card")
    assert json.dumps(explained)
    assert {rule["taken_back"] for rule in explained["rules"]} == {"denied"}
    assert explained["model"]["features"]
    assert explained["model"]["stale"] is False


def test_given_changed_examples_when_explained_then_the_model_is_stale(bare: Path, tmp_path: Path) -> None:
    copytree(bare, tmp_path / "copy")
    with (tmp_path / "copy" / "intents" / "other.yml").open("a", encoding="utf-8") as file:
        file.write("    - something new\n")
    assert tools.explain(tmp_path / "copy", "hello")["model"]["stale"] is True


def test_given_a_csv_with_intents_when_tested_then_all_figures_are_there(bare: Path, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(
        "text,intent\nI lost my card,card_loss\n余额多少,balance_enquiry\nmy bike,card_stolen\n", encoding="utf-8"
    )
    result = tools.test(bare, file)
    assert (result["n"], result["emergency"]["positives"], result["emergency"]["negatives"]) == (3, 2, 1)
    assert result["emergency"]["recall"] == 0.5
    assert result["emergency"]["missed"] == ["my bike"]
    assert result["emergency"]["false_alarm"] == 0.0
    assert result["accuracy"] == pytest.approx(2 / 3, abs=1e-3)
    assert set(result["latency_ms"]) == {"p50", "p99"}
    assert result["passed"] is False


def test_given_a_csv_with_emergencies_alone_when_tested_then_there_is_no_accuracy(bare: Path, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("text,emergency\nI lost my card,1\nwhat is my balance,0\n", encoding="utf-8")
    result = tools.test(bare, file)
    assert "accuracy" not in result
    assert result["emergency"]["recall"] == 1.0
    assert result["passed"] is True


def test_given_a_rasa_file_when_tested_then_its_intents_are_the_truth(bare: Path) -> None:
    result = tools.test(bare, bare / "intents" / "card_loss.yml")
    assert result["emergency"]["positives"] == result["n"] == 6


@pytest.mark.parametrize("content", ["word,intent\na,b\n", "text\nhello\n", ""])
def test_given_a_csv_without_its_columns_when_tested_then_it_is_malformed(
    bare: Path, tmp_path: Path, content: str
) -> None:
    (tmp_path / "cases.csv").write_text(content, encoding="utf-8")
    with pytest.raises(Malformed):
        tools.test(bare, tmp_path / "cases.csv")


def test_given_no_site_file_when_emergencies_are_read_then_there_are_none(tmp_path: Path) -> None:
    assert tools.read_emergencies(tmp_path) == frozenset()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("demo") / "site"
    copytree(DEMO_SITE, site)
    if not (site / tools.MODEL).exists() or tools.explain(site, "")["model"]["stale"]:
        tools.train_site(site)
    return site


@pytest.mark.slow
@pytest.mark.timeout(600)  # trains when the model is missing or stale
def test_given_the_demo_bank_when_judged_on_sentences_it_never_saw_then_it_keeps_its_floor(demo: Path) -> None:
    site = demo
    result = tools.test(site, VALIDATION, floor=0.95)
    assert result["n"] == 444
    assert result["passed"], result["emergency"]["recall"]
    assert result["emergency"]["false_alarm"] <= 0.08
    assert result["accuracy"] >= 0.75
    assert (site / tools.MODEL).stat().st_size < 10_000_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_given_the_demo_bank_when_judged_on_the_set_that_was_run_once_then_it_keeps_its_floor(demo: Path) -> None:
    result = tools.test(demo, JUDGE, floor=0.88)
    assert result["n"] == 329
    assert result["passed"], result["emergency"]["recall"]
    assert result["emergency"]["false_alarm"] <= 0.08


def test_given_the_demo_bank_when_compared_with_the_sentences_that_judge_it_then_none_is_the_same() -> None:
    taught = {row.text.strip().lower() for row in read_examples(DEMO_SITE / "intents").rows}
    judging = {
        case.text.strip().lower() for file in (VALIDATION, JUDGE) for case in tools.read_cases(file, EMERGENCIES)
    }
    assert not taught & judging
