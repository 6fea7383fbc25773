"""Customers made by SIPp: a scenario, played by a program that has nothing of Asterisk's or ours in it."""

import asyncio
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.asterisk import tones
from tests.asterisk.baresip import ended
from tests.asterisk.callers import LOOK_AGAIN, NUMBER, PATIENCE, NotAsExpected
from tests.asterisk.ports import free_sip_port, is_bound
from tests.asterisk.switch import Switch

HERE = Path(__file__).parent
SECONDS_OF_VOICE = 30.0
TRIES = 5
"""Ports, should somebody take each before SIPp does."""


class SippCustomers:
    """So many customers, one after the other or at once, each keying a digit; `async with`, then `all_served`."""

    def __init__(
        self,
        switch: Switch,
        *,
        calls: int = 1,
        rate: float = 1.0,
        key: str = "1",
        number: str = NUMBER,
        pitch: int = 440,
    ) -> None:
        """`rate`: calls a second. Whoever is not hung up on within a minute hangs up."""
        self.switch, self.calls, self.rate, self.number = switch, calls, rate, number
        self._fill = {"KEY": key, "CALLER": "+8613800000001", "LISTENS": "1000", "TALKS": "60000"}
        self._pitch = pitch
        self._folder = Path(tempfile.mkdtemp(prefix="sipp-"))
        self._process: asyncio.subprocess.Process | None = None

    def fill(self, **words: str) -> Self:
        """Words of the scenario: CALLER, LISTENS and TALKS in milliseconds."""
        self._fill.update(words)
        return self

    async def __aenter__(self) -> Self:
        voice = tones.write_mu_law(self._folder / "voice.ulaw", self._pitch, SECONDS_OF_VOICE)
        text = (HERE / "sip/customer.xml").read_text()
        for word, value in {**self._fill, "VOICE": str(voice)}.items():
            text = text.replace(f"@{word}@", value)
        (self._folder / "customer.xml").write_text(text)
        for _ in range(TRIES):
            if await self._starts(free_sip_port()):
                return self
        raise NotAsExpected(f"SIPp does not start: {self._said()}")

    async def _starts(self, port: int) -> bool:
        """Returns when it has the port; False: it ended instead, since somebody else has."""
        command = [
            *("sipp", f"127.0.0.1:{self.switch.sip_port}", "-sf", str(self._folder / "customer.xml")),
            *("-s", self.number, "-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1"),
            *("-m", str(self.calls), "-r", str(self.rate), "-nostdin", "-trace_err", "-timeout", "120"),
        ]
        with (self._folder / "said").open("wb") as out:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        while not is_bound(port) and self._process.returncode is None:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(LOOK_AGAIN)
        return self._process.returncode in (None, 0)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await ended(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)

    async def all_served(self, patience: float = PATIENCE) -> None:
        """Every call went as the scenario says. Raises `NotAsExpected` with what SIPp says."""
        assert self._process is not None
        try:
            async with asyncio.timeout(patience):
                code = await self._process.wait()
        except TimeoutError:
            raise NotAsExpected(f"SIPp has not finished within {patience:g} s: {self._said()}") from None
        if code:
            raise NotAsExpected(f"SIPp ended with {code}: {self._said()}")

    def _said(self) -> str:
        files = (*sorted(self._folder.glob("*err*")), self._folder / "said")
        return "".join(file.read_text(errors="replace")[-1500:] for file in files if file.exists())
