"""Whether what waiting customers are told comes true: in queues as theory draws them, and case by case."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import events as e
from callcenter.model.contact import Contact
from callcenter.model.customer import Known
from callcenter.model.forecast import QUEUE_LENGTH, Forecast
from callcenter.model.site import Preferred, Serving, Site
from callcenter.switchboard.figures import at_work, newcomers_wait
from callcenter.switchboard.state import Figures, Honesty
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests.unit.switchboard.crowded import QUEUE, Crowded, coverage, error, judged, naive_error

CALLER = "+8613800000009"
DAY = 24 * 3600.0

# --- queues as theory draws them -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param({"between": 13.5, "handling": 240.0, "agents": 20, "seed": 2}, id="M/M/20"),
        pytest.param({"between": 10.0, "handling": 240.0, "agents": 20, "patience": 300.0}, id="M/M/20+M"),
        pytest.param({"between": 60.0, "handling": 240.0, "agents": 4, "patience": 200.0, "ring": 8.0}, id="M/M/4+M"),
    ],
)
def test_nine_of_ten_waits_end_within_the_told_range_and_the_line_foretells_better_than_the_mean(
    drawn: dict[str, Any],
) -> None:
    crowded = Crowded(**drawn)
    crowded.plays(2500)
    warm = len(crowded.waited) // 5
    waited = crowded.waited[warm:]
    assert len(judged(waited)) > 500
    assert 0.85 <= coverage(waited) <= 0.95
    assert error(waited, QUEUE_LENGTH) <= naive_error(crowded.waited, warm)


def test_what_the_figures_say_is_what_happened() -> None:
    crowded = Crowded(between=60.0, handling=240.0, agents=4, patience=200.0)
    crowded.plays(300)
    honesty, seen = crowded.figures.honesty, judged(crowded.waited)
    assert (honesty.told, honesty.announced.count) == (len(seen), sum(one.answered for one in seen))
    assert honesty.covered / honesty.told == coverage(crowded.waited)
    mean = honesty.predictors[QUEUE_LENGTH].absolute / honesty.predictors[QUEUE_LENGTH].count
    assert mean == pytest.approx(error(crowded.waited, QUEUE_LENGTH), rel=1e-3)


def test_given_half_of_the_agents_leave_then_the_next_is_told_twice_the_wait_and_it_comes_true() -> None:
    crowded = Crowded(between=12.5, handling=240.0, agents=20, patience=600.0, seed=3)
    crowded.plays(1200)
    before = next_told(crowded)
    crowded.leave(10)
    left_at, after = len(crowded.waited), next_told(crowded)
    assert 1.5 * before.expected <= after.expected <= 2 * before.expected + 1
    crowded.plays(1500)
    later = crowded.waited[left_at + 50 :]
    assert len(judged(later)) > 50
    assert coverage(later) >= 0.8
    assert error(later, QUEUE_LENGTH) <= naive_error(crowded.waited, left_at + 50)


def next_told(crowded: Crowded) -> Forecast:
    board, queue = crowded.board, crowded.site.queues[QUEUE]
    found = newcomers_wait(board.state.figures[QUEUE], board.lines, board.crowd, queue, crowded.clock.now())
    assert found is not None
    return found


# --- who is told, and who counts --------------------------------------------------------------------------------------


def a_day(site: Site | None = None) -> Day:
    """One agent, who has just taken a contact after six of 150 s each: whoever comes next is told something."""
    day = Day(site)
    day.agent("li")
    for _ in range(6):
        day.serve("li", day.waits(), seconds=150.0)
    busy = day.waits()
    day.accept("li")
    day.answered(busy)
    return day


def told(day: Day, call: str) -> Forecast:
    found = day.contact(call).forecast
    assert found is not None
    return found


def honesty(day: Day, queue: str = "general") -> Honesty:
    figures: Figures = day.figures(queue)
    return figures.honesty


def is_served(day: Day, call: str) -> Contact:
    """The agent ends what they are at and takes the call."""
    (busy,) = day.person("li").assignments
    leg = day.board.state.contacts[busy].leg
    day.hang_up(leg)
    day.wrap_up("li")
    day.accept("li")
    day.answered(call)
    return day.contact(call)


def test_given_nothing_was_handled_yet_then_nothing_is_foretold_and_that_is_counted() -> None:
    day = Day()
    day.agent("li")
    day.waits()
    assert day.contact(day.waits()).forecast is None
    assert honesty(day) == Honesty(unknown=1)


def test_given_an_agent_is_free_then_no_wait_is_foretold() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    assert day.contact(call).forecast is None
    day.serve("li", call)
    assert honesty(day) == Honesty()


def test_given_nobody_is_at_work_any_more_then_the_wait_is_unknown() -> None:
    day = a_day()
    day.happens(e.AgentDisconnected(agent="li"))
    assert day.contact(day.waits()).forecast is None
    assert honesty(day).unknown == 1


def test_who_is_answered_within_the_range_was_told_the_truth() -> None:
    day = a_day()
    call = day.waits()
    assert told(day, call).expected == 150.0
    day.passes(120)
    is_served(day, call)
    seen = honesty(day)
    assert (seen.told, seen.covered, seen.announced.count, seen.announced.absolute) == (1, 1, 1, 30.0)
    assert (seen.announced.squared, seen.announced.signed) == (900.0, 30.0)


def test_an_offer_nobody_answered_and_a_wider_step_leave_the_told_wait_as_it_was() -> None:
    day = a_day()
    call = day.waits()
    was = told(day, call)
    day.passes(90)
    assert day.contact(call).taken
    day.agent("wang")
    day.passes(20)
    assert day.person("wang").not_responding
    assert told(day, call) is was
    is_served(day, call)
    assert honesty(day).announced.absolute == 40.0


def test_who_gives_up_later_than_told_was_told_wrong_and_who_gives_up_earlier_proves_nothing() -> None:
    day = a_day()
    early, late = day.waits(), day.waits()
    day.passes(10)
    day.hang_up(early)
    assert honesty(day).told == 0
    day.passes(told(day, late).high)
    day.hang_up(late)
    assert (honesty(day).told, honesty(day).covered, honesty(day).announced.count) == (1, 0, 0)


def test_an_emergency_is_told_no_wait() -> None:
    day = a_day()
    assert day.contact(day.waits("card_loss")).forecast is None
    assert honesty(day, "card-loss") == Honesty()


def test_after_a_transfer_it_is_a_new_wait_with_a_new_forecast() -> None:
    day = a_day()
    call = day.waits()
    was = told(day, call)
    day.passes(100)
    contact = is_served(day, call)
    day.waits()
    day.passes(60)
    day.happens(e.TransferAsked(agent="li", contact=contact.id, to_queue="general", request="r"))
    assert day.reply().ok
    now = day.contact(call).forecast
    assert now is None or now.at > was.at
    assert honesty(day).told == 1


def test_who_rings_back_is_told_the_wait_from_then_on() -> None:
    day = a_day()
    call = day.waits(caller=CALLER)
    day.passes(30)
    day.hang_up(call)
    day.passes(10)
    again = day.waits(caller=CALLER)
    contact = day.contact(again)
    assert contact.waiting_since == told(day, again).at - 40
    day.passes(20)
    is_served(day, again)
    assert honesty(day).announced.absolute == pytest.approx(abs(told(day, again).expected - 20))


def test_a_new_day_forgets_what_was_told_but_not_what_was_learnt() -> None:
    day = a_day()
    call = day.waits()
    day.passes(100)
    is_served(day, call)
    learnt = day.figures("general").learnt
    day.passes(DAY)
    day.waits()
    figures = day.figures("general")
    assert figures.honesty.told == 0
    assert figures.learnt.tracks == learnt.tracks


def test_given_only_agents_who_serve_the_queue_after_a_delay_then_the_wait_is_known() -> None:
    day = a_day()
    team = {"general": Serving(delay=40.0)}
    day.board.crowd.rebuild([replace(day.person("li"), serves=team)])
    queue = day.site.queues["general"]
    assert at_work(day.board.crowd, queue) == 1
    assert day.contact(day.waits()).forecast is not None


def test_who_is_kept_for_one_agent_is_told_a_wait_once_everybody_may_take_them() -> None:
    queues = small_site().queues
    kept = replace(queues["general"], prefer=(Preferred.LAST_AGENT,), prefer_seconds=30.0)
    day = a_day(small_site(queues={**queues, "general": kept}))
    call = day.waits(known=Known(customer="cus_1", last_agent="li"))
    assert day.contact(call).held_until is not None
    assert day.contact(call).forecast is None
    day.passes(30)
    assert told(day, call).at == day.clock.now()
    assert honesty(day).unknown == 0
