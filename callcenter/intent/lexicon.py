"""The floor under every emergency: phrases that no model can veto, and what takes a phrase back.

A phrase is heard in the words as typed, in their corrected spelling (English) and in their sound (Chinese). It is taken
back when it is denied ("not lost"), not real ("if I lose my card"), settled ("found it again"), about another card
("my library card") or when a machine has the card. What is only perhaps taken back counts as an emergency: a person
finds out in a minute.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from callcenter.intent import phrases_en, phrases_zh
from callcenter.intent.phrase import Guards, Kind, Phrase
from callcenter.intent.pinyin import from_pinyin
from callcenter.intent.slips import corrected
from callcenter.intent.sounds import REPRESENTATIVE
from callcenter.intent.text import has_chinese, mandarin

MOST = 12
"""Times that one phrase is looked for in one text."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One phrase found in a text."""

    kind: Kind
    name: str
    words: str
    """As they stand in the text."""
    taken_back: str = ""
    """Why it is no emergency; empty: it is one."""
    firm: bool = True
    """Whether it is one whatever a model thinks; what people also say of fees or ask in general is not."""


@lru_cache(maxsize=64)
def listen(normal: str) -> tuple[Heard, ...]:
    """Every emergency phrase in a normalised text, those that count first. Remembered for a moment, as texts are."""
    if not normal:
        return ()
    heard: list[Heard] = []
    spoken = from_pinyin(normal)
    if has_chinese(spoken):
        heard += _chinese().hear(normal)
        if not heard:
            heard += _by_sound().hear(spoken)
    if any("a" <= character <= "z" for character in normal):
        heard += _english().hear(normal)
    return tuple(sorted(heard, key=lambda one: bool(one.taken_back)))


class _Ear:
    """Phrases and guards of one language, compiled; `view` is how it reads a text (same length, or spelling alone)."""

    def __init__(self, phrases: Sequence[Phrase], guards: Guards, view: Callable[[str], str]) -> None:
        self._view = view
        self._slips = view is _sounds
        pattern_view = view if self._slips else mandarin
        self._phrases = [(phrase, re.compile(pattern_view(phrase.pattern))) for phrase in phrases]
        guard = {name: re.compile(pattern_view(pattern)) for name, pattern in vars(guards).items()}
        self._sentence, self._negation, self._inside = guard["sentence"], guard["negation"], guard["inside"]
        self._hypothetical, self._real = guard["hypothetical"], guard["real"]
        self._condition, self._future = guard["condition"], guard["future"]
        self._unreal, self._afterwards = guard["unreal"], guard["afterwards"]
        self._supposed, self._asked = guard["supposed"], guard["asked"]
        self._settled, self._explained = guard["settled"], guard["explained"]
        self._contrast, self._again = guard["contrast"], guard["again"]
        self._another, self._ring = guard["another"], guard["ring"]
        self._elsewhere, self._everyday = guard["elsewhere"], guard["everyday"]

    def hear(self, normal: str) -> list[Heard]:
        text = self._view(normal)
        same_length = len(text) == len(normal)
        heard = []
        for phrase, pattern in self._phrases:
            for match, why_not in self._matches(phrase, pattern, text):
                start, end = match.span()
                if self._slips and re.search(mandarin(phrase.pattern), normal[start:end]):
                    continue  # no slip: the words as they stand have been judged
                words = normal[start:end] if same_length else match[0]
                heard.append(
                    Heard(kind=phrase.kind, name=phrase.name, words=words, taken_back=why_not, firm=phrase.firm)
                )
        over = self._settled.search(text) if not heard else None
        if over:
            heard.append(Heard(kind=Kind.LOST, name="a loss that is over", words=over[0], taken_back="settled"))
        return heard

    def _matches(self, phrase: Phrase, pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
        """Where a phrase is, and why it is taken back. What is denied may hide one that is not: "isn't lost, it's my
        phone that I can't find"."""
        match, left = pattern.search(text), MOST
        while match and left:
            why_not = self._why_not(phrase, pattern, text, match)
            yield match, why_not
            match, left = (
                pattern.search(text, match.start() + 1 if why_not else max(match.end(), match.start() + 1)),
                left - 1,
            )

    def _why_not(self, phrase: Phrase, pattern: re.Pattern[str], text: str, match: re.Match[str]) -> str:
        before = text[: match.start()]
        for end in self._sentence.finditer(before):
            before = text[end.end() : match.start()]
        if not phrase.negated and (self._negation.search(before.rstrip()) or self._inside.search(match[0])):
            return "denied"
        rest = self._rest(text, match.end())
        if self._supposed.search(match[0]):
            return "has not happened"
        if phrase.topic and self._asked.search((before + match[0] + rest).strip()):
            return "asked about in general"
        if self._not_happened(before, match[0], rest):
            return "has not happened"
        if phrase.weak and self._everyday.search(before + match[0] + rest):
            return "an everyday matter"
        if phrase.kind is not Kind.FRAUD and self._is_of_another(pattern, text):
            return "another card than the bank's"
        if phrase.kind is Kind.FRAUD:
            return "explained" if self._is_over(self._explained, text, match.end()) else ""
        if self._is_over(self._settled, text, match.end()):
            return "settled"
        if phrase.kind is Kind.LOST and self._ring.search(text):
            return "a phone to be rung"
        return "a machine or the post has it" if phrase.kind is Kind.LOST and self._elsewhere.search(text) else ""

    def _is_of_another(self, pattern: re.Pattern[str], text: str) -> bool:
        """Whether what was heard is gone once things that are not the bank's are left out of the text."""
        left, many = self._another.subn("*", text)
        return many > 0 and pattern.search(left) is None

    def _is_over(self, guard: re.Pattern[str], text: str, end: int) -> bool:
        """Whether what is told up to `end` is settled or explained: what came before a "but" is another matter."""
        found = list(guard.finditer(text))
        if not found or self._again.search(text):
            return False
        return any(one.end() > end or not self._contrast.search(text, one.start(), end) for one in found)

    def _rest(self, text: str, end: int) -> str:
        """What follows a phrase in its sentence."""
        stop = self._sentence.search(text, end)
        return text[end : stop.start() if stop else len(text)]

    def _not_happened(self, before: str, words: str, after: str) -> bool:
        unreal = self._hypothetical.search(before)
        if unreal and not self._real.search(before[unreal.start() :] + words):
            return True
        condition = self._condition.search(before)
        if condition is None:
            return False
        said = before[condition.start() :] + words
        return bool(self._future.search(said) or self._unreal.search(before) or self._afterwards.search(after))


_TOKEN = re.compile(r"[a-z]+")


def _spelling(normal: str) -> str:
    return _TOKEN.sub(lambda word: corrected(word[0]), normal)


def _sounds(text: str) -> str:
    return mandarin(text).translate(REPRESENTATIVE)


@cache
def _english() -> _Ear:
    return _Ear(phrases_en.PHRASES, phrases_en.GUARDS, _spelling)


@cache
def _chinese() -> _Ear:
    return _Ear(phrases_zh.PHRASES, phrases_zh.GUARDS, str)


@cache
def _by_sound() -> _Ear:
    return _Ear(phrases_zh.BY_SOUND, phrases_zh.GUARDS_BY_SOUND, _sounds)
