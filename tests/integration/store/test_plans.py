"""Questions asked while a customer waits walk an index, never a whole table."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from callcenter.model.customer import IdentityKind
from callcenter.services.ports import Projection, Store
from callcenter.store import open_store
from callcenter.store.database import parse_url
from tests.integration.store.rows import NOW, contact, customer, entry, line


@contextmanager
def overheard() -> Iterator[list[tuple[str, Any]]]:
    """Every SELECT with its parameters."""
    asked: list[tuple[str, Any]] = []

    def hear(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def ask_everything(store: Store) -> None:
    await store.append([entry("a"), entry("b")], Projection(upto=1, acknowledged=["1.0"]))
    await store.add_customer(customer("cus_1", "+861"))
    await store.known(IdentityKind.PHONE, ["+861", "+862"])
    await store.panel_facts(["cus_1", "cus_2"])
    await store.known_by_id("cus_1")
    await store.customer("cus_1")
    for name in ("customer", "contact"):
        await store.surveys({name: "x"}, None, 50)
    await store.surveys({"from": str(NOW)}, None, 50)
    for name in ("customer", "agent", "queue", "state", "channel", "intent"):
        await store.contacts({name: "x"}, None, 50)
    await store.contacts({"emergency": "true"}, None, 50)
    await store.contacts({"from": str(NOW), "to": str(NOW + 1)}, None, 50)
    await store.timeline("c1")
    await store.append([], Projection(upto=1, contacts={"c1": contact("c1")}, timeline=[line("c1", 1)]))
    await store.flow_lines(NOW, NOW + 10, None, 50)
    await store.decisions("c1")
    for name in ("customer", "agent", "queue", "state"):
        await store.callbacks({name: "x"}, None, 50)
    for name in ("customer", "owner", "cause", "state"):
        await store.complaints({name: "x"}, None, 50)
    await store.due_callbacks(NOW, 10)
    await store.running_complaints(NOW, 10)
    await store.next_due()
    await store.complaint_counts(NOW)
    await store.user("agent1")
    await store.log_in("t")
    await store.key("k")
    await store.answered("k")


async def test_no_question_that_is_asked_live_reads_a_whole_table(sqlite_url: str) -> None:
    store = await open_store(sqlite_url)
    with overheard() as asked:
        await ask_everything(store)
    await store.close()

    path = parse_url(sqlite_url).database
    assert path is not None
    database = sqlite3.connect(path)
    found = []
    for statement, parameters in asked:
        for *_, step in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
            # The list of what is asked for is a table too, and read whole.
            if step.startswith("SCAN") and "VIRTUAL TABLE" not in step and step != "SCAN CONSTANT ROW":
                found.append(f"{step}: {statement}")
    database.close()
    assert len(asked) > 30
    assert found == []


async def test_many_customers_take_no_more_questions_than_one(sqlite_url: str) -> None:
    store = await open_store(sqlite_url)
    numbers = [f"+8613800{n:06}" for n in range(30)]
    for n, number in enumerate(numbers):
        await store.add_customer(customer(f"cus_{n}", number))

    counts = []
    for many in (1, 30):
        with overheard() as asked:
            assert len(await store.panel_facts([f"cus_{n}" for n in range(many)])) == many
        with overheard() as looked_up:
            assert len(await store.known(IdentityKind.PHONE, numbers[:many])) == many
        counts.append((len(asked), len(looked_up)))
    await store.close()

    assert counts == [(8, 1), (8, 1)]
