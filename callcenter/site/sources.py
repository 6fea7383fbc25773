"""Where flows look things up: the company's web services, and the questions our own records answer."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from callcenter.model.site import STORE_QUESTIONS, Service, Source
from callcenter.site.gateways import SECRETS
from callcenter.site.nodes.wording import PROOFS, TOLD
from callcenter.site.part import Fields, Part
from callcenter.site.texts import FACT, PLACEHOLDER

METHODS = ("GET", "POST")
POINTER = re.compile(r"(/([^~/]|~[01])*)+")
"""RFC 6901, of a value inside the answer."""
PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
"""RFC 3986, its placeholders taken out."""


def read_services(part: Part | None) -> dict[str, Service]:
    entries = part.named() if part else {}
    return {name: _read_service(name, entries[name]) for name in sorted(entries)}


def _read_service(name: str, part: Part) -> Service:
    entries = part.entries()
    variable = f"CALLCENTER_SERVICE_{name.upper().replace('-', '_')}_KEY"
    for key in SECRETS & entries.keys():
        entries[key].problem(f"{key}: keys are never written into a site: set {variable}")
    url = part.fields(needed=("url",), allowed=SECRETS & entries.keys()).get("url")
    return Service(name=name, url=_read_url(url) if url else "")


def _read_url(part: Part) -> str:
    """Without the slash at its end: every path begins with one."""
    url = part.word()
    try:
        split = urlsplit(url)
        right = split.scheme in ("http", "https") and bool(split.hostname) and (split.port is None or split.port > 0)
    except ValueError:
        split, right = urlsplit(""), False
    if url and (not right or not url.isprintable() or " " in url):
        part.problem("url: one with http or https is wanted")
    elif split.username is not None or split.password is not None:
        part.problem("url: keys are never written into a site, nor into its URLs")
    elif split.query or split.fragment or "?" in url or "#" in url:
        part.problem("url: ends before ? and #: what a source is told goes into its path or its arguments")
    return url.rstrip("/")


def read_sources(part: Part | None) -> dict[str, Source]:
    entries = part.named() if part else {}
    return {name: _read_source(name, entries[name]) for name in sorted(entries)}


def _read_source(name: str, part: Part) -> Source:
    fields = part.fields(allowed=("service", "path", "method", "store", "gives", "timeout", "cache"))
    service, store = fields.get("service"), fields.get("store")
    if part.is_mapping() and not service and not store:
        part.problem(f'{name}: "service" or "store" is missing')
    if service and store:
        store.problem(f'{name}: "service" or "store", not both')
    path, method = fields.get("path"), fields.get("method")
    if service and not path:
        part.problem(f'{name}: "path" is missing')
    for only in (path, method):
        if only and store and not service:
            only.problem(f"{only.name}: is for services; our own records know what they are asked")
    return Source(
        name=name,
        gives=_read_gives(fields.get("gives"), of_store=store is not None),
        service=service.word() if service else "",
        path=_read_path(path) if path else "",
        method=method.choice(METHODS) if method else "GET",
        store=store.choice(STORE_QUESTIONS) if store else "",
        timeout=fields.number("timeout", 2.0, least=0.1, most=10.0),
        cache=_read_cache(fields),
    )


def _read_cache(fields: Fields) -> float:
    return fields.number("cache", 0.0, most=86_400.0)


def _read_gives(part: Part | None, *, of_store: bool) -> dict[str, str]:
    entries = part.entries() if part else {}
    gives: dict[str, str] = {}
    for name in sorted(entries):
        entry = entries[name]
        if not FACT.fullmatch(name):
            entry.problem(f'gives: "{name[:80]}" is no fact\'s name: small letters, digits and _')
        elif name in PROOFS:
            entry.problem(f'gives: "{name}" is set by identify and verify alone')
        at = gives[name] = entry.word()
        if of_store and at and not FACT.fullmatch(at):
            entry.problem(f'{name}: "{at[:80]}" is no field of our records: small letters, digits and _')
        elif not of_store and at and not POINTER.fullmatch(at):
            entry.problem(f'{name}: "{at[:80]}" is no place in a JSON answer, like /account/balance')
    return gives


def _read_path(part: Part) -> str:
    path = part.word()
    rest = PLACEHOLDER.sub("", path)
    if path and not path.startswith("/"):
        part.problem("path: begins with /")
    elif set("{}") & set(rest):
        part.problem("path: a brace without its counterpart")
    elif "?" in rest or "#" in rest:
        part.problem("path: ends before ? and #: arguments that it does not name are sent beside it")
    elif path and (not PATH.fullmatch(rest) or "//" in path or {".", ".."} & set(rest.split("/"))):
        part.problem("path: letters, digits and -._~ between slashes are wanted; other signs as %20")
    for name in placeholders(path):
        if not FACT.fullmatch(name):
            part.problem(f"path: {{{name[:80]}}} is no argument's name: small letters, digits and _")
        elif name == "answer":
            part.problem("path: {answer}: what only the customer knows never stands in an address")
    return path


def placeholders(path: str) -> list[str]:
    """The arguments a path names."""
    return sorted(set(PLACEHOLDER.findall(path)))


def argument_fault(source: Source, arguments: Collection[str] | Mapping[str, str]) -> str:
    """What a look-up leaves unsaid that the source's path needs; empty when nothing."""
    missing = [name for name in placeholders(source.path) if name not in arguments and name not in TOLD]
    return f'"{source.name}" needs the argument {", ".join(missing)}: its path names it' if missing else ""


def judge_fault(source: Source, arguments: Collection[str] | Mapping[str, str]) -> str:
    """Why the source cannot judge what only the customer knows; empty when it can."""
    if source.store:
        return f'"{source.name}" asks our own records, which know no secrets: a service judges that'
    if source.method != "POST":
        return f'"{source.name}" must have `method: POST`: what only the customer knows never stands in an address'
    return argument_fault(source, arguments)
