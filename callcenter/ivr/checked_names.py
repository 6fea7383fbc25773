"""What a node names and nothing bears, or what must not bear it: nodes, queues, calendars, sources, facts, expressions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from callcenter.ivr.graph import edges, nexts, reachable, reversed_edges, silent_nexts
from callcenter.ivr.walking import PROOFS
from callcenter.model.flow import (
    Branch,
    Check,
    Decide,
    Expression,
    Flow,
    Gather,
    Hours,
    LookUp,
    Node,
    SetFacts,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.model.site import Queue, Source
from callcenter.site import expressions

ALWAYS_TOLD = frozenset({"customer", "caller"})
"""Arguments that a source is told without being asked for."""
ANSWER = "answer"
"""The argument that is the secret of a check."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_ARGUMENT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a flow may name, beside its own nodes."""

    calendars: frozenset[str]
    queues: Mapping[str, Queue]
    sources: Mapping[str, Source]
    emergency: frozenset[str]


def names(flow: Flow, known: Known) -> Iterator[tuple[str, str]]:
    for name, node in flow.nodes.items():
        for following in dict.fromkeys(nexts(node)):
            if following not in flow.nodes:
                yield name, f"leads to the unknown node {following!r}"
        for message in (*_places(node, known), *_source(node, known.sources), *_expressions(node), *_facts(node)):
            yield name, message
    yield from _emergencies(flow, known)


def _places(node: Node, known: Known) -> Iterator[str]:
    if isinstance(node, Hours) and node.calendar not in known.calendars:
        yield f"asks the unknown calendar {node.calendar!r}"
    if isinstance(node, ToQueue | ToCallback | ToVoicemail | Transfer):
        if node.queue not in known.queues:
            yield f"leads to the unknown queue {node.queue!r}"
        elif known.queues[node.queue].emergency and isinstance(node, ToCallback | ToVoicemail):
            yield f"the emergency queue {node.queue!r} answers at once: no callback and no message"
    if isinstance(node, Transfer) and not _E164.fullmatch(node.number):
        yield f"{node.number[:40]!r} is no number: + and the country's code come first"


def _source(node: Node, sources: Mapping[str, Source]) -> Iterator[str]:
    if not isinstance(node, LookUp | Check):
        return
    source = sources.get(node.source)
    if source is None:
        yield f"asks the unknown source {node.source!r}"
        return
    for argument in dict.fromkeys(_ARGUMENT.findall(source.path)):
        if argument not in {*node.arguments, *ALWAYS_TOLD} and not (argument == ANSWER and isinstance(node, Check)):
            yield f"does not tell {source.name!r} its {argument!r}"
    for fact in sorted(PROOFS & source.gives.keys()):
        yield f"{source.name!r} gives {fact!r}, which is set by a check alone"
    if ANSWER in node.arguments:
        yield f"the argument {ANSWER!r} is the secret answer's own name"
    if isinstance(node, Check):
        yield from _judge(source)


def _judge(source: Source) -> Iterator[str]:
    """Who gets a secret: only the body of a POST carries it."""
    if source.store:
        yield f"{source.name!r} is a question to our own records, which cannot judge an answer"
    elif source.method.upper() != "POST":
        yield f"{source.name!r} is no POST: the secret answer would stand in a URL"
    elif ANSWER in _ARGUMENT.findall(source.path):
        yield f"the path of {source.name!r} names the secret answer"


def _expressions(node: Node) -> Iterator[str]:
    judge = expressions.fault_as_condition if isinstance(node, Decide) else expressions.fault
    for what, expression in _written(node):
        if fault := judge(expression):
            yield f"{what} {fault}"


def _written(node: Node) -> Iterator[tuple[str, Expression]]:
    match node:
        case Decide():
            yield from ((f"the expression {when[:80]!r}", when) for when, _ in node.ways)
        case SetFacts():
            yield from ((f"the expression of {fact!r}", expression) for fact, expression in node.facts)
        case LookUp() | Check():
            yield from ((f"the argument {name!r}", expression) for name, expression in node.arguments.items())


def _facts(node: Node) -> Iterator[str]:
    """A proof is set by a check that was passed, and by nothing else."""
    kept = [fact for fact, _ in node.facts] if isinstance(node, SetFacts) else []
    kept += [node.store] if isinstance(node, Gather) else []
    for fact in kept:
        if fact in PROOFS:
            yield f"{fact!r} is set by a check alone"


def _emergencies(flow: Flow, known: Known) -> Iterator[tuple[str, str]]:
    """An emergency meets neither opening hours nor a machine."""
    urgent = [
        name
        for name, node in flow.nodes.items()
        if isinstance(node, ToQueue) and node.queue in known.queues and known.queues[node.queue].emergency
    ]
    before = reachable(reversed_edges(edges(flow, silent_nexts)), urgent)
    for name, node in flow.nodes.items():
        if isinstance(node, Hours) and name in before:
            yield name, "an emergency queue follows: it must not depend on opening hours"
        if isinstance(node, Branch):
            for value, following in node.cases.items():
                to = flow.nodes.get(following)
                if value in known.emergency and to is not None and not isinstance(to, ToQueue | Transfer):
                    yield name, f"the emergency {value!r} must lead straight to a queue"
