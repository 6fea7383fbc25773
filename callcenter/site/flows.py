"""One flow per file: nodes, each with the single key that says what it does.

`flow: NAME` is a node too: the dialogue goes on in another flow. It is unfolded when the site is loaded (the other
flow's nodes join this one as `NAME/NODE`), so that whoever checks or runs a flow sees one graph.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from callcenter.model.flow import (
    Branch,
    Choice,
    Flow,
    Gather,
    HangUp,
    Hours,
    Menu,
    Node,
    Say,
    Text,
    ToQueue,
)
from callcenter.site.part import Fields, Part
from callcenter.site.problem import meant
from callcenter.site.texts import FACT, fill, read_text

KEY = re.compile(r"[1-9*#]")


@dataclass(frozen=True, kw_only=True)
class GoOn:
    """Goes on in another flow; gone once flows are unfolded."""

    flow: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A flow as its file has it."""

    name: str
    root: Part
    title: Text
    start: str
    nodes: Mapping[str, Node | GoOn]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What every text of a flow needs to be read."""

    languages: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    def read(self, part: Part | None) -> Text:
        return fill(read_text(part, self.languages, known=None), self.facts)


def read_flow(name: str, root: Part, wording: Wording) -> Draft:
    fields = root.fields(needed=("title", "start", "nodes"))
    nodes = {node: _read_node(part, wording) for node, part in sorted(fields.named("nodes").items())}
    return Draft(
        name=name,
        root=root,
        title=read_text(fields.get("title"), wording.languages),
        start=fields.word("start"),
        nodes={node: read for node, read in nodes.items() if read is not None},
    )


def _read_node(part: Part, wording: Wording) -> Node | GoOn | None:
    """None when it is not said, or said twice, what the node does; that is a problem then."""
    entries = part.entries()
    kinds = [key for key in entries if key in READERS]
    if len(kinds) > 1:
        entries[kinds[1]].problem(f'{part.name}: one node does one thing, "{kinds[0]}" or "{kinds[1]}"')
        return None
    if kinds:
        return READERS[kinds[0]](part, wording)
    if part.is_mapping():
        hint = next((hint for key in entries if "did you mean" in (hint := meant(key, READERS))), "")
        part.problem(f"{part.name}: does nothing; one of {', '.join(READERS)} is wanted{hint}")
    return None


def _say(part: Part, wording: Wording) -> Say:
    fields = part.fields(needed=("say", "next"))
    return Say(text=wording.read(fields.get("say")), next=fields.word("next"))


def _menu(part: Part, wording: Wording) -> Menu:
    fields = part.fields(needed=("menu", "choices"), allowed=("timeout",))
    choices = fields.get("choices")
    entries = choices.entries() if choices else {}
    if choices and choices.is_mapping() and not entries:
        choices.problem("choices: there is none")
    menu = Menu(
        prompt=wording.read(fields.get("menu")),
        choices=tuple(_choice(key, entries[key], wording) for key in sorted(entries)),
        timeout=_timeout(fields),
    )
    _check_words(entries, menu)
    return menu


def _choice(key: str, part: Part, wording: Wording) -> Choice:
    if key == "0":
        part.problem("choices: 0 always leads to a human and cannot be a choice")
    elif not KEY.fullmatch(key):
        part.problem(f'choices: "{key[:40]}" is no key: 1 to 9, * or #')
    fields = part.fields(needed=("next",), allowed=("words", "label"))
    words = fields.get("words")
    spoken = words.fields(needed=wording.languages) if words else Fields()
    return Choice(
        key=key,
        next=fields.word("next"),
        words={language: spoken.words(language) for language in sorted(wording.languages)} if words else {},
        label=wording.read(fields.get("label")),
    )


def _check_words(entries: Mapping[str, Part], menu: Menu) -> None:
    """A word that stands for two choices decides nothing."""
    owner: dict[tuple[str, str], str] = {}
    for choice in menu.choices:
        for language, words in choice.words.items():
            for word in words:
                first = owner.setdefault((language, word.casefold()), choice.key)
                if first != choice.key:
                    entries[choice.key].problem(f'choices: "{word[:40]}" is said for {first} and for {choice.key}')


def _gather(part: Part, wording: Wording) -> Gather:
    fields = part.fields(needed=("gather", "next"), allowed=("store", "max_digits", "speech", "timeout"))
    gather = Gather(
        prompt=wording.read(fields.get("gather")),
        next=fields.word("next"),
        store=_fact(fields.get("store")) if fields.get("store") else "",
        max_digits=fields.whole("max_digits", 1, least=1, most=32),
        speech=fields.yes_no("speech", default=True),
        timeout=_timeout(fields),
    )
    return gather


def _timeout(fields: Fields) -> float:
    return fields.number("timeout", 8.0, least=1.0, most=60.0)


def _fact(part: Part | None) -> str:
    name = part.word() if part else ""
    if part and name and not FACT.fullmatch(name):
        part.problem(f'{part.name}: "{name[:80]}" is no fact\'s name: small letters, digits and _')
    return name


def _branch(part: Part, wording: Wording) -> Branch:
    fields = part.fields(needed=("branch", "cases", "otherwise"))
    cases = fields.get("cases")
    entries = cases.entries() if cases else {}
    return Branch(
        fact=_fact(fields.get("branch")),
        cases={value: entries[value].word() for value in sorted(entries)},
        otherwise=fields.word("otherwise"),
    )


def _hours(part: Part, wording: Wording) -> Hours:
    fields = part.fields(needed=("hours", "open", "closed"))
    return Hours(calendar=fields.word("hours"), open=fields.word("open"), closed=fields.word("closed"))


def _queue(part: Part, wording: Wording) -> ToQueue:
    return ToQueue(queue=part.fields(needed=("queue",)).word("queue"))


def _hang_up(part: Part, wording: Wording) -> HangUp:
    text = part.fields(needed=("hang_up",)).get("hang_up")
    return HangUp(text={} if text is None or text.is_nothing() else wording.read(text))


def _go_on(part: Part, wording: Wording) -> GoOn:
    return GoOn(flow=part.fields(needed=("flow",)).word("flow"))


READERS: Mapping[str, Callable[[Part, Wording], Node | GoOn]] = {
    "say": _say,
    "menu": _menu,
    "gather": _gather,
    "branch": _branch,
    "hours": _hours,
    "queue": _queue,
    "hang_up": _hang_up,
    "flow": _go_on,
}


def ways(node: Node | GoOn) -> dict[tuple[str, ...], str]:
    """Where a node leads: the path of each answer inside the node, and the node it names."""
    match node:
        case Say() | Gather():
            return {("next",): node.next}
        case Menu():
            return {("choices", choice.key, "next"): choice.next for choice in node.choices}
        case Branch():
            return {("otherwise",): node.otherwise, **{("cases", case): to for case, to in node.cases.items()}}
        case Hours():
            return {("open",): node.open, ("closed",): node.closed}
        case _:
            return {}


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    match node:
        case Say() | Gather():
            return replace(node, next=names[node.next])
        case Menu():
            return replace(node, choices=tuple(replace(way, next=names[way.next]) for way in node.choices))
        case Branch():
            cases = {case: names[to] for case, to in node.cases.items()}
            return replace(node, cases=cases, otherwise=names[node.otherwise])
        case Hours():
            return replace(node, open=names[node.open], closed=names[node.closed])
        case _:
            return node


def unfold(draft: Draft, drafts: Mapping[str, Draft]) -> tuple[Flow, dict[str, tuple[str, int]]]:
    """The flow with the flows it goes on in, and where each node was written. The drafts' references were checked."""
    nodes: dict[str, Node] = {}
    where: dict[str, tuple[str, int]] = {}
    names: dict[str, str] = {}
    for name, node in draft.nodes.items():
        names[name] = f"{node.flow}/{drafts[node.flow].start}" if isinstance(node, GoOn) else name
    joined = sorted({node.flow for node in draft.nodes.values() if isinstance(node, GoOn)})
    for part, prefix in [(draft, ""), *((drafts[flow], f"{flow}/") for flow in joined)]:
        inner = names if part is draft else {name: prefix + name for name in part.nodes}
        for name, node in part.nodes.items():
            if not isinstance(node, GoOn):
                nodes[prefix + name] = _renamed(node, inner)
                where[prefix + name] = (part.root.file, part.root.line_of("nodes", name))
    flow = Flow(name=draft.name, title=draft.title, start=names[draft.start], nodes=dict(sorted(nodes.items())))
    return flow, where
