"""What holds for every flow the check accepts and everything a customer may do; found by search, not by example."""

from dataclasses import dataclass, replace
from itertools import chain

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from callcenter.ivr.check import check, ways_to_human
from callcenter.ivr.interpreter import MAX_NODES, MAX_QUESTIONS, advance
from callcenter.ivr.listening import plain
from callcenter.ivr.speech import seconds
from callcenter.ivr.turn import (
    Answered,
    Heard,
    Keyed,
    Silence,
    Spoke,
    Started,
    Surroundings,
    ToHuman,
    ToIntent,
    Turn,
    Why,
)
from callcenter.model.flow import Flow, LookUp, Menu
from tests.unit.ivr.flows import CALENDARS, EMERGENCIES, LANGUAGES, NOW, QUEUES, SOURCES, around, both, intent
from tests.unit.ivr.random_flows import answers, any_flows, good_flows, heard, keyed, said, starts

SORRY = both("没听清。", "Sorry?")
WRONG = both("这个不对，请您再试一次好吗。", "That is not the right one, I am afraid.")


@st.composite
def worlds(draw: st.DrawFn) -> Surroundings:
    language = draw(st.sampled_from([*LANGUAGES, "fr"]))
    serving = draw(st.sampled_from(["", "balance_enquiry"]))
    world = around(language, open_now=draw(st.booleans()), serving=serving, sorry=SORRY.get(language, ""))
    return replace(world, languages=LANGUAGES, wrong=WRONG.get(language, ""))


slow = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def is_word_of(menu: Menu, text: str) -> bool:
    """Whether it is, letter for letter once folded, one of the words or labels of its choices."""
    words = {word for choice in menu.choices for word in (*choice.label.values(), *chain(*choice.words.values()))}
    return bool(plain(text)) and plain(text) in {plain(word) for word in words}


def shapes(turn: Turn) -> int:
    """How many of its four shapes a turn has."""
    asks = turn.ask is not None and turn.dialogue is not None and turn.dialogue.asked_at is not None
    fetches = turn.fetch is not None and turn.dialogue is not None and turn.dialogue.asked_at is None
    leaves = turn.leave is not None and turn.last is not None and turn.dialogue is None and not turn.last.sealed
    stays = turn.dialogue is not None and not (turn.ask or turn.fetch or turn.leave or turn.says or turn.trail)
    return asks + fetches + leaves + stays


@dataclass
class Caller:
    """A customer in one flow, with the time it takes on a telephone: words at the rate that is reckoned with, sources
    that take all their time."""

    script: Flow
    world: Surroundings
    data: st.DataObject
    turn: Turn
    steps: int = 0
    """Nodes walked since the customer was last heard, or fell silent."""
    took: float = 0.0
    asked: int = 0
    """Questions put."""

    @classmethod
    def rings(cls, script: Flow, world: Surroundings, known: Started, data: st.DataObject) -> "Caller":
        caller = cls(script, world, data, advance(script, None, known, NOW, world))
        caller._until_heard()
        return caller

    def hears(self, one: Heard) -> Turn:
        """Until the next question has been put, or the customer has left."""
        self.steps, self.took = 0, 0.0
        self._take(one)
        self._until_heard()
        return self.turn

    def says_nothing(self) -> Turn:
        """For the whole time of the question."""
        assert self.turn.ask is not None
        self.took += self.turn.ask.timeout
        self._take(Silence())
        self._until_heard()
        return self.turn

    @property
    def gone(self) -> bool:
        return self.turn.dialogue is None

    def _until_heard(self) -> None:
        self._count()
        while self.turn.fetch is not None:
            assert self.turn.dialogue is not None
            self.took += SOURCES[self.turn.fetch.source].timeout
            self._take(self.data.draw(answers))
            self._count()

    def _take(self, one: Heard) -> None:
        self.turn = advance(self.script, self.turn.dialogue, one, NOW, self._world())

    def _world(self) -> Surroundings:
        return replace(self.world, language=self.turn.language or self.world.language)

    def _count(self) -> None:
        assert shapes(self.turn) == 1
        self.world = self._world()
        self.steps += len(self.turn.trail)
        prompt = self.turn.ask.prompt if self.turn.ask else ""
        self.asked += self.turn.ask is not None
        self.took += sum(seconds(words) for words in (*self.turn.says, prompt))


@slow
@given(good_flows, worlds(), starts, st.lists(heard, max_size=40), st.data())
def test_from_every_question_a_human_is_one_key_away_and_never_further_than_stated(
    script: Flow, world: Surroundings, known: Started, history: list[Heard], data: st.DataObject
) -> None:
    way = ways_to_human(script, LANGUAGES, SOURCES, SORRY, WRONG)
    caller = Caller.rings(script, world, known, data)
    for one in history:
        assert caller.steps <= way.steps
        assert caller.took <= way.seconds + 1e-6
        if caller.gone:
            break
        for plea in (Keyed(digits="0"), Spoke(text="人工", intent=intent("unclear", unsure=True))):
            assert advance(script, caller.turn.dialogue, plea, NOW, world).leave == ToHuman(queue=None, why=Why.ASKED)
        caller.hears(one)
    event(f"ended with {type(caller.turn.leave).__name__}")
    if isinstance(caller.turn.leave, ToHuman):
        assert caller.turn.leave.why not in (Why.BROKEN, Why.TOO_MANY_NODES)


@slow
@given(good_flows, worlds(), starts, st.lists(heard, max_size=12), st.data())
def test_who_falls_silent_anywhere_has_left_the_flow_after_the_steps_and_seconds_stated(
    script: Flow, world: Surroundings, known: Started, history: list[Heard], data: st.DataObject
) -> None:
    way = ways_to_human(script, LANGUAGES, SOURCES, SORRY, WRONG)
    caller = Caller.rings(script, world, known, data)
    for one in history:
        if not caller.gone:
            caller.hears(one)
    while not caller.gone:
        caller.says_nothing()
        assert caller.steps <= way.silent_steps
        assert caller.took <= way.silent_seconds + 1e-6


@slow
@given(good_flows, worlds(), starts, st.data())
def test_no_customer_however_stubborn_stays_in_a_flow_for_ever(
    script: Flow, world: Surroundings, known: Started, data: st.DataObject
) -> None:
    habit = data.draw(st.lists(heard, min_size=1, max_size=4))
    caller, turns = Caller.rings(script, world, known, data), 0
    while not caller.gone:
        caller.hears(habit[turns % len(habit)])
        turns += 1
        assert caller.asked <= MAX_QUESTIONS
        assert turns <= MAX_QUESTIONS
    assert caller.turn.leave is not None


@slow
@given(
    good_flows, worlds(), starts, st.lists(st.one_of(heard, answers), max_size=10),
    st.sampled_from(sorted(EMERGENCIES)), said, st.sampled_from(["", "t9"]), st.booleans(),
)  # fmt: skip
def test_an_emergency_leaves_at_once_whatever_is_asked_or_looked_up(
    script: Flow,
    world: Surroundings,
    known: Started,
    history: list[Heard],
    what: str,
    text: str,
    sealed: str,
    floor: bool,
) -> None:
    """Always, where a rule has heard it; where the model alone has, except for a menu's own word and nothing else."""
    turn = advance(script, None, known, NOW, world)
    for one in history:
        if turn.dialogue is None:
            return
        node = script.nodes[turn.dialogue.node]
        event(f"at {type(node).__name__}{' while it is looked up' if turn.dialogue.asked_at is None else ''}")
        guess = replace(intent(what, unsure=True, floor=floor), down=True)
        cry = Spoke(text="" if sealed else text, intent=guess, sealed=sealed)
        out = advance(script, turn.dialogue, cry, NOW, world)
        if not floor and isinstance(node, Menu) and turn.dialogue.asked_at is not None and is_word_of(node, cry.text):
            event("a menu's word")
            turn = advance(script, turn.dialogue, one, NOW, world)
            continue
        assert isinstance(out.leave, ToIntent)
        assert out.leave.intent.emergency
        assert out.says == out.trail == ()
        turn = advance(script, turn.dialogue, one, NOW, world)


@slow
@given(good_flows, worlds(), starts, st.lists(heard, max_size=8), st.lists(keyed, max_size=5), st.data())
def test_while_a_source_is_asked_keys_change_nothing_and_zero_leads_to_a_human(
    script: Flow,
    world: Surroundings,
    known: Started,
    history: list[Heard],
    keys: list[Keyed],
    data: st.DataObject,
) -> None:
    turn = advance(script, None, known, NOW, world)
    for one in history:
        if turn.dialogue is None:
            return
        if turn.dialogue.asked_at is None:
            before = turn.dialogue
            for key in keys:
                if set(key.digits.rstrip("#")) != {"0"}:
                    assert advance(script, before, key, NOW, world).dialogue is before
            assert advance(script, before, Keyed(digits="0"), NOW, world).leave == ToHuman(queue=None, why=Why.ASKED)
            one = data.draw(answers)
        turn = advance(script, turn.dialogue, one, NOW, world)


@slow
@given(good_flows, worlds(), starts, st.lists(st.one_of(heard, answers), max_size=25))
def test_nothing_but_a_right_answer_to_a_check_proves_anything(
    script: Flow, world: Surroundings, known: Started, history: list[Heard]
) -> None:
    turn = advance(
        script, None, replace(known, facts={**known.facts, "verified": "yes", "identified": "yes"}), NOW, world
    )
    for one in history:
        proved = {name for name in ("verified", "identified") if turn.facts.get(name)}
        if turn.dialogue is None:
            return
        turn = advance(script, turn.dialogue, one, NOW, world)
        now_proved = {name for name in ("verified", "identified") if turn.facts.get(name)}
        if now_proved != proved:
            assert isinstance(one, Answered)
            assert one.right
            assert not one.failure
            assert not isinstance(script.nodes[turn.at], LookUp)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_flows(), worlds(), st.booleans(), starts, st.lists(st.one_of(heard, answers), max_size=8))
def test_not_even_a_flow_the_check_refuses_raises_or_runs_for_ever_or_shows_a_brace(
    script: Flow, world: Surroundings, written: bool, known: Started, history: list[Heard]
) -> None:
    world = replace(world, written=written)
    check(script, languages=LANGUAGES, calendars=CALENDARS, queues=QUEUES, sources=SOURCES, emergency=EMERGENCIES)
    ways_to_human(script, LANGUAGES, SOURCES)
    turn = advance(script, None, known, NOW, world)
    for one in history:
        assert shapes(turn) == 1
        assert len(turn.trail) <= MAX_NODES
        spoken = [*turn.says, *turn.sends, turn.ask.prompt if turn.ask else ""]
        assert not any(brace in words for words in spoken for brace in "{}")
        if turn.dialogue is None:
            return
        turn = advance(script, turn.dialogue, one, NOW, world)
