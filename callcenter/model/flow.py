"""An IVR dialogue and its steps, as the service team wrote them. `ivr` checks and runs them.

Every text may name facts as `{fact}`. `written` is the wording on channels that are read; empty: the spoken one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Text = Mapping[str, str]
"""Language tag to words; every language of the site has its own."""
Expression = str
"""CEL over the facts (`facts.balance`, each a string), `language`, `channel` and `now` (a timestamp)."""

# --- what speaks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Say:
    """Says its words (with `{fact}` filled in) and goes on."""

    text: Text
    next: str
    written: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SendText:
    """Sends a text message to the number the customer calls from (into the conversation, where one is written) and goes
    on, whether it could be sent or not."""

    text: Text
    next: str


# --- what asks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One line of a menu: a key, or a word of the customer's, leads on."""

    key: str
    next: str
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    label: Text = field(default_factory=dict)
    """The button, or the line behind the number, where the menu is written."""


@dataclass(frozen=True, kw_only=True)
class Menu:
    """Asks for one of its choices. "0" always leads to a human and cannot be a choice."""

    prompt: Text
    choices: tuple[Choice, ...]
    timeout: float = 8.0
    written: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Gather:
    """Asks for digits or free speech; digits are kept as the fact `store`, speech is classified."""

    prompt: Text
    next: str
    store: str = ""
    max_digits: int = 1
    speech: bool = True
    timeout: float = 8.0
    written: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChooseLanguage:
    """Asks in every language of the site, one after the other, which one to speak: key 1 is the first, and so on. Who
    answers in a language has chosen it."""

    prompt: Text
    next: str
    timeout: float = 8.0
    written: Text = field(default_factory=dict)


class Proof(StrEnum):
    IDENTIFY = "identify"
    """Finds out who it is ("the number of your card"); the fact `identified` is "yes" from then on."""
    VERIFY = "verify"
    """Proves that it is them ("your telephone PIN"); the fact `verified` is "yes" from then on."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """Asks for something only the customer knows and has a source judge it. What is keyed in or said is sealed before
    the journal sees it: it appears in no event, no log, no fact."""

    proof: Proof
    prompt: Text
    source: str
    next: str
    failed: str
    """After `attempts` wrong answers, counted over the whole contact."""
    unavailable: str
    """The source gave no answer."""
    arguments: Mapping[str, Expression] = field(default_factory=dict)
    """What the source is told beside the answer, which it gets as `answer`."""
    max_digits: int = 6
    attempts: int = 3
    timeout: float = 12.0
    written: Text = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Asks how it was: keys 1 to 7 are the seven grades 90, 60, 30, 0, -30, -60, -90. Silence is an answer too."""

    prompt: Text
    next: str
    timeout: float = 10.0
    written: Text = field(default_factory=dict)


# --- what decides ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Branch:
    """Goes where the fact's value says; unknown or missing facts go `otherwise`."""

    fact: str
    cases: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, kw_only=True)
class Decide:
    """Takes the first way whose expression is true. One that cannot be evaluated (a fact is missing) is not true."""

    ways: tuple[tuple[Expression, str], ...]
    otherwise: str


@dataclass(frozen=True, kw_only=True)
class SetFacts:
    """Facts computed from facts, in this order. One that cannot be evaluated is taken away, so texts that name it lead
    to a human."""

    facts: tuple[tuple[str, Expression], ...]
    next: str


@dataclass(frozen=True, kw_only=True)
class LookUp:
    """Asks one of the site's sources; what it gives become facts. The customer may speak meanwhile."""

    source: str
    next: str
    failed: str
    """No answer in time, or one that says nothing useful."""
    arguments: Mapping[str, Expression] = field(default_factory=dict)
    text: Text = field(default_factory=dict)
    """Said while it is looked up ("one moment"); may be empty."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Asks a calendar."""

    calendar: str
    open: str
    closed: str


# --- what leaves -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ToQueue:
    """Leaves the flow for a queue of people, who get to see every fact the flow has gathered."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class ToCallback:
    """Promises to call back from this queue, as soon as it is open, and ends the contact. Who has no number, or writes,
    joins the queue instead."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class ToVoicemail:
    """Records a message for this queue, which is called back about. Who writes joins the queue instead."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Puts the call through to a number outside the house; into the queue when that fails, or where it is written."""

    number: str
    """E.164."""
    queue: str


@dataclass(frozen=True, kw_only=True)
class HangUp:
    """Ends the contact: served by itself. Refused in an emergency."""

    text: Text = field(default_factory=dict)
    written: Text = field(default_factory=dict)


PROVED = {Proof.IDENTIFY: "identified", Proof.VERIFY: "verified"}
"""The fact each proof sets to "yes". Nothing but a passed check ever sets it."""
Question = Menu | Gather | ChooseLanguage | Check | Survey
Leaving = ToQueue | ToCallback | ToVoicemail | Transfer | HangUp
Node = Say | SendText | Question | Branch | Decide | SetFacts | LookUp | Hours | Leaving


@dataclass(frozen=True, kw_only=True)
class Flow:
    name: str
    title: Text
    start: str
    nodes: Mapping[str, Node]
    """Sub-flows are unfolded: theirs are named `NODE/THEIR-NODE`."""
    version: str = ""
    """Hash of what it says and does: figures are kept by it."""


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
    attempts: Mapping[str, int] = field(default_factory=dict)
    """Source to how many wrong answers it was given; goes on into the next flow."""
    fetching: str = ""
    """The look-up (number of its event, `.`, count) whose answer is awaited at `node`; empty: none."""
    said: tuple[str, ...] = ()
    """What was said before the open question, for who asks to hear it again."""
    before: tuple[str, ...] = ()
    """Questions answered on the way here, the newest last (ten at most), for who asks to go back."""
    sealed: bool = False
    """The answer to the open question (and what is said while it is judged) is nobody's business: it is sealed before the
    journal sees it."""
    slots: tuple[str, ...] = ()
    """Names of the facts that the customer's words gave: new words may change these, and no others."""
