"""The agents who could take something now, grouped by equal skills, longest idle first.

Like the lines, an index derived from the agents: entries are deleted lazily and the whole can be built again.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.model.agent import CAPACITY, Agent, Presence, Reachability
from callcenter.model.site import Serving, SkillNeed
from callcenter.routing.lines import Demand, Line

Skills = tuple[tuple[str, int], ...]
Serves = tuple[tuple[str, Serving], ...] | None
Kind = tuple[Skills, Serves]
SPEAKS = 1000
Standing = tuple[int, float, str]
"""Units in use, idle since, id: the order in which equals are served."""
STALE = 16
"""Dead entries a heap may carry beyond twice its living ones before it is swept."""
FEW = 8
"""Groups with somebody free up to which only these are looked at, instead of all that could serve a demand."""
REMEMBERED = 20_000
"""Demands whose eligible groups are remembered."""


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
    if agent.parked:
        return "serves an emergency, other contacts are parked"
    if agent.next_presence:
        return f"asked for {agent.next_presence[0].value} next"
    return None


def at_work(agent: Agent) -> bool:
    """Takes contacts, now or once those at hand are done with."""
    return (
        agent.presence is Presence.AVAILABLE
        and agent.reachability is Reachability.CONNECTED
        and not agent.not_responding
        and agent.next_presence is None
    )


def why_not_for(agent: Agent, demand: Demand) -> str | None:
    """The filter that removes this agent for this demand; None: eligible."""
    if reason := why_not_routable(agent):
        return reason
    if agent.used + demand.cost > CAPACITY:
        return f"capacity: {agent.used} of {CAPACITY} in use"
    return unable(agent.skills, agent.serves, demand)


def unable(skills: Mapping[str, int], serves: Mapping[str, Serving] | None, demand: Demand) -> str | None:
    """What an agent lacks for this demand, however free they are: a skill, or a team that serves the queue by now."""
    if demand.anyone:
        return None
    own = lacking(skills, demand) or _not_served(serves, demand.queue, demand)
    return own if own is None or not _relieves(skills, serves, demand) else None


def _relieves(skills: Mapping[str, int], serves: Mapping[str, Serving] | None, demand: Demand) -> bool:
    """Whether they could serve a queue whose agents may take it too."""
    return any(
        _missing(skills, relief.needs) is None and _not_served(serves, relief.queue, demand) is None
        for relief in demand.relief
    )


def _not_served(serves: Mapping[str, Serving] | None, queue: str, demand: Demand) -> str | None:
    if serves is None or demand.urgent:
        return None
    serving = serves.get(queue)
    if serving is None:
        return f"team: does not serve {queue}"
    return f"team: not before {serving.delay:g} s" if serving.delay > demand.aged else None


def logged_in(agents: Iterable[Agent], demand: Demand) -> bool:
    """Somebody who could serve this demand is there: at work, busy, or away for a while."""
    return any(
        agent.presence is not Presence.OFFLINE
        and agent.reachability is not Reachability.LOST
        and unable(agent.skills, agent.serves, demand) is None
        for agent in agents
    )


def lacking(skills: Mapping[str, int], demand: Demand) -> str | None:
    """The first need that is not met, in words."""
    return _missing(skills, demand.needs)


def _missing(skills: Mapping[str, int], needs: Iterable[SkillNeed]) -> str | None:
    for need in needs:
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


@dataclass(slots=True, eq=False)
class Group:
    """Agents of equal abilities and the same queues."""

    skills: Skills
    serves: Serves = None
    heap: list[Standing] = field(default_factory=list)
    free: int = 0
    """Of them in the crowd."""
    present: int = 0
    """Of them at work, busy or not."""
    levels: dict[Demand, int | None] = field(default_factory=dict)
    able: list[Line] = field(default_factory=list)
    """Those of the lines seen so far that this group can serve."""
    seen: int = 0

    def catch_up(self, lines: list[Line]) -> list[Line]:
        """Those of the lines, a list that only grows, that this group can serve."""
        if self.seen < len(lines):
            self.able += [line for line in lines[self.seen :] if self.level(line[0]) is not None]
            self.seen = len(lines)
        return self.able

    def level(self, demand: Demand) -> int | None:
        """Their proficiency for this demand; None: not eligible."""
        if demand not in self.levels:
            if len(self.levels) > REMEMBERED:
                self.levels.clear()
            skills = dict(self.skills)
            able = unable(skills, None if self.serves is None else dict(self.serves), demand) is None
            self.levels[demand] = proficiency(skills, demand) if able else None
        return self.levels[demand]


def _name(one: tuple[str, Serving]) -> str:
    return one[0]


def best_first(one: tuple[int, Standing]) -> tuple[int, Standing]:
    """The order of agents for one contact: proficiency, then who has less at hand, is idle longest, then the id."""
    return -one[0], one[1]


def _best_first(one: tuple[int, Group]) -> tuple[int, Skills]:
    return -one[0], one[1].skills


@dataclass(slots=True)
class Crowd:
    groups: dict[Kind, Group] = field(default_factory=dict)
    filed: dict[str, tuple[Group, Standing]] = field(default_factory=dict)
    kept_away: dict[str, int] = field(default_factory=dict)
    """What keeps agents from every contact, to how many it keeps."""
    _away: dict[str, str] = field(default_factory=dict)
    """Agent to what keeps them away."""
    _free: dict[Group, None] = field(default_factory=dict)
    """Groups with somebody in the crowd."""
    _kinds: dict[str, tuple[Mapping[str, int], tuple[str, ...], object, Group]] = field(default_factory=dict)
    """Agent to the group of these skills, languages and queues: they change rarely, standings all the time."""
    _ranked: dict[Demand, list[tuple[int, Group]]] = field(default_factory=dict)
    """Eligible groups, the most proficient first."""
    _working: dict[str, Group] = field(default_factory=dict)
    """Agents at work, and the group each is counted in."""
    _present: dict[Demand, int] = field(default_factory=dict)
    """Agents at work who could serve a demand, counted once until somebody comes or goes."""

    def file(self, agent: Agent) -> bool:
        """Follows every change of an agent: in while routable, out while not. Says whether they are in."""
        self._count(agent)
        used = agent.used
        reason = why_not_routable(agent) or ("busy" if used >= CAPACITY else None)
        if self._away.get(agent.id) != reason:
            self._keep_away(agent.id, reason)
        if reason is not None:
            self.drop(agent.id)
            return False
        group = self._group(agent)
        standing: Standing = (used, agent.idle_since, agent.id)
        if self.filed.get(agent.id) != (group, standing):
            self.drop(agent.id)
            self.filed[agent.id] = (group, standing)
            if not group.free:
                self._free[group] = None
            group.free += 1
            heapq.heappush(group.heap, standing)
        return True

    def _keep_away(self, agent: str, reason: str | None) -> None:
        if before := self._away.pop(agent, None):
            self.kept_away[before] -= 1
            if not self.kept_away[before]:
                del self.kept_away[before]
        if reason:
            self._away[agent] = reason
            self.kept_away[reason] = self.kept_away.get(reason, 0) + 1

    def drop(self, agent: str) -> None:
        if found := self.filed.pop(agent, None):
            group = found[0]
            group.free -= 1
            if not group.free:
                del self._free[group]
                group.heap.clear()
            elif len(group.heap) > 2 * group.free + STALE:
                group.heap[:] = sorted({entry for entry in group.heap if self._lives(group, entry)})

    def _count(self, agent: Agent) -> None:
        group = self._group(agent) if at_work(agent) else None
        before = self._working.get(agent.id)
        if group is before:
            return
        if before is not None:
            before.present -= 1
            del self._working[agent.id]
        if group is not None:
            group.present += 1
            self._working[agent.id] = group
        self._present.clear()

    def present(self, demand: Demand) -> int:
        """Agents at work, free or busy, who have the skills for this demand."""
        found = self._present.get(demand)
        if found is None:
            found = self._present[demand] = sum(group.present for _, group in self._able(demand))
        return found

    def _group(self, agent: Agent) -> Group:
        kind = self._kinds.get(agent.id)
        if kind and kind[0] is agent.skills and kind[1] is agent.languages and kind[2] is agent.serves:
            return kind[3]
        key = (abilities(agent), None if agent.serves is None else tuple(sorted(agent.serves.items(), key=_name)))
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = Group(*key)
            self._ranked.clear()
        self._kinds[agent.id] = (agent.skills, agent.languages, agent.serves, group)
        return group

    def best(self, demand: Demand, passes: Callable[[str], bool], most: int = 1) -> list[tuple[int, Standing]]:
        """The best agents as (proficiency, standing), the very best first, one of each group, `most` of them."""
        found: list[tuple[int, Standing]] = []
        level = 0
        for level_, group in self._groups_for(demand):
            if not group.free:
                continue
            if len(found) >= most and level_ < level:
                break
            level = level_
            head = self._head(group, demand.cost, passes)
            if head is not None:
                found.append((level, head))
        return sorted(found, key=best_first)[:most]

    def able(self, agent: str, lines: list[Line]) -> list[Line]:
        """Those that somebody of the crowd has the skills and the capacity for. `lines` may only grow from call to call."""
        group, standing = self.filed[agent]
        able = group.catch_up(lines)
        return able if not standing[0] else [line for line in able if standing[0] + line[0].cost <= CAPACITY]

    def one(self, agent: str, demand: Demand) -> tuple[int, Standing]:
        """As `best` gives it: somebody of the crowd who is eligible for this demand."""
        group, standing = self.filed[agent]
        return group.level(demand) or 0, standing

    def _groups_for(self, demand: Demand) -> list[tuple[int, Group]]:
        if len(self._free) <= FEW:
            free = [(level, group) for group in self._free if (level := group.level(demand)) is not None]
            return sorted(free, key=_best_first)
        return self._able(demand)

    def _able(self, demand: Demand) -> list[tuple[int, Group]]:
        if demand not in self._ranked:
            if len(self._ranked) > REMEMBERED:
                self._ranked.clear()
            able = [(level, group) for group in self.groups.values() if (level := group.level(demand)) is not None]
            self._ranked[demand] = sorted(able, key=_best_first)
        return self._ranked[demand]

    def _lives(self, group: Group, standing: Standing) -> bool:
        found = self.filed.get(standing[2])
        return found is not None and found[0] is group and found[1] == standing

    def _head(self, group: Group, cost: int, passes: Callable[[str], bool]) -> Standing | None:
        """The first of the group with that much capacity who `passes`; those who do not keep their place."""
        heap = group.heap
        skipped: list[Standing] = []
        found = None
        while heap:
            standing = heap[0]
            if not self._lives(group, standing):
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
        return found

    def rebuild(self, agents: Iterable[Agent]) -> None:
        indexes: tuple[dict[Any, Any], ...] = (self.groups, self.filed, self.kept_away, self._away, self._free)
        for index in (*indexes, self._kinds, self._ranked, self._working, self._present):
            index.clear()
        for agent in agents:
            self.file(agent)
