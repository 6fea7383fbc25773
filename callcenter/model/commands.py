"""Every command of the house on one page: wishes, imperative, frozen. The switchboard decides, services/perform does.

A command's id is `{seq of its event}.{n}`: the same after a crash, so a receiver that has seen it ignores it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.model.contact import Contact, Offer
from callcenter.model.promise import Callback, CallbackState, Complaint


@dataclass(frozen=True, kw_only=True)
class Command:
    pass


# --- to a gateway ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ToGateway(Command):
    """Goes to the gateway as `{"id", "call"|"conversation", "type", "args"}`."""

    gateway: str
    leg: str
    conversation: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer(ToGateway):
    pass


@dataclass(frozen=True, kw_only=True)
class Say(ToGateway):
    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Gather(ToGateway):
    prompt: str
    language: str
    max_digits: int
    timeout: float
    speech: bool


@dataclass(frozen=True, kw_only=True)
class Hold(ToGateway):
    music: str = ""


@dataclass(frozen=True, kw_only=True)
class Connect(ToGateway):
    agent: str
    endpoint: str


@dataclass(frozen=True, kw_only=True)
class ReleaseAgent(ToGateway):
    agent: str


@dataclass(frozen=True, kw_only=True)
class Transfer(ToGateway):
    to: str


@dataclass(frozen=True, kw_only=True)
class Conference(ToGateway):
    """One more on the call, dialled unless they are on it already. `agent` names them in what the gateway tells and in
    `ReleaseAgent`: an agent, or the number dialled."""

    endpoint: str
    agent: str = ""
    with_customer: bool = True
    """False: the customer goes on hearing music, the others talk."""


@dataclass(frozen=True, kw_only=True)
class Monitor(ToGateway):
    supervisor: str
    endpoint: str
    mode: str


@dataclass(frozen=True, kw_only=True)
class Record(ToGateway):
    action: str
    """start, pause, resume, stop. While paused nobody listens in, either."""


@dataclass(frozen=True, kw_only=True)
class Mute(ToGateway):
    """This party of the call is not heard by anybody, and hears everybody; or is heard again."""

    agent: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class Originate(ToGateway):
    """`origin` is the number the customer sees; on the wire it is `from`."""

    to: str
    origin: str = ""
    callback: str = ""


@dataclass(frozen=True, kw_only=True)
class HangUp(ToGateway):
    reason: str


@dataclass(frozen=True, kw_only=True)
class SendMessage(ToGateway):
    message: str
    text: str
    to: str = ""
    """Set: the conversation is new, and this is the telephone number it begins with."""
    choices: tuple[tuple[str, str], ...] = ()
    """(key, label) of each answer that can be a button; the text has them as numbered lines too."""


# --- to a source of the site ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LookUp(Command):
    """Asks a source; the answer comes back as the event `LookUpAnswered` of the same number."""

    look_up: str
    contact: str
    source: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    sealed: str = ""
    """What the customer's secret answer is known by in the vault; empty: none."""
    customer: str | None = None
    caller: str = ""


# --- to a person's screen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MakeOffer(Command):
    offer: Offer


@dataclass(frozen=True, kw_only=True)
class WithdrawOffer(Command):
    offer: str
    agent: str
    reason: str
    """expired, customer_gone, taken, agent_lost, declined."""


@dataclass(frozen=True, kw_only=True)
class ShowContact(Command):
    """The contact changed; its agent's screen must follow. `closed`: it leaves the screen."""

    agent: str
    contact: str
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class ShowMessage(Command):
    agent: str
    contact: str
    message: str
    text: str
    sender: str
    """customer, agent or machine."""


@dataclass(frozen=True, kw_only=True)
class ShowAgent(Command):
    agent: str


@dataclass(frozen=True, kw_only=True)
class Notify(Command):
    """A line on an agent's screen: `kind` callback.due, clock.warning, notice."""

    agent: str
    kind: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reply(Command):
    """The answer to a person's click."""

    request: str
    ok: bool
    code: str = ""
    detail: str = ""
    result: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RaiseAlarm(Command):
    """To every supervisor, until acknowledged or `ClearAlarm`."""

    alarm: str
    kind: str
    detail: str
    contact: str | None = None
    agent: str | None = None
    queue: str | None = None


@dataclass(frozen=True, kw_only=True)
class AcknowledgeAlarm(Command):
    alarm: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ClearAlarm(Command):
    alarm: str


# --- to the ledgers: written in the projection's transaction, so each exactly once ---


@dataclass(frozen=True, kw_only=True)
class OpenComplaint(Command):
    complaint: Complaint


@dataclass(frozen=True, kw_only=True)
class AmendComplaint(Command):
    """What the agent heard replaces what the machine wrote down when it opened the complaint."""

    complaint: str
    cause: str
    text: str
    severity: int
    by: str


@dataclass(frozen=True, kw_only=True)
class PromiseCallback(Command):
    callback: Callback


@dataclass(frozen=True, kw_only=True)
class SettleCallback(Command):
    """What came of a due callback; `due_at` is the next try's time when `state` is retry."""

    callback: str
    state: CallbackState
    due_at: float
    outcome: str = ""
    tries: int = 0


@dataclass(frozen=True, kw_only=True)
class MarkClock(Command):
    complaint: str
    level: float


@dataclass(frozen=True, kw_only=True)
class KeepNote(Command):
    """What an agent wrote down about a known customer stays with the customer, not only with the contact."""

    customer: str
    contact: str
    text: str
    by: str


@dataclass(frozen=True, kw_only=True)
class KeepReceipt(Command):
    """An emergency was recognised: the facts by which the customer can prove that it was reported, and when."""

    receipt: str
    contact: str
    channel: str
    gateway: str
    leg: str
    caller: str
    dialled: str
    customer: str | None
    intent: str
    arrived_at: float
    agent: str | None
    """Who was talking with the customer already; None: a machine heard it first."""
    site: str


@dataclass(frozen=True, kw_only=True)
class KeepGrade(Command):
    """How the customer found it: one of the seven grades 90, 60, 30, 0, -30, -60, -90."""

    contact: str
    channel: str
    customer: str | None
    agent: str | None
    queue: str | None
    intent: str
    flow: str
    grade: int


@dataclass(frozen=True, kw_only=True)
class Chronicle(Command):
    """One line of a contact's timeline. `detail` holds ids, numbers and short words."""

    contact: str
    what: str
    detail: Mapping[str, object] = field(default_factory=dict)


AnyCommand = (
    Answer | Say | Gather | Hold | Connect | ReleaseAgent | Transfer | Conference | Monitor | Record | Mute | Originate
    | HangUp | SendMessage | MakeOffer | WithdrawOffer | ShowContact | ShowMessage | ShowAgent | Notify | Reply | RaiseAlarm
    | AcknowledgeAlarm | ClearAlarm | OpenComplaint | AmendComplaint | PromiseCallback | SettleCallback | MarkClock
    | KeepNote | KeepReceipt | KeepGrade | LookUp | Chronicle
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Why a contact was offered to whom (or to nobody), in numbers: the base of every explanation."""

    contact: str
    queue: str
    step: int
    site: str
    chosen: str | None
    candidates: tuple[Mapping[str, object], ...] = ()
    """Best first: {"agent", "proficiency", "speaks" (the customer's language, as far as it is known), "used", "idle_seconds"}."""
    removed: Mapping[str, str] = field(default_factory=dict)
    """Agent to the filter that removed it (presence, reachability, skill, team, capacity, cool-down, held). On large floors
    only those who could have taken something."""
    kept_away: Mapping[str, int] = field(default_factory=dict)
    """On large floors: filter to how many agents it keeps from every contact."""
    rank: tuple[int, float, int] | None = None
    head_starts: Mapping[str, float] = field(default_factory=dict)
    behind: float = 0.0
    """Seconds by which it ranks later for the chosen agent, whose team serves other queues first."""
    held_for: str = ""
    """The preferred agent for whom it is being held."""
    ahead: int = 0
    """Contacts before it in its line."""
    tie_break: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All that one event led to. Same journal and site: the same outcome, byte for byte."""

    commands: tuple[AnyCommand, ...] = ()
    contacts: tuple[Contact, ...] = ()
    """Contacts that changed, as they are now; those that ended are in it a last time."""
    agents: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
