"""Verbs for the systems that carry contacts: is everything there, and what belongs into their files."""

import os
from pathlib import Path
from typing import Any

import cyclopts

from callcenter.cli.verbs import app, looped, named_site, settings
from callcenter.errors import Malformed, Unknown
from callcenter.model.gateways import AsteriskPolicy
from callcenter.model.site import Site

gateway = cyclopts.App(name="gateway", help="Systems that carry contacts.")
app.command(gateway)
SIGNS = {"ok": "[green]✓[/]", "note": "[yellow]·[/]", "missing": "[red]✗[/]"}


@gateway.command(name="check")
def check_gateway(
    name: str,
    *,
    site: Path | None = None,
    database: str | None = None,
    address: str | None = None,
    server: str | None = None,
    language: str | None = None,
    json: bool = False,
) -> int:
    """Look at an Asterisk: what is reachable, what is missing, and what to do about it; exit 1 if anything needed is.

    A prompt is spoken and played there where nobody hears it. No telephone rings.

    Args:
        name: Of a gateway of kind asterisk.
        site: The site that declares it.
        database: The server's, for the agents' telephones.
        address: The ARI to look at, ws://HOST:8088/ari, when the site names none because Asterisk connects to us.
        server: Our own server, http://127.0.0.1:8080 when left out.
        language: zh or en; the site's first when left out.
    """
    loaded, policy = _asterisk(name, site)
    found = looped(lambda: _found(loaded, name, policy, database, address or policy.address, _server(server)))
    spoken = language or loaded.language
    _show([(each.state.value, each.code, each.said(spoken)) for each in found], json)
    return int(any(each.state == "missing" for each in found))


@gateway.command
def conf(name: str, *, site: Path | None = None, server: str | None = None) -> None:
    """Print the lines an Asterisk needs for this gateway, by file.

    Args:
        name: Of a gateway of kind asterisk.
        server: Our own server as Asterisk reaches it, http://127.0.0.1:8080 when left out.
    """
    from callcenter.gateways.asterisk.conf import lines
    from callcenter.gateways.http.signature import variable

    _, policy = _asterisk(name, site)
    print(lines(name, policy, variable(name), _server(server)))


def _asterisk(name: str, directory: Path | None) -> tuple[Site, AsteriskPolicy]:
    site = named_site(directory)
    if site is None:
        raise Malformed("name the site with --site, or CALLCENTER_SITE")
    policy = site.gateways.get(name)
    if policy is None:
        raise Unknown(f"the site declares no gateway {name!r}; there is {', '.join(site.gateways) or 'none'}")
    if policy.asterisk is None:
        raise Malformed(f"{name} is of kind {policy.kind}, not asterisk: its own program connects to us")
    return site, policy.asterisk


def _server(given: str | None) -> str:
    return (given or f"http://127.0.0.1:{settings().port}").rstrip("/")


async def _found(
    site: Site, name: str, policy: AsteriskPolicy, database: str | None, address: str, server: str
) -> list[Any]:
    from callcenter.gateways.asterisk.checks.everything import Wish, checked
    from callcenter.gateways.http.signature import variable

    words = os.environ.get(variable(name), "").split()
    wish = Wish(
        site=site,
        name=name,
        policy=policy,
        variable=variable(name),
        password=words[0] if words else "",
        endpoints=await _endpoints(settings(database=database).database),
        address=address,
        server=server,
    )
    return [finding async for finding in checked(wish)]


async def _endpoints(database: str) -> dict[str, list[str]]:
    """The agents' telephones; none where no database was ever made."""
    from callcenter.store import open_store

    if _never_made(database):
        return {}
    store = await open_store(database, writer=False)
    try:
        users = await store.users()
    finally:
        await store.close()
    endpoints: dict[str, list[str]] = {}
    for user in users:
        if user.endpoint and not user.disabled:
            endpoints.setdefault(user.endpoint, []).append(user.name)
    return endpoints


def _never_made(database: str) -> bool:
    kind, _, file = database.partition(":///")
    return kind.startswith("sqlite") and not Path(file).is_file()


def _show(rows: list[tuple[str, str, str]], as_json: bool) -> None:
    if as_json:
        from json import dumps

        told = [{"state": state, "check": code, "text": text} for state, code, text in rows]
        print(dumps({"ok": all(state != "missing" for state, _, _ in rows), "findings": told}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 1))
    for _ in range(3):
        table.add_column(overflow="fold")
    for state, code, text in rows:
        table.add_row(SIGNS[state], code.partition(".")[0], escape(text))
    Console().print(table)
