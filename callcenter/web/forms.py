"""What operations take: every body, query and path, with its bounds."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from callcenter.model.agent import Role
from callcenter.model.contact import Channel, ContactState
from callcenter.model.customer import CustomerClass, IdentityKind
from callcenter.model.promise import CallbackState, ClockState, ComplaintState
from callcenter.web.op import Form

Id = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Short = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=8000)]
Optional = Annotated[str, StringConstraints(max_length=8000)]
Language = Annotated[str, StringConstraints(max_length=35, pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$")]
"""BCP 47, or empty."""
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
LogInName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
Level = Annotated[int, Field(ge=1, le=10)]
Severity = Annotated[int, Field(ge=1, le=3, description="1 severe to 3 light")]
Grade = Literal[90, 60, 30, 0, -30, -60, -90]
"""The seven grades of the CSM scale."""

_SCOPE = re.compile(r"read|write|gateway:[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def _number(text: object) -> object:
    """A query says "90"."""
    return int(text) if isinstance(text, str) and text.lstrip("-").isdecimal() else text


def _scope(text: str) -> str:
    if not _SCOPE.fullmatch(text):
        raise ValueError("a scope is read, write or gateway:NAME")
    return text


Scope = Annotated[str, AfterValidator(_scope)]

# --- paths ----------------------------------------------------------------------------------------------------------


class ContactPath(Form):
    contact: Id


class CustomerPath(Form):
    customer: Id


class CallbackPath(Form):
    callback: Id


class ComplaintPath(Form):
    complaint: Id


class UserPath(Form):
    name: Id


class FlowPath(Form):
    flow: Id


class KeyPath(Form):
    key: Id


# --- queries --------------------------------------------------------------------------------------------------------


class Paging(Form):
    after: Annotated[str, StringConstraints(max_length=500)] | None = Field(
        default=None, description="The cursor that the page before gave."
    )
    limit: int = Field(default=50, ge=1, le=500)


class LanguageQuery(Form):
    language: Literal["en", "zh-CN"] | None = None


class TopicsQuery(Form):
    day: Day | None = Field(default=None, description="YYYY-MM-DD in the site's zone.")
    from_: Day | None = Field(default=None, alias="from", description="The first day.")
    to: Day | None = Field(default=None, description="The last day.")


class ContactsQuery(Paging):
    customer: Id | None = None
    agent: Id | None = None
    queue: Id | None = None
    state: ContactState | None = None
    channel: Channel | None = None
    intent: Id | None = None
    emergency: bool | None = None
    from_: AwareDatetime | None = Field(default=None, alias="from", description="Arrived at or after.")
    to: AwareDatetime | None = Field(default=None, description="Arrived before.")


class PeriodQuery(Form):
    from_: AwareDatetime | None = Field(
        default=None, alias="from", description="Arrived at or after; a week before `to`."
    )
    to: AwareDatetime | None = Field(default=None, description="Arrived before; now.")


class FlowQuery(PeriodQuery):
    version: Id | None = Field(default=None, description="Of the flow; all together, drawn as in force, when left out.")


class GraphQuery(FlowQuery):
    language: Literal["en", "zh-CN"] | None = None
    scheme: Literal["auto", "light", "dark"] = "auto"
    figures: bool = Field(default=True, description="Draw what became of people, too.")


class CustomersQuery(Paging):
    q: Short = Field(default="", description="Id, beginning of a number or address, or part of a name.")


class CallbacksQuery(Paging):
    customer: Id | None = None
    agent: Id | None = None
    queue: Id | None = None
    state: CallbackState | None = None
    from_: AwareDatetime | None = Field(default=None, alias="from", description="Promised at or after.")
    to: AwareDatetime | None = Field(default=None, description="Promised before.")


class ComplaintsQuery(Paging):
    customer: Id | None = None
    owner: Id | None = None
    cause: Id | None = None
    state: ComplaintState | None = None
    clock: ClockState | None = None
    open: bool | None = None
    from_: AwareDatetime | None = Field(default=None, alias="from", description="Came in at or after.")
    to: AwareDatetime | None = Field(default=None, description="Came in before.")


class SurveyFilters(Form):
    customer: Id | None = None
    contact: Id | None = None
    agent: Id | None = None
    queue: Id | None = None
    channel: Channel | None = None
    intent: Id | None = None
    flow: Id | None = None
    grade: Annotated[Grade | None, BeforeValidator(_number)] = None
    from_: AwareDatetime | None = Field(default=None, alias="from", description="Given at or after.")
    to: AwareDatetime | None = Field(default=None, description="Given before.")


class SurveysQuery(Paging, SurveyFilters):
    pass


def filters_of(query: Form) -> dict[str, str]:
    """The filters that were given, as the store takes them: words of the query string."""
    given = query.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"after", "limit"})
    return {name: str(value).lower() if isinstance(value, bool | int) else value for name, value in given.items()}


class OfCustomerQuery(Form):
    customer: Id


# --- people ---------------------------------------------------------------------------------------------------------


class LogInForm(Form):
    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1024)] = Field(repr=False)


Password = Annotated[str, StringConstraints(min_length=8, max_length=1024)]


class UserForm(Form):
    name: LogInName
    password: Password = Field(repr=False)
    role: Role
    display_name: Short = ""
    skills: dict[Id, Level] = Field(default_factory=dict, max_length=200)
    languages: list[Language] = Field(default_factory=list, max_length=20)
    endpoint: Short = Field(default="", description="The agent's phone, e.g. PJSIP/2001.")
    team: Short = Field(default="", description="Of the site's teams; empty: every queue the skills fit.")


class UserChange(Form):
    password: Password | None = Field(default=None, repr=False)
    role: Role | None = None
    display_name: Short | None = None
    skills: dict[Id, Level] | None = Field(default=None, max_length=200)
    languages: list[Language] | None = Field(default=None, max_length=20)
    endpoint: Short | None = None
    team: Short | None = None
    disabled: bool | None = None


class KeyForm(Form):
    name: LogInName
    scopes: list[Scope] = Field(min_length=1, max_length=20)


# --- customers ------------------------------------------------------------------------------------------------------


class IdentityForm(Form):
    kind: IdentityKind
    value: Annotated[str, StringConstraints(min_length=1, max_length=254)]


class CustomerForm(Form):
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    organisation: bool = False
    language: Language = ""
    class_: CustomerClass | None = Field(default=None, alias="class")
    identities: list[IdentityForm] = Field(default_factory=list, max_length=50)
    owner: Id | None = None
    profile: dict[Id, Any] = Field(default_factory=dict, max_length=100)
    facts: dict[Id, Short] = Field(default_factory=dict, max_length=100)
    consent: dict[Id, bool] = Field(default_factory=dict, max_length=100)


class CustomerChange(Form):
    """Fields that are there are taken whole."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    organisation: bool | None = None
    language: Language | None = None
    class_: CustomerClass | None = Field(default=None, alias="class")
    identities: list[IdentityForm] | None = Field(default=None, max_length=50)
    owner: Id | None = None
    profile: dict[Id, Any] | None = Field(default=None, max_length=100)
    facts: dict[Id, Short] | None = Field(default=None, max_length=100)
    consent: dict[Id, bool] | None = Field(default=None, max_length=100)


class NoteForm(Form):
    text: Words
    contact: Id | None = None


class OrderForm(Form):
    customer: Id
    product: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    status: Short = "placed"
    amount: float | None = Field(default=None, ge=-1e12, le=1e12)
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    at: AwareDatetime | None = Field(default=None, description="Now when missing.")


class ServiceRequestForm(Form):
    customer: Id
    kind: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    status: Short = "open"
    text: Optional = ""
    at: AwareDatetime | None = Field(default=None, description="Now when missing.")


# --- promises -------------------------------------------------------------------------------------------------------


class CallbackTime(Form):
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime


class WindowForm(CallbackTime):
    """When to call."""


class CallbackForm(Form):
    window: WindowForm
    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(description="IANA name")
    customer: Id | None = None
    number: Annotated[str, StringConstraints(min_length=3, max_length=32)] | None = None
    agent: Id | None = None
    queue: Id | None = None
    reason: Short = ""
    kind: Annotated[str, StringConstraints(min_length=1, max_length=50)] = "follow_up"


class CancelForm(Form):
    reason: Short = ""


class RescheduleForm(Form):
    window: WindowForm
    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class ComplaintForm(Form):
    cause: Id
    text: Words
    channel: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    customer: Id | None = None
    contact: Id | None = None
    severity: Severity = 2


class TriageForm(Form):
    valid: bool
    explanation: Optional = ""


class AssignForm(Form):
    owner: Id


class ResolveForm(Form):
    outcome: Words


class VisitForm(Form):
    satisfied: bool
    grade: Grade | None = None
    note: Optional = ""


class ReopenForm(Form):
    reason: Words
    owner: Id | None = None
