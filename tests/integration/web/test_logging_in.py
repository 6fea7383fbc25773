"""People log in and out: the cookie, the CSRF word, the origin, and who guesses too often."""

from pathlib import Path

import pytest

from callcenter.model.agent import Presence
from callcenter.model.events import PresenceForced
from callcenter.services.people import LOG_IN_SECONDS
from tests.integration.web.world import PASSWORD, Browser, World, world


async def test_given_the_right_password_when_logging_in_then_a_strict_cookie_and_the_csrf_word_come_back(
    house: World,
) -> None:
    browser = await house.browser()
    answer = await browser.log_in("agent1")
    assert answer.status == 200
    assert answer.json == {"user": "agent1", "role": "agent", "csrf": browser.csrf, "display_name": "agent1"}
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    assert (await browser.call("GET", "/api/v1/me")).json["user"] == "agent1"


@pytest.mark.parametrize(("name", "password"), [("agent1", "wrong"), ("nobody", PASSWORD)])
async def test_given_a_wrong_pair_when_logging_in_then_the_answer_does_not_say_which_was_wrong(
    house: World, name: str, password: str
) -> None:
    answer = await (await house.browser()).log_in(name, password)
    assert (answer.status, answer.code) == (401, "wrong_password")
    assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_given_ten_wrong_guesses_when_the_right_password_follows_then_it_is_too_late_until_the_window_is_over(
    house: World,
) -> None:
    browser = await house.browser()
    for _ in range(10):
        assert (await browser.log_in("agent1", "wrong")).status == 401
    refused = await browser.log_in("agent1")
    assert (refused.status, refused.code) == (429, "too_many")
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert (await browser.log_in("agent2")).status == 200
    house.clock.advance(300)
    assert (await browser.log_in("agent1")).status == 200


async def test_given_a_hundred_failures_from_one_address_when_another_name_comes_then_the_address_waits(
    house: World,
) -> None:
    browser = await house.browser()
    for n in range(100):
        assert (await browser.log_in(f"guess{n}", "wrong")).status == 401
    assert (await browser.log_in("agent1")).status == 429
    house.clock.advance(300)
    assert (await browser.log_in("agent1")).status == 200


@pytest.mark.parametrize(("proxies", "status"), [((), 429), (("127.0.0.1",), 200)])
async def test_given_a_hundred_failures_behind_a_proxy_when_another_address_logs_in_then_only_a_trusted_one_tells_them_apart(
    tmp_path: Path, proxies: tuple[str, ...], status: int
) -> None:
    async with world(tmp_path, proxies=proxies) as house:
        browser = await house.browser()
        guess = {"X-Forwarded-For": "203.0.113.1, 198.51.100.1"}
        for n in range(100):
            body = {"name": f"guess{n}", "password": "wrong"}
            assert (await browser.call("POST", "/api/v1/login", body, headers=guess)).status == 401
        body = {"name": "agent1", "password": PASSWORD}
        assert (await browser.call("POST", "/api/v1/login", body, headers=guess)).status == 429
        other = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        assert (await browser.call("POST", "/api/v1/login", body, headers=other)).status == status


async def test_given_nine_wrong_guesses_when_the_right_one_comes_then_the_count_starts_afresh(house: World) -> None:
    browser = await house.browser()
    for _ in range(2):
        for _ in range(9):
            await browser.log_in("agent1", "wrong")
        assert (await browser.log_in("agent1")).status == 200


async def test_given_a_log_in_when_logging_out_then_the_cookie_opens_nothing_any_more(house: World) -> None:
    browser = await house.browser("agent1")
    cookies = {c.key: c.value for c in browser._client.session.cookie_jar}
    assert (await browser.call("POST", "/api/v1/logout")).status == 204
    thief = await house.browser()
    again = await thief.call("GET", "/api/v1/me", headers={"Cookie": f"callcenter={cookies['callcenter']}"})
    assert (again.status, again.code) == (401, "not_logged_in")


async def test_given_a_shift_is_over_when_asking_then_the_log_in_has_run_out(house: World) -> None:
    browser = await house.browser("agent1")
    house.clock.advance(LOG_IN_SECONDS)
    assert (await browser.call("GET", "/api/v1/me")).status == 401


async def test_given_a_new_password_when_an_older_log_in_asks_then_it_is_out(house: World) -> None:
    browser = await house.browser("agent1")
    await house.staff.change("agent1", {}, "another password")
    assert (await browser.call("GET", "/api/v1/me")).status == 401


async def test_given_a_disabled_user_when_asking_or_logging_in_then_both_are_refused(house: World) -> None:
    browser = await house.browser("agent1")
    await house.staff.change("agent1", {"disabled": True})
    assert (await browser.call("GET", "/api/v1/me")).status == 401
    assert (await browser.log_in("agent1")).status == 401


@pytest.mark.parametrize("word", ["", "guessed", "é"])
async def test_given_a_cookie_without_the_csrf_word_when_writing_then_it_is_forbidden(house: World, word: str) -> None:
    browser = await house.browser("supervisor1")
    body = {"name": "Li"}
    refused = await browser.call("POST", "/api/v1/customers", body, headers={"X-CSRF-Token": word})
    assert (refused.status, refused.code) == (403, "csrf")
    assert (await browser.call("POST", "/api/v1/customers", body)).status == 201


async def _write(browser: Browser, origin: str) -> int:
    return (await browser.call("POST", "/api/v1/customers", {"name": "Li"}, headers={"Origin": origin})).status


async def test_given_another_pages_origin_when_writing_with_the_cookie_then_it_is_forbidden(house: World) -> None:
    browser = await house.browser("supervisor1")
    assert await _write(browser, "https://evil.example") == 403
    assert await _write(browser, "null") == 403
    assert await _write(browser, str(house.server.make_url("/")).rstrip("/")) == 201


async def test_given_another_pages_origin_when_logging_in_then_it_is_forbidden(house: World) -> None:
    browser = await house.browser()
    body = {"name": "agent1", "password": PASSWORD}
    refused = await browser.call("POST", "/api/v1/login", body, headers={"Origin": "https://evil.example"})
    assert (refused.status, refused.code) == (403, "origin")


async def test_given_https_when_logging_in_then_the_cookie_is_bound_to_it_and_the_browser_told_to_stay(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, secure=True) as house:
        answer = await (await house.browser()).log_in("agent1")
        assert answer.headers["Set-Cookie"].startswith("__Host-callcenter=")
        assert answer.headers["Set-Cookie"].endswith("; Secure")
        assert "max-age" in answer.headers["Strict-Transport-Security"]


async def test_given_an_allowed_origin_when_writing_and_opening_a_socket_then_both_work(tmp_path: Path) -> None:
    async with world(tmp_path, allowed_origins=("https://Desk.example",)) as house:
        browser = await house.browser("agent1")
        assert await _write(await house.browser("supervisor1"), "https://desk.example") == 201
        async with browser.socket("/api/v1/agent/socket", origin="https://desk.example") as socket:
            assert (await socket.receive_json(timeout=10))["type"] == "welcome"


async def test_given_a_key_when_revoked_then_it_opens_nothing_any_more(house: World) -> None:
    admin, program = await house.browser("admin1"), await house.browser()
    made = (await admin.call("POST", "/api/v1/keys", {"name": "report", "scopes": ["read"]})).json
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert (await program.call("GET", "/api/v1/contacts", headers=bearer)).status == 200
    assert (await admin.call("DELETE", f"/api/v1/keys/{made['id']}")).status == 204
    assert (await admin.call("DELETE", f"/api/v1/keys/{made['id']}")).status == 404
    refused = await program.call("GET", "/api/v1/contacts", headers=bearer)
    assert (refused.status, refused.code) == (401, "bad_key")
    assert made["secret"] not in (await admin.call("GET", "/api/v1/keys")).text


async def test_given_an_admin_when_adding_an_agent_then_the_floor_is_told_and_the_hash_is_never_shown(
    house: World,
) -> None:
    admin = await house.browser("admin1")
    body = {"name": "agent9", "password": "long enough", "role": "agent", "skills": {"card": 8}, "languages": ["zh-CN"]}
    added = await admin.call("POST", "/api/v1/users", body)
    assert added.status == 201
    assert house.door.submitted[-1].agent == "agent9"
    assert "argon2" not in (await admin.call("GET", "/api/v1/users")).text
    assert (await admin.call("POST", "/api/v1/users", body)).code == "name_taken"
    assert (await (await house.browser()).log_in("agent9", "long enough")).status == 200
    await admin.call("PATCH", "/api/v1/users/agent9", {"disabled": True})
    assert house.door.submitted[-1] == PresenceForced(
        agent="admin1", whom="agent9", presence=Presence.OFFLINE, reason="disabled"
    )
    own = await admin.call("PATCH", "/api/v1/users/admin1", {"disabled": True})
    assert (own.status, own.code) == (403, "own_account")
