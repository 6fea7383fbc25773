"""The static check: which flows are refused, and why, node by node.

What passes can be run by `interpreter.advance` with any input: it never raises, never walks for ever, and a human is
never further away than `distance.ways_to_human` says.
"""

from collections.abc import Collection, Mapping, Sequence

from callcenter.ivr.checked_names import Known, names
from callcenter.ivr.checked_questions import questions
from callcenter.ivr.checked_texts import LONGEST_SPOKEN, LONGEST_TEXT, texts
from callcenter.ivr.checked_ways import MAX_DEPTH, ways
from callcenter.ivr.distance import WayToHuman, ways_to_human
from callcenter.model.flow import Flow
from callcenter.model.site import Queue, Site, Source

__all__ = [
    "LONGEST_SPOKEN", "LONGEST_TEXT", "MAX_DEPTH", "Problem", "WayToHuman", "check", "check_site", "ways_to_human",
]  # fmt: skip

Problem = tuple[str, str]
"""The node's name and what is wrong with it."""


def check(
    flow: Flow,
    *,
    languages: Sequence[str],
    calendars: Collection[str],
    queues: Mapping[str, Queue],
    sources: Mapping[str, Source],
    emergency: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Every problem of the flow; none means accepted. `emergency` holds the site's emergency intents."""
    known = Known(calendars=frozenset(calendars), queues=queues, sources=sources, emergency=emergency)
    found = [*ways(flow), *names(flow, known)]
    for name, node in flow.nodes.items():
        found += [(name, message) for message in (*texts(node, languages), *questions(node))]
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
            sources=site.sources,
            emergency=site.emergencies(),
        )
    ]
