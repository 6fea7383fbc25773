"""A written dialogue is played, and every expectation that does not hold is told with what was heard instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from callcenter.model.site import Site
from callcenter.rehearsal.conversation import Conversation, Line, Understand, Visit
from callcenter.rehearsal.scripts import Act, Expectation, Script
from callcenter.rehearsal.sources import CannedSources


@dataclass(frozen=True, kw_only=True)
class Failure:
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Played:
    script: Script
    failures: tuple[Failure, ...]
    lines: tuple[Line, ...]
    visits: tuple[Visit, ...]


def play(script: Script, site: Site, understand: Understand) -> Played:
    """Every step in its order; after the first that fails the rest would tell nothing."""
    sources = CannedSources(script.sources)
    talk = Conversation(site, understand, script.customer, sources, script.now, flow=script.flow)
    talk.begins()
    failures: list[Failure] = []
    for step in script.steps:
        if step.act is not None:
            _do(talk, step.act)
        for expects in step.expects:
            if wrong := _JUDGES[expects.kind](talk, expects):
                failures.append(Failure(file=script.file, line=expects.line, message=wrong))
        for source in dict.fromkeys(sources.unprepared):
            message = f'the source "{source}" was asked, and "sources" has no answer of it'
            failures.append(Failure(file=script.file, line=step.line, message=message))
        if failures:
            break
    return Played(script=script, failures=tuple(failures), lines=tuple(talk.lines), visits=tuple(talk.visits))


def _do(talk: Conversation, act: Act) -> None:
    match act.kind:
        case "customer":
            talk.says(act.words)
        case "keys":
            talk.keys(act.words)
        case "hangs_up":
            talk.hangs_up()
        case "waits":
            talk.passes(act.number)
        case _:
            for _ in range(int(act.number)):
                talk.silence()


# --- what is expected ---------------------------------------------------------------------------------------------------


def _hears(talk: Conversation, expects: Expectation) -> str:
    return _within(expects, talk, talk.heard(), "heard")


def _sends(talk: Conversation, expects: Expectation) -> str:
    return _within(expects, talk, talk.sent(), "was sent")


def _within(expects: Expectation, talk: Conversation, said: list[str], verb: str) -> str:
    there = _plain(" ".join(said))
    missing = [words for words in expects.words if _plain(_filled(words, talk.facts())) not in there]
    if not missing:
        return ""
    return f'{expects.kind} "{_filled(missing[0], talk.facts())}"; {verb} {_quoted(said)}'


def _hears_not(talk: Conversation, expects: Expectation) -> str:
    there = _plain(" ".join(talk.heard()))
    said = [words for words in expects.words if _plain(words) in there]
    return f'hears_not "{said[0]}"; heard {_quoted(talk.heard())}' if said else ""


def _at(talk: Conversation, expects: Expectation) -> str:
    node = talk.dialogue.node if talk.dialogue else ""
    wanted = expects.words[0]
    if node == wanted or node.endswith(f"/{wanted}"):
        return ""
    where = node or f"in no flow ({' '.join(talk.ending()).strip()})"
    return f"at {wanted}; stands at {where}, heard {_quoted(talk.heard())}"


def _ends(talk: Conversation, expects: Expectation) -> str:
    talk.settles()
    kind, what = talk.ending()
    wanted, _, detail = expects.words[0].partition(" ")
    fits = wanted == kind or (wanted == "queue" and kind == "emergency" and detail)
    if fits and (not detail or detail == what):
        return ""
    return f"ends {expects.words[0]}; ended {f'{kind} {what}'.strip()}, heard {_quoted(talk.heard())}"


def _knows(talk: Conversation, expects: Expectation) -> str:
    facts = talk.facts()
    odd = [(name, value) for name, value in expects.facts.items() if facts.get(name) != value]
    if not odd:
        return ""
    name, value = odd[0]
    return f"knows {name} = {value!r}; it is {facts[name]!r}" if name in facts else f"knows {name}; it is not known"


def _intent(talk: Conversation, expects: Expectation) -> str:
    heard = talk.intents[-1] if talk.intents else None
    if heard is not None and heard.name == expects.words[0]:
        return ""
    why = f"{heard.name} ({heard.confidence:.2f}: {'; '.join(heard.reasons)})" if heard else "nothing was said"
    return f"intent {expects.words[0]}; understood {why}"


def _speaks(talk: Conversation, expects: Expectation) -> str:
    return "" if talk.language == expects.words[0] else f"speaks {expects.words[0]}; it is {talk.language}"


def _why(talk: Conversation, expects: Expectation) -> str:
    why = next((visit.why for visit in reversed(talk.visits) if visit.left), "")
    return "" if why == expects.words[0] else f"why {expects.words[0]}; it was {why or 'not left'}"


def _grade(talk: Conversation, expects: Expectation) -> str:
    kept = [str(getattr(one, "grade", "")) for one in talk.done if type(one).__name__ == "KeepGrade"]
    return "" if kept[-1:] == list(expects.words) else f"grade {expects.words[0]}; kept {', '.join(kept) or 'none'}"


def _asks(talk: Conversation, expects: Expectation) -> str:
    asked = [one.source for one in talk.done if type(one).__name__ == "LookUp" and hasattr(one, "source")]
    return "" if expects.words[0] in asked else f"asks {expects.words[0]}; asked {', '.join(asked) or 'no source'}"


_JUDGES: Mapping[str, Callable[[Conversation, Expectation], str]] = {
    "hears": _hears,
    "hears_not": _hears_not,
    "sends": _sends,
    "at": _at,
    "ends": _ends,
    "knows": _knows,
    "intent": _intent,
    "speaks": _speaks,
    "why": _why,
    "grade": _grade,
    "asks": _asks,
}


def _filled(words: str, facts: Mapping[str, str]) -> str:
    for name, value in facts.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _quoted(said: list[str]) -> str:
    return " / ".join(f'"{text}"' for text in said) or "nothing"
