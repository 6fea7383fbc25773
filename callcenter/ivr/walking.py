"""One turn under way: node after node, until a question, a look-up or the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from callcenter.ivr import labels
from callcenter.ivr.prompts import ask_of
from callcenter.ivr.texts import FactMissing, fill, wording, words_of
from callcenter.ivr.turn import (
    Ask,
    CallBack,
    Fetch,
    Finished,
    Leave,
    LeaveMessage,
    PutThrough,
    Surroundings,
    ToHuman,
    ToStart,
    Turn,
    Why,
)
from callcenter.model.changed import changed
from callcenter.model.flow import (
    PROVED,
    Branch,
    Check,
    Decide,
    Dialogue,
    Flow,
    HangUp,
    Hours,
    LookUp,
    Question,
    Say,
    SendText,
    SetFacts,
    Text,
    ToCallback,
    ToQueue,
    ToVoicemail,
    Transfer,
)
from callcenter.site import expressions

MAX_FAILURES = 3
MAX_QUESTIONS = 50
MAX_NODES = 200
"""Nodes walked without a question."""
MAX_FACTS, LONGEST_FACT = 100, 500
"""Facts taken from one answer of a source, and characters kept of each."""
MAX_BACK = 10
"""Questions a customer can go back."""
YES = "yes"
PROOFS = frozenset(PROVED.values())


@dataclass(kw_only=True)
class Walk:
    """Where a turn stands and what it has said so far."""

    flow: Flow
    here: Dialogue
    now: float
    around: Surroundings
    at: str = ""
    language: str = ""
    """Chosen in this turn; empty: the surroundings' own."""
    understood: bool = True
    grade: int | None = None
    says: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What is said again to who asks to hear it again."""
    sends: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)
    """Nodes and which of their ways (`labels`) was taken."""
    odd: list[str] = field(default_factory=list)
    """Branches with a condition that was neither true nor false."""

    # --- what becomes known -------------------------------------------------------------------------------------------

    def know(self, fact: str, value: str) -> None:
        self.here = changed(self.here, facts={**self.here.facts, fact: value[:LONGEST_FACT]})

    def learn(self, facts: Mapping[str, str]) -> None:
        """What a source gave; nothing a source says is a proof."""
        for fact, value in islice(facts.items(), MAX_FACTS):
            if fact not in PROOFS:
                self.know(fact, value)
        self.here = changed(self.here, slots=tuple(name for name in self.here.slots if name not in facts))

    def hear_slots(self, slots: Mapping[str, str]) -> None:
        """Entities in the customer's words become facts, but never replace what is known from elsewhere: nobody talks
        themselves into another account."""
        for name, value in islice(sorted(slots.items()), MAX_FACTS):
            free = not self.here.facts.get(name, "").strip() or name in self.here.slots
            if free and value.strip() and name not in PROOFS:
                self.know(name, value)
                self.here = changed(self.here, slots=tuple(sorted({*self.here.slots, name})))

    def view(self) -> expressions.View:
        return expressions.View(facts=self.here.facts, language=self.speaks, channel=self.around.channel, now=self.now)

    @property
    def speaks(self) -> str:
        return self.language or self.around.language

    # --- how it goes on -----------------------------------------------------------------------------------------------

    def answered(self, node: str) -> Turn:
        """The open question was answered: on to the node it leads to."""
        if not self.ways:
            self.took(self.here.node, labels.ANSWERED)
        before = (*self.here.before, self.here.node)[-MAX_BACK:]
        self.here = changed(self.here, failures=0, before=before)
        return self.go(node)

    def took(self, node: str, way: str) -> None:
        self.ways.append((node, way))

    def go(self, node: str) -> Turn:
        """Walks from the node to the next question or look-up, or out of the flow."""
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
        self.understood = False
        failures = self.here.failures + 1
        if failures >= MAX_FAILURES:
            return self._human(Why.NOT_UNDERSTOOD)
        self.here = changed(self.here, failures=failures)
        return self.put_again(self.around.sorry)

    def wrong(self) -> Turn:
        """The answer was understood, and is not the right one: the same question once more."""
        return self.put_again(self.around.wrong or self.around.sorry)

    def put_again(self, words: str) -> Turn:
        if words:
            self.says.append(words)
        self.told = list(self.here.said)
        return self.go(self.here.node)

    def repeat(self) -> Turn:
        """All that was said before the question, and the question."""
        self.told = list(self.here.said)
        self.says += self.told
        return self.go(self.here.node)

    def back(self) -> Turn:
        """The question before this one. Before a flow's first question lies the main menu, from where it was chosen."""
        if not self.here.before:
            return self.leave(ToStart())
        *before, last = self.here.before
        self.here = changed(self.here, before=tuple(before), failures=0)
        return self.go(last)

    def fetch(self, source: str, arguments: Mapping[str, str], sealed: str = "") -> Turn:
        """Closes the question and has the source asked; whatever it guards stays sealed meanwhile."""
        self.here = changed(self.here, asked_at=None, fetching="", said=tuple(self.told))
        return self._turn(fetch=Fetch(source=source, arguments=self.evaluate(arguments), sealed=sealed))

    def evaluate(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """Each argument's value; one that has none is left out."""
        values = {}
        for name, expression in arguments.items():
            try:
                values[name] = expressions.text(expression, self.view())
            except expressions.Unknowable:
                continue
        return values

    def leave(self, leave: Leave) -> Turn:
        return self._turn(leave=leave)

    def stay(self) -> Turn:
        """Nothing changes."""
        return Turn(dialogue=self.here, at=self.at, facts=self.here.facts)

    # --- one node -----------------------------------------------------------------------------------------------------

    def _visit(self, name: str) -> str | Turn:
        """The next node's name, or the end of the turn."""
        node = self.flow.nodes.get(name)
        match node:
            case Say():
                return self._say(node)
            case SendText():
                self.sends.append(self._text(node.text))
                return node.next if self.sends[-1] else self._human(Why.BROKEN)
            case SetFacts():
                return self._set(node)
            case Branch():
                return self._branch(name, node)
            case Decide():
                return self._decide(name, node)
            case Hours():
                return self._hours(name, node)
            case Check():
                return self._check(name, node)
            case LookUp():
                return self._look_up(name, node)
            case _ if isinstance(node, Question):
                return self._ask(name, node)
            case ToQueue():
                return self._human(Why.FLOW, queue=node.queue)
            case ToCallback():
                return self.leave(CallBack(queue=node.queue))
            case ToVoicemail():
                return self.leave(LeaveMessage(queue=node.queue))
            case Transfer():
                return self.leave(PutThrough(number=node.number, queue=node.queue))
            case HangUp():
                return self.leave(Finished(text=self._text(node.text, node.written)))
            case _:
                return self._human(Why.BROKEN)

    def _say(self, node: Say) -> str | Turn:
        words = self._text(node.text, node.written)
        if not words:
            return self._human(Why.BROKEN)
        self.says.append(words)
        self.told.append(words)
        return node.next

    def _set(self, node: SetFacts) -> str:
        for fact, expression in node.facts:
            try:
                self.know(fact, expressions.text(expression, self.view()))
            except expressions.Unknowable:
                self.here = changed(self.here, facts={k: v for k, v in self.here.facts.items() if k != fact})
        return node.next

    def _branch(self, name: str, node: Branch) -> str:
        value = self.here.facts.get(node.fact, "")
        self.took(name, labels.case(value) if value in node.cases else labels.OTHERWISE)
        return node.cases.get(value, node.otherwise)

    def _decide(self, name: str, node: Decide) -> str:
        view = self.view()
        for when, to in node.ways:
            holds = expressions.verdict(when, view)
            if holds is None:
                self.odd.append(name)
            elif holds:
                self.took(name, labels.when(when))
                return to
        self.took(name, labels.OTHERWISE)
        return node.otherwise

    def _hours(self, name: str, node: Hours) -> str | Turn:
        calendar = self.around.calendars.get(node.calendar)
        if calendar is None:
            return self._human(Why.BROKEN)
        is_open = self.around.is_open(calendar, self.now)
        self.took(name, labels.OPEN if is_open else labels.CLOSED)
        return node.open if is_open else node.closed

    def _check(self, name: str, node: Check) -> str | Turn:
        """Asked only of who has not proved it yet and has tries left, however often they come by."""
        if self.here.facts.get(PROVED[node.proof]) == YES:
            self.took(name, labels.RIGHT)
            return node.next
        if self.here.attempts.get(node.source, 0) >= node.attempts:
            self.took(name, labels.FAILED)
            return node.failed
        return self._ask(name, node)

    def _look_up(self, name: str, node: LookUp) -> Turn:
        meanwhile = self._text(node.text)
        if meanwhile:
            self.says.append(meanwhile)
        self.here = changed(self.here, node=name, sealed=False)
        return self.fetch(node.source, node.arguments)

    def _ask(self, name: str, node: Question) -> Turn:
        ask = ask_of(node, self._text, self.around, self.speaks)
        if ask is None:
            return self._human(Why.BROKEN)
        if self.here.steps >= MAX_QUESTIONS:
            return self._human(Why.TOO_MANY_QUESTIONS)
        self.here = changed(
            self.here,
            node=name,
            asked_at=self.now,
            steps=self.here.steps + 1,
            said=tuple(self.told),
            sealed=isinstance(node, Check),
            fetching="",
        )
        return self._turn(ask=ask)

    def _text(self, text: Text, written: Text | None = None, language: str = "") -> str:
        """In the customer's language, facts filled in. Raises `FactMissing`."""
        words = wording(text, written or {}, written_channel=self.around.written)
        return fill(words_of(words, language or self.speaks), self.here.facts).strip()

    def _human(self, why: Why, queue: str | None = None) -> Turn:
        return self.leave(ToHuman(queue=queue, why=why))

    def _turn(self, *, ask: Ask | None = None, fetch: Fetch | None = None, leave: Leave | None = None) -> Turn:
        closed = changed(self.here, asked_at=None, fetching="", sealed=False) if leave else None
        return Turn(
            dialogue=None if leave else self.here,
            says=tuple(self.says),
            ask=ask,
            fetch=fetch,
            leave=leave,
            last=closed,
            sends=tuple(self.sends),
            grade=self.grade,
            language=self.language,
            at=self.at,
            understood=self.understood,
            trail=tuple(self.trail),
            ways=tuple(self.ways),
            odd=tuple(dict.fromkeys(self.odd)),
            facts=self.here.facts,
        )
