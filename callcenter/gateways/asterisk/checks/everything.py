"""All checks of one gateway of kind asterisk, in the order in which somebody would set it up."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import islice

import aiohttp

from callcenter.errors import Unavailable
from callcenter.gateways.asterisk.checks import ari, switch
from callcenter.gateways.asterisk.checks.finding import Finding, missing, note, ok
from callcenter.gateways.asterisk.prompts import fixed
from callcenter.gateways.asterisk.voice import Speaker
from callcenter.model.gateways import AsteriskPolicy
from callcenter.model.site import Site

MOST_RECORDED = 50
SOCKETS = "callcenter_http_sockets{"
ROUTE = 'route="/gateways/{gateway}/ari"'


@dataclass(frozen=True, kw_only=True)
class Wish:
    site: Site
    name: str
    policy: AsteriskPolicy
    variable: str
    """Where the password is read from."""
    password: str = field(repr=False)
    endpoints: switch.Endpoints
    address: str
    """Of its ARI; empty: it connects to us, and nobody said where it is."""
    server: str


async def checked(wish: Wish) -> AsyncIterator[Finding]:
    policy = wish.policy
    secret = {"variable": wish.variable, "user": policy.user}
    yield ok("secret.ok", **secret) if wish.password else missing("secret.missing", **secret)
    if not policy.address:
        yield await _server(wish)
    sounds: list[str] = []
    async for finding, media in _spoken(wish):
        sounds += [media] if media else []
        yield finding
    if wish.address:
        async with ari.opened(wish.address, policy.user, wish.password) as asked:
            there, found = await switch.reached(asked, wish.address, policy, wish.variable)
            for finding in found:
                yield finding
            if there:
                async for finding in switch.looked_at(asked, policy, wish.endpoints):
                    yield finding
                recorded = [f"sound:{each}" for each in sorted(set(policy.voice.recorded.values()))]
                wanted = list(dict.fromkeys([*sounds[:1], *recorded[:MOST_RECORDED]]))
                async for finding in switch.played(asked, policy, wanted):
                    yield finding
    else:
        yield note("server.look")
        yield note("play.untried", directory=sounds[0].removeprefix("sound:") if sounds else policy.voice.keep or "-")
    if policy.music:
        yield note("music.note", music=policy.music)
    yield note("entry.note", numbers=", ".join(wish.site.entry_points), app=policy.app)


async def _spoken(wish: Wish) -> AsyncIterator[tuple[Finding, str]]:
    """A prompt of the site in each language, and what is played for it."""
    speaker = Speaker(replace(wish.policy.voice, recorded={}))
    for language in wish.site.languages:
        text = next(islice((text for text, spoken in fixed(wish.site) if spoken == language), 1), "1")
        began = time.perf_counter()
        try:
            media = await speaker.sound(text, language)
        except Unavailable as trouble:
            yield missing("voice.failed", language=language, why=trouble.detail), ""
        else:
            yield ok("voice.ok", language=language, seconds=f"{time.perf_counter() - began:.2f}"), media


async def _server(wish: Wish) -> Finding:
    """Whether an Asterisk is connected to the server that runs: its figures tell."""
    try:
        timeout = aiohttp.ClientTimeout(total=5.0)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(f"{wish.server}/metrics") as answer:
            lines = (await answer.text()).splitlines() if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return missing("server.unreachable", server=wish.server, why=str(error) or type(error).__name__)
    if lines is None:
        return missing("server.unreachable", server=wish.server, why=answer.status)
    count = sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(SOCKETS) and ROUTE in line)
    if not count:
        return missing("server.alone", server=wish.server, name=wish.name)
    return ok("server.ok", server=wish.server, count=int(count))
