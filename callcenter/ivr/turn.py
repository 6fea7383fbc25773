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
    before: Dialogue | None = None
    """Where they stood in the flow they come from (`Turn.last`): its facts, wrong answers and proofs go on."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """Entities in the words that led here."""
    said: tuple[str, ...] = ()
    """What the flow before has said just now, and nobody has answered yet: said again to who asks to hear it again."""


@dataclass(frozen=True, kw_only=True)
class Keyed:
    digits: str
    sealed: str = ""
    """Set: it was sealed (`digits` is empty then), and this is what the vault knows it by."""


@dataclass(frozen=True, kw_only=True)
class Spoke:
    """Words, said or written, and what the classifier made of them."""

    text: str
    intent: Intent
    sealed: str = ""
    """As in `Keyed`."""


@dataclass(frozen=True, kw_only=True)
class Silence:
    """The question's time has passed."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a source said, or that it said nothing (`failure`)."""

    facts: Mapping[str, str] = field(default_factory=dict)
    right: bool = True
    failure: str = ""


Heard = Started | Keyed | Spoke | Silence | Answered


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
    wrong: str = ""
    """Said before a check whose answer a source judged wrong; empty: `sorry`."""
    languages: tuple[str, ...] = ()
    """The site's, in its order."""
    channel: str = "voice"
    written: bool = False
    """The customer reads instead of listening: menus are lines with numbers, texts have their written wording."""


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
    NOT_CLASSIFIED = "not_classified"
    """The classifier was missing, failed or was too slow."""
    NOTHING_BEFORE = "nothing_before"
    """The flow has no beginning to go back to."""
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


@dataclass(frozen=True, kw_only=True)
class Further:
    """Was served, and wanted something else besides: that follows, without being asked for again."""

    intent: Intent


@dataclass(frozen=True, kw_only=True)
class ToStart:
    """Asks for the main menu, or goes back from a flow's first question: the flow of the number that was dialled begins
    again."""


@dataclass(frozen=True, kw_only=True)
class CallBack:
    """Wants to be called back from this queue."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class LeaveMessage:
    """Leaves a message for this queue."""

    queue: str


@dataclass(frozen=True, kw_only=True)
class PutThrough:
    """Goes to a number outside the house; to the queue if that fails."""

    number: str
    queue: str


Leave = ToHuman | ToIntent | Further | Finished | ToStart | CallBack | LeaveMessage | PutThrough


@dataclass(frozen=True, kw_only=True)
class Ask:
    """An open question. `timeout` in seconds."""

    prompt: str
    max_digits: int
    timeout: float
    speech: bool
    choices: tuple[tuple[str, str], ...] = ()
    """(key, label) of a menu's lines in the customer's language, for channels that show buttons."""
    language: str = ""
    """Of the prompt, where that is not the customer's: a choice of language is put in all of them."""
    before: tuple[tuple[str, str], ...] = ()
    """(language, text) of what is said before it: the same question in the other languages."""


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """A source to be asked. Whoever asks it puts the number of the look-up into `Dialogue.fetching`."""

    source: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    sealed: str = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """All that one thing heard led to. Exactly one of four: a question is open (`dialogue`, `ask`), an answer of a source is
    to be fetched (`dialogue`, `fetch`), the customer leaves (`leave`, `last`), or nothing changes (`dialogue` alone, as it
    was): something was heard that means nothing while a source is being asked."""

    dialogue: Dialogue | None
    says: tuple[str, ...] = ()
    """In the customer's language, facts filled in, to be said in order before the question or the leaving."""
    ask: Ask | None = None
    fetch: Fetch | None = None
    leave: Leave | None = None
    last: Dialogue | None = None
    """Where the customer stood when leaving: no question open, nothing sealed. The next flow's `Started.before`."""
    sends: tuple[str, ...] = ()
    """Text messages to be sent to the customer's number."""
    grade: int | None = None
    """How the customer found it, just said."""
    language: str = ""
    """Chosen in this turn; empty: as before."""
    at: str = ""
    """The node whose question (or look-up) was open when this was heard; empty at the start."""
    understood: bool = True
    """False: what was heard at an open question was neither an answer nor a wish that could be followed."""
    trail: tuple[str, ...] = ()
    """Nodes visited in this turn."""
    ways: tuple[tuple[str, str], ...] = ()
    """Nodes of this turn and which of their ways was taken, by name (`ivr.labels`): two may lead to one node."""
    odd: tuple[str, ...] = ()
    """Branches of these with a condition that was neither true nor false, and so did not hold."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Everything known at the end of the turn, so that what was keyed in reaches the human too."""
