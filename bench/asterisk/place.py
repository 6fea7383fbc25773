"""A fresh Asterisk, a contender behind it, callers in front of it, an observer beside it."""

import resource
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.asterisk.callers import Callers
from bench.asterisk.contenders import ALL, Contender, Ours
from bench.asterisk.watch import Watch
from bench.figures import process_seconds
from tests.asterisk.switch import Switch

HERE = Path(__file__).parent
TALK_SECONDS = 1
DISK = Path("/var/tmp")
"""The database lies there: `/tmp` may be memory."""


@dataclass(frozen=True)
class Place:
    switch: Switch
    callers: Callers
    watch: Watch
    contender: Contender

    def cpu_seconds(self) -> tuple[float, float]:
        """Asterisk's, and of what is beside it."""
        return process_seconds(self.switch.pid), self.contender.cpu_seconds()


def raise_limits() -> None:
    """Thousands of channels are thousands of files."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@asynccontextmanager
async def furnished(who: str, agents: int, how: str) -> AsyncIterator[Place]:
    """`how`: what the agents' phones do."""
    switch = Switch(
        Path(tempfile.mkdtemp(prefix="asterisk-", dir=DISK)),
        sip=False,
        server_path="/gateways/pbx1/ari" if issubclass(ALL[who], Ours) else "",
    )
    try:
        switch.write()
        # No music: whoever waits hears nothing, here as there.
        (switch.sounds / "music/tone.wav").unlink()
        with (switch.folder / "etc/extensions.conf").open("a") as file:
            file.write((HERE / "extensions.conf").read_text())
        switch.start()
        callers = Callers(switch)
        contender = ALL[who](switch, callers, agents, how)
        try:
            await callers.variable("TALK", str(TALK_SECONDS))
            async with Watch(switch) as watch:
                await contender.open()
                yield Place(switch, callers, watch, contender)
        finally:
            contender.close()
            await callers.close()
    finally:
        switch.close()
