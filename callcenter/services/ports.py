"""What the adapters implement and the services see. Fakes in `testing` pass the same contract tests.

Times are seconds since the epoch (UTC). Every method may raise `Unavailable`: then nothing was done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from callcenter.model.customer import Customer, IdentityKind, Known
from callcenter.model.promise import Callback, CallbackState, Complaint
from callcenter.model.site import Service

Json = dict[str, Any]

# --- journal --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One event on its way into the journal. `key` makes it unique ("source id"); empty: nobody can send it twice."""

    key: str
    at: float
    type: str
    body: str
    """The event as JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalRow:
    seq: int
    at: float
    key: str
    type: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxRow:
    """A command a gateway has not acknowledged yet. `body` is the wire's JSON; `id` is `{seq}.{n}`."""

    id: str
    gateway: str
    leg: str
    seq: int
    body: str
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRow:
    """The read model of one contact. `body` is JSON for screens; the columns are what lists filter by."""

    id: str
    seq: int
    """Of its first event."""
    channel: str
    gateway: str
    leg: str
    state: str
    customer: str | None
    caller: str
    intent: str | None
    emergency: bool
    queue: str | None
    agent: str | None
    arrived_at: float
    queued_at: float | None
    connected_at: float | None
    ended_at: float | None
    end_reason: str
    disposition: str | None
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineRow:
    """One line of a contact's history; (contact, seq, n) is unique."""

    contact: str
    seq: int
    n: int
    at: float
    what: str
    detail: str
    """JSON object."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeRow:
    """What one event led to, as canonical JSON: replay compares it, explain reads it."""

    seq: int
    body: str
    contacts: tuple[str, ...]
    """Contacts about which a routing decision was taken (the index of explain)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackSettled:
    callback: str
    state: CallbackState
    due_at: float
    tries: int | None
    outcome: str
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockMarked:
    """A level passed: below 1 the clock is warned, at 1.0 it is breached. Applied once."""

    complaint: str
    level: float
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintAmended:
    complaint: str
    cause: str
    text: str
    severity: int
    by: str
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteRow:
    """A note kept with a customer. A note on somebody who is no longer there is left out."""

    id: str
    customer: str
    at: float
    by: str
    text: str
    contact: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptRow:
    """The facts of one reported emergency: one row a contact. What was done about it stands in the contact's timeline."""

    id: str
    contact: str
    seq: int
    """Of the event in which it was recognised."""
    at: float
    keep_until: float
    """Not to be deleted before."""
    body: str
    """JSON of `model.commands.KeepReceipt`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyRow:
    """How one customer found one contact: a grade they gave."""

    id: str
    contact: str
    seq: int
    """Of the event in which it was given."""
    at: float
    channel: str
    customer: str | None
    agent: str | None
    queue: str | None
    intent: str
    flow: str
    grade: int
    """One of `insight.metrics.GRADES`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarantineRow:
    seq: int
    at: float
    type: str
    body: str
    error: str


@dataclass(kw_only=True)
class Projection:
    """All rows that the events up to `upto` led to; written in one transaction together with the watermark."""

    upto: int
    outcomes: list[OutcomeRow] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    """Ids of outbox rows to delete; ids that are not there are fine."""
    contacts: dict[str, ContactRow] = field(default_factory=dict)
    timeline: list[TimelineRow] = field(default_factory=list)
    notes: list[NoteRow] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    amended: list[ComplaintAmended] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    settled: list[CallbackSettled] = field(default_factory=list)
    clocks: list[ClockMarked] = field(default_factory=list)
    receipts: list[ReceiptRow] = field(default_factory=list)
    surveys: list[SurveyRow] = field(default_factory=list)
    quarantined: list[QuarantineRow] = field(default_factory=list)


class Journal(Protocol):
    """The ordered table of all events, one writer. When a commit's fate is open, `last_seq` tells."""

    async def last_seq(self) -> int: ...

    async def append(self, entries: Sequence[Entry], projection: Projection | None) -> list[int | None]:
        """One transaction: the entries (None in the answer for a key already there, or twice in this batch), then the
        projection with its watermark. Sequence numbers have no gaps and follow the order of `entries`."""
        ...

    async def read(self, after: int, limit: int) -> list[JournalRow]: ...

    async def watermark(self) -> int:
        """The sequence up to which the read models are written."""
        ...

    async def unacknowledged(self) -> list[OutboxRow]:
        """Oldest first."""
        ...

    async def outcomes(self, after: int, limit: int) -> list[OutcomeRow]: ...

    async def save_snapshot(self, seq: int, at: float, body: bytes) -> None:
        """Keeps the newest three."""
        ...

    async def newest_snapshot(self) -> tuple[int, bytes] | None: ...

    async def snapshot_before(self, seq: int) -> tuple[int, bytes] | None: ...

    async def save_site(self, version: str, at: float, body: str) -> None: ...

    async def sites(self) -> dict[str, str]:
        """Every version of the site the journal names, as JSON, oldest first."""
        ...


# --- customers and their history -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Page:
    """`after` is the cursor of the next page; None on the last."""

    rows: list[Json]
    after: str | None


@dataclass(frozen=True, kw_only=True)
class PanelFacts:
    """What the store knows of one customer, raw, for services/panel to arrange. Newest first, at most 20 each."""

    customer: Customer
    contacts: list[Json]
    orders: list[Json]
    service_requests: list[Json]
    complaints: list[Complaint]
    callbacks: list[Callback]
    notes: list[Json]
    grades: list[Json] = field(default_factory=list)
    """Each as a row of `Surveys.surveys`."""
    as_of: float | None = None
    """When it was read, set by who keeps it longer; None: just now."""


class Customers(Protocol):
    async def known(self, kind: IdentityKind, values: Sequence[str]) -> dict[str, Known]:
        """One query for all: each value to what is known; values nobody has are missing; several matches fill
        `candidates` only. The rest is filled for single matches."""
        ...

    async def known_by_id(self, customer: str) -> Known | None:
        """What `known` tells of one customer, asked for by id."""
        ...

    async def panel_facts(self, customers: Sequence[str]) -> dict[str, PanelFacts]: ...

    async def customer(self, customer: str) -> Customer | None: ...

    async def search_customers(self, text: str, after: str | None, limit: int) -> Page:
        """By id, by the beginning of a phone number or address, or by part of a name; all when empty."""
        ...

    async def add_customer(self, customer: Customer) -> None: ...

    async def change_customer(self, customer: Customer) -> None:
        """`customer.version` is the version that was read; raises `Stale` when it is no longer the newest."""
        ...

    async def add_note(self, customer: str, note: str, by: str, at: float, contact: str | None) -> str: ...

    async def add_order(self, order: Json) -> None: ...

    async def add_service_request(self, request: Json) -> None: ...

    async def contacts(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        """Newest first. Filters: customer, agent, queue, state, channel, intent, emergency, from, to."""
        ...

    async def contact(self, contact: str) -> Json | None: ...

    async def timeline(self, contact: str) -> list[Json]: ...

    async def flow_lines(self, first: float, last: float, after: str | None, limit: int) -> Page:
        """Contacts that arrived at or after `first` and before `last`, oldest first: {"id", "customer", "caller",
        "arrived_at", "ended_at", "lines": [{"at", "what", "detail"}]}, the lines being those of `insight.visits.LINES`."""
        ...

    async def decisions(self, contact: str) -> list[OutcomeRow]: ...


# --- promises -------------------------------------------------------------------------------------------------------


class Promises(Protocol):
    async def callbacks(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page: ...

    async def callback(self, callback: str) -> Callback | None: ...

    async def change_callback(self, callback: Callback) -> None:
        """Raises `Stale` like `change_customer`."""
        ...

    async def due_callbacks(self, now: float, limit: int) -> list[Callback]:
        """Scheduled or to be tried again, with `due_at` at or before now; earliest first."""
        ...

    async def complaints(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page: ...

    async def complaint(self, complaint: str) -> Complaint | None: ...

    async def change_complaint(self, complaint: Complaint) -> None: ...

    async def running_complaints(self, before: float, limit: int) -> list[Complaint]:
        """Whose clock runs and whose next level (warning or breach) is at or before the given time."""
        ...

    async def next_due(self) -> float | None:
        """The nearest moment at which a callback falls due or a running clock passes its next level."""
        ...

    async def complaint_counts(self, now: float) -> Json:
        """{"open", "due_soon" (within 4 h), "breached"}."""
        ...


# --- receipts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key receipts are signed with, or were: the public half stays for ever, or nobody could verify old ones."""

    id: str
    """The thumbprint of the public half (RFC 7638)."""
    created_at: float
    public: str
    """JWK as JSON."""
    private: str | None = field(default=None, repr=False)
    """PEM; None: it lives in a file of the operator's."""


class Receipts(Protocol):
    async def receipt(self, contact: str) -> ReceiptRow | None: ...

    async def signing_keys(self) -> list[SigningKey]:
        """Newest first."""
        ...

    async def add_signing_key(self, key: SigningKey) -> None:
        """A key that is there already stays as it is."""
        ...


# --- surveys --------------------------------------------------------------------------------------------------------


class Surveys(Protocol):
    async def surveys(self, filters: Mapping[str, str], after: str | None, limit: int) -> Page:
        """Grades that were given, newest first: the fields of `SurveyRow`. Filters: customer, contact, agent, queue,
        channel, intent, flow, grade, from, to."""
        ...

    async def grade_counts(self, filters: Mapping[str, str]) -> dict[int, int]:
        """How often each grade was given; one nobody gave is missing."""
        ...


# --- what customers said, counted and read at night ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidRow:
    """One sentence a customer said or wrote."""

    contact: str
    at: float
    text: str = field(repr=False)
    intent: str
    """As it was understood; "unclear" when it was not."""
    language: str
    channel: str
    name: str = field(repr=False)
    """Of the customer, as far as the contact knows it: to be masked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """How many contacts arrived, by what they wanted, and how many complaints were opened, by cause."""

    contacts: int
    intents: Mapping[str, int]
    causes: Mapping[str, int]


class Sayings(Protocol):
    """Times are of the contact's arrival: from `first` on, before `last`."""

    async def said(self, first: float, last: float, limit: int) -> list[SaidRow]:
        """What was said in the newest contacts: `limit` sentences at most, oldest contact first."""
        ...

    async def wanted(self, first: float, last: float) -> Wanted: ...

    async def keep_topics(self, day: str, at: float, body: str) -> None:
        """The topics of one day (YYYY-MM-DD in the site's zone); the same day again replaces them."""
        ...

    async def topics(self, first: str, last: str) -> list[Json]:
        """Of the days from `first` to `last`, both included, newest first."""
        ...


# --- people ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who may log in; an agent's skills and phone too."""

    id: str
    name: str
    """The log-in name; also the agent's id on the wire."""
    role: str
    password_hash: str = field(repr=False)
    display_name: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    endpoint: str = ""
    team: str = ""
    """Of the site's teams; empty: every queue the skills fit."""
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    id: str
    name: str
    secret_hash: str = field(repr=False)
    """SHA-256, hex."""
    scopes: tuple[str, ...]
    created_at: float
    revoked_at: float | None = None


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """A browser that is logged in. Only the hash of the cookie is kept."""

    token_hash: str = field(repr=False)
    user: str
    csrf: str = field(repr=False)
    created_at: float
    expires_at: float


class People(Protocol):
    async def user(self, name: str) -> User | None: ...

    async def users(self) -> list[User]: ...

    async def save_user(self, user: User) -> None: ...

    async def add_log_in(self, log_in: LogIn) -> None: ...

    async def log_in(self, token_hash: str) -> tuple[LogIn, User] | None: ...

    async def end_log_in(self, token_hash: str) -> None: ...

    async def end_expired_log_ins(self, now: float) -> int: ...

    async def add_key(self, key: ApiKey) -> None: ...

    async def key(self, secret_hash: str) -> ApiKey | None: ...

    async def keys(self) -> list[ApiKey]: ...

    async def revoke_key(self, key: str, at: float) -> bool: ...

    async def answered(self, key: str) -> tuple[int, str] | None:
        """The status and body given earlier to this Idempotency-Key."""
        ...

    async def remember_answer(self, key: str, at: float, status: int, body: str) -> None: ...


# --- what was refused ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """Something a gateway sent that could not be read; kept for the service team to look at."""

    id: str
    gateway: str
    at: float
    code: str
    detail: str
    body: str
    """At most 16 KiB of it."""


class Letters(Protocol):
    async def bury(self, letters: Sequence[DeadLetter]) -> None: ...

    async def dead_letters(self, after: str | None, limit: int) -> Page: ...


class Store(Journal, Customers, Promises, Receipts, Sayings, Surveys, People, Letters, Protocol):
    """One database answers all of it."""

    async def ready(self) -> None:
        """Proves that a commit is possible, or raises `Unavailable` with the reason."""
        ...

    async def close(self) -> None: ...


# --- live -----------------------------------------------------------------------------------------------------------


class Carrier(Protocol):
    """Brings commands to one gateway; the outbox keeps them until they are acknowledged."""

    def send(self, row: OutboxRow) -> None:
        """Never waits, never raises: what cannot go now goes later."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceRequest:
    """One question to a web service of the company's."""

    service: Service
    method: str
    path: str
    """Percent-encoded, with its query; goes behind the service's address."""
    timeout: float
    """Seconds for all of it."""
    body: Json | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceAnswer:
    status: int
    body: bytes = field(repr=False)


class WebServices(Protocol):
    """The web services a site declares."""

    async def ask(self, request: ServiceRequest) -> ServiceAnswer:
        """Whatever it answers, as it is: a redirect is not followed. Raises `SourceFailed`: timeout, unavailable (nobody
        there, a line that broke), malformed (an address that is none, an answer longer than 64 KiB)."""
        ...
