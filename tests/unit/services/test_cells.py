"""Cells: what a spreadsheet would run is held down, what is a number stays one."""

import pytest

from callcenter.services.cells import cell


@pytest.mark.parametrize(
    "text",
    ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "+8613800138000-1", "+123\n", "+1234567890123456"],
)
def test_given_text_that_a_spreadsheet_would_run_when_written_then_an_apostrophe_holds_it(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("number", ["+8613800138000", "+861069950000", "+110"])
def test_given_a_telephone_number_when_written_then_it_stays_as_it_is_dialled(number: str) -> None:
    assert cell(number) == number


@pytest.mark.parametrize(
    ("value", "shown"), [(-5, -5), (1.5, 1.5), (None, ""), (True, "true"), ({"a": "中"}, '{"a":"中"}'), ([1], "[1]")]
)
def test_given_a_value_that_is_no_text_when_written_then_it_stays_what_it_is(value: object, shown: object) -> None:
    assert cell(value) == shown
