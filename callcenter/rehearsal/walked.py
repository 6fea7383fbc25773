"""Which nodes and which branches of the flows dialogues have walked, language by language.

Counted is what is written: a sub-flow's node is one node, however many flows call it, and has been walked when any of
them came by. A branch is one way out of a node that has several, also where two of them lead to one place; "silence" is one
of every question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from callcenter.ivr.labels import labelled
from callcenter.model.flow import ChooseLanguage, Node, Question
from callcenter.model.site import Site
from callcenter.rehearsal.conversation import Visit

SILENCE = "silence"
Where = Mapping[tuple[str, str], tuple[str, int]]
"""(flow, node) to the file and line that has it."""


@dataclass(frozen=True, kw_only=True, order=True)
class Spot:
    """A node as it is written, or with `branch` one way out of it."""

    file: str
    line: int
    node: str
    branch: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.node}{f', {self.branch}' if self.branch else ''}"


@dataclass(frozen=True, kw_only=True)
class Share:
    """How much of one file was walked in one language."""

    nodes: int
    nodes_walked: int
    branches: int
    branches_walked: int
    missed: tuple[Spot, ...]

    @property
    def least(self) -> float:
        """The smaller of both shares, in per cent."""
        return 100.0 * min(_share(self.nodes_walked, self.nodes), _share(self.branches_walked, self.branches))


class Ground:
    """All that could be walked on a site, and what has been."""

    def __init__(self, site: Site, where: Where) -> None:
        self._site = site
        self._spots: dict[tuple[str, str], Spot] = {}
        self._ways: dict[tuple[str, str], list[str]] = {}
        self._walked: dict[str, set[Spot]] = {language: set() for language in site.languages}
        for flow in site.flows.values():
            for name, node in flow.nodes.items():
                file, line = where.get((flow.name, name)) or (f"flows/{flow.name}.yaml", 1)
                self._spots[flow.name, name] = Spot(file=file, line=line, node=name.rpartition("/")[2])
                self._ways[flow.name, name] = _names(node)

    def walk(self, visits: Iterable[Visit]) -> None:
        for visit in visits:
            if visit.heard == SILENCE:
                self._mark(visit, visit.at, SILENCE)
            for node in visit.visited:
                self._mark(visit, node)
            for node, way in visit.ways:
                if way in self._ways.get((visit.flow, node), ()):
                    self._mark(visit, node, way)

    def _mark(self, visit: Visit, node: str, branch: str = "") -> None:
        """A choice of language is put in all of them at once, and leads to the one that is chosen."""
        spot = self._spots.get((visit.flow, node))
        if spot is None:
            return
        asked_in_all = isinstance(self._site.flows[visit.flow].nodes[node], ChooseLanguage)
        for language in self._site.languages if asked_in_all else (visit.language,):
            self._walked.setdefault(language, set()).add(_branch(spot, branch) if branch else spot)

    def shares(self) -> dict[str, dict[str, Share]]:
        """File to language to share."""
        nodes = set(self._spots.values())
        branches = {_branch(spot, way) for place, spot in self._spots.items() for way in self._ways[place]}
        return {
            file: {language: self._share(file, language, nodes, branches) for language in self._site.languages}
            for file in sorted({spot.file for spot in nodes})
        }

    def _share(self, file: str, language: str, nodes: set[Spot], branches: set[Spot]) -> Share:
        walked = self._walked[language]
        here = sorted(spot for spot in nodes if spot.file == file)
        ways = sorted(spot for spot in branches if spot.file == file)
        return Share(
            nodes=len(here),
            nodes_walked=sum(spot in walked for spot in here),
            branches=len(ways),
            branches_walked=sum(spot in walked for spot in ways),
            missed=tuple(sorted(spot for spot in (*here, *ways) if spot not in walked)),
        )


def _branch(spot: Spot, label: str) -> Spot:
    return Spot(file=spot.file, line=spot.line, node=spot.node, branch=label)


def _names(node: Node) -> list[str]:
    """Its ways, and silence, which leads nowhere new."""
    return [*(name for name, _ in labelled(node)), *([SILENCE] if isinstance(node, Question) else [])]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
