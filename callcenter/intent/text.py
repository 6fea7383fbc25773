"""Words as a customer typed or said them become the one form that rules and model read."""

import re
import unicodedata
from functools import lru_cache

from callcenter.intent.simplified import SIMPLIFIED

LONGEST = 2000
"""Characters read of one text; nobody needs more to say what they want."""

MOST_SENTENCES = 6
SHORT = 3
"""Characters of what is too short to be a sentence."""
_SENTENCE = re.compile(r"[.!?;。！？；\n]+(?!\d)")
CANTONESE = str.maketrans("冇唔喺咗嘅㗎佢哋俾畀攞搵揾睇嚟諗谂碌", "没不在了的的他们给给拿找找看来想想刷")
"""Cantonese as it is written, character by character, to what says the same in Mandarin."""
_FOLD: dict[int, int | str] = {
    **SIMPLIFIED, ord("帐"): "账", ord("帳"): "账", ord("裏"): "里", ord("’"): "'", ord("‘"): "'", ord("`"): "'",
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_WORD = re.compile(r"[^\W_㐀-鿿]+")
_WORDS_AND_REST = re.compile(r"([a-z]+)")
_HAN = re.compile(r"[㐀-鿿]+")


@lru_cache(maxsize=64)
def normalise(text: str) -> str:
    """NFKC, lower case, Traditional to Simplified, every digit a 0, apostrophes gone, one blank between words.

    Remembered for a moment: rules, model and language each ask for the same text."""
    return _DIGIT.sub("0", folded(text))


def folded(text: str) -> str:
    """The same with its digits."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower().translate(_FOLD)
    return _BLANK.sub(" ", mandarin(plain).replace("'", "")).strip()


def mandarin(text: str) -> str:
    """Written Cantonese in the same number of Mandarin characters, also a rule's pattern."""
    return text.translate(CANTONESE).replace("不系", "不是")


def words(normal: str) -> list[str]:
    """The Latin (or any other alphabetic) words of a normalised text, in order."""
    return _WORD.findall(normal)


def split_words(normal: str) -> list[str]:
    """Words and what stands between them; joined they are the text."""
    return [part for part in _WORDS_AND_REST.split(normal) if part]


def sentences(text: str) -> list[str]:
    """The sentences of a text that has several, `MOST_SENTENCES` of them; none of one that has a single one."""
    parts = [part for part in _SENTENCE.split(text) if len(part.strip()) > SHORT]
    return parts[:MOST_SENTENCES] if len(parts) > 1 else []


def has_chinese(normal: str) -> bool:
    return _HAN.search(normal) is not None


def runs(normal: str) -> list[str]:
    """The stretches of Chinese characters."""
    return _HAN.findall(normal)


def is_chinese(normal: str) -> bool:
    """Whether Chinese carries the sentence: at least as many characters as foreign words ("我的card丢了")."""
    characters = sum(map(len, _HAN.findall(normal)))
    return characters > 0 and characters >= len(words(normal))
