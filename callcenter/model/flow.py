"""An IVR dialogue and its steps, as the service team wrote them. `ivr` checks and runs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Text = Mapping[str, str]
"""Language tag to words; every language of the site has its own."""


@dataclass(frozen=True, kw_only=True)
class Say:
    """Says its words (with `{fact}` filled in) and goes on."""

    text: Text
    next: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One line of a menu: a key, or a word of the customer's, leads on."""

    key: str
    next: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    label: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Menu:
    """Asks for one of its choices. "0" always leads to a human and cannot be a choice."""

    prompt: Text
    choices: tuple[Choice, ...]
    timeout: float = 8.0


@dataclass(frozen=True, kw_only=True)
class Gather:
    """Asks for digits or free speech; digits are kept as the fact `store`, speech is classified."""

    prompt: Text
    next: str
    store: str = ""
    max_digits: int = 1
    speech: bool = True
    timeout: float = 8.0


@dataclass(frozen=True, kw_only=True)
class Branch:
    """Goes where the fact's value says; unknown or missing facts go `otherwise`."""

    fact: str
    cases: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Asks a calendar."""

    calendar: str
    open: str
    closed: str


@dataclass(frozen=True, kw_only=True)
class ToQueue:
    """Leaves the flow for a queue of people."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class HangUp:
    """Ends the contact: served by itself. Refused in an emergency."""

    text: Text = field(default_factory=dict)


Node = Say | Menu | Gather | Branch | Hours | ToQueue | HangUp


@dataclass(frozen=True, kw_only=True)
class Flow:
    name: str
    title: Text
    start: str
    nodes: Mapping[str, Node]


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """Where one customer stands in one flow."""

    flow: str
    node: str
    failures: int = 0
    """In a row without an understood answer; three lead to a human."""
    asked_at: float | None = None
    """When the open question was put; None: no question is open."""
    facts: Mapping[str, str] = field(default_factory=dict)
    steps: int = 0
    """Questions put so far; a bound against endless dialogues."""
