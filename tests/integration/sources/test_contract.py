"""Asking the company's web services: the same on the fake and over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Protocol

import pytest
from aiohttp import web

from callcenter.errors import SourceFailed
from callcenter.model.site import Service
from callcenter.services.ports import Json, ServiceRequest, WebServices
from callcenter.sources.http import MOST_BYTES, opened_services, variable
from callcenter.testing.fake_services import FakeServices

HERE = Service(name="bank", url="http://127.0.0.1:1")


class Bench(Protocol):
    """Services under test, and what they shall answer."""

    services: WebServices

    def answers(
        self, path: str, said: Json | bytes, *, status: int = 200, method: str = "GET", seconds: float = 0.0
    ) -> None: ...

    def gone(self) -> None: ...


class Fake:
    def __init__(self) -> None:
        self.services = FakeServices()
        self.answers = self.services.answers

    def gone(self) -> None:
        self.services.away = "unavailable"


class Real:
    """A real server on the loopback; `environ` leads the service's name to it."""

    def __init__(self, services: WebServices, environ: dict[str, str]) -> None:
        self.services, self.environ = services, environ
        self.seen: list[web.Request] = []
        self.bodies: list[bytes] = []
        self._answers: dict[tuple[str, str], tuple[int, bytes, float, dict[str, str]]] = {}

    def answers(
        self,
        path: str,
        said: Json | bytes,
        *,
        status: int = 200,
        method: str = "GET",
        seconds: float = 0.0,
        headers: dict[str, str] | None = None,
    ) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self._answers[method, path] = (status, body, seconds, headers or {})

    def gone(self) -> None:
        self.environ[variable("bank")] = "http://127.0.0.1:9"  # discard: nobody listens

    async def handle(self, request: web.Request) -> web.Response:
        self.seen.append(request)
        self.bodies.append(await request.read())
        found = self._answers.get((request.method, request.path), (404, b"{}", 0.0, {}))
        if found[2]:
            await asyncio.Event().wait()  # for ever: the asker gives up
        return web.Response(status=found[0], body=found[1], headers=found[3])


@pytest.fixture
async def real() -> AsyncIterator[Real]:
    environ: dict[str, str] = {}
    async with opened_services(environ) as services:
        bench = Real(services, environ)
        server = web.ServerRunner(web.Server(bench.handle), shutdown_timeout=0.1)
        await server.setup()
        await web.TCPSite(server, "127.0.0.1", 0).start()
        environ[variable("bank")] = f"http://127.0.0.1:{server.addresses[0][1]}/"
        yield bench
        await server.cleanup()


@pytest.fixture(params=["fake", "http"])
def bench(request: pytest.FixtureRequest) -> Bench:
    found: Bench = Fake() if request.param == "fake" else request.getfixturevalue("real")
    return found


def asked(path: str = "/a", **more: Any) -> ServiceRequest:
    return ServiceRequest(**{"service": HERE, "method": "GET", "path": path, "timeout": 5.0, **more})


async def test_given_any_answer_then_it_comes_back_as_it_is(bench: Bench) -> None:
    for status, body in ((200, b'{"a": 1}'), (404, b"gone"), (500, b""), (302, b"elsewhere"), (200, b"\xff\x00")):
        bench.answers("/a", body, status=status)
        answer = await bench.services.ask(asked())
        assert (answer.status, answer.body) == (status, body)


async def test_given_a_post_then_it_is_answered_by_its_own_method(bench: Bench) -> None:
    bench.answers("/a", {"right": True}, method="POST")
    assert (await bench.services.ask(asked(method="POST", body={"answer": "1"}))).body == b'{"right": true}'
    assert (await bench.services.ask(asked())).status == 404


async def test_given_a_query_then_it_belongs_to_the_question_and_not_to_the_path(bench: Bench) -> None:
    bench.answers("/a", {})
    assert (await bench.services.ask(asked("/a?x=%E5%8C%97&y=1"))).status == 200


async def test_given_a_service_that_answers_too_late_then_it_is_a_timeout(bench: Bench) -> None:
    bench.answers("/a", {}, seconds=60.0)
    await fails(bench, "timeout", timeout=0.05)


async def test_given_nobody_there_then_it_is_unavailable(bench: Bench) -> None:
    bench.gone()
    await fails(bench, "unavailable")


async def test_given_an_answer_without_end_then_no_more_than_64_kib_is_read(bench: Bench) -> None:
    bench.answers("/a", b"x" * MOST_BYTES)
    assert len((await bench.services.ask(asked())).body) == MOST_BYTES
    bench.answers("/a", b"x" * (MOST_BYTES + 1))
    await fails(bench, "malformed")


async def fails(bench: Bench, failure: str, **more: Any) -> None:
    with pytest.raises(SourceFailed) as failed:
        await bench.services.ask(asked(**more))
    assert (failed.value.failure, failed.value.ill) == (failure, True)


# --- what only a line can show ----------------------------------------------------------------------------------------


async def test_given_a_redirect_then_nobody_is_asked_at_its_end(real: Real) -> None:
    real.answers("/a", b"", status=307, method="POST", headers={"Location": "/b"})
    real.answers("/b", {"stolen": True}, method="POST")
    answer = await real.services.ask(asked(method="POST", body={"answer": "470193"}))
    assert answer.status == 307
    assert [request.path for request in real.seen] == ["/a"]


async def test_given_a_key_then_it_is_brought_and_another_service_has_its_own(real: Real) -> None:
    real.environ[variable("bank") + "_KEY"] = " the key\n"
    await real.services.ask(asked())
    real.environ[variable("core-2")] = real.environ[variable("bank")]
    await real.services.ask(asked(service=Service(name="core-2", url="http://example.com")))
    assert [request.headers.get("Authorization") for request in real.seen] == ["Bearer the key", None]


async def test_given_a_cookie_then_the_next_customers_question_does_not_bring_it(real: Real) -> None:
    real.answers("/a", {}, headers={"Set-Cookie": "who=cus_1"})
    for _ in range(2):
        await real.services.ask(asked())
    assert all("Cookie" not in request.headers for request in real.seen)


async def test_given_a_path_then_it_arrives_with_the_same_signs(real: Real) -> None:
    path = "/a%2Fb/%E5%8C%97%E4%BA%AC%25?x=%26%3D"
    await real.services.ask(asked(path))
    assert real.seen[0].raw_path == path


async def test_given_a_body_then_it_is_json_and_no_secret_stands_in_the_address(real: Real) -> None:
    await real.services.ask(asked("/verify", method="POST", body={"answer": "470193", "customer": "王"}))
    assert json.loads(real.bodies[0]) == {"answer": "470193", "customer": "王"}
    assert real.seen[0].headers["Content-Type"] == "application/json"
    assert "470193" not in str(real.seen[0].raw_path) + str(real.seen[0].headers)


async def test_given_an_address_that_is_none_then_it_is_malformed(real: Real) -> None:
    real.environ[variable("bank")] = "http://[::1"
    with pytest.raises(SourceFailed) as failed:
        await real.services.ask(asked())
    assert failed.value.failure == "malformed"


def test_given_a_request_then_its_text_hides_what_it_brings() -> None:
    assert "470193" not in repr(asked(method="POST", body={"answer": "470193"}))
