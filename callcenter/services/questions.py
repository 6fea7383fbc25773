"""How a source is asked, and how its answer is read. No I/O: what goes out and what came back, in plain words.

The customer's secret answer goes into the body of a POST and nowhere else; whoever is told a customer's number is the
source alone. Of an answer nothing is taken but what the site names in `gives`.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from callcenter.errors import SourceFailed
from callcenter.model.site import Service, Source
from callcenter.services.ports import Json, ServiceAnswer, ServiceRequest

LONGEST_FACT = 600
"""Characters, as many as a prompt may have; what is longer is no fact."""
_UNKNOWN = frozenset({404, 410})
_ABOUT_THE_QUESTION = frozenset({400, 409, 422})
"""The source is well and does not like what it was asked; any other refusal is about us (the key, the address)."""


def request(source: Source, service: Service, told: Mapping[str, str], answer: str | None) -> ServiceRequest:
    """`told`: the arguments. `answer`: what the customer keyed in, None when nothing is to be judged.

    Raises `SourceFailed`: unknown when the path needs an argument that is empty, refused when the source is written so
    that a secret would stand in an address, or an argument would lead to another path."""
    if answer is not None and source.method != "POST":
        raise SourceFailed("refused", ill=True)
    path, named = _path(source.path, told)
    rest = {name: value for name, value in told.items() if name not in named}
    body: Json | None = None
    if source.method == "POST":
        body = rest if answer is None else {**rest, "answer": answer}
    elif rest:
        path += ("&" if "?" in path else "?") + urlencode(sorted(rest.items()))
    return ServiceRequest(service=service, method=source.method, path=path, body=body, timeout=source.timeout)


def _path(template: str, told: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    named = frozenset(name for name in told if f"{{{name}}}" in template)
    for name in sorted(named):
        if not told[name]:
            raise SourceFailed("unknown")
        if told[name] in (".", ".."):
            raise SourceFailed("refused")
    parts = {f"{{{name}}}": quote(told[name].encode("utf-8", "replace"), safe="") for name in named}
    path = template
    for place, value in parts.items():
        path = path.replace(place, value)
    if "{" in path:
        raise SourceFailed("refused", ill=True)
    return path, named


def read(answer: ServiceAnswer) -> Json:
    """The JSON object of a 2xx, numbers as they were written. Raises `SourceFailed`."""
    if answer.status in _UNKNOWN:
        raise SourceFailed("unknown")
    if answer.status >= 500:
        raise SourceFailed("unavailable", ill=True)
    if not 200 <= answer.status < 300:
        raise SourceFailed("refused", ill=answer.status not in _ABOUT_THE_QUESTION)
    try:
        said = json.loads(answer.body, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise SourceFailed("malformed", ill=True) from None
    if not isinstance(said, dict):
        raise SourceFailed("malformed", ill=True)
    return said


def judged(said: Json) -> bool:
    """Whether the customer's answer was right. Raises `SourceFailed` when the source does not say."""
    right = said.get("right")
    if not isinstance(right, bool):
        raise SourceFailed("malformed", ill=True)
    return right


def facts(source: Source, said: Json) -> dict[str, str]:
    """What the site names, as text; what is not there, null, a list, an object or too long is left out."""
    found = {name: _text(_at(said, place)) for name, place in source.gives.items()}
    return {name: text for name, text in found.items() if text is not None}


def _at(said: Json, place: str) -> Any:
    """RFC 6901; a name without a slash is a field."""
    here: Any = said
    for part in place.removeprefix("/").split("/") if place else ():
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(here, dict):
            here = here.get(name)
        elif isinstance(here, list) and name.isascii() and name.isdigit() and int(name) < len(here):
            here = here[int(name)]
        else:
            return None
    return here


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        return None
    # Half a surrogate pair has no UTF-8, and a control character is nothing that can be said.
    text = str(value).encode("utf-8", "replace").decode()
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return text if len(text) <= LONGEST_FACT else None
