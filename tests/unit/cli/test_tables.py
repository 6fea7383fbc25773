"""Reports on a terminal: figures as lines, alike rows as tables, a program's reader gets JSON."""

import json
from typing import Any

import pytest

from callcenter.cli.tables import show, show_topics


def told(capsys: pytest.CaptureFixture[str], report: dict[str, Any], *, as_json: bool = False) -> str:
    assert show(report, as_json) == 0
    return capsys.readouterr().out


def test_json_is_one_line_with_chinese_left_readable(capsys: pytest.CaptureFixture[str]) -> None:
    report = {"intent": "挂失", "share": 0.123456}
    line = told(capsys, report, as_json=True)
    assert line.count("\n") == 1
    assert "挂失" in line
    assert json.loads(line) == report


def test_figures_are_lines_and_what_is_unknown_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    report = {"emergency_recall": 0.987654, "examples": 12, "language": "en", "alarm": None, "passed": True}
    assert told(capsys, report).splitlines() == [
        "emergency recall: 0.9877", "examples: 12", "language: en", "alarm: -", "passed: true",
    ]  # fmt: skip


def test_alike_rows_are_a_table_whose_columns_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    by_intent = {"limits": {"precision": 0.5, "n": 3}, "card_loss": {"n": 120, "missed": None}}
    assert told(capsys, {"by_intent": by_intent}).splitlines() == [
        "by intent:",
        "             precision  n    missed",
        "  limits     0.5        3    -",
        "  card_loss  -          120  -",
    ]


def test_a_mapping_of_figures_is_indented_and_lists_have_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    report = {
        "model": {"size_bytes": 10, "kinds": ["a", "b"]},
        "confused": [["limits", "fees", 4], "other"],
        "fights": [{"one": {"at": "a.yml:3", "intent": "limits", "text": "my limit"}, "likeness": 0.91234}],
        "nothing": [],
        "empty": {},
    }
    assert told(capsys, report).splitlines() == [
        "model:",
        "  size bytes: 10",
        "  kinds:",
        "    a",
        "    b",
        "confused:",
        "  limits  fees  4",
        "  other",
        "fights:",
        "  one a.yml:3 (limits) 'my limit'; likeness 0.9123",
        "nothing: []",
        "empty: {}",
    ]


def test_a_days_topics_say_what_grows_and_quote_their_customers(capsys: pytest.CaptureFixture[str]) -> None:
    line = {"week": 9, "before": 2, "examples": [], "growing": False, "ratio": None}
    show_topics(
        [
            {"day": "2026-03-19", "today": 40, "uncovered": 12, "sentences": 60},
            {**line, "kind": "intent", "name": "limits", "growing": True, "ratio": 3.14},
            {**line, "kind": "topic", "name": "数字人民币", "growing": True, "examples": ["怎么开通", "在哪里开"]},
            {**line, "kind": "wish", "name": "dark mode"},
        ]
    )
    assert capsys.readouterr().out.splitlines() == [
        "2026-03-19: 40 contacts, 12 of 60 sentences without an intent",
        "  intent limits: 9 this week, 2 in the four before  growing x3.1",
        "  topic  数字人民币: 9 this week, 2 in the four before  growing, new",
        "           怎么开通",
        "           在哪里开",
        "  wish   dark mode: 9 this week, 2 in the four before",
    ]
