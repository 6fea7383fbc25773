"""What only the customer knows, on its way into the journal: the answer goes into a vault, its token into the event.

What was said is classified first, so that an emergency and the wish for a person are heard at every question; then the
words are gone, and with them whatever the classifier quotes. Keys and words that cannot be a secret pass as they are.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from callcenter.ivr.listening import asks_for_human, digits_in, plain
from callcenter.ivr.spoken import digits_said
from callcenter.ivr.wishes import ZERO, wish_said
from callcenter.model.events import AnyEvent, CustomerKeyed, CustomerSpoke, MessageReceived
from callcenter.model.intent import HUMAN, UNHEARD, Intent

Put = Callable[[str], str]
"""Keeps an answer and gives the token it is known by."""
WISHES = frozenset({"", "0", "*", "#"})
"""Keys every question understands: a person, back, again."""
SEALED = "sealed before it was written down"
NOWHERE = "not kept"
"""The token of a secret that nobody is to have."""
_NUMBERS = re.compile(
    r"\d|[零〇一二三四五六七八九十幺两洞拐壹贰叁肆伍陆柒捌玖]{2}"
    r"|\b(zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)\b",
    re.IGNORECASE,
)


def sealed(event: AnyEvent, put: Put) -> AnyEvent:
    """The event as it may be written down. To be called for events of customers who stand at a sealed question."""
    if isinstance(event, CustomerKeyed) and event.digits in WISHES:
        return event
    if isinstance(event, CustomerSpoke | MessageReceived) and _no_secret(event.text):
        return event
    return without_words(event, put)


def without_words(event: AnyEvent, put: Put) -> AnyEvent:
    """The same whatever it is: one key of a card number is no wish."""
    if isinstance(event, CustomerKeyed):
        return replace(event, digits="", sealed=put(event.digits.rstrip("#")))
    if isinstance(event, CustomerSpoke | MessageReceived):
        intent = _unquoted(event.text, event.intent)
        return replace(event, text="", intent=intent, sealed=put(_answer_in(event.text)))
    return event


def _no_secret(text: str) -> bool:
    """A wish and nothing else, or nothing at all."""
    return plain(text) in ZERO or (digits_in(text) or plain(text)) in WISHES or wish_said(text) is not None


def _answer_in(text: str) -> str:
    """Digits, however they were said or written; else the words."""
    return digits_in(text) or digits_said(text) or text.strip()


def _unquoted(text: str, intent: Intent) -> Intent:
    """What was understood, without a word of it. Digits need no classifier: they are an answer also while it is down."""
    if digits_in(text) or digits_said(text):
        return replace(UNHEARD, language=intent.language, reasons=(SEALED,))
    if intent.emergency:
        kept = tuple(reason for reason in intent.reasons if not _NUMBERS.search(reason))
        return replace(intent, reasons=(*kept, SEALED), slots={})
    if asks_for_human(text, intent):
        return replace(intent, name=HUMAN, reasons=(SEALED,), alternatives=(), slots={})
    slots = {} if intent.unsure else {name: value for name, value in intent.slots.items() if not _NUMBERS.search(value)}
    return replace(intent, reasons=(SEALED,), alternatives=(), slots=slots)
