"""Wishes for the product inside what customers say: "why can't I ...", 要是能...就好了. What they are about stays."""

import re

from callcenter.intent.text import folded

_ENGLISH = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"i (?:really |only |just )?wish (?:you|i|the|there|it|your|we)",
            r"(?:it )?would be (?:so |really |very )?(?:nice|great|good|helpful|handy|lovely|cool) (?:if|to)",
            r"why (?:cant|cannot|can not|dont|do not|doesnt|does not|isnt|is not|arent|wont) (?:i|you|we|your|the|it|there)",
            r"(?:you|your app|the app|the bank) (?:really )?(?:should|could|ought to) (?:really |at least |also )?"
            r"(?:let|have|offer|add|allow|support|make|send|show|give)",
            r"(?:please|pls) (?:add|support|allow|offer|bring back|introduce)",
            r"(?:id|i would) (?:love|like) (?:it if|to see|you to (?:add|offer|support))",
            r"(?:any|is there a) (?:plan|plans|chance) (?:to|of|that you)",
            r"it(?:s| is) a (?:pity|shame) (?:that|you)",
            r"(?:i suggest|my suggestion|feature request)",
        )
    )
    + r")\b"
)
_CHINESE = re.compile(
    "|".join(
        (
            r"希望(?:你们|贵行|银行|app|手机银行|以后|能|可以|增加|支持|开通|尽快|有|把|咱们)(?:能|可以)?",
            r"要是(?:能|可以|有)",
            r"如果(?:能|可以|有)(?=[^。！？!?]{1,30}就好)",
            r"能不能(?=增加|支持|开通|出个|加个|弄个|做个|改成)",
            r"为什么(?:不能|不可以|不支持|没有|不让|还不|不给)",
            r"为啥(?:不能|不支持|没有|不让|还不|不给)",
            r"怎么(?:不能|不支持|还不能|就不能)",
            r"(?:我)?(?:想)?(?:提个|给个|有个)?建议(?:你们|贵行|银行|增加|加|把|改|能|可以|一下|:|，|,)",
            r"(?:最好|应该)(?:能|可以|增加|加个|支持|有个)",
            r"什么时候(?:才)?(?:能支持|可以支持|支持|上线|开通)",
            r"(?:可不可以|可以不可以)(?=增加|加|支持|做)",
            r"就好了",
        )
    )
)
_PLEASANTRY = re.compile(
    r"希望(?:你们|贵行)?(?:能|可以)?(?:尽快|早点|快点|赶紧)?(?:处理|解决|回复|答复|帮我|给我)"
    r"|我建议你|\bi wish (?:to|you a|you all)\b"
)
"""Said with a matter of one's own, not of the product."""


def wish_in(text: str) -> str:
    """What the wish is about: the text without the words that make it one; empty when it is none."""
    plain = folded(text)
    if _PLEASANTRY.search(plain):
        return ""
    for pattern in (_ENGLISH, _CHINESE):
        if pattern.search(plain):
            return pattern.sub(" ", plain).strip() or plain
    return ""
