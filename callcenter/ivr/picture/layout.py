"""Where the boxes of a graph go, from left to right, and the ways between them. Knows nothing of flows.

The layered drawing of K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system
structures", IEEE Trans. SMC 11(2), 1981: each box stands right of all that lead to it, but for ways that lead back; a long
way gets a lane through every layer between; boxes of a layer are ordered so that few ways cross (`layering`), then fitted
in height (`heights`).

Boxes named `GROUP/NAME` are laid out by themselves first; their group is then one large box. All ways to one box share
their lanes. No way passes over a box: within a layer it keeps to its lane, and it climbs between the layers only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from callcenter.ivr.picture.heights import heights
from callcenter.ivr.picture.layering import layered, leading_back, ordered

GAP, SLOPE, WIDEST_GAP = 64.0, 0.12, 200.0
"""Between two layers: at least, for each pixel that the steepest way climbs, and at most."""
LANE, APART, LANES_APART = 4.0, 20.0, 10.0
PAD, TITLE = 30.0, 26.0
"""Around a group's boxes, and above them for its name."""
BULGE = 36.0
"""How far a way that turns back goes out."""
STRAIGHT, NEAR, BESIDE = 8.0, 2.0, 0.5
"""How strongly a lane wants to stay level, a lane its box, and a lane that leads back the box where it begins."""


@dataclass(frozen=True, kw_only=True)
class Box:
    name: str
    width: float
    height: float
    inlet: float
    """Where ways come in on the left, from the top."""
    outs: tuple[tuple[str, float], ...] = ()
    """Ways out on the right: whom they lead to, and where they begin, from the top."""


class Place(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    def moved(self, x: float, y: float) -> "Place":
        return Place(self.x + x, self.y + y, self.width, self.height)


class Hop(NamedTuple):
    """A piece of a way: level, or climbing between two layers, or turning back (`bulge`: how far out, left is negative)."""

    x1: float
    y1: float
    x2: float
    y2: float
    bulge: float = 0.0

    def moved(self, x: float, y: float) -> "Hop":
        return Hop(self.x1 + x, self.y1 + y, self.x2 + x, self.y2 + y, self.bulge)


Hops = tuple[Hop, ...]
Way = tuple[str, int]
"""A box's name and which of its `outs`."""


@dataclass(frozen=True, kw_only=True)
class Arranged:
    width: float
    height: float
    places: Mapping[str, Place]
    groups: Mapping[str, Place]
    ways: Mapping[Way, Hops]
    """Ways that share a lane share its hops."""


def arrange(boxes: Sequence[Box], start: str) -> Arranged:
    """Ways to boxes that do not exist are left out."""
    names = {box.name for box in boxes}
    ways = [(box.name, n, to) for box in boxes for n, (to, _) in enumerate(box.outs) if to in names]
    laid = _Group("", boxes, ways, start).laid()
    return Arranged(width=laid.width, height=laid.height, places=laid.places, groups=laid.groups, ways=laid.ways)


@dataclass(kw_only=True)
class _Laid:
    """A group's inside, relative to its corner."""

    width: float
    height: float
    places: dict[str, Place]
    groups: dict[str, Place]
    inlets: dict[str, float] = field(default_factory=dict)
    """Box inside that is led to from outside: where the way crosses the left edge."""
    inward: dict[str, Hops] = field(default_factory=dict)
    """And how it goes on from there."""
    outlets: dict[str, float] = field(default_factory=dict)
    """Box outside that is led to: where the way crosses the right edge."""
    ways: dict[Way, Hops] = field(default_factory=dict)
    """Of the boxes inside, up to their end or the right edge."""


@dataclass(kw_only=True)
class _Piece:
    """What stands in a layer: a box, a group, a lane, or the edge of the group around."""

    width: float = 0.0
    height: float = LANE
    inlets: Mapping[str, float] = field(default_factory=dict)
    outs: dict[tuple[str, float], list[Way]] = field(default_factory=dict)
    """Box led to and where the way begins: whose way it is."""
    laid: _Laid | None = None


@dataclass(kw_only=True)
class _Link:
    """From a piece to the box `to`, which is the piece `target` or in it, over lanes."""

    source: str
    begins: float
    target: str
    to: str
    ways: list[Way]
    lanes: list[str] = field(default_factory=list)
    back: bool = False


class _Group:
    """One group's boxes and the groups among them."""

    def __init__(self, name: str, boxes: Sequence[Box], ways: Sequence[tuple[str, int, str]], start: str) -> None:
        self.depth = len(name) + 1 if name else 0
        self.name, self.start, self.all_ways = name, start, ways
        self.pieces: dict[str, _Piece] = {}
        self.lanes: set[str] = set()
        self.links: list[_Link] = []
        self.owner: dict[str, str] = {}
        """Box to the piece it is, or is in."""
        for key, members in self._parts(boxes).items():
            self.pieces[key] = self._box(members[0]) if key == members[0].name else self._within(key, members)
            self.owner |= {box.name: key for box in members}
        self._edges()
        self._link()
        self.layer = self._layers()
        self._lay_lanes()
        self.columns = ordered(self._columns(), self._ties())
        self.y = heights(self.columns, self._pulls(), self._distance)

    def _parts(self, boxes: Sequence[Box]) -> dict[str, list[Box]]:
        parts: dict[str, list[Box]] = defaultdict(list)
        for box in boxes:
            head, slash, _ = box.name[self.depth :].partition("/")
            parts[f"{box.name[: self.depth]}{head}{slash}"].append(box)
        return parts

    def _box(self, box: Box) -> _Piece:
        piece = _Piece(width=box.width, height=box.height, inlets={box.name: box.inlet})
        mine = {n for source, n, _ in self.all_ways if source == box.name}
        for n, (to, begins) in enumerate(box.outs):
            if n in mine:
                piece.outs.setdefault((to, begins), []).append((box.name, n))
        return piece

    def _within(self, key: str, members: Sequence[Box]) -> _Piece:
        laid = _Group(key.rstrip("/"), members, self.all_ways, self.start).laid()
        piece = _Piece(width=laid.width, height=laid.height, inlets=laid.inlets, laid=laid)
        inside = {box.name for box in members}
        for source, n, to in self.all_ways:
            if source in inside and to not in inside:
                piece.outs.setdefault((to, laid.outlets[to]), []).append((source, n))
        return piece

    def _edges(self) -> None:
        """Where ways come in over the left edge of this group, and leave over its right one."""
        if not self.name:
            return
        coming = [to for source, _, to in self.all_ways if to in self.owner and source not in self.owner]
        coming += [self.start] if self.start in self.owner else []
        for to in dict.fromkeys(coming):
            self.pieces[f">{to}"] = _Piece(outs={(to, LANE / 2): []})
        leaving = [to for source, _, to in self.all_ways if source in self.owner and to not in self.owner]
        for to in dict.fromkeys(leaving):
            self.pieces[f"<{to}"] = _Piece(inlets={to: LANE / 2})

    def _link(self) -> None:
        for key, piece in self.pieces.items():
            for (to, begins), ways in piece.outs.items():
                target = self.owner.get(to, f"<{to}")
                self.links.append(_Link(source=key, begins=begins, target=target, to=to, ways=ways))

    def _layers(self) -> dict[str, int]:
        after: dict[str, list[str]] = {key: [] for key in self.pieces}
        for link in self.links:
            if link.target not in after[link.source]:
                after[link.source].append(link.target)
        first = [key for key in self.pieces if key[0] == ">"] or [
            self.owner[n] for n in (self.start,) if n in self.owner
        ]
        back = leading_back(after, first)
        for link in self.links:
            link.back = (link.source, link.target) in back
        return layered(after, back, [key for key in self.pieces if key[0] == "<"])

    def _lay_lanes(self) -> None:
        for link in self.links:
            begins, ends = self.layer[link.source], self.layer[link.target]
            through = range(begins, ends - 1, -1) if link.back else range(begins + 1, ends)
            for n in through:
                lane = f"{'-' if link.back else '+'}{n}:{link.to}"
                self.pieces.setdefault(lane, _Piece())
                self.layer[lane] = n
                self.lanes.add(lane)
                link.lanes.append(lane)

    def _columns(self) -> list[list[str]]:
        columns: list[list[str]] = [[] for _ in range(1 + max(self.layer.values(), default=0))]
        for key in self._walked():
            columns[self.layer[key]].append(key)
        return columns

    def _walked(self) -> Iterable[str]:
        """Depth first, so that what belongs together begins together; lanes that lead back come last."""
        after: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if not link.back:
                stations = [link.source, *link.lanes, link.target]
                for one, other in pairwise(stations):
                    after[one].append(other)
        seen: dict[str, None] = {}
        waiting = sorted(self.pieces, key=lambda key: (key[0] == "-", self.layer[key]), reverse=True)
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen[key] = None
                waiting.extend(reversed(after[key]))
        return seen

    # --- what pulls at what ---------------------------------------------------------------------------------------------

    def _ties(self) -> set[tuple[str, float, str, float]]:
        return {
            (left, at / self.pieces[left].height, right, to / self.pieces[right].height)
            for left, at, right, to in self._neighbours()
        }

    def _neighbours(self) -> Iterable[tuple[str, float, str, float]]:
        """Pieces of layers side by side that are joined, the left one first, and where on each."""
        for link in self.links:
            mid = LANE / 2
            if link.back:
                for right, left in pairwise(link.lanes):
                    yield left, mid, right, mid
                continue
            at, begins = link.source, link.begins
            for lane in link.lanes:
                yield at, begins, lane, mid
                at, begins = lane, mid
            yield at, begins, link.target, self.pieces[link.target].inlets[link.to]

    def _pulls(self) -> list[tuple[str, str, float, float]]:
        pulls = set()
        for left, at, right, to in self._neighbours():
            lanes = (left in self.lanes) + (right in self.lanes)
            pulls.add((left, right, at - to, (1.0, NEAR, STRAIGHT)[lanes]))
        for link in self.links:
            if link.back:
                pulls.add((link.source, link.lanes[0], link.begins, BESIDE))
                pulls.add((link.target, link.lanes[-1], self.pieces[link.target].inlets[link.to], BESIDE))
        return sorted(pulls)

    def _distance(self, upper: str, lower: str) -> float:
        lanes = upper in self.lanes and lower in self.lanes
        return self.pieces[upper].height + (LANES_APART if lanes else APART)

    # --- what came of it ------------------------------------------------------------------------------------------------

    def laid(self) -> _Laid:
        left, top = (PAD, TITLE + PAD / 3) if self.name else (0.0, 0.0)
        self.y = {key: at + top for key, at in self.y.items()}
        self._across(left)
        bottom = max((self.y[key] + piece.height for key, piece in self.pieces.items()), default=0.0)
        laid = _Laid(width=self.ends[-1] + left, height=bottom + (PAD / 2 if self.name else 0.0), places={}, groups={})
        for key, piece in self.pieces.items():
            self._put(laid, key, piece)
        for link in self.links:
            self._route(laid, link)
        for key in self.pieces:
            if key[0] == "<":
                laid.outlets[key[1:]] = self.y[key] + LANE / 2
        return laid

    def _across(self, left: float) -> None:
        """Where each layer begins and ends."""
        self.begins, self.ends = [left], []
        climbs: dict[int, float] = defaultdict(float)
        for one, at, other, to in self._neighbours():
            climb = abs(self.y[one] + at - self.y[other] - to)
            climbs[self.layer[one]] = max(climbs[self.layer[one]], climb)
        for n, column in enumerate(self.columns):
            self.ends.append(self.begins[n] + max((self.pieces[key].width for key in column), default=0.0))
            self.begins.append(self.ends[n] + min(WIDEST_GAP, GAP + SLOPE * climbs[n]))

    def _put(self, laid: _Laid, key: str, piece: _Piece) -> None:
        x, y = self.begins[self.layer[key]], self.y[key]
        if piece.laid is not None:
            laid.groups[key.rstrip("/")] = Place(x, y, piece.width, piece.height)
            laid.places |= {name: place.moved(x, y) for name, place in piece.laid.places.items()}
            laid.groups |= {name: place.moved(x, y) for name, place in piece.laid.groups.items()}
            laid.ways |= {way: tuple(hop.moved(x, y) for hop in hops) for way, hops in piece.laid.ways.items()}
        elif key in self.owner:
            laid.places[key] = Place(x, y, piece.width, piece.height)

    def _route(self, laid: _Laid, link: _Link) -> None:
        hops = (*self._to_border(link), *self._onward(link), *self._from_border(link))
        if link.source[0] == ">":
            laid.inlets[link.to] = self.y[link.source] + LANE / 2
            laid.inward[link.to] = (Hop(0.0, hops[0].y1, hops[0].x1, hops[0].y1), *hops)
        for way in link.ways:
            laid.ways[way] = (*laid.ways.get(way, ()), *hops)
            if link.target[0] == "<":
                end = laid.ways[way][-1]
                laid.ways[way] += (Hop(end.x2, end.y2, laid.width, end.y2),)

    def _to_border(self, link: _Link) -> Hops:
        """From the piece's right end to that of its layer."""
        n, y = self.layer[link.source], self.y[link.source] + link.begins
        x = self.begins[n] + self.pieces[link.source].width
        return (Hop(x, y, self.ends[n], y),) if x < self.ends[n] else ()

    def _onward(self, link: _Link) -> Hops:
        n, y = self.layer[link.source], self.y[link.source] + link.begins
        hops = []
        x = self.ends[n]
        for lane in link.lanes:
            m, level = self.layer[lane], self.y[lane] + LANE / 2
            enters, leaves = (self.ends[m], self.begins[m]) if link.back else (self.begins[m], self.ends[m])
            hops.append(Hop(x, y, enters, level, BULGE if x == enters else 0.0))
            hops.append(Hop(enters, level, leaves, level))
            x, y = leaves, level
        target = self.begins[self.layer[link.target]]
        ends = self.y[link.target] + self.pieces[link.target].inlets[link.to]
        return (*hops, Hop(x, y, target, ends, -BULGE if x == target else 0.0))

    def _from_border(self, link: _Link) -> Hops:
        """From the left edge of a group to the box in it."""
        laid = self.pieces[link.target].laid
        if laid is None:
            return ()
        x, y = self.begins[self.layer[link.target]], self.y[link.target]
        return tuple(hop.moved(x, y) for hop in laid.inward[link.to])
