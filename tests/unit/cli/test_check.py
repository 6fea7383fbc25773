"""`callcenter check`: problems with their lines, or what a good site has."""

import json
from pathlib import Path

import pytest

from callcenter.cli.sites import check
from tests.unit.site.every import FILES
from tests.unit.site.tiny import spoil, write


def test_a_good_site_is_told_flow_by_flow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = write(tmp_path, FILES)

    assert check(directory, json=True) == 0
    told = json.loads(capsys.readouterr().out)
    flows = {each["flow"]: each for each in told["flows"]}
    assert set(flows) == {"balance", "every", "hello"}
    assert (flows["balance"]["nodes"], flows["balance"]["questions"]) == (5, 1)
    assert flows["every"]["steps"] > flows["balance"]["steps"] > 0
    assert flows["every"]["silent_seconds"] > flows["every"]["seconds"] > 0
    assert {"intent": "lost_card", "en": 1, "zh-CN": 1} in told["intents"]

    assert check(directory) == 0
    lines = capsys.readouterr().out.splitlines()
    (head,) = (line for line in lines if line.startswith("flow "))
    assert head.split()[:5] == ["flow", "nodes", "questions", "steps", "seconds"]
    (row,) = (line for line in lines if line.startswith("balance ") and len(line.split()) == 7)
    assert row.split()[1:3] == ["5", "1"]
    assert any(line.startswith("Fewer than 40: ") and "lost_card (en)" in line for line in lines)


def test_problems_are_told_with_their_lines_and_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = spoil(FILES["flows/every.yaml"], "lookup: order", "lookup: odrer")
    directory = write(tmp_path, {**FILES, "flows/every.yaml": spoilt})
    line = 1 + next(number for number, text in enumerate(spoilt.splitlines()) if "odrer" in text)
    problem = f'flows/every.yaml:{line}: there is no source "odrer" (did you mean "order"?)'

    assert check(directory) == 1
    assert capsys.readouterr().out.splitlines() == [problem]
    assert check(directory, json=True) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [problem]
