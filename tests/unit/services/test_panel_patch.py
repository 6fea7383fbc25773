"""The patch between two panels does what RFC 6902 says: the library that applies it is the judge."""

from copy import deepcopy
from typing import Any

import jsonpatch
from hypothesis import given
from hypothesis import strategies as st

from callcenter.services.panel import panel_patch

PANEL: dict[str, Any] = {
    "customer": "cus_1",
    "who": {"source": "store", "as_of": "t1", "name": "王芳", "facts": {"a/b": "1"}},
    "live": {"source": "journal", "as_of": "t1", "rows": [{"contact": "c1", "words": ["one"]}]},
}


def test_given_a_new_word_when_patched_then_only_the_live_section_is_named() -> None:
    after = deepcopy(PANEL)
    after["live"]["rows"][0]["words"].append("two")
    assert [step["path"] for step in panel_patch(PANEL, after)] == ["/live/rows"]


def test_given_the_same_panel_then_there_is_nothing_to_send() -> None:
    assert panel_patch(PANEL, deepcopy(PANEL)) == []


def test_given_a_customer_found_late_then_other_fields_of_a_section_come_whole() -> None:
    after = {**PANEL, "customer": "cus_2", "who": {"source": "store", "match": "identified"}}
    assert jsonpatch.apply_patch(PANEL, panel_patch(PANEL, after)) == after


VALUES = st.one_of(st.none(), st.integers(), st.text(max_size=4), st.lists(st.integers(), max_size=3))
NAMES = st.sampled_from(["a", "b", "c"])
PANELS = st.dictionaries(NAMES, st.one_of(VALUES, st.dictionaries(NAMES, VALUES, max_size=3)), max_size=3)


@given(PANELS, PANELS)
def test_whatever_two_panels_hold_then_the_patch_makes_one_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert jsonpatch.apply_patch(before, panel_patch(before, after)) == after
