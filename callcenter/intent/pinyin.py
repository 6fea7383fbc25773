"""Chinese typed in Latin letters: "wo de ka diu le" is heard as 我的卡丢了."""

from functools import cache, lru_cache

from callcenter.intent.sounds import SYLLABLES, representative
from callcenter.intent.text import has_chinese, split_words

FEWEST = 3
"""Syllables under which a Latin text stays what it is: "he can" is English."""
LONGEST = 6
"""Letters of a syllable (zhuang)."""


@lru_cache(maxsize=64)
def from_pinyin(normal: str) -> str:
    """The text with pinyin words as characters of that sound (not the right ones: the sound is what counts).

    All words must be pinyin, or the text Chinese already; otherwise it comes back as it was. Remembered for a moment,
    as `normalise` is.
    """
    parts = split_words(normal)
    spelt = {word: _syllables(word) for word in parts if word.isascii() and word.isalpha()}
    if not spelt or len(spelt) > 200:
        return normal
    chinese = has_chinese(normal)
    if not chinese and (not all(spelt.values()) or sum(map(len, spelt.values())) < FEWEST):
        return normal
    return "".join(_characters(part, spelt, chinese) for part in parts)


def _characters(part: str, spelt: dict[str, tuple[str, ...]], chinese: bool) -> str:
    syllables = spelt.get(part, ())
    if not syllables or (chinese and len(syllables) < 2):
        return "" if part.isspace() and not chinese else part
    return "".join(representative(syllable) for syllable in syllables)


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(syllable[:1] for syllable in SYLLABLES)


@lru_cache(maxsize=4096)
def _syllables(word: str) -> tuple[str, ...]:
    """The word as syllables, longest first, or nothing."""
    if not 1 < len(word) <= 24 or word[0] not in _first_letters():
        return ()
    return _rest(word)


def _rest(word: str) -> tuple[str, ...]:
    for size in range(min(LONGEST, len(word)), 0, -1):
        if word[:size] in SYLLABLES:
            if size == len(word):
                return (word,)
            rest = _rest(word[size:])
            if rest:
                return (word[:size], *rest)
    return ()
