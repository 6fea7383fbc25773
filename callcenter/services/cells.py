"""One cell of a table that goes to a spreadsheet: what lists over HTTP and `callcenter export` write alike."""

import re

from callcenter.services.codec import json_text

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets take a cell that begins so for a formula: an apostrophe before it keeps it text (OWASP, CSV injection)."""
E164 = re.compile(r"\+[0-9]{3,15}")
"""A telephone number computes nothing but itself, and whoever reads the table wants to dial it."""


def cell(value: object) -> object:
    """Numbers stay numbers; structures become JSON; text that a spreadsheet would run is held down."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else json_text(value)
    return "'" + text if text.startswith(RISKY) and not E164.fullmatch(text) else text
