"""Where a node leads, and the same node leading elsewhere."""

from collections.abc import Callable
from dataclasses import replace

from callcenter.model.flow import (
    Branch,
    Check,
    ChooseLanguage,
    Decide,
    Gather,
    HangUp,
    Hours,
    LookUp,
    Menu,
    Node,
    Say,
    SendText,
    SetFacts,
    Survey,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.site.nodes.wording import GoOn, Return, Written


def ways(node: Written) -> dict[tuple[str, ...], str]:
    """The path of each way on inside the node's part of the file, and the name of the node that it leads to."""
    found: dict[tuple[str, ...], str] = {}
    match node:
        case Say() | SendText() | Gather() | ChooseLanguage() | Survey() | SetFacts():
            found["next",] = node.next
        case Menu():
            found |= {("choices", choice.key, "next"): choice.next for choice in node.choices}
        case Branch():
            found |= {("cases", case): to for case, to in node.cases.items()}
            found["otherwise",] = node.otherwise
        case Decide():
            found |= {("branch", str(n), "next"): to for n, (_, to) in enumerate(node.ways)}
            found["otherwise",] = node.otherwise
        case Check():
            found |= {("next",): node.next, ("failed",): node.failed}
            if node.unavailable != node.failed:
                found["unavailable",] = node.unavailable
        case LookUp():
            found |= {("next",): node.next, ("failed",): node.failed}
        case Hours():
            found |= {("open",): node.open, ("closed",): node.closed}
        case GoOn():
            found |= {("next",): node.next} if node.next else {}
        case ToQueue() | ToCallback() | ToVoicemail() | Transfer() | HangUp() | Return():
            pass
    return found


def rewired(node: Node, to: Callable[[str], str]) -> Node:
    """The node with every name it leads to replaced by what `to` makes of it."""
    match node:
        case Say() | SendText() | Gather() | ChooseLanguage() | Survey() | SetFacts():
            return replace(node, next=to(node.next))
        case Menu():
            return replace(node, choices=tuple(replace(choice, next=to(choice.next)) for choice in node.choices))
        case Branch():
            cases = {case: to(name) for case, name in node.cases.items()}
            return replace(node, cases=cases, otherwise=to(node.otherwise))
        case Decide():
            return replace(node, ways=tuple((when, to(name)) for when, name in node.ways), otherwise=to(node.otherwise))
        case Check():
            return replace(node, next=to(node.next), failed=to(node.failed), unavailable=to(node.unavailable))
        case LookUp():
            return replace(node, next=to(node.next), failed=to(node.failed))
        case Hours():
            return replace(node, open=to(node.open), closed=to(node.closed))
        case ToQueue() | ToCallback() | ToVoicemail() | Transfer() | HangUp():
            return node
