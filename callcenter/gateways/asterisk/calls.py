"""What the adapter knows of each call while it lives. Changed in place, by the functions beside this file."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from callcenter.gateways.asterisk.names import made


class Where(StrEnum):
    """Only ever goes on; Asterisk's events may come in another order."""

    WAITING = "waiting"
    """Not dialled yet: somebody else is dialled first."""
    DIALLED = "dialled"
    RINGING = "ringing"
    UP = "up"


class Role(StrEnum):
    PARTY = "party"
    """An agent, or a number that was asked in."""
    TARGET = "target"
    """Takes the call over: who is there when they answer, leaves."""


@dataclass(kw_only=True)
class Party:
    name: str
    channel: str
    endpoint: str
    command: str
    role: Role = Role.PARTY
    where: Where = Where.DIALLED
    with_customer: bool = True
    """Once they answer, the customer hears them and is heard."""
    rang: bool = False
    place: str = ""
    """Then: what the two ends of the way to there have in common in their names."""
    passed: bool = False
    """Whom they passed the customer on to, with the keys of their telephone, is in their place."""


@dataclass(kw_only=True)
class Listener:
    """A supervisor on somebody's call."""

    name: str
    channel: str
    mode: str
    """listen, whisper, barge."""
    command: str
    bridge: str = ""
    """Only they and our ear are in it."""
    up: bool = False
    snoop: str = ""
    """Our ear on the agent's channel; empty: none."""
    ear: str = ""
    """What it was put there for: mode and channel."""
    bridged: bool = False


@dataclass(kw_only=True)
class Question:
    most: int
    timeout: float
    keyed: str = ""
    heard: bool = False
    """Its prompt is over, or was interrupted."""


@dataclass(kw_only=True)
class Turn:
    """One thing that happens to the customer after another: a sentence, a question, a recording that begins."""

    command: str
    text: str = ""
    language: str = ""
    sound: str | None = None
    """What Asterisk plays; None: not rendered yet; empty: nothing."""
    question: Question | None = None
    act: Callable[[], None] | None = None
    """What is done at its turn instead of playing something."""
    begun: bool = False
    taken: bool = False
    """Asterisk has said that it plays it."""
    tries: int = 0
    """How often it was begun anew, because it was lost."""

    @property
    def playback(self) -> str:
        """Its name in Asterisk: another one each time it is begun."""
        return made("playback", self.command, *([str(self.tries)] if self.tries else []))


@dataclass(kw_only=True)
class Recording:
    name: str
    command: str
    message: bool = False
    """Of the customer alone: while it goes on, Asterisk lets them into no bridge."""


@dataclass(kw_only=True)
class Call:
    id: str
    channel: str
    """The customer's; empty: not dialled yet."""
    where: Where
    caller: str = ""
    dialled: bool = False
    """By us, to keep a promise."""
    to: str = ""
    origin: str = ""
    command: str = ""
    """That had it dialled: each try is a channel of its own."""
    talking: bool = False
    """The customer belongs with the parties."""
    music: bool = False
    """Whenever nothing is said, the customer hears music."""
    music_on: bool = False
    parties: dict[str, Party] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)
    bridge: str = ""
    open: bool = False
    """The bridge exists."""
    refused: int = 0
    """Bridges in a row that were not there when somebody was to enter."""
    inside: set[str] = field(default_factory=set)
    """Channels in it."""
    turns: deque[Turn] = field(default_factory=deque)
    unasked: int = 0
    """Keys since the last question."""
    recording: Recording | None = None
    secure: bool = False
    """Secrets are being told: nothing is recorded, and no supervisor hears them."""
    ending: str = ""
    """Why we hang up; empty: we do not."""
    left: bool = False
    """The customer is not in the application any more, and maybe still on the line."""
    passed: float | None = None
    """Since when somebody has it who is nobody of the house's; None: it is ours."""
    muted: set[str] = field(default_factory=set)
    """Parties who are not heard."""

    @property
    def company(self) -> list[Party]:
        """Who is there beside the customer, in the order they were asked."""
        return [party for party in self.parties.values() if party.where is Where.UP]
