"""What customers talk about that no intent covers: groups of alike sentences, each with the words that tell it apart.

Words are what a topic is made of: English ones without their endings and without those that every sentence has, Chinese
pairs of characters. Groups by average likeness (TF-IDF, cosine), joined as long as two groups are alike enough
(nearest-neighbour chain: F. Murtagh, Computer Journal 26, 1983). The same sentences give the same topics.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcenter.intent.stop_words import STOP_CHARACTERS, STOP_WORDS
from callcenter.intent.text import normalise, runs, words

MOST = 1_500
"""Distinct sentences that are compared with each other; the rest joins what was found."""
ALIKE = 0.12
"""Average likeness from which two groups are one topic."""
JOINS = 0.25
"""Likeness to a topic's middle from which a sentence that was not compared joins it."""
TERMS = 5
"""Words by which a topic is called."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    terms: tuple[str, ...]
    """That tell it apart, most telling first."""
    members: tuple[int, ...]
    """Places in the list that was given; the most typical first."""


def topics(texts: Sequence[str], *, least: int = 3) -> list[Topic]:
    """Topics of at least `least` sentences, largest first."""
    counted = [terms_of(text) for text in texts]
    distinct: dict[tuple[str, ...], list[int]] = {}
    for n, terms in enumerate(counted):
        if terms:
            distinct.setdefault(tuple(sorted(terms)), []).append(n)
    keys = sorted(distinct, key=lambda key: (-len(distinct[key]), distinct[key][0]))
    if not keys:
        return []
    spoken = _spoken(texts)
    table, names = _table([Counter(key) for key in keys])
    compared = min(MOST, len(keys))
    groups = [list(group) for group in _grouped(table[:compared] @ table[:compared].T)]
    _join(groups, table, compared)
    found = []
    for group in groups:
        members = [n for key in _typical_first(group, table) for n in distinct[keys[key]]]
        if len(members) >= least:
            telling = _telling(group, table, names, keys) or _own(counted[members[0]])
            called = tuple(spoken.get(term, term) for term in telling)
            found.append(Topic(terms=called, members=tuple(members)))
    return sorted(found, key=lambda topic: (-len(topic.members), topic.members[0]))


def terms_of(text: str) -> list[str]:
    """The words of a text that can tell a topic."""
    normal = normalise(text)
    latin = [_stem(word) for word in words(normal) if word.isalpha() and len(word) > 1 and word not in STOP_WORDS]
    pairs = [part[n : n + 2] for run in runs(normal) for part in _STOPS.split(run) for n in range(len(part) - 1)]
    return [*(word for word in latin if word not in STOP_WORDS), *pairs]


def _spoken(texts: Sequence[str]) -> dict[str, str]:
    """A word without its ending to the form it is said in most often."""
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for word in words(normalise(text)):
            forms.setdefault(_stem(word), Counter())[word] += 1
    return {stem: min(said, key=lambda word: (-said[word], word)) for stem, said in forms.items()}


_STOPS = re.compile("|".join(sorted(map(re.escape, STOP_CHARACTERS), key=lambda word: (-len(word), word))))


def _stem(word: str) -> str:
    """Without the commonest English endings: enough for "statements" to be "statement"."""
    for ending, rest in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + rest
    return word


def _table(counted: Sequence[Counter[str]]) -> tuple[NDArray[np.float32], list[str]]:
    """(n, terms) of unit rows; terms of one sentence only count for their length, not in the table."""
    documents = Counter(name for counts in counted for name in counts)
    names = sorted(name for name, n in documents.items() if n > 1)
    place = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(counted), len(names)), dtype=np.float32)
    for row, counts in enumerate(counted):
        weights = {name: math.log((1 + len(counted)) / (1 + documents[name])) + 1.0 for name in counts}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        for name, weight in weights.items():
            if name in place:
                table[row, place[name]] = weight / length
    return table, names


def _grouped(likeness: NDArray[np.float32]) -> list[list[int]]:
    """Average linkage by nearest-neighbour chain, cut where groups are no longer alike enough."""
    between = likeness.astype(np.float64)
    np.fill_diagonal(between, -1.0)
    groups = {n: [n] for n in range(len(between))}
    alive = np.ones(len(between), dtype=bool)
    done: list[list[int]] = []
    chain: list[int] = []
    while groups:
        if not chain:
            chain.append(min(groups))
        last = chain[-1]
        row = np.where(alive, between[last], -1.0)
        best = int(row.argmax())
        if row[best] < ALIKE:  # nobody is near enough, now or later: its average can only be to larger groups
            done.append(groups.pop(last))
            alive[last] = False
            chain.pop()
        elif len(chain) > 1 and row[chain[-2]] >= row[best]:
            _merge(chain.pop(), chain.pop(), groups, between, alive)
        else:
            chain.append(best)
    return done


def _merge(
    one: int, other: int, groups: dict[int, list[int]], between: NDArray[np.float64], alive: NDArray[np.bool_]
) -> None:
    kept, gone = min(one, other), max(one, other)
    n, m = len(groups[kept]), len(groups[gone])
    merged = (n * between[kept] + m * between[gone]) / (n + m)
    between[kept], between[:, kept] = merged, merged
    between[kept, kept] = -1.0
    groups[kept] += groups.pop(gone)
    alive[gone] = False


def _join(groups: list[list[int]], table: NDArray[np.float32], compared: int) -> None:
    """Sentences that were too many to compare join the topic whose middle they are near."""
    if compared == len(table) or not groups:
        return
    middles = np.stack([table[group].mean(axis=0) for group in groups])
    middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-9)
    near = table[compared:] @ middles.T
    for row, best in enumerate(near.argmax(axis=1).tolist()):
        if near[row, best] >= JOINS:
            groups[best].append(compared + row)


def _typical_first(group: Sequence[int], table: NDArray[np.float32]) -> list[int]:
    near = table[list(group)] @ table[list(group)].mean(axis=0)
    return [group[n] for n in np.argsort(-near, kind="stable").tolist()]


def _telling(
    group: Sequence[int], table: NDArray[np.float32], names: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    """Terms that are here and not elsewhere: mean weight here less mean weight there."""
    there = np.ones(len(table), dtype=bool)
    there[list(group)] = False
    here = table[~there].mean(axis=0) - (table[there].mean(axis=0) if there.any() else 0.0)
    ranked = [names[n] for n in np.argsort(-here, kind="stable").tolist() if here[n] > 0][: 3 * TERMS]
    kept: list[str] = []
    for term in _joined(ranked, [keys[n] for n in group]):
        if not _straddles(term, kept):
            kept.append(term)
    return tuple(kept[:TERMS])


def _own(terms: Sequence[str]) -> tuple[str, ...]:
    """Of sentences that all have the very same words, which no other sentence has: those words."""
    return tuple(_joined(list(dict.fromkeys(terms)), [tuple(terms)])[:TERMS])


def _joined(ranked: Sequence[str], having: Sequence[tuple[str, ...]]) -> list[str]:
    """Chinese pairs that always come together are one word: 公积 and 积金 are 公积金."""
    told: list[str] = []
    used: set[str] = set()
    for term in ranked:
        if term in used:
            continue
        used.add(term)
        word, grown = term, True
        while grown and not word.isascii():
            grown = False
            for other in ranked:
                if other in used or len(other) != 2 or other.isascii():
                    continue
                if word.endswith(other[0]) and _together(word[-2:], other, having):
                    word, grown = word + other[1], True
                elif word.startswith(other[1]) and _together(other, word[:2], having):
                    word, grown = other[0] + word, True
                if grown:
                    used.add(other)
                    break
        told.append(word)
    return told


def _straddles(term: str, kept: Sequence[str]) -> bool:
    """Whether a pair is only the end of one word and the beginning of another: 取公 of 提取公积金."""
    ends = len(term) == 2 and not term.isascii() and any(word.endswith(term[0]) for word in kept)
    return ends and any(word.startswith(term[1]) for word in kept)


def _together(one: str, other: str, having: Sequence[tuple[str, ...]]) -> bool:
    both = sum(one in key and other in key for key in having)
    return both >= 0.6 * max(1, max(sum(one in key for key in having), sum(other in key for key in having)))
