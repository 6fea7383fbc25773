"""What the model sees of a text.

Latin text gives words, word pairs and character 2-5-grams inside words; Chinese gives character 1-3-grams and the
toneless sounds of its characters (1-2-grams), so that a homophone slip changes only half of what is seen. Both give
what their words are about, alone, in twos (also over one between) and in threes. What the rules heard, and why they
took it back, is seen too: "not lost" and "lost" have the same words.
"""

from collections import Counter
from functools import lru_cache
from itertools import pairwise

from callcenter.intent.concepts import concepts
from callcenter.intent.lexicon import listen
from callcenter.intent.pinyin import from_pinyin
from callcenter.intent.sounds import SOUND
from callcenter.intent.text import runs, words

VERSION = 2
"""Of the features: a model trained on others is refused. Features that are only added leave older models right."""
LOUD = 1
"""How often a rule's word counts beside the customer's."""


def features(normal: str) -> Counter[str]:
    """How often each feature occurs in a normalised text."""
    said = words(normal)
    found = list(said)
    found += [f"{first} {second}" for first, second in pairwise(said)]
    for word in said:
        found += _inside(word)
    for run in runs(normal):
        for size in range(1, 4):
            found += [run[start : start + size] for start in range(len(run) - size + 1)]
    for run in runs(from_pinyin(normal)):
        sounds = ["~" + SOUND.get(character, character) for character in run]
        found += sounds
        found += [f"{first} {second[1:]}" for first, second in pairwise(sounds)]
    found += _about(concepts(normal))
    for one in listen(normal):
        found += [f"!{one.taken_back or one.kind}"] * LOUD
    return Counter(found)


def _about(named: list[str]) -> list[str]:
    """Concepts alone, in twos (next to each other and over one between) and in threes."""
    seconds, thirds = named[1:], named[2:]
    pairs = [*zip(named, seconds, strict=False), *zip(named, thirds, strict=False)]
    threes = zip(named, seconds, thirds, strict=False)
    return [f"={one}" for one in named] + [f"={' '.join(few)}" for few in (*pairs, *threes)]


@lru_cache(maxsize=4096)
def _inside(word: str) -> tuple[str, ...]:
    """Stretches of two to five letters, its two ends marked. Few words make up most of what is said."""
    padded = f"^{word[:40]}$"
    return tuple("#" + padded[start : start + size] for size in range(2, 6) for start in range(len(padded) - size + 1))
