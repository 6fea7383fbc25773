"""Gateways of a site: who carries its contacts, and who only hears for them."""

import re
from collections.abc import Callable, Collection
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from callcenter.model.gateways import AsteriskPolicy, FirstDialled, GatewayPolicy, Rings
from callcenter.site.part import Fields, Part
from callcenter.site.voices import read_voice

GATEWAY_KINDS = ("asterisk", "http", "twilio")
SECRETS = frozenset({"secret", "secrets", "token", "auth_token", "password", "key", "api_key"})
OF_HTTP = ("webhook", "hears_for")
OF_ASTERISK = (
    "address", "app", "user", "dial", "caller_id", "ring_seconds", "first", "music", "recordings", "voice",
)  # fmt: skip
KINDS_OF_KEYS = {**dict.fromkeys(OF_HTTP, "http"), **dict.fromkeys(OF_ASTERISK, "asterisk")}
NOTHING = urlsplit("")
FETCHED_BY = ("http", "https", "s3", "gs", "sftp", "file")
"""Schemes of addresses that a recording may be told of with."""
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
"""Names that Asterisk's own files have without quoting."""
DIALLED = re.compile(r"[A-Za-z][A-Za-z0-9]*/\S+")
CALLER_ID = re.compile(r"\+?[0-9]{3,15}")
SHORTEST_RING, LONGEST_RING = 5.0, 120.0
T = TypeVar("T")


def read_gateways(part: Part | None, languages: Collection[str]) -> dict[str, GatewayPolicy]:
    """`languages` of the site: its prompts are spoken in each."""
    entries = part.named() if part else {}
    return {name: _read_gateway(name, entries[name], languages) for name in sorted(entries)}


def _read_gateway(name: str, part: Part, languages: Collection[str]) -> GatewayPolicy:
    entries = part.entries()
    variable = f"CALLCENTER_SECRET_{name.upper().replace('-', '_')}"
    for key in SECRETS & entries.keys():
        entries[key].problem(f"{key}: secrets are never written into a site: set {variable}")
    fields = part.fields(needed=("kind",), allowed=("record", "rings", *KINDS_OF_KEYS, *(SECRETS & entries.keys())))
    kind = _read(fields, "kind", lambda at: at.choice(GATEWAY_KINDS), "")
    for key, owner in KINDS_OF_KEYS.items():
        if kind in GATEWAY_KINDS and kind != owner and (stray := fields.get(key)):
            stray.problem(f"{key}: is for gateways of kind {owner}, and this one is {kind}")
    webhook, hears_for = fields.get("webhook"), fields.get("hears_for")
    if webhook and hears_for:
        webhook.problem("webhook: who hears for another gateway gets no commands")
    for key in ("record", "rings"):
        if hears_for and (stray := fields.get(key)):
            stray.problem(f"{key}: who hears for another gateway carries no calls")
    return GatewayPolicy(
        name=name,
        kind=kind or "http",
        webhook=_read_webhook(webhook) if webhook else None,
        hears_for=hears_for.word() if hears_for else "",
        record=fields.yes_no("record", default=False),
        rings=_read_rings(fields, Rings.OFFERED if kind == "asterisk" else Rings.ACCEPTED),
        asterisk=_read_asterisk(part, fields, languages) if kind == "asterisk" else None,
    )


def _read_rings(fields: Fields, usual: Rings) -> Rings:
    part = fields.get("rings")
    chosen = part.choice([each.value for each in Rings]) if part else ""
    return Rings(chosen) if chosen in set(Rings) else usual


def _read_asterisk(part: Part, fields: Fields, languages: Collection[str]) -> AsteriskPolicy:
    usual = AsteriskPolicy()
    first = fields.get("first")
    chosen = first.choice([each.value for each in FirstDialled]) if first else ""
    return AsteriskPolicy(
        address=_read(fields, "address", _read_address, usual.address),
        app=_read(fields, "app", _read_plain, usual.app),
        user=_read(fields, "user", _read_plain, usual.user),
        dial=_read(fields, "dial", _read_dial, usual.dial),
        caller_id=_read(fields, "caller_id", _read_caller_id, usual.caller_id),
        ring_seconds=fields.number("ring_seconds", usual.ring_seconds, least=SHORTEST_RING, most=LONGEST_RING),
        first=FirstDialled(chosen) if chosen in set(FirstDialled) else usual.first,
        music=_read(fields, "music", _read_plain, usual.music),
        recordings=_read(fields, "recordings", _read_recordings, usual.recordings),
        voice=read_voice(fields.get("voice"), part, languages),
    )


def _read(fields: Fields, key: str, read: Callable[[Part], T], default: T) -> T:
    part = fields.get(key)
    return read(part) if part else default


def _read_plain(part: Part) -> str:
    word = part.word()
    if word and not PLAIN.fullmatch(word):
        part.problem(f'{part.name}: "{word[:80]}" is no name: letters, digits, -, _ and . without spaces')
    return word


def _read_dial(part: Part) -> str:
    word = part.word()
    if word and "{number}" not in word:
        part.problem("dial: {number} must stand where the number goes: PJSIP/{number}@carrier")
    elif word and (not DIALLED.fullmatch(word) or set("{}") & set(word.replace("{number}", ""))):
        part.problem("dial: a technology, / and what it dials are wanted: PJSIP/{number}@carrier")
    return word


def _read_caller_id(part: Part) -> str:
    word = part.word()
    if word and not CALLER_ID.fullmatch(word):
        part.problem(f'caller_id: "{word[:40]}" is no number: 3 to 15 digits, + before them if you like')
    return word


def _read_recordings(part: Part) -> str:
    word = part.word()
    if word and "{name}" not in word:
        part.problem("recordings: {name} must stand where the name of a recording goes")
    elif word and not (_split(word).scheme in FETCHED_BY and word.isprintable() and " " not in word):
        part.problem(f"recordings: an address with {', '.join(FETCHED_BY)} is wanted")
    elif word and (_split(word).username is not None or _split(word).password is not None):
        part.problem("recordings: secrets are never written into a site, nor into its URLs")
    return word


def _read_address(part: Part) -> str:
    address = part.word()
    split = _split(address)
    if address and not (split.scheme in ("ws", "wss") and split.hostname and address.isprintable()):
        part.problem("address: a URL with ws or wss and a host is wanted, like ws://127.0.0.1:8088/ari")
    elif split.username is not None or split.password is not None:
        part.problem("address: secrets are never written into a site, nor into its URLs; `user` is a key of its own")
    elif split.query or split.fragment or set("?# ") & set(address):
        part.problem("address: ends before ? and #: application and log-in are added to it")
    return address.rstrip("/")


def _read_webhook(part: Part) -> str:
    url = part.word()
    split = _split(url)
    if url and not (split.scheme in ("http", "https") and split.hostname):
        part.problem(f"{part.name}: a URL with http or https is wanted")
    if split.username or split.password:
        part.problem(f"{part.name}: secrets are never written into a site, nor into its URLs")
    return url


def _split(url: str) -> SplitResult:
    """Of a URL that cannot be one: of nothing."""
    try:
        split = urlsplit(url)
        return split if split.port is None or split.port > 0 else NOTHING
    except ValueError:
        return NOTHING
