"""`kill -9` in the middle of it, again and again: what was acknowledged is there once, and no number is missing."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from callcenter.services.ports import JournalRow, Store
from callcenter.store import open_store

KILLS = 5


def append_until_killed(url: str, first: int, lines: int) -> dict[int, str]:
    """Acknowledged sequence numbers and their keys."""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", "tests.integration.store.appender", url, str(first)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        seen = []
        for line in child.stdout:
            seen.append(line)
            if len(seen) == lines:
                # It does not wait for us: by now it is somewhere in its next batches.
                child.kill()
        assert len(seen) >= lines, child.stderr.read()
    whole = [line.split(" ", 1) for line in seen if line.endswith("\n")]
    return {int(seq): key.strip() for seq, key in whole if seq != "None"}


async def everything(store: Store) -> list[JournalRow]:
    rows: list[JournalRow] = []
    while more := await store.read(len(rows), 10_000):
        rows += more
    return rows


async def test_given_kill_9_in_the_middle_of_a_batch_then_nothing_acknowledged_is_lost_or_doubled(url: str) -> None:
    chance = random.Random(7)
    acknowledged: dict[int, str] = {}
    for kill in range(KILLS):
        acknowledged |= append_until_killed(url, kill * 1_000_000, chance.randint(40, 400))

    store = await open_store(url)
    try:
        rows = await everything(store)
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        kept = {row.seq: row.key for row in rows}
        assert {seq: kept.get(seq) for seq in acknowledged} == acknowledged
        assert max(Counter(kept.values()).values()) == 1
        # The projection came with its watermark or not at all.
        upto = await store.watermark()
        assert [row.seq for row in await store.outcomes(0, 10_000)] == list(range(1, upto + 1))
        assert await store.append([], None) == []
    finally:
        await store.close()
