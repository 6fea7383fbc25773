"""A call centre to be measured: its folder, database, site, people and customers, and the server's own process."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import process_seconds
from bench.people import logged_in
from callcenter.app import DEMO_SITE
from callcenter.model.agent import Role
from callcenter.model.customer import Customer, Identity, IdentityKind
from callcenter.services.ports import User
from callcenter.store import SqlStore, migrate, open_store
from tests.house import free_port

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
START_SECONDS = 60.0
AGENTS = 50
CUSTOMERS = 2000
CHAT_COST = 5
"""Of an agent's 100 units; the demo bank's 33 would let fifty agents hold too few threads for thousands of messages a
second, and each would become far longer than any real one."""


class Server:
    """A server process and what it costs."""

    def __init__(self, command: Sequence[str], folder: Path, port: int, environ: dict[str, str] | None = None) -> None:
        self.host, self.port = "127.0.0.1", port
        self._log = folder / "server.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env={**os.environ, **(environ or {})}, stdout=log, stderr=log)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def listening(self) -> None:
        """Returns when it takes connections. Raises `ConnectionError` with its log when it ended instead."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                if self._process.poll() is not None:
                    raise ConnectionError(self._log.read_text(errors="replace")[-2000:])
                try:
                    _, writer = await asyncio.open_connection(self.host, self.port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return

    def cpu_seconds(self) -> float:
        return process_seconds(self.pid)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Place:
    """Made once for each run: everything in one folder that the caller throws away."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        self.cookies: dict[str, str] = {}
        """Agent to the secret of a log-in."""

    @property
    def agents(self) -> list[str]:
        return list(self.cookies)

    async def furnish(self) -> None:
        """Tables, site, agents who are logged in, customers with a phone and a web name."""
        site = self.folder / "site"
        shutil.copytree(DEMO_SITE, site)
        policies = (site / "site.yaml").read_text("utf-8")
        (site / "site.yaml").write_text(re.sub(r"(chat: \{ cost: )\d+", rf"\g<1>{CHAT_COST}", policies), "utf-8")
        await migrate(self.database)
        store = await open_store(self.database)
        try:
            await self._people(store)
            await asyncio.gather(*(store.add_customer(customer(n)) for n in range(CUSTOMERS)))
        finally:
            await store.close()

    async def _people(self, store: SqlStore) -> None:
        users = [
            User(
                id=f"usr_agent{n:02}",
                name=f"agent{n:02}",
                role=Role.AGENT.value,
                password_hash="",
                display_name=f"Agent {n}",
                skills={"card": 8, "accounts": 8, "complaints": 8, "general": 8},
                languages=("zh-CN", "en"),
                endpoint=f"PJSIP/agent{n:02}",
            )
            for n in range(AGENTS)
        ]
        self.cookies = await logged_in(store, users)

    async def open(self) -> Server:
        """The server as anybody runs it: `callcenter serve`; under cProfile when CALLCENTER_BENCH_PROFILE names a file."""
        port = free_port()
        profile = os.environ.get("CALLCENTER_BENCH_PROFILE")
        words = ["-m", "cProfile", "-o", profile] if profile else []
        words += ["-m", "callcenter", "serve", "--site", str(self.folder / "site"), "--port", str(port)]
        environ = {
            "CALLCENTER_DATABASE": self.database,
            "CALLCENTER_SECRET_PBX": SECRET,
            "CALLCENTER_LOG_LEVEL": "WARNING",
        }
        server = Server([sys.executable, *words], self.folder, port, environ)
        await server.listening()
        return server


def customer(n: int) -> Customer:
    return Customer(
        id=f"cus_{n:05}",
        name=f"客户 {n}",
        language="zh-CN" if n % 3 else "en",
        identities=(
            Identity(kind=IdentityKind.PHONE, value=phone(n)),
            Identity(kind=IdentityKind.WEB, value=web(n)),
        ),
        facts={"balance": f"{n * 37 % 90000 / 100:.2f}"},
    )


def phone(n: int) -> str:
    return f"+86138{n % CUSTOMERS:08}"


def web(n: int) -> str:
    return f"web-{n % CUSTOMERS:05}"


def journal_events(server: Server) -> int:
    """Durable events so far, as the server's own metrics count them."""
    with urllib.request.urlopen(f"http://{server.host}:{server.port}/metrics") as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("callcenter_journal_events_total"):
                return int(float(line.split()[-1]))
    return 0


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
