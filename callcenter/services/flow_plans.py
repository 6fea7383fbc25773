"""Which flow, in which version, is meant by a line of the timeline, and what must be known of it to judge a visit."""

from collections.abc import Callable, Iterable

from callcenter.insight.flows import NO_PLAN, Plan
from callcenter.ivr.graph import closing, edges
from callcenter.model.flow import Check, Flow
from callcenter.model.site import Site

Sites = Callable[[], Iterable[Site]]
"""Every version of the site that is known, the one in force first."""


def plan_of(flow: Flow) -> Plan:
    return Plan(
        ways=frozenset((name, to) for name, following in edges(flow).items() for to in following),
        closing=closing(flow),
        checks=frozenset(name for name, node in flow.nodes.items() if isinstance(node, Check)),
    )


def in_order(flow: Flow) -> list[str]:
    """Its nodes as somebody who takes every first way meets them; a group of nodes stays together as far as ways allow."""
    ways, found, waiting = edges(flow), dict[str, None](), [*reversed(list(flow.nodes)), flow.start]
    while waiting:
        name = waiting.pop()
        if name in ways and name not in found:
            found[name] = None
            waiting.extend(reversed(ways[name]))
    return list(found)


class FlowPlans:
    """Keeps what it has once worked out: a version never changes."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._plans: dict[tuple[str, str], Plan] = {}

    def in_force(self) -> dict[str, Flow]:
        return dict(next(iter(self._sites())).flows)

    def flow(self, name: str, version: str | None = None) -> Flow | None:
        """Of this version; without one, as it is in force. None: nobody knows it any more."""
        if version is None:
            return self.in_force().get(name)
        found = (site.flows.get(name) for site in self._sites())
        return next((flow for flow in found if flow is not None and flow.version == version), None)

    def plan(self, name: str, version: str) -> Plan:
        if (name, version) not in self._plans:
            flow = self.flow(name, version)
            self._plans[name, version] = NO_PLAN if flow is None else plan_of(flow)
        return self._plans[name, version]
