"""Customers, notes, orders and service requests over REST."""

from tests.integration.web.world import World

ONE = "/api/v1/customers/cus_1"


async def test_given_a_new_customer_when_written_down_then_numbers_and_addresses_are_made_one(house: World) -> None:
    browser = await house.browser("supervisor1")
    identities = [{"kind": "phone", "value": "138 0000 0002"}, {"kind": "email", "value": " Li@Example.com "},
                  {"kind": "phone", "value": "+86 13800000002"}, {"kind": "phone", "value": "95588"}]  # fmt: skip
    made = await browser.call("POST", "/api/v1/customers", {"name": "Li", "class": "vip", "identities": identities})
    assert made.status == 201
    assert [one["value"] for one in made.json["identities"]] == ["+8613800000002", "li@example.com", "95588"]
    assert made.json["class"] == "vip"
    assert house.told == [made.json["id"]]
    assert (await browser.call("GET", made.headers["Location"])).json == made.json
    found = await browser.call("GET", "/api/v1/customers?q=13800000002")
    assert found.json["rows"] == [made.json]


async def test_given_no_number_and_no_address_when_writing_a_customer_then_each_is_refused_at_its_place(
    house: World,
) -> None:
    browser = await house.browser("supervisor1")
    for kind, value in (("phone", "call me"), ("email", "nobody")):
        body = {"name": "Li", "identities": [{"kind": kind, "value": value}]}
        refused = await browser.call("POST", "/api/v1/customers", body)
        assert (refused.status, refused.pointers) == (400, {"/identities/0/value"})


async def test_given_two_who_read_the_same_when_both_write_then_the_second_is_412_and_nothing_is_lost(
    house: World,
) -> None:
    first, second = await house.browser("supervisor1"), await house.browser("admin1")
    tag = {"If-Match": (await first.call("GET", ONE)).headers["ETag"]}
    won = await first.call("PATCH", ONE, {"language": "zh-CN"}, headers=tag)
    lost = await second.call("PATCH", ONE, {"name": "someone else"}, headers=tag)
    assert (won.status, lost.status, lost.code) == (200, 412, "stale")
    assert won.headers["ETag"] != tag["If-Match"]
    now = (await first.call("GET", ONE)).json
    assert (now["name"], now["language"]) == ("王小明", "zh-CN")
    assert (await second.call("PATCH", ONE, {"name": "x"}, headers={"If-Match": "abc"})).code == "bad_etag"
    assert (await second.call("PATCH", ONE, {"name": "王"}, headers={"If-Match": "*"})).status == 200


async def test_given_a_field_set_to_null_when_changing_then_only_class_and_owner_are_emptied(house: World) -> None:
    browser = await house.browser("supervisor1")
    await browser.call("PATCH", ONE, {"class": "a", "owner": "agent1", "consent": {"marketing": False}})
    changed = (await browser.call("PATCH", ONE, {"class": None, "owner": None, "name": None})).json
    assert (changed["class"], changed["owner"], changed["name"]) == (None, None, "王小明")
    assert changed["consent"] == {"marketing": False}


async def test_given_a_note_when_taken_then_it_says_who_and_when_and_the_panels_follow(house: World) -> None:
    await house.contact("c1", agent="agent1", customer="cus_1")
    browser = await house.browser("agent1")
    taken = await browser.call("POST", f"{ONE}/notes", {"text": "likes tea", "contact": "c1"})
    assert (taken.status, taken.json["by"], taken.json["text"]) == (201, "agent1", "likes tea")
    assert taken.json["at"].endswith("Z")
    (listed,) = (await browser.call("GET", f"{ONE}/notes")).json["rows"]
    assert listed["id"] == taken.json["id"]
    assert listed["at"] == taken.json["at"]
    assert house.told == ["cus_1"]


async def test_given_orders_and_requests_when_taken_in_then_they_are_listed_with_their_times(house: World) -> None:
    browser = await house.browser("supervisor1")
    order = {
        "customer": "cus_1",
        "product": "gold card",
        "amount": 99.5,
        "currency": "CNY",
        "at": "2027-01-01T00:00:00Z",
    }
    made = await browser.call("POST", "/api/v1/orders", order)
    assert (made.status, made.json["at"]) == (201, "2027-01-01T00:00:00.000Z")
    assert (await browser.call("GET", "/api/v1/orders?customer=cus_1")).json["rows"][0]["product"] == "gold card"
    asked = {"customer": "cus_1", "kind": "repair", "text": "reader broken"}
    assert (await browser.call("POST", "/api/v1/service-requests", asked)).status == 201
    rows = (await browser.call("GET", "/api/v1/service-requests?customer=cus_1")).json["rows"]
    assert [row["kind"] for row in rows] == ["repair"]
    csv = await browser.call("GET", "/api/v1/orders?customer=cus_1", headers={"Accept": "text/csv"})
    assert csv.text.splitlines()[0] == "id,product,status,amount,currency,at"


async def test_given_nobody_of_that_id_when_asking_then_every_address_under_it_is_404(house: World) -> None:
    browser = await house.browser("supervisor1")
    for path in ("", "/panel", "/notes"):
        assert (await browser.call("GET", f"/api/v1/customers/cus_0{path}")).status == 404
    assert (await browser.call("GET", "/api/v1/orders?customer=cus_0")).status == 404
    assert (await browser.call("POST", "/api/v1/customers/cus_0/notes", {"text": "x"})).status == 404
    refused = await browser.call("POST", "/api/v1/orders", {"customer": "cus_0", "product": "x"})
    assert refused.status == 404


async def test_given_a_customer_when_asking_for_the_panel_then_it_is_the_one_agents_see(house: World) -> None:
    browser = await house.browser("supervisor1")
    assert (await browser.call("GET", f"{ONE}/panel")).json == {"customer": "cus_1"}
