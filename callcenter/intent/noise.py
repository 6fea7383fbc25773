"""Copies of an example as hurried fingers, a speech recogniser or a longer-winded customer would have put it.

Trained on them too, the model leans less on a single letter, on the right character of a sound and on how people begin
or end a sentence. Made from the text alone: the same examples give the same copies, on every machine.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b

from callcenter.intent.sounds import SOUND
from callcenter.intent.text import is_chinese, normalise

SLIPS = 0.12
"""Share of Chinese characters heard or typed as another one of their sound, and of English words misspelt."""
DROPPED = 0.06
"""Share of English words that a recogniser swallows."""
AROUND = 0.5
"""Share of the copies that get a polite beginning or end which says nothing."""
COMMON = 12
"""So many characters of a sound are likely to be mistaken for each other, the commonest."""

_BEFORE = {
    False: (
        "hi ", "hello ", "hello there, ", "please help, ", "sorry to bother you but ", "i have a question, ", "ok so ",
        "yeah um ", "good morning, ", "can you help me, ", "i just noticed, ", "i am a bit worried, ", "listen, ",
        "excuse me, ", "i was wondering, ", "i do not understand, ", "help! ", "so yesterday ", "one more thing: ",
    ),
    True: (
        "你好", "你好,", "请问", "请问一下,", "那个", "喂,", "我想问一下,", "麻烦帮我看看,", "不好意思,", "急,", "在吗,",
        "嗯就是说", "客服你好,", "我想咨询一下", "再问一个,", "哎,", "老师,", "昨天开始", "是这样的,",
    ),
}  # fmt: skip
_AFTER = {
    False: (
        " please", " thanks", ", what should i do", ", what is going on", ", can you help", ", please check", " asap",
        ", i do not understand", ", how does that work", ", is that normal", ". please advise", " right now", ", why",
        ", i need this sorted today", " and i am not sure what to do", ". thank you very much", ", what now",
    ),
    True: (
        ",怎么办", ",怎么回事", ",谢谢", ",麻烦了", "啊", "呢", "吗", ",帮我看看", ",急", ",是什么原因", "怎么弄", ",请处理一下",
        ",能不能快点", ",我不太懂", "哈", ",现在怎么办",
    ),
}  # fmt: skip


def copies(text: str, many: int) -> list[str]:
    """So many noisy copies of a text, none of them the text itself; fewer when it is too short to be misspelt."""
    normal = normalise(text)
    chinese = is_chinese(normal)
    made = []
    for number in range(many):
        dice = _dice(f"{number}:{normal}")
        slipped = _misheard(normal, dice) if chinese else _mistyped(normal, dice)
        if next(dice) < AROUND:
            slipped = _pick(_BEFORE[chinese], next(dice)) + slipped
        if next(dice) < AROUND:
            slipped += _pick(_AFTER[chinese], next(dice))
        if slipped != normal:
            made.append(slipped)
    return list(dict.fromkeys(made))


def misheard(text: str, share: float, seed: str = "") -> str:
    """The normalised text with that share of its Chinese characters replaced by others that sound the same."""
    normal = normalise(text)
    return _misheard(normal, _dice(seed + normal), share)


def _dice(seed: str) -> Iterator[float]:
    """Numbers from 0 to 1, the same ones for the same seed."""
    turn = 0
    while True:
        digest = blake2b(f"{turn}:{seed}".encode(), digest_size=64).digest()
        yield from (int.from_bytes(digest[n : n + 4], "big") / 2**32 for n in range(0, 64, 4))
        turn += 1


def _pick(choices: Sequence[str], share: float) -> str:
    return choices[int(share * len(choices))]


def _misheard(normal: str, dice: Iterator[float], share: float = SLIPS) -> str:
    heard = []
    for character in normal:
        alike = _alike().get(SOUND.get(character, ""), "").replace(character, "")
        heard.append(_pick(alike, next(dice)) if alike and next(dice) < share else character)
    return "".join(heard)


def _mistyped(normal: str, dice: Iterator[float]) -> str:
    typed = []
    for word in normal.split(" "):
        fate = next(dice)
        if fate < DROPPED:
            continue
        typed.append(_slip(word, dice) if fate < DROPPED + SLIPS and len(word) > 3 and word.isalpha() else word)
    return " ".join(typed) or normal


def _slip(word: str, dice: Iterator[float]) -> str:
    """Two letters swapped, one left out, or one typed twice; the first letter stays."""
    at = 1 + int(next(dice) * (len(word) - 2))
    kind = int(next(dice) * 3)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]


@cache
def _alike() -> dict[str, str]:
    """The commonest characters of each sound."""
    groups: dict[str, str] = {}
    for character, sound in SOUND.items():
        groups[sound] = groups.get(sound, "") + character
    return {sound: group[:COMMON] for sound, group in groups.items()}
