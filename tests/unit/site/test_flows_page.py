"""The page on writing a flow: its flow is a good one in the demo bank, and its dialogues hold."""

import shutil
from pathlib import Path

import callcenter
from callcenter.cli.dialogues import play_all
from callcenter.services import shelf
from tests.unit.site.test_site_page import BLOCK
from tests.unit.site.tiny import write

PAGE = Path(__file__).parents[3] / "docs" / "flows.md"
DEMO = Path(callcenter.__file__).parent / "demo" / "site"


def test_the_flow_of_the_page_is_good_and_its_dialogues_hold(tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path, dirs_exist_ok=True)
    files = {hit["yaml"]: hit["text"] for hit in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    assert set(files) == {"flows/balance_by_text.yaml", "flows/balance_by_text.test.yaml"}
    write(tmp_path, files)

    assert shelf.read(tmp_path)[1] == []
    report = play_all(tmp_path, ["balance_by_text"])
    assert len(report.played) == 6, "three dialogues in two languages"
    assert [failure for one in report.failed for failure in one.failures] == []
