"""A process that appends until it is killed, and prints what was acknowledged: `python appender.py URL FIRST`."""

import asyncio
import sys

from callcenter.services.ports import Entry, OutcomeRow, Projection
from callcenter.store import open_store


async def main(url: str, first: int) -> None:
    store = await open_store(url)
    written = await store.watermark()
    while True:
        last = await store.last_seq()
        projection = Projection(
            upto=last,
            outcomes=[OutcomeRow(seq=seq, body="{}", contacts=("c1",)) for seq in range(written + 1, last + 1)],
        )
        keys = [f"key {first + n}" for n in range(17)]
        seqs = await store.append([Entry(key=key, at=1.0, type="t", body='{"n":1}' * 50) for key in keys], projection)
        written, first = last, first + len(keys)
        for key, seq in zip(keys, seqs, strict=True):
            sys.stdout.write(f"{seq} {key}\n")
        sys.stdout.flush()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
