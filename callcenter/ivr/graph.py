"""A flow as a graph. A question is where the customer can speak, and so always reach a human by "0".

Whatever an expression, a fact, a calendar or a source decides, every way out of the node counts as possible.
"""

from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from callcenter.model.flow import (
    Branch,
    Check,
    ChooseLanguage,
    Decide,
    Flow,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Question,
    Say,
    SendText,
    SetFacts,
    Survey,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)

Edges = Mapping[str, tuple[str, ...]]


def nexts(node: Node) -> tuple[str, ...]:
    """Names of the nodes that may follow."""
    match node:
        case Say() | SendText() | Gather() | ChooseLanguage() | Survey() | SetFacts():
            return (node.next,)
        case Menu():
            return tuple(choice.next for choice in node.choices)
        case Branch():
            return (*node.cases.values(), node.otherwise)
        case Decide():
            return (*(to for _, to in node.ways), node.otherwise)
        case LookUp():
            return (node.next, node.failed)
        case Check():
            return (node.next, node.failed, node.unavailable)
        case Hours():
            return (node.open, node.closed)
        case ToQueue() | ToCallback() | ToVoicemail() | Transfer() | HangUp():
            return ()


def asks(node: Node) -> bool:
    return isinstance(node, Question)


def silent_nexts(node: Node) -> tuple[str, ...]:
    """What may follow without a word of the customer's: a check is passed by who has proved it before, or has no tries
    left."""
    if isinstance(node, Check):
        return (node.next, node.failed)
    return () if asks(node) else nexts(node)


def mute_nexts(node: Node) -> tuple[str, ...]:
    """What may follow when the customer never says a word: a survey goes on after its time."""
    return (node.next,) if isinstance(node, Survey) else silent_nexts(node)


def edges(flow: Flow, following: Callable[[Node], tuple[str, ...]] = nexts) -> dict[str, tuple[str, ...]]:
    """Each node to those that may follow, each once. Unknown names are left out."""
    return {
        name: tuple(n for n in dict.fromkeys(following(node)) if n in flow.nodes) for name, node in flow.nodes.items()
    }


def reachable(ways: Edges, starts: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    waiting = [name for name in starts if name in ways]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(ways[name])
    return seen


def reversed_edges(ways: Edges) -> dict[str, tuple[str, ...]]:
    back: dict[str, list[str]] = {name: [] for name in ways}
    for name, following in ways.items():
        for next_name in following:
            back[next_name].append(name)
    return {name: tuple(before) for name, before in back.items()}


def loops(ways: Edges) -> list[tuple[str, ...]]:
    """Loops, each named once by its nodes in order of walking."""
    left, found = dict(ways), []
    while (loop := _a_loop(left)) is not None:
        found.append(loop)
        left[loop[0]] = tuple(n for n in left[loop[0]] if n != loop[1 % len(loop)])
    return found


def longest(ways: Edges, passing: Callable[[str], float], ending: Callable[[str], float]) -> dict[str, float]:
    """From each node: the dearest walk, which pays for every node it passes and for the one it ends at (any may be).

    Raises `CycleError` when a loop makes it endless.
    """
    walks: dict[str, float] = {}
    for name in TopologicalSorter(ways).static_order():
        onwards = max((walks[n] for n in ways[name]), default=0.0)
        walks[name] = max(ending(name), passing(name) + onwards)
    return walks


def _a_loop(ways: Edges) -> tuple[str, ...] | None:
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        # graphlib names the loop along its "depends on" edges, which here are the ways forward, ends joined.
        loop: list[str] = error.args[1]
        return tuple(reversed(loop[1:]))
    return None


def closing(flow: Flow) -> frozenset[str]:
    """Questions one of whose answers leads straight to the goodbye, and every survey: what somebody came for was done
    before them."""
    silent = edges(flow, silent_nexts)
    farewells = {name for name, node in flow.nodes.items() if isinstance(node, HangUp)}
    return frozenset(
        name
        for name, node in flow.nodes.items()
        if isinstance(node, Survey)
        or (asks(node) and not isinstance(node, Check) and reachable(silent, nexts(node)) & farewells)
    )
