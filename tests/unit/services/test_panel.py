"""The panel: everything known, with source and age; nobody guessed, nothing invented."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.clock import rfc3339
from callcenter.model.contact import Channel, Contact, ContactState
from callcenter.model.customer import Customer, CustomerClass, Identity, IdentityKind, Known
from callcenter.model.intent import Intent
from callcenter.model.promise import Callback, CallbackState, ClockState, Complaint, ComplaintState, PromiseClock
from callcenter.services.panel import arrange
from callcenter.services.ports import PanelFacts
from callcenter.testing.sites import both, small_site

NOW = 1_800_000_000.0
HOUR = 3600.0
DAY = 24 * HOUR
PHONE = "+8613800000001"
SITE = small_site(guidance={"card_loss": both("Block the card first.")})
CONTACT = Contact(
    id="c42",
    seq=42,
    channel=Channel.VOICE,
    gateway="pbx",
    leg="call-9",
    site="site-1",
    arrived_at=NOW - 10,
    state=ContactState.OFFERED,
    caller=PHONE,
    language="zh-CN",
    queue="card-loss",
    known=Known(customer="cus_1"),
    intent=Intent(name="card_loss", confidence=0.97, emergency=True),
    words=("我的卡丢了",),
)
CUSTOMER = Customer(
    id="cus_1",
    name="王芳",
    language="zh-CN",
    identities=(Identity(kind=IdentityKind.PHONE, value=PHONE),),
    owner="agent1",
    consent={"marketing": True},
    created_at=NOW - 400 * DAY,
)
SECTIONS = (
    "who", "value", "live", "timeline", "orders", "service_requests", "complaints", "callbacks", "notes",
    "satisfaction", "suggestions", "guidance", "warnings",
)  # fmt: skip


def facts(customer: Customer = CUSTOMER, **rows: Any) -> PanelFacts:
    empty: dict[str, Any] = {
        name: [] for name in ("contacts", "orders", "service_requests", "complaints", "callbacks", "notes")
    }
    return PanelFacts(**{"customer": customer, **empty, **rows})


def complaint(id: str, due_in: float = DAY, **more: Any) -> Complaint:
    clock = PromiseClock(started_at=NOW - HOUR, due_at=NOW + due_in, state=more.pop("clock", ClockState.RUNNING))
    return Complaint(id=id, cause="attitude", text="态度不好", channel="voice", clock=clock, **more)


def past(id: str, ago: float, **more: Any) -> dict[str, Any]:
    return {"id": id, "channel": "voice", "arrived_at": rfc3339(NOW - ago), "state": "completed", **more}


def kinds(panel: dict[str, Any]) -> list[str]:
    return [row["kind"] for row in panel["warnings"]["rows"]]


def suggested(panel: dict[str, Any]) -> list[str]:
    return [row["id"] for row in panel["suggestions"]["rows"]]


@pytest.mark.parametrize(
    ("found", "contact", "known"),
    [
        (facts(), CONTACT, CONTACT.known),
        (facts(), None, Known()),
        (None, replace(CONTACT, known=Known()), Known()),
        (None, replace(CONTACT, intent=None), Known(candidates=("cus_1", "cus_2"))),
    ],
)
def test_every_section_says_where_it_comes_from_and_how_old_it_is(
    found: PanelFacts | None, contact: Contact | None, known: Known
) -> None:
    panel = arrange(found, contact, known, SITE, NOW)

    assert set(panel) == {"customer", *SECTIONS}
    for name in SECTIONS:
        assert panel[name]["source"] in ("journal", "store", "site"), name
        assert panel[name]["as_of"] == rfc3339(NOW), name


def test_given_facts_that_were_kept_then_the_panel_is_as_old_as_they_are() -> None:
    panel = arrange(facts(as_of=NOW - 60), CONTACT, CONTACT.known, SITE, NOW)

    assert panel["orders"]["as_of"] == rfc3339(NOW - 60)
    assert panel["live"]["as_of"] == rfc3339(NOW)


def test_given_one_customer_then_who_it_is_and_by_what_it_is_known_is_shown() -> None:
    panel = arrange(facts(), CONTACT, CONTACT.known, SITE, NOW)

    assert panel["customer"] == "cus_1"
    who = {name: panel["who"][name] for name in ("id", "name", "match", "matched_by", "candidates", "owner", "since")}
    assert who == {
        "id": "cus_1",
        "name": "王芳",
        "match": "identified",
        "matched_by": PHONE,
        "candidates": [],
        "owner": "agent1",
        "since": rfc3339(NOW - 400 * DAY),
    }
    assert panel["who"]["identities"] == [{"kind": "phone", "value": PHONE}]
    assert kinds(panel) == []


def test_given_nobody_known_then_it_is_said_and_nothing_is_made_up() -> None:
    caller = replace(CONTACT, known=Known(), name="WANG F")
    panel = arrange(None, caller, caller.known, SITE, NOW)

    assert panel["customer"] is None
    assert (panel["who"]["match"], panel["who"]["id"], panel["who"]["matched_by"]) == ("unknown", None, None)
    assert panel["who"]["name"] == "WANG F"
    assert panel["value"]["class"] is None
    assert panel["value"]["contacts_30d"] is None
    assert kinds(panel) == ["unknown"]
    assert all(panel[name]["rows"] == [] for name in ("timeline", "orders", "complaints", "notes", "suggestions"))


def test_given_several_with_one_number_then_all_are_shown_and_none_is_chosen() -> None:
    known = Known(candidates=("cus_1", "cus_2"))
    panel = arrange(None, replace(CONTACT, known=known), known, SITE, NOW, {"cus_1": "王芳"})

    assert panel["customer"] is None
    assert (panel["who"]["match"], panel["who"]["id"], panel["who"]["name"]) == ("ambiguous", None, "")
    assert panel["who"]["candidates"] == [{"id": "cus_1", "name": "王芳"}, {"id": "cus_2", "name": ""}]
    assert panel["who"]["matched_by"] == PHONE
    assert kinds(panel) == ["ambiguous"]
    assert "2" in panel["warnings"]["rows"][0]["text"]["zh-CN"]


def test_given_a_record_gone_since_the_call_came_then_what_the_event_knew_is_shown() -> None:
    known = Known(customer="cus_1", name="王芳", customer_class=CustomerClass.VIP, open_complaints=2)
    panel = arrange(None, replace(CONTACT, known=known), known, SITE, NOW)

    assert (panel["customer"], panel["who"]["name"], panel["who"]["source"]) == ("cus_1", "王芳", "journal")
    assert panel["value"]["class"] == "vip"
    assert kinds(panel) == ["vip", "open_complaint"]


def test_the_live_contact_is_shown_once_and_not_in_its_own_history() -> None:
    rows = [past("c42", 10), past("c7", 3 * DAY, intent={"name": "card_arrival"}, agent="agent2", disposition="done")]
    panel = arrange(facts(contacts=rows), CONTACT, CONTACT.known, SITE, NOW)

    assert panel["live"]["rows"] == [
        {
            "contact": "c42",
            "channel": "voice",
            "intent": "card_loss",
            "queue": "card-loss",
            "state": "offered",
            "words": ["我的卡丢了"],
        }
    ]
    assert panel["timeline"]["rows"] == [
        {
            "id": "c7",
            "channel": "voice",
            "intent": "card_arrival",
            "arrived_at": rfc3339(NOW - 3 * DAY),
            "state": "completed",
            "agent": "agent2",
            "disposition": "done",
        }
    ]


def test_times_are_on_the_wire_as_rfc_3339_however_they_were_kept() -> None:
    panel = arrange(
        facts(
            orders=[
                {"id": "o1", "product": "card", "at": NOW, "colour": "red"},
                {"id": "o2", "at": "2026-11-21T08:00:00Z"},
            ],
            service_requests=[{"id": "s1", "kind": "limit", "status": "done", "at": "soon"}],
            notes=[{"id": "n1", "text": "t", "by": "agent1", "at": NOW, "contact": None}],
        ),
        None,
        Known(),
        SITE,
        NOW,
    )

    assert [row["at"] for row in panel["orders"]["rows"]] == [rfc3339(NOW), "2026-11-21T08:00:00.000Z"]
    assert set(panel["orders"]["rows"][0]) == {"id", "product", "status", "amount", "currency", "at"}
    assert panel["service_requests"]["rows"][0]["at"] is None
    assert panel["notes"]["rows"] == [{"id": "n1", "text": "t", "by": "agent1", "at": rfc3339(NOW)}]


def test_open_complaints_come_first_the_most_urgent_at_the_top_with_the_time_left() -> None:
    rows = [
        complaint("closed", state=ComplaintState.CLOSED, clock=ClockState.MET),
        complaint("calm", due_in=20 * HOUR),
        complaint("late", due_in=-HOUR, clock=ClockState.BREACHED),
        complaint("met", due_in=HOUR, clock=ClockState.MET, state=ComplaintState.RESOLVED),
    ]
    panel = arrange(facts(complaints=rows), CONTACT, CONTACT.known, SITE, NOW)

    left = [(row["id"], row["clock"], row["remaining_seconds"]) for row in panel["complaints"]["rows"]]
    assert left == [
        ("late", "breached", -HOUR),
        ("met", "met", None),
        ("calm", "running", 20 * HOUR),
        ("closed", "met", None),
    ]
    assert panel["warnings"]["rows"] == [
        {
            "kind": "open_complaint",
            "text": {"zh-CN": "有 3 件投诉未结，其中 1 件已超时。", "en": "3 open complaints, 1 overdue."},
        }
    ]


def test_a_complaint_whose_time_is_over_but_whose_promise_was_met_is_not_called_overdue() -> None:
    met = complaint("met", due_in=-HOUR, clock=ClockState.MET, state=ComplaintState.RESOLVED)
    panel = arrange(facts(complaints=[met]), CONTACT, CONTACT.known, SITE, NOW)

    assert panel["warnings"]["rows"][0]["text"]["en"] == "1 open complaint."


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        ([23.9 * HOUR], "Got in touch 1 time within the last 24 hours."),
        ([HOUR, 2 * HOUR, 25 * HOUR], "Got in touch 2 times within the last 24 hours."),
        ([25 * HOUR], None),
        ([], None),
    ],
)
def test_who_comes_again_within_a_day_is_recognised(ago: list[float], said: str | None) -> None:
    rows = [past("c42", 10), *(past(f"c{n}", seconds) for n, seconds in enumerate(ago))]
    panel = arrange(facts(contacts=rows), CONTACT, CONTACT.known, SITE, NOW)

    found = [row["text"]["en"] for row in panel["warnings"]["rows"] if row["kind"] == "repeat_caller"]
    assert found == ([said] if said else [])


def test_a_contact_that_came_later_makes_nobody_a_repeat_caller() -> None:
    panel = arrange(facts(contacts=[past("c43", 5)]), CONTACT, CONTACT.known, SITE, NOW)

    assert kinds(panel) == []


def test_a_consultation_makes_nobody_a_repeat_caller_by_the_very_contact_it_is_about() -> None:
    asked = replace(CONTACT, id="c50", parent="c42", asked_by="wang")
    panel = arrange(facts(contacts=[past("c42", 10)]), asked, asked.known, SITE, NOW)

    assert kinds(panel) == []


def test_value_is_the_class_and_the_counts_and_says_when_there_may_be_more() -> None:
    many = facts(
        replace(CUSTOMER, customer_class=CustomerClass.VIP),
        contacts=[past(f"c{n}", n * HOUR) for n in range(1, 21)],
        orders=[{"id": "o1", "at": NOW}],
    )
    value = arrange(many, CONTACT, CONTACT.known, SITE, NOW)["value"]
    assert (value["class"], value["contacts_30d"], value["orders_total"], value["at_least"]) == (
        "vip",
        20,
        1,
        ["contacts_30d"],
    )

    few = arrange(facts(contacts=[past("a", DAY), past("b", 31 * DAY)]), None, Known(), SITE, NOW)["value"]
    assert (few["contacts_30d"], few["at_least"]) == (1, [])


def test_guidance_is_the_sites_for_what_the_customer_wants() -> None:
    panel = arrange(facts(), CONTACT, CONTACT.known, SITE, NOW)
    assert panel["guidance"]["intent"] == "card_loss"
    assert panel["guidance"]["text"] == both("Block the card first.")

    other = replace(CONTACT, intent=Intent(name="exchange_rate", confidence=0.9))
    guidance = arrange(facts(), other, other.known, SITE, NOW)["guidance"]
    assert (guidance["intent"], guidance["text"]) == ("exchange_rate", None)
    assert arrange(facts(), None, Known(), SITE, NOW)["guidance"]["intent"] is None


@pytest.mark.parametrize(
    ("told", "ids"),
    [
        ({"card_status": "arrived"}, ["activate_card"]),
        ({"card_status": "delivered", "card_activated": "no"}, ["activate_card"]),
        ({"card_status": "arrived", "card_activated": "yes"}, []),
        ({"card_status": "returned"}, ["check_address"]),
        ({"card_status": "sent"}, []),
        ({}, []),
    ],
)
def test_a_card_that_arrived_or_came_back_is_worth_a_word(told: dict[str, str], ids: list[str]) -> None:
    panel = arrange(facts(replace(CUSTOMER, facts=told)), CONTACT, CONTACT.known, SITE, NOW)

    assert suggested(panel) == ids


def test_suggestions_follow_from_rows_and_say_from_which() -> None:
    promised = Callback(
        id="b1",
        number=PHONE,
        window_from=NOW,
        window_to=NOW + HOUR,
        zone="Asia/Shanghai",
        state=CallbackState.SCHEDULED,
    )
    found = facts(
        complaints=[complaint("p1", state=ComplaintState.RESOLVED, clock=ClockState.MET)],
        callbacks=[replace(promised, id="b0", state=CallbackState.KEPT), promised],
        service_requests=[{"id": "s0", "status": "done", "at": NOW}, {"id": "s1", "status": "open", "at": NOW}],
    )
    rows = arrange(found, CONTACT, CONTACT.known, SITE, NOW)["suggestions"]["rows"]

    assert [(row["id"], row["why"]) for row in rows] == [
        ("ask_about_resolution", "complaint p1 is resolved, not visited"),
        ("settle_callback", "callback b1 is scheduled"),
        ("tell_progress", "service request s1 is open"),
    ]
    assert all(set(row["text"]) == {"zh-CN", "en"} for row in rows)


def test_nothing_is_suggested_when_nothing_follows() -> None:
    assert suggested(arrange(facts(), CONTACT, CONTACT.known, SITE, NOW)) == []


def test_a_callback_is_shown_with_its_window_and_zone() -> None:
    row = Callback(id="b1", number=PHONE, window_from=NOW, window_to=NOW + HOUR, zone="Asia/Shanghai", reason="问卡")
    panel = arrange(facts(callbacks=[row]), CONTACT, CONTACT.known, SITE, NOW)

    assert panel["callbacks"]["rows"] == [
        {
            "id": "b1",
            "number": PHONE,
            "from": rfc3339(NOW),
            "to": rfc3339(NOW + HOUR),
            "timezone": "Asia/Shanghai",
            "state": "scheduled",
            "reason": "问卡",
        }
    ]


def test_given_grades_the_customer_gave_then_the_panel_shows_them_with_their_times() -> None:
    given = {"id": "grade_7_0", "contact": "c7", "seq": 7, "at": NOW - DAY, "channel": "voice", "customer": "cus_1",
             "agent": "li", "queue": None, "intent": "fees", "flow": "fees", "grade": -60}  # fmt: skip
    shown = arrange(facts(grades=[given]), CONTACT, CONTACT.known, SITE, NOW)["satisfaction"]
    assert (shown["source"], shown["rows"]) == (
        "store", [{"grade": -60, "contact": "c7", "agent": "li", "intent": "fees", "at": rfc3339(NOW - DAY)}],
    )  # fmt: skip
    assert arrange(None, CONTACT, Known(), SITE, NOW)["satisfaction"]["rows"] == []
