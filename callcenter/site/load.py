"""A directory becomes a Site, or a list of problems."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import phonenumbers

from callcenter.model.flow import Flow
from callcenter.model.site import Site
from callcenter.site import rules
from callcenter.site.calendars import read_calendars, read_zone
from callcenter.site.documents import read_yaml
from callcenter.site.examples import Examples, read_examples
from callcenter.site.fact_titles import check_fact_titles, given_facts, read_fact_titles
from callcenter.site.flows import Draft, read_flow
from callcenter.site.gateways import read_gateways
from callcenter.site.intents import read_entry_points, read_intents
from callcenter.site.ladder import read_ladder
from callcenter.site.lists import read_causes, read_dispositions, read_guidance
from callcenter.site.nodes.wording import Wording
from callcenter.site.part import NAME, Fields, Part
from callcenter.site.policies import read_channels, read_patience, read_priorities, read_promises
from callcenter.site.problem import Problem, meant
from callcenter.site.queues import read_queues
from callcenter.site.sources import read_services, read_sources
from callcenter.site.teams import read_teams
from callcenter.site.texts import FACT, read_switchboard_words, read_text, read_titles
from callcenter.site.unfolding import check_use, parts_only, unfold
from callcenter.site.version import version_of

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
"""Language, script, region of BCP 47: as much as a call centre says."""
NEEDED = (
    "name", "languages", "zone", "skills", "queues", "intents", "entry_points", "gateways", "channels", "default_queue",
    "words",
)  # fmt: skip
ALLOWED = (
    "teams", "priorities", "promises", "patience", "emergency_ladder", "away_reasons", "phone_region", "facts",
    "fact_titles", "services", "sources",
)  # fmt: skip
DIALOGUES = ".test.yaml"
"""Ending of files of example dialogues, which stand beside the flows and are read by who tries them."""
FILES = ("site.yaml", "calendars.yaml", "dispositions.yaml", "complaint-causes.yaml")
OF_LANGUAGES = re.compile(r'languages: |"languages" is missing|unknown key .*did you mean "languages"')
"""What is told of the list itself: the rest of the site is judged all the same, by the languages its texts have."""
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """`site` is None when there is any problem."""

    site: Site | None
    problems: tuple[Problem, ...] = ()
    """By file and line."""
    where: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """(flow, node) to the file and line that has it."""
    examples: Examples = field(default_factory=Examples)
    """What the site teaches the classifier; read as far as it can be, even when there are problems."""


def load(directory: Path) -> Loaded:
    """Reads the site in the directory. Never raises for what is written there, however broken it is."""
    return _Reading(directory).result()


class _Reading:
    """One reading of one directory: what was found wrong so far."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.where: dict[tuple[str, str], tuple[str, int]] = {}
        self.examples = read_examples(directory / "intents")
        self.problems += self.examples.problems

    def result(self) -> Loaded:
        site = self._read()
        return Loaded(
            site=replace(site, version=version_of(site)) if site else None,
            problems=tuple(sorted(set(self.problems))),
            where=MappingProxyType(self.where),
            examples=self.examples,
        )

    def _read(self) -> Site | None:
        """First every file by itself; what holds between them only once each can be read."""
        self.problems += _strangers(self.directory)
        root = self._open("site.yaml")
        if root is None:
            return None
        fields = root.fields(needed=NEEDED, allowed=ALLOWED)
        languages = _read_languages(fields)
        excused = frozenset[Problem]()
        if not languages:
            languages = _guessed_languages(fields)
            excused = frozenset(problem for problem in self.problems if OF_LANGUAGES.match(problem.message))
        if not languages:
            return None
        facts = _read_facts(fields)
        zone = fields.get("zone")
        site_zone = read_zone(zone) if zone else "UTC"
        drafts = dict(self._drafts(Wording(languages=languages, facts=facts)))
        causes = self._open("complaint-causes.yaml")
        queues = read_queues(fields.get("queues"), languages)
        words, written_words = read_switchboard_words(fields.get("words"), languages)
        priorities = read_priorities(fields.get("priorities"))
        site = Site(
            name=read_text(fields.get("name"), languages),
            version="",
            languages=languages,
            zone=site_zone,
            skills=dict(sorted(read_titles(fields.get("skills"), languages).items())),
            queues=queues,
            intents=read_intents(fields.get("intents"), languages),
            flows={name: Flow(name=name, title={}, start="", nodes={}) for name in drafts},
            calendars=self._opened("calendars.yaml", lambda part: read_calendars(part, site_zone)) or {},
            entry_points=read_entry_points(fields.get("entry_points")),
            gateways=read_gateways(fields.get("gateways"), languages),
            channels=read_channels(fields.get("channels")),
            dispositions=self._opened("dispositions.yaml", lambda part: read_dispositions(part, languages)) or {},
            causes=read_causes(causes, languages) if causes else {},
            guidance=read_guidance(self.directory / "guidance", languages, self.problems),
            words=words,
            written_words=written_words,
            default_queue=fields.word("default_queue"),
            teams=read_teams(fields.get("teams"), languages, priorities.order_seconds, queues),
            priorities=priorities,
            promises=read_promises(fields.get("promises")),
            patience=read_patience(fields.get("patience")),
            away_reasons=read_titles(fields.get("away_reasons"), languages),
            services=read_services(fields.get("services")),
            sources=read_sources(fields.get("sources")),
            fact_titles=read_fact_titles(fields.get("fact_titles"), languages),
            ladder=read_ladder(fields.get("emergency_ladder")),
            phone_region=_read_region(fields),
        )
        if set(self.problems) - excused or causes is None:
            return None
        self.problems += rules.check_site(site, root)
        self.problems += rules.check_causes(site, causes)
        self.problems += rules.check_guidance(site)
        self.problems += rules.check_examples(site, self.examples)
        self.problems += rules.check_flows(drafts, site)
        nodes = (node for draft in drafts.values() for node in draft.nodes.values())
        given = given_facts(site.sources, nodes, self.examples)
        self.problems += check_fact_titles(site.fact_titles, given, root)
        if not self.problems:
            self.problems += check_use(drafts, rules.begun_with(site))
        return None if self.problems else self._with_flows(site, drafts)

    def _open(self, name: str) -> Part | None:
        node = read_yaml(self.directory / name, name)
        if isinstance(node, Problem):
            self.problems.append(node)
            return None
        return Part(file=name, node=node, problems=self.problems, line=1)

    def _opened(self, name: str, read: Callable[[Part], T]) -> T | None:
        part = self._open(name)
        return None if part is None else read(part)

    def _drafts(self, wording: Wording) -> Iterator[tuple[str, Draft]]:
        folder = self.directory / "flows"
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            file = f"flows/{path.name}"
            if path.name.endswith(DIALOGUES):
                continue
            if path.suffix != ".yaml" or not NAME.fullmatch(path.stem):
                self.problems.append(Problem(file=file, line=1, message="a flow is named NAME.yaml, in small letters"))
            elif (root := self._open(file)) is not None:
                yield path.stem, read_flow(path.stem, root, wording)

    def _with_flows(self, site: Site, drafts: Mapping[str, Draft]) -> Site | None:
        parts = parts_only(drafts)
        flows: dict[str, Flow] = {}
        for name, draft in drafts.items():
            if name not in parts:
                unfolded = unfold(draft, drafts)
                flows[name] = unfolded.flow
                self.where |= {(name, node): place for node, place in unfolded.where.items()}
                self.problems += unfolded.problems
        return None if self.problems else replace(site, flows=flows)


def _strangers(directory: Path) -> Iterator[Problem]:
    """YAML files nobody reads: most likely a slip in the name."""
    for path in sorted(directory.iterdir()) if directory.is_dir() else ():
        if path.suffix in (".yaml", ".yml") and path.name not in FILES:
            yield Problem(file=path.name, line=1, message=f"is not read by anybody{meant(path.name, FILES)}")


def _read_languages(fields: Fields) -> tuple[str, ...]:
    """Empty when there is none or one of them is wrong: every text would be measured against the wrong list."""
    languages: list[str] = []
    part = fields.get("languages")
    before = len(part.problems) if part else 0
    for entry in part.parts() if part else ():
        word = entry.word()
        if word and not LANGUAGE.fullmatch(word):
            entry.problem(f'languages: "{word[:40]}" is no tag like en or zh-CN')
        elif word in languages:
            entry.problem(f'languages: "{word}" is there twice')
        elif word:
            languages.append(word)
    if part and part.is_list() and not part.parts():
        part.problem("languages: at least one is wanted")
    return () if part and len(part.problems) > before else tuple(languages)


def _guessed_languages(fields: Fields) -> tuple[str, ...]:
    """Those the site's name is in, or failing that the first of its sentences that has any."""
    words = fields.get("words")
    for text in (fields.get("name"), *(words.mapped() if words else ())):
        if text is not None and (keys := [part.name for part in text.mapped() if LANGUAGE.fullmatch(part.name)]):
            return tuple(keys)
    return ()


def _read_facts(fields: Fields) -> dict[str, str]:
    """What every prompt may say of the site itself."""
    part = fields.get("facts")
    entries = part.entries() if part else {}
    for name, entry in entries.items():
        if not FACT.fullmatch(name):
            entry.problem(f'facts: "{name[:80]}" is no fact\'s name: small letters, digits and _')
    return {name: entry.word() for name, entry in entries.items()}


def _read_region(fields: Fields) -> str:
    part = fields.get("phone_region")
    return part.choice(phonenumbers.SUPPORTED_REGIONS) if part else "CN"
