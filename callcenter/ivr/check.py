"""The static check: which flows are refused, and why, node by node.

What passes can be run by `interpreter.advance` with any input: it never raises, never walks for ever, and a human is
never further away than `longest_way_to_human` nodes.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError

from callcenter.ivr.graph import asks, edges, nexts, reachable, reversed_edges, silent_loops, silent_walks
from callcenter.ivr.interpreter import MAX_NODES
from callcenter.ivr.listening import HUMAN_KEY, asks_for_human, digits_in, plain
from callcenter.ivr.texts import stray_braces
from callcenter.model.flow import Branch, Flow, Gather, HangUp, Hours, Menu, Node, Say, Text, ToQueue
from callcenter.model.intent import UNHEARD
from callcenter.model.site import Queue, Site

LONGEST_TEXT = 600
"""Characters; a good two minutes of speech, and nobody listens longer."""

Problem = tuple[str, str]
"""The node's name and what is wrong with it."""

_KEY = re.compile(r"[1-9*#][0-9*#]*")


def check(
    flow: Flow,
    *,
    languages: Sequence[str],
    calendars: Collection[str],
    queues: Mapping[str, Queue],
    emergency: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Every problem of the flow; none means accepted. `emergency` holds the site's emergency intents."""
    found = [*_ways(flow), *_names(flow, calendars, queues), *_emergencies(flow, queues, emergency)]
    for name, node in flow.nodes.items():
        found += [(name, message) for message in (*_texts(node, languages), *_question(node))]
    order = {name: n for n, name in enumerate(flow.nodes)}
    return sorted(found, key=lambda problem: order.get(problem[0], -1))


def check_site(site: Site) -> list[tuple[str, str, str]]:
    """The same for every flow of a site: flow, node, message."""
    return [
        (name, node, message)
        for name, flow in site.flows.items()
        for node, message in check(
            flow,
            languages=site.languages,
            calendars=site.calendars,
            queues=site.queues,
            emergency=site.emergencies(),
        )
    ]


def longest_way_to_human(flow: Flow) -> int:
    """Most nodes a customer walks, after any word or none, until the next question (there "0" is enough) or queue.

    Ways that end the contact count as well: a farewell that lacks its facts is left to a human. `MAX_NODES` for a flow
    with a loop that the check refuses: there the interpreter gives up and calls a human.
    """
    try:
        return min(MAX_NODES, max(silent_walks(flow).values(), default=0))
    except CycleError:
        return MAX_NODES


def _ways(flow: Flow) -> Iterator[Problem]:
    """What is wrong with the flow as a graph."""
    if flow.start not in flow.nodes:
        yield flow.start, "the flow starts at a node that does not exist"
    for name in flow.nodes.keys() - reachable(edges(flow), [flow.start]):
        yield name, "no way leads here"
    loops = silent_loops(flow)
    for loop in loops:
        yield loop[0], "endless loop without a question: " + " -> ".join((*loop, loop[0]))
    if not loops:
        yield from ((name, f"more than {MAX_NODES} nodes to the next question") for name in _far(flow))
    silent = edges(flow, silent=True)
    helped = reachable(reversed_edges(silent), [n for n, node in flow.nodes.items() if asks(node) or _queues(node)])
    for name, node in flow.nodes.items():
        if name not in helped and not isinstance(node, HangUp):
            yield name, "no human can be reached from here: no question and no queue follows"
    for name in reachable(silent, [flow.start]):
        # A flow that is a farewell and nothing else answers somebody who has said goodbye.
        if isinstance(flow.nodes[name], HangUp) and name != flow.start:
            yield name, "the contact may end before the customer was asked anything"


def _far(flow: Flow) -> list[str]:
    return [name for name, walk in silent_walks(flow).items() if walk > MAX_NODES]


def _queues(node: Node) -> bool:
    return isinstance(node, ToQueue)


def _names(flow: Flow, calendars: Collection[str], queues: Collection[str]) -> Iterator[Problem]:
    """Names that nothing bears."""
    for name, node in flow.nodes.items():
        for following in dict.fromkeys(nexts(node)):
            if following not in flow.nodes:
                yield name, f"leads to the unknown node {following!r}"
        if isinstance(node, Hours) and node.calendar not in calendars:
            yield name, f"asks the unknown calendar {node.calendar!r}"
        if isinstance(node, ToQueue) and node.queue not in queues:
            yield name, f"leads to the unknown queue {node.queue!r}"


def _emergencies(flow: Flow, queues: Mapping[str, Queue], emergency: frozenset[str]) -> Iterator[Problem]:
    """An emergency meets neither opening hours nor a machine."""
    urgent = [
        name
        for name, node in flow.nodes.items()
        if isinstance(node, ToQueue) and node.queue in queues and queues[node.queue].emergency
    ]
    before = reachable(reversed_edges(edges(flow, silent=True)), urgent)
    for name, node in flow.nodes.items():
        if isinstance(node, Hours) and name in before:
            yield name, "an emergency queue follows: it must not depend on opening hours"
        if isinstance(node, Branch):
            for value, following in node.cases.items():
                if value in emergency and following in flow.nodes and not _queues(flow.nodes[following]):
                    yield name, f"the emergency {value!r} must lead straight to a queue"


def _texts(node: Node, languages: Sequence[str]) -> Iterator[str]:
    match node:
        case Say():
            yield from _text(node.text, languages)
        case Menu():
            yield from _text(node.prompt, languages)
            for choice in node.choices:
                if choice.label:
                    yield from _text(choice.label, languages, f"the label of {choice.key!r}")
        case Gather():
            yield from _text(node.prompt, languages)
        case HangUp():
            if node.text:
                yield from _text(node.text, languages)
        case _:
            return


def _text(text: Text, languages: Sequence[str], what: str = "the text") -> Iterator[str]:
    for language in languages:
        if not text.get(language, "").strip():
            yield f"{what} is missing in {language}"
    for language, words in text.items():
        if len(words) > LONGEST_TEXT:
            yield f"{what} in {language} is longer than {LONGEST_TEXT} characters ({len(words)})"
        if stray_braces(words):
            yield f"{what} in {language} has a brace without its partner"


def _question(node: Node) -> Iterator[str]:
    if isinstance(node, Menu | Gather) and not node.timeout > 0:
        yield "waits no time for an answer"
    if isinstance(node, Gather) and node.max_digits < 1:
        yield "takes no digit, so not even 0 for a human"
    if isinstance(node, Menu):
        yield from _keys(node)
        yield from _words(node)


def _keys(menu: Menu) -> Iterator[str]:
    if not menu.choices:
        yield "has no choices"
    keys = [choice.key for choice in menu.choices]
    for n, key in enumerate(keys):
        if key.startswith(HUMAN_KEY):
            yield f"{key!r} cannot be a choice: 0 always leads to a human"
        elif not _KEY.fullmatch(key):
            yield f"{key!r} is no key: digits, * and # are"
        for other in keys[n + 1 :]:
            if key == other:
                yield f"the key {key!r} is taken twice"
            elif key.startswith(other) or other.startswith(key):
                yield f"the keys {key!r} and {other!r} begin alike: nobody knows when one is complete"


def _words(menu: Menu) -> Iterator[str]:
    taken: dict[str, str] = {}
    for choice in menu.choices:
        for word in dict.fromkeys(word for words in choice.words.values() for word in words):
            heard = plain(word)
            if not heard or digits_in(word) is not None:
                yield f"{word!r} is no word that can be said"
            elif asks_for_human(word, UNHEARD):
                yield f"the word {word!r} cannot be a choice: it always leads to a human"
            elif taken.setdefault(heard, choice.key) != choice.key:
                yield f"the word {word!r} is taken twice"
