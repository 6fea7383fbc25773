"""An agent who gets nothing is told what keeps contacts away: each filter, each line, and who is asked before them."""

from callcenter.model.agent import Presence
from callcenter.model.customer import Known
from callcenter.model.events import AgentDisconnected, PresenceChosen
from callcenter.model.site import Preferred, Serving
from callcenter.switchboard.reasons import QueueSeen, Reasons, why_nothing
from callcenter.testing.day import Day
from tests.unit.switchboard.test_teams import joins
from tests.unit.switchboard.test_teams import site as teams_site


def _why(day: Day, agent: str = "li") -> Reasons:
    return why_nothing(day.board, agent, day.clock.now())


def _queue(day: Day, queue: str, agent: str = "li") -> QueueSeen:
    return next(seen for seen in _why(day, agent).queues if seen.queue == queue)


def test_given_somebody_away_then_their_presence_is_what_keeps_everything_away() -> None:
    day = Day()
    day.agent("li", presence=Presence.AWAY, card=8)
    call = day.waits("card_question")
    told = _why(day)
    assert (told.verdict, told.kept_away) == ("kept_away", "presence: away")
    (line,) = _queue(day, "cards").lines
    assert (line.first, line.place, line.why_not) == (day.contact(call).id, 1, None)


def test_given_an_offer_they_let_pass_then_not_responding_is_named() -> None:
    day = Day()
    day.agent("li", card=8)
    day.waits("card_question")
    assert _why(day).kept_away == "has an open offer"
    day.passes(30)
    assert _why(day).kept_away == "not responding"


def test_given_a_lost_line_a_wish_for_a_break_or_a_call_then_each_is_named() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits("card_question")
    day.accept("li")
    day.answered(call)
    assert _why(day).kept_away == "capacity: 100 of 100 in use"
    assert _why(day).contacts == (day.contact(call).id,)
    day.happens(PresenceChosen(agent="li", presence=Presence.AWAY))
    assert _why(day).kept_away == "asked for away next"
    day.happens(AgentDisconnected(agent="li"))
    assert _why(day).kept_away == "reachability: grace"


def test_given_contacts_that_ask_for_more_then_skill_and_level_are_named_for_each_line() -> None:
    day = Day()
    day.agent("li", card=3)
    call = day.waits("card_question")
    told = _why(day)
    assert (told.verdict, told.kept_away) == ("not_mine", None)
    (line,) = _queue(day, "cards").lines
    assert (line.first, line.needs, line.why_not) == (day.contact(call).id, ("card 5",), "skill: card below 5")
    assert _queue(day, "cards").why_not == "skill: card below 5"
    assert _queue(day, "general").lines == ()


def test_given_the_only_one_who_waits_was_declined_then_the_cool_down_is_named_until_it_is_over() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits("card_question")
    day.decline("li")
    (line,) = _queue(day, "cards").lines
    assert (line.first, line.why_not) == (day.contact(call).id, "cool-down after a declined offer")
    day.passes(61)
    assert _why(day).kept_away == "has an open offer"


def test_given_nobody_waits_then_who_is_more_proficient_or_longer_idle_is_named_in_order() -> None:
    day = Day()
    day.agent("wang", card=8)
    day.passes(10)
    day.agent("zhao", card=6)
    day.passes(10)
    day.agent("li", card=6)
    assert (_why(day).verdict, _why(day, "wang").verdict) == ("others_first", "nobody_waits")
    cards = _queue(day, "cards")
    assert [(one.agent, one.proficiency, one.idle_seconds) for one in cards.before] == [
        ("wang", 8, 20.0),
        ("zhao", 6, 10.0),
    ]
    assert _queue(day, "cards", "wang").before == ()


def test_given_many_before_them_then_the_first_are_named_and_the_others_counted() -> None:
    day = Day()
    for n in range(6):
        day.agent(f"a{n}", card=8)
        day.passes(1)
    day.agent("li", card=8)
    cards = _queue(day, "cards")
    assert [one.agent for one in cards.before] == ["a0", "a1", "a2"]
    assert cards.more_before == 3


def test_given_a_team_then_the_queues_it_does_not_serve_or_not_yet_are_named() -> None:
    day = Day(teams_site(cards=Serving(delay=30.0)))
    joins(day, "li")
    general, cards = day.waits("speak_to_human"), day.waits("card_question")
    (line,) = _queue(day, "general").lines
    assert (line.first, line.why_not) == (day.contact(general).id, "team: does not serve general")
    (line,) = _queue(day, "cards").lines
    assert (line.first, line.why_not) == (day.contact(cards).id, "team: not before 30 s")
    assert _why(day).verdict == "not_mine"


def test_given_a_contact_held_for_a_busy_colleague_then_it_is_said_for_whom() -> None:
    day = Day(teams_site((Preferred.LAST_AGENT,), 15.0))
    day.agent("ann")
    first = day.waits("speak_to_human")
    day.accept("ann")
    day.answered(first)
    day.agent("li")
    day.waits("speak_to_human", known=Known(customer="cus_1", last_agent="ann"))
    (line,) = _queue(day, "general").lines
    assert line.why_not == "held for ann"


def test_what_is_told_changes_nothing() -> None:
    day = Day()
    day.agent("li", card=3)
    for n in range(5):
        day.waits("card_question", caller=f"+{n}")
        day.waits("speak_to_human", caller=f"+{n}0")
    one, again = _why(day), _why(day)
    assert one == again
    day.agent("wang", card=9)
    assert day.offered("wang") is not None
