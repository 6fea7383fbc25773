"""Example dialogues as they are written beside a flow, `flows/NAME.test.yaml`; docs/dialogues.md says what may stand there.

A dialogue is played in every language it has words for: a text is one wording for all of them, or one for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.model.contact import Channel
from callcenter.model.customer import CustomerClass, Known
from callcenter.model.site import Site
from callcenter.rehearsal.conversation import Customer
from callcenter.rehearsal.sources import FAILURES, NEVER, Canned
from callcenter.site.documents import read_yaml
from callcenter.site.part import Fields, Part
from callcenter.site.problem import Problem, meant

SUFFIX = ".test.yaml"
A_WORKING_DAY = "2026-11-23 10:00"
"""A Monday morning, in the site's zone: when dialogues take place that say no time."""
COMMON = ("caller", "customer", "channel", "time", "sources", "language", "language_known", "dialled", "flow")
ACTS = ("customer", "keys", "silence", "hangs_up", "waits")
EXPECTS = (
    "hears", "hears_not", "sends", "at", "ends", "knows", "intent", "speaks", "why", "grade", "asks",
)  # fmt: skip
ENDS = ("queue", "emergency", "callback", "voicemail", "transfer", "served", "hung_up", "going_on")
CUSTOMER = ("id", "name", "language", "class", "facts", "open_complaints", "last_contact", "last_intent", "candidates")


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the customer does: one of `ACTS`, with words, keys, or a number of times or seconds."""

    kind: str
    words: str = ""
    number: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Expectation:
    kind: str
    line: int
    words: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    line: int
    act: Act | None = None
    expects: tuple[Expectation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Script:
    """One dialogue in one language."""

    file: str
    line: int
    name: str
    flow: str
    """That is begun; empty: what is dialled decides."""
    language: str
    customer: Customer
    now: float
    sources: Mapping[str, tuple[Canned, ...]]
    steps: tuple[Step, ...]


def read_scripts(directory: Path, site: Site) -> tuple[list[Script], list[Problem]]:
    """Every dialogue beside the site's flows, by file, and what is wrong with how they are written."""
    scripts: list[Script] = []
    problems: list[Problem] = []
    for path in sorted((directory / "flows").glob(f"*{SUFFIX}")):
        name = f"flows/{path.name}"
        root = read_yaml(path, name)
        if isinstance(root, Problem):
            problems.append(root)
            continue
        part = Part(file=name, node=root, problems=problems, line=1)
        scripts += _File(site, path.name.removesuffix(SUFFIX), part).scripts()
    return scripts, problems


def read_sources(path: Path, site: Site, language: str) -> tuple[dict[str, tuple[Canned, ...]], list[Problem]]:
    """A file with answers of sources alone, written as under `sources` of a dialogue."""
    root = read_yaml(path, path.name)
    if isinstance(root, Problem):
        return {}, [root]
    problems: list[Problem] = []
    part = Part(file=path.name, node=root, problems=problems, line=1)
    return _Reading(site, "", language, Fields()).sources(part), problems


class _File:
    def __init__(self, site: Site, flow: str, root: Part) -> None:
        self._site, self._flow = site, flow
        self._root, self._fields = root, root.fields(needed=("dialogues",), allowed=COMMON)

    def scripts(self) -> list[Script]:
        scripts: list[Script] = []
        for name, part in self._fields.named("dialogues").items():
            fields = part.fields(needed=("steps",), allowed=COMMON)
            own = Fields(entries={**self._fields.entries, **fields.entries})
            for language in self._languages(own):
                scripts.append(_Reading(self._site, self._flow, language, own).script(name, part))
        return scripts

    def _languages(self, fields: Fields) -> tuple[str, ...]:
        part = fields.get("language")
        return (part.choice(self._site.languages),) if part else self._site.languages


class _Reading:
    """One dialogue, read for one language."""

    def __init__(self, site: Site, flow: str, language: str, fields: Fields) -> None:
        self._site, self._flow, self._language, self._fields = site, flow, language, fields

    def script(self, name: str, part: Part) -> Script:
        fields = self._fields
        return Script(
            file=part.file,
            line=part.line,
            name=name,
            flow="" if self._word("dialled") else self._begins(),
            language=self._language,
            customer=self._customer(),
            now=self._time(fields.get("time")),
            sources=self.sources(fields.get("sources")),
            steps=tuple(self._step(step) for step in fields.parts("steps")),
        )

    def _begins(self) -> str:
        part = self._fields.get("flow")
        if part is not None:
            return part.choice(self._site.flows)
        return self._flow if self._flow in self._site.flows else ""

    # --- who ------------------------------------------------------------------------------------------------------------

    def _customer(self) -> Customer:
        fields = self._fields
        channel = fields.get("channel")
        known = not fields.get("language_known") or fields.yes_no("language_known")
        word = channel.choice([one.value for one in Channel]) if channel else ""
        return Customer(
            caller=self._word("caller"),
            dialled=self._word("dialled"),
            channel=Channel(word) if word in [one.value for one in Channel] else Channel.VOICE,
            language=self._language if known else "",
            known=self._known(fields.get("customer"), known),
        )

    def _word(self, key: str) -> str:
        """Empty where it is taken back with nothing behind the colon."""
        part = self._fields.get(key)
        return "" if part is None or part.is_nothing() else part.word()

    def _known(self, part: Part | None, speaks: bool) -> Known:
        if part is None or part.is_nothing():
            return Known()
        fields = part.fields(allowed=CUSTOMER)
        group = fields.get("class")
        named = group.choice([one.value for one in CustomerClass]) if group else ""
        last = fields.get("last_contact")
        return Known(
            customer=fields.word("id") or None,
            name=self._text(fields.get("name")),
            language=fields.word("language") or (self._language if speaks else ""),
            customer_class=CustomerClass(named) if named else None,
            candidates=fields.words("candidates"),
            open_complaints=fields.whole("open_complaints", 0, least=0, most=99),
            last_contact_at=self._time(last) if last else None,
            last_intent=fields.word("last_intent"),
            facts=self._facts(fields.get("facts")),
        )

    def _time(self, part: Part | None) -> float:
        zone = ZoneInfo(self._site.zone)
        try:
            return _moment(part.word() if part else A_WORKING_DAY, zone)
        except ValueError:
            if part:
                part.wanted('a time such as "2026-11-23 10:00"')
            return _moment(A_WORKING_DAY, zone)

    # --- what the sources answer ----------------------------------------------------------------------------------------

    def sources(self, part: Part | None) -> dict[str, tuple[Canned, ...]]:
        found: dict[str, tuple[Canned, ...]] = {}
        for name, entry in (part.entries() if part else {}).items():
            if name not in self._site.sources:
                entry.problem(f'sources: "{name}" is no source of the site{meant(name, self._site.sources)}')
            answers = entry.parts() if entry.is_list() else [entry]
            found[name] = tuple(self._canned(name, answer) for answer in answers)
        return found

    def _canned(self, source: str, part: Part) -> Canned:
        if not part.is_mapping():
            return Canned() if part.is_nothing() else Canned(failure=part.choice((*FAILURES, NEVER)))
        entries = part.entries()
        gives = self._site.sources[source].gives if source in self._site.sources else {}
        facts = {name: entry for name, entry in entries.items() if name not in ("answer", "customer")}
        for name, entry in facts.items():
            if gives and name not in gives:
                entry.problem(f'sources: {source} gives no "{name}"{meant(name, gives)}')
        return Canned(
            facts={name: self._text(entry) for name, entry in facts.items()},
            secret=entries["answer"].word() if "answer" in entries else "",
            customer=entries["customer"].word() if "customer" in entries else "",
        )

    # --- what happens ---------------------------------------------------------------------------------------------------

    def _step(self, part: Part) -> Step:
        fields = part.fields(allowed=(*ACTS, *EXPECTS))
        acts = [name for name in fields.entries if name in ACTS]
        if len(acts) > 1:
            part.problem(f'one step has one thing the customer does, "{acts[0]}" or "{acts[1]}"')
        expects = [self._expectation(name, entry) for name, entry in fields.entries.items() if name in EXPECTS]
        act = self._act(acts[0], fields.entries[acts[0]]) if acts else None
        return Step(line=part.line, act=act, expects=tuple(expects))

    def _act(self, kind: str, part: Part) -> Act:
        if kind in ("customer", "keys"):
            return Act(kind=kind, words=self._text(part))
        if kind == "waits":
            return Act(kind=kind, number=part.number(0.0, 86_400.0))
        return Act(kind=kind, number=1.0 if part.is_nothing() else part.whole(1, 10))

    def _expectation(self, kind: str, part: Part) -> Expectation:
        if kind == "knows":
            return Expectation(kind=kind, line=part.line, facts=self._facts(part))
        parts = part.parts() if part.is_list() else [part]
        words = tuple(self._text(one) for one in parts)
        if kind == "ends" and words and words[0].split(" ")[0] not in ENDS:
            part.problem(f'ends: "{words[0][:40]}" is no end; one of {", ".join(ENDS)}, with its queue or number')
        return Expectation(kind=kind, line=part.line, words=words)

    def _facts(self, part: Part | None) -> dict[str, str]:
        return {name: self._text(entry) for name, entry in (part.entries() if part else {}).items()}

    def _text(self, part: Part | None) -> str:
        """One wording for every language, or this language's of several."""
        if part is None:
            return ""
        if not part.is_mapping():
            return part.word()
        return part.fields(needed=self._site.languages if not self._fields.get("language") else ()).word(self._language)


def _moment(written: str, zone: ZoneInfo) -> float:
    """Seconds since the epoch of a local time. Raises `ValueError`."""
    seconds = "" if written.count(":") > 1 else ":00"
    return datetime.strptime(f"{written}{seconds} +0000", "%Y-%m-%d %H:%M:%S %z").replace(tzinfo=zone).timestamp()
