"""What is wrong with a question: it cannot be answered, or an answer means two things."""

import re
from collections.abc import Iterator

from callcenter.ivr.listening import HUMAN_KEY, asks_for_human, digits_in, plain, words_for
from callcenter.model.flow import Check, ChooseLanguage, Gather, Menu, Node, Question
from callcenter.model.intent import UNHEARD

MAX_CHOICES = 9
"""Of a menu: as many as there are digits, and already more than anybody remembers."""

_KEY = re.compile(r"[1-9*#][0-9*#]*")


def questions(node: Node) -> Iterator[str]:
    if not isinstance(node, Question):
        return
    if not node.timeout > 0:
        yield "waits no time for an answer"
    if isinstance(node, Gather | Check) and node.max_digits < 1:
        yield "takes no digit, so not even 0 for a human"
    if isinstance(node, Check) and node.attempts < 1:
        yield "allows no attempt"
    if isinstance(node, ChooseLanguage) and len(node.prompt) > MAX_CHOICES:
        yield f"has more than {MAX_CHOICES} languages: there are no keys for them"
    if isinstance(node, Menu):
        yield from _keys(node)
        yield from _words(node)


def _keys(menu: Menu) -> Iterator[str]:
    if not menu.choices:
        yield "has no choices"
    if len(menu.choices) > MAX_CHOICES:
        yield f"has more than {MAX_CHOICES} choices ({len(menu.choices)}): nobody remembers them"
    keys = [choice.key for choice in menu.choices]
    for n, key in enumerate(keys):
        if key.startswith(HUMAN_KEY):
            yield f"{key!r} cannot be a choice: 0 always leads to a human"
        elif not _KEY.fullmatch(key):
            yield f"{key!r} is no key: digits, * and # are"
        for other in keys[n + 1 :]:
            if key == other:
                yield f"the key {key!r} is taken twice"
            elif key.startswith(other) or other.startswith(key):
                yield f"the keys {key!r} and {other!r} begin alike: nobody knows when one is complete"


def _words(menu: Menu) -> Iterator[str]:
    """Labels count: whoever reads them may say them, or send them back."""
    taken: dict[str, str] = {}
    for choice in menu.choices:
        for word in dict.fromkeys(words_for(choice)):
            heard = plain(word)
            if not word.strip():
                continue
            if not heard or digits_in(word) is not None:
                yield f"{word!r} is no word that can be said"
            elif asks_for_human(word, UNHEARD):
                yield f"the word {word!r} cannot be a choice: it always leads to a human"
            elif taken.setdefault(heard, choice.key) != choice.key:
                yield f"the word {word!r} is taken twice"
