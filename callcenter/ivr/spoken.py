"""Words that stand for something else: digits, languages and grades, as people say them."""

import re
from collections.abc import Mapping

from callcenter.ivr.listening import named, plain

# --- digits ------------------------------------------------------------------------------------------------------------

_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS: Mapping[str, str] = {
    **{word: str(n) for n, word in enumerate(_ENGLISH)},
    "oh": "0",
    "o": "0",
    "nought": "0",
    **{sign: str(n) for n, sign in enumerate("零一二三四五六七八九")},
    **{sign: str(n) for n, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "幺": "1",
    "两": "2",
    "洞": "0",
    "拐": "7",
}
"""幺, 洞 and 拐 are how Chinese telephone voices tell one, zero and seven from their neighbours."""
_TIMES: Mapping[str, int] = {"double": 2, "triple": 3}
_AROUND = re.compile(
    r"^(我的)?(号码|卡号|尾号|密码)?(是|就是)?|^(it s|it is|my number is|the number is)\b|(号|谢谢|please|thanks)$"
)
_SIGN = re.compile(r"[0-9]+|[a-z]+|\S")


def digits_said(text: str) -> str | None:
    """The digits when the text is nothing but digits, spoken or written ("one double two", "幺三八", "一 2"); else None.

    Numbers ("twelve", 十二) are none: nobody reads out a card so, and "twenty three" may be 23 or 203.
    """
    signs = _SIGN.findall(_AROUND.sub(" ", plain(text)))
    digits, times = "", 1
    for sign in signs:
        if sign in _TIMES and times == 1:
            times = _TIMES[sign]
            continue
        digit = sign if sign.isascii() and sign.isdigit() else _DIGITS.get(sign)
        if digit is None or (times > 1 and len(digit) > 1):
            return None
        digits, times = digits + digit * times, 1
    return digits if digits and times == 1 else None


# --- languages -----------------------------------------------------------------------------------------------------------

_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "zh": ("中文", "普通话", "国语", "汉语", "华语", "chinese", "mandarin", "putonghua"),
    "en": ("English", "英语", "英文"),
    "yue": ("粤语", "廣東話", "广东话", "cantonese"),
    "de": ("Deutsch", "german", "德语"),
    "fr": ("Français", "francais", "french", "法语"),
    "es": ("Español", "espanol", "spanish", "西班牙语"),
    "pt": ("Português", "portugues", "portuguese", "葡萄牙语"),
    "ja": ("日本語", "japanese", "日语"),
    "ko": ("한국어", "korean", "韩语"),
    "ru": ("Русский", "russian", "俄语"),
    "ar": ("العربية", "arabic", "阿拉伯语"),
    "vi": ("Tiếng Việt", "vietnamese", "越南语"),
    "th": ("ไทย", "thai", "泰语"),
    "id": ("Bahasa Indonesia", "indonesian", "印尼语"),
}
"""Primary subtag (BCP 47) to what people call the language, its own name first."""


def name_of(language: str) -> str:
    """The language's own name, or its tag."""
    return _LANGUAGES.get(language.split("-")[0].lower(), (language,))[0]


def language_named(languages: tuple[str, ...], text: str) -> str | None:
    """The one language the text names."""
    n = named([(tag, *_LANGUAGES.get(tag.split("-")[0].lower(), ())) for tag in languages], text)
    return None if n is None else languages[n]


# --- grades --------------------------------------------------------------------------------------------------------------

GRADES = (90, 60, 30, 0, -30, -60, -90)
"""Of the keys 1 to 7."""
_SATISFIED: tuple[tuple[str, ...], ...] = (
    ("非常满意", "很满意", "特别满意", "十分满意", "very satisfied", "very happy", "excellent", "very good"),
    ("满意", "satisfied", "happy", "good"),
    ("还可以", "还行", "比较满意", "基本满意", "quite satisfied", "fairly satisfied", "okay", "ok", "not bad"),
    ("一般", "一般般", "马马虎虎", "neutral", "so so", "average", "neither"),
    ("不太满意", "不怎么满意", "不大满意", "somewhat dissatisfied", "not quite satisfied", "not very satisfied", "not great"),
    ("不满意", "dissatisfied", "not satisfied", "unsatisfied", "unhappy", "bad", "not happy", "not good"),
    (
        "非常不满意", "很不满意", "特别不满意", "十分不满意", "very dissatisfied", "very unsatisfied", "very unhappy",
        "very bad", "terrible",
    ),
)  # fmt: skip


def grade_keyed(digits: str) -> int | None:
    key = digits.rstrip("#")
    return GRADES[int(key) - 1] if len(key) == 1 and key in "1234567" else None


def grade_said(text: str) -> int | None:
    """The grade these words mean: the longest that fits, so "不太满意" is not taken for "满意"."""
    n = named(_SATISFIED, text)
    return None if n is None else GRADES[n]
