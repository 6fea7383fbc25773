"""How long a text takes to be said, reckoned slowly: what is stated from it is an upper bound.

People read aloud 5.2 syllables a second in Mandarin and 6.2 in English (Pellegrino, Coupé and Marsico, Language 87, 2011);
telephone voices are slower. Four Chinese characters a second are four syllables, fifteen Latin ones two and a half words.
"""

import re

from callcenter.ivr.texts import FACT
from callcenter.model.flow import Text

CHINESE, OTHER = 4.0, 15.0
"""Characters a second."""
FACT_LENGTH = 20
"""Characters a fact is taken to have, each said as slowly as a Chinese one: digits are read out one by one."""

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def seconds(words: str) -> float:
    """Of these very words."""
    chinese = len(_CHINESE.findall(words))
    return chinese / CHINESE + (len(words) - chinese) / OTHER


def longest_seconds(text: Text, languages: tuple[str, ...]) -> float:
    """Of the template in the slowest of the languages, its facts as long as they are taken to be."""
    spoken = (text.get(language, "") for language in languages)
    return max(
        (seconds(FACT.sub("", words)) + len(FACT.findall(words)) * FACT_LENGTH / CHINESE for words in spoken),
        default=0.0,
    )
