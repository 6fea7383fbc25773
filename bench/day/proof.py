"""The callers' own list against our journal and contacts: every call is found in both, over, and ended in the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.day.house import DayHouse
from bench.day.people import Seen
from callcenter.demo.figures import DayFigures, Ended, figures
from callcenter.simulation.log import Fate

IN_JOURNAL = """
    SELECT type, json_extract(body, '$.call'), count(*) FROM journal
    WHERE type IN ('CallArrived', 'CallEnded') GROUP BY 1, 2
"""
CONTACTS = "SELECT leg, state, agent, queued_at, connected_at, ended_at, end_reason FROM contacts"


@dataclass(frozen=True, kw_only=True)
class Proof:
    calls: int
    unaccounted: tuple[str, ...]
    """Placed, and not exactly once arrived, once ended and once a contact that is over; or a contact of nobody."""
    differ: tuple[str, ...]
    """Accounted, and the customer saw another end, or another agent."""
    troubles: tuple[str, ...]
    quarantined: int
    dead_letters: int
    outbox: int
    events: int
    listened: int
    """Talks at the end of which somebody measured whether both heard each other."""
    deaf: tuple[str, ...]
    """Of those in which they did not."""
    ours: DayFigures
    """Of our contacts, those of the stretch alone."""
    theirs: DayFigures
    """Of the same calls, as their customers saw them."""


async def proof(house: DayHouse, seen: Sequence[Seen], alone: Sequence[str]) -> Proof:
    journal = {(str(kind), str(leg)): int(count) for kind, leg, count in await house.rows(IN_JOURNAL)}
    rows: dict[str, list[Mapping[str, Any]]] = {}
    names = ("state", "agent", "queued_at", "connected_at", "ended_at", "end_reason")
    for leg, *row in await house.rows(CONTACTS):
        rows.setdefault(str(leg), []).append(dict(zip(names, row, strict=True)))
    legs = {one.leg: one for one in seen}
    unaccounted = [f"{one.customer.number} ({leg or 'never placed'}): {why}"
                   for leg, one in legs.items() if (why := _missing(leg, journal, rows))]  # fmt: skip
    strangers = [f"{leg}: a contact of nobody" for leg in rows if leg not in legs]
    found = [(one, rows[leg][0]) for leg, one in legs.items() if len(rows.get(leg, [])) == 1]
    counted = [pair for pair in found if not pair[0].customer.early]
    return Proof(
        calls=len(seen),
        unaccounted=(*unaccounted, *strangers),
        differ=tuple(why for one, row in found if (why := _difference(one, row))),
        troubles=(*(f"{one.customer.number}: {one.trouble}" for one in seen if one.trouble), *alone),
        quarantined=await _count(house, "quarantine"),
        dead_letters=await _count(house, "dead_letters"),
        outbox=await _count(house, "outbox"),
        events=await _count(house, "journal"),
        listened=sum(one.heard is not None for one in seen),
        deaf=tuple(
            f"{one.customer.number}: did not hear {one.agent}, or not each other" for one in seen if one.heard is False
        ),
        ours=figures(of_row(row) for _, row in counted),
        theirs=figures(of_seen(one) for one, _ in counted),
    )


async def _count(house: DayHouse, table: str) -> int:
    return int((await house.rows(f"SELECT count(*) FROM {table}"))[0][0])  # noqa: S608 - a name of ours


def _missing(leg: str, journal: Mapping[tuple[str, str], int], rows: Mapping[str, list[Mapping[str, Any]]]) -> str:
    for kind in ("CallArrived", "CallEnded"):
        if (count := journal.get((kind, leg), 0)) != 1:
            return f"{kind} is {count} times in the journal"
    if len(rows.get(leg, [])) != 1:
        return f"{len(rows.get(leg, []))} contacts"
    return "" if rows[leg][0]["ended_at"] is not None else f"still {rows[leg][0]['state']}"


def _difference(seen: Seen, row: Mapping[str, Any]) -> str:
    """Empty: both say the same."""
    ours, theirs = of_row(row).fate, of_seen(seen).fate
    if ours is not theirs:
        return f"{seen.customer.number}: the customer says {theirs.value}, we say {ours.value} ({row['end_reason']})"
    if ours is Fate.ANSWERED and row["agent"] != seen.agent:
        return f"{seen.customer.number}: talked with {seen.agent or 'nobody'}, we say {row['agent']}"
    return ""


def of_row(row: Mapping[str, Any]) -> Ended:
    queued, connected, ended = row["queued_at"], row["connected_at"], row["ended_at"]
    if connected is not None:
        return Ended(fate=Fate.ANSWERED, wait=max(0.0, connected - (connected if queued is None else queued)))
    if queued is None:
        return Ended(fate=Fate.SELF_SERVICE)
    return Ended(fate=Fate.ABANDONED, wait=max(0.0, (queued if ended is None else ended) - queued))


def of_seen(seen: Seen) -> Ended:
    if seen.answered is not None:
        return Ended(fate=Fate.ANSWERED, wait=seen.answered)
    return Ended(fate=Fate.SELF_SERVICE if seen.customer.keys_only else Fate.ABANDONED, wait=seen.waited)
