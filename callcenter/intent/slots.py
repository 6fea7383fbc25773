"""What else the words say beside the wish: which currency, which city. Values become facts of the flow.

Known are the parts that examples annotate, the entries of look-up tables, the synonyms of either, and regular
expressions named like an entity. The longest match wins; of several values of one entity the first one said. Digits
are read as they are: here `60%` and `70%` are two things, while the model sees one.

Read with the site, not trained: a new branch in a look-up table is understood from the next reload on.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from callcenter.intent.text import folded
from callcenter.site.examples import Examples

LONGEST_ENTRY = 80
"""Characters of one entry of a table."""
READ = 500
"""Characters of a text that regular expressions see: theirs is the only work here that can grow faster than the text."""
_WORD = re.compile(r"[0-9a-z\u00c0-\u024f]")
_CUE = re.compile(r"([^\W_\u3400-\u9fff]+|[\u3400-\u9fff])\W*$")
_NO_NAME = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A value heard, and where: `folded(text)[start:end]`."""

    entity: str
    value: str
    start: int
    end: int
    role: str = ""

    @property
    def name(self) -> str:
        """Of the slot, and of the fact in a flow: `city`, or `city_destination` where the examples give it a role."""
        return fact_name(f"{self.entity}_{self.role}" if self.role else self.entity)


def fact_name(entity: str) -> str:
    """As prompts and expressions can name it: `amount-of-money` is `amount_of_money`."""
    return _NO_NAME.sub("_", entity.lower()).strip("_")


@dataclass(frozen=True, kw_only=True, eq=False)
class Slots:
    """Every entity of a site's examples. Pure; safe to share."""

    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Folded words to entity and value."""
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()
    """(entity, expression)."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Folded words to what they mean, of every synonym: what an expression finds is looked up here."""
    cues: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(entity, word before it) to its role."""
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """First character to the lengths of the entries that begin with it, longest first."""

    def heard(self, text: str) -> dict[str, str]:
        """Slot to value, by name."""
        said: dict[str, str] = {}
        for one in self.found(text):
            said.setdefault(one.name, one.value)
        return dict(sorted(said.items()))

    def found(self, text: str) -> list[Found]:
        """In the order of the text; where two overlap the longer one counts, then a table's before an expression's."""
        if not self.entries and not self.patterns:
            return []
        plain = folded(text)
        candidates = sorted([*self._in_tables(plain), *self._by_pattern(plain[:READ])], key=_longest_first)
        taken: list[tuple[int, int]] = []
        kept = []
        for one in candidates:
            if all((one.start, one.end) == span or one.end <= span[0] or span[1] <= one.start for span in taken):
                taken.append((one.start, one.end))
                kept.append(self._with_role(one, plain))
        return sorted(kept, key=lambda one: (one.start, one.entity))

    def _in_tables(self, plain: str) -> Iterator[Found]:
        for start, sign in enumerate(plain):
            lengths = self.lengths.get(sign)
            if lengths is None or _joined(plain, start):
                continue
            for length in lengths:
                end = start + length
                entry = self.entries.get(plain[start:end]) if end <= len(plain) and not _joined(plain, end) else None
                if entry:
                    yield from (Found(entity=e, value=value, start=start, end=end) for e, value in entry.items())
                    break

    def _by_pattern(self, plain: str) -> Iterator[Found]:
        for entity, pattern in self.patterns:
            for match in pattern.finditer(plain):
                if match[0].strip():
                    value = self.values.get(match[0], match[0])
                    yield Found(entity=entity, value=value, start=match.start(), end=match.end())

    def _with_role(self, one: Found, plain: str) -> Found:
        cue = _CUE.search(plain[: one.start])
        role = self.cues.get((one.entity, cue[1]), "") if cue else ""
        return Found(entity=one.entity, value=one.value, start=one.start, end=one.end, role=role)


NO_SLOTS = Slots()


def slots_of(examples: Examples) -> Slots:
    """Everything the examples teach about entities. Expressions that cannot be compiled are left out (the check names them)."""
    synonyms = {folded(words): value for words, value in examples.synonyms}
    entries: dict[str, dict[str, str]] = defaultdict(dict)
    meanings: dict[str, set[str]] = defaultdict(set)
    """Entity to its values."""
    for name, words in examples.lookups:
        _put(entries, name, words, synonyms.get(folded(words), words))
        meanings[name].add(synonyms.get(folded(words), words))
    for row in examples.rows:
        for slot in row.slots:
            words = row.text[slot.start : slot.end]
            value = slot.value if slot.value != words else synonyms.get(folded(words), words)
            _put(entries, slot.entity, words, value)
            meanings[slot.entity].add(value)
    for words, value in examples.synonyms:
        for entity in sorted(meanings):
            if value in meanings[entity]:
                _put(entries, entity, words, value)
    return Slots(
        entries={words: dict(sorted(entry.items())) for words, entry in sorted(entries.items())},
        patterns=tuple(
            (name, pattern)
            for name, written in examples.patterns
            if name in meanings and (pattern := compiled(written)) is not None
        ),
        values=synonyms,
        cues=_cues(examples),
        lengths=_lengths(entries),
    )


def _put(entries: dict[str, dict[str, str]], entity: str, words: str, value: str) -> None:
    plain = folded(words)
    if plain and len(plain) <= LONGEST_ENTRY:
        entries[plain].setdefault(entity, value)


def _lengths(entries: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    by_sign: dict[str, set[int]] = defaultdict(set)
    for words in entries:
        by_sign[words[0]].add(len(words))
    return {sign: tuple(sorted(lengths, reverse=True)) for sign, lengths in sorted(by_sign.items())}


def _cues(examples: Examples) -> dict[tuple[str, str], str]:
    """The word before an annotated part tells its role, where it always tells the same ("from", 从)."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in examples.rows:
        for slot in row.slots:
            cue = _CUE.search(folded(row.text[: slot.start]))
            if cue:
                seen[slot.entity, cue[1]][slot.role] += 1
    return {key: role for key, roles in sorted(seen.items()) if len(roles) == 1 and (role := next(iter(roles)))}


@lru_cache(maxsize=1000)
def compiled(written: str) -> re.Pattern[str] | None:
    """An expression of the site's; None when Python's `re` does not take it."""
    try:
        return re.compile(written, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return None


def _joined(plain: str, at: int) -> bool:
    """Whether a word of letters and digits goes on across this place."""
    return 0 < at < len(plain) and bool(_WORD.match(plain[at - 1]) and _WORD.match(plain[at]))


def _longest_first(one: Found) -> tuple[int, int, str]:
    return (one.start - one.end, one.start, one.entity)
