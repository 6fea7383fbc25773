"""What goes into one turn of a dialogue, and what comes out of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callcenter.model.flow import Dialogue
from callcenter.model.intent import Intent
from callcenter.model.site import Calendar

# --- in -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Started:
    """The flow begins, with what is known of the customer."""

    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Keyed:
    digits: str


@dataclass(frozen=True, kw_only=True)
class Spoke:
    """Words, said or written, and what the classifier made of them."""

    text: str
    intent: Intent


@dataclass(frozen=True, kw_only=True)
class Silence:
    """The question's time has passed."""


Heard = Started | Keyed | Spoke | Silence


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a dialogue may know of the world around it."""

    language: str
    """One of the site's."""
    is_open: Callable[[Calendar, float], bool]
    """How to ask a calendar: `sla.calendar.is_open` (rooms of one line do not import each other)."""
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    emergencies: frozenset[str] = frozenset()
    """Intents that leave at once, whatever the classifier's flag says."""
    serving: frozenset[str] = frozenset()
    """Intents this flow is the answer to: saying them again is no reason to leave."""
    sorry: str = ""
    """Said before a question that has to be put again."""


# --- out ------------------------------------------------------------------------------------------------------------


class Why(StrEnum):
    """Why a flow hands the customer to a human."""

    ASKED = "asked"
    FLOW = "flow"
    """A queue node: the flow was written so."""
    NOT_UNDERSTOOD = "not_understood"
    """Three failures in a row."""
    TOO_MANY_QUESTIONS = "too_many_questions"
    TOO_MANY_NODES = "too_many_nodes"
    FACT_MISSING = "fact_missing"
    """A text would have said something nobody knows."""
    BROKEN = "broken"
    """The flow names a node, a calendar or words that do not exist; the check refuses such a flow."""


@dataclass(frozen=True, kw_only=True)
class ToHuman:
    queue: str | None
    """None: the flow names no queue, the contact's intent or the site's default decides."""
    why: Why


@dataclass(frozen=True, kw_only=True)
class ToIntent:
    """The customer wants something else; the switchboard decides what follows."""

    intent: Intent


@dataclass(frozen=True, kw_only=True)
class Finished:
    """Served by itself. `text` is the farewell, not among the turn's `says`; it may be empty."""

    text: str


Leave = ToHuman | ToIntent | Finished


@dataclass(frozen=True, kw_only=True)
class Ask:
    """An open question. `timeout` in seconds."""

    prompt: str
    max_digits: int
    timeout: float
    speech: bool


@dataclass(frozen=True, kw_only=True)
class Turn:
    """All that one thing heard led to: either a question is open (`dialogue` and `ask`) or the customer leaves."""

    dialogue: Dialogue | None
    says: tuple[str, ...] = ()
    """In the customer's language, facts filled in, to be said in order before the question or the leaving."""
    ask: Ask | None = None
    leave: Leave | None = None
    trail: tuple[str, ...] = ()
    """Nodes visited in this turn."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Everything known at the end of the turn, so that what was keyed in reaches the human too."""
