"""Telephones that speak SIP: SIPp for customers, baresip for agents and for customers who listen. No sound card is used."""

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.asterisk import tones
from tests.asterisk.callers import LOOK_AGAIN, NUMBER, PATIENCE, NotAsExpected
from tests.asterisk.switch import PHONE_PASSWORD, Switch, free_port

HERE = Path(__file__).parent
MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules", "/usr/lib64/baresip/modules")
HEADER = 44
"""Bytes of a WAV file before its samples."""
SECONDS_OF_VOICE = 30.0


def missing() -> str:
    """Which program is not installed; empty: all are."""
    return next((f"{name} is not installed" for name in ("sipp", "baresip") if not shutil.which(name)), "")


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
        command = [
            *("sipp", f"127.0.0.1:{self.switch.sip_port}", "-sf", str(self._folder / "customer.xml")),
            *("-s", self.number, "-i", "127.0.0.1", "-p", str(free_port(socket.SOCK_DGRAM)), "-mi", "127.0.0.1"),
            *("-m", str(self.calls), "-r", str(self.rate), "-nostdin", "-trace_err", "-timeout", "120"),
        ]
        out = (self._folder / "said").open("wb")
        with out:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _end(self._process)
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
        return "".join(file.read_text(errors="replace")[-1500:] for file in sorted(self._folder.glob("*err*")))


class SipPhone:
    """A telephone with an account at the switch: rings, is picked up by itself, speaks a tone, keeps what it hears.

    It can dial, too. `async with` starts it and waits until the switch knows it.
    """

    def __init__(self, switch: Switch, account: str, *, pitch: int = 1000) -> None:
        """`account`: one of `switch.SIP_PHONES`."""
        self.switch, self.account, self.pitch = switch, account, pitch
        self._folder = Path(tempfile.mkdtemp(prefix="baresip-"))
        self._control = free_port()
        self._listened = HEADER
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._write()
        out = (self._folder / "said").open("wb")
        with out:
            self._process = await asyncio.create_subprocess_exec(
                *("baresip", "-f", str(self._folder)), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        await self._sees("is registered", self._registered)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _end(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def endpoint(self) -> str:
        return f"PJSIP/{self.account}"

    def _write(self) -> None:
        (self._folder / "heard").mkdir()
        voice = tones.write(self._folder / "voice.wav", self.pitch, SECONDS_OF_VOICE)
        modules = next((place for place in MODULES if Path(place).is_dir()), MODULES[0])
        own = free_port(socket.SOCK_DGRAM)
        (self._folder / "config").write_text(
            f"poll_method epoll\nsip_listen 127.0.0.1:{own}\ncall_local_timeout 120\ncall_max_calls 4\n"
            f"audio_player nothing\naudio_source aufile,{voice}\nsnd_path {self._folder}/heard\n"
            f"ausrc_srate 8000\nauplay_srate 8000\nrtp_ports 30000-31000\njitter_buffer_delay 0-0\nnet_interface 127.0.0.1\n"
            f"module_path {modules}\nmodule g711.so\nmodule aufile.so\nmodule sndfile.so\nmodule uuid.so\n"
            f"module_tmp account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\nctrl_tcp_listen 127.0.0.1:{self._control}\n"
        )
        (self._folder / "accounts").write_text(
            f"<sip:{self.account}@127.0.0.1:{self.switch.sip_port};transport=udp>;auth_user={self.account};"
            f"auth_pass={PHONE_PASSWORD};answermode=auto;audio_codecs=PCMU/8000;dtmfmode=info;regint=60\n"
        )
        (self._folder / "contacts").write_text("")

    def _registered(self) -> bool:
        return self.account in self.switch.cli("pjsip show contacts")

    async def _sees(self, what: str, look: Any, patience: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(patience):
                while not await asyncio.to_thread(look):  # noqa: ASYNC110 (files and a console tell nobody)
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            said = (self._folder / "said").read_text(errors="replace")[-600:]
            raise NotAsExpected(f"phone {self.account} {what}: not within {patience:g} s: {said}") from None

    async def says(self, command: str, params: str = "") -> str:
        """A command of its menu, and the answer: netstrings of JSON."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._control)
        try:
            frame = json.dumps({"command": command, "params": params, "token": "test"}).encode()
            writer.write(b"%d:%s," % (len(frame), frame))
            async with asyncio.timeout(PATIENCE):
                while True:
                    size = int((await reader.readuntil(b":"))[:-1])
                    told = json.loads((await reader.readexactly(size + 1))[:-1])
                    if told.get("response"):
                        return str(told.get("data", ""))
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def dials(self, number: str) -> None:
        await self.says("dial", f"sip:{number}@127.0.0.1:{self.switch.sip_port}")

    async def hangs_up(self) -> None:
        await self.says("hangup")

    async def hears(self, *pitches: int, patience: float = PATIENCE) -> None:
        """All of these, each at some time from the last such question on."""
        since = self._listened

        def all_heard() -> bool:
            sound = tones.read(self._heard(), skip=since)
            return all(tones.heard(sound, pitch) for pitch in pitches)

        await self._sees(f"hears {pitches} Hz", all_heard, patience)
        self._listened = self._heard().stat().st_size // 2 * 2

    def _heard(self) -> Path:
        """The file of its last call, which grows as it hears; it may not be there yet."""
        return max((self._folder / "heard").glob("*dec*"), default=self._folder / "nothing")


async def _end(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()
