"""What operations give: model to JSON, and the shapes as the API's document shows them (fields may be added)."""

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from callcenter.clock import rfc3339
from callcenter.model.customer import Customer
from callcenter.model.promise import Callback, Complaint
from callcenter.services.ports import ApiKey, Json, User

T = TypeVar("T")
_CUSTOMER: TypeAdapter[Customer] = TypeAdapter(Customer)
_CALLBACK: TypeAdapter[Callback] = TypeAdapter(Callback)
_COMPLAINT: TypeAdapter[Complaint] = TypeAdapter(Complaint)


class Shape(BaseModel):
    model_config = ConfigDict(extra="allow")


class PageOf(Shape, Generic[T]):
    rows: list[T]
    after: str | None = Field(description="The cursor of the next page; null on the last.")


class IdentityShape(Shape):
    kind: str
    value: str


class CustomerShape(Shape):
    id: str
    name: str
    organisation: bool
    language: str
    class_: str | None = Field(alias="class")
    identities: list[IdentityShape]
    owner: str | None
    profile: dict[str, Any]
    facts: dict[str, str]
    consent: dict[str, bool]
    created_at: str
    version: int


class ContactShape(Shape):
    id: str
    channel: str
    state: str
    customer: str | None
    queue: str | None
    agent: str | None
    arrived_at: str


class TimelineShape(Shape):
    at: str
    what: str
    detail: dict[str, Any]


class DecisionShape(Shape):
    seq: int
    queue: str
    chosen: str | None
    words: str


class ExplanationShape(Shape):
    contact: str
    decisions: list[DecisionShape]
    reasons: dict[str, dict[str, str]] = Field(description="Each reason the decisions name, to its words by language.")


class RivalShape(Shape):
    agent: str
    proficiency: int
    idle_seconds: float


class LineSeenShape(Shape):
    waiting: int
    needs: list[str]
    first: str
    place: int
    why_not: str | None


class QueueSeenShape(Shape):
    queue: str
    waiting: int
    why_not: str | None
    lines: list[LineSeenShape]
    before: list[RivalShape]
    more_before: int


class AgentReasonsShape(Shape):
    agent: str
    state: str
    verdict: str = Field(description="kept_away, not_mine, nobody_waits or others_first.")
    kept_away: str | None = Field(description="The filter that keeps every contact away.")
    queues: list[QueueSeenShape]
    site: str
    seq: int
    at: str
    words: dict[str, list[str]]


class DoneShape(Shape):
    at: str
    seq: int
    what: str


class ReceiptBodyShape(Shape):
    receipt: str
    contact: str
    channel: str
    caller: str = Field(description="Its last four characters.")
    customer: str | None
    intent: str
    arrived_at: str
    reported_at: str
    journal_seq: int
    done: list[DoneShape]
    seconds_until_human: float | None
    outcome: str = Field(description="human, outside (a number outside the house), no_human or waiting.")
    site: str
    issued_at: str
    keep_until: str
    words: dict[str, list[str]]


class ReceiptShape(Shape):
    receipt: ReceiptBodyShape
    jws: str = Field(description="The same, signed: compact JWS, Ed25519; its keys are at /api/v1/receipts/keys.")


class JwkShape(Shape):
    kid: str
    kty: str
    crv: str
    x: str
    use: str
    alg: str


class JwksShape(Shape):
    keys: list[JwkShape]


class NoteShape(Shape):
    id: str
    text: str
    by: str
    at: str


class CallbackShape(Shape):
    id: str
    number: str
    from_: str = Field(alias="from")
    to: str
    timezone: str
    state: str
    customer: str | None
    agent: str | None
    queue: str | None
    reason: str
    kind: str
    tries: int
    due_at: str
    outcome: str
    created_at: str
    version: int


class SurveyShape(Shape):
    id: str
    at: str
    grade: int
    contact: str
    channel: str
    customer: str | None
    agent: str | None
    queue: str | None
    intent: str
    flow: str


class SatisfactionShape(Shape):
    grades: dict[str, int] = Field(description="Grade to how often it was given; those nobody gave are 0.")
    given: int
    csm: float | None = Field(description="Mean over the seven grades; null when none was given.")
    formula: str


class ComplaintShape(Shape):
    id: str
    cause: str
    state: str
    text: str
    channel: str
    severity: int
    customer: str | None
    contact: str | None
    owner: str | None
    outcome: str
    created_at: str
    due_at: str
    clock: str
    remaining_seconds: float = Field(description="Until due; negative once overdue; as it stood when the clock ended.")
    trail: list[dict[str, Any]]
    version: int


class OrderShape(Shape):
    id: str
    product: str
    status: str
    at: str


class ServiceRequestShape(Shape):
    id: str
    kind: str
    status: str
    at: str


class QueueShape(Shape):
    name: str
    waiting: int


class AgentShape(Shape):
    id: str
    name: str
    state: str


class DeadLetterShape(Shape):
    id: str
    gateway: str
    at: str
    code: str
    detail: str
    body: str


class UserShape(Shape):
    name: str
    role: str
    display_name: str
    skills: dict[str, int]
    languages: list[str]
    endpoint: str
    team: str
    disabled: bool


class MeShape(Shape):
    user: str
    role: str
    csrf: str
    display_name: str


class KeyShape(Shape):
    id: str
    name: str
    scopes: list[str]
    created_at: str
    revoked_at: str | None


class NewKeyShape(KeyShape):
    secret: str = Field(description="Shown this once.")


class TopicLineShape(Shape):
    """`kind`: day (all contacts of it), intent or cause (grown), topic, wish. `trend`: weeks, oldest first."""

    day: str
    kind: Literal["day", "intent", "cause", "topic", "wish"]
    name: str
    today: int | None
    week: int | None
    before: int | None
    growing: bool
    ratio: float | None
    sentences: int | None
    uncovered: int | None
    trend: list[int]
    examples: list[str]
    contacts: list[str]


class ModelShape(Shape):
    state: Literal["fresh", "stale", "missing", "broken"]
    emergency_threshold: float | None
    unsure_threshold: float | None


class FlowShape(Shape):
    flow: str
    title: dict[str, str]
    version: str
    nodes: int


class SpreadShape(Shape):
    count: int
    mean: float | None
    p50: float | None = Field(description="Median, by nearest rank.")
    p95: float | None
    longest: float | None


class FlowFiguresShape(Shape):
    started: int
    inside: int
    ends: dict[str, int] = Field(description="started = the sum of these + inside.")
    judged: int
    containment: float | None
    containment_by_choice: float | None
    came_back: float | None
    drop_out: float | None
    to_human: float | None
    human_why: dict[str, int]
    intents: dict[str, int]
    not_understood: float | None
    silence: float | None
    checks_failed: float | None
    questions_to_human: SpreadShape
    seconds_to_human: SpreadShape
    csm: float | None
    graded: int
    first_at: str | None
    last_at: str | None


class FlowRowShape(FlowFiguresShape):
    flow: str
    title: dict[str, str]
    version: str | None = Field(description="null: all versions together.")
    in_force: bool


class NodeRowShape(Shape):
    node: str
    reached: int
    reached_share: float | None
    dropped_out: int
    drop_out: float | None
    left: dict[str, int]
    heard: int
    not_understood: float | None
    silence: float | None
    checks_failed: float | None
    answer_seconds: SpreadShape
    look_up_seconds: SpreadShape


class FlowReportShape(PageOf[NodeRowShape]):
    flow: str
    title: dict[str, str]
    version: str | None
    from_: str = Field(alias="from")
    to: str
    versions: list[dict[str, Any]]
    figures: FlowFiguresShape
    ways: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    formulas: dict[str, str]


class SiteShape(Shape):
    version: str
    name: dict[str, str]
    languages: list[str]
    problems: list[str]
    model: ModelShape


def customer_json(customer: Customer) -> Json:
    return {
        "id": customer.id,
        "name": customer.name,
        "organisation": customer.organisation,
        "language": customer.language,
        "class": customer.customer_class.value if customer.customer_class else None,
        "identities": [{"kind": i.kind.value, "value": i.value} for i in customer.identities],
        "owner": customer.owner,
        "profile": dict(customer.profile),
        "facts": dict(customer.facts),
        "consent": dict(customer.consent),
        "created_at": rfc3339(customer.created_at),
        "version": customer.version,
    }


def callback_json(callback: Callback) -> Json:
    return {
        "id": callback.id,
        "number": callback.number,
        "from": rfc3339(callback.window_from),
        "to": rfc3339(callback.window_to),
        "timezone": callback.zone,
        "state": callback.state.value,
        "customer": callback.customer,
        "contact": callback.contact,
        "agent": callback.agent,
        "queue": callback.queue,
        "reason": callback.reason,
        "kind": callback.kind,
        "tries": callback.tries,
        "due_at": rfc3339(callback.due_at),
        "outcome": callback.outcome,
        "created_at": rfc3339(callback.created_at),
        "version": callback.version,
    }


def complaint_json(complaint: Complaint, now: float) -> Json:
    clock = complaint.clock
    return {
        "id": complaint.id,
        "cause": complaint.cause,
        "state": complaint.state.value,
        "text": complaint.text,
        "channel": complaint.channel,
        "severity": complaint.severity,
        "customer": complaint.customer,
        "contact": complaint.contact,
        "owner": complaint.owner,
        "outcome": complaint.outcome,
        "created_at": rfc3339(complaint.created_at),
        "due_at": rfc3339(clock.due_at),
        "clock": clock.state.value,
        "remaining_seconds": round(clock.due_at - (now if clock.ended_at is None else clock.ended_at), 3),
        "trail": [moment(dict(line)) for line in complaint.trail],
        "version": complaint.version,
    }


def customer_of(row: Json) -> Customer:
    """A row of the store's list as the word of the model it was written from."""
    return _CUSTOMER.validate_python(row)


def callback_of(row: Json) -> Callback:
    return _CALLBACK.validate_python(row)


def complaint_of(row: Json) -> Complaint:
    return _COMPLAINT.validate_python(row)


def moment(row: Json) -> Json:
    """The row with `at` as the wire has it."""
    at = row.get("at")
    return {**row, "at": rfc3339(at) if isinstance(at, int | float) else at}


def user_json(user: User) -> Json:
    """Never the password's hash."""
    return {
        "name": user.name,
        "role": user.role,
        "display_name": user.display_name,
        "skills": dict(user.skills),
        "languages": list(user.languages),
        "endpoint": user.endpoint,
        "team": user.team,
        "disabled": user.disabled,
    }


def key_json(key: ApiKey) -> Json:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "created_at": rfc3339(key.created_at),
        "revoked_at": None if key.revoked_at is None else rfc3339(key.revoked_at),
    }


def etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}
