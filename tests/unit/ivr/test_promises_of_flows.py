"""What holds for every flow the check accepts and everything a customer may do; found by search, not by example."""

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from callcenter.ivr.check import check, longest_way_to_human
from callcenter.ivr.interpreter import (
    MAX_NODES,
    MAX_QUESTIONS,
    Heard,
    Keyed,
    Silence,
    Spoke,
    Started,
    ToHuman,
    ToIntent,
    Turn,
    Why,
    advance,
)
from callcenter.model.flow import Flow
from tests.unit.ivr.flows import (
    CALENDARS,
    EMERGENCIES,
    LANGUAGES,
    NOW,
    QUEUES,
    any_flows,
    around,
    intent,
    likely_flows,
)

intents = st.builds(
    intent,
    st.sampled_from(["balance_enquiry", "exchange_rate", "unclear"]),
    unsure=st.sampled_from([True, True, True, False]),
)
texts = st.one_of(st.text(max_size=20), st.sampled_from(["balance", "余额", "again", "1", "9", "🙂"]))
heard: st.SearchStrategy[Heard] = st.one_of(
    st.builds(Keyed, digits=st.one_of(st.sampled_from("123456789*#"), st.text("0123456789*#", max_size=8))),
    st.builds(Spoke, text=texts, intent=intents),
    st.just(Silence()),
)
facts = st.dictionaries(st.sampled_from(["balance", "account", "class"]), st.sampled_from(["A", "B", "120", ""]))
worlds = st.builds(
    around,
    st.sampled_from([*LANGUAGES, "fr"]),
    open_now=st.booleans(),
    serving=st.sampled_from(["", "balance_enquiry"]),
)
slow = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def accepted(script: Flow) -> bool:
    return not check(script, languages=LANGUAGES, calendars=CALENDARS, queues=QUEUES, emergency=EMERGENCIES)


def is_whole(turn: Turn) -> bool:
    """Either a question is open or the customer has left; nothing between."""
    return (turn.dialogue is None) == (turn.ask is None) == (turn.leave is not None)


@slow
@given(likely_flows(), worlds, facts, st.lists(heard, max_size=60))
def test_from_every_question_a_human_is_one_key_away_and_every_walk_is_as_short_as_stated(
    script: Flow, world: object, known: dict[str, str], said: list[Heard]
) -> None:
    assume(accepted(script))
    bound = longest_way_to_human(script)
    turn = advance(script, None, Started(facts=known), NOW, world)  # type: ignore[arg-type]
    for n, one in enumerate(said):
        assert is_whole(turn)
        assert len(turn.trail) <= bound
        if turn.dialogue is None:
            break
        for plea in (Keyed(digits="0"), Spoke(text="人工", intent=intent("unclear", unsure=True))):
            way_out = advance(script, turn.dialogue, plea, NOW + n, world)  # type: ignore[arg-type]
            assert way_out.leave == ToHuman(queue=None, why=Why.ASKED)
            assert len(way_out.trail) <= bound
        turn = advance(script, turn.dialogue, one, NOW + n, world)  # type: ignore[arg-type]
    event(f"ended with {type(turn.leave).__name__}")
    if isinstance(turn.leave, ToHuman):
        assert turn.leave.why is not Why.BROKEN
        assert turn.leave.why is not Why.TOO_MANY_NODES


@slow
@given(likely_flows(), worlds, facts, st.lists(heard, max_size=10), st.sampled_from(sorted(EMERGENCIES)), texts)
def test_an_emergency_leaves_at_once_from_wherever_it_is_spoken(
    script: Flow, world: object, known: dict[str, str], said: list[Heard], what: str, text: str
) -> None:
    assume(accepted(script))
    dialogue = advance(script, None, Started(facts=known), NOW, world).dialogue  # type: ignore[arg-type]
    for one in said:
        if dialogue is None:
            return
        turn = advance(script, dialogue, Spoke(text=text, intent=intent(what, unsure=True)), NOW, world)  # type: ignore[arg-type]
        assert isinstance(turn.leave, ToIntent)
        assert turn.leave.intent.emergency
        assert turn.says == turn.trail == ()
        dialogue = advance(script, dialogue, one, NOW, world).dialogue  # type: ignore[arg-type]


@slow
@given(likely_flows(), worlds, facts, st.data())
def test_no_customer_however_stubborn_stays_in_a_flow_for_ever(
    script: Flow, world: object, known: dict[str, str], data: st.DataObject
) -> None:
    assume(accepted(script))
    habit = data.draw(st.lists(heard, min_size=1, max_size=4))
    turn = advance(script, None, Started(facts=known), NOW, world)  # type: ignore[arg-type]
    turns = 1
    while turn.dialogue is not None:
        turn = advance(script, turn.dialogue, habit[turns % len(habit)], NOW + turns, world)  # type: ignore[arg-type]
        turns += 1
        assert turns <= MAX_QUESTIONS + 1
    assert turn.leave is not None


@settings(max_examples=300, deadline=None)
@given(any_flows(), worlds, facts, st.lists(heard, max_size=8))
def test_not_even_a_flow_the_check_refuses_raises_or_runs_for_ever_or_shows_a_brace(
    script: Flow, world: object, known: dict[str, str], said: list[Heard]
) -> None:
    check(script, languages=LANGUAGES, calendars=CALENDARS, queues=QUEUES, emergency=EMERGENCIES)
    longest_way_to_human(script)
    turn = advance(script, None, Started(facts=known), NOW, world)  # type: ignore[arg-type]
    for one in said:
        assert is_whole(turn)
        assert len(turn.trail) <= MAX_NODES
        spoken = [*turn.says, turn.ask.prompt if turn.ask else ""]
        assert not any(brace in words for words in spoken for brace in "{}")
        if turn.dialogue is None:
            return
        turn = advance(script, turn.dialogue, one, NOW, world)  # type: ignore[arg-type]
