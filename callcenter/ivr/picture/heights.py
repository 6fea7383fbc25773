"""How high everything of a layer stands, its order given: as near as can be to what it is tied to, nothing overlapping.

Each layer is a least-squares problem: minimise sum of w (y - wish)^2 with y[i+1] - y[i] >= what is between. Taking the
distances off makes it isotonic regression, solved by pooling adjacent violators (R. Barlow et al., "Statistical Inference
under Order Restrictions", 1972). Layers are fitted in turn, to and fro.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

Pull = tuple[str, str, float, float]
"""Two things, how much lower the second wants to stand than the first, and how strongly."""

SWEEPS = 14
STAYING = 0.01
"""Weight of where a thing stands already."""


def heights(
    layers: Sequence[Sequence[str]], pulls: Sequence[Pull], distance: Callable[[str, str], float]
) -> dict[str, float]:
    """`distance`: from the upper edge of one to that of the next below it, at least."""
    tied: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for one, other, lower, weight in pulls:
        tied[other].append((one, lower, weight))
        tied[one].append((other, -lower, weight))
    layer_of = {name: n for n, layer in enumerate(layers) for name in layer}
    y: dict[str, float] = {}
    for layer in layers:
        y |= _stacked(layer, distance)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for n in range(len(layers)) if forward else range(len(layers) - 1, -1, -1):
            sides = (n, n - 1 if forward else n + 1) if sweep < SWEEPS - 2 else (n, n - 1, n + 1)
            _fit(layers[n], y, tied, distance, lambda other, sides=sides: layer_of[other] in sides)  # type: ignore[misc]
    top = min(y.values(), default=0.0)
    return {name: at - top for name, at in y.items()}


def _stacked(layer: Sequence[str], distance: Callable[[str, str], float]) -> dict[str, float]:
    at, y = 0.0, {}
    for n, name in enumerate(layer):
        at += distance(layer[n - 1], name) if n else 0.0
        y[name] = at
    return y


def _fit(
    layer: Sequence[str],
    y: dict[str, float],
    tied: Mapping[str, Sequence[tuple[str, float, float]]],
    distance: Callable[[str, str], float],
    counts: Callable[[str], bool],
) -> None:
    base = _stacked(layer, distance)
    pools: list[tuple[float, float, int]] = []
    for name in layer:
        total, weight = y[name] * STAYING, STAYING
        for other, lower, pull in tied.get(name, ()):
            if counts(other):
                total += (y[other] + lower) * pull
                weight += pull
        pools.append((total - base[name] * weight, weight, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            (sum1, weight1, n1), (sum2, weight2, n2) = pools[-2:]
            pools[-2:] = [(sum1 + sum2, weight1 + weight2, n1 + n2)]
    names = iter(layer)
    for total, weight, count in pools:
        for _ in range(count):
            name = next(names)
            y[name] = total / weight + base[name]
