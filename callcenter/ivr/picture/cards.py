"""What the picture of a flow says of each node: its kind, its words, and its ways on with their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from callcenter.ivr import labels
from callcenter.ivr.graph import nexts
from callcenter.ivr.labels import labelled
from callcenter.ivr.texts import words_of
from callcenter.model.flow import (
    Branch,
    Check,
    ChooseLanguage,
    Decide,
    Flow,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Proof,
    Say,
    SendText,
    SetFacts,
    Survey,
    Text,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)


class Kind(StrEnum):
    """How a node looks."""

    SPEAKS = "speaks"
    ASKS = "asks"
    PROVES = "proves"
    DECIDES = "decides"
    FETCHES = "fetches"
    HUMAN = "human"
    """A person will answer: at once, or by calling back."""
    ENDS = "ends"


@dataclass(frozen=True, kw_only=True)
class WayOn:
    """One way out of a node. `label` is empty where there is only one."""

    to: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    name: str
    kind: Kind
    word: str
    """What kind of node it is, in the reader's language."""
    words: str
    """What it says, or asks of what; shortened by who draws it."""
    ways: tuple[WayOn, ...] = ()


_WORDS: Mapping[type, tuple[str, str]] = {
    Say: ("播报", "says"),
    SendText: ("发送短信", "text message"),
    Menu: ("菜单", "menu"),
    Gather: ("询问", "asks"),
    ChooseLanguage: ("选择语言", "language"),
    Survey: ("满意度评价", "survey"),
    Branch: ("判断", "branch"),
    Decide: ("判断", "branch"),
    SetFacts: ("计算", "set"),
    LookUp: ("查询", "look-up"),
    Hours: ("营业时间", "hours"),
    ToQueue: ("转人工", "to a person"),
    ToCallback: ("预约回呼", "callback"),
    ToVoicemail: ("语音留言", "voicemail"),
    Transfer: ("转接外线", "transfer"),
    HangUp: ("结束通话", "hangs up"),
}
_PROOFS: Mapping[Proof, tuple[str, str]] = {
    Proof.IDENTIFY: ("识别身份", "identify"),
    Proof.VERIFY: ("核实身份", "verify"),
}
_KINDS: Mapping[type, Kind] = {
    Say: Kind.SPEAKS,
    SendText: Kind.SPEAKS,
    Check: Kind.PROVES,
    Branch: Kind.DECIDES,
    Decide: Kind.DECIDES,
    SetFacts: Kind.DECIDES,
    Hours: Kind.DECIDES,
    LookUp: Kind.FETCHES,
    ToQueue: Kind.HUMAN,
    ToCallback: Kind.HUMAN,
    ToVoicemail: Kind.HUMAN,
    Transfer: Kind.HUMAN,
    HangUp: Kind.ENDS,
}
_WAYS = {
    labels.OTHERWISE: ("其他", "otherwise"),
    labels.FAILED: ("失败", "failed"),
    labels.UNAVAILABLE: ("无法查询", "unavailable"),
    labels.OPEN: ("营业中", "open"),
    labels.CLOSED: ("休息", "closed"),
    labels.RIGHT: ("通过", "right"),
    labels.FOUND: ("查到", "found"),
}


def chinese(language: str) -> bool:
    return language.lower().split("-")[0] == "zh"


def either(words: tuple[str, str], language: str) -> str:
    return words[0] if chinese(language) else words[1]


def cards(flow: Flow, language: str) -> list[Card]:
    """In the order of the file; what is no language of the flow's is shown in one that is."""
    return [card(name, node, language) for name, node in flow.nodes.items()]


def card(name: str, node: Node, language: str) -> Card:
    word = _PROOFS[node.proof] if isinstance(node, Check) else _WORDS[type(node)]
    return Card(
        name=name,
        kind=_KINDS.get(type(node), Kind.ASKS),
        word=either(word, language),
        words=_words(node, language),
        ways=tuple(_ways(node, language)),
    )


def _words(node: Node, language: str) -> str:
    match node:
        case Say() | SendText() | HangUp():
            return words_of(node.text, language)
        case Menu() | Gather() | Check() | Survey():
            return words_of(node.prompt, language)
        case ChooseLanguage():
            return " ".join(node.prompt.values())
        case Branch():
            return f"{node.fact} = ?"
        case Decide():
            return ""
        case SetFacts():
            return "; ".join(f"{fact} = {value}" for fact, value in node.facts)
        case LookUp():
            said = words_of(node.text, language)
            return f"{node.source}: {said}" if said else node.source
        case Hours():
            return node.calendar
        case ToQueue() | ToCallback() | ToVoicemail():
            return node.queue
        case Transfer():
            return f"{node.number} ({node.queue})"


def _ways(node: Node, language: str) -> list[WayOn]:
    match node:
        case Menu():
            return [
                WayOn(to=c.next, label=f"{c.key} {_label(c.label, c.words, language)}".strip()) for c in node.choices
            ]
        case Branch() | Decide() | LookUp() | Check() | Hours():
            return [WayOn(to=to, label=_way_in_words(way, language)) for way, to in labelled(node)]
        case _:
            return [WayOn(to=to) for to in nexts(node)]


def _way_in_words(way: str, language: str) -> str:
    """Of a case its value, of a condition its expression."""
    return either(_WAYS[way], language) if way in _WAYS else way.partition(" ")[2]


def _label(label: Text, words: Mapping[str, tuple[str, ...]], language: str) -> str:
    """The choice's label, or for want of one the first word it is said by."""
    if label:
        return words_of(label, language)
    spoken = words.get(language) or next(iter(words.values()), ())
    return spoken[0] if spoken else ""
