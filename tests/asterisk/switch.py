"""One private Asterisk: free ports of the loopback, a folder of its own, no root, nothing installed."""

import base64
import ctypes
import os
import random
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.asterisk import tones
from tests.asterisk.ports import free_port, free_sip_port

HERE = Path(__file__).parent
APP = "callcenter"
PASSWORD = "password-of-the-server"
TESTER_PASSWORD = "password-of-the-test"
PHONE_PASSWORD = "password-of-a-phone"
SIP_PHONES = ("2001", "2002", "2003", "2004")
GONE_PHONE = "2004"
"""A phone that never registers: unreachable."""
START_SECONDS = 30.0
STOP_SECONDS = 10.0
PAUSE = 0.05
SECONDS_OF_MUSIC = 10.0
"""How long it is before it starts again, with a click that no test minds."""
SECONDS_OF_VOICE = 60.0


PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def dies_with_us() -> None:
    """Run in the child: should the thread that starts it be killed, the kernel ends it, too. See prctl(2)."""
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


class NoAsterisk(Exception):
    """Why there is none."""


@dataclass(frozen=True)
class Program:
    """An unpacked Asterisk."""

    root: Path

    @property
    def _libraries(self) -> Path:
        return next(iter(sorted((self.root / "usr/lib").glob("*-linux-gnu"))))

    @property
    def modules(self) -> Path:
        return next(iter(sorted((self.root / "usr/lib").glob("*-linux-gnu/asterisk/modules"))))

    @property
    def share(self) -> Path:
        return self.root / "usr/share/asterisk"

    def command(self) -> list[str]:
        """With its own loader and libraries, which may be newer than the machine's."""
        program = str(self.root / "usr/sbin/asterisk")
        if self.root == Path("/"):
            return [program]
        loader = next(iter(sorted(self._libraries.glob("ld-linux-*.so.*"))))
        return [str(loader), "--library-path", str(self._libraries), program]


def program() -> Program:
    """Where `scripts/test-asterisk.sh` puts it. Raises `NoAsterisk`."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    root = Path(os.environ.get("CALLCENTER_TEST_ASTERISK") or Path(cache) / "callcenter" / "asterisk")
    if not (root / "usr/sbin/asterisk").exists():
        raise NoAsterisk(f"no Asterisk in {root}: run scripts/test-asterisk.sh")
    return Program(root)


def authorization(user: str, password: str) -> dict[str, str]:
    word = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {word}"}


@dataclass
class Switch:
    """`start`, `stop`, `kill`; again with `start`: the ports stay. Server and test log in as different users."""

    folder: Path
    sip: bool = True
    phones: Sequence[str] = SIP_PHONES
    """Accounts that telephones may register with."""
    server_port: int = field(default_factory=free_port)
    """Where our server will listen."""
    server_path: str = "/gateways/pbx1/ari"
    """Where Asterisk connects to there, as `callcenter`, with `APP`; empty: it does not. The application `APP`-inward is
    for a server that connects to Asterisk, always."""
    ari_port: int = field(default_factory=free_port)
    sip_port: int = field(default_factory=free_sip_port)
    carrier_port: int = field(default_factory=free_sip_port)
    """To whom `PJSIP/NUMBER@carrier` goes."""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ari_port}/ari"

    @property
    def sounds(self) -> Path:
        return self.folder / "sounds"

    @property
    def recordings(self) -> Path:
        return self.folder / "spool" / "recording"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def write(self) -> None:
        """Its folders, its tones, and its configuration from `conf/`."""
        for name in ("etc", "run", "log", "cache", "lib/keys", "spool/recording", "spool/monitor"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.sounds / "music").mkdir(parents=True, exist_ok=True)
        tones.write(self.sounds / "music/tone.wav", tones.MUSIC, SECONDS_OF_MUSIC)
        for pitch in (*tones.CUSTOMERS, *tones.AGENTS):
            tones.write(self.sounds / f"tone-{pitch}.wav", pitch, SECONDS_OF_VOICE)
        for source in (HERE / "conf").glob("*.conf"):
            if "-" not in source.name:
                (self.folder / "etc" / source.name).write_text(self._filled(source.read_text()))
        if self.sip:
            self._add("modules.conf", (HERE / "conf/modules-sip.conf").read_text())
        if self.server_path:
            self._add("ari.conf", self._filled((HERE / "conf/ari-outbound.conf").read_text()))
        # It asks for these by name and complains when they are not there.
        for name in ("acl", "ccss", "features", "manager", "pjproject", "queuerules", "stasis", "udptl"):
            (self.folder / f"etc/{name}.conf").write_text("; nothing\n")

    def _add(self, name: str, text: str) -> None:
        with (self.folder / "etc" / name).open("a") as file:
            file.write(text)

    def _filled(self, text: str) -> str:
        where = program()
        first = random.randrange(20000, 30000, 500)
        phones = "\n".join(
            f'[{name}](phone)\nauth = {name}\naors = {name}\ncallerid = "{name}" <{name}>\n[{name}](login)\n'
            f"username = {name}\n[{name}](place)\n"
            for name in self.phones
        )
        values: dict[str, Any] = {
            "HOME": self.folder,
            "MODULES": where.modules,
            "SHARE": where.share,
            "SOUNDS": self.sounds,
            "APP": APP,
            "PASSWORD": PASSWORD,
            "TESTER_PASSWORD": TESTER_PASSWORD,
            "PHONE_PASSWORD": PHONE_PASSWORD,
            "PHONES": phones,
            "SERVER_URI": f"ws://127.0.0.1:{self.server_port}{self.server_path}",
            "ARI_PORT": self.ari_port,
            "SIP_PORT": self.sip_port,
            "CARRIER_PORT": self.carrier_port,
            "RTP_START": first,
            "RTP_END": first + 499,
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def start(self) -> None:
        """Returns when ARI answers. Raises `NoAsterisk` with what it said when it does not."""
        if not (self.folder / "etc").exists():
            self.write()
        command = [*program().command(), "-C", str(self.folder / "etc/asterisk.conf"), "-f", "-n"]
        with (self.folder / "log/said").open("ab") as said:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, preexec_fn=dies_with_us
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if self.answers():
                return
            time.sleep(PAUSE)
        self.kill()
        raise NoAsterisk(f"Asterisk did not start: {self.said()[-800:]}")

    def answers(self) -> bool:
        headers = authorization("tester", TESTER_PASSWORD)
        asked = urllib.request.Request(f"{self.url}/asterisk/ping", headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def cli(self, line: str) -> str:
        """A line at its console, and what it answers."""
        command = [*program().command(), "-C", str(self.folder / "etc/asterisk.conf"), "-r", "-x", line]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout

    def stop(self) -> None:
        """Now: SIGTERM would wait for calls to end."""
        if self._process is None or self._process.poll() is not None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.cli("core stop now")
            self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """`kill -9`: no call is told."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def pauses(self) -> None:
        """It neither reads nor does anything until `goes_on`; nobody is told."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def goes_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def said(self) -> str:
        """Its log."""
        return "".join(
            path.read_text(errors="replace")
            for name in ("said", "messages")
            if (path := self.folder / "log" / name).exists()
        )

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
