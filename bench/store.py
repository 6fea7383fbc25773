"""How fast the store takes events: batches with their projections, and single ones. Prints JSON.

`python bench/store.py [URL]`; without a URL an SQLite file in a temporary folder.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence

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
        customer=f"cus_{seq % 977}",
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
        body=BODY * 3,
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
        print(json.dumps({"url": url.split("@")[-1], "append": found}, indent=1))
    finally:
        await store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"))
