"""How a question is put: what is said or written, and how long and how much is listened to."""

from collections.abc import Callable

from callcenter.ivr.listening import HUMAN_KEY, longest_key
from callcenter.ivr.spoken import name_of
from callcenter.ivr.texts import words_of
from callcenter.ivr.turn import Ask, Surroundings
from callcenter.model.flow import ChooseLanguage, Gather, Menu, Question, Text

PERSON: Text = {"zh-CN": "人工服务", "en": "A person"}
"""The line every written menu ends with."""

Fill = Callable[..., str]
"""A text (and its written wording, and a language) to its words, facts filled in."""


def takes(question: Question | None) -> int:
    """How many digits can be an answer here."""
    match question:
        case Menu():
            return longest_key(question)
        case Gather():
            return max(1, question.max_digits)
        case _:
            return max(1, getattr(question, "max_digits", 1))


def ask_of(question: Question, fill: Fill, around: Surroundings, language: str) -> Ask | None:
    """The question as it is put now; None when there are no words for it."""
    if isinstance(question, ChooseLanguage) and not around.written:
        return _in_all(question, fill, around)
    prompt, choices = _words(question, fill, around, language)
    if not prompt:
        return None
    speech = question.speech if isinstance(question, Gather) else True
    return Ask(prompt=prompt, max_digits=takes(question), timeout=question.timeout, speech=speech, choices=choices)


def _in_all(question: ChooseLanguage, fill: Fill, around: Surroundings) -> Ask | None:
    """Each language's own words, to be said by its own voice; the last are the question's."""
    said = [(tongue, fill(_in(question.prompt, tongue), {}, tongue)) for tongue in _tongues(question, around)]
    said = [(tongue, text) for tongue, text in said if text]
    if not said:
        return None
    *before, (language, prompt) = said
    return Ask(
        before=tuple(before),
        prompt=prompt,
        language=language,
        max_digits=takes(question),
        timeout=question.timeout,
        speech=True,
    )


def _words(
    question: Question, fill: Fill, around: Surroundings, language: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    match question:
        case Menu():
            return _menu(question, fill, around, language)
        case ChooseLanguage():
            return _languages(question, fill, around)
        case _:
            return fill(question.prompt, getattr(question, "written", {})), ()


def _menu(menu: Menu, fill: Fill, around: Surroundings, language: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Where it is read, a line for each labelled choice and one for the human."""
    prompt = fill(menu.prompt, menu.written)
    if not around.written or not prompt:
        return prompt, ()
    labelled = ((choice.key, fill(choice.label)) for choice in menu.choices if choice.label)
    choices = (*((key, label) for key, label in labelled if label), (HUMAN_KEY, words_of(PERSON, language)))
    return "\n".join((prompt, *(f"{key} {label}" for key, label in choices))), choices


def _languages(node: ChooseLanguage, fill: Fill, around: Surroundings) -> tuple[str, tuple[tuple[str, str], ...]]:
    """As it is written: a line in each."""
    languages = _tongues(node, around)
    words = [fill(_in(node.prompt, language), _in(node.written, language), language) for language in languages]
    return "\n".join(filter(None, words)), tuple((str(n), name_of(tongue)) for n, tongue in enumerate(languages, 1))


def _tongues(node: ChooseLanguage, around: Surroundings) -> tuple[str, ...]:
    """In the order in which they are said, which is that of their keys."""
    return around.languages or tuple(node.prompt)


def _in(text: Text, language: str) -> Text:
    """That language alone: no other stands in for it."""
    return {language: text.get(language, "")}
