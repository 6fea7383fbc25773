"""Telephones that speak SIP, made by baresip: agents' phones with an account, customers without. No sound card is used."""

import asyncio
import json
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.asterisk import tones
from tests.asterisk.callers import LOOK_AGAIN, NUMBER, PATIENCE, NotAsExpected
from tests.asterisk.ports import free_sip_port
from tests.asterisk.switch import PHONE_PASSWORD, Switch

MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules", "/usr/lib64/baresip/modules")
HEADER = 44
"""Bytes of a WAV file before its samples."""
SECONDS_OF_VOICE = 120.0
"""After which it hangs up: its voice is over."""
START_SECONDS = 5.0
TRIES = 5
"""Pairs of ports, should somebody take each before it does."""
TAKEN = "Address already in use"
BETWEEN_KEYS = 0.25
ANSWERS_WITHIN = 2.0
NORMAL = 16


def missing() -> str:
    """Which program is not installed; empty: all are."""
    return next((f"{name} is not installed" for name in ("sipp", "baresip") if not shutil.which(name)), "")


class Baresip:
    """One telephone, one call at a time. `async with` starts it."""

    def __init__(self, switch: Switch, user: str, *, pitch: int, options: str = "", voice: Path | None = None) -> None:
        """`pitch`: of the tone that it speaks in every call, in Hz, or the file of another voice; `options`: of its account."""
        self.switch, self.user, self.pitch = switch, user, pitch
        self.events: list[dict[str, Any]] = []
        """`type`, `id` of the call, `param`: <https://github.com/baresip/baresip/wiki/Events>."""
        self._options, self._voice = options, voice
        self._folder = Path(tempfile.mkdtemp(prefix="baresip-"))
        self._process: asyncio.subprocess.Process | None = None
        self._new = asyncio.Event()
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._asks = asyncio.Lock()
        self._control: tuple[asyncio.StreamWriter, asyncio.Task[None]] | None = None
        self._listened = self._folder, HEADER

    async def __aenter__(self) -> Self:
        (self._folder / "heard").mkdir()
        voice = self._voice or tones.write(self._folder / "voice.wav", self.pitch, SECONDS_OF_VOICE)
        for _ in range(TRIES):
            if await self._starts(voice):
                return self
        raise NotAsExpected(f"telephone {self.user} does not start: {self._said()}")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._control is not None:
            # Killed without a word it would leave its call to whoever tests next.
            with suppress(TimeoutError, ConnectionError):
                await self.says("hangup")
            writer, reader = self._control
            self._control = None
            writer.close()
            reader.cancel()
        await ended(self._process)
        shutil.rmtree(self._folder, ignore_errors=True)

    # --- the program ---

    async def _starts(self, voice: Path) -> bool:
        """Returns when it listens and can be told what to do; False: one of its ports is taken."""
        own, control = free_sip_port(), free_sip_port()
        if control == own:
            return False
        self._write(own, control, voice)
        with (self._folder / "said").open("wb") as out:
            self._process = await asyncio.create_subprocess_exec(
                *("baresip", "-f", str(self._folder)), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        until = time.monotonic() + START_SECONDS
        while "baresip is ready" not in self._said() and self._process.returncode is None:
            if TAKEN in self._said() or time.monotonic() > until:
                break
            await asyncio.sleep(LOOK_AGAIN / 2)
        if "baresip is ready" not in self._said() or TAKEN in self._said():
            await ended(self._process)
            return False
        reader, writer = await asyncio.open_connection("127.0.0.1", control)
        self._control = writer, asyncio.create_task(self._listens(reader), name=f"telephone {self.user}")
        return True

    def _write(self, own: int, control: int, voice: Path) -> None:
        modules = next((place for place in MODULES if Path(place).is_dir()), MODULES[0])
        (self._folder / "config").write_text(
            f"poll_method epoll\nsip_listen 127.0.0.1:{own}\ncall_local_timeout 120\ncall_max_calls 4\n"
            f"audio_player nothing\naudio_source aufile,{voice}\nsnd_path {self._folder}/heard\n"
            f"ausrc_srate 8000\nauplay_srate 8000\nrtp_ports 30000-31000\njitter_buffer_delay 0-0\nnet_interface 127.0.0.1\n"
            f"module_path {modules}\nmodule g711.so\nmodule aufile.so\nmodule sndfile.so\nmodule uuid.so\n"
            f"module_tmp account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\nctrl_tcp_listen 127.0.0.1:{control}\n"
        )
        (self._folder / "accounts").write_text(
            f"<sip:{self.user}@127.0.0.1:{self.switch.sip_port};transport=udp>;answermode=auto;"
            f"audio_codecs=PCMU/8000;{self._options}\n"
        )
        (self._folder / "contacts").write_text("")

    async def _listens(self, reader: asyncio.StreamReader) -> None:
        """Netstrings of JSON. It talks to one listener only, the newest."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int((await reader.readuntil(b":"))[:-1])
                told = json.loads((await reader.readexactly(size + 1))[:-1])
                if told.get("response"):
                    self._answers.put_nowait(str(told.get("data", "")))
                else:
                    self.events.append(told)
                    self.noticed(told)
                self._new.set()

    def noticed(self, event: dict[str, Any]) -> None:
        """For who wants to know at once."""

    async def says(self, command: str, params: str = "") -> str:
        """A command of its menu, and the answer."""
        assert self._control is not None
        writer, _ = self._control
        frame = json.dumps({"command": command, "params": params, "token": "test"}).encode()
        async with self._asks, asyncio.timeout(ANSWERS_WITHIN):
            writer.write(b"%d:%s," % (len(frame), frame))
            return await self._answers.get()

    def _said(self) -> str:
        file = self._folder / "said"
        return file.read_text(errors="replace") if file.exists() else ""

    async def sees(self, what: str, look: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """What the look gives, as soon as it is anything. Raises `NotAsExpected`."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if found := look():
                return found
            self._new.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._new.wait()
        seen = [event["type"] for event in self.events]
        raise NotAsExpected(f"telephone {self.user} {what}: not within {patience:g} s; {seen} {self._said()[-400:]}")

    # --- its call ---

    async def dials(self, number: str = NUMBER) -> "SipCall":
        await self.says("dial", f"sip:{number}@127.0.0.1:{self.switch.sip_port}")
        return SipCall(self)

    @property
    def call(self) -> "SipCall":
        """The one it picked up last."""
        return SipCall(self, next(e["id"] for e in reversed(self.events) if e["type"] == "CALL_ESTABLISHED"))

    async def presses(self, keys: str) -> None:
        for key in keys:
            await self.says("sndcode", key)
            await asyncio.sleep(BETWEEN_KEYS)

    async def passes_on(self, number: str, instead_of: str = "") -> None:
        """Its first call, with the transfer key. `instead_of`: what names the second one, as `Lines.replaces` gives it."""
        await self.says("line", "1")
        place = f"sip:{number}@127.0.0.1:{self.switch.sip_port}"
        await self.says("transfer", f"<{place}?Replaces={instead_of}>" if instead_of else place)

    async def hangs_up(self) -> None:
        await self.says("hangup")

    # --- what it hears ---

    async def hears(self, *pitches: int, patience: float = PATIENCE) -> None:
        """All of these, each at some time of its last call from the last such question on."""
        file, since = self._file(), self.now()

        def all_heard() -> bool:
            sound = self.sound(since if self._file() == file else HEADER)
            return all(tones.heard(sound, pitch) for pitch in pitches)

        await self.sees(f"hears {pitches} Hz", all_heard, patience)
        self.listens_anew()

    async def does_not_hear(self, pitch: int, seconds: float = 1.0) -> None:
        """While it hears so many seconds more."""
        self.listens_anew()
        since, enough = self.now(), int(seconds * tones.RATE)
        await self.sees(f"heard {seconds} s more", lambda: len(self.sound(since)) >= enough, PATIENCE + seconds)
        # What was under way when the question came is not counted.
        level = tones.loudest(self.sound(since)[enough // 4 :], pitch)
        if level > tones.AUDIBLE:
            raise NotAsExpected(f"telephone {self.user} hears {pitch} Hz at {level:.0f} dB")

    def listens_anew(self) -> None:
        """What it has heard until now counts no more."""
        file = self._file()
        self._listened = file, file.stat().st_size // 2 * 2 if file.exists() else HEADER

    def now(self) -> int:
        """Where in what it hears of its last call the next question begins, for `sound`."""
        file, at = self._listened
        return at if file == self._file() else HEADER

    def sound(self, since: int = HEADER) -> tones.Samples:
        """What it has heard in its last call."""
        return tones.read(self._file(), skip=since)

    def lately(self, seconds: float) -> tones.Samples:
        """The last of what it has heard."""
        file = self._file()
        size = file.stat().st_size if file.exists() else HEADER
        return self.sound(max(HEADER, (size - 2 * int(seconds * tones.RATE)) // 2 * 2))

    def _file(self) -> Path:
        """It grows as the telephone hears; it may not be there yet."""
        return max((self._folder / "heard").glob("*dec*"), default=self._folder / "nothing")


class SipPhone(Baresip):
    """With an account at the switch: rings, is picked up by itself, can dial. `async with` waits until the switch knows it."""

    def __init__(self, switch: Switch, account: str, *, pitch: int = 1000, voice: Path | None = None) -> None:
        """`account`: one of the switch's `phones`."""
        login = f"auth_user={account};auth_pass={PHONE_PASSWORD};regint=60"
        super().__init__(switch, account, pitch=pitch, options=login, voice=voice)

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        # The answer may have come before anybody listened.
        async with asyncio.timeout(PATIENCE):
            while "OK" not in await self.says("reginfo"):  # noqa: ASYNC110 (it is not told anew)
                await asyncio.sleep(LOOK_AGAIN)
        return self

    @property
    def endpoint(self) -> str:
        return f"PJSIP/{self.user}"


class SipCustomer(Baresip):
    """Calls in through the carrier's trunk, with the number of `caller`."""

    def __init__(self, switch: Switch, caller: str, *, pitch: int = 440, voice: Path | None = None) -> None:
        super().__init__(switch, caller, pitch=pitch, options="regint=0", voice=voice)


@dataclass
class SipCall:
    """One call of a telephone."""

    phone: Baresip
    id: str = ""
    """Empty: its only one."""

    def _events(self, type: str) -> list[dict[str, Any]]:
        return [e for e in self.phone.events if e["type"] == type and self.id in ("", e.get("id"))]

    @property
    def name(self) -> str:
        return self.phone.user

    @property
    def is_up(self) -> bool:
        return bool(self._events("CALL_ESTABLISHED"))

    @property
    def cause(self) -> int | None:
        """Why it ended, after Q.850; SIP rarely says more than that it has. None: it has not."""
        return NORMAL if self._events("CALL_CLOSED") else None

    @property
    def keys(self) -> str:
        """Heard at this telephone."""
        return "".join(e["param"] for e in self._events("CALL_DTMF_START"))

    async def sees(self, what: str, look: Callable[[], Any], patience: float = PATIENCE) -> Any:
        return await self.phone.sees(what, look, patience)

    async def is_connected(self) -> None:
        await self.sees("is answered", lambda: self.is_up)

    async def presses(self, keys: str) -> None:
        await self.phone.presses(keys)

    async def hangs_up(self) -> None:
        """Quite as good when the other side was first."""
        if self.cause is None:
            await self.phone.hangs_up()

    async def ended(self, patience: float = PATIENCE) -> int:
        await self.sees("has ended", lambda: self.cause is not None, patience)
        return NORMAL


async def ended(process: asyncio.subprocess.Process | None) -> None:
    """At once."""
    if process is not None and process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()
