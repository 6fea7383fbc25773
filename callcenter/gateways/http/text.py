"""Text from outside, made harmless: no null bytes, no control characters, no half characters.

PostgreSQL stores no U+0000, JSON writers choke on lone surrogates. In free text they become U+FFFD, so that nothing a
customer wrote is refused for one bad byte; in ids they are refused, for an id that was changed names something else.
"""

import re
from math import isfinite
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DEEPEST = 16


def harmless(value: object) -> object:
    """The same text with U+FFFD in place of what no store keeps; anything else as it is."""
    return _HARMFUL.sub("\ufffd", value) if isinstance(value, str) else value


def harmless_json(value: object, depth: int = 0) -> object:
    """The same for a whole JSON value. NaN and infinity become null. Raises ValueError below 16 levels."""
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, dict):
        return {str(harmless(key)): harmless_json(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [harmless_json(inner, depth + 1) for inner in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return harmless(value)


def _empty_for_null(value: object) -> object:
    return "" if value is None else value


Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Source = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
"""A URI reference: without white space, so that `source id` reads one way only."""
Said = Annotated[str, BeforeValidator(harmless), StringConstraints(max_length=10_000)]
Line = Annotated[str, BeforeValidator(harmless), StringConstraints(max_length=500)]
Address = Annotated[str, BeforeValidator(_empty_for_null), BeforeValidator(harmless), StringConstraints(max_length=200)]
Tag = Annotated[str, BeforeValidator(_empty_for_null), StringConstraints(max_length=35, pattern=r"^[A-Za-z0-9_-]*$")]
"""A BCP 47 language tag, or empty."""
OptionalLine = Annotated[Line, BeforeValidator(_empty_for_null)]
