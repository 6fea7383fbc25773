"""Titles of facts: read in the file's order, and a slip of the pen is told where it stands."""

from pathlib import Path

import pytest

from callcenter.model.site import FactTitle, Site
from callcenter.services import codec
from callcenter.services.views import site_view
from callcenter.site import load
from tests.unit.site.tiny import FILES, good, spoil, write

HEAD = "phone_region: CN\n"
TITLES = """\
fact_titles:
  wish: { en: Wish, zh-CN: 诉求 }
  tier:
    en: Tier
    zh-CN: 等级
    shown: true
    values:
      "1": { en: gold, zh-CN: 金 }
  balance: { en: Balance, zh-CN: 余额 }
  helper: { shown: false }
"""


def titled(text: str) -> dict[str, str]:
    return {**FILES, "site.yaml": spoil(FILES["site.yaml"], HEAD, f"{HEAD}{text}")}


def test_titles_are_read_in_the_order_they_stand(tmp_path: Path) -> None:
    site = good(tmp_path, titled(TITLES))
    tier = FactTitle(title={"en": "Tier", "zh-CN": "等级"}, values={"1": {"en": "gold", "zh-CN": "金"}})
    assert list(site.fact_titles) == ["wish", "tier", "balance", "helper"]
    assert site.fact_titles["tier"] == tier
    assert site.fact_titles["helper"] == FactTitle(shown=False)


def test_screens_get_those_that_are_shown_and_the_site_comes_back_from_its_text(tmp_path: Path) -> None:
    site: Site = good(tmp_path, titled(TITLES))
    shown = site_view(site)["fact_titles"]
    assert list(shown) == ["wish", "tier", "balance"]
    assert shown["tier"] == {"title": {"en": "Tier", "zh-CN": "等级"}, "values": {"1": {"en": "gold", "zh-CN": "金"}}}
    assert codec.site_of(codec.site_text(site)).fact_titles == site.fact_titles


SLIPS = [
    ("wish: { en: Wish, zh-CN: 诉求 }", "whish: { en: Wish, zh-CN: 诉求 }",
     """site.yaml:70: nothing gives a fact "whish" (did you mean "wish"?)"""),
    ("wish: { en: Wish, zh-CN: 诉求 }", "Wish: { en: Wish, zh-CN: 诉求 }",
     """site.yaml:70: fact_titles: "Wish" is no fact's name: small letters, digits and _"""),
    ("wish: { en: Wish, zh-CN: 诉求 }", "wish: { en: Wish }", 'site.yaml:70: wish: "zh-CN" is missing'),
    ("wish: { en: Wish, zh-CN: 诉求 }", "wish: Wish", 'site.yaml:70: wish: a mapping is wanted, not "Wish"'),
    ("wish: { en: Wish, zh-CN: 诉求 }", "wish: { en: '{x}', zh-CN: '{x}' }", """\
site.yaml:70: en: nothing fills {x} here
site.yaml:70: zh-CN: nothing fills {x} here"""),
    ("    zh-CN: 等级", "    zh-CN: 等级\n    value: {}", """\
site.yaml:74: unknown key "value" (did you mean "values"?)"""),
    ('"1": { en: gold, zh-CN: 金 }', '"1": gold', 'site.yaml:76: 1: a mapping is wanted, not "gold"'),
    ("{ shown: false }", "{ shown: never }", 'site.yaml:78: shown: true or false is wanted, not "never"'),
    ("{ shown: false }", "{ shown: false, en: Helper }", 'site.yaml:78: unknown key "en" (there is shown)'),
]  # fmt: skip


@pytest.mark.parametrize(("stands", "instead", "wanted"), SLIPS)
def test_each_slip_is_told_with_its_line(tmp_path: Path, stands: str, instead: str, wanted: str) -> None:
    told = load(write(tmp_path, titled(spoil(TITLES, stands, instead))))
    assert "\n".join(str(problem) for problem in told.problems) == wanted
    assert told.site is None


def test_a_fact_of_the_customers_record_may_have_a_title_though_no_flow_gives_it(tmp_path: Path) -> None:
    assert "segment" in good(tmp_path, titled("fact_titles:\n  segment: { en: Segment, zh-CN: 客群 }\n")).fact_titles
