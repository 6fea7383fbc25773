"""Flows that use each other become one graph each.

`flow: NAME` is a node too: the dialogue goes on in that flow, and with `next` it comes back. Whoever checks or runs a flow
sees neither: the other flow's nodes join this one as `NODE/THEIR-NODE`, once for every node that uses it.

A flow *returns* when it has a `return` node, or goes on for good in a flow that returns. Such a flow is no answer by
itself: it is checked and run as a part of those that call it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from itertools import islice

from callcenter.model.flow import Flow, Node
from callcenter.site.flows import LARGEST, Draft
from callcenter.site.nodes.ways import rewired
from callcenter.site.nodes.wording import GoOn, Return
from callcenter.site.problem import Problem
from callcenter.site.version import flow_version

DEEPEST = 10
"""Flows inside one another."""
MANY = 20
"""Recursions that are told at once."""

Drafts = Mapping[str, Draft]


def check_use(drafts: Drafts, answers: Collection[str]) -> list[Problem]:
    """What is wrong with how flows use each other; none: every flow can be unfolded. All their names are known.

    `answers` are the flows that an intent or an entry point begins with.
    """
    loops = list(islice(_recursions(drafts), MANY))
    if loops:
        return loops
    order = list(TopologicalSorter(_graph(drafts)).static_order())
    return [*_too_much(drafts, order), *_nowhere_to_return(drafts, order, answers)]


def parts_only(drafts: Drafts) -> frozenset[str]:
    """The flows that return: nobody's answer, only parts of others."""
    order = list(TopologicalSorter(_graph(drafts)).static_order())
    return frozenset(_ends(drafts, order))


def _calls(draft: Draft) -> dict[str, GoOn]:
    return {name: node for name, node in draft.nodes.items() if isinstance(node, GoOn)}


def _graph(drafts: Drafts) -> dict[str, list[str]]:
    """Each flow to those it uses."""
    return {name: sorted({node.flow for node in _calls(draft).values()}) for name, draft in drafts.items()}


def _problem(draft: Draft, node: str, message: str, *key: str) -> Problem:
    return Problem(file=draft.root.file, line=draft.root.line_of("nodes", node, *key), message=message)


def _recursions(drafts: Drafts) -> Iterator[Problem]:
    """Each told once, where it closes; the way it closes by is then left out of the search for the next."""
    graph = _graph(drafts)
    while (loop := _a_loop(graph)) is not None:
        first, second = loop[0], loop[1 % len(loop)]
        graph[first].remove(second)
        node = next(name for name, call in _calls(drafts[first]).items() if call.flow == second)
        way = " -> ".join((*loop, first))
        yield _problem(drafts[first], node, f"flow: a flow cannot lead into itself again: {way}", "flow")


def _a_loop(graph: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # graphlib names each after the one it is needed by, ends joined.
        loop: list[str] = error.args[1]
        return tuple(reversed(loop[1:]))
    return None


def _too_much(drafts: Drafts, order: Sequence[str]) -> Iterator[Problem]:
    """Told of the smallest flows that are too much; those that use them are so as well."""
    size: dict[str, int] = {}
    depth: dict[str, int] = {}
    graph = _graph(drafts)
    for name in order:
        draft, used = drafts[name], graph[name]
        size[name] = sum(size[node.flow] if isinstance(node, GoOn) else 1 for node in draft.nodes.values())
        depth[name] = 1 + max((depth[flow] for flow in used), default=0)
        if size[name] > LARGEST and all(size[flow] <= LARGEST for flow in used):
            message = f"nodes: {size[name]} with those of the flows it uses; at most {LARGEST} are read"
            yield Problem(file=draft.root.file, line=draft.root.line_of("nodes"), message=message)
        if depth[name] > DEEPEST and all(depth[flow] <= DEEPEST for flow in used):
            message = f"nodes: flows inside flows, {depth[name]} deep; at most {DEEPEST} are read"
            yield Problem(file=draft.root.file, line=draft.root.line_of("nodes"), message=message)


def _ends(drafts: Drafts, order: Sequence[str]) -> dict[str, str]:
    """Flows that return, and a node by which they do."""
    found: dict[str, str] = {}
    for name in order:
        for node, written in drafts[name].nodes.items():
            onward = isinstance(written, GoOn) and not written.next and written.flow in found
            if name not in found and (isinstance(written, Return) or onward):
                found[name] = node
    return found


def _nowhere_to_return(drafts: Drafts, order: Sequence[str], answers: Collection[str]) -> Iterator[Problem]:
    ends = _ends(drafts, order)
    called = {call.flow for draft in drafts.values() for call in _calls(draft).values() if call.next}
    for name in reversed(order):  # who uses a flow comes before it
        if name in called:
            called |= {call.flow for call in _calls(drafts[name]).values() if not call.next}
    for name, draft in drafts.items():
        for node, call in _calls(draft).items():
            if call.next and call.flow not in ends:
                message = f'next: "{call.flow}" never comes back: it has no `return` node'
                yield _problem(draft, node, message, "next")
        if name not in ends or (name in called and name not in answers):
            continue
        node = ends[name]
        why = "it begins with an intent or a number" if name in answers else "no node with `flow` and `next` leads here"
        if isinstance(draft.nodes[node], Return):
            yield _problem(draft, node, f'return: there is nothing to come back to in "{name}": {why}')
        else:
            inner = _calls(draft)[node].flow
            message = f'flow: "{inner}" returns, so it needs a `next` to come back to here: {why}'
            yield _problem(draft, node, message, "flow")


# --- unfolding -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """A flow at one of the places where it is used."""

    draft: Draft
    prefix: str = ""
    caller: "_Frame | None" = None
    back: str = ""
    """The caller's node that `return` leads to."""

    def inside(self, name: str, call: GoOn, drafts: Drafts) -> "_Frame":
        """The flow that the node calls, as used there."""
        caller, back = (self, call.next) if call.next else (self.caller, self.back)
        return _Frame(draft=drafts[call.flow], prefix=f"{self.prefix}{name}/", caller=caller, back=back)


@dataclass(frozen=True, kw_only=True)
class Unfolded:
    flow: Flow
    where: Mapping[str, tuple[str, int]]
    """Where each node was written, and under "" where the flow's start was."""
    problems: Sequence[Problem] = ()


def unfold(draft: Draft, drafts: Drafts) -> Unfolded:
    """The flow with the flows it uses, whose use was checked."""
    nodes: dict[str, Node] = {}
    where = {"": (draft.root.file, draft.root.line_of("start"))}
    problems: list[Problem] = []

    def landing(frame: _Frame, name: str) -> str:
        """The unfolded name of the node where somebody stands who is led to this one."""
        passed: set[str] = set()
        while not isinstance(node := frame.draft.nodes[name], Node):
            here = frame.prefix + name
            if here in passed:
                message = "an endless loop of flows without a node between them"
                problems.append(_problem(frame.draft, name, message))
                return here
            passed.add(here)
            if isinstance(node, GoOn):
                frame = frame.inside(name, node, drafts)
                name = frame.draft.start
            else:
                assert frame.caller is not None, "checked: whoever returns was called"
                frame, name = frame.caller, frame.back
        return frame.prefix + name

    waiting = [_Frame(draft=draft)]
    while waiting:
        frame = waiting.pop()
        for name, node in frame.draft.nodes.items():
            if isinstance(node, GoOn):
                waiting.append(frame.inside(name, node, drafts))
            elif isinstance(node, Node):
                nodes[frame.prefix + name] = rewired(node, partial(landing, frame))
                where[frame.prefix + name] = (frame.draft.root.file, frame.draft.root.line_of("nodes", name))
    start = landing(_Frame(draft=draft), draft.start)
    flow = Flow(name=draft.name, title=draft.title, start=start, nodes=dict(sorted(nodes.items())))
    return Unfolded(flow=replace(flow, version=flow_version(flow)), where=where, problems=problems)
