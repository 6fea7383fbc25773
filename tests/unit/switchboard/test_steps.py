"""How a queue asks less: by wait, by length, by the expected wait, by nobody at work, by its hours."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.agent import Presence
from callcenter.model.contact import ContactState
from callcenter.model.site import Calendar, Period, Queue, Site, SkillNeed, Step
from callcenter.routing.rank import RAISED, starvation_bound
from callcenter.routing.wait import HandlingTime
from callcenter.switchboard.board import Switchboard
from callcenter.switchboard.invariants import violations
from callcenter.switchboard.state import Figures
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site

LAST = Step(after=600.0, anyone=True)
NEVER = Calendar(name="office", zone="Asia/Shanghai", weekly=())
ALWAYS = Calendar(
    name="office", zone="Asia/Shanghai", weekly=tuple(Period(weekday=n, opens=0, closes=1440) for n in range(7))
)


def site_with(*steps: Step, queue: str = "cards", calendar: Calendar | None = None, **changes: Any) -> Site:
    """The small site whose queue has these steps, and after ten minutes anyone."""
    small = small_site()
    queues = dict(small.queues)
    if calendar:
        changes["calendar"], changes["closed"] = calendar.name, both("closed")
    queues[queue] = replace(queues[queue], steps=(*steps, LAST), **changes)
    return replace(small, queues=queues, calendars={calendar.name: calendar} if calendar else {})


def checked(board: Switchboard) -> None:
    now = max((one.touched_at for one in board.state.contacts.values()), default=0.0)
    assert not [fault for fault in violations(board, now) if "idles" not in fault]


def day_with(*steps: Step, **more: Any) -> Day:
    return Day(site_with(*steps, **more), after_each=checked)


def widened(day: Day, call: str) -> list[int]:
    """The steps this call has taken, from 1."""
    told = [one for one in day.done(c.Chronicle) if one.what == "widened" and one.contact == day.last(call).id]
    return [one.detail["step"] for one in told]


def watches(day: Day) -> list[str]:
    return [name for name in day.board.state.timers if name.startswith("watch:")]


def test_given_a_step_by_length_when_more_wait_than_it_says_then_everybody_is_widened_at_the_next_look() -> None:
    day = day_with(Step(after=5.0, longer_than=1, drop_skills=("card",)))
    first = day.waits("card_question")
    day.passes(60.0)
    assert widened(day, first) == []
    second = day.waits("card_question")
    day.passes(4.0)
    assert widened(day, second) == []
    day.passes(11.0)
    assert widened(day, first) == widened(day, second) == [1]
    assert day.contact(first).needs == ()


def test_given_a_step_taken_when_the_queue_grows_again_then_it_is_not_taken_twice_and_nothing_looks_any_longer() -> (
    None
):
    day = day_with(Step(after=0.0, longer_than=0, drop_skills=("card",)))
    call = day.waits("card_question")
    day.passes(0.0)
    assert widened(day, call) == [1]
    assert watches(day) == []
    day.waits("card_question")
    day.passes(120.0)
    assert widened(day, call) == [1]


def test_given_many_who_wait_for_a_condition_when_time_passes_then_one_timer_looks_after_them_all() -> None:
    day = day_with(Step(after=0.0, longer_than=100, announce=True))
    calls = [day.waits("card_question") for _ in range(20)]
    day.passes(0.0)
    assert watches(day) == ["watch:cards"]
    before = len(day.journal)
    day.passes(100.0)
    assert len(day.journal) - before == 10
    for call in calls:
        day.hang_up(call)
    assert watches(day) == []


def test_given_nobody_logged_in_with_the_skill_when_a_call_waits_then_the_step_for_that_is_taken() -> None:
    day = day_with(Step(after=5.0, nobody=True, anyone=True))
    day.agent("li", general=5)
    call = day.waits("card_question")
    assert day.offered("li") is None
    day.passes(5.0)
    assert day.offered("li") == call


def test_given_the_only_specialist_on_a_break_when_a_call_waits_then_somebody_is_logged_in_all_the_same() -> None:
    day = day_with(Step(after=5.0, nobody=True, anyone=True))
    day.agent("li", general=5)
    day.agent("wang", card=8, presence=Presence.AWAY)
    call = day.waits("card_question")
    day.passes(30.0)
    assert widened(day, call) == []


@pytest.mark.parametrize(("calendar", "taken"), [(NEVER, [1]), (ALWAYS, [])])
def test_given_a_step_for_closed_hours_when_a_call_waits_then_the_calendar_decides(
    calendar: Calendar, taken: list[int]
) -> None:
    day = day_with(Step(after=5.0, closed=True, drop_skills=("card",)), calendar=calendar)
    call = day.waits("card_question")
    day.passes(30.0)
    assert widened(day, call) == taken


def test_given_an_expected_wait_when_it_is_over_the_bound_then_the_step_is_taken_and_while_unknown_it_is_not() -> None:
    day = day_with(Step(after=0.0, wait_over=180.0, announce=True))
    day.agent("li", card=8)
    talking = day.waits("card_question")
    day.accept("li")
    day.answered(talking)
    waiting = day.waits("card_question")
    day.passes(15.0)
    assert widened(day, waiting) == []  # nobody has been served yet, so nobody knows
    figures = Figures(day="2027-01-15", handling=HandlingTime(mean=300.0, count=50))
    day.board.state.figures["cards"] = figures
    day.passes(10.0)
    assert widened(day, waiting) == [1]


def test_given_agents_of_another_queue_when_the_step_comes_then_their_skills_suffice() -> None:
    site = site_with(Step(after=10.0, agents_of=("loans",)))
    loans = Queue(name="loans", title=both("Loans"), needs=(SkillNeed(skill="general", level=4),), steps=(LAST,))
    day = Day(replace(site, queues={**site.queues, "loans": loans}), after_each=checked)
    day.agent("new", general=3)
    day.agent("old", general=4)
    call = day.waits("card_question")
    assert day.offered("old") is None
    day.passes(10.0)
    assert day.offered("old") == call
    assert day.offered("new") is None


def test_given_a_head_start_when_the_step_comes_then_it_ranks_earlier_once_and_within_the_bound() -> None:
    day = day_with(Step(after=10.0, head_start=40.0), Step(after=20.0, head_start=40.0))
    before = starvation_bound(small_site(), "cards")
    call = day.waits("card_question")
    arrival = day.contact(call).queued_at
    assert arrival is not None
    day.passes(30.0)
    contact = day.contact(call)
    assert contact.taken == (0, 1)
    assert [start.seconds for start in contact.head_starts if start.reason == RAISED] == [40.0]
    assert contact.rank is not None
    assert contact.rank[1] == pytest.approx(arrival - 40.0)
    assert starvation_bound(day.site, "cards") == before + 40.0


def test_given_a_raised_call_when_it_rings_back_and_waits_on_then_it_is_not_raised_again() -> None:
    day = day_with(Step(after=10.0, head_start=40.0))
    first = day.waits("card_question", caller="+8613800000001")
    day.passes(15.0)
    rank = day.contact(first).rank
    day.hang_up(first)
    again = day.waits("card_question", caller="+8613800000001")
    day.passes(60.0)
    assert rank is not None
    assert day.contact(again).rank is not None
    assert (day.contact(again).rank or rank)[1] == rank[1]


def test_given_an_emergency_when_everything_is_closed_then_no_closed_step_is_taken_for_it() -> None:
    steps = (Step(after=0.0, closed=True, announce=True, callback=True, voicemail=True),)
    site = site_with(*steps, queue="card-loss", calendar=NEVER)
    day = Day(site, after_each=checked)
    call = day.waits("card_loss", caller="+8613800000001")
    day.passes(120.0)
    assert widened(day, call) == []
    assert day.done(c.Gather)[1:] == []
    assert day.contact(call).state is ContactState.QUEUED


def test_given_an_offer_that_rings_when_a_proposal_falls_due_then_it_is_put_once_the_offer_has_expired() -> None:
    day = day_with(Step(after=5.0, callback=True))
    day.agent("li", card=8)
    call = day.waits("card_question", caller="+8613800000001")
    assert day.offered("li") == call
    day.passes(19.0)
    assert day.contact(call).proposal == ()
    day.passes(10.0)
    assert day.contact(call).proposal == ("callback",)


def test_given_a_snapshot_in_between_when_time_passes_then_the_same_steps_are_taken() -> None:
    day = day_with(Step(after=0.0, longer_than=1, drop_skills=("card",)))
    day.waits("card_question")
    day.passes(0.0)
    day.board.restore(day.board.state)
    second = day.waits("card_question")
    day.passes(20.0)
    assert widened(day, second) == [1]
    assert watches(day) == []


def test_given_a_condition_that_never_comes_true_when_it_is_waited_for_long_then_it_is_looked_at_less_often() -> None:
    day = day_with(Step(after=0.0, longer_than=99, lower_to=1))
    day.waits("card_question")

    def looks(seconds: float) -> int:
        before = len(day.journal)
        day.passes(seconds)
        return sum(
            isinstance(one.event, e.TimerElapsed) and one.event.timer.startswith("watch:")
            for one in day.journal[before:]
        )

    assert looks(600) == 60
    assert looks(600) == 10
    day.waits("card_question")
    assert looks(60) == 6
