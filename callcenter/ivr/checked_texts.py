"""What is wrong with the words of a node: one missing, too long to listen to, braces that do not close."""

from collections.abc import Iterator, Sequence

from callcenter.ivr.speech import longest_seconds
from callcenter.ivr.texts import stray_braces
from callcenter.model.flow import HangUp, LookUp, Menu, Node, Question, Say, SendText, Text

LONGEST_TEXT = 600
"""Characters of what is read."""
LONGEST_SPOKEN = 60.0
"""Seconds of what is heard: nobody listens longer."""


def texts(node: Node, languages: Sequence[str]) -> Iterator[str]:
    match node:
        case Say() | SendText():
            yield from _text(node.text, languages, spoken=isinstance(node, Say))
        case LookUp() | HangUp():
            if node.text:
                yield from _text(node.text, languages)
        case _ if isinstance(node, Question):
            yield from _text(node.prompt, languages)
    written = getattr(node, "written", {})
    if written:
        yield from _text(written, languages, "the written text", spoken=False)
    if isinstance(node, Menu):
        for choice in node.choices:
            if choice.label:
                yield from _text(choice.label, languages, f"the label of {choice.key!r}", spoken=False)


def _text(text: Text, languages: Sequence[str], what: str = "the text", *, spoken: bool = True) -> Iterator[str]:
    for language in languages:
        if not text.get(language, "").strip():
            yield f"{what} is missing in {language}"
    for language, words in text.items():
        if len(words) > LONGEST_TEXT:
            yield f"{what} in {language} is longer than {LONGEST_TEXT} characters ({len(words)})"
        elif spoken and (takes := longest_seconds(text, (language,))) > LONGEST_SPOKEN:
            yield f"{what} in {language} takes {takes:.0f} s to say: nobody listens longer than {LONGEST_SPOKEN:.0f}"
        if stray_braces(words):
            yield f"{what} in {language} has a brace without its partner"
