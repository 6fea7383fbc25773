"""Role by route: every operation of the API, asked by nobody, by each role and by keys."""

from typing import Any

import pytest

from callcenter.model.agent import Role
from callcenter.web.op import Op
from tests.integration.web import world
from tests.integration.web.world import World

OPERATIONS = [spec for spec, _ in world.OPERATIONS if not spec.anybody]

AGENTS_TOO = {
    "GET /api/v1/agents", "GET /api/v1/agents/{name}/explain", "GET /api/v1/callbacks",
    "GET /api/v1/callbacks/{callback}", "GET /api/v1/complaints",
    "GET /api/v1/complaints/{complaint}", "GET /api/v1/contacts", "GET /api/v1/contacts/{contact}",
    "GET /api/v1/contacts/{contact}/explain", "GET /api/v1/contacts/{contact}/receipt",
    "GET /api/v1/contacts/{contact}/timeline", "GET /api/v1/customers",
    "GET /api/v1/customers/{customer}", "GET /api/v1/customers/{customer}/notes",
    "GET /api/v1/customers/{customer}/panel", "GET /api/v1/me", "GET /api/v1/orders", "GET /api/v1/queues",
    "GET /api/v1/service-requests", "GET /api/v1/site",
    "GET /api/v1/surveys", "GET /api/v1/surveys/satisfaction", "PATCH /api/v1/customers/{customer}",
    "POST /api/v1/callbacks", "POST /api/v1/callbacks/{callback}/cancel",
    "POST /api/v1/callbacks/{callback}/reschedule", "POST /api/v1/complaints",
    "POST /api/v1/complaints/{complaint}/resolve", "POST /api/v1/complaints/{complaint}/visit",
    "POST /api/v1/customers/{customer}/notes", "POST /api/v1/logout", "POST /api/v1/service-requests",
}  # fmt: skip
ADMINS_ALONE = {
    "DELETE /api/v1/keys/{key}", "GET /api/v1/keys", "GET /api/v1/users", "GET /api/v1/users/{name}",
    "PATCH /api/v1/users/{name}", "POST /api/v1/keys", "POST /api/v1/site/reload", "POST /api/v1/users",
}  # fmt: skip
PEOPLE_ALONE = ADMINS_ALONE - {"POST /api/v1/site/reload"} | {"POST /api/v1/logout", "GET /api/v1/me"}


def _name(spec: Op) -> str:
    return f"{spec.method} {spec.path}"


def _path(spec: Op) -> str:
    return spec.path.format(
        contact="c1", customer="cus_1", callback="cb_1", complaint="cmp_1", name="agent1", key="k1", flow="welcome"
    )


def _may(name: str, role: Role) -> bool:
    if role is Role.ADMIN:
        return True
    return name in AGENTS_TOO or (role is Role.SUPERVISOR and name not in ADMINS_ALONE)


def test_given_the_lists_of_this_test_then_they_name_operations_that_exist() -> None:
    names = {_name(spec) for spec in OPERATIONS}
    assert names >= AGENTS_TOO | ADMINS_ALONE | PEOPLE_ALONE
    assert len(names) == len(OPERATIONS) > 30


async def test_given_nobody_is_logged_in_when_asking_anything_then_it_is_401(house: World) -> None:
    browser = await house.browser()
    for spec in OPERATIONS:
        answer = await browser.call(spec.method, _path(spec))
        assert (answer.status, answer.code) == (401, "not_logged_in"), _name(spec)


@pytest.mark.parametrize("role", list(Role))
async def test_given_a_role_when_asking_anything_then_it_is_refused_exactly_what_is_not_for_it(
    house: World, role: Role
) -> None:
    browser = await house.browser({Role.AGENT: "agent2"}.get(role, f"{role.value}1"))
    for spec in OPERATIONS:
        if _name(spec) == "POST /api/v1/logout":
            continue
        answer = await browser.call(spec.method, _path(spec))
        refused = answer.status == 403 and answer.code == "role"
        assert refused is not _may(_name(spec), role), (_name(spec), answer.status, answer.text)


@pytest.mark.parametrize("scope", ["read", "write", "gateway:pbx"])
async def test_given_a_key_when_asking_anything_then_its_scope_decides(house: World, scope: str) -> None:
    browser, bearer = await house.browser(), await house.program(scope)
    for spec in OPERATIONS:
        fits = scope == ("read" if spec.method == "GET" else "write") and _name(spec) not in PEOPLE_ALONE
        answer = await browser.call(spec.method, _path(spec), headers=bearer)
        refused = answer.status == 403 and answer.code == "scope"
        assert refused is not fits, (_name(spec), answer.status, answer.text)


async def _statuses(house: World, name: str, paths: list[str]) -> list[int]:
    browser = await house.browser(name)
    return [(await browser.call("GET", path)).status for path in paths]


async def test_given_contacts_of_two_agents_when_each_looks_then_they_see_their_own_and_its_customer(
    house: World,
) -> None:
    await house.contact("c1", agent="agent1", customer="cus_1")
    await house.contact("c2", agent="agent2")
    paths = ["/api/v1/contacts/c1", "/api/v1/contacts/c1/timeline", "/api/v1/contacts/c1/explain",
             "/api/v1/customers/cus_1", "/api/v1/customers/cus_1/panel", "/api/v1/customers/cus_1/notes",
             "/api/v1/orders?customer=cus_1", "/api/v1/service-requests?customer=cus_1"]  # fmt: skip
    assert await _statuses(house, "agent1", paths) == [200] * 8
    assert await _statuses(house, "agent2", paths) == [403] * 8
    assert await _statuses(house, "supervisor1", paths) == [200] * 8
    listed = await (await house.browser("agent1")).call("GET", "/api/v1/contacts?agent=agent2")
    assert [row["id"] for row in listed.json["rows"]] == ["c1"]


async def test_given_a_live_contact_the_history_has_not_yet_when_its_agent_asks_then_the_customer_is_theirs(
    house: World,
) -> None:
    house.floor.now["contacts"]["c3"] = {"customer": "cus_1", "agent": "agent1"}
    assert await _statuses(house, "agent1", ["/api/v1/customers/cus_1"]) == [200]
    assert await _statuses(house, "agent2", ["/api/v1/customers/cus_1"]) == [403]


async def test_given_an_agent_when_searching_customers_then_only_those_served_are_found(house: World) -> None:
    browser = await house.browser("agent1")
    assert (await browser.call("GET", "/api/v1/customers?q=王")).json["rows"] == []
    await house.contact("c1", agent="agent1", customer="cus_1")
    assert [row["id"] for row in (await browser.call("GET", "/api/v1/customers?q=王")).json["rows"]] == ["cus_1"]


async def test_given_an_agent_when_changing_class_or_owner_then_it_is_forbidden_and_a_name_is_not(house: World) -> None:
    await house.contact("c1", agent="agent1", customer="cus_1")
    browser = await house.browser("agent1")
    for body in ({"class": "vip"}, {"owner": "agent1"}):
        assert (await browser.call("PATCH", "/api/v1/customers/cus_1", body)).status == 403
    assert (await browser.call("PATCH", "/api/v1/customers/cus_1", {"name": "王大明"})).json["name"] == "王大明"


async def test_given_an_agent_when_looking_at_colleagues_then_only_what_handing_over_takes_is_shown(
    house: World,
) -> None:
    def shown(rows: list[dict[str, Any]]) -> dict[str, set[str]]:
        return {row["id"]: set(row) for row in rows}

    mine = shown((await (await house.browser("agent1")).call("GET", "/api/v1/agents")).json["rows"])
    assert mine["agent2"] == {"id", "name", "state", "skills"}
    assert "contacts" in mine["agent1"]
    all_of_it = shown((await (await house.browser("supervisor1")).call("GET", "/api/v1/agents")).json["rows"])
    assert "contacts" in all_of_it["agent2"]
