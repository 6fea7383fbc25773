"""Who hands the calls out. Each gets an Asterisk of its own, agents' phones of the same kind, callers by the same way in."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from bench.asterisk.callers import Callers
from bench.asterisk.desks import Desks
from bench.figures import process_seconds
from bench.people import logged_in
from callcenter.services.ports import User
from callcenter.store import migrate, open_store
from tests.asterisk.house import AsteriskHouse, phoned
from tests.asterisk.switch import PASSWORD, Switch

FIRST = 1000
"""Number of the first agent's phone."""
WAIT_SECONDS = 60.0


class Contender(Protocol):
    name: str
    endpoint: str
    """What a caller dials."""

    async def open(self) -> None:
        """Ready for calls; no phone rings yet."""
        ...

    async def hold(self, callers: int) -> None:
        """Returns when all of them wait."""
        ...

    async def work(self) -> None:
        """From now on the agents take calls."""
        ...

    def cpu_seconds(self) -> float:
        """Of what is there beside Asterisk."""
        ...

    def complaints(self) -> list[str]: ...

    def close(self) -> None: ...


def phones(agents: int, how: str) -> list[str]:
    """`how`: talks (it answers at once) or bell (it rings for 0.2 s)."""
    return [f"Local/{how}-{FIRST + n}@desks/n" for n in range(agents)]


class AppQueue:
    name = "app_queue"
    endpoint = "Local/rrmemory@queued/n"

    def __init__(self, switch: Switch, callers: Callers, agents: int, how: str) -> None:
        self._callers, self._last, self._how = callers, FIRST + agents - 1, how

    async def open(self) -> None: ...

    async def hold(self, callers: int) -> None: ...

    async def work(self) -> None:
        await self._callers.originate(f"Local/{self._last}{self._how}@hire/n")

    def cpu_seconds(self) -> float:
        return 0.0

    def complaints(self) -> list[str]:
        return []

    def close(self) -> None: ...


class Bare:
    name = "bare"
    endpoint = "Local/anybody@bare/n"

    def __init__(self, switch: Switch, callers: Callers, agents: int, how: str) -> None:
        url = switch.url.replace("http", "ws", 1)
        self._command = [sys.executable, "-m", "bench.asterisk.bare", url, PASSWORD, *phones(agents, how)]
        self._log = switch.folder / "bare.log"
        self._process: subprocess.Popen[bytes] | None = None

    async def open(self) -> None:
        self._launch()
        async with asyncio.timeout(WAIT_SECONDS):
            while not self._is_ready():  # noqa: ASYNC110 - it says so in a file
                await asyncio.sleep(0.05)

    def _launch(self) -> None:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise ConnectionError(self._log.read_text(errors="replace"))
        return b"ready" in self._log.read_bytes()

    async def hold(self, callers: int) -> None: ...

    async def work(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGUSR1)

    def cpu_seconds(self) -> float:
        assert self._process is not None
        return process_seconds(self._process.pid)

    def complaints(self) -> list[str]:
        return [line for line in self._log.read_text(errors="replace").splitlines() if line != "ready"]

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Ours:
    """Phones ring with the offer, and no wrap-up is wanted: nobody clicks, as with the other two."""

    name = "callcenter"
    more = "rings: offered"
    wrap_up = 0
    endpoint = "Local/8005550100@from-carrier/n"

    def __init__(self, switch: Switch, callers: Callers, agents: int, how: str) -> None:
        folder = switch.folder / "house"
        folder.mkdir()
        self._house = House(folder, switch, more=self.more)
        plain(folder / "site", self.wrap_up)
        self._users: Sequence[User] = [
            replace(phoned(f"agent{FIRST + n}", phone, card=8, general=8))
            for n, phone in enumerate(phones(agents, how))
        ]
        self._desks: Desks | None = None

    async def open(self) -> None:
        await migrate(self._house.database)
        store = await open_store(self._house.database)
        try:
            secrets = await logged_in(store, self._users)
        finally:
            await store.close()
        await self._house.start()
        self._desks = Desks("127.0.0.1", self._house.port, secrets)
        await self._desks.open()
        await self._until(lambda: bool(self._house.logged("asterisk.connected")))

    async def hold(self, callers: int) -> None:
        await self._until(lambda: self._gauge("callcenter_waiting") == callers)
        await self._until(lambda: self._gauge("callcenter_outbox_unacknowledged") == 0)

    async def work(self) -> None:
        assert self._desks is not None
        self._desks.work()

    def _gauge(self, name: str) -> float:
        with urllib.request.urlopen(f"{self._house.base}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(f"{name}{{"))

    async def _until(self, look: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while not await asyncio.to_thread(look):  # noqa: ASYNC110 - it is in another process
                await asyncio.sleep(0.2)

    def cpu_seconds(self) -> float:
        return process_seconds(self._house.pid)

    def complaints(self) -> list[str]:
        refused = self._desks.refused if self._desks else []
        loud = [f"{line['action']}: {line.get('reason', '')}" for line in self._house.errors()]
        return [*refused, *loud]

    def close(self) -> None:
        if self._desks is not None:
            self._desks.close()
        self._house.finish()


class Clicked(Ours):
    """Every offer is accepted on the screen, and every call wrapped up there."""

    name = "callcenter-clicked"
    more = "rings: accepted"
    wrap_up = 60


class House(AsteriskHouse):
    """With CALLCENTER_BENCH_PROFILE, under cProfile, which writes to that file at its end."""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def launch(self) -> None:
        words = ["serve", "--port", str(self.port), "--site", str(self._site)]
        profile = os.environ.get("CALLCENTER_BENCH_PROFILE")
        under = ["-m", "cProfile", "-o", profile] if profile else []
        with (self.folder / "serve.log").open("ab") as log:
            command = [sys.executable, *under, "-m", "callcenter", *words]
            self._process = subprocess.Popen(command, env=self.environ, stderr=log)

    def errors(self) -> list[dict[str, Any]]:
        lines = (json.loads(line) for line in self.log().splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("level") in ("error", "critical")]

    def finish(self) -> None:
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.stop()
        self.close()


def plain(site: Path, wrap_up: int) -> None:
    """Every call goes straight into one queue, in which nothing is announced. `wrap_up`: seconds."""
    (site / "flows/welcome.yaml").write_text("title: { en: Welcome }\nstart: wait\nnodes:\n  wait:\n    queue: cards\n")
    file = site / "site.yaml"
    text = file.read_text()
    assert ANNOUNCED in text
    assert WRAP_UP in text
    file.write_text(text.replace(ANNOUNCED, "").replace(WRAP_UP, f"wrap_up_seconds: {wrap_up}"))


WRAP_UP = "wrap_up_seconds: 60"
ANNOUNCED = "      - { after: 2, announce: true }\n"
ALL: Mapping[str, type[AppQueue] | type[Bare] | type[Ours]] = {one.name: one for one in (AppQueue, Bare, Ours, Clicked)}
