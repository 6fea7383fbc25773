"""What becomes of people in flows: every figure's one definition, `FORMULAS` for the reader.

Counted are visits (`visits`): one customer's way through one flow of one version. Shares are of 0 to 1; a share nothing was
counted for is None. Of each flow and version:

    started = served + hung_up_done + dropped_out + human + callback + voicemail + transfer + intent + start + other + inside
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from callcenter.insight.metrics import csm
from callcenter.insight.visits import MOVED_ON, End, Visit

FORMULAS: Mapping[str, str] = {
    "containment": "(served + hung_up_done + dropped_out) / judged, where judged = visits that ended - intent - start",
    "containment_by_choice": "(served + hung_up_done) / judged",
    "came_back": "served or hung_up_done, and here again within 24 hours for the same / those whose 24 hours are over",
    "drop_out": "dropped_out / judged",
    "to_human": "human / judged",
    "not_understood": "answers not understood / answers keyed or spoken",
    "silence": "questions met with silence / questions that were answered or met with silence",
    "checks_failed": "answers that a check judged wrong / answers judged",
    "way_to_human": "questions put, and seconds from the flow's beginning until it was left, of visits that ended with a human",
    "answer_seconds": "from putting a question (its words included) to the answer; silence not counted",
    "csm": "mean over the seven grades 90, 60, 30, 0, -30, -60, -90 that were given in the flow",
}
SAME_WITHIN = 86400.0
"""Seconds within which who comes back for the same was not served."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What must be known of a flow to judge visits to it."""

    ways: frozenset[tuple[str, str]]
    """From each node to those that may follow."""
    closing: frozenset[str]
    """Questions one of whose answers leads straight to the goodbye: who hangs up there is done."""
    checks: frozenset[str] = frozenset()
    """Nodes that identify or verify."""


NO_PLAN = Plan(ways=frozenset(), closing=frozenset())
"""Of a flow whose version is no longer known: nobody who hangs up there is taken for served."""


@dataclass(kw_only=True)
class NodeTally:
    """What happened at one node. `reached` and `dropped_out` count visits, the rest answers."""

    reached: int = 0
    dropped_out: int = 0
    left: Counter[str] = field(default_factory=Counter)
    """End to visits that ended so here."""
    understood: int = 0
    not_understood: int = 0
    silence: int = 0
    answer_seconds: list[float] = field(default_factory=list)
    look_up_seconds: list[float] = field(default_factory=list)
    judged: int = 0
    judged_wrong: int = 0


@dataclass(kw_only=True)
class Tally:
    """Counts of any number of visits to one flow."""

    started: int = 0
    first_at: float | None = None
    """When the first of them began, and the last."""
    last_at: float | None = None
    ends: Counter[End] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)
    """Why visits were left to a human."""
    intents: Counter[str] = field(default_factory=Counter)
    """What visits were left for."""
    followed: int = 0
    """Served, and known whether they came back."""
    came_back: int = 0
    questions_to_human: list[int] = field(default_factory=list)
    seconds_to_human: list[float] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)
    nodes: dict[str, NodeTally] = field(default_factory=dict)
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Visits that went from one node to the next, each counted once."""
    choices: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Visits that took a node's way of this name, each counted once; two ways may lead to one node."""

    def add(self, visit: Visit, plan: Plan) -> None:
        self.started += 1
        self._spans(visit.began, visit.began)
        self.grades += visit.grades
        self.ways.update({way for way in visit.walked if _is_way(way, plan)})
        self.choices.update(set(visit.chosen))
        for name in set(visit.reached):
            self.node(name).reached += 1
        self._answers(visit, plan)
        end = how_ended(visit, plan)
        if end is None or visit.ended is None:
            return
        self.ends[end] += 1
        self.node(visit.at).left[end] += 1
        self.node(visit.at).dropped_out += end is End.DROPPED
        if end is End.HUMAN:
            self.whys[visit.why] += 1
            self.questions_to_human.append(visit.questions)
            self.seconds_to_human.append(visit.ended - visit.began)
        elif end is End.INTENT:
            self.intents[visit.why] += 1

    def _spans(self, first: float, last: float) -> None:
        self.first_at = first if self.first_at is None else min(self.first_at, first)
        self.last_at = last if self.last_at is None else max(self.last_at, last)

    def follow(self, *, came_back: bool) -> None:
        """One of the visits that were served, once it is known."""
        self.followed += 1
        self.came_back += came_back

    def node(self, name: str) -> NodeTally:
        if name not in self.nodes:
            self.nodes[name] = NodeTally()
        return self.nodes[name]

    def _answers(self, visit: Visit, plan: Plan) -> None:
        for asked in visit.asked:
            node = self.node(asked.node)
            if asked.heard == "silence":
                node.silence += 1
                continue
            node.answer_seconds.append(asked.seconds)
            node.understood += asked.understood
            node.not_understood += not asked.understood
        for fetched in visit.fetched:
            node = self.node(fetched.node)
            node.look_up_seconds.append(fetched.seconds)
            if fetched.node in plan.checks:
                node.judged += 1
                node.judged_wrong += not fetched.understood


def how_ended(visit: Visit, plan: Plan) -> End | None:
    """None: still inside."""
    return End.DONE if visit.end is End.DROPPED and visit.at in plan.closing else visit.end


def _is_way(way: tuple[str, str], plan: Plan) -> bool:
    return way in plan.ways or (not plan.ways and way[0] != way[1])


def merged(tallies: Iterable[Tally]) -> Tally:
    """All of them together: of all versions of a flow."""
    whole = Tally()
    for one in tallies:
        if one.first_at is not None and one.last_at is not None:
            whole._spans(one.first_at, one.last_at)
        whole.started += one.started
        whole.followed += one.followed
        whole.came_back += one.came_back
        whole.grades += one.grades
        whole.questions_to_human += one.questions_to_human
        whole.seconds_to_human += one.seconds_to_human
        for counts, more in ((whole.ends, one.ends), (whole.whys, one.whys), (whole.intents, one.intents)):
            counts.update(more)  # type: ignore[arg-type]
        whole.ways.update(one.ways)
        whole.choices.update(one.choices)
        for name, node in one.nodes.items():
            _merge(whole.node(name), node)
    return whole


def _merge(node: NodeTally, more: NodeTally) -> None:
    node.left.update(more.left)
    for name in ("reached", "dropped_out", "understood", "not_understood", "silence", "judged", "judged_wrong"):
        setattr(node, name, getattr(node, name) + getattr(more, name))
    node.answer_seconds += more.answer_seconds
    node.look_up_seconds += more.look_up_seconds


# --- figures ------------------------------------------------------------------------------------------------------------------


def share(part: float, whole: float) -> float | None:
    return round(part / whole, 6) if whole else None


def judged(ends: Mapping[End, int]) -> int:
    """Visits whose fate was decided in this flow: who went on to another intent, or to the main menu, is judged there."""
    return sum(count for end, count in ends.items() if end not in MOVED_ON)


def containment(ends: Mapping[End, int]) -> float | None:
    """Share that ended without a human or the promise of one. Counts who gave up too: read it with `drop_out`."""
    return share(_of(ends, End.SERVED, End.DONE, End.DROPPED), judged(ends))


def containment_by_choice(ends: Mapping[End, int]) -> float | None:
    """Share that stayed without a human because they had what they came for."""
    return share(_of(ends, End.SERVED, End.DONE), judged(ends))


def drop_out(ends: Mapping[End, int]) -> float | None:
    """Share that hung up inside, not at a closing question."""
    return share(_of(ends, End.DROPPED), judged(ends))


def to_human(ends: Mapping[End, int]) -> float | None:
    return share(_of(ends, End.HUMAN), judged(ends))


def _of(ends: Mapping[End, int], *wanted: End) -> int:
    return sum(ends.get(end, 0) for end in wanted)


def percentile(values: Sequence[float], part: float) -> float | None:
    """By nearest rank: the smallest value that at least this part (0 to 1) of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)] if ordered else None


def spread(values: Sequence[float]) -> dict[str, float | None]:
    """Count, mean, median, 95 % and longest."""
    mean = sum(values) / len(values) if values else None
    found = {
        "mean": mean,
        "p50": percentile(values, 0.5),
        "p95": percentile(values, 0.95),
        "longest": max(values, default=None),
    }
    return {"count": len(values), **{name: None if value is None else round(value, 3) for name, value in found.items()}}


def figures(tally: Tally) -> dict[str, Any]:
    """Everything about a flow but its nodes."""
    nodes = tally.nodes.values()
    heard = sum(node.understood + node.not_understood for node in nodes)
    silence = sum(node.silence for node in nodes)
    ended = sum(tally.ends.values())
    return {
        "started": tally.started,
        "inside": tally.started - ended,
        "ends": {end.value: tally.ends.get(end, 0) for end in End},
        "judged": judged(tally.ends),
        "containment": containment(tally.ends),
        "containment_by_choice": containment_by_choice(tally.ends),
        "came_back": share(tally.came_back, tally.followed),
        "drop_out": drop_out(tally.ends),
        "to_human": to_human(tally.ends),
        "human_why": dict(tally.whys.most_common()),
        "intents": dict(tally.intents.most_common()),
        "not_understood": share(sum(node.not_understood for node in nodes), heard),
        "silence": share(silence, heard + silence),
        "checks_failed": share(sum(node.judged_wrong for node in nodes), sum(node.judged for node in nodes)),
        "questions_to_human": spread(tally.questions_to_human),
        "seconds_to_human": spread(tally.seconds_to_human),
        "csm": csm(tally.grades),
        "graded": len(tally.grades),
    }


def node_figures(tally: Tally, order: Collection[str] = ()) -> list[dict[str, Any]]:
    """A row for each node: first those of `order`, then whatever else was visited."""
    names = dict.fromkeys([*order, *sorted(tally.nodes)])
    return [_node(name, tally.nodes.get(name, NodeTally()), tally.started) for name in names if name]


def _node(name: str, node: NodeTally, started: int) -> dict[str, Any]:
    heard = node.understood + node.not_understood
    return {
        "node": name,
        "reached": node.reached,
        "reached_share": share(node.reached, started),
        "dropped_out": node.dropped_out,
        "drop_out": share(node.dropped_out, node.reached),
        "left": dict(sorted(node.left.items())),
        "heard": heard,
        "not_understood": share(node.not_understood, heard),
        "silence": share(node.silence, heard + node.silence),
        "checks_failed": share(node.judged_wrong, node.judged),
        "answer_seconds": spread(node.answer_seconds),
        "look_up_seconds": spread(node.look_up_seconds),
    }


def way_figures(tally: Tally) -> list[dict[str, Any]]:
    """Ways that somebody went, and by what share of all who came in."""
    return [
        {"from": begins, "to": ends, "visits": count, "share": share(count, tally.started)}
        for (begins, ends), count in sorted(tally.ways.items())
    ]


def choice_figures(tally: Tally) -> list[dict[str, Any]]:
    """The same by name: two choices that lead to one node are two. Empty where only older lines are read."""
    return [
        {"node": node, "way": way, "visits": count, "share": share(count, tally.started)}
        for (node, way), count in sorted(tally.choices.items())
    ]
