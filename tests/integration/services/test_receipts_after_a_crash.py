"""A reported emergency leaves its receipt exactly once, wherever the process was killed."""

from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.clock import ManualClock
from callcenter.model import events as e
from callcenter.model.intent import Intent
from callcenter.services import codec
from callcenter.services.perform import Perform
from callcenter.services.ports import Entry, Projection, ReceiptRow
from callcenter.services.runner import Runner
from callcenter.store import SqlStore, migrate, open_store
from callcenter.switchboard.board import Switchboard
from callcenter.testing.sites import small_site

LOST = Intent(name="card_loss", confidence=0.95, emergency=True, language="en")
HAPPENED: list[e.AnyEvent] = [
    e.SiteTaken(version="site-1"),
    e.CallArrived(gateway="pbx", call="a", dialled="+861069950000"),
    e.CustomerSpoke(gateway="pbx", call="a", text="my card is lost", intent=LOST),
    e.CustomerSpoke(gateway="pbx", call="a", text="it is lost", intent=LOST),
    e.CallEnded(gateway="pbx", call="a", reason="customer_hangup"),
]


def _entry(event: e.AnyEvent, at: float) -> Entry:
    kind, body = codec.event_text(event)
    return Entry(key="", at=at, type=kind, body=body)


async def _life(store: SqlStore, clock: ManualClock) -> Projection | None:
    """A start: restores, handles again, and gathers the rows the killed process owed."""
    site = small_site()
    perform = Perform(sites={site.version: site})
    runner = Runner(journal=store, board=Switchboard({site.version: site}), performer=perform, clock=clock)
    await runner.recover()
    return perform.take()


@pytest.mark.parametrize("killed_after", range(1, len(HAPPENED) + 1))
async def test_given_a_kill_after_any_event_when_it_starts_twice_then_there_is_one_receipt_of_that_moment(
    tmp_path: Path, killed_after: int
) -> None:
    database, clock = f"sqlite:///{tmp_path}/crash.db", ManualClock()
    await migrate(database)
    store = await open_store(database)
    await store.save_site("site-1", clock.now(), codec.site_text(small_site()))
    told: list[ReceiptRow | None] = []
    await store.append([_entry(event, clock.now() + n) for n, event in enumerate(HAPPENED[:killed_after])], None)
    owed = await _life(store, clock)  # killed again before these rows were written
    await store.append([], await _life(store, clock))
    told.append(await store.receipt("c2"))
    if owed:  # the first life's transaction did reach the disk after all
        late = [replace(row, at=row.at + 1000) for row in owed.receipts]
        await store.append([], replace(owed, receipts=late))
    rest = HAPPENED[killed_after:]
    await store.append([_entry(event, clock.now() + killed_after + n) for n, event in enumerate(rest)], None)
    await store.append([], await _life(store, clock))
    told.append(await store.receipt("c2"))
    await store.close()
    last = told[-1]
    assert last is not None
    assert (last.id, last.seq, last.at) == ("e3", 3, clock.now() + 2)
    assert told[0] == (last if killed_after >= 3 else None)
