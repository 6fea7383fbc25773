"""The command line: every verb of the contract. Exit codes: 0 done, 1 found problems, 2 wrong use.

Heavy rooms are imported by the verb that needs them, so that `callcenter --help` answers at once.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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
START_SECONDS = 3.0
"""Real seconds the house needs to open: a recorded day's clock starts so much earlier."""


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
        _stop_on_signals(house)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, house.reload)
        await house.run()


@app.command
def demo(
    *,
    port: int | None = None,
    calls_per_minute: float = 6.0,
    seed: int | None = None,
    calls: Path | None = None,
    speed: float = 60.0,
    database: str | None = None,
) -> int:
    """Run the demo bank with a simulated gateway, customers and colleagues; with --calls, play a recorded day.

    Parameters
    ----------
    calls_per_minute: How many customers call or write.
    seed: The same customers in the same order again.
    calls: A call log (CSV) to play through the server: same arrivals, patience and service times.
    speed: How many times faster the recorded day runs.
    database: sqlite:///callcenter-demo.db when left out; a recorded day starts from an empty one.
    """
    logs.set_up("WARNING", human=True)
    if calls is None:
        chosen = settings(port=port, database=database or "sqlite:///callcenter-demo.db", host="127.0.0.1")
        return looped(lambda: _demo(chosen, calls_per_minute, seed))
    if not calls.is_file():
        print(f"callcenter: there is no file {calls}", file=sys.stderr)
        return 2
    return looped(lambda: _play(calls, speed, seed, port, database))


async def _demo(chosen: Settings, calls_per_minute: float, seed: int | None) -> int:
    from callcenter.demo.bank import seed as seed_bank
    from callcenter.demo.traffic import traffic

    environ = _with_secret()
    async with _running(chosen, environ, seed_bank) as house:
        base = f"http://127.0.0.1:{house.port}"
        print(
            f"\nThe demo bank is open at {base}\n\n"
            "  agent1 ... agent8   take calls and messages (log in as agent1 and set yourself available)\n"
            "  supervisor1         watches the floor\n"
            "  admin1              administers\n\n"
            "  password: demo      Ctrl-C closes the bank.\n",
            flush=True,
        )
        simulated = asyncio.create_task(
            traffic(base, environ["CALLCENTER_SECRET_PBX"], calls_per_minute=calls_per_minute, seed=seed),
            name="simulated people",
        )
        await _first(house.stopped, simulated)
    return 0


async def _play(file: Path, speed: float, seed: int | None, port: int | None, database: str | None) -> int:
    """A recorded day through the whole server, over HTTP and sockets."""
    import tempfile
    from zoneinfo import ZoneInfo

    from rich.console import Console

    from callcenter.clock import FastClock
    from callcenter.demo import day, log
    from callcenter.demo.bank import seed as seed_bank
    from callcenter.demo.bank import seed_agents
    from callcenter.demo.show import play_and_show

    calls = log.read_log(file)
    with tempfile.TemporaryDirectory(prefix="callcenter-day-") as folder:
        chosen = settings(port=port or 0, host="127.0.0.1", database=database or f"sqlite:///{folder}/day.db")
        midnight = calls.midnight.replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
        clock = FastClock(speed=speed, start=midnight + day.beginning(calls) - START_SECONDS * speed)
        environ = _with_secret()

        async def seed_all(store: Any, site: Any, now: float) -> None:
            await seed_bank(store, site, now)
            await seed_agents(store, list(day.server_names(calls).values()), list(site.skills), site.languages)

        async with _running(chosen, environ, seed_all, clock) as house:
            base, secret = f"http://127.0.0.1:{house.port}", environ["CALLCENTER_SECRET_PBX"]
            playing = asyncio.create_task(
                play_and_show(Console(), base, secret, calls, speed=speed, seed=seed or 1), name="the day"
            )
            await _first(house.stopped, playing)
            if playing.cancelled():
                return 130
            report = playing.result()
    return 1 if report.unaccounted else 0


def _with_secret() -> dict[str, str]:
    """The environment, with a secret for the simulated gateway when none is set."""
    import base64
    import os
    import secrets

    made = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return {"CALLCENTER_SECRET_PBX": made, **os.environ}


@asynccontextmanager
async def _running(
    chosen: Settings, environ: dict[str, str], seed: Callable[..., Awaitable[None]], clock: Any = None
) -> AsyncIterator[Any]:
    """The seeded house in this process, stopped by Ctrl-C or at the end."""
    from callcenter.app import opened

    async with opened(chosen, clock=clock, environ=environ) as house, asyncio.TaskGroup() as tasks:
        await seed(house.store, house.shelf.current(), house.clock.now())
        _stop_on_signals(house)
        tasks.create_task(house.run(), name="house")
        await house.ready.wait()
        try:
            yield house
        finally:
            house.stop()


def _stop_on_signals(house: Any) -> None:
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, house.stop)


async def _first(stopped: Callable[[], Awaitable[None]], work: "asyncio.Task[Any]") -> None:
    """Until the house is told to stop or the work is done; what the work raises is raised here."""
    waiting = asyncio.ensure_future(stopped())
    await asyncio.wait([waiting, work], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if work.done():
        work.result()
    else:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


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
