"""Verbs over what was recorded: replay, explain, tables in and out."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from callcenter.cli.verbs import app, named_site, with_store

SHOWN = 20
"""Differences that are printed; the others are counted."""


@app.command
def replay(
    *,
    first: Annotated[int, Parameter(name="--from")] = 1,
    last: Annotated[int | None, Parameter(name="--to")] = None,
    site: Path | None = None,
    language: Literal["en", "zh-CN"] = "en",
    database: str | None = None,
) -> int:
    """Run the journal again and compare every decision; exit 1 and a diff if any differs.

    Args:
        first: Number of the event compared first.
        last: Number of the event compared last.
        site: Another site's rules: every version the journal names is answered by this one. Says who would have been
            offered what instead. What people did stays as it was recorded.
    """
    from callcenter.services.replay import replay as again

    other = named_site(site) if site is not None else None

    async def work(store: Any) -> tuple[int, int, int]:
        compared = differing = decisions = 0
        async for one in again(store, first=first, last=last, site=other):
            compared += 1
            if not one.same:
                differing += 1
                decisions += len(one.decided_differently)
                if (differing if other is None else decisions) <= SHOWN:
                    _print_difference(one, language, whole=other is None)
            if compared % 20_000 == 0:
                print(f"{compared} events compared, at {one.seq}", file=sys.stderr)
        return compared, differing, decisions

    compared, differing, decisions = with_store(database, work)
    if not compared:
        print(f"callcenter: nothing to compare: no event from {first} to {last or 'the last'}", file=sys.stderr)
        return 2
    if other is None:
        print(f"{compared} events compared, {differing} decided differently.")
    else:
        print(f"Every version of the site in the journal was answered by {site}, version {other.version}.")
        print(f"{compared} events compared, {decisions} decisions differ, {differing} events led to something else.")
    return 1 if differing else 0


def _print_difference(one: Any, language: str, *, whole: bool) -> None:
    """`whole`: also what else the event led to, as it is compared byte for byte."""
    import difflib

    if whole or one.decided_differently:
        print(f"event {one.seq} ({one.kind}):")
    for each in one.decided_differently:
        print(f"  {each.contact}: {_verdict(each.then)} -> {_verdict(each.now)}")
        for line in each.why(language):
            print(f"    {line}")
    if whole:
        then, now = (text.replace("],[", "],\n[").splitlines() for text in (one.recorded, one.now))
        for line in difflib.unified_diff(then, now, "recorded", "now", lineterm="", n=0):
            print("  " + line)


def _verdict(decision: Any) -> str:
    return "-" if decision is None else f"{decision['chosen'] or 'nobody'} ({decision['queue']})"


@app.command
def explain(
    contact: str | None = None,
    *,
    agent: str | None = None,
    language: Literal["en", "zh-CN"] = "en",
    database: str | None = None,
) -> int:
    """Say why a contact was queued and offered to whom; with --agent, why somebody gets nothing just now.

    Args:
        agent: Read from the newest snapshot and the journal since: how things stood with the last event.
    """
    if (contact is None) == (agent is None):
        print("callcenter: name a contact, or an agent with --agent", file=sys.stderr)
        return 2
    if agent is not None:
        return _explain_agent(agent, language, database)
    return _explain_contact(contact or "", language, database)


def _explain_contact(contact: str, language: str, database: str | None) -> int:
    from callcenter.clock import rfc3339
    from callcenter.services.explain import explained

    async def work(store: Any) -> int:
        row = await store.contact(contact)
        if row is None:
            print(f"callcenter: there is no contact {contact}", file=sys.stderr)
            return 1
        print(f"{contact}: {row['channel']} from {row['caller'] or 'a withheld number'}, {row['state']}")
        for line in await store.timeline(contact):
            at = line["at"] if isinstance(line["at"], str) else rfc3339(line["at"])
            print(f"  {at}  {line['what']}  {line['detail']}")
        for decision in explained(contact, await store.decisions(contact), language):
            print(f"decision {decision['seq']} (site {decision['site']}): {decision['words']}")
        return 0

    return with_store(database, work)


def _explain_agent(agent: str, language: str, database: str | None) -> int:
    from callcenter.services.explain_agent import as_journalled

    async def work(store: Any) -> int:
        told = await as_journalled(store, agent)
        if told is None:
            print(f"callcenter: there is no agent {agent}; agents are known once they have logged in", file=sys.stderr)
            return 1
        print("\n".join(told["words"][language]))
        print(f"({told['at']}, event {told['seq']}, site {told['site']})")
        return 0

    return with_store(database, work)


@app.command(name="import")
def take_in(
    what: Literal["customers", "orders", "service-requests"],
    file: Path,
    *,
    site: Path | None = None,
    database: str | None = None,
) -> int:
    """Take customers, orders or service requests from a CSV; exit 1 when lines were wrong (the others are taken).

    Columns: customers id, name, phone (several with ";"), email, language, class, organisation, fact.NAME;
    orders id, customer, product, status, amount, currency, at; service-requests id, customer, kind, status, text, at.

    Args:
        site: Whose phone_region numbers without a country code are of; the demo bank's when left out.
    """
    from callcenter.clock import SystemClock
    from callcenter.gateways.phone import normalised
    from callcenter.model.site import Site
    from callcenter.services.exchange import take_in as take

    async def work(store: Any) -> tuple[int, list[str]]:
        return await take(
            store,
            what,
            file,
            now=SystemClock().now(),
            phone=lambda number: normalised(number, region),
            told=lambda count: print(f"{count} taken", file=sys.stderr),
        )

    if not file.is_file():
        print(f"callcenter: there is no file {file}", file=sys.stderr)
        return 2
    region = (named_site(site) or Site).phone_region
    taken, wrong = with_store(database, work, new=True)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{taken} {what} taken, {len(wrong)} lines were wrong.")
    return 1 if wrong else 0


@app.command(name="export")
def give_out(
    what: Literal["contacts", "complaints", "callbacks", "journal"],
    *,
    first: Annotated[str | None, Parameter(name="--from")] = None,
    last: Annotated[str | None, Parameter(name="--to")] = None,
    format: Literal["csv", "jsonl"] = "csv",
    database: str | None = None,
) -> None:
    """Write a ledger or the journal to standard output.

    Args:
        first: From this day or time on (2026-11-21, or with a zone 2026-11-21T08:00:00+08:00).
        last: Before this day or time.
    """
    from callcenter.services.exchange import Lines, moment
    from callcenter.services.exchange import give_out as give

    async def work(store: Any) -> None:
        lines = Lines(sys.stdout, format)
        async for row in give(store, what, moment(first), moment(last)):
            lines.write(row)

    with_store(database, work)
