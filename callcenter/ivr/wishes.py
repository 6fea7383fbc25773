"""What a customer can wish for at every question, whatever it asks: a person, to hear it again, to go back, the start.

An emergency, and words that nobody could classify, leave at once too.
"""

import re
from dataclasses import replace
from enum import StrEnum

from callcenter.ivr.listening import HUMAN_KEY, asks_for_human, choice_exactly, digits_in, keys_for_human, plain
from callcenter.ivr.turn import Heard, Keyed, Leave, Spoke, Surroundings, ToHuman, ToIntent, Why
from callcenter.model.flow import Menu, Question


class Wish(StrEnum):
    REPEAT = "repeat"
    BACK = "back"
    START = "start"


ZERO = frozenset({"zero", "零"})
KEYS = {"#": Wish.REPEAT, "*": Wish.BACK}
"""Where the question has no such choice, and nothing else was keyed."""

_POLITE = re.compile(
    r"^(请问?|麻烦(你|您)?|能不能|可以|我想要?|我要|给我|帮我|please|sorry|can (you|we|i)|could you|i want to|i d like to)\s*"
    r"|\s*(一下|吧|吗|呢|好吗|可以吗|谢谢|please|thanks|thank you)$"
)
_WORDS: dict[Wish, tuple[str, ...]] = {
    Wish.REPEAT: (
        r"再(说|听|讲|念|读|播)(一)?(遍|次|下)?|重复(一)?(遍|次)?|重(听|说|播)(一)?(遍|次)?|(没听|听不)(清楚?|见|懂|到)",
        r"(repeat|say|hear) (that|it|this)( again| once more)?|(repeat|say again|again|once again|once more|come again)",
        r"pardon( me)?|i beg your pardon|what did you say|i didn t (hear|catch|get) (that|it)",
    ),
    Wish.BACK: (
        r"返回(上一?(步|级|层|个问题|页))?|回到?上一?(步|级|层|个问题|页)|上一(步|级|层|个问题)|后退|退回(去)?",
        r"(go )?back|go back (one|a) step|previous( one| menu| question| step)?",
        r"(go )?back to (the )?previous( one| menu| question)?",
    ),
    Wish.START: (
        r"(返回|回到?|转到?)?(主菜单|主目录|主页|首页|开头|开始菜单)|(从头|重新)(开始|来)",
        r"((go |take me )?back to |go to )?(the )?(main menu|start menu|beginning)|start (over|again)|(go )?home",
    ),
}
_PATTERNS = {wish: re.compile("|".join(words)) for wish, words in _WORDS.items()}


def chooses(question: Question | None, heard: Heard) -> bool:
    """Whether the customer says a word of the open menu and nothing else, and an emergency in it is the model's guess
    alone: no rule has heard one."""
    if not isinstance(question, Menu) or not isinstance(heard, Spoke) or heard.sealed or heard.intent.floor:
        return False
    return choice_exactly(question, heard.text) is not None


def at_once(heard: Heard, around: Surroundings, takes: int, *, chosen: bool = False) -> Leave | None:
    """What needs no question to be understood: an emergency, the wish for a person, words nobody could classify.

    `takes`: how many digits can be an answer. Keys need no classifier, so they are an answer even while it is down.
    `chosen`: it is a menu's word and nothing else (`chooses`), so an emergency in it is none.
    """
    keys = _keys(heard)
    if isinstance(heard, Spoke):
        if (heard.intent.emergency or heard.intent.name in around.emergencies) and not chosen:
            return ToIntent(intent=replace(heard.intent, emergency=True))
        if asks_for_human(heard.text, heard.intent):
            return ToHuman(queue=None, why=Why.ASKED)
        if heard.intent.down and keys is None:
            return ToHuman(queue=None, why=Why.NOT_CLASSIFIED)
    if keys is not None and keys_for_human(keys, takes):
        return ToHuman(queue=None, why=Why.ASKED)
    return None


def _keys(heard: Heard) -> str | None:
    if isinstance(heard, Keyed):
        return digits_in(heard.digits)
    if isinstance(heard, Spoke):
        return HUMAN_KEY if plain(heard.text) in ZERO else digits_in(heard.text)
    return None


def wish_keyed(digits: str) -> Wish | None:
    return KEYS.get(digits)


def wish_said(text: str) -> Wish | None:
    """The wish when the text is nothing else, politeness aside: "repeat my last transfer" is none."""
    heard = plain(text)
    for _ in range(3):
        if (wish := _exactly(heard)) is not None:
            return wish
        heard, before = _POLITE.sub("", heard).strip(), heard
        if heard == before:
            return None
    return _exactly(heard)


def _exactly(heard: str) -> Wish | None:
    return next((wish for wish, pattern in _PATTERNS.items() if pattern.fullmatch(heard)), None)
