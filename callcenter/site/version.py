"""The name of a site's content: the same words in another order or with other white space have the same version."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256

from callcenter.model.site import Site


def version_of(site: Site) -> str:
    """The first 16 hex digits of SHA-256 over the site's canonical JSON; its own `version` does not count."""
    text = json.dumps(_plain(replace(site, version="")), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """JSON values; a dataclass carries its type's name, so that two kinds of node never look alike."""
    if is_dataclass(value):
        named = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return {"": type(value).__name__, **named}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
