"""Logging in as a person does: name and password, and a cookie that the session then carries."""

from dataclasses import dataclass

import aiohttp
import stamina


class NotYet(Exception):
    """The server is not there yet, or busy."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is logged in. Close `client` in the end."""

    name: str
    base_url: str
    client: aiohttp.ClientSession


async def log_in(base_url: str, name: str, password: str) -> Person:
    """Tries for half a minute while the server starts. Raises RuntimeError when it says no."""
    client = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
    try:
        async for attempt in stamina.retry_context(
            on=(NotYet, aiohttp.ClientError, TimeoutError), attempts=None, timeout=30.0, wait_initial=0.1, wait_max=1.0
        ):
            with attempt:
                await _enter(client, base_url, name, password)
    except BaseException:
        await client.close()
        raise
    return Person(name=name, base_url=base_url, client=client)


async def _enter(client: aiohttp.ClientSession, base_url: str, name: str, password: str) -> None:
    async with client.post(f"{base_url}/api/v1/login", json={"name": name, "password": password}) as answer:
        if answer.status in (429, 503):
            raise NotYet(f"{answer.status}")
        if answer.status != 200:
            raise RuntimeError(f"{name} cannot log in: {answer.status} {(await answer.text())[:300]}")
