"""Words in every language of the site, with `{placeholders}` that are the same in each."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from callcenter.model.flow import Text
from callcenter.model.site import ALSO_ASKED, READ, STEP_WORDS, WORDS, WRONG_ANSWER
from callcenter.site.part import Fields, Part
from callcenter.site.problem import meant

FACT = re.compile(r"[a-z][a-z0-9_]{0,63}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
WORD_PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "place_and_wait": frozenset({"place", "minutes", "low", "high"}),
    "place_unknown_wait": frozenset({"place"}),
    ALSO_ASKED: frozenset({"title"}),
}
"""What the switchboard fills into its own sentences; the others take nothing."""
WRITTEN = "written"
"""Stands beside the languages of a text: its wording for who reads."""


def read_text(
    part: Part | None,
    languages: tuple[str, ...],
    known: Collection[str] | None = (),
    *,
    beside: Collection[str] = (),
) -> Text:
    """One wording per language. `known` are the placeholders that will be filled; None: any fact's name may stand.
    `beside`: keys that somebody else reads."""
    if part is None:
        return {}
    fields = part.fields(needed=languages, allowed=beside)
    text = {language: fields.word(language) for language in sorted(languages)}
    used = {language: _placeholders(fields, language, words, known) for language, words in text.items()}
    first = languages[0]
    for language in languages[1:]:
        if used[language] != used[first] and text[language] and text[first]:
            odd = ", ".join(f"{{{name}}}" for name in sorted(used[language] ^ used[first]))
            part.problem(f"{part.name}: {odd} is not in every language")
    return text


def _placeholders(fields: Fields, language: str, words: str, known: Collection[str] | None) -> frozenset[str]:
    part = fields.get(language)
    found = frozenset(PLACEHOLDER.findall(words))
    if part is None:
        return found
    if set("{}") & set(PLACEHOLDER.sub("", words)):
        part.problem(f"{language}: a brace without its counterpart")
    for name in sorted(found):
        if not FACT.fullmatch(name):
            part.problem(f"{language}: {{{name[:80]}}} is no fact's name")
        elif known is not None and name not in known:
            part.problem(f"{language}: nothing fills {{{name}}} here{meant(name, known)}")
    return found


def read_both(part: Part | None, languages: tuple[str, ...], known: Collection[str] | None = ()) -> tuple[Text, Text]:
    """A text and, where it has `written` beside its languages, its wording for who reads instead of listening."""
    spoken = read_text(part, languages, known, beside=(WRITTEN,))
    written = next((below for below in part.mapped() if below.name == WRITTEN), None) if part else None
    return spoken, read_text(written and replace(written, problems=part.problems), languages, known) if part else {}


def read_switchboard_words(part: Part | None, languages: tuple[str, ...]) -> tuple[dict[str, Text], dict[str, Text]]:
    """The sentences the switchboard says itself: all of WORDS, and those a step, a check or a second wish needs. And those
    of them that are written otherwise than spoken."""
    if part is None:
        return {}, {}
    sometimes = [WRONG_ANSWER, ALSO_ASKED, *(name for names in STEP_WORDS.values() for name in names)]
    fields = part.fields(needed=WORDS, allowed=sometimes)
    names = sorted((*WORDS, *(name for name in sometimes if fields.get(name))))
    spoken, written = dict[str, Text](), dict[str, Text]()
    for name in names:
        known = WORD_PLACEHOLDERS.get(name, frozenset())
        if name in READ:
            spoken[name], written[name] = read_both(fields.get(name), languages, known)
        else:
            spoken[name] = read_text(fields.get(name), languages, known)
    return spoken, {name: text for name, text in written.items() if text}


def read_titles(part: Part | None, languages: tuple[str, ...]) -> dict[str, Text]:
    """A mapping of names to texts, in the file's order."""
    return {} if part is None else {name: read_text(entry, languages) for name, entry in part.named().items()}


def fill(text: Text, facts: Mapping[str, str]) -> Text:
    """The text with the facts it names; what is not known stays as it is, for the interpreter to fill."""
    return {language: PLACEHOLDER.sub(lambda hit: facts.get(hit[1], hit[0]), words) for language, words in text.items()}
