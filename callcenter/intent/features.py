"""What the model sees of a text.

Latin text gives words, word pairs and character 2-5-grams inside words; Chinese gives character 1-3-grams and the
toneless sounds of its characters (1-2-grams), so that a homophone slip changes only half of what is seen.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from callcenter.intent.pinyin import from_pinyin
from callcenter.intent.sounds import SOUND
from callcenter.intent.text import runs, words

VERSION = 1
"""Of the features: a model trained on others is refused."""


def features(normal: str) -> Counter[str]:
    """How often each feature occurs in a normalised text."""
    return Counter(_features(normal))


def _features(normal: str) -> Iterator[str]:
    said = words(normal)
    yield from said
    yield from (f"{first} {second}" for first, second in pairwise(said))
    for word in said:
        padded = f"^{word[:40]}$"
        for size in range(2, 6):
            for start in range(len(padded) - size + 1):
                yield "#" + padded[start : start + size]
    for run in runs(normal):
        for size in range(1, 4):
            for start in range(len(run) - size + 1):
                yield run[start : start + size]
    for run in runs(from_pinyin(normal)):
        sounds = [SOUND.get(character, character) for character in run]
        yield from ("~" + sound for sound in sounds)
        yield from (f"~{first} {second}" for first, second in pairwise(sounds))
