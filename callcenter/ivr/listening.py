"""What a customer's words and keys mean inside a dialogue, before and beside the classifier."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from callcenter.model.flow import Choice, Menu
from callcenter.model.intent import HUMAN, UNCLEAR, Intent

HUMAN_KEY = "0"
SLACK = 12
"""Characters an answer may have beyond a menu's word: "balance please" names a choice, a whole sentence is the
classifier's ("I want to complain about my balance" is no wish to hear it)."""

_HUMAN_WORDS = re.compile(r"人工(?!智能)|转接?(坐席|座席|客服)|\b(agent|operator|human|representative)s?\b")
_NOISE = re.compile(r"[^\w#*]+")
_DIGITS = re.compile(r"[0-9*#]+")


def plain(text: str) -> str:
    """Compatibility forms folded, lower case, punctuation and emoji to single blanks: "１！" becomes "1"."""
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def digits_in(text: str) -> str | None:
    """The keys, when the text is nothing but keys (as in a chat), else None."""
    joined = plain(text).replace(" ", "")
    return joined if _DIGITS.fullmatch(joined) else None


def asks_for_human(text: str, intent: Intent) -> bool:
    """Whether somebody wants a person: by the classifier, however unsure, or by the plain word."""
    return intent.name == HUMAN or _HUMAN_WORDS.search(plain(text)) is not None


def keys_for_human(digits: str, node_takes: int) -> bool:
    """Zero, or zero again and again where so many digits cannot be an answer."""
    pressed = digits.rstrip("#")
    return pressed == HUMAN_KEY or (set(pressed) == {HUMAN_KEY} and len(pressed) > node_takes)


def is_sure(intent: Intent) -> bool:
    return not intent.unsure and intent.name != UNCLEAR


def longest_key(menu: Menu) -> int:
    return max((len(choice.key) for choice in menu.choices), default=1)


def choice_keyed(menu: Menu, digits: str) -> Choice | None:
    """The choice of these keys; a closing "#" that many press out of habit is no part of them."""
    by_key = {choice.key: choice for choice in menu.choices}
    return by_key.get(digits) or by_key.get(digits.rstrip("#"))


def choice_named(menu: Menu, text: str) -> Choice | None:
    """The one choice whose word or label the text is, or short of that contains; None when two are as good."""
    n = named([words_for(choice) for choice in menu.choices], text)
    return None if n is None else menu.choices[n]


def choice_exactly(menu: Menu, text: str) -> Choice | None:
    """The one choice whose word or label is the whole text."""
    choice = choice_named(menu, text)
    return choice if choice and plain(text) in {plain(word) for word in words_for(choice)} else None


def words_for(choice: Choice) -> tuple[str, ...]:
    """All that can be said, or clicked, instead of its key."""
    return (*(word for words in choice.words.values() for word in words), *choice.label.values())


def named(options: Sequence[Collection[str]], text: str) -> int | None:
    """Which of the options the text names by one of its words; None: none of them, or two equally well."""
    heard = plain(text)
    fits = [
        (word == heard, len(word), n)
        for n, words in enumerate(options)
        for word in {plain(word) for word in words}
        if word and _contains(heard, word)
    ]
    if not fits:
        return None
    best = max(fits)
    return None if any(other[:2] == best[:2] and other[2] != best[2] for other in fits) else best[2]


def _contains(heard: str, word: str) -> bool:
    """Whole words where words have borders (ASCII), anywhere in a script without blanks."""
    if len(heard) > len(word) + SLACK:
        return False
    return f" {word} " in f" {heard} " if word.isascii() else word in heard
