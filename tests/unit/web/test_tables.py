"""CSV: what a spreadsheet would run is held down, what is a number stays one."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from callcenter.services.cells import E164
from callcenter.web.tables import as_csv


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
        assert not found.startswith(("=", "+", "-", "@")) or E164.fullmatch(found)


def test_given_a_column_inside_a_structure_when_written_then_only_that_is_shown() -> None:
    rows = [{"intent": {"name": "card_loss"}}, {"intent": None}, {}]
    assert as_csv(["intent.name"], rows).split() == ["intent.name", "card_loss", '""', '""']
