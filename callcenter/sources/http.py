"""One question to a web service of the company's: `services.ports.WebServices` over HTTP.

An answer of one customer must never reach another: no cookie is kept, nothing is cached here. Nothing is written down
either: an address holds a customer's number, a body their secret.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from yarl import URL

from callcenter.errors import SourceFailed
from callcenter.services.ports import ServiceAnswer, ServiceRequest

MOST_BYTES = 64 * 1024
AT_ONCE = 100
"""Lines open to one service."""


def variable(service: str) -> str:
    """The environment variable that overrules its address: upper case, `_` for all that is no letter or digit. With
    `_KEY` behind it: the one that holds its bearer token."""
    return "CALLCENTER_SERVICE_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in service).upper()


@asynccontextmanager
async def opened_services(environ: Mapping[str, str]) -> AsyncIterator["HttpServices"]:
    """`environ` is the process's environment, or a test's; it is looked at anew each time."""
    lines = aiohttp.TCPConnector(limit=0, limit_per_host=AT_ONCE)
    async with aiohttp.ClientSession(connector=lines, cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield HttpServices(client, environ)


class HttpServices:
    def __init__(self, client: aiohttp.ClientSession, environ: Mapping[str, str]) -> None:
        """`client` must keep no cookies."""
        self._client, self._environ = client, environ

    async def ask(self, request: ServiceRequest) -> ServiceAnswer:
        try:
            return await self._answer(request)
        except TimeoutError:
            raise SourceFailed("timeout", ill=True) from None
        except (aiohttp.InvalidURL, ValueError):
            raise SourceFailed("malformed", ill=True) from None
        except aiohttp.ClientError:
            raise SourceFailed("unavailable", ill=True) from None

    async def _answer(self, request: ServiceRequest) -> ServiceAnswer:
        async with self._client.request(
            request.method,
            self._address(request),
            data=None if request.body is None else json.dumps(request.body).encode(),
            headers=self._headers(request),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=request.timeout),
        ) as answer:
            return ServiceAnswer(status=answer.status, body=await _bounded(answer.content))

    def _address(self, request: ServiceRequest) -> URL:
        base = self._environ.get(variable(request.service.name)) or request.service.url
        return URL(base.rstrip("/") + request.path, encoded=True)

    def _headers(self, request: ServiceRequest) -> dict[str, str]:
        """The answer is asked for as it is: one that unpacks to a gigabyte is not taken."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        if key := self._environ.get(variable(request.service.name) + "_KEY", "").strip():
            headers["Authorization"] = f"Bearer {key}"
        return headers


async def _bounded(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for part in content.iter_any():
        body += part
        if len(body) > MOST_BYTES:
            raise SourceFailed("malformed", ill=True)
    return bytes(body)
