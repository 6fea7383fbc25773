"""The verbs about flows."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from callcenter.cli import run


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
    assert "there is no flow 'nothing'; there are balance_enquiry" in capsys.readouterr().err


def _code(*words: str) -> object:
    with pytest.raises(SystemExit) as left:
        run(list(words))
    return left.value.code
