"""Words of customers as they may be shown to who writes examples: no number, no address, no name that can be told.

Digits become 0, which is how the model reads them anyway: a masked sentence teaches what the sentence itself would.
Names that nobody marks as such stay; whoever takes sentences over reads them first.
"""

import re
from collections.abc import Iterable

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CHINESE_NUMBER = re.compile(r"[零〇一二三四五六七八九幺两]{5,}")
_INTRODUCED = re.compile(
    r"\b(?P<said>(?i:my name is|my name's|my name’s|this is|i am|i'm|i’m|mr\.?|mrs\.?|ms\.?|miss|dr\.?|signed|regards,?))"
    r"\s+(?P<name>[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,2})"
)
_CALLED = re.compile(
    r"(?P<said>我叫|我的名字是|我名字叫|本人叫|姓名是?[:：]?|户名是?[:：]?|我姓)(?P<name>[\u4e00-\u9fff·]{1,4}?)(?=[,，。.!！?？、\s]|$)"
)
_TITLED = re.compile(r"(?P<name>[\u4e00-\u9fff])(?P<said>先生|女士|小姐|太太)")


def masked(text: str, names: Iterable[str] = ()) -> str:
    """`names` are known ones of the customer; their parts are masked too, where they stand as words of their own."""
    text = _LINK.sub("(link)", _MAIL.sub("name@example.com", text))
    for part in sorted({part for name in names for part in _parts(name)}, key=lambda part: (-len(part), part)):
        text = re.sub(_whole(part), "某某" if _is_chinese(part) else "N. N.", text, flags=re.IGNORECASE)
    text = _INTRODUCED.sub(lambda hit: f"{hit['said']} N. N.", text)
    text = _CALLED.sub(lambda hit: f"{hit['said']}某某", text)
    text = _TITLED.sub(lambda hit: f"某{hit['said']}", text)
    text = _CHINESE_NUMBER.sub(lambda hit: "0" * len(hit[0]), text)
    return " ".join(_DIGIT.sub("0", text).split())


def _parts(name: str) -> list[str]:
    name = name.strip()
    if _is_chinese(name):
        return [name] if len(name) >= 2 else []
    return [part for part in (name, *name.split()) if len(part) >= 3]


def _whole(name: str) -> str:
    return re.escape(name) if _is_chinese(name) else rf"\b{re.escape(name)}\b"


def _is_chinese(name: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in name)
