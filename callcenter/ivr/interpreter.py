"""Runs a flow: one turn from what was heard to the next question, or out of the flow.

    heard ─► emergency? ─► a person asked for? ─► an answer to the question? ─► another intent? ─► a failure
                 │                  │                       │                        │               │
              ToIntent           ToHuman              walk to the next            ToIntent      ask again, the
                                                  question, queue or end                       third: ToHuman

No flow that passed `check` can make it raise or walk for ever, and one that did not ends with a human.
"""

from dataclasses import dataclass, field, replace

from callcenter.ivr.listening import (
    asks_for_human,
    choice_keyed,
    choice_named,
    digits_in,
    is_sure,
    keys_for_human,
    longest_key,
    plain,
)
from callcenter.ivr.texts import FactMissing, fill, words_of
from callcenter.ivr.turn import (
    Ask,
    Finished,
    Heard,
    Keyed,
    Leave,
    Silence,
    Spoke,
    Started,
    Surroundings,
    ToHuman,
    ToIntent,
    Turn,
    Why,
)
from callcenter.model.flow import Branch, Dialogue, Flow, Gather, HangUp, Hours, Menu, Say, Text, ToQueue

__all__ = [
    "MAX_FAILURES", "MAX_NODES", "MAX_QUESTIONS", "Ask", "Finished", "Heard", "Keyed", "Leave", "Silence", "Spoke",
    "Started", "Surroundings", "ToHuman", "ToIntent", "Turn", "Why", "advance",
]  # fmt: skip

MAX_FAILURES = 3
MAX_QUESTIONS = 50
MAX_NODES = 200
"""Nodes walked without a question."""

Question = Menu | Gather


def advance(flow: Flow, dialogue: Dialogue | None, heard: Heard, now: float, surroundings: Surroundings) -> Turn:
    """One turn. `dialogue` None starts the flow; `now` in seconds since the epoch. Never raises on anything heard."""
    here = dialogue or Dialogue(flow=flow.name, node=flow.start)
    if isinstance(heard, Started):
        here = replace(here, facts={**here.facts, **heard.facts})
    walk = _Walk(flow=flow, here=here, now=now, around=surroundings)
    node = flow.nodes.get(here.node)
    question = node if isinstance(node, Menu | Gather) and here.asked_at is not None else None
    leave = _leave_at_once(heard, surroundings, _takes(question))
    if leave is not None:
        return walk.leave(leave)
    if question is None or isinstance(heard, Started):
        return walk.go(here.node)
    return _answer(walk, question, heard)


def _leave_at_once(heard: Heard, around: Surroundings, takes: int) -> Leave | None:
    """What needs no question to be understood: an emergency, and the wish for a person."""
    if isinstance(heard, Spoke):
        if heard.intent.emergency or heard.intent.name in around.emergencies:
            return ToIntent(intent=replace(heard.intent, emergency=True))
        if asks_for_human(heard.text, heard.intent):
            return ToHuman(queue=None, why=Why.ASKED)
    digits = _digits(heard)
    if digits is not None and keys_for_human(digits, takes):
        return ToHuman(queue=None, why=Why.ASKED)
    return None


def _answer(walk: "_Walk", question: Question, heard: Heard) -> Turn:
    digits = _digits(heard)
    if digits is not None:
        return _keyed(walk, question, digits)
    if isinstance(heard, Spoke) and plain(heard.text):
        return _spoke(walk, question, heard)
    return walk.again()


def _keyed(walk: "_Walk", question: Question, digits: str) -> Turn:
    if isinstance(question, Menu):
        choice = choice_keyed(question, digits)
        return walk.go(choice.next, understood=True) if choice else walk.again()
    number = digits.rstrip("#")
    # Too long is not cut: half a card number is a wrong card number.
    if not number.isdigit() or len(number) > question.max_digits:
        return walk.again()
    if question.store:
        walk.know(question.store, number)
    return walk.go(question.next, understood=True)


def _spoke(walk: "_Walk", question: Question, heard: Spoke) -> Turn:
    choice = choice_named(question, heard.text) if isinstance(question, Menu) else None
    if choice is not None:
        return walk.go(choice.next, understood=True)
    if is_sure(heard.intent) and heard.intent.name not in walk.around.serving:
        return walk.leave(ToIntent(intent=heard.intent))
    if is_sure(heard.intent) and isinstance(question, Gather) and question.speech and not question.store:
        return walk.go(question.next, understood=True)
    return walk.again()


def _digits(heard: Heard) -> str | None:
    if isinstance(heard, Keyed):
        return digits_in(heard.digits)
    return digits_in(heard.text) if isinstance(heard, Spoke) else None


def _takes(question: Question | None) -> int:
    """How many digits can be an answer here."""
    if isinstance(question, Gather):
        return question.max_digits
    return longest_key(question) if question else 1


@dataclass(kw_only=True)
class _Walk:
    """One turn under way: where it stands and what it has said so far."""

    flow: Flow
    here: Dialogue
    now: float
    around: Surroundings
    says: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)

    def know(self, fact: str, value: str) -> None:
        self.here = replace(self.here, facts={**self.here.facts, fact: value})

    def go(self, node: str, *, understood: bool = False) -> Turn:
        """Walks from the node to the next question or out of the flow."""
        if understood:
            self.here = replace(self.here, failures=0)
        while len(self.trail) < MAX_NODES:
            self.trail.append(node)
            try:
                following = self._visit(node)
            except FactMissing:
                return self._human(Why.FACT_MISSING)
            if isinstance(following, Turn):
                return following
            node = following
        return self._human(Why.TOO_MANY_NODES)

    def again(self) -> Turn:
        """The answer was not understood: the same question once more, or a human."""
        failures = self.here.failures + 1
        if failures >= MAX_FAILURES:
            return self._human(Why.NOT_UNDERSTOOD)
        self.here = replace(self.here, failures=failures)
        if self.around.sorry:
            self.says.append(self.around.sorry)
        return self.go(self.here.node)

    def leave(self, leave: Leave) -> Turn:
        return self._turn(leave=leave)

    def _visit(self, name: str) -> str | Turn:
        """The next node's name, or the end of the turn."""
        node = self.flow.nodes.get(name)
        match node:
            case Say():
                words = self._text(node.text)
                if not words:
                    return self._human(Why.BROKEN)
                self.says.append(words)
                return node.next
            case Branch():
                return node.cases.get(self.here.facts.get(node.fact, ""), node.otherwise)
            case Hours():
                return self._hours(node)
            case Menu() | Gather():
                return self._ask(name, node)
            case ToQueue():
                return self._human(Why.FLOW, queue=node.queue)
            case HangUp():
                return self.leave(Finished(text=self._text(node.text)))
            case _:
                return self._human(Why.BROKEN)

    def _hours(self, node: Hours) -> str | Turn:
        calendar = self.around.calendars.get(node.calendar)
        if calendar is None:
            return self._human(Why.BROKEN)
        return node.open if self.around.is_open(calendar, self.now) else node.closed

    def _ask(self, name: str, node: Question) -> Turn:
        prompt = self._text(node.prompt)
        if not prompt:
            return self._human(Why.BROKEN)
        if self.here.steps >= MAX_QUESTIONS:
            return self._human(Why.TOO_MANY_QUESTIONS)
        self.here = replace(self.here, node=name, asked_at=self.now, steps=self.here.steps + 1)
        speech = node.speech if isinstance(node, Gather) else True
        return self._turn(ask=Ask(prompt=prompt, max_digits=max(1, _takes(node)), timeout=node.timeout, speech=speech))

    def _text(self, text: Text) -> str:
        return fill(words_of(text, self.around.language), self.here.facts).strip()

    def _human(self, why: Why, queue: str | None = None) -> Turn:
        return self.leave(ToHuman(queue=queue, why=why))

    def _turn(self, *, ask: Ask | None = None, leave: Leave | None = None) -> Turn:
        return Turn(
            dialogue=self.here if ask else None,
            says=tuple(self.says),
            ask=ask,
            leave=leave,
            trail=tuple(self.trail),
            facts=self.here.facts,
        )
