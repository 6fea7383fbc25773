"""The pages tell all there is: every setting, figure and alarm; and every word has its line in the glossary."""

import ast
import re

import pytest

from callcenter.settings import Settings
from callcenter.switchboard.floor import STANDING
from tests.architecture.tree import ROOT, calls, first_word, modules

OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
WORDS = (
    "customer", "contact", "channel", "gateway", "event", "command", "journal", "switchboard", "intent", "handling",
    "flow", "node", "queue", "skill", "proficiency", "offer", "assignment", "presence", "reachability", "wrap-up",
    "disposition", "RONA", "EWT", "callback", "complaint", "clock", "panel", "suggestion", "site",
    "ASA", "AHT", "ACW", "occupancy", "abandon rate", "short abandon", "service level", "FCR", "CSAT", "CSM", "NPS",
)  # fmt: skip
MADE_BY_A_NAME = {
    "CALLCENTER_SECRET_NAME", "CALLCENTER_SECRET_PBX", "CALLCENTER_SERVICE_NAME", "CALLCENTER_SERVICE_NAME_KEY",
    "CALLCENTER_SERVICE_BANK",
}  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_has(word: str) -> None:
    written = re.findall(r"\*\*([^*]+)\*\*|\*([^*]+)\*", GLOSSARY)
    entries = {each.strip().lower() for pair in written for text in pair for each in text.split(",")}
    entries |= {entry.removesuffix(" x/y") for entry in entries}
    assert word.lower() in entries


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    entries = [line.split("**")[1] for line in GLOSSARY.splitlines() if line.startswith("| **")]
    assert entries == sorted(set(entries), key=str.lower)


def test_every_setting_stands_in_operations_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        rows = [line for line in OPERATIONS.splitlines() if line.startswith(f"| `CALLCENTER_{name.upper()}`")]
        assert len(rows) == 1, f"docs/operations.md needs one row for CALLCENTER_{name.upper()}"
        default = field.get_default()
        if isinstance(default, bool):
            default = str(default).lower()
        assert not default or f"`{default}`" in rows[0], f"{name}: the default is {default}"


def test_operations_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"CALLCENTER_[A-Z_]+", OPERATIONS))
    assert named <= {f"CALLCENTER_{name.upper()}" for name in Settings.model_fields} | MADE_BY_A_NAME


def _metrics() -> set[str]:
    """As Prometheus shows them: counters end in _total."""
    found = set()
    for _, tree in modules():
        for call in calls(tree, "Counter", "Histogram", "Gauge", "GaugeMetricFamily", "Summary", "Info"):
            name = first_word(call)
            if name and name.startswith("callcenter_"):
                kind = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                found.add(name + ("_total" if kind == "Counter" else ""))
    return found


def test_every_metric_stands_in_operations_and_no_other() -> None:
    assert _metrics() == {name for name in re.findall(r"^\| `(callcenter_\w+)`", OPERATIONS, re.MULTILINE)}


def test_every_alarm_stands_in_operations_and_no_other() -> None:
    raised = {first_word(call) for path, tree in modules() if "/switchboard/" in path for call in calls(tree, "alarm")}
    section = OPERATIONS.split("## Alarms")[1].split("\n## ")[0]
    assert raised - {None} == set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))


def test_the_first_alarms_of_operations_are_those_that_go_by_themselves() -> None:
    section = OPERATIONS.split("## Alarms")[1].split("\n## ")[0]
    named = re.findall(r"^\| `(\w+)`", section, re.MULTILINE)
    assert "The first six go" in section
    assert set(named[:6]) == STANDING


def test_every_action_operations_names_is_logged_somewhere() -> None:
    """The others are for reading along; those that are worth an alert must not be renamed in silence."""
    logged = {
        keyword.value.value
        for _, tree in modules()
        for call in calls(tree, "info", "warning", "error", "exception")
        for keyword in call.keywords
        if keyword.arg == "action" and isinstance(keyword.value, ast.Constant)
    }
    logged |= {word for _, tree in modules() for call in calls(tree, "of_defect") if (word := first_word(call))}
    section = OPERATIONS.split("## Logs")[1].split("\n## ")[0]
    named = {
        name for row in re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE) for name in re.findall(r"`([\w.]+)`", row)
    }
    assert named
    assert named <= logged
