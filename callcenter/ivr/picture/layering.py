"""Which layer everything in a drawing stands in, and in which order there."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

Link = tuple[str, str]
Tie = tuple[str, float, str, float]
"""Something, where on it (0 its upper end, 1 its lower), something of the next layer to the right, where on that."""

SWEEPS = 20


def leading_back(after: Mapping[str, Sequence[str]], starts: Iterable[str]) -> set[Link]:
    """Links that close a circle when everything is walked depth first; without them there is none."""
    back: set[Link] = set()
    seen: set[str] = set()
    for start in [*starts, *after]:
        if start in seen:
            continue
        seen.add(start)
        trail, open_ = [(start, iter(after[start]))], {start}
        while trail:
            name, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                trail.pop()
                open_.discard(name)
            elif following in open_:
                back.add((name, following))
            elif following not in seen:
                seen.add(following)
                open_.add(following)
                trail.append((following, iter(after[following])))
    return back


def layered(after: Mapping[str, Sequence[str]], back: Collection[Link], last: Collection[str]) -> dict[str, int]:
    """Each right of everything that leads to it; `last` right of everything else."""
    before: dict[str, int] = {name: 0 for name in after}
    for name, following in after.items():
        for one in following:
            before[one] += (name, one) not in back
    layer = {name: 0 for name in after}
    ready = [name for name in after if not before[name]]
    for name in ready:  # grows while it is walked
        for one in after[name]:
            if (name, one) not in back:
                layer[one] = max(layer[one], layer[name] + 1)
                before[one] -= 1
                if not before[one]:
                    ready.append(one)
    end = 1 + max((layer[name] for name in after if name not in last), default=0)
    return {name: end if name in last else at for name, at in layer.items()}


def ordered(layers: Sequence[Sequence[str]], ties: Collection[Tie]) -> list[list[str]]:
    """Each layer from top to bottom, so that few ties cross: sweeps to and fro, each layer sorted by the mean place of
    its neighbours; the best order seen."""
    to_left: dict[str, list[tuple[str, float]]] = defaultdict(list)
    to_right: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for left, begins, right, ends in sorted(ties):
        to_left[right].append((left, begins))
        to_right[left].append((right, ends))
    now = [list(layer) for layer in layers]
    best, fewest = [list(layer) for layer in now], _crossings(now, ties)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for n in range(1, len(now)) if forward else range(len(now) - 2, -1, -1):
            at = {name: place for place, name in enumerate(now[n - 1 if forward else n + 1])}
            _sort(now[n], at, to_left if forward else to_right)
        if (found := _crossings(now, ties)) < fewest:
            best, fewest = [list(layer) for layer in now], found
        if not fewest:
            break
    return best


def _sort(layer: list[str], at: Mapping[str, int], near: Mapping[str, Sequence[tuple[str, float]]]) -> None:
    """By the mean place of the neighbours; who has none stays where it is."""
    wished = {}
    for place, name in enumerate(layer):
        places = [at[other] + where for other, where in near.get(name, ()) if other in at]
        wished[name] = sum(places) / len(places) if places else float(place)
    layer.sort(key=lambda name: wished[name])


def _crossings(layers: Sequence[Sequence[str]], ties: Collection[Tie]) -> int:
    place = {name: float(n) for layer in layers for n, name in enumerate(layer)}
    layer_of = {name: n for n, layer in enumerate(layers) for name in layer}
    between: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for left, begins, right, ends in ties:
        between[layer_of[left]].append((place[left] + begins * 0.9, place[right] + ends * 0.9))
    return sum(_inversions(pairs) for pairs in between.values())


def _inversions(pairs: list[tuple[float, float]]) -> int:
    seen: list[float] = []
    count = 0
    for _, right in sorted(pairs):
        count += len(seen) - bisect_right(seen, right)
        insort(seen, right)
    return count
