"""A contact: one attempt of a customer to be served on one channel. And the offer that brings it to an agent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from callcenter.model.customer import NOBODY, Known
from callcenter.model.flow import Dialogue
from callcenter.model.forecast import Forecast
from callcenter.model.intent import Intent
from callcenter.model.site import Relief, SkillNeed
from callcenter.model.transitions import Table


class Channel(StrEnum):
    VOICE = "voice"
    CHAT = "chat"
    SMS = "sms"
    EMAIL = "email"


class ContactState(StrEnum):
    ARRIVED = "arrived"
    SELF_SERVICE = "self_service"
    QUEUED = "queued"
    OFFERED = "offered"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    HELD = "held"
    TRANSFERRING = "transferring"
    """The agent, or the flow, has let go; the gateway has not said yet whether the number outside took the call."""
    VOICEMAIL = "voicemail"
    WRAP_UP = "wrap_up"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    TRANSFERRED = "transferred"
    FAILED = "failed"


S = ContactState
CONTACT = Table(
    name="contact",
    start=S.ARRIVED,
    moves={
        S.ARRIVED: frozenset({S.SELF_SERVICE, S.QUEUED, S.COMPLETED, S.ABANDONED, S.FAILED}),
        S.SELF_SERVICE: frozenset({S.QUEUED, S.VOICEMAIL, S.TRANSFERRING, S.COMPLETED, S.ABANDONED, S.FAILED}),
        S.QUEUED: frozenset(
            {
                S.OFFERED,
                S.CONNECTING,
                S.SELF_SERVICE,
                S.VOICEMAIL,
                S.ABANDONED,
                S.TRANSFERRED,
                S.FAILED,
                S.COMPLETED,
            }
        ),
        S.OFFERED: frozenset({S.QUEUED, S.CONNECTING, S.CONNECTED, S.ABANDONED, S.FAILED}),
        S.CONNECTING: frozenset({S.CONNECTED, S.QUEUED, S.WRAP_UP, S.ABANDONED, S.FAILED}),
        S.CONNECTED: frozenset({S.HELD, S.WRAP_UP, S.QUEUED, S.TRANSFERRING, S.TRANSFERRED, S.FAILED}),
        S.HELD: frozenset({S.CONNECTED, S.WRAP_UP, S.QUEUED, S.TRANSFERRING, S.TRANSFERRED, S.FAILED}),
        S.TRANSFERRING: frozenset({S.QUEUED, S.TRANSFERRED}),
        S.VOICEMAIL: frozenset({S.QUEUED, S.SELF_SERVICE, S.COMPLETED, S.FAILED}),
        S.WRAP_UP: frozenset({S.COMPLETED, S.TRANSFERRED}),
        S.COMPLETED: frozenset(),
        S.ABANDONED: frozenset(),
        S.TRANSFERRED: frozenset(),
        S.FAILED: frozenset(),
    },
)
LIVE_WITH_AGENT = frozenset({S.CONNECTING, S.CONNECTED, S.HELD})
WAITING = frozenset({S.QUEUED, S.OFFERED})
ENDED = CONTACT.ends()

Rank = tuple[int, float, int]
"""Band (0 emergency, 1 everyone else), virtual arrival in seconds, then the journal's sequence: unique, never ties."""


@dataclass(frozen=True, kw_only=True)
class HeadStart:
    """One reason why a contact ranks as if it had come earlier."""

    reason: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Message:
    id: str
    sender: str
    """customer, agent or machine."""
    text: str
    at: float
    delivered: bool | None = None
    """None: the gateway has not said yet."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing a customer did in self-service: began a flow (`node` is empty), or took a choice of a menu."""

    at: float
    flow: str
    node: str = ""
    key: str = ""
    """Of the menu's choice."""


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What was promised to the customer whom this contact calls back."""

    kind: str = ""
    """As the callback's: follow_up, virtual_hold, voicemail, ..."""
    reason: str = ""
    contact: str | None = None
    """In which it was promised."""
    recording: str = ""
    """Address of the message they left, once it can be fetched."""


class Stage(StrEnum):
    """How far a consultation has come."""

    WAITING = "waiting"
    """For a colleague: in line, or ringing on a screen."""
    DIALLING = "dialling"
    """Their phone, or the number outside, rings."""
    TALKING = "talking"
    """The agent and who was asked talk; the customer hears music."""
    JOINED = "joined"
    """The customer hears and speaks too."""


G = Stage
CONSULTATION = Table(
    name="consultation",
    start=G.WAITING,
    moves={
        G.WAITING: frozenset({G.DIALLING}),
        G.DIALLING: frozenset({G.WAITING, G.TALKING, G.JOINED}),
        G.TALKING: frozenset({G.JOINED}),
        G.JOINED: frozenset({G.TALKING}),
    },
)
"""It may end at every stage."""


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """Somebody asked in by the agent of a call: a colleague, for whom a contact of its own waits, or a number outside."""

    contact: str | None = None
    """The contact that waits for the colleague and holds their capacity; None for a number."""
    to_queue: str | None = None
    to_agent: str | None = None
    to_number: str | None = None
    stage: Stage = Stage.WAITING
    since: float = 0.0
    """Since when it is at this stage."""
    party: str | None = None
    """Who was dialled, by the name the gateway calls them: an agent, or the number."""
    command: str = ""
    """Id of the command whose fate is open: dialling them, or joining the customer with them."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Everything the switchboard knows of one live contact. Replaced whole at each step, never mutated."""

    id: str
    seq: int
    channel: Channel
    gateway: str
    leg: str
    """The gateway's own name for it: call or conversation."""
    site: str
    """Version of the site this contact started with."""
    arrived_at: float
    state: ContactState = S.ARRIVED
    since: float = 0.0
    touched_at: float = 0.0
    """Last event of any kind: the lease counts from here."""
    caller: str = ""
    """E.164, address or web id; empty when withheld."""
    dialled: str = ""
    name: str = ""
    language: str = ""
    language_told: bool = False
    """The gateway or our records said so; else it is the site's first until the customer speaks."""
    declared: str = ""
    """A priority the gateway passed on."""
    known: Known = NOBODY
    intent: Intent | None = None
    also: str = ""
    """The intent that was wanted besides, and has not been served yet."""
    asked_again: bool = False
    dialogue: Dialogue | None = None
    queue: str | None = None
    queued_at: float | None = None
    """First time it stood in a line; kept through transfers and RONA."""
    waiting_since: float | None = None
    """When this wait for an agent began: first in line, or parted from the last agent. Kept through RONA."""
    joined_at: float | None = None
    """When it came to stand in this line; unlike `waiting_since` not earlier for who rings back, is moved or
    was kept for one agent until then."""
    needs: tuple[SkillNeed, ...] = ()
    anyone: bool = False
    rank: Rank | None = None
    head_starts: tuple[HeadStart, ...] = ()
    taken: tuple[int, ...] = ()
    """Steps of the queue already taken, by number from 0."""
    forecast: Forecast | None = None
    """The wait foretold on joining this line; None: it was not known, or an agent was free."""
    relief: tuple[Relief, ...] = ()
    """Agents of these queues may take it too."""
    proposal: tuple[str, ...] = ()
    """What is proposed to the customer right now, while they stand in line: callback, voicemail, message."""
    proposed: tuple[str, ...] = ()
    """Everything that was proposed in this queue: nobody is asked the same twice."""
    chosen: str = ""
    """What the customer has taken up of it."""
    proposal_seq: int | None = None
    """Sequence of the event in which that was proposed, or taken up."""
    urgent_at: float | None = None
    """When it stood in line as an emergency for the first time."""
    rung: int = 0
    """Rungs of the emergency ladder that are open for it."""
    offer: str | None = None
    agent: str | None = None
    wants_agent: str = ""
    """The agent the customer asked for by name."""
    preferred: str | None = None
    """The agent this contact is meant for, if they are at work."""
    held_until: float | None = None
    """Until then nobody else is asked: the preferred agent is at work but busy."""
    aged: float = 0.0
    """The longest delay of a team that this contact has waited for."""
    connect_seq: int | None = None
    """Sequence of the event that had customer and agent joined: only commands since then can fail the joining."""
    connected_at: float | None = None
    ended_at: float | None = None
    end_reason: str = ""
    spurned: Mapping[str, float] = field(default_factory=dict)
    """Agent to the time until which this contact is not offered to them again."""
    words: tuple[str, ...] = ()
    """The customer's last sentences, newest last."""
    keys: str = ""
    """What was keyed in, newest last, never what was sealed; the last forty."""
    intents: tuple[str, ...] = ()
    """What was understood in this contact, newest last, without repeating; the last ten."""
    deeds: tuple[Deed, ...] = ()
    """What the customer did in self-service, newest last, so that no human has to ask again; the last twenty."""
    gathered: tuple[str, ...] = ()
    """Names of the facts (in `known.facts`) that were keyed in, looked up or worked out in this contact."""
    proved: Mapping[str, float] = field(default_factory=dict)
    """Which checks the customer has passed (identified, verified), and when."""
    claimed: Known | None = None
    """Whom an `identify` has found, until the `verify` behind it is passed: they are not `known` before."""
    left: Dialogue | None = None
    """Where they stood in the flow they left last: its facts, wrong answers and proofs go on into the next one."""
    messages: tuple[Message, ...] = ()
    """The newest of a written thread, oldest first."""
    complaint: str | None = None
    """The complaint opened from this contact."""
    receipt: str | None = None
    """The receipt of the emergency reported in this contact; kept once, whatever is said again."""
    farewell: int | None = None
    """Self-service has said goodbye, in the event of this sequence; `end_reason` is set once the line is being cut."""
    callback: str | None = None
    """The promise this contact keeps: an outbound call, dialled once an agent has accepted."""
    promised: Promised | None = None
    """What it was; None also where the contact itself waits on without a line."""
    tries: int = 0
    """Of that callback, including this one."""
    reached: bool = False
    """The callback's customer has been joined with an agent: from then on it is a call like any other."""
    recording: str = ""
    """Id of the command that began the recording of this talk; empty: nothing is being recorded."""
    secure_until: float | None = None
    """Secure mode is on, until then at the latest: the recording is paused, and nobody listens in."""
    pause: str = ""
    """Id of the command that paused the recording for it."""
    muted: bool = False
    """The agent is not heard."""
    mute: str = ""
    """Id of the command that last changed that."""
    wrap_up_until: float | None = None
    disposition: str | None = None
    transfers: int = 0
    transfer: str = ""
    """Id of the command that hands the call to a number, while that is not certain yet."""
    consultation: Consultation | None = None
    """The one that its agent has open about it."""
    parent: str | None = None
    """Set: this is a consultation about that contact, or a `part` of it. A consultation waits and is offered like any
    other contact, but has no line of its own."""
    part: bool = False
    """With `parent`: no consultation, but the wrap-up of an agent who has handed that contact on."""
    asked_by: str | None = None
    """The agent who asked for this consultation."""

    @property
    def emergency(self) -> bool:
        return self.rank[0] == 0 if self.rank else bool(self.intent and self.intent.emergency)


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    CUSTOMER_GONE = "customer_gone"
    TAKEN = "taken"
    AGENT_LOST = "agent_lost"


O = OfferState
OFFER = Table(
    name="offer",
    start=O.OPEN,
    moves={
        O.OPEN: frozenset({O.ACCEPTED, O.DECLINED, O.EXPIRED, O.CUSTOMER_GONE, O.TAKEN, O.AGENT_LOST}),
        O.ACCEPTED: frozenset(),
        O.DECLINED: frozenset(),
        O.EXPIRED: frozenset(),
        O.CUSTOMER_GONE: frozenset(),
        O.TAKEN: frozenset(),
        O.AGENT_LOST: frozenset(),
    },
)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One contact proposed to one agent: exclusive, expiring."""

    id: str
    contact: str
    agent: str
    made_at: float
    expires_at: float
    state: OfferState = O.OPEN
    rung: int | None = None
    """Made by this rung of the emergency ladder, from 1; None: an ordinary offer."""
    rings: str = ""
    """Id of the command by which the agent's telephone rings meanwhile; empty: it does not ring yet."""
