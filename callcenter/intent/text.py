"""Words as a customer typed or said them become the one form that rules and model read.

Latin text gives words, word pairs and character 2-5-grams inside words; Chinese gives character 1-3-grams and the
toneless sounds of its characters (1-2-grams), so that a homophone slip changes only half of what is seen.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from callcenter.intent.simplified import SIMPLIFIED
from callcenter.intent.sounds import SOUND

VERSION = 1
"""Of the features: a model trained on others is refused."""
LONGEST = 2000
"""Characters read of one text; nobody needs more to say what they want."""

_FOLD: dict[int, int | str] = {**SIMPLIFIED, ord("帐"): "账", ord("’"): "'", ord("‘"): "'", ord("`"): "'"}
_DIGIT = re.compile(r"\d")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_WORD = re.compile(r"[^\W_㐀-鿿]+")
_HAN = re.compile(r"[㐀-鿿]+")


def normalise(text: str) -> str:
    """NFKC, lower case, Traditional to Simplified, every digit a 0, apostrophes gone, one blank between words."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).lower().translate(_FOLD)
    return _BLANK.sub(" ", _DIGIT.sub("0", folded.replace("'", ""))).strip()


def words(normal: str) -> list[str]:
    """The Latin (or any other alphabetic) words of a normalised text, in order."""
    return _WORD.findall(normal)


def is_chinese(normal: str) -> bool:
    """Whether Chinese carries the sentence: at least as many characters as foreign words ("我的card丢了")."""
    characters = sum(map(len, _HAN.findall(normal)))
    return characters > 0 and characters >= len(words(normal))


def language_of(text: str, given: str = "") -> str:
    """The BCP 47 tag by script: zh-CN for Chinese, en for Latin words; `given` when the script does not say."""
    normal = normalise(text)
    if is_chinese(normal):
        return given if given.lower().startswith("zh") else "zh-CN"
    if any(word.isalpha() for word in words(normal)):
        return given if given and not given.lower().startswith("zh") else "en"
    return given


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
    for run in _HAN.findall(normal):
        for size in range(1, 4):
            for start in range(len(run) - size + 1):
                yield run[start : start + size]
        sounds = [SOUND.get(character, character) for character in run]
        yield from ("~" + sound for sound in sounds)
        yield from (f"~{first} {second}" for first, second in pairwise(sounds))
