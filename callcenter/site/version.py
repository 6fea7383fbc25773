"""The names of what a site and each of its flows say: the order of entries and white space do not change them."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256

from callcenter.model.flow import Flow
from callcenter.model.site import Site


def version_of(site: Site) -> str:
    """The first 16 hex digits of SHA-256 over the site's canonical JSON; its own `version` does not count."""
    return _hash(_plain(replace(site, version="")), 16)


def flow_version(flow: Flow) -> str:
    """The same, 8 digits, of what a flow says and does; neither its name nor its title counts."""
    return _hash(_plain(replace(flow, name="", title={}, version="")), 8)


def _hash(plain: object, digits: int) -> str:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:digits]


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
