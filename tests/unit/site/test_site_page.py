"""The page for the service team: its examples are together a site without a problem."""

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

from callcenter.model.flow import Node
from callcenter.model.site import ALSO_ASKED, STEP_WORDS, WORDS, WRONG_ANSWER, Step
from callcenter.services import shelf
from callcenter.site import gateways, voices
from callcenter.site.nodes import READERS
from tests.unit.site.tiny import good

PAGE = Path(__file__).parents[3] / "docs" / "site.md"
BLOCK = re.compile(r"```(?:yaml|markdown)\n(?:# (?P<yaml>\S+)|<!-- (?P<markdown>\S+) -->)\n(?P<text>.*?)```", re.DOTALL)


def test_the_examples_of_the_page_make_a_site(tmp_path: Path) -> None:
    files = {hit["yaml"] or hit["markdown"]: hit["text"] for hit in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    site = good(tmp_path, dict(files))

    assert set(site.flows) == {"welcome", "card_arrival", "balance"}
    assert {type(node) for flow in site.flows.values() for node in flow.nodes.values()} == set(get_args(Node))
    assert set(site.sources) == {"account", "who", "pin", "last_order"}
    assert site.intents["card_arrival"].hints
    assert shelf.read(tmp_path)[1] == []
    assert site.emergencies() == {"card_loss"}
    assert set(site.words) == {
        *WORDS,
        ALSO_ASKED,
        WRONG_ANSWER,
        *(name for names in STEP_WORDS.values() for name in names),
    }
    assert "2026-10-03" in site.calendars["office"].open_days


def test_the_page_names_every_kind_of_node() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(READERS) <= set(rows)


def test_the_page_names_every_condition_and_action_of_a_step() -> None:
    rows = re.findall(r"^\| (`\w+: .*?) \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    named = set(re.findall(r"`(\w+):", " ".join(rows)))
    assert named == {step.name for step in fields(Step)}


def test_the_page_names_every_key_of_an_asterisk_and_its_voice() -> None:
    section = PAGE.read_text(encoding="utf-8").split("### Gateways")[1].split("\n### ")[0]
    assert set(re.findall(r"^\| `(\w+)` \| ", section, re.MULTILINE)) == {*gateways.OF_ASTERISK, *voices.KEYS}
    assert not [key for key in gateways.OF_HTTP if key not in PAGE.read_text(encoding="utf-8")]
