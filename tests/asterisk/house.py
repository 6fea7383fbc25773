"""Our server as people run it, for calls through the bed's Asterisk: a small site, agents whose phones the test has."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from callcenter.services.ports import User
from callcenter.testing.clients import SECRET
from tests.asterisk.switch import APP, PASSWORD, Switch
from tests.house import HouseProcess, agent, person

HERE = Path(__file__).parent
WELCOME = "Welcome to Tone Bank. For a lost card press 1. For your cards press 2. For our opening hours press 3."
HOURS = "We are open all day."
CARD, PIN, BALANCE = "Your card, please.", "Your PIN, please.", "You are rich."
"""What the site's flow says; `speak_tone.frequency_of` tells the tone of each."""


def phoned(name: str, endpoint: str = "", **skills: int) -> User:
    """Somebody whose phone is in the test's hands, or is this one."""
    return replace(
        agent(name, **(skills or {"card": 8})), endpoint=endpoint or f"Local/{name}@phones/n", languages=("en",)
    )


STAFF: Sequence[User] = (
    *(phoned(name) for name in ("li", "wang", "zhao")),
    phoned("busy", "Local/busy-one@self/n"),
    phoned("gone", "PJSIP/2004"),
    phoned("sip", "PJSIP/2001"),
    person("boss", "supervisor", endpoint="Local/boss@phones/n"),
    person("chief", "supervisor", endpoint="PJSIP/2003"),
)


def written_site(
    folder: Path, switch: Switch, *, inward: bool = False, more: str = "", between: int = 0, secure: bool = False
) -> Path:
    """The site's files in this folder. `inward`: the server connects to Asterisk, not Asterisk to it, at the port `between`
    if there is one, and by TLS if `secure`. `more`: a line about the gateway."""
    site = folder / "site"
    keep = folder / "spoken"
    keep.mkdir()
    address = f"{'wss' if secure else 'ws'}://127.0.0.1:{between or switch.ari_port}/ari" if inward else ""
    values: Mapping[str, str] = {
        "ADDRESS": f'address: "{address}"' if inward else "music: default",
        "APP": f"{APP}-inward" if inward else APP,
        "MORE": more or "user: callcenter",
        "RECORDINGS": str(switch.recordings),
        "PYTHON": sys.executable,
        "VOICE": str(HERE / "speak_tone.py"),
        "KEEP": str(keep),
    }
    for source in (HERE / "site").rglob("*.yaml"):
        text = source.read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        target = site / source.relative_to(HERE / "site")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return site


class AsteriskHouse(HouseProcess):
    """A server on the port where the switch looks for it."""

    def __init__(
        self,
        folder: Path,
        switch: Switch,
        *,
        inward: bool = False,
        more: str = "",
        between: int = 0,
        secure: bool = False,
        environ: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`between`: a port of something that stands between the two. Who is connected to listens at it, or behind it."""
        secrets = {"CALLCENTER_SECRET_PBX1": PASSWORD, "CALLCENTER_SECRET_EARS": SECRET, **environ}
        super().__init__(
            folder,
            site=written_site(folder, switch, inward=inward, more=more, between=between, secure=secure),
            environ=secrets,
        )
        self.inward, self.more = inward, more
        if not inward:
            self.port = between or switch.server_port
            self.base = f"http://127.0.0.1:{self.port}"

    @property
    def context(self) -> str:
        """Where customers call to reach it."""
        return "from-carrier-inward" if self.inward else "from-carrier"
