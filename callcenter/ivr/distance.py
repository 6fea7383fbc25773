"""How far away a human is: what `check` tells of a flow, and what holds whatever the customer does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError

from callcenter.ivr.graph import asks, edges, longest, mute_nexts, nexts, silent_nexts
from callcenter.ivr.speech import longest_seconds, seconds
from callcenter.ivr.walking import MAX_FAILURES, MAX_NODES
from callcenter.model.flow import Check, ChooseLanguage, Flow, LookUp, Question, Say, Survey, Text
from callcenter.model.site import Source


@dataclass(frozen=True, kw_only=True)
class WayToHuman:
    """The longest way to a human, from the start or from any answer on. Seconds are those of telephone speech (`speech`),
    of sources that take all their time, and of questions that wait all theirs; a queue that is reached is a human."""

    steps: int
    """Nodes walked by who presses 0 at the next question, once its words are over."""
    seconds: float
    silent_steps: int
    """Nodes walked for who never says a word: the question that is not answered three times leads to a human."""
    silent_seconds: float
    from_node: str
    """Where the way begins that takes longest for who presses 0."""


def ways_to_human(
    flow: Flow,
    languages: Sequence[str],
    sources: Mapping[str, Source],
    sorry: Text | None = None,
    wrong: Text | None = None,
) -> WayToHuman:
    """`sorry` is what the site says before a question that has to be put again, `wrong` before a check that was answered
    wrongly (nothing: `sorry`).

    Ways that end the contact count as well: a farewell that lacks its facts is left to a human. A flow with a loop that
    the check refuses has `MAX_NODES` steps, and no end of seconds: there the interpreter gives up and calls a human.
    """
    costs = _Costs(flow=flow, languages=tuple(languages), sources=sources, sorry=sorry or {}, wrong=wrong or {})
    try:
        return costs.ways()
    except CycleError:
        endless = float("inf")
        return WayToHuman(
            steps=MAX_NODES, seconds=endless, silent_steps=MAX_NODES, silent_seconds=endless, from_node=flow.start
        )


@dataclass(frozen=True, kw_only=True)
class _Costs:
    """Seconds that nodes take. A check is passed in no time by who need not answer it."""

    flow: Flow
    languages: tuple[str, ...]
    sources: Mapping[str, Source]
    sorry: Text
    wrong: Text

    def ways(self) -> WayToHuman:
        heard, mute = edges(self.flow, silent_nexts), edges(self.flow, mute_nexts)
        walks = self._from_answers(longest(heard, self._passing, self._prompt))
        silent = self._from_answers(longest(mute, self._passing_mute, self._unanswered))
        steps = longest(heard, lambda _: 1, lambda _: 1)
        silent_steps = longest(mute, lambda _: 1, lambda name: MAX_FAILURES if self._waits(name) else 1)
        slowest = max(walks, key=lambda name: walks[name], default=self.flow.start)
        return WayToHuman(
            steps=int(min(MAX_NODES, max(steps.values(), default=0))),
            seconds=walks.get(slowest, 0.0),
            silent_steps=int(max(silent_steps.values(), default=0)),
            silent_seconds=max(silent.values(), default=0.0),
            from_node=slowest,
        )

    def _from_answers(self, walks: Mapping[str, float]) -> dict[str, float]:
        """The walks from each node on; from a question also those of an answer that was not understood, or that a source
        judges first."""
        found = {}
        for name, node in self.flow.nodes.items():
            found[name] = walks[name]
            if isinstance(node, Check):
                onwards = max((walks[n] for n in nexts(node) if n in walks), default=0.0)
                found[name] = self._timeout(node.source) + max(onwards, self._again() + walks[name])
            elif asks(node):
                found[name] = max(walks[name], self._sorry() + self._prompt(name))
        return found

    def _passing(self, name: str) -> float:
        match self.flow.nodes[name]:
            case Say(text=text):
                return longest_seconds(text, self.languages)
            case LookUp(text=text, source=source):
                return longest_seconds(text, self.languages) + self._timeout(source)
            case _:
                return 0.0

    def _passing_mute(self, name: str) -> float:
        node = self.flow.nodes[name]
        return self._prompt(name) + node.timeout if isinstance(node, Survey) else self._passing(name)

    def _prompt(self, name: str) -> float:
        match self.flow.nodes[name]:
            case ChooseLanguage(prompt=prompt):
                one_by_one = [longest_seconds(prompt, (language,)) for language in self.languages]
                return sum(one_by_one) + seconds(" ") * len(one_by_one)
            case node if isinstance(node, Question):
                return longest_seconds(node.prompt, self.languages)
            case _:
                return 0.0

    def _unanswered(self, name: str) -> float:
        """Until the question has been put in vain for the last time."""
        node = self.flow.nodes[name]
        if not isinstance(node, Question) or not self._waits(name):
            return 0.0
        return MAX_FAILURES * (self._prompt(name) + node.timeout) + (MAX_FAILURES - 1) * self._sorry()

    def _waits(self, name: str) -> bool:
        """Whether silence is no answer there."""
        node = self.flow.nodes[name]
        return asks(node) and not isinstance(node, Survey)

    def _sorry(self) -> float:
        return longest_seconds(self.sorry, self.languages)

    def _again(self) -> float:
        """Before a check is put again, understood or not."""
        return max(self._sorry(), longest_seconds(self.wrong, self.languages))

    def _timeout(self, source: str) -> float:
        return self.sources[source].timeout if source in self.sources else 0.0
