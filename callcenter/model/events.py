"""Every event of the house on one page: facts, past tense, frozen.

Everything that makes two runs differ (time, chance, ids, look-up results, classification) is inside an event, so that
a journal replays to the same decisions. Unknown fields are refused (the journal's codec reads `__pydantic_config__`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.model.agent import Presence, Role
from callcenter.model.contact import Channel
from callcenter.model.customer import NOBODY, Known
from callcenter.model.intent import UNHEARD, Intent
from callcenter.model.promise import Matter


@dataclass(frozen=True, kw_only=True)
class Event:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012


# --- what a gateway saw on a call ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OnCall(Event):
    gateway: str
    call: str


@dataclass(frozen=True, kw_only=True)
class CallArrived(OnCall):
    caller: str = ""
    dialled: str = ""
    language: str = ""
    name: str = ""
    priority: str = ""
    wants_agent: str = ""
    """The agent the customer asked for by name."""
    known: Known = NOBODY


@dataclass(frozen=True, kw_only=True)
class CustomerSpoke(OnCall):
    text: str
    language: str = ""
    """As the speech recogniser heard it; empty when it does not say."""
    intent: Intent = UNHEARD
    confidence: float | None = None
    """Of the speech recogniser, 0 to 1."""
    sealed: str = ""
    """Set: the words are a secret; this is what the vault knows them by, and `text` is empty."""


@dataclass(frozen=True, kw_only=True)
class CustomerKeyed(OnCall):
    digits: str
    sealed: str = ""
    """As in `CustomerSpoke`."""


@dataclass(frozen=True, kw_only=True)
class CommandDone(OnCall):
    command: str
    result: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CommandFailed(OnCall):
    command: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AgentPhoneRinging(OnCall):
    agent: str


@dataclass(frozen=True, kw_only=True)
class AgentPhoneAnswered(OnCall):
    agent: str


@dataclass(frozen=True, kw_only=True)
class AgentPhoneFailed(OnCall):
    agent: str
    reason: str = "failed"
    """no_answer, busy, rejected (they pressed the button), unreachable (no telephone is there), failed."""


@dataclass(frozen=True, kw_only=True)
class CallEnded(OnCall):
    reason: str = "customer_hangup"


@dataclass(frozen=True, kw_only=True)
class RecordingReady(OnCall):
    url: str
    seconds: float
    """0: how long is not known."""
    command: str = ""
    """Id of the command that began it; empty: the gateway does not say."""


# --- what a gateway saw on a conversation ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OnConversation(Event):
    gateway: str
    conversation: str


@dataclass(frozen=True, kw_only=True)
class MessageReceived(OnConversation):
    channel: Channel
    sender: str
    text: str
    message: str
    intent: Intent = UNHEARD
    attachments: tuple[str, ...] = ()
    wants_agent: str = ""
    known: Known = NOBODY
    sealed: str = ""
    """As in `CustomerSpoke`."""


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(OnConversation):
    message: str


@dataclass(frozen=True, kw_only=True)
class MessageFailed(OnConversation):
    message: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ConversationEnded(OnConversation):
    by: str = "customer"


# --- what a look-up found ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LookUpAnswered(Event):
    """The answer to the command `LookUp` of the same number, or that there is none."""

    contact: str
    look_up: str
    failure: str = ""
    """timeout, unavailable, refused, unknown (it has nothing about this), malformed, expired (the sealed answer is gone);
    empty: it answered."""
    right: bool = True
    """Of an answer that was judged (identify, verify): it was the right one."""
    facts: Mapping[str, str] = field(default_factory=dict)
    known: Known = NOBODY
    """Who the source says it is, looked up in our own records."""


# --- what people did ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AgentRostered(Event):
    """The agent exists, with these skills; sent again whenever they change."""

    agent: str
    name: str
    skills: Mapping[str, int]
    languages: tuple[str, ...] = ()
    endpoint: str = ""
    team: str = ""
    role: Role = Role.AGENT
    """A supervisor is asked by the emergency ladder, and for everything else only when available by choice."""


@dataclass(frozen=True, kw_only=True)
class AgentConnected(Event):
    """The first of the agent's sockets opened."""

    agent: str


@dataclass(frozen=True, kw_only=True)
class AgentDisconnected(Event):
    """The last of the agent's sockets closed."""

    agent: str


@dataclass(frozen=True, kw_only=True)
class Asked(Event):
    """A person's click. `request` names the answer that must go back."""

    agent: str
    """Who clicked."""
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class PresenceChosen(Asked):
    presence: Presence
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Asked):
    offer: str


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(Asked):
    offer: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OnContact(Asked):
    contact: str


@dataclass(frozen=True, kw_only=True)
class HoldAsked(OnContact):
    pass


@dataclass(frozen=True, kw_only=True)
class ResumeAsked(OnContact):
    pass


@dataclass(frozen=True, kw_only=True)
class MuteAsked(OnContact):
    """The agent is not heard by anybody, or is heard again."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class SecureAsked(OnContact):
    """Secrets are about to be told, or have been: what is recorded pauses, and nobody listens in."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class EndAsked(OnContact):
    pass


@dataclass(frozen=True, kw_only=True)
class NoteTaken(OnContact):
    text: str


@dataclass(frozen=True, kw_only=True)
class TransferAsked(OnContact):
    """Exactly one of the three targets is set. `mode`: blind, consult, conference."""

    mode: str = "blind"
    to_queue: str | None = None
    to_agent: str | None = None
    to_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintTold:
    """A complaint written down in a wrap-up."""

    cause: str
    text: str
    severity: int = 2


@dataclass(frozen=True, kw_only=True)
class CallbackAgreed:
    """A callback agreed in a wrap-up. Times are seconds since the epoch."""

    window_from: float
    window_to: float
    zone: str = ""
    number: str = ""
    agent: str | None = None
    queue: str | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class WrapUpDone(OnContact):
    disposition: str
    note: str = ""
    complaint: ComplaintTold | None = None
    callback: CallbackAgreed | None = None


@dataclass(frozen=True, kw_only=True)
class MessageWritten(OnContact):
    message: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HelpAsked(OnContact):
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class PresenceForced(Asked):
    """`agent` is the supervisor."""

    whom: str
    presence: Presence
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContactAssigned(OnContact):
    """A supervisor hands a waiting contact to one agent."""

    to: str


@dataclass(frozen=True, kw_only=True)
class ContactRequeued(OnContact):
    queue: str
    head_start: float | None = None


@dataclass(frozen=True, kw_only=True)
class MonitorAsked(OnContact):
    """`agent` is the supervisor, `endpoint` their phone. `mode`: listen, whisper, barge."""

    mode: str
    endpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class AlarmAcknowledged(Asked):
    alarm: str


# --- promises -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CallbackPromised(Asked):
    """A callback asked for outside a wrap-up. `callback` is its id."""

    callback: str
    number: str
    window_from: float
    window_to: float
    zone: str
    reason: str = ""
    kind: str = "follow_up"
    customer: str | None = None
    to_agent: str | None = None
    to_queue: str | None = None


@dataclass(frozen=True, kw_only=True)
class CallbackFellDue(Event):
    """The promised time has come; the switchboard makes a contact of it."""

    callback: str
    number: str
    tries: int
    """Including this one."""
    promised_at: float
    window_to: float
    window_from: float | None = None
    """With `window_to`, the hours of the day at which the customer wants to be called; None: at any hour."""
    place: float | None = None
    """Virtual arrival it keeps in its queue; None: it ranks from `promised_at`."""
    reason: str = ""
    customer: str | None = None
    to_agent: str | None = None
    to_queue: str | None = None
    gateway: str = ""
    known: Known = NOBODY
    kind: str = ""
    contact: str | None = None
    """In which it was promised."""
    matter: Matter | None = None
    recording: str = ""
    """Address of the message that was left there, as far as it can be fetched already."""


@dataclass(frozen=True, kw_only=True)
class ComplaintReported(Asked):
    """A complaint written down outside a contact. `complaint` is its id."""

    complaint: str
    cause: str
    text: str
    channel: str
    severity: int = 2
    customer: str | None = None
    contact: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClockPassed(Event):
    """A clock reached a level: a share of its time below 1 warns, 1.0 is the breach. Each once."""

    complaint: str
    level: float
    due_at: float
    owner: str | None = None


# --- time and the house itself ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TimerElapsed(Event):
    timer: str
    due: float


@dataclass(frozen=True, kw_only=True)
class ServerStarted(Event):
    """A new process took over: no socket is open, agents get the grace to come back."""

    version: str


@dataclass(frozen=True, kw_only=True)
class SiteTaken(Event):
    """From here on new contacts start with this version of the site."""

    version: str


@dataclass(frozen=True, kw_only=True)
class GatewaySilent(Event):
    """A gateway has not acknowledged commands, or has not been heard of, for a while."""

    gateway: str
    seconds: float
    unacknowledged: int


@dataclass(frozen=True, kw_only=True)
class GatewayHeard(Event):
    """A silent gateway has acknowledged again."""

    gateway: str


@dataclass(frozen=True, kw_only=True)
class SourceSilent(Event):
    """A source of the site has failed again and again, or refuses us."""

    source: str
    failures: int
    """In a row."""


@dataclass(frozen=True, kw_only=True)
class SourceHeard(Event):
    """A source that failed has answered again."""

    source: str


@dataclass(frozen=True, kw_only=True)
class EventQuarantined(Event):
    """An event made the switchboard raise: it is put aside, nothing changed, somebody must look."""

    quarantined: int
    """Its sequence."""
    error: str


@dataclass(frozen=True, kw_only=True)
class RepairAsked(Event):
    """What must always hold did not: the switchboard mends what can be mended and says what it found."""

    found: tuple[str, ...] = ()
    """The first broken promises, as sentences."""


AnyEvent = (
    CallArrived | CustomerSpoke | CustomerKeyed | CommandDone | CommandFailed | AgentPhoneRinging | AgentPhoneAnswered
    | AgentPhoneFailed | CallEnded | RecordingReady | MessageReceived | MessageDelivered | MessageFailed
    | ConversationEnded | LookUpAnswered | AgentRostered | AgentConnected | AgentDisconnected | PresenceChosen | OfferAccepted
    | OfferDeclined | HoldAsked | ResumeAsked | EndAsked | NoteTaken | TransferAsked | WrapUpDone | MessageWritten
    | HelpAsked | PresenceForced | ContactAssigned | ContactRequeued | MonitorAsked | AlarmAcknowledged
    | CallbackPromised | CallbackFellDue | ComplaintReported | ClockPassed | TimerElapsed | ServerStarted | SiteTaken
    | GatewaySilent | GatewayHeard | SourceSilent | SourceHeard | EventQuarantined | RepairAsked | MuteAsked | SecureAsked
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An event as the journal holds it. `seq` orders everything; `at` is when the journal took it."""

    seq: int
    at: float
    event: AnyEvent
