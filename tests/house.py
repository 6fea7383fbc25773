"""A real server process for tests: own database, own port, killed and started again at will."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp

from callcenter.app import DEMO_SITE
from callcenter.clock import SystemClock
from callcenter.demo.bank import seed
from callcenter.services.shelf import read
from callcenter.store import migrate, open_store
from callcenter.testing.clients import SECRET

START_SECONDS = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class HouseProcess:
    """`python -m callcenter serve` in a folder of its own."""

    def __init__(self, folder: Path, *, database: str = "", site: Path | None = None) -> None:
        self.folder, self.port, self._site = folder, free_port(), site
        self.database = database or f"sqlite:///{folder / 'house.db'}"
        self.base = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        own = {"CALLCENTER_DATABASE": self.database, "CALLCENTER_SECRET_PBX": SECRET, "PYTHONASYNCIODEBUG": ""}
        return {**os.environ, **own}

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

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def log(self) -> str:
        return (self.folder / "serve.log").read_text()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the file, for proofs."""
        with sqlite3.connect(self.database.removeprefix("sqlite:///")) as conn:
            return conn.execute(query).fetchall()


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
