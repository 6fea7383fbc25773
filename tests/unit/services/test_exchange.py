"""Tables in and out: wrong lines are named, nothing comes in twice, every page goes out."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from callcenter.errors import Malformed
from callcenter.model.customer import CustomerClass, IdentityKind
from callcenter.services import exchange
from callcenter.services.exchange import Lines, give_out, moment, take_in
from callcenter.services.ports import ContactRow, Entry, Projection
from callcenter.testing.fake_store import FakeStore

NOON = 1_800_000_000.0
CUSTOMERS = """\
id,name,phone,email,class,organisation,fact.balance
c1,李雷,13800138000;+441632960000,Li@Example.com,VIP,no,12.50
c2,,13800138001,,,,
c3,韩梅梅,,,royal,,
c4,Acme,,,,yes,
"""
ORDERS = """\
id,customer,product,amount,at
o1,c1,card,12.5,2026-11-20T08:00:00Z
o2,nobody,card,1,2026-11-20T08:00:00Z
o3,c1,card,much,2026-11-20T08:00:00Z
"""


def _phone(number: str) -> str:
    return number if number.startswith("+") else f"+86{number}"


def _written_to(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


async def _take(store: FakeStore, what: str, file: Path, text: str) -> tuple[int, list[str]]:
    return await take_in(store, what, _written_to(file, text), now=NOON, phone=_phone, told=lambda count: None)


async def test_given_lines_that_are_wrong_when_taken_in_then_each_is_named_and_the_others_are_there(
    tmp_path: Path,
) -> None:
    store, file = FakeStore(), tmp_path / "customers.csv"
    taken, wrong = await _take(store, "customers", file, CUSTOMERS)
    assert taken == 2
    assert [line.split(": ")[0] for line in wrong] == [f"{file}:3", f"{file}:4"]
    assert "royal" in wrong[1]
    assert set(store.customers) == {"c1", "c4"}
    li = store.customers["c1"]
    assert li.customer_class is CustomerClass.VIP
    assert [(one.kind, one.value) for one in li.identities] == [
        (IdentityKind.PHONE, "+8613800138000"),
        (IdentityKind.PHONE, "+441632960000"),
        (IdentityKind.EMAIL, "li@example.com"),
    ]
    assert (li.facts, li.created_at, li.organisation) == ({"balance": "12.50"}, NOON, False)
    assert store.customers["c4"].organisation


async def test_given_a_table_when_taken_in_twice_then_what_was_changed_in_between_stays(tmp_path: Path) -> None:
    store, file = FakeStore(), tmp_path / "customers.csv"
    await _take(store, "customers", file, CUSTOMERS)
    before = dict(store.customers)
    taken, wrong = await _take(store, "customers", file, CUSTOMERS.replace("李雷", "Somebody else"))
    assert taken == 0
    assert len(wrong) == 2
    assert store.customers == before


async def test_given_orders_when_taken_in_then_those_of_nobody_are_named_and_amounts_are_numbers(
    tmp_path: Path,
) -> None:
    store, file = FakeStore(), tmp_path / "orders.csv"
    await _take(store, "customers", tmp_path / "customers.csv", CUSTOMERS)
    taken, wrong = await _take(store, "orders", file, ORDERS)
    assert taken == 1
    assert [line.split(": ")[0] for line in wrong] == [f"{file}:3", f"{file}:4"]
    assert store.orders["o1"]["amount"] == 12.5


async def test_given_a_first_line_without_what_is_needed_when_taken_in_then_the_columns_are_named(
    tmp_path: Path,
) -> None:
    with pytest.raises(Malformed, match="no column customer, at"):
        await _take(FakeStore(), "orders", tmp_path / "orders.csv", "id,product\no1,card\n")


async def test_given_many_lines_when_taken_in_then_progress_is_told_once_for_each_page(tmp_path: Path) -> None:
    told = list[int]()
    rows = "".join(f"c{n},Name\n" for n in range(exchange.PAGE + 1))
    file = _written_to(tmp_path / "customers.csv", f"id,name\n,nobody\n{rows},nobody\n")
    await take_in(FakeStore(), "customers", file, now=NOON, phone=_phone, told=told.append)
    assert told == [exchange.PAGE]


def _contact(n: int, caller: str = "+8613800138000") -> ContactRow:
    seen = {"id": f"ct_{n}", "caller": caller, "state": "completed"}
    return ContactRow(
        id=f"ct_{n}", seq=n, channel="voice", gateway="pbx", leg=str(n), state="completed", customer=None,
        caller=caller, intent=None, emergency=False, queue=None, agent=None, arrived_at=NOON + n, queued_at=None,
        connected_at=None, ended_at=None, end_reason="", disposition=None, body=json.dumps(seen),
    )  # fmt: skip


async def _with_contacts(count: int) -> FakeStore:
    store = FakeStore()
    rows = [_contact(n) for n in range(1, count + 1)]
    await store.append([], Projection(contacts={row.id: row for row in rows}, upto=count))
    return store


async def _all(store: FakeStore, what: str, first: float | None = None, last: float | None = None) -> Sequence[Any]:
    return [row async for row in give_out(store, what, first, last)]


async def test_given_more_contacts_than_a_page_when_given_out_then_each_comes_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange, "PAGE", 3)
    rows = await _all(await _with_contacts(8), "contacts")
    assert sorted(row["id"] for row in rows) == [f"ct_{n}" for n in range(1, 9)]


async def test_given_times_when_contacts_are_given_out_then_the_last_is_no_part_of_it() -> None:
    rows = await _all(await _with_contacts(5), "contacts", NOON + 2, NOON + 4)
    assert sorted(row["id"] for row in rows) == ["ct_2", "ct_3"]


async def test_given_more_events_than_a_page_when_the_journal_is_given_out_then_each_comes_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange, "PAGE", 2)
    store = FakeStore()
    await store.append([Entry(key=f"k{n}", at=NOON + n, type="tick", body=f'{{"n":{n}}}') for n in range(5)], None)
    assert [row["seq"] for row in await _all(store, "journal")] == [1, 2, 3, 4, 5]
    inside = await _all(store, "journal", NOON + 1, NOON + 3)
    assert [row["event"] for row in inside] == [{"n": 1}, {"n": 2}]


def _written(form: str, *rows: dict[str, Any]) -> str:
    out = io.StringIO()
    lines = Lines(out, form)
    for row in rows:
        lines.write(row)
    return out.getvalue()


def test_given_words_that_a_spreadsheet_would_run_when_written_then_they_are_held_down_and_numbers_are_not() -> None:
    text = _written("csv", {"id": "=1+1", "caller": "+8613800138000", "words": ["@x"], "cost": -5, "agent": None})
    _, row = csv.reader(io.StringIO(text))
    assert row == ["'=1+1", "+8613800138000", '["@x"]', "-5", ""]


def test_given_a_later_row_with_other_columns_when_written_then_the_first_row_s_columns_stand() -> None:
    assert list(csv.reader(io.StringIO(_written("csv", {"a": 1}, {"b": 2, "a": 3})))) == [["a"], ["1"], ["3"]]


def test_given_json_lines_when_written_then_each_row_is_read_back_as_it_was() -> None:
    rows = [{"a": "=中", "n": None}, {"b": [1, {"c": True}]}]
    assert [json.loads(line) for line in _written("jsonl", *rows).splitlines()] == rows


def test_given_a_time_with_its_zone_when_read_then_it_is_that_second_and_nonsense_is_told() -> None:
    assert moment("1970-01-01T08:00:00+08:00") == 0.0
    assert moment(None) is None
    with pytest.raises(Malformed, match="write 2026-11-21"):
        moment("yesterday")
