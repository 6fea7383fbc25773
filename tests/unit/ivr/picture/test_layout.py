"""Boxes never overlap, ways begin and end at their boxes and pass over none, whatever the graph."""

from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.ivr.picture.layout import Arranged, Box, Hop, Place, arrange

CLOSE = 0.01
ACROSS = 200.0


def _box(name: str, *to: str, height: float = 60.0) -> Box:
    return Box(
        name=name, width=ACROSS, height=height, inlet=12.0, outs=tuple((one, 24.0 + n) for n, one in enumerate(to))
    )


def _graph(count: int, seed: int) -> list[Box]:
    """Boxes, some in groups, some groups in groups; a tree with ways to anywhere added."""
    random = Random(seed)
    groups = ("", "", "", "a/", "b/", "a/c/", "b/c/d/")
    names = [f"{random.choice(groups)}n{n}" for n in range(count)]
    ways: dict[str, list[str]] = {name: [] for name in names}
    for n in range(1, count):
        ways[names[random.randrange(n)]].append(names[n])
    for _ in range(random.randrange(1 + count // 2)):
        ways[random.choice(names)].append(random.choice([*names, "nowhere"]))
    return [_box(name, *ways[name], height=30.0 + 20.0 * (len(ways[name]) + random.randrange(3))) for name in names]


def graphs() -> st.SearchStrategy[list[Box]]:
    return st.builds(_graph, st.integers(1, 150), st.integers(0, 2**32))


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_given_any_graph_then_no_two_boxes_overlap_and_groups_hold_their_own_alone(boxes: list[Box]) -> None:
    laid = arrange(boxes, boxes[0].name)
    assert laid.places.keys() == {box.name for box in boxes}
    for (one, a), (other, b) in combinations(laid.places.items(), 2):
        assert not _overlap(a, b), f"{one} and {other}"
    for group, frame in laid.groups.items():
        for name, place in laid.places.items():
            inside = name.startswith(f"{group}/")
            assert _within(place, frame) if inside else not _overlap(place, frame), f"{name} and the group {group}"


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_given_any_graph_then_every_way_leads_from_its_box_to_its_target(boxes: list[Box]) -> None:
    laid = arrange(boxes, boxes[0].name)
    named = {box.name: box for box in boxes}
    ways = {(box.name, n): to for box in boxes for n, (to, _) in enumerate(box.outs) if to in named}
    assert laid.ways.keys() == ways.keys()
    for (name, n), to in ways.items():
        hops, source, target = laid.ways[name, n], laid.places[name], laid.places[to]
        assert (hops[0].x1, hops[0].y1) == pytest.approx((source.x + source.width, source.y + named[name].outs[n][1]))
        assert (hops[-1].x2, hops[-1].y2) == pytest.approx((target.x, target.y + named[to].inlet))
        for one, following in pairwise(hops):
            assert (one.x2, one.y2) == pytest.approx((following.x1, following.y1))


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_given_any_graph_then_no_way_passes_over_a_box_or_leaves_the_drawing(boxes: list[Box]) -> None:
    laid = arrange(boxes, boxes[0].name)
    for hop in {hop for hops in laid.ways.values() for hop in hops}:
        swept = _swept(hop)
        for name, place in laid.places.items():
            assert not _overlap(swept, place), f"{hop} over {name}"
        assert swept.x >= -30.0
        assert swept.x + swept.width <= laid.width + 30.0


def test_given_a_chain_then_it_runs_level_from_left_to_right() -> None:
    laid = arrange([_box("a", "b"), _box("b", "c"), _box("c")], "a")
    a, b, c = (laid.places[name] for name in "abc")
    assert a.x + a.width < b.x
    assert b.x + b.width < c.x
    assert all(hop.y1 == pytest.approx(hop.y2) for way in laid.ways.values() for hop in way)


def test_given_a_way_back_then_only_that_way_turns() -> None:
    laid = arrange([_box("a", "b"), _box("b", "a", "c"), _box("c")], "a")
    assert [_turns(laid, way) for way in (("a", 0), ("b", 0), ("b", 1))] == [0, 2, 0]


def test_given_a_box_that_leads_to_itself_then_its_way_goes_round_it() -> None:
    laid = arrange([_box("a", "a")], "a")
    assert _turns(laid, ("a", 0)) == 2


def test_given_a_tree_then_no_ways_cross() -> None:
    tree = [_box("r", "a", "b"), _box("a", "c", "d"), _box("b", "e", "f"), *map(_box, "fdec")]
    laid = arrange(tree, "r")
    leaves = sorted("cdef", key=lambda name: laid.places[name].y)
    assert leaves == ["c", "d", "e", "f"]


def test_given_many_ways_to_one_box_then_they_share_their_lane() -> None:
    laid = arrange([_box("a", "b", "c", "z"), _box("b", "d", "z"), _box("c", "d", "z"), _box("d", "z"), _box("z")], "a")
    lanes = {hop for n, name in ((1, "b"), (1, "c")) for hop in laid.ways[name, n] if hop.y1 == hop.y2}
    assert len(lanes) == 1


def test_the_same_graph_is_drawn_the_same_again() -> None:
    boxes = [_box(f"n{n}", f"n{(n * 7 + 3) % 40}", f"n{(n + 1) % 40}") for n in range(40)]
    assert arrange(boxes, "n0") == arrange(boxes, "n0")


def _turns(laid: Arranged, way: tuple[str, int]) -> int:
    return sum(bool(hop.bulge) for hop in laid.ways[way])


def _overlap(a: Place, b: Place) -> bool:
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return across > CLOSE and down > CLOSE


def _within(a: Place, b: Place) -> bool:
    return b.x < a.x and b.y < a.y and a.x + a.width < b.x + b.width and a.y + a.height < b.y + b.height


def _swept(hop: Hop) -> Place:
    """All that the curve can touch: its ends, and three quarters of how far its handles reach."""
    xs = (hop.x1, hop.x2, hop.x1 + 0.75 * hop.bulge, hop.x2 + 0.75 * hop.bulge)
    top, bottom = sorted((hop.y1, hop.y2))
    # A level way has a width too.
    return Place(min(xs), top - 0.5, max(xs) - min(xs), bottom - top + 1.0)
