"""How fast the store takes events: batches with their projections, and single ones. Prints JSON.

`python bench/store.py [URL]`; without a URL an SQLite file in a temporary folder.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence

from callcenter.model.customer import Customer, Identity, IdentityKind
from callcenter.services.ports import ContactRow, Entry, OutboxRow, OutcomeRow, Projection, TimelineRow
from callcenter.store import SqlStore, migrate, open_store

BATCH = 64
BODY = json.dumps({"gateway": "pbx", "call": "c" * 20, "text": "我的卡丢了" * 8, "intent": {"name": "card_loss"}})


def entries(first: int, many: int) -> list[Entry]:
    return [Entry(key=f"pbx e{first + n}", at=1.8e9 + n, type="CallArrived", body=BODY) for n in range(many)]


def projection(first: int, upto: int) -> Projection:
    """What a call's events lead to: its contact's row, a line of history, a decision, a command sent and gone."""
    seqs = range(first, upto + 1)
    return Projection(
        upto=upto,
        outcomes=[OutcomeRow(seq=seq, body=BODY, contacts=(f"c{seq // 4}",)) for seq in seqs],
        outbox=[OutboxRow(id=f"{seq}.0", gateway="pbx", leg="x", seq=seq, body=BODY, at=1.8e9) for seq in seqs],
        acknowledged=[f"{seq - BATCH}.0" for seq in seqs],
        contacts={f"c{seq // 4}": contact(seq) for seq in seqs},
        timeline=[
            TimelineRow(contact=f"c{seq // 4}", seq=seq, n=0, at=1.8e9, what="queued", detail='{"queue":"cards"}')
            for seq in seqs
        ],
    )


def contact(seq: int) -> ContactRow:
    return ContactRow(
        id=f"c{seq // 4}",
        seq=seq // 4 * 4,
        channel="voice",
        gateway="pbx",
        leg=f"call-{seq // 4}",
        state=("queued", "offered", "connected", "completed")[seq % 4],
        customer=f"cus_{seq // 4 % 97}",
        caller="+8613800000001",
        intent="card_loss",
        emergency=True,
        queue="card-loss",
        agent=f"agent{seq % 40}",
        arrived_at=1.8e9 + seq // 4,
        queued_at=None,
        connected_at=None,
        ended_at=None,
        end_reason="",
        disposition=None,
        body=json.dumps({"id": f"c{seq // 4}", "words": [BODY] * 3}),
    )


def quantile(times: Sequence[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)] * 1000, 3)


async def timed(store: SqlStore, rounds: int, size: int, *, projecting: bool) -> dict[str, float]:
    times, last = [], await store.last_seq()
    began = time.perf_counter()
    for _ in range(rounds):
        batch, led_to = (
            entries(last + 1, size),
            projection(last - size + 1, last) if projecting and last > size else None,
        )
        start = time.perf_counter()
        await store.append(batch, led_to)
        times.append(time.perf_counter() - start)
        last += size
    wall = time.perf_counter() - began
    return {
        "events_per_second": round(rounds * size / wall),
        "p50_ms": quantile(times, 0.5),
        "p99_ms": quantile(times, 0.99),
    }


async def asked(question: Callable[[], Awaitable[object]], times: int = 500) -> dict[str, float]:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        await question()
        took.append(time.perf_counter() - start)
    return {"p50_ms": quantile(took, 0.5), "p99_ms": quantile(took, 0.99)}


async def reading(store: SqlStore) -> dict[str, dict[str, float]]:
    """Of customers with a long history: a few hundred contacts each, and twenty orders."""
    phones = [f"+8613800{n:06}" for n in range(64)]
    for n, phone in enumerate(phones):
        identity = Identity(kind=IdentityKind.PHONE, value=phone)
        await store.add_customer(Customer(id=f"cus_{n}", name=f"Name {n}", identities=(identity,)))
        for order in range(20):
            await store.add_order(
                {"id": f"o{n}-{order}", "customer": f"cus_{n}", "at": 1.8e9 + order, "product": "card"}
            )
    return {
        "known, 1 caller": await asked(lambda: store.known(IdentityKind.PHONE, phones[:1])),
        "known, 64 callers": await asked(lambda: store.known(IdentityKind.PHONE, phones)),
        "panel_facts, 1 customer": await asked(lambda: store.panel_facts(["cus_7"])),
        "panel_facts, 16 customers": await asked(lambda: store.panel_facts([f"cus_{n}" for n in range(16)])),
        "contacts of a customer, a page of 50": await asked(lambda: store.contacts({"customer": "cus_7"}, None, 50)),
    }


async def main(url: str) -> None:
    await migrate(url)
    store = await open_store(url)
    try:
        await timed(store, 50, BATCH, projecting=True)
        found = {
            "batches of 64 with projections": await timed(store, 300, BATCH, projecting=True),
            "batches of 64, journal alone": await timed(store, 300, BATCH, projecting=False),
            "single events": await timed(store, 1000, 1, projecting=False),
            "single events with projections": await timed(store, 1000, 1, projecting=True),
        }
        print(json.dumps({"url": url.split("@")[-1], "append": found, "read": await reading(store)}, indent=1))
    finally:
        await store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"))
