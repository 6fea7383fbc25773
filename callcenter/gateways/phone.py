"""Phone numbers as gateways write them, made one: E.164, or left alone where E.164 would be a lie."""

import re
from functools import lru_cache

import phonenumbers

WITHHELD = frozenset(
    {
        "",
        "anonymous",
        "restricted",
        "private",
        "withheld",
        "unknown",
        "unavailable",
        "blocked",
        "+266696687",
        "266696687",
    }
)
"""What switches send when the caller hides; the digits spell ANONYMOUS on a keypad."""
_SHORT = re.compile(r"\d{3,6}")
_URI = re.compile(r"^(?:sips?|tel):([^@;?]*)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def normalised(raw: str, region: str) -> str:
    """E.164 where the number can be one in `region` (ISO country); short numbers (3 to 6 digits: 110, 95588) and names
    of senders as they came; empty when withheld. Never raises."""
    uri = _URI.match(raw.strip())
    text = (uri[1] if uri else raw).strip()
    if text.lower() in WITHHELD:
        return ""
    if _SHORT.fullmatch(text):
        return text
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
