"""What the words, keys or silence of a customer mean to the question that is open, and a source's answer to who awaits it."""

from collections.abc import Callable
from dataclasses import replace

from callcenter.ivr import labels
from callcenter.ivr.listening import choice_keyed, choice_named, digits_in, is_sure, plain
from callcenter.ivr.prompts import takes
from callcenter.ivr.spoken import digits_said, grade_keyed, grade_said, language_named
from callcenter.ivr.turn import Answered, Heard, Keyed, Silence, Spoke, ToIntent, ToStart, Turn
from callcenter.ivr.walking import YES, Walk
from callcenter.ivr.wishes import Wish, wish_keyed, wish_said
from callcenter.model.flow import PROVED, Check, Choice, ChooseLanguage, Gather, LookUp, Menu, Question, Survey

__all__ = ["answer", "answered", "choose", "takes"]

EXPIRED, UNKNOWN = "expired", "unknown"
"""Failures that are the customer's turn again: the sealed answer is gone; nobody is known by it."""


def answer(walk: Walk, question: Question, heard: Heard) -> Turn:
    """One turn at an open question. What leaves at once was looked for before."""
    match heard:
        case Keyed() | Spoke() if heard.sealed:
            return _sealed(walk, question, heard)
        case Keyed():
            digits = digits_in(heard.digits)
            return walk.again() if digits is None else _keyed(walk, question, digits)
        case Spoke():
            digits = digits_in(heard.text)
            return _spoke(walk, question, heard) if digits is None else _keyed(walk, question, digits)
        case Silence() if isinstance(question, Survey):
            return walk.answered(question.next)
        case Silence():
            return walk.again()
        case _:
            return walk.stay()


def _sealed(walk: Walk, question: Question, heard: Keyed | Spoke) -> Turn:
    """The answer to a check, known only by its token. Sealed for a question that is gone it is not understood."""
    if isinstance(heard, Spoke) and _elsewhere(walk, heard):
        return walk.leave(ToIntent(intent=heard.intent))
    if not isinstance(question, Check):
        return walk.again()
    walk.told = list(walk.here.said)
    return walk.fetch(question.source, question.arguments, heard.sealed)


# --- keys ----------------------------------------------------------------------------------------------------------------


def _keyed(walk: Walk, question: Question, digits: str) -> Turn:
    following = _KEYED[type(question)](walk, question, digits)
    if following is not None:
        return walk.answered(following)
    wish = wish_keyed(digits)
    return walk.again() if wish is None else _follow(walk, wish)


def _menu_keyed(walk: Walk, menu: Menu, digits: str) -> str | None:
    return _chosen(walk, choice_keyed(menu, digits))


def _chosen(walk: Walk, choice: Choice | None) -> str | None:
    if choice is None:
        return None
    walk.took(walk.here.node, labels.choice(choice.key))
    return choice.next


def _gather_keyed(walk: Walk, gather: Gather, digits: str) -> str | None:
    number = digits.rstrip("#")
    # Too long is not cut: half a card number is a wrong card number.
    if not number.isdigit() or len(number) > gather.max_digits:
        return None
    if gather.store:
        walk.know(gather.store, number)
    return gather.next


def _language_keyed(walk: Walk, node: ChooseLanguage, digits: str) -> str | None:
    number = digits.rstrip("#")
    languages = walk.around.languages or tuple(node.prompt)
    if not number.isdigit() or not 1 <= int(number[:3]) <= len(languages):
        return None
    walk.language = languages[int(number[:3]) - 1]
    return node.next


def _survey_keyed(walk: Walk, survey: Survey, digits: str) -> str | None:
    walk.grade = grade_keyed(digits)
    return None if walk.grade is None else survey.next


def _never(walk: Walk, check: Check, digits: str) -> str | None:
    """What was not sealed is no answer to a check."""
    return None


_KEYED: dict[type, Callable[..., str | None]] = {
    Menu: _menu_keyed,
    Gather: _gather_keyed,
    ChooseLanguage: _language_keyed,
    Survey: _survey_keyed,
    Check: _never,
}


# --- words ---------------------------------------------------------------------------------------------------------------


def _spoke(walk: Walk, question: Question, heard: Spoke) -> Turn:
    if not plain(heard.text):
        return walk.again()
    following = _SAID[type(question)](walk, question, heard.text)
    if following is not None:
        return _lead_on(walk, heard, following)
    wish = wish_said(heard.text)
    if wish is not None:
        return _follow(walk, wish)
    if isinstance(question, ChooseLanguage) and is_sure(heard.intent) and choose(walk, heard.intent.language):
        # Who says what they want in a language has chosen it; where this flow serves that, it goes on.
        return (
            walk.leave(ToIntent(intent=heard.intent))
            if _elsewhere(walk, heard)
            else _lead_on(walk, heard, question.next)
        )
    if _elsewhere(walk, heard):
        return walk.leave(ToIntent(intent=heard.intent))
    if is_sure(heard.intent) and isinstance(question, Gather) and question.speech and not question.store:
        return _lead_on(walk, heard, question.next)
    return walk.again()


def _lead_on(walk: Walk, heard: Spoke, following: str) -> Turn:
    walk.hear_slots(heard.intent.slots)
    return walk.answered(following)


def _elsewhere(walk: Walk, heard: Spoke) -> bool:
    """Whether they surely want something this flow is not the answer to."""
    return is_sure(heard.intent) and heard.intent.name not in walk.around.serving


def _menu_said(walk: Walk, menu: Menu, text: str) -> str | None:
    return _chosen(walk, choice_named(menu, text) or choice_keyed(menu, digits_said(text) or ""))


def _gather_said(walk: Walk, gather: Gather, text: str) -> str | None:
    digits = digits_said(text) if gather.store and gather.speech else None
    return None if digits is None else _gather_keyed(walk, gather, digits)


def _language_said(walk: Walk, node: ChooseLanguage, text: str) -> str | None:
    language = language_named(walk.around.languages or tuple(node.prompt), text)
    if language is None:
        return _language_keyed(walk, node, digits_said(text) or "")
    walk.language = language
    return node.next


def _survey_said(walk: Walk, survey: Survey, text: str) -> str | None:
    walk.grade = grade_said(text)
    return _survey_keyed(walk, survey, digits_said(text) or "") if walk.grade is None else survey.next


_SAID: dict[type, Callable[..., str | None]] = {
    Menu: _menu_said,
    Gather: _gather_said,
    ChooseLanguage: _language_said,
    Survey: _survey_said,
    Check: _never,
}


def choose(walk: Walk, language: str) -> bool:
    """Speaks the language from now on, if it is one of the site's."""
    if language in walk.around.languages:
        walk.language = language
    return language in walk.around.languages


def _follow(walk: Walk, wish: Wish) -> Turn:
    match wish:
        case Wish.REPEAT:
            return walk.repeat()
        case Wish.BACK:
            return walk.back()
        case Wish.START:
            return walk.leave(ToStart())


# --- a source's answer ---------------------------------------------------------------------------------------------------


def answered(walk: Walk, node: LookUp | Check, heard: Heard) -> Turn:
    """One turn while a source is asked: its answer goes on, so does who wants something else; all else changes nothing."""
    if isinstance(heard, Answered):
        return _looked_up(walk, node, heard) if isinstance(node, LookUp) else _judged(walk, node, heard)
    if isinstance(heard, Spoke):
        if not heard.sealed and wish_said(heard.text) is Wish.START:
            return walk.leave(ToStart())
        if _elsewhere(walk, heard):
            return walk.leave(ToIntent(intent=heard.intent))
    return walk.stay()


def _looked_up(walk: Walk, node: LookUp, heard: Answered) -> Turn:
    walk.told = list(walk.here.said)
    walk.took(walk.here.node, labels.FAILED if heard.failure else labels.FOUND)
    if heard.failure:
        return walk.go(node.failed)
    walk.learn(heard.facts)
    return walk.go(node.next)


def _judged(walk: Walk, node: Check, heard: Answered) -> Turn:
    if heard.failure == EXPIRED:
        return walk.again()
    if heard.failure and heard.failure != UNKNOWN:
        walk.took(walk.here.node, labels.FAILED if node.unavailable == node.failed else labels.UNAVAILABLE)
        return walk.go(node.unavailable)
    if heard.right and not heard.failure:
        walk.learn(heard.facts)
        walk.know(PROVED[node.proof], YES)
        walk.here = replace(walk.here, failures=0)
        walk.took(walk.here.node, labels.RIGHT)
        return walk.go(node.next)
    wrong = walk.here.attempts.get(node.source, 0) + 1
    walk.here = replace(walk.here, attempts={**walk.here.attempts, node.source: wrong})
    if wrong < node.attempts:
        return walk.wrong()
    walk.took(walk.here.node, labels.FAILED)
    return walk.go(node.failed)
