"""A flow as a graph. A question (menu, gather) is where the customer can speak, and so always reach a human by "0"."""

from collections.abc import Iterable, Mapping
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


def edges(flow: Flow, *, silent: bool = False) -> dict[str, tuple[str, ...]]:
    """Each node to those that may follow; `silent`: without a word of the customer's. Unknown names are left out."""
    return {
        name: () if silent and asks(node) else tuple(n for n in dict.fromkeys(nexts(node)) if n in flow.nodes)
        for name, node in flow.nodes.items()
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


def silent_loops(flow: Flow) -> list[tuple[str, ...]]:
    """Loops without a question, each named once by its nodes in order of walking."""
    ways = edges(flow, silent=True)
    loops = []
    while (loop := _a_loop(ways)) is not None:
        loops.append(loop)
        ways[loop[0]] = tuple(n for n in ways[loop[0]] if n != loop[1 % len(loop)])
    return loops


def silent_walks(flow: Flow) -> dict[str, int]:
    """From each node: most nodes walked, itself included, until a question, a queue or the end.

    Raises `CycleError` when a loop without a question makes it endless.
    """
    ways = edges(flow, silent=True)
    walks: dict[str, int] = {}
    for name in TopologicalSorter(ways).static_order():
        walks[name] = 1 + max((walks[n] for n in ways[name]), default=0)
    return walks


def _a_loop(ways: Edges) -> tuple[str, ...] | None:
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        # graphlib names the loop along its "depends on" edges, which here are the ways forward, ends joined.
        loop: list[str] = error.args[1]
        return tuple(reversed(loop[1:]))
    return None
