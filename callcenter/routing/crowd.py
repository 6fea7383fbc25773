"""The agents who could take something now, grouped by equal skills, longest idle first.

Like the lines, an index derived from the agents: entries are deleted lazily and the whole can be built again.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from callcenter.model.agent import CAPACITY, Agent, Presence, Reachability
from callcenter.routing.lines import Demand

Skills = tuple[tuple[str, int], ...]
SPEAKS = 1000
Standing = tuple[int, float, str]
"""Units in use, idle since, id: the order in which equals are served."""


def why_not_routable(agent: Agent) -> str | None:
    """The filter that keeps every contact from this agent; None: may be offered something."""
    if agent.presence is not Presence.AVAILABLE:
        return f"presence: {agent.presence.value}"
    if agent.reachability is not Reachability.CONNECTED:
        return f"reachability: {agent.reachability.value}"
    if agent.not_responding:
        return "not responding"
    if agent.offers:
        return "has an open offer"
    if agent.next_presence:
        return f"asked for {agent.next_presence[0].value} next"
    return None


def why_not_for(agent: Agent, demand: Demand) -> str | None:
    """The filter that removes this agent for this demand; None: eligible."""
    if reason := why_not_routable(agent):
        return reason
    if agent.used + demand.cost > CAPACITY:
        return f"capacity: {agent.used} of {CAPACITY} in use"
    return None if demand.anyone else lacking(agent.skills, demand)


def lacking(skills: Mapping[str, int], demand: Demand) -> str | None:
    """The first need that is not met, in words."""
    for need in demand.needs:
        if skills.get(need.skill, 0) < need.level:
            return f"skill: {need.skill} below {need.level}"
    return None


def proficiency(skills: Mapping[str, int], demand: Demand) -> int:
    """The sum of the levels in the skills asked for; who speaks the customer's language stands before all who do not."""
    speaks = SPEAKS if not demand.language or skills.get(spoken_language(demand.language), 0) else 0
    return speaks + sum(skills.get(need.skill, 0) for need in demand.needs)


def spoken_language(tag: str) -> str:
    """A language as a skill's name; "zh" for every Chinese, "en" for every English."""
    return f"language:{tag.split('-')[0].lower()}"


def abilities(agent: Agent) -> Skills:
    """Skills and languages in one sorted tuple: agents with equal abilities form a group."""
    languages = {spoken_language(tag): 1 for tag in agent.languages}
    return tuple(sorted({**agent.skills, **languages}.items()))


@dataclass(slots=True)
class Crowd:
    groups: dict[Skills, list[Standing]] = field(default_factory=dict)
    filed: dict[str, tuple[Skills, Standing]] = field(default_factory=dict)
    _eligible: dict[tuple[Skills, Demand], int | None] = field(default_factory=dict)

    def file(self, agent: Agent) -> None:
        """Follows every change of an agent: in while routable, out while not."""
        if why_not_routable(agent) is not None or agent.used >= CAPACITY:
            self.filed.pop(agent.id, None)
            return
        skills = abilities(agent)
        standing: Standing = (agent.used, agent.idle_since, agent.id)
        if self.filed.get(agent.id) != (skills, standing):
            self.filed[agent.id] = (skills, standing)
            heapq.heappush(self.groups.setdefault(skills, []), standing)

    def drop(self, agent: str) -> None:
        self.filed.pop(agent, None)

    def best(self, demand: Demand, passes: Callable[[str], bool]) -> list[tuple[int, Standing]]:
        """The best agent of each eligible group as (proficiency, standing), the very best first."""
        found = []
        for skills in tuple(self.groups):
            level = self._proficiency(skills, demand)
            if level is None:
                continue
            head = self._head(skills, demand.cost, passes)
            if head is not None:
                found.append((level, head))
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def eligible(self, skills: Skills, demand: Demand) -> bool:
        return self._proficiency(skills, demand) is not None

    def _proficiency(self, skills: Skills, demand: Demand) -> int | None:
        key = (skills, demand)
        if key not in self._eligible:
            if len(self._eligible) > 100_000:
                self._eligible.clear()
            levels = dict(skills)
            able = demand.anyone or lacking(levels, demand) is None
            self._eligible[key] = proficiency(levels, demand) if able else None
        return self._eligible[key]

    def _head(self, skills: Skills, cost: int, passes: Callable[[str], bool]) -> Standing | None:
        heap, skipped, found = self.groups[skills], [], None
        while heap:
            standing = heap[0]
            if self.filed.get(standing[2]) != (skills, standing):
                heapq.heappop(heap)
                continue
            if standing[0] + cost > CAPACITY:
                break
            if passes(standing[2]):
                found = standing
                break
            skipped.append(heapq.heappop(heap))
        for standing in skipped:
            heapq.heappush(heap, standing)
        if not heap:
            del self.groups[skills]
        return found

    def rebuild(self, agents: Iterable[Agent]) -> None:
        self.groups.clear()
        self.filed.clear()
        for agent in agents:
            self.file(agent)
