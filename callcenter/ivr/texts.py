"""Texts of a flow: the right language, facts filled in, never a brace shown to a customer."""

import re
from collections.abc import Mapping

from callcenter.model.flow import Text

FACT = re.compile(r"\{([^{}]*)\}")


class FactMissing(LookupError):
    """The text names a fact that nobody knows, or its braces do not close."""


def words_of(text: Text, language: str) -> str:
    """The text in the language, or in the nearest it has; empty when it has none."""
    if text.get(language, "").strip():
        return text[language]
    primary = language.split("-")[0].lower()
    near = (words for tag, words in text.items() if tag.split("-")[0].lower() == primary and words.strip())
    return next(near, next((words for words in text.values() if words.strip()), ""))


def wording(text: Text, written: Text, *, written_channel: bool) -> Text:
    """The written wording where the customer reads and there is one, language by language; else the text."""
    return {**text, **{tag: words for tag, words in written.items() if words.strip()}} if written_channel else text


def fill(template: str, facts: Mapping[str, str]) -> str:
    """The template with each `{fact}` replaced. Raises `FactMissing`; a blank fact is a missing one."""

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        if not facts.get(name, "").strip():
            raise FactMissing(name)
        return facts[name]

    if stray_braces(template):
        raise FactMissing(template)
    return FACT.sub(value, template)


def stray_braces(template: str) -> bool:
    """Whether braces are left over once every `{fact}` is taken out, or a pair is empty."""
    rest = FACT.sub(lambda found: "" if found[1].strip() else "{", template)
    return "{" in rest or "}" in rest
