"""What must hold between the parts of a site: every name leads somewhere, and emergencies reach people."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from callcenter.model.flow import Check, Hours, LookUp, ToCallback, ToQueue, ToVoicemail, Transfer
from callcenter.model.intent import HUMAN, UNCLEAR
from callcenter.model.site import CALLBACK, STEP_WORDS, VOICEMAIL, Site, said_after_choosing
from callcenter.site.examples import Examples
from callcenter.site.flows import Draft
from callcenter.site.nodes.ways import ways
from callcenter.site.nodes.wording import GoOn, Written
from callcenter.site.part import Part
from callcenter.site.problem import Problem, meant
from callcenter.site.sources import argument_fault, judge_fault

MANY = 100
"""Problems told of one flow's names."""
MOMENT = 5.0
"""Seconds that a telephone's last ring may take to be told."""
Fault = tuple[tuple[str, ...], str]
"""The path of the offending part in its file, and what is wrong with it."""


def check_site(site: Site, root: Part) -> Iterator[Problem]:
    """Everything that site.yaml names. `site` has no flows' nodes yet, only their names."""
    for faults in (
        _queues(site),
        _teams(site),
        _intents(site),
        _entry_points(site),
        _gateways(site),
        _people(site),
        _ladder(site),
        _sources(site),
    ):
        for path, message in faults:
            yield Problem(file=root.file, line=root.line_of(*path), message=message)
    yield from _secrets(root)


def _unknown(kind: str, name: str | None, known: Collection[str]) -> str:
    """The message, or nothing when the name is known or not given."""
    return f'there is no {kind} "{name[:80]}"{meant(name, known)}' if name and name not in known else ""


def _faults(path: tuple[str, ...], message: str) -> Iterator[Fault]:
    if message:
        yield path, message


def _queues(site: Site) -> Iterator[Fault]:
    for queue in site.queues.values():
        at = ("queues", queue.name)
        yield from _faults((*at, "calendar"), _unknown("calendar", queue.calendar, site.calendars))
        for need in queue.needs:
            yield from _faults((*at, "needs", need.skill), _unknown("skill", need.skill, site.skills))
        for n, step in enumerate(queue.steps):
            for skill in step.drop_skills:
                yield from _faults((*at, "steps", str(n), "drop_skills"), _unknown("skill", skill, site.skills))
            for name in step.agents_of:
                path = (*at, "steps", str(n), "agents_of")
                yield from _faults(path, _unknown("queue", name, site.queues))
                if name == queue.name:
                    yield path, f"agents_of: {name} is this queue itself"
            for proposal in step.proposes:
                missing = [name for name in STEP_WORDS[proposal] if name not in site.words]
                if missing:
                    yield (*at, "steps", str(n), proposal), f"{proposal}: words must have {', '.join(missing)}"
    yield from _faults(("default_queue",), _unknown("queue", site.default_queue, site.queues))


def _teams(site: Site) -> Iterator[Fault]:
    for name, team in site.teams.items():
        for queue in team.queues:
            yield from _faults(("teams", name, "queues", queue), _unknown("queue", queue, site.queues))


def _intents(site: Site) -> Iterator[Fault]:
    for name, intent in site.intents.items():
        at, handling = ("intents", name), intent.handling
        yield from _faults((*at, "queue"), _unknown("queue", handling.queue, site.queues))
        yield from _faults((*at, "flow"), _unknown("flow", handling.flow, site.flows))
        yield from _faults((*at, "complaint_cause"), _unknown("complaint cause", intent.complaint_cause, site.causes))
        for need in handling.needs:
            yield from _faults((*at, "needs", need.skill), _unknown("skill", need.skill, site.skills))
        queue = site.queues.get(handling.queue or "")
        if intent.emergency and queue and not queue.emergency:
            message = f'{name} is an emergency, so its queue "{queue.name}" must be marked `emergency: true`'
            yield (*at, "queue"), message


def _gateways(site: Site) -> Iterator[Fault]:
    carrying = {name for name, gateway in site.gateways.items() if not gateway.hears_for}
    for name, gateway in site.gateways.items():
        at = ("gateways", name, "hears_for")
        if gateway.hears_for == name:
            yield at, "hears_for: another gateway is wanted, the one whose callers it hears"
        elif gateway.hears_for in site.gateways and gateway.hears_for not in carrying:
            yield at, f"hears_for: {gateway.hears_for} only hears itself, and carries no calls"
        else:
            yield from _faults(at, _unknown("gateway", gateway.hears_for, carrying))
        if (switch := gateway.asterisk) and switch.ring_seconds + MOMENT > site.patience.connect:
            most = site.patience.connect - MOMENT
            message = f"ring_seconds: at most {most:g} is wanted: after patience.connect nobody waits for it any more"
            yield ("gateways", name, "ring_seconds"), message


def _entry_points(site: Site) -> Iterator[Fault]:
    for address, entry in site.entry_points.items():
        at = ("entry_points", address)
        yield from _faults((*at, "flow"), _unknown("flow", entry.flow, site.flows))
        yield from _faults((*at, "intent"), _unknown("intent", entry.intent, site.intents))


def _people(site: Site) -> Iterator[Fault]:
    """Who asks for a person, and whom nobody understood, gets a person."""
    for name in (HUMAN, UNCLEAR):
        if name not in site.intents:
            yield ("intents",), f'intents: "{name}" is missing'
        elif site.intents[name].handling.flow:
            yield ("intents", name, "flow"), f"{name} is for people: it has a queue, not a flow"


def _ladder(site: Site) -> Iterator[Fault]:
    for n, rung in enumerate(site.ladder):
        for reason in rung.but_not:
            message = _unknown("away reason", reason, site.away_reasons)
            yield from _faults(("emergency_ladder", str(n), "except"), message)


def _sources(site: Site) -> Iterator[Fault]:
    for name, source in site.sources.items():
        yield from _faults(("sources", name, "service"), _unknown("service", source.service, site.services))


def _secrets(root: Part) -> Iterator[Problem]:
    for node in root.scalars():
        if node.value.startswith("whsec_"):
            message = "a secret: it belongs into the environment (CALLCENTER_SECRET_...), and is now to be replaced"
            yield Problem(file=root.file, line=node.start_mark.line + 1, message=message)


def check_flows(drafts: Mapping[str, Draft], site: Site) -> Iterator[Problem]:
    """Every name a flow's file uses; of very many that lead nowhere, the first."""
    for draft in drafts.values():
        for path, message in islice(_flow(draft, drafts, site), MANY):
            yield Problem(file=draft.root.file, line=draft.root.line_of(*path), message=message)


def _flow(draft: Draft, drafts: Mapping[str, Draft], site: Site) -> Iterator[Fault]:
    yield from _faults(("start",), _unknown("node", draft.start, draft.nodes))
    for name, node in draft.nodes.items():
        at = ("nodes", name)
        for path, to in ways(node).items():
            yield from _faults((*at, *path), _unknown("node", to, draft.nodes))
        yield from (((*at, *path), message) for path, message in _named(node, drafts, site))


def _named(node: Written, drafts: Collection[str], site: Site) -> Iterator[Fault]:
    """What a node names outside of its flow."""
    match node:
        case Hours():
            yield from _faults(("hours",), _unknown("calendar", node.calendar, site.calendars))
        case ToQueue() | Transfer():
            yield from _faults(("queue",), _unknown("queue", node.queue, site.queues))
        case ToCallback():
            yield from _faults((CALLBACK,), _unknown("queue", node.queue, site.queues))
            yield from _faults((CALLBACK,), _speechless(CALLBACK, site))
        case ToVoicemail():
            yield from _faults((VOICEMAIL,), _unknown("queue", node.queue, site.queues))
            yield from _faults((VOICEMAIL,), _speechless(VOICEMAIL, site))
        case GoOn():
            yield from _faults(("flow",), _unknown("flow", node.flow, drafts))
        case Check():
            yield from _faults(("source",), _unknown("source", node.source, site.sources))
            if node.source in site.sources:
                yield from _faults(("source",), judge_fault(site.sources[node.source], node.arguments))
        case LookUp():
            yield from _faults(("lookup",), _unknown("source", node.source, site.sources))
            if node.source in site.sources:
                yield from _faults(("lookup",), argument_fault(site.sources[node.source], node.arguments))


def _speechless(what: str, site: Site) -> str:
    """The message, if the site lacks sentences that the switchboard says there."""
    missing = [name for name in said_after_choosing(what) if name not in site.words]
    return f"{what}: words must have {', '.join(missing)}" if missing else ""


def begun_with(site: Site) -> frozenset[str]:
    """The flows that an intent or an entry point begins with."""
    places = [
        *(intent.handling.flow for intent in site.intents.values()),
        *(e.flow for e in site.entry_points.values()),
    ]
    return frozenset(flow for flow in places if flow)


def check_causes(site: Site, root: Part) -> Iterator[Problem]:
    for code, cause in site.causes.items():
        message = _unknown("queue", cause.queue, site.queues)
        if message:
            yield Problem(file=root.file, line=root.line_of(code, "queue"), message=message)


def check_guidance(site: Site) -> Iterator[Problem]:
    for intent, text in site.guidance.items():
        for language in text:
            message = _unknown("intent", intent, site.intents)
            if message:
                yield Problem(file=f"guidance/{intent}.{language}.md", line=1, message=message)


def check_examples(site: Site, examples: Examples) -> Iterator[Problem]:
    """Sentences of an intent nobody handles; said once per file, at the first of them."""
    seen: set[tuple[str, str]] = set()
    for row in examples.rows:
        message = _unknown("intent", row.intent, site.intents)
        if message and (row.file, row.intent) not in seen:
            seen.add((row.file, row.intent))
            yield Problem(file=row.file, line=row.line, message=message)
