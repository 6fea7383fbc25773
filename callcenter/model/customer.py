"""Who is calling, as far as we know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class IdentityKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"


class CustomerClass(StrEnum):
    """ABC analysis by turnover, and the top one per cent."""

    VIP = "vip"
    A = "a"
    B = "b"
    C = "c"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the look-up found when the contact came in. It travels inside the event.

    Exactly one match fills `customer`; several fill `candidates` only: a caller is never guessed.
    """

    customer: str | None = None
    name: str = ""
    language: str = ""
    customer_class: CustomerClass | None = None
    candidates: tuple[str, ...] = ()
    last_agent: str | None = None
    owner: str | None = None
    """The agent who looks after this customer."""
    case_owner: str | None = None
    """The agent who looks after the customer's newest open complaint."""
    last_contact_at: float | None = None
    last_intent: str = ""
    """What the customer wanted last time."""
    open_complaints: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    """What prompts may say and branches may ask ("card_status": "shipped")."""


NOBODY = Known()


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One way to recognise a customer. `value` is normalised: E.164, lower-case address, web id."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, kw_only=True)
class Customer:
    """The person or organisation, fed by every channel."""

    id: str
    name: str
    organisation: bool = False
    language: str = ""
    customer_class: CustomerClass | None = None
    identities: tuple[Identity, ...] = ()
    owner: str | None = None
    """The agent who looks after this customer."""
    profile: Mapping[str, object] = field(default_factory=dict)
    """The ten groups of the personal data base, by name; free below."""
    facts: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, bool] = field(default_factory=dict)
    created_at: float = 0.0
    version: int = 1
