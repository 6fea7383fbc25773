"""Who asks for a person gets one: rules for "agent", "人工", "0" and their relatives, in text and in keys."""

import re

from callcenter.intent.slips import corrected
from callcenter.intent.text import words

_PERSON = (
    r"(?:agents?|humans?|operator|representative|rep|(?:real |actual |live )?(?:person|human being)|advis[eo]r|someone|somebody|"
    r"staff|employee|manager|supervisor|consultant|customer (?:service|care|support)|a man|a woman|teller|assistant|specialist)"
)
_ALONE = re.compile(
    rf"(?:0|hash 0|(?:(?:a|an|the|live|real|to|please|pls|hello|hi|hey|customer|service|care|support|need|want|i) )*"
    rf"{_PERSON}(?: (?:please|pls|now|thanks|thank you|asap))*)"
)
_ASKED = re.compile(
    r"\b(?:speak|talk|chat|connect|transfer|put|get|give|pass|want|need|reach|contact|switch|forward|have|let)\b"
    rf"(?: (?!someone else|somebody else)\w+){{0,5}}? (?:to |with |by |for )?(?:a |an |the |some |any )?"
    rf"(?:real |live |actual |human |bank |customer service )?{_PERSON}\b"
)
_TOWARDS = re.compile(
    r"\b(?:speak|talk|chat|connect|transfer|put|through|reach|contact|agent|human|operator|representative|live|person)\b"
)
_REFUSED = re.compile(
    r"\b(?:dont|do not|didnt|not|no|without|never|stop)(?: \w+){0,4} (?:speak|talk|agent|human|operator|representative|person)\b"
    r"|\b(?:spoke|talked|spoken|was told)\b"
)
_CHINESE = re.compile(
    r"(?:转|要|找|接|叫|换|请|需要|想|给我|帮我|连|跟|和|让|求|呼叫|联系|有没有|上)[^。！？!?,，;；]{0,6}?(?:人工|真人|活人|坐席|座席|客服|专员|经理|接线员|话务员|工作人员|人说话|人来|人接)|"
    r"(?:人工|真人|活人)(?:客服|服务|坐席|座席|接听)?(?:在吗|在不在|呢|快|吧|啊|$)|不(?:要|想)[^。！？!?]{0,5}(?:机器人|机器|智能)|(?:别|不要)(?:再)?(?:跟我)?[^。！？!?]{0,3}机器人"
)
_CHINESE_ALONE = re.compile(
    r"[^一-鿿]*(?:我)?(?:转|要|找|接)?(?:人工|真人|活人|客服|坐席|座席|接线员|专员)(?:客服|服务|坐席|谢谢|台)?[^一-鿿]*"
)
_CHINESE_REFUSED = re.compile(
    r"(?:不要|不用|不需要|不想|别|不必|无需)(?:再)?(?:转|找|接|要|给我转)?(?:人工|真人|客服)|"
    r"(?:客服|人工|经理|坐席|接线员|工作人员)[^。！？!?]{0,10}(?:态度|差|骂|凶|不耐烦|挂(?:我|了)|没礼貌|敷衍|不专业|恶劣|投诉)|投诉"
)


def asks_for_person(raw: str, normal: str) -> str:
    """The words that ask for a person, or nothing. `raw` is what was typed (a "0" is a key), `normal` normalised."""
    keys = raw.strip().strip("#*")
    if keys.isdigit():
        return keys if keys in ("0", "00", "０") else ""
    if _CHINESE_ALONE.fullmatch(normal):
        return normal
    found = _CHINESE.search(normal)
    if found and not _CHINESE_REFUSED.search(normal):
        return found[0]
    said = " ".join(corrected(word) for word in words(normal) if word.isascii())
    if _ALONE.fullmatch(said) and said != "0":
        return said
    asked = _ASKED.search(said)
    if asked and _TOWARDS.search(asked[0]) and not _REFUSED.search(said):
        return asked[0]
    return ""
