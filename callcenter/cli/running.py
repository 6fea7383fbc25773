"""Verbs that run something: the server, the demo bank, a recorded day, the migration."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from callcenter import logs
from callcenter.cli.verbs import app, looped, settings
from callcenter.clock import Clock, SystemClock
from callcenter.settings import Settings

START_SECONDS = 3.0
"""Real seconds the house needs to open: a recorded day's clock starts so much earlier."""


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

    Args:
        site: What the service team wrote; the demo bank when left out.
        database: sqlite:///FILE or postgresql://USER@HOST/NAME.
        bus: memory (one process).
    """
    chosen = settings(site=site, database=database, bus=bus, host=host, port=port)
    logs.set_up(chosen.log_level)
    looped(lambda: _serve(chosen))


async def _serve(chosen: Settings) -> None:
    from callcenter.app import opened

    environ: Mapping[str, str] = os.environ
    async with AsyncExitStack() as beside:
        if chosen.site is None:
            environ = await beside.enter_async_context(_with_bank(os.environ, SystemClock()))
        async with opened(chosen, environ=environ) as house:
            _stop_on_signals(house)
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, house.reload)
            await house.run()


@app.command(name="bank-data")
def bank_data(*, host: str = "127.0.0.1", port: int = 8090) -> int:
    """Run the demo bank's data service alone, with the key in CALLCENTER_SERVICE_BANK_KEY.

    `demo`, and `serve` on the built-in demo bank, run one by themselves unless CALLCENTER_SERVICE_BANK names another.

    Args:
        port: 0 takes a free one and prints it.
    """
    key = os.environ.get("CALLCENTER_SERVICE_BANK_KEY", "").strip()
    if not key:
        print("callcenter: set CALLCENTER_SERVICE_BANK_KEY to the key callers must bring", file=sys.stderr)
        return 2
    return looped(lambda: _bank_data(key, host, port))


async def _bank_data(key: str, host: str, port: int) -> int:
    from callcenter.demo.bank_data import opened_bank_data

    told = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, told.set)
    try:
        async with opened_bank_data(SystemClock(), key, host=host, port=port) as address:
            print(f"The demo bank's data is at {address}", flush=True)
            await told.wait()
    except OSError as error:
        print(f"callcenter: nothing can listen at {host}:{port} ({error.strerror}): name another port", file=sys.stderr)
        return 1
    return 0


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

    Args:
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
    async with (
        _with_bank(environ, SystemClock()) as furnished,
        _running(chosen, furnished, seed_bank) as house,
    ):
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
    from callcenter.demo import day
    from callcenter.demo.bank import seed as seed_bank
    from callcenter.demo.bank import seed_agents
    from callcenter.demo.show import play_and_show
    from callcenter.simulation.log import WrongLog, read_log

    try:
        calls = read_log(file)
    except WrongLog as wrong:
        print(wrong, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="callcenter-day-") as folder:
        chosen = settings(port=port or 0, host="127.0.0.1", database=database or f"sqlite:///{folder}/day.db")
        midnight = calls.midnight.replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
        clock = FastClock(speed=speed, start=midnight + day.beginning(calls) - START_SECONDS * speed)
        environ = _with_secret()

        async def seed_all(store: Any, site: Any, now: float) -> None:
            await seed_bank(store, site, now)
            await seed_agents(store, list(day.server_names(calls).values()), list(site.skills), site.languages)

        async with (
            _with_bank(environ, clock) as furnished,
            _running(chosen, furnished, seed_all, clock) as house,
        ):
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
    import secrets

    made = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return {"CALLCENTER_SECRET_PBX": made, **os.environ}


@asynccontextmanager
async def _with_bank(environ: Mapping[str, str], clock: Clock) -> AsyncIterator[Mapping[str, str]]:
    """The environment, and in it the demo bank's data service, which runs beside the server unless another is named."""
    import secrets

    from callcenter.demo.bank_data import opened_bank_data

    if environ.get("CALLCENTER_SERVICE_BANK"):
        yield environ
        return
    key = secrets.token_urlsafe(32)
    async with opened_bank_data(clock, key) as address:
        yield {**environ, "CALLCENTER_SERVICE_BANK": address, "CALLCENTER_SERVICE_BANK_KEY": key}


@asynccontextmanager
async def _running(
    chosen: Settings, environ: Mapping[str, str], seed: Callable[..., Awaitable[None]], clock: Any = None
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
