"""ARI on a WebSocket as frames: events come in, requests go out, and their answers come in between.

Source: Asterisk 22, "ARI REST over WebSockets" (RESTRequest, RESTResponse) and the event models of ARI.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]
"""A JSON object of Asterisk's."""
MOST = 2**31
"""Whole numbers of Asterisk's are below."""
_HARMFUL = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What no store keeps, or turns the writing around on a screen: becomes U+FFFD."""
ANSWER = "RESTResponse"
"""Type of a frame that answers a request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    id: str
    method: str
    path: str
    """Without a stroke in front: `channels/c-1/answer`."""
    query: tuple[tuple[str, str], ...] = ()
    body: str = ""
    """JSON; empty: none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What became of a request. `status` as in HTTP."""

    request: str
    status: int
    text: str = ""

    @property
    def body(self) -> Any:
        """Read when somebody wants it, which is seldom; None: there is none."""
        try:
            return json.loads(self.text) if self.text else None
        except (ValueError, RecursionError):
            return None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def why(self) -> str:
        body = self.body
        said = body.get("message") if isinstance(body, dict) else None
        return f"{self.status} {said}" if said else str(self.status)


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """An event. What is missing in it reads as empty."""

    type: str
    at: str
    """As Asterisk writes it: tells two events of one kind apart."""
    fields: Fields

    @property
    def channel(self) -> Fields:
        return part(self.fields, "channel") or part(self.fields, "peer")

    @property
    def args(self) -> list[str]:
        args = self.fields.get("args")
        return [_harmless(str(one)) for one in args] if isinstance(args, list) else []


def written(request: Request) -> str:
    frame: dict[str, Any] = {
        "type": "RESTRequest",
        "transaction_id": request.id,
        "request_id": request.id,
        "method": request.method,
        "uri": request.path,
    }
    if request.query:
        frame["query_strings"] = [{"name": name, "value": value} for name, value in request.query]
    if request.body:
        frame |= {"content_type": "application/json", "message_body": request.body}
    return json.dumps(frame, ensure_ascii=False)


def read(frame: str) -> Answer | Happened | None:
    """None: no frame of ARI's."""
    try:
        fields = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not isinstance(fields.get("type"), str):
        return None
    if fields["type"] != ANSWER:
        return Happened(type=fields["type"], at=word(fields, "timestamp"), fields=fields)
    status, text = fields.get("status_code"), fields.get("message_body")
    return Answer(
        request=word(fields, "request_id"),
        status=status if isinstance(status, int) else 500,
        text=text if isinstance(text, str) else "",
    )


def part(fields: Fields, name: str) -> Fields:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def word(fields: Fields, name: str) -> str:
    found = fields.get(name)
    return _harmless(found) if isinstance(found, str) else ""


def whole(fields: Fields, name: str) -> int:
    found = fields.get(name)
    return found if isinstance(found, int) and abs(found) < MOST else 0


def _harmless(text: str) -> str:
    return text if text.isprintable() else _HARMFUL.sub("\ufffd", text)
