"""CSV: what a spreadsheet would run is held down, what is a number stays one."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.web.tables import as_csv, cell


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_given_text_that_a_spreadsheet_would_run_when_written_then_an_apostrophe_holds_it(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "shown"), [(-5, -5), (1.5, 1.5), (None, ""), (True, "true"), ({"a": "中"}, '{"a":"中"}'), ([1], "[1]")]
)
def test_given_a_value_that_is_no_text_when_written_then_it_stays_what_it_is(value: object, shown: object) -> None:
    assert cell(value) == shown


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n")), min_size=1, max_size=5)
)
def test_given_any_texts_when_written_then_a_reader_gets_as_many_cells_and_none_begins_a_formula(
    texts: list[str],
) -> None:
    columns = [f"c{n}" for n in range(len(texts))]
    written = as_csv(columns, [dict(zip(columns, texts, strict=True))])
    _, row = csv.reader(io.StringIO(written))
    assert len(row) == len(texts)
    for text, found in zip(texts, row, strict=True):
        assert found.removeprefix("'") == text.removeprefix("'")
        assert not found.startswith(("=", "+", "-", "@"))


def test_given_a_column_inside_a_structure_when_written_then_only_that_is_shown() -> None:
    rows = [{"intent": {"name": "card_loss"}}, {"intent": None}, {}]
    assert as_csv(["intent.name"], rows).split() == ["intent.name", "card_loss", '""', '""']
