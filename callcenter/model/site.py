"""What the service team decides, frozen: queues, skills, intents, hours, promises. One version, one hash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from callcenter.model.flow import Flow, Text
from callcenter.model.gateways import GatewayPolicy

WORDS = ("clarify", "please_wait", "place_and_wait", "place_unknown_wait", "emergency_wait", "goodbye", "sorry_again")
"""Sentences the switchboard says outside of flows: see demo/site/site.yaml for each one's use."""
WRONG_ANSWER = "wrong_answer"
"""Said before a check that was answered wrongly; a site that lacks it says `sorry_again` there."""
ALSO_ASKED = "also_asked"
"""Said before a second wish is served ({title} is the intent's); a site that lacks it goes on without a word of it."""
READ = ("clarify", "please_wait", "emergency_wait", "sorry_again", WRONG_ANSWER)
"""Those of them that who writes is told as well, so that they may have a wording for who reads."""
CALLBACK, VOICEMAIL, MESSAGE = "callback", "voicemail", "message"
PROPOSALS = (CALLBACK, VOICEMAIL, MESSAGE)
"""What somebody who waits may be offered instead, in the order of the keys 1, 2, 3."""
STEP_WORDS: Mapping[str, tuple[str, ...]] = {
    CALLBACK: ("offer_callback", "callback_confirmed", "callback_later"),
    VOICEMAIL: ("offer_voicemail", "voicemail_prompt", "voicemail_thanks"),
    MESSAGE: ("offer_message", "message_text", "message_sent"),
}
"""Sentences a site must have if one of its steps proposes that."""


def said_after_choosing(proposal: str) -> tuple[str, ...]:
    """Of those, the ones a flow's node needs that leads there: the first proposes it, and a flow has asked already."""
    return STEP_WORDS[proposal][1:]


@dataclass(frozen=True, kw_only=True)
class SkillNeed:
    """What a contact asks of an agent: the skill, at least this proficiency (1-10)."""

    skill: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Relief:
    """Agents who could serve this queue may take the contact too."""

    queue: str
    needs: tuple[SkillNeed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """How a queue widens what it asks. Taken once, as soon as all its conditions hold together."""

    after: float = 0.0
    """Seconds the contact has waited."""
    longer_than: int | None = None
    """More contacts than this wait in the queue."""
    wait_over: float | None = None
    """This contact's expected wait is longer than these seconds; an unknown wait is not."""
    nobody: bool = False
    """Nobody is logged in who could serve it."""
    closed: bool = False
    """The queue's calendar is closed. Never true of an emergency."""
    drop_skills: tuple[str, ...] = ()
    lower_to: int | None = None
    """No need asks more than this level any longer."""
    anyone: bool = False
    """Every agent who may take the channel will do."""
    announce: bool = False
    """Tell the customer the place and the expected wait."""
    agents_of: tuple[str, ...] = ()
    """Who could serve one of these queues may take it too."""
    head_start: float = 0.0
    """Seconds by which it ranks earlier from now on; a contact gets such a head start once."""
    callback: bool = False
    """Propose to be called back, keeping the place."""
    voicemail: bool = False
    """Propose to leave a message."""
    message: bool = False
    """Propose to go on in writing, keeping the place."""

    @property
    def conditional(self) -> bool:
        """Waiting alone does not bring it about."""
        return self.longer_than is not None or self.wait_over is not None or self.nobody or self.closed

    @property
    def proposes(self) -> tuple[str, ...]:
        return tuple(name for name in PROPOSALS if getattr(self, name))


class Preferred(StrEnum):
    """Why a contact may be meant for one agent."""

    NAMED = "named"
    """The customer asked for them."""
    CASE_OWNER = "case_owner"
    """They look after the customer's open complaint."""
    OWNER = "owner"
    """They look after the customer."""
    LAST_AGENT = "last_agent"
    """They served the customer last."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How a team serves one queue. Order and delay hold for the team alone: others may serve the queue at once."""

    order: int = 1
    """1 first. Each place further back counts as so many seconds of waiting less (`Priorities.order_seconds`)."""
    delay: float = 0.0
    """Seconds a contact has waited before this team is asked."""
    behind: float = 0.0
    """Seconds by which a contact of this queue ranks later for the team, worked out from `order`."""


@dataclass(frozen=True, kw_only=True)
class Team:
    """Which queues a group of agents serves."""

    name: str
    title: Text
    queues: Mapping[str, Serving]


@dataclass(frozen=True, kw_only=True)
class ServiceLevel:
    """Promise X/Y: the share answered within so many seconds."""

    seconds: float = 20.0
    share: float = 0.8


@dataclass(frozen=True, kw_only=True)
class Queue:
    name: str
    title: Text
    needs: tuple[SkillNeed, ...] = ()
    emergency: bool = False
    calendar: str | None = None
    """None: served day and night."""
    closed: Text = field(default_factory=dict)
    """Said out of hours before the contact waits all the same or is promised a callback; never to an emergency."""
    closed_written: Text = field(default_factory=dict)
    """The same for who reads; empty: the spoken one."""
    steps: tuple[Step, ...] = ()
    service_level: ServiceLevel = ServiceLevel()
    offer_seconds: float = 20.0
    wrap_up_seconds: float = 60.0
    transfer_wrap_up_seconds: float = 0.0
    """For an agent who has handed the contact on; 0: they are free at once."""
    short_abandon_seconds: float = 5.0
    prefer: tuple[Preferred, ...] = ()
    """Whose contact it is first of all: the first of these that is known and at work."""
    prefer_seconds: float = 0.0
    """How long a contact waits for that agent while they are busy; 0: only if they are free at once."""


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What the site does with an intent: `queue` (a human) or `flow` (self-service). Exactly one is set."""

    queue: str | None = None
    flow: str | None = None
    needs: tuple[SkillNeed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Where the expression holds, the intent is likelier: its odds are multiplied by `weight`."""

    when: str
    """CEL, as in a flow."""
    weight: float


@dataclass(frozen=True, kw_only=True)
class IntentPolicy:
    name: str
    title: Text
    handling: Handling
    emergency: bool = False
    head_start: float = 0.0
    """Priority: seconds the contact is treated as having waited already."""
    complaint_cause: str | None = None
    """Set: contacts with this intent open a complaint of that cause."""
    hints: tuple[Hint, ...] = ()
    """What makes it likelier before a word is said."""


@dataclass(frozen=True, kw_only=True)
class EntryPoint:
    """A dialled number or address and where it begins: a flow, or straight with an intent."""

    address: str
    flow: str | None = None
    intent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Period:
    """Open from `opens` to `closes`, minutes after local midnight; `closes` may pass 1440 (overnight)."""

    weekday: int
    """0 Monday to 6 Sunday."""
    opens: int
    closes: int


@dataclass(frozen=True, kw_only=True)
class Calendar:
    name: str
    zone: str
    """IANA name."""
    weekly: tuple[Period, ...]
    closed_days: tuple[str, ...] = ()
    """ISO dates: holidays."""
    open_days: Mapping[str, int] = field(default_factory=dict)
    """ISO date to the weekday whose hours it keeps: make-up working days (调休)."""


@dataclass(frozen=True, kw_only=True)
class ChannelPolicy:
    """What one contact of a channel takes of an agent's 100 units."""

    cost: int


@dataclass(frozen=True, kw_only=True)
class Disposition:
    code: str
    title: Text
    resolved: bool = True


@dataclass(frozen=True, kw_only=True)
class ComplaintCause:
    code: str
    title: Text
    queue: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a flow can look something up: `service` and `path` (HTTP), or `store` (a question to our own records)."""

    name: str
    gives: Mapping[str, str] = field(default_factory=dict)
    """Fact to the JSON pointer (RFC 6901) of its value in the answer; of a store question, to the field's name."""
    service: str = ""
    path: str = ""
    """With `{argument}`s, percent-encoded when filled in. Arguments it does not name go into the query, or the body."""
    method: str = "GET"
    store: str = ""
    """Name of the question, one of `STORE_QUESTIONS`."""
    timeout: float = 2.0
    cache: float = 0.0
    """Seconds for which the same question gets the same answer; never of a secret one."""


STORE_QUESTIONS = ("newest_order", "newest_service_request", "open_complaint", "next_callback", "last_contact")
"""All about the customer of the contact."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A web service of the company's. Its key is never written in a site: `CALLCENTER_SERVICE_<NAME>_KEY` (a bearer token);
    `CALLCENTER_SERVICE_<NAME>` overrules the address."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FactTitle:
    """How agents read a fact: its title, and words for values that are codes ("sent": on its way)."""

    title: Text = field(default_factory=dict)
    values: Mapping[str, Text] = field(default_factory=dict)
    shown: bool = True
    """False: a flow only works with it."""


@dataclass(frozen=True, kw_only=True)
class Priorities:
    """Head starts in seconds beside the intent's own."""

    by_class: Mapping[str, float] = field(default_factory=dict)
    repeat_caller: float = 0.0
    """For who called within the last 24 h."""
    declared: Mapping[str, float] = field(default_factory=dict)
    """For gateways that pass a priority of their own ("2": 90)."""
    order_seconds: float = 60.0
    """What one place in a team's order of queues is worth."""


@dataclass(frozen=True, kw_only=True)
class Promises:
    complaint_hours: float = 24.0
    complaint_warn: tuple[float, ...] = (0.5, 0.75, 0.9)
    """Shares of the clock at which somebody is warned, each once."""
    callback_tries: int = 3
    callback_retry_seconds: float = 900.0


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Leases: nothing is stuck longer than these seconds."""

    grace: float = 30.0
    """A lost agent may come back."""
    connect: float = 45.0
    """The gateway must have joined customer and agent."""
    longest_contact: float = 4 * 3600.0
    """A contact without any event for so long has lost its hang-up."""
    ring_back: float = 120.0
    """Who calls again within this gets the old place."""
    decline_cool_down: float = 60.0
    voicemail: float = 120.0
    """The longest message somebody may leave."""
    message_place: float = 3600.0
    """Who was sent a text message keeps the place in line so long, until they write."""
    secure: float = 300.0
    """Secure mode of a call ends by itself."""
    emergency_alarms: tuple[float, ...] = (10.0, 30.0)


class Ask(StrEnum):
    """Whom a rung of the emergency ladder asks, beyond those who are free anyway."""

    WRITING = "writing"
    """Agents who are busy with written contacts only."""
    WRAP_UP = "wrap_up"
    """Agents in wrap-up."""
    AWAY = "away"
    """Connected agents who chose to be away."""
    SUPERVISORS = "supervisors"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Who is asked once an emergency has waited `after` seconds and nobody is free: `ask`, or an outside `number`."""

    after: float
    ask: Ask | None = None
    but_not: tuple[str, ...] = ()
    """Reasons for being away that are respected even now."""
    number: str = ""
    """E.164; put through without being asked. Calls only."""

    @property
    def title(self) -> str:
        return self.ask.value if self.ask else self.number


LADDER = (
    Rung(after=0.0, ask=Ask.WRITING),
    Rung(after=0.0, ask=Ask.WRAP_UP),
    Rung(after=10.0, ask=Ask.AWAY),
    Rung(after=20.0, ask=Ask.SUPERVISORS),
)
"""Of a site that declares none."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Everything the service team wrote, checked. `version` is the hash of its content."""

    name: Text
    version: str
    languages: tuple[str, ...]
    """BCP 47; the first is the default."""
    zone: str
    skills: Mapping[str, Text]
    queues: Mapping[str, Queue]
    intents: Mapping[str, IntentPolicy]
    flows: Mapping[str, Flow]
    calendars: Mapping[str, Calendar]
    entry_points: Mapping[str, EntryPoint]
    """By address; "*" for every other."""
    gateways: Mapping[str, GatewayPolicy]
    channels: Mapping[str, ChannelPolicy]
    dispositions: Mapping[str, Disposition]
    causes: Mapping[str, ComplaintCause]
    guidance: Mapping[str, Text]
    """Intent to Markdown, per language."""
    words: Mapping[str, Text]
    """What the switchboard itself says, by name; WORDS lists the names every site must have."""
    default_queue: str
    written_words: Mapping[str, Text] = field(default_factory=dict)
    """The wording of `words` for who reads, where it has one of its own."""
    teams: Mapping[str, Team] = field(default_factory=dict)
    priorities: Priorities = Priorities()
    promises: Promises = Promises()
    patience: Patience = Patience()
    away_reasons: Mapping[str, Text] = field(default_factory=dict)
    """Why an agent may be away, by code, in the order screens show them."""
    services: Mapping[str, Service] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    fact_titles: Mapping[str, FactTitle] = field(default_factory=dict)
    """By fact, in the order screens show them; one that is missing is shown by its name."""
    ladder: tuple[Rung, ...] = LADDER
    """Whom an emergency is brought to when nobody is free, in the order of `after`."""
    phone_region: str = "CN"
    """ISO country of numbers written without a country code."""

    @property
    def language(self) -> str:
        return self.languages[0]

    def spoken(self, wished: str) -> str:
        """The site's language nearest to the wished tag: the same, the same primary tag, or the default."""
        if wished in self.languages:
            return wished
        primary = wished.split("-")[0].lower()
        return next(
            (lang for lang in self.languages if lang.split("-")[0].lower() == primary and primary), self.language
        )

    def says(self, name: str, language: str, *, written: bool) -> str:
        """One of `words`, in the wording for who reads where there is one; empty when the site has no such sentence."""
        own = self.written_words.get(name, {}) if written else {}
        return own.get(language) or self.words.get(name, {}).get(language, "")

    def emergencies(self) -> frozenset[str]:
        return self._emergencies

    @property
    def main_number(self) -> str:
        """What customers dial, and see when they are called: the first number with a flow; empty when there is none."""
        numbers = (point.address for point in self.entry_points.values() if point.flow and point.address != "*")
        return next(numbers, "")

    @property
    def main_gateway(self) -> str:
        """Which one calls out when nobody says: the first that carries contacts; empty when there is none."""
        return next((name for name, gateway in self.gateways.items() if not gateway.hears_for), "")

    def delays(self, queue: str) -> tuple[float, ...]:
        """After how many seconds of waiting another team is asked, in rising order."""
        return self._delays.get(queue, ())

    def answered_by(self, flow: str) -> frozenset[str]:
        """The intents this flow is the answer to."""
        return self._answered_by.get(flow, frozenset())

    @cached_property
    def _emergencies(self) -> frozenset[str]:
        """Counted once a version: every word a customer says asks for it."""
        return frozenset(name for name, intent in self.intents.items() if intent.emergency)

    @cached_property
    def _delays(self) -> Mapping[str, tuple[float, ...]]:
        found: dict[str, set[float]] = {}
        for team in self.teams.values():
            for queue, serving in team.queues.items():
                if serving.delay:
                    found.setdefault(queue, set()).add(serving.delay)
        return {queue: tuple(sorted(seconds)) for queue, seconds in found.items()}

    @cached_property
    def _answered_by(self) -> Mapping[str, frozenset[str]]:
        flows = {intent.handling.flow for intent in self.intents.values() if intent.handling.flow}
        return {
            flow: frozenset(name for name, intent in self.intents.items() if intent.handling.flow == flow)
            for flow in flows
        }
