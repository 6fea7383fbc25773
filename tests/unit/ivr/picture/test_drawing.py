"""The picture of a flow: well formed, whole, in the reader's language, and with figures where there are some."""

import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from callcenter.cli.flows import site_or_demo
from callcenter.ivr.graph import nexts
from callcenter.ivr.picture.boxes import INNER, measured
from callcenter.ivr.picture.cards import Kind, cards
from callcenter.ivr.picture.drawing import drawing
from callcenter.ivr.picture.lettering import width
from callcenter.ivr.picture.marks import Marks, Note
from callcenter.model.flow import Choice, Decide, Flow, HangUp, LookUp, Menu, Say, ToQueue
from callcenter.model.site import Site

SVG = "{http://www.w3.org/2000/svg}"


def _flow() -> Flow:
    return Flow(
        name="balance",
        title={"zh-CN": "余额", "en": "Balance <now>"},
        start="ask",
        nodes={
            "ask": Menu(
                prompt={"zh-CN": "查余额请按1", "en": "For your balance press 1 & wait"},
                choices=(
                    Choice(key="1", next="get", label={"zh-CN": "余额", "en": "Balance"}),
                    Choice(key="2", next="get"),
                ),
            ),
            "get": LookUp(source="account", next="which", failed="person"),
            "which": Decide(ways=(("double(facts.balance) < 0.0", "person"),), otherwise="told"),
            "told": Say(text={"zh-CN": "您有{balance}元", "en": "You have {balance}"}, next="bye"),
            "person": ToQueue(queue="accounts"),
            "bye": HangUp(text={"zh-CN": "再见", "en": "Goodbye"}),
        },
    )


def test_given_a_node_then_its_card_names_its_kind_and_its_ways_in_the_language() -> None:
    shown = {card.name: card for card in cards(_flow(), "zh-CN")}
    assert [way.label for way in shown["ask"].ways] == ["1 余额", "2"]
    assert [way.label for way in shown["get"].ways] == ["查到", "失败"]
    assert [way.label for way in shown["which"].ways] == ["double(facts.balance) < 0.0", "其他"]
    assert shown["person"].kind is Kind.HUMAN
    assert shown["told"].words == "您有{balance}元"
    english = {card.name: card for card in cards(_flow(), "en")}
    assert [way.label for way in english["get"].ways] == ["found", "failed"]
    assert english["ask"].word == "menu"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_given_the_demo_flows_then_every_node_and_way_is_shown_and_all_words_fit_their_boxes(language: str) -> None:
    for flow in demo().flows.values():
        shown = {card.name: card for card in cards(flow, language)}
        assert shown.keys() == flow.nodes.keys()
        for name, card in shown.items():
            assert {way.to for way in card.ways} == set(nexts(flow.nodes[name])), f"{flow.name}: {name}"
            box = measured(card, None)
            assert all(width(line) <= INNER for line in box.lines)
            assert all(width(label) <= INNER for label, _ in box.rows)
            assert all(begins < box.box.height for _, begins in box.box.outs)
        root = ElementTree.fromstring(drawing(flow, language))
        assert len(root.findall(f".//{SVG}g/{SVG}title")) == len(flow.nodes)


@cache
def demo() -> Site:
    return site_or_demo(None)


def test_given_signs_that_mean_something_in_xml_then_they_are_escaped() -> None:
    root = ElementTree.fromstring(drawing(_flow(), "en"))
    assert root.findtext(f"{SVG}title") == "Balance <now>"


def test_given_a_scheme_then_the_colours_are_its_own_and_auto_knows_both() -> None:
    light, dark, auto = (drawing(_flow(), "en", scheme=scheme) for scheme in ("light", "dark", "auto"))
    assert "prefers-color-scheme" not in light + dark
    assert "prefers-color-scheme: dark" in auto
    assert light != dark


def test_given_figures_then_lines_are_as_wide_as_the_share_that_went_there_and_losses_are_marked() -> None:
    marks = Marks(
        title="Balance, 200 calls",
        ways={("ask", "get"): 0.5, ("get", "which"): 0.25},
        counts={("ask", "get"): "50 %"},
        notes={"ask": (Note(words="hung up 30 %", bad=True), Note(words="median 4 s"))},
    )
    plain, told = drawing(_flow(), "en"), drawing(_flow(), "en", marks=marks)
    widths = [float(found) for found in re.findall(r'class="used" stroke-width="([\d.]+)"', told)]
    assert 'class="used"' not in plain
    assert max(widths) == pytest.approx(1.4 + 0.6 + 12.6 * 0.5, abs=0.1)
    assert min(widths) == pytest.approx(1.4 + 0.6 + 12.6 * 0.25, abs=0.1)
    assert re.search(r'class="lost"[^>]*>hung up 30 %', told)
    assert told.count("50 %") == 1  # two keys lead there, and these figures do not tell which was pressed
    split = replace(marks, choices={("ask", 0): (0.5, "49 %"), ("ask", 1): (0.0, "1 %")})
    rows = drawing(_flow(), "en", marks=split)
    assert (rows.count("50 %"), rows.count("49 %"), rows.count("1 %")) == (0, 1, 1)
