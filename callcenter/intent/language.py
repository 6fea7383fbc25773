"""In which language somebody wrote or spoke, by script."""

from callcenter.intent.pinyin import from_pinyin
from callcenter.intent.text import is_chinese, normalise, words


def language_of(text: str, given: str = "") -> str:
    """The BCP 47 tag by script: zh-CN for Chinese (in pinyin too), en for Latin words; `given` when the script does not say."""
    normal = from_pinyin(normalise(text))
    if is_chinese(normal):
        return given if given.lower().startswith("zh") else "zh-CN"
    if any(word.isalpha() for word in words(normal)):
        return given if given and not given.lower().startswith("zh") else "en"
    return given
