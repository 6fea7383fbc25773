"""A real server process for tests: own database, own port, killed and started again at will."""

import asyncio
import atexit
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import aiohttp
import asyncpg

from callcenter.app import DEMO_SITE
from callcenter.clock import SystemClock
from callcenter.demo.bank import seed
from callcenter.model.customer import Customer
from callcenter.services.passwords import Passwords
from callcenter.services.ports import User
from callcenter.services.shelf import read
from callcenter.store import migrate, open_store
from callcenter.testing.clients import PATIENCE, SECRET

T = TypeVar("T")
START_SECONDS = 60.0
LOOK_AGAIN = 0.02
"""Real seconds between two looks at something that another process will do soon."""


def agent(name: str, **skills: int) -> User:
    """Somebody who takes contacts; `furnish` gives the password."""
    return person(name, "agent", skills=skills, endpoint=f"PJSIP/{name}", languages=("zh-CN", "en"))


def person(name: str, role: str, **more: Any) -> User:
    return User(id=f"usr_{name}", name=name, role=role, password_hash="", **more)


async def furnish(database: str, users: Sequence[User], customers: Sequence[Customer] = ()) -> None:
    """Tables, people and customers, straight into the store: that is quicker than a command for each."""
    await migrate(database)
    store = await open_store(database, writer=False)
    try:
        hashed = await Passwords().hash("demo")
        for user in users:
            await store.save_user(replace(user, password_hash=hashed))
        for customer in customers:
            await store.add_customer(customer)
    finally:
        await store.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def _compiled() -> str:
    """A directory for as long as the run lasts."""
    directory = tempfile.mkdtemp(prefix="compiled-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory


class HouseProcess:
    """`python -m callcenter serve` in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str = "",
        site: Path | None = None,
        environ: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`environ` comes on top of what a server for tests has anyway."""
        self.folder, self.port, self._site = folder, free_port(), site
        self._environ = environ
        self.database = database or f"sqlite:///{folder / 'house.db'}"
        self.base = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        own = {"CALLCENTER_DATABASE": self.database, "CALLCENTER_SECRET_PBX": SECRET, "PYTHONASYNCIODEBUG": ""}
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            # A run starts dozens of servers: compiled once, not beside the sources, where nothing is to be written.
            own |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _compiled()}
        return {**os.environ, **own, **self._environ}

    def say(self, *words: str, stdin: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of the command line, finished."""
        return subprocess.run(
            [sys.executable, "-m", "callcenter", *words],
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=check,
        )

    def add_agent(self, name: str, *skills: str, password: str = "demo") -> None:
        words = ["user", "add", name, "--role", "agent", "--endpoint", f"PJSIP/{name}", "--language", "zh-CN", "en"]
        self.say(*words, *(["--skill", *skills] if skills else []), "--password-stdin", stdin=f"{password}\n")

    def launch(self) -> None:
        words = ["serve", "--port", str(self.port), *(["--site", str(self._site)] if self._site else [])]
        with (self.folder / "serve.log").open("ab") as log:
            command = [sys.executable, "-m", "callcenter", *words]
            self._process = subprocess.Popen(command, env=self.environ, stderr=log)

    async def start(self) -> None:
        """Returns when the server can commit."""
        self.launch()
        async with aiohttp.ClientSession() as http, asyncio.timeout(START_SECONDS):
            while True:
                assert self._process is not None
                assert self._process.poll() is None, self.log()
                try:
                    async with http.get(f"{self.base}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)  # a process comes up in real time

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """`kill -9`: nothing is finished, nothing is said."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """The graceful stop; the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(timeout=20)

    def take_the_site_anew(self) -> None:
        """SIGHUP."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def limit_files(self, size: int | None) -> None:
        """No file of the process may grow beyond so many bytes, as on a full disk; None: there is room again."""
        assert self._process is not None
        wanted = resource.RLIM_INFINITY if size is None else size
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (wanted, resource.RLIM_INFINITY))

    def close(self) -> None:
        if self.is_running():
            self.kill()

    def log(self) -> str:
        return (self.folder / "serve.log").read_text()

    def logged(self, action: str) -> list[dict[str, Any]]:
        """The lines of the log with this action."""
        lines = (json.loads(line) for line in self.log().splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("action") == action]

    async def logs(self, action: str) -> list[dict[str, Any]]:
        """The same, as soon as there is one."""
        return await until(lambda: self.logged(action))

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the database, for proofs."""
        return await rows(self.database, query)

    async def shows(self, query: str, *expected: tuple[Any, ...]) -> None:
        """Returns when the query gives this: read models are written within the next transaction."""
        await shows(self.database, query, *expected)


async def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=PATIENCE)) as conn:
            return conn.execute(query).fetchall()
    connection = await asyncpg.connect(database)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def shows(database: str, query: str, *expected: tuple[Any, ...]) -> None:
    found: list[tuple[Any, ...]] = []
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await rows(database, query)
                if found == list(expected):
                    return
                await asyncio.sleep(LOOK_AGAIN)
    except TimeoutError:
        raise AssertionError(f"{query} gives {found}, not {list(expected)}") from None


async def until(look: Callable[[], T]) -> T:
    """What the look gives, as soon as it is anything."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if found := look():
                return found
            await asyncio.sleep(LOOK_AGAIN)


async def seed_demo_bank(database: str) -> None:
    """The demo bank's people and history, in a database that need not be there yet."""
    await migrate(database)
    site = read(DEMO_SITE)[0].site
    assert site is not None
    store = await open_store(database)
    try:
        await seed(store, site, SystemClock().now())
    finally:
        await store.close()
