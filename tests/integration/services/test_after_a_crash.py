"""What a gateway gets from a house that crashed with commands of one call both in the outbox and still to be written."""

from pathlib import Path

from callcenter.clock import ManualClock
from callcenter.model import events as e
from callcenter.model.intent import Intent
from callcenter.services import codec
from callcenter.services.perform import Perform
from callcenter.services.ports import Entry
from callcenter.services.runner import Runner
from callcenter.store import migrate, open_store
from callcenter.switchboard.board import Switchboard
from callcenter.testing.clock import JumpingClock
from callcenter.testing.sites import small_site
from tests.inside import inside

CALLS = ("a", "b")


async def crashed(database: str) -> int:
    """Each call's first commands are in the outbox; what was said next is in the journal and nothing more. The answer
    is the sequence of the last event whose rows were written."""
    site, clock = small_site(), ManualClock(JumpingClock().now() - 60.0)
    await migrate(database)
    store = await open_store(database)
    await store.save_site(site.version, clock.now(), codec.site_text(site))
    runner = Runner(
        journal=store,
        board=Switchboard({site.version: site}),
        performer=(perform := Perform(sites={site.version: site})),
        clock=clock,
    )
    happened: list[e.AnyEvent] = [e.SiteTaken(version=site.version)]
    happened += [e.CallArrived(gateway="pbx", call=call, dialled="+861069950000") for call in CALLS]
    await store.append([entry(event, clock.now()) for event in happened], None)
    await runner.recover()
    rate = Intent(name="exchange_rate", confidence=0.95, language="en")
    spoken = [e.CustomerSpoke(gateway="pbx", call=call, text="rate", intent=rate) for call in CALLS]
    await store.append([entry(event, clock.now()) for event in spoken], perform.take())
    await store.close()
    return len(happened)


def entry(event: e.AnyEvent, at: float) -> Entry:
    kind, body = codec.event_text(event)
    return Entry(key="", at=at, type=kind, body=body)


async def test_given_a_crash_when_it_starts_again_then_each_calls_commands_come_in_their_order(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'crash.db'}"
    written = await crashed(database)
    async with inside(database, JumpingClock()) as house:
        for call in CALLS:
            rows = list(house.carrier.outstanding("pbx").lane(call).rows.values())
            order = [tuple(int(part) for part in row.id.split(".")) for row in rows]
            assert order == sorted(order)
            assert order[0][0] <= written < order[-1][0]
