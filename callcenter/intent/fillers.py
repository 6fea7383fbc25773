"""Words that say nothing yet: somebody thinks, or greets. They are no wish, whatever a model makes of them."""

import re

_ENGLISH = re.compile(
    r"(?:uh+|um+|er+m?|h+m+|mm+|mhm|ah+|oh|well|so|like|you know|i mean|let me (?:see|think)|hello|hi|hey|good (?:morning|"
    r"afternoon|evening)|there|a|just|one|wait|hold on|hang on|second|sec|moment|minute|please)"
)
_CHINESE = re.compile(
    r"嗯|呃|啊|额|哦|喔|唉|哎|呀|喂|诶|那个|这个|就是|怎么说呢?|我想想|让我想想|等一下|稍等|你好|您好|早上好|晚上好"
)
_BETWEEN = re.compile(r"[\W_]+")


def says_nothing(normal: str) -> bool:
    """Whether nothing is left of a normalised text once fillers and greetings are taken out."""
    rest = _CHINESE.sub(" ", normal)
    words = _BETWEEN.sub(" ", rest).strip()
    return not words or re.fullmatch(rf"{_ENGLISH.pattern}(?: {_ENGLISH.pattern})*", words) is not None
