"""CloudEvents 1.0 over HTTP: structured, batch and binary mode, read with the CloudEvents SDK.

A body that cannot be taken apart at all is `Malformed`; of a batch, each event that cannot be read stands in its place
as the error it earned, so that the others go on.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cloudevents.core.bindings.http import HTTPMessage, from_binary
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import TypeAdapter, ValidationError

from callcenter.errors import Malformed, TooLarge
from callcenter.gateways.http.text import Id, Source
from callcenter.gateways.http.wire import malformed

STRUCTURED, BATCH, PLAIN = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
MOST_EVENTS = 10_000
_FORMAT = JSONFormat()
_UNSAID = datetime.fromtimestamp(0, UTC)
_ID: TypeAdapter[str] = TypeAdapter(Id)
_SOURCE: TypeAdapter[str] = TypeAdapter(Source)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One event of a request, opened or not. Exactly one of `event` and `error` is set."""

    index: int
    id: str | None
    raw: object
    """As it came, for the dead letters."""
    event: CloudEvent | None = None
    error: Malformed | None = None


def letters(content_type: str, headers: Mapping[str, str], body: bytes) -> Iterator[Letter]:
    """The events of one request in their order. Raises `Malformed` (`not_json`, `malformed`) or `TooLarge`."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in (STRUCTURED, BATCH) and is_binary(headers):
        return iter((_binary(headers, body),))
    whole = _decoded(body)
    if isinstance(whole, list) and kind != STRUCTURED:
        if len(whole) > MOST_EVENTS:
            raise TooLarge(f"a batch holds at most {MOST_EVENTS} events, this one {len(whole)}: send it in parts")
        return (_opened(index, entry) for index, entry in enumerate(whole))
    if not isinstance(whole, dict) or kind == BATCH:
        raise Malformed(f"a body of type {kind or 'none'} must be a JSON {'array' if kind == BATCH else 'object'}")
    return iter((_opened(0, whole),))


def is_binary(headers: Mapping[str, str]) -> bool:
    """Binary mode: the attributes travel as `ce-` headers, which no signature covers."""
    return "ce-specversion" in headers or "ce-type" in headers


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"the body is no JSON: {str(error)[:200]}", code="not_json") from None


def _opened(index: int, raw: object) -> Letter:
    if not isinstance(raw, dict):
        return Letter(index=index, id=None, raw=raw, error=Malformed("an event must be a JSON object"))
    try:
        return Letter(index=index, id=raw.get("id"), raw=raw, event=checked(structured(raw)))
    except Malformed as error:
        return Letter(index=index, id=_named(raw.get("id")), raw=raw, error=error)


def structured(raw: Mapping[str, Any]) -> CloudEvent:
    """One decoded structured event, as the SDK's JSON format reads it (which only takes bytes, never a batch's part).

    Attributes that are null count as absent (CloudEvents JSON format, 2.2)."""
    attributes = {
        name: value for name, value in raw.items() if value is not None and name not in ("data", "data_base64")
    }
    data = raw.get("data")
    try:
        if "time" in attributes:
            attributes["time"] = datetime.fromisoformat(attributes["time"])
        if data is None and raw.get("data_base64") is not None:
            data = json.loads(base64.b64decode(raw["data_base64"], validate=True))
        return _whole(attributes, data)
    except CloudEventValidationError as error:
        raise _faulty(error) from None
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise Malformed(f"the event's attributes cannot be read: {str(error)[:200]}") from None


def _binary(headers: Mapping[str, str], body: bytes) -> Letter:
    names = {name.lower(): value for name, value in headers.items()}
    raw = {name: value for name, value in names.items() if name.startswith("ce-")}
    id = _named(names.get("ce-id"))
    try:
        event = from_binary(HTTPMessage(headers=names, body=body), _FORMAT, _whole)
        assert isinstance(event, CloudEvent)
        if body and not isinstance(event.get_data(), dict):
            _decoded(body)
        return Letter(index=0, id=id, raw=raw, event=checked(event))
    except CloudEventValidationError as error:
        return Letter(index=0, id=id, raw=raw, error=_faulty(error))
    except Malformed as error:
        if error.code == "not_json":
            raise
        return Letter(index=0, id=id, raw=raw, error=error)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        return Letter(index=0, id=id, raw=raw, error=Malformed(f"the ce- headers cannot be read: {str(error)[:200]}"))


def _whole(attributes: dict[str, Any], data: Any) -> CloudEvent:
    """What a gateway left out must not be invented, as the SDK would: a made-up id would make every repetition a new
    event. (No decision of ours reads `time`: the journal has its own.)"""
    for name, absent in (("id", None), ("specversion", None), ("time", _UNSAID)):
        attributes.setdefault(name, absent)
    return CloudEvent(attributes, data)


def checked(event: CloudEvent) -> CloudEvent:
    """Bounds that the SDK does not know: length and characters of what becomes the event's key."""
    try:
        _ID.validate_python(event.get_id(), strict=True)
    except ValidationError as error:
        raise malformed(error, "/id") from None
    try:
        _SOURCE.validate_python(event.get_source(), strict=True)
    except ValidationError as error:
        raise malformed(error, "/source") from None
    return event


def _faulty(error: CloudEventValidationError) -> Malformed:
    faults: list[dict[str, object]] = [
        {"pointer": f"/{name}", "detail": str(found[0])} for name, found in error.errors.items()
    ]
    return Malformed("; ".join(f"{fault['pointer']}: {fault['detail']}" for fault in faults), errors=faults)


def _named(id: object) -> str | None:
    """The id to name a refused event by, if it has one worth repeating."""
    return id[:200] if isinstance(id, str) else None
