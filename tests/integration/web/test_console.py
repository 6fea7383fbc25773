"""The console's files, the API's page, and what a browser is told about them."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from tests.integration.web.world import World, world

CSP = "Content-Security-Policy"
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
async def built(tmp_path: Path) -> AsyncIterator[World]:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text('<html><meta nonce="__CSP_NONCE__"></html>', "utf-8")
    (dist / "favicon.svg").write_text("<svg/>", "utf-8")
    (dist / "assets" / "main-abc123.js").write_text("console.log(1)", "utf-8")
    (dist / "assets" / "main-abc123.js.gz").write_bytes(gzip.compress(b"console.log(1)"))
    (tmp_path / "secret.txt").write_text("keep out", "utf-8")
    async with world(dist) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/index.html", "/floor", "/customers/cus_1"])
async def test_given_any_address_of_a_person_when_opened_then_the_console_comes_with_its_nonce(
    built: World, path: str
) -> None:
    browser = await built.browser()
    first, second = [await browser.call("GET", path, headers=PAGE) for _ in range(2)]
    nonce = first.text.split('"')[1]
    assert len(nonce) > 16
    assert f"style-src 'self' 'nonce-{nonce}'" in first.headers[CSP]
    assert "script-src 'self';" in first.headers[CSP]
    assert f"ws://{built.server.host}:{built.server.port}" in first.headers[CSP]
    assert nonce not in second.text
    assert first.headers["Cache-Control"] == "no-store"


async def test_given_a_hostile_host_name_when_opening_the_console_then_it_does_not_reach_the_policy(
    built: World,
) -> None:
    answer = await (await built.browser()).call("GET", "/", headers={"Host": "x; script-src *"})
    assert "connect-src 'self';" in answer.headers[CSP]


async def test_given_a_hashed_file_when_asked_for_then_it_may_be_kept_for_ever_and_comes_packed(built: World) -> None:
    browser = await built.browser()
    answer = await browser.call("GET", "/assets/main-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.text == "console.log(1)"
    plain = await browser.call("GET", "/assets/main-abc123.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert (await browser.call("GET", "/favicon.svg")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/assets/missing.js", "/assets/../secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt", "/%2e%2e/secret.txt",
             "/assets/a%00b", "/missing.png"],
)  # fmt: skip
async def test_given_a_file_that_is_not_the_consoles_when_asked_for_then_it_is_404(built: World, path: str) -> None:
    answer = await (await built.browser()).call("GET", path)
    assert answer.status == 404
    assert "keep out" not in answer.text


async def test_given_the_console_is_not_built_when_opened_then_the_page_says_how_to_build_it(house: World) -> None:
    answer = await (await house.browser()).call("GET", "/", headers=PAGE)
    assert answer.status == 503
    assert "npm run build" in answer.text


async def test_given_the_apis_page_when_opened_then_everything_it_needs_comes_from_here(house: World) -> None:
    browser = await house.browser()
    page = await browser.call("GET", "/docs")
    assert page.status == 200
    assert "script-src 'self';" in page.headers[CSP]
    assert "http" not in page.text.replace("<!doctype html>", "")
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "docs.js"):
        assert f"/docs/{name}" in page.text
        assert (await browser.call("GET", f"/docs/{name}")).status == 200
    assert (await browser.call("GET", "/docs/README.md")).status == 404


async def test_given_the_documents_when_asked_for_then_they_are_what_they_say(house: World) -> None:
    browser = await house.browser()
    assert json.loads((await browser.call("GET", "/openapi.json")).text)["openapi"] == "3.1.0"
    assert yaml.safe_load((await browser.call("GET", "/asyncapi.yaml")).text)["asyncapi"] == "3.0.0"
