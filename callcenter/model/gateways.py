"""What a site says of the systems that carry contacts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FirstDialled(StrEnum):
    """Of a callback: whose telephone rings first."""

    AGENT = "agent"
    """The customer is dialled once the agent has picked up: they never pick up to hear nobody."""
    CUSTOMER = "customer"
    """The agent's phone rings once the customer has picked up: no agent waits for somebody who is not in."""


class Rings(StrEnum):
    """When an agent's telephone rings for a call that waits."""

    OFFERED = "offered"
    """With the offer on their screen: picking up accepts it."""
    ACCEPTED = "accepted"
    """Once they have accepted it on their screen."""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """How a text becomes sound, for switches that play files."""

    command: tuple[str, ...] = ("espeak-ng", "--stdin", "-v", "{voice}", "-w", "{file}")
    """A program and its arguments. `{file}`: the WAV it writes; `{voice}`, `{language}`, `{text}`. The text also comes by
    its standard input."""
    voices: Mapping[str, str] = field(default_factory=lambda: {"zh-CN": "cmn", "en": "en"})
    """Language to what the program calls its voice."""
    recorded: Mapping[str, str] = field(default_factory=dict)
    """Text, word for word, to a sound that the switch has of it: `custom/welcome`."""
    keep: str = ""
    """Directory in which what was spoken is kept; empty: one of the server's own."""
    seen_as: str = ""
    """The same directory as the switch sees it, or a URL it is served under; empty: the same path."""


@dataclass(frozen=True, kw_only=True)
class AsteriskPolicy:
    address: str = ""
    """`ws://` or `wss://` URL of its ARI (`ws://127.0.0.1:8088/ari`); empty: Asterisk connects to us."""
    app: str = "callcenter"
    """Name of the Stasis application."""
    user: str = "callcenter"
    """ARI user we log in as, or as which Asterisk logs in with us. Its password is the gateway's secret."""
    dial: str = "PJSIP/{number}@carrier"
    """How a number outside is dialled."""
    caller_id: str = ""
    """Number that dialled customers see; empty: the site's main number."""
    ring_seconds: float = 20.0
    first: FirstDialled = FirstDialled.AGENT
    music: str = ""
    """Class of music on hold; empty: Asterisk's default."""
    recordings: str = "file:///var/spool/asterisk/recording/{name}.wav"
    """Where a recording can be fetched."""
    voice: Voice = Voice()


@dataclass(frozen=True, kw_only=True)
class GatewayPolicy:
    name: str
    kind: str = "http"
    webhook: str | None = None
    """URL that takes commands; None: the gateway keeps a command socket open."""
    hears_for: str = ""
    """Set: a recogniser. It tells what callers of that other gateway say, and nothing else."""
    record: bool = False
    """Talks with an agent are recorded."""
    rings: Rings = Rings.ACCEPTED
    asterisk: AsteriskPolicy | None = None
    """Of kind asterisk."""
