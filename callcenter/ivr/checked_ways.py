"""What is wrong with a flow as a graph: every way is followed, whatever decides which is taken."""

from collections.abc import Iterator

from callcenter.ivr.graph import (
    asks,
    edges,
    longest,
    loops,
    mute_nexts,
    nexts,
    reachable,
    reversed_edges,
    silent_nexts,
)
from callcenter.ivr.walking import MAX_NODES
from callcenter.model.flow import (
    Branch,
    Check,
    ChooseLanguage,
    Decide,
    Flow,
    HangUp,
    Hours,
    Leaving,
    Node,
    SetFacts,
    Survey,
)

MAX_DEPTH = 8
"""Answers it may take to get from the start to the furthest node. Beyond three or four menus people give up; who they are,
a number to key in and a survey come on top."""


def ways(flow: Flow) -> Iterator[tuple[str, str]]:
    if flow.start not in flow.nodes:
        yield flow.start, "the flow starts at a node that does not exist"
    for name in flow.nodes.keys() - reachable(edges(flow), [flow.start]):
        yield name, "no way leads here"
    yield from _walks(flow)
    yield from _helped(flow)
    yield from _ends(flow)
    yield from _hours(flow)
    yield from _surveys(flow)
    yield from _depth(flow)


def _walks(flow: Flow) -> Iterator[tuple[str, str]]:
    """A look-up is not the customer, a survey goes on by itself, and who has proved who they are is not asked again."""
    mute = edges(flow, mute_nexts)
    circles = loops(mute)
    for loop in circles:
        yield loop[0], "endless loop without a question: " + " -> ".join((*loop, loop[0]))
    if not circles:
        for name, walk in longest(mute, lambda _: 1, lambda _: 1).items():
            if walk > MAX_NODES:
                yield name, f"more than {MAX_NODES} nodes to the next question"


def _helped(flow: Flow) -> Iterator[tuple[str, str]]:
    """A check that is passed without asking is no chance to speak; where it asks, it is one."""
    chances = [name for name, node in flow.nodes.items() if _is_chance(node)]
    helped = reachable(reversed_edges(edges(flow, silent_nexts)), chances)
    for name, node in flow.nodes.items():
        if name not in helped and not isinstance(node, HangUp | Check):
            yield name, "no human can be reached from here: no question and no queue follows"


def _is_chance(node: Node) -> bool:
    return (asks(node) and not isinstance(node, Check)) or (isinstance(node, Leaving) and not isinstance(node, HangUp))


def _ends(flow: Flow) -> Iterator[tuple[str, str]]:
    for name in reachable(edges(flow, _unasked), [flow.start]):
        # A flow that is a farewell and nothing else answers somebody who has said goodbye.
        if isinstance(flow.nodes[name], HangUp) and name != flow.start:
            yield name, "the contact may end before the customer was asked anything"


def _unasked(node: Node) -> tuple[str, ...]:
    return () if asks(node) else nexts(node)


def _hours(flow: Flow) -> Iterator[tuple[str, str]]:
    """Out of hours there is always something to be done: people, a callback, a message, or a question."""
    silent = edges(flow, silent_nexts)
    for name, node in flow.nodes.items():
        if isinstance(node, Hours):
            ends = [n for n in reachable(silent, [node.closed]) if isinstance(flow.nodes[n], HangUp)]
            if ends:
                yield (
                    name,
                    f"out of hours the contact may just end ({min(ends)}): offer people, a callback or a message",
                )


def _surveys(flow: Flow) -> Iterator[tuple[str, str]]:
    questions = [node for node in flow.nodes.values() if asks(node)]
    if all(isinstance(node, Survey) for node in questions):
        return  # a flow that is a survey and nothing else is asked when somebody has been served
    for name in reachable(edges(flow, _undone), [flow.start]):
        if isinstance(flow.nodes[name], Survey):
            yield name, "asks how it was before anything was done"


def _undone(node: Node) -> tuple[str, ...]:
    return nexts(node) if isinstance(node, Branch | Decide | SetFacts | Hours | ChooseLanguage) else ()


def _depth(flow: Flow) -> Iterator[tuple[str, str]]:
    """Each node that takes one answer too many to get to; those behind it would only repeat it."""
    ways, answers, here = edges(flow), 0, {flow.start} & flow.nodes.keys()
    seen: set[str] = set()
    while here:
        without = {name: () if asks(flow.nodes[name]) else ways[name] for name in ways}
        level = reachable(without, here) - seen
        if answers > MAX_DEPTH:
            yield from ((name, f"too deep: it takes {answers} answers to get here") for name in sorted(here - seen))
            return
        seen |= level
        here = {to for name in level if asks(flow.nodes[name]) for to in ways[name]} - seen
        answers += 1
