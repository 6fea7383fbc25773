"""What a gateway sent and nobody could read is kept for the service team to look at, but not what the customer keyed in,
said or wrote: it may be the answer to a sealed question, and an event that cannot be read does not tell.
"""

from collections.abc import Mapping
from typing import Any

from callcenter.gateways.http.wire import TYPES

MASK = "***"
SAID = frozenset({"call.digits", "call.speech", "message.received"})
ATTRIBUTES = frozenset({"id", "source", "type", "specversion", "time", "subject", "datacontenttype", "dataschema"})
"""Of CloudEvents 1.0; the names of anybody's own attributes tell as little as those of unknown fields."""
FIELDS = frozenset({"call", "conversation", "message", "channel", "from", "to", "language", "confidence", "agent"})
"""Of such an event's data, those that hold no words of the customer's."""


def masked(raw: object) -> object:
    """As it came, where it is surely about something else; else names and ids alone, all other values covered."""
    if not isinstance(raw, dict):
        return MASK
    kind = raw.get("type", raw.get("ce-type"))
    if isinstance(kind, str) and kind in TYPES.keys() - SAID:
        return raw
    return {name: _shown(name, value) for name, value in raw.items()}


def _shown(name: str, value: Any) -> Any:
    if name == "data" and isinstance(value, Mapping):
        return {field: part if field in FIELDS and _plain(part) else MASK for field, part in value.items()}
    return value if name.removeprefix("ce-") in ATTRIBUTES and _plain(value) else MASK


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)
