"""How alike texts are by what the model sees of them, and groups of those that are."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from callcenter.intent.features import features
from callcenter.intent.text import normalise

Vector = Mapping[str, float]
"""Feature to weight; of unit length."""
COMMON = 0.2
"""Features of more than this share of many texts tell nothing about any two of them."""
MANY = 50


def vectors(texts: Sequence[str]) -> list[Vector]:
    """TF-IDF over these very texts, features of nearly all of them left out."""
    counted = [features(normalise(text)) for text in texts]
    documents = Counter(name for counts in counted for name in counts)
    most = COMMON * len(texts) if len(texts) >= MANY else math.inf
    idf = {name: math.log((1 + len(texts)) / (1 + n)) + 1.0 for name, n in documents.items() if n <= most}
    return [
        _unit({name: (1 + math.log(n)) * idf[name] for name, n in counts.items() if name in idf}) for counts in counted
    ]


def cosine(one: Vector, other: Vector) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[name] for name, weight in one.items() if name in other)


def alike(table: Sequence[Vector], least: float) -> Iterator[tuple[int, int, float]]:
    """Every pair (first, second, likeness) of at least `least`. Looks only where two share one of their weightiest
    features: what they do not share there, the rest cannot make up for."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, vector in enumerate(table):
        rivals = {m for name in _weightiest(vector, least) for m in holders[name]}
        for m in sorted(rivals):
            likeness = cosine(table[m], vector)
            if likeness >= least:
                yield m, n, likeness
        for name in vector:
            holders[name].append(n)


def led(table: Sequence[Vector], least: float) -> list[list[int]]:
    """Groups around their first: each text joins the leader it is likest to, or leads a group of its own."""
    groups: list[list[int]] = []
    for n, vector in enumerate(table):
        best = max(((cosine(table[group[0]], vector), -k) for k, group in enumerate(groups)), default=(0.0, 0))
        if best[0] >= least:
            groups[-best[1]].append(n)
        else:
            groups.append([n])
    return groups


def _weightiest(vector: Vector, least: float) -> list[str]:
    """Enough features that the others together weigh less than `least`."""
    ranked = sorted(vector, key=lambda name: (-vector[name], name))
    rest = 1.0
    for n, name in enumerate(ranked):
        if rest < least * least:
            return ranked[:n]
        rest -= vector[name] ** 2
    return ranked


def _unit(weights: dict[str, float]) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}
