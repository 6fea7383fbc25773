"""What may be wrong with a request, and what every answer says."""

import gzip
import io
from pathlib import Path

import pytest
from aiohttp import web

from callcenter.errors import TooMany, Unavailable
from tests.integration.web.world import World, world

CSP = "Content-Security-Policy"


async def test_given_many_faults_when_creating_then_every_one_is_listed_with_its_pointer(house: World) -> None:
    browser = await house.browser("supervisor1")
    body = {"name": "", "identities": [{"kind": "fax", "value": "1"}, {"kind": "phone"}], "surprise": 1}
    refused = await browser.call("POST", "/api/v1/customers", body)
    assert (refused.status, refused.code) == (400, "invalid")
    assert refused.pointers == {"/name", "/identities/0/kind", "/identities/1/value", "/surprise"}
    assert {error["in"] for error in refused.json["errors"]} == {"body"}


async def test_given_faults_in_query_and_body_when_asking_then_both_are_listed(house: World) -> None:
    browser = await house.browser("supervisor1")
    refused = await browser.call("GET", "/api/v1/contacts?limit=0&state=lost&colour=red&from=yesterday&emergency=maybe")
    assert refused.pointers == {"/limit", "/state", "/colour", "/from", "/emergency"}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1,", b"\xff\xfe", b'{"name": "\\ud800"}', b"[" * 100_000, b'{"name": NaN}']
)
async def test_given_a_body_that_is_no_json_when_writing_then_it_is_400(house: World, raw: bytes) -> None:
    browser = await house.browser("supervisor1")
    headers = {"Content-Type": "application/json"}
    refused = await browser.call("POST", "/api/v1/customers", headers=headers, data=raw)
    assert (refused.status, refused.code) == (400, "no_json")


@pytest.mark.parametrize("raw", [b"null", b"[]", b"1", b'"name"'])
async def test_given_json_of_the_wrong_shape_when_writing_then_it_is_400(house: World, raw: bytes) -> None:
    browser = await house.browser("supervisor1")
    headers = {"Content-Type": "application/json"}
    refused = await browser.call("POST", "/api/v1/customers", headers=headers, data=raw)
    assert (refused.status, refused.pointers) == (400, {""})


async def test_given_a_form_when_writing_then_it_is_415(house: World) -> None:
    browser = await house.browser("supervisor1")
    refused = await browser.call("POST", "/api/v1/customers", data={"name": "Li"})
    assert (refused.status, refused.code) == (415, "media_type")


async def test_given_two_mebibytes_when_writing_then_it_is_413(house: World) -> None:
    browser = await house.browser("supervisor1")
    body = io.BytesIO(b'{"name": "' + b"a" * 2 * 1024 * 1024 + b'"}')
    headers = {"Content-Type": "application/json"}
    refused = await browser.call("POST", "/api/v1/customers", headers=headers, data=body)
    assert (refused.status, refused.code) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "a\x00b"}, "/name"),
        ({"name": "a", "profile": {"x": {"y": ["\x00"]}}}, "/profile/x/y/0"),
        ({"name": "a", "profile": {"\x00": 1}}, "/profile"),
        ({"name": "a", "profile": {"x": 10**30}}, "/profile/x"),
    ],
)
async def test_given_what_no_database_keeps_when_writing_then_it_is_400_with_the_place(
    house: World, body: dict[str, object], pointer: str
) -> None:
    refused = await (await house.browser("supervisor1")).call("POST", "/api/v1/customers", body)
    assert (refused.status, refused.pointers) == (400, {pointer})


async def test_given_a_null_byte_in_address_or_query_when_asking_then_it_is_400(house: World) -> None:
    browser = await house.browser("supervisor1")
    assert (await browser.call("GET", "/api/v1/contacts/a%00b")).status == 400
    assert (await browser.call("GET", "/api/v1/customers?q=a%00b")).status == 400


async def test_given_an_emoji_when_writing_then_it_comes_back_as_it_was(house: World) -> None:
    browser = await house.browser("supervisor1")
    made = await browser.call("POST", "/api/v1/customers", {"name": "小明😀"})
    assert (await browser.call("GET", made.headers["Location"])).json["name"] == "小明😀"


async def test_given_an_unknown_address_when_asking_then_it_is_a_404_problem_for_every_method(house: World) -> None:
    browser = await house.browser("admin1")
    for method in ("GET", "POST", "DELETE"):
        answer = await browser.call(method, "/api/v1/nothing")
        assert (answer.status, answer.code) == (404, "unknown")


async def test_given_a_wrong_method_when_asking_then_it_is_405_with_what_is_allowed(house: World) -> None:
    answer = await (await house.browser("admin1")).call("DELETE", "/api/v1/contacts")
    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "method_not_allowed", "GET,HEAD")


async def test_given_the_database_is_away_when_asking_then_it_is_503_and_says_when_to_come_back(house: World) -> None:
    browser = await house.browser("supervisor1")
    house.store.fail_next(Unavailable("the disk is full", retry_after=2.5), method="customer")
    answer = await browser.call("GET", "/api/v1/customers/cus_1")
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "unavailable", "3")


async def test_given_a_defect_of_ours_when_asking_then_its_id_is_told_and_nothing_of_the_inside(house: World) -> None:
    browser = await house.browser("supervisor1")
    house.floor.now = {}
    answer = await browser.call("GET", "/api/v1/queues")
    assert (answer.status, answer.code) == (500, "internal")
    assert answer.json["id"].startswith("err_")
    assert "KeyError" not in answer.text


async def test_given_the_database_is_away_when_asked_for_readiness_then_it_is_503_and_alive_still(house: World) -> None:
    browser = await house.browser()
    assert (await browser.call("GET", "/readyz")).status == 200
    house.store.fail_next(Unavailable("the disk is full"), method="ready")
    assert (await browser.call("GET", "/readyz")).status == 503
    assert (await browser.call("GET", "/healthz")).status == 200


async def test_given_any_answer_then_it_tells_the_browser_what_it_must_not_do(house: World) -> None:
    browser = await house.browser()
    for path in ("/api/v1/me", "/healthz", "/openapi.json", "/nothing"):
        headers = (await browser.call("GET", path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers[CSP].startswith("default-src 'none'")


async def test_given_requests_when_asked_for_figures_then_they_are_counted_by_route_and_not_by_address(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    for contact in ("a", "b", "c"):
        await browser.call("GET", f"/api/v1/contacts/{contact}")
    text = (await browser.call("GET", "/metrics")).text
    line = 'callcenter_http_requests_total{method="GET",route="/api/v1/contacts/{contact}",status="404"} 3.0'
    assert line in text.splitlines()


async def test_given_the_same_idempotency_key_when_writing_twice_then_it_is_done_once(house: World) -> None:
    browser, key = await house.browser("supervisor1"), {"Idempotency-Key": "k1"}
    first = await browser.call("POST", "/api/v1/customers", {"name": "Li"}, headers=key)
    second = await browser.call("POST", "/api/v1/customers", {"name": "Li"}, headers=key)
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len((await browser.call("GET", "/api/v1/customers?q=Li")).json["rows"]) == 1


async def test_given_an_idempotency_key_with_another_body_when_writing_then_it_is_409(house: World) -> None:
    browser, key = await house.browser("supervisor1"), {"Idempotency-Key": "k1"}
    await browser.call("POST", "/api/v1/customers", {"name": "Li"}, headers=key)
    refused = await browser.call("POST", "/api/v1/customers", {"name": "Wang"}, headers=key)
    assert (refused.status, refused.code) == (409, "key_reused")


async def test_given_an_idempotency_key_of_another_person_when_writing_then_it_is_a_key_of_its_own(
    house: World,
) -> None:
    key = {"Idempotency-Key": "k1"}
    ids = set()
    for name in ("supervisor1", "admin1"):
        browser = await house.browser(name)
        ids.add((await browser.call("POST", "/api/v1/customers", {"name": "Li"}, headers=key)).json["id"])
    assert len(ids) == 2


async def test_given_a_crash_between_doing_and_remembering_when_asked_again_then_it_is_still_done_once(
    house: World,
) -> None:
    browser, key = await house.browser("supervisor1"), {"Idempotency-Key": "k1"}
    house.store.fail_next(Unavailable("cut off"), method="remember_answer")
    body = {"cause": "attitude", "text": "rude", "channel": "letter", "customer": "cus_1"}
    assert (await browser.call("POST", "/api/v1/complaints", body, headers=key)).status == 503
    again = await browser.call("POST", "/api/v1/complaints", body, headers=key)
    assert again.status == 201
    assert len(house.door.asked) == 1
    assert len((await browser.call("GET", "/api/v1/complaints")).json["rows"]) == 1


async def test_given_pages_of_contacts_when_following_the_cursor_then_each_comes_once_newest_first(
    house: World,
) -> None:
    for n in range(7):
        await house.contact(f"c{n}", agent="agent1", at=1000.0 + n)
    browser = await house.browser("supervisor1")
    seen, path = [], "/api/v1/contacts?limit=3"
    while path:
        page = await browser.call("GET", path)
        seen += [row["id"] for row in page.json["rows"]]
        link = page.headers.get("Link", "")
        path = link[link.find("<") + 1 : link.find(">")] if link else ""
        assert bool(path) is (page.json["after"] is not None)
    assert seen == [f"c{n}" for n in reversed(range(7))]


async def test_given_a_cursor_of_nothing_when_paging_then_it_is_400(house: World) -> None:
    answer = await (await house.browser("supervisor1")).call("GET", "/api/v1/contacts?after=xyz")
    assert (answer.status, answer.code) == (400, "bad_cursor")


async def test_given_filters_when_listing_then_they_reach_the_store(house: World) -> None:
    await house.contact("c1", agent="agent1", at=1000.0)
    browser = await house.browser("supervisor1")

    async def found(query: str) -> int:
        answer = await browser.call("GET", f"/api/v1/contacts?{query}")
        assert answer.status == 200, answer.text
        return len(answer.json["rows"])

    for query in ("emergency=true", "state=completed", "channel=voice", "agent=agent1", "to=1970-01-01T01:00:00Z"):
        assert await found(query) == 1, query
    for query in ("emergency=false", "state=queued", "channel=chat", "agent=agent2", "from=1970-01-01T01:00:00Z"):
        assert await found(query) == 0, query


async def test_given_names_that_are_formulas_when_exporting_csv_then_they_are_held_down(house: World) -> None:
    browser = await house.browser("supervisor1")
    for name in ("=1+1", "+1", "-1", "@a", "plain, with comma"):
        await browser.call("POST", "/api/v1/customers", {"name": name})
    answer = await browser.call("GET", "/api/v1/customers", headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert answer.text.startswith("id,name,organisation")
    for held in (",'=1+1,", ",'+1,", ",'-1,", ",'@a,", ',"plain, with comma",'):
        assert held in answer.text


async def test_given_a_browser_that_takes_anything_when_listing_then_it_is_json(house: World) -> None:
    browser = await house.browser("supervisor1")
    for accept in ("*/*", "text/html,*/*;q=0.8", "application/json,text/csv;q=0.5", "text/csv;q=x"):
        answer = await browser.call("GET", "/api/v1/customers", headers={"Accept": accept})
        assert answer.headers["Content-Type"].startswith("application/json"), accept


async def test_given_a_compressed_body_when_writing_then_it_is_read(house: World) -> None:
    browser = await house.browser("supervisor1")
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = await browser.call("POST", "/api/v1/customers", headers=headers, data=gzip.compress(b'{"name": "Li"}'))
    assert answer.status == 201


async def test_given_a_small_body_that_unpacks_to_much_when_writing_then_it_is_413(house: World) -> None:
    browser = await house.browser("supervisor1")
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    bomb = gzip.compress(b'{"name": "' + b"a" * 5_000_000 + b'"}')
    answer = await browser.call("POST", "/api/v1/customers", headers=headers, data=bomb)
    assert answer.status == 413


async def test_given_routes_of_the_gateways_when_handed_in_then_their_errors_become_problems_too(
    tmp_path: Path,
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        raise TooMany("slower", retry_after=7)

    async with world(tmp_path, routes=([web.post("/gateways/{gateway}/events", refuse)],)) as house:
        answer = await (await house.browser()).call("POST", "/gateways/pbx/events")
        assert (answer.status, answer.code, answer.headers["Retry-After"]) == (429, "too_many", "7")
