"""The command line: every verb of the contract. Exit codes: 0 done, 1 found problems, 2 wrong use.

Heavy rooms are imported by the verb that needs them, so that `callcenter --help` answers at once.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import cyclopts
from cyclopts import Parameter

import callcenter
from callcenter import logs
from callcenter.errors import CallcenterError, Fault, SiteRefused, Unavailable
from callcenter.settings import Settings

app = cyclopts.App(
    name="callcenter",
    help="A contact-centre backend: emergencies straight to a human, enquiries to self-service, every promise kept.",
    version=callcenter.__version__,
)
T = TypeVar("T")


def run(words: list[str] | None = None) -> None:
    """Reads the words after `callcenter`, does what they say and leaves with the exit code."""
    try:
        done = app(words, exit_on_error=False, print_error=True, result_action="return_value")
    except cyclopts.CycloptsError:
        sys.exit(2)
    except SiteRefused as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)
    except (Fault, Unavailable) as fault:
        print(f"callcenter: {fault.detail}", file=sys.stderr)
        sys.exit(2 if isinstance(fault, Fault) else 1)
    except CallcenterError as error:
        print(f"callcenter: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(done if isinstance(done, int) else 0)


def settings(**given: Any) -> Settings:
    """Flags that were given, then the environment, then the defaults."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


def looped(work: Callable[[], Awaitable[T]]) -> T:
    """Runs on uvloop where it is installed."""

    async def main() -> T:
        return await work()

    try:
        import uvloop
    except ImportError:
        return asyncio.run(main())
    return uvloop.run(main())


# --- running --------------------------------------------------------------------------------------------------------


@app.command
def serve(
    *,
    site: Path | None = None,
    database: str | None = None,
    bus: str | None = None,
    host: str | None = None,
    port: int | None = None,
) -> None:
    """Run the server until it is told to stop (SIGTERM or Ctrl-C); SIGHUP takes the site's files anew.

    Parameters
    ----------
    site: What the service team wrote; the demo bank when left out.
    database: sqlite:///FILE or postgresql://USER@HOST/NAME.
    bus: memory (one process).
    """
    chosen = settings(site=site, database=database, bus=bus, host=host, port=port)
    logs.set_up(chosen.log_level)
    looped(lambda: _serve(chosen))


async def _serve(chosen: Settings) -> None:
    from callcenter.app import opened

    async with opened(chosen) as house:
        loop = asyncio.get_running_loop()
        for stop in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(stop, house.stop)
        loop.add_signal_handler(signal.SIGHUP, house.reload)
        await house.run()


@app.command
def migrate(*, database: str | None = None) -> None:
    """Bring the database to this version's tables."""
    from callcenter.store import migrate as bring_up

    chosen = settings(database=database)
    looped(lambda: bring_up(chosen.database))
    print(f"{chosen.database.rsplit('@', 1)[-1]} is up to date.")


# --- the site -------------------------------------------------------------------------------------------------------


@app.command
def check(directory: Path) -> int:
    """Print every problem of a site as FILE:LINE: what is wrong; exit 1 if there are any."""
    from callcenter.ivr.check import longest_way_to_human
    from callcenter.routing.rank import starvation_bound
    from callcenter.services.shelf import read

    if not directory.is_dir():
        print(f"callcenter: {directory} is no directory", file=sys.stderr)
        return 2
    loaded, problems = read(directory)
    for problem in problems:
        print(problem)
    if problems or loaded.site is None:
        print(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}", file=sys.stderr)
        return 1
    site = loaded.site
    print(f"{directory}: no problems. Version {site.version}: {len(site.queues)} queues, {len(site.intents)} intents.")
    print(f"Nobody is overtaken by who came more than {starvation_bound(site):.0f} s later (emergencies excepted).")
    for name, flow in site.flows.items():
        print(f"Flow {name}: at most {longest_way_to_human(flow)} nodes to the next way to a human.")
    return 0


intents = cyclopts.App(name="intents", help="Train, try and judge what is understood.")
app.command(intents)


@intents.command(name="train")
def intents_train(directory: Path, *, json: bool = False) -> int:
    """Train on the site's examples and write model.npz beside them."""
    from callcenter.intent.tools import train_site
    from callcenter.intent.train import CannotTrain

    try:
        report = train_site(directory)
    except CannotTrain as why:
        print(f"callcenter: {why}", file=sys.stderr)
        return 1
    return _report(report, json)


@intents.command(name="explain")
def intents_explain(directory: Path, text: str, *, json: bool = False) -> int:
    """Say why a sentence is understood as it is."""
    from callcenter.intent.tools import explain as why

    return _report(why(directory, text), json)


@intents.command(name="test")
def intents_test(directory: Path, file: Path, *, json: bool = False) -> int:
    """Judge the site on labelled sentences: confusion, emergency recall, false alarms; exit 1 under the floor.

    Parameters
    ----------
    file: A CSV with `text` and `intent` or `emergency` (0/1), or Rasa NLU examples.
    """
    from callcenter.intent.tools import test

    report = test(directory, file)
    _report(report, json)
    return 0 if report.get("passed", True) else 1


def _report(report: dict[str, Any], as_json: bool) -> int:
    """For a program as JSON, for a person as lines."""
    import json

    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return 0
    for name, value in report.items():
        if isinstance(value, list) and value:
            print(f"{name}:")
            for one in value:
                print(f"  {one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)}")
        else:
            print(f"{name}: {value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)}")
    return 0


# --- people ---------------------------------------------------------------------------------------------------------

user = cyclopts.App(name="user", help="People who may log in.")
key = cyclopts.App(name="key", help="Keys of programs.")
app.command(user)
app.command(key)


@user.command(name="add")
def user_add(
    name: str,
    *,
    role: str,
    skill: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    language: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    endpoint: str = "",
    password_stdin: bool = False,
    database: str | None = None,
) -> int:
    """Add somebody who may log in.

    Parameters
    ----------
    role: agent, supervisor or admin.
    skill: What an agent can do and how well (1 to 10): card=8.
    language: zh-CN, en, ...
    endpoint: The agent's phone: PJSIP/2001.
    password_stdin: Read the password from standard input instead of asking for it.
    """
    from getpass import getpass

    from callcenter.model.agent import Role
    from callcenter.services.passwords import Passwords
    from callcenter.services.people import Staff

    if role not in tuple(Role):
        print(f"callcenter: a role is agent, supervisor or admin, not {role!r}", file=sys.stderr)
        return 2
    skills = {}
    for one in skill or []:
        word, _, level = one.partition("=")
        if not word or not level.isdigit() or not 1 <= int(level) <= 10:
            print(f"callcenter: a skill is NAME=LEVEL with a level from 1 to 10, not {one!r}", file=sys.stderr)
            return 2
        skills[word] = int(level)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass(f"Password of {name}: ")

    async def work(store: Any) -> None:
        staff = Staff(store, Passwords())
        await staff.add(
            name=name,
            role=Role(role),
            password=password,
            skills=skills,
            languages=tuple(language or ()),
            endpoint=endpoint,
        )

    _with_store(database, work)
    print(f"{name} may log in as {role}.")
    return 0


@key.command(name="add")
def key_add(
    name: str,
    *,
    scope: Annotated[list[str], Parameter(consume_multiple=True)],
    database: str | None = None,
) -> None:
    """Make a key for a program and print it, this once.

    Parameters
    ----------
    scope: gateway:NAME, read or write; several may be given.
    """
    from callcenter.clock import SystemClock
    from callcenter.services.people import KeyRing

    async def work(store: Any) -> str:
        secret, _ = await KeyRing(store, SystemClock()).cut(name, scope)
        return secret

    print(_with_store(database, work))


def _with_store(database: str | None, work: Callable[[Any], Awaitable[T]]) -> T:
    """Runs beside a server too: only the journal has one writer."""
    chosen = settings(database=database)

    async def opened() -> T:
        from callcenter.store import migrate as bring_up
        from callcenter.store import open_store

        await bring_up(chosen.database)
        store = await open_store(chosen.database, writer=False)
        try:
            return await work(store)
        finally:
            await store.close()

    return looped(opened)


# --- looking back ---------------------------------------------------------------------------------------------------


@app.command
def replay(
    *,
    first: Annotated[int, Parameter(name="--from")] = 1,
    last: Annotated[int | None, Parameter(name="--to")] = None,
    database: str | None = None,
) -> int:
    """Run the journal again and compare every decision; exit 1 and a diff if any differs."""
    from callcenter.services.replay import replay as again

    async def work(store: Any) -> tuple[int, int]:
        compared = differing = 0
        async for one in again(store, first=first, last=last):
            compared += 1
            if not one.same:
                differing += 1
                if differing <= 20:
                    _print_difference(one)
            if compared % 20_000 == 0:
                print(f"{compared} events compared, at {one.seq}", file=sys.stderr)
        return compared, differing

    compared, differing = _with_store(database, work)
    print(f"{compared} events compared, {differing} decided differently.")
    return 1 if differing else 0


def _print_difference(one: Any) -> None:
    import difflib

    print(f"event {one.seq} ({one.kind}):")
    then, now = (text.replace("],[", "],\n[").splitlines() for text in (one.recorded, one.now))
    for line in difflib.unified_diff(then, now, "recorded", "now", lineterm="", n=0):
        print("  " + line)


@app.command
def explain(contact: str, *, database: str | None = None) -> int:
    """Say why a contact was queued, and why it was offered to whom, in words and numbers."""
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
        for decision in explained(contact, await store.decisions(contact)):
            print(f"decision {decision['seq']} (site {decision['site']}): {decision['words']}")
        return 0

    return _with_store(database, work)


# --- in and out -------------------------------------------------------------------------------------------------------


@app.command(name="import")
def take_in(
    what: Literal["customers", "orders", "service-requests"], file: Path, *, database: str | None = None
) -> int:
    """Take customers, orders or service requests from a CSV; exit 1 when lines were wrong (the others are taken).

    Columns: customers id, name, phone (several with ";"), email, language, class, organisation, fact.NAME;
    orders id, customer, product, status, amount, currency, at; service-requests id, customer, kind, status, text, at.
    """
    from callcenter.clock import SystemClock
    from callcenter.gateways.phone import normalised
    from callcenter.model.site import Site
    from callcenter.services.exchange import take_in as take

    region = Site.phone_region

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
    taken, wrong = _with_store(database, work)
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

    Parameters
    ----------
    first: From this day or time on (2026-11-21, or with a zone 2026-11-21T08:00:00+08:00).
    last: Before this day or time.
    """
    from callcenter.services.exchange import Lines, moment
    from callcenter.services.exchange import give_out as give

    async def work(store: Any) -> None:
        lines = Lines(sys.stdout, format)
        async for row in give(store, what, moment(first), moment(last)):
            lines.write(row)

    _with_store(database, work)
