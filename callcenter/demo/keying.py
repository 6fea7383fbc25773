"""What a simulated customer makes of a prompt: which key is for what they want, and whether a grade is asked for."""

import re
from collections.abc import Iterable

MORE = ("更多选项", "more choices")
"""What the demo bank calls the key that leads to the others."""
CALL_BACK = ("给您回电", "called back")
GRADE = ("打个分", "how did we do")
_UP_TO_THE_KEY = r"[^.。;；?？!！\n\d]*(\d)"


def key_of(prompt: str, names: Iterable[str]) -> str:
    """The key a prompt gives ("查余额请按2", "your balance 2") for what has one of these names; empty: none."""
    for name in names:
        if found := re.search(re.escape(name) + _UP_TO_THE_KEY, prompt, re.IGNORECASE):
            return found[1]
    return ""


def asks_for_grade(prompt: str) -> bool:
    return any(words in prompt for words in GRADE)
