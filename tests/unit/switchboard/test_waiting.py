"""Standing in line: rank, steps, announcements, the old place. Nobody is overtaken, nobody is forgotten."""

from dataclasses import replace

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.customer import CustomerClass, Known
from callcenter.model.site import Step
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site

VIP = Known(customer="cus_1", customer_class=CustomerClass.VIP)
CALLER = "+8613800000001"


def order_of_service(day: Day) -> list[str | None]:
    """Whom one agent is offered, one after the other."""
    day.agent("li", card=8)
    served = []
    while (call := day.offered("li")) is not None:
        served.append(call)
        day.hang_up(call)
    return served


# --- who stands before whom ------------------------------------------------------------------------------------------------


def test_equals_are_served_in_the_order_they_came() -> None:
    day = Day()
    calls = []
    for _ in range(20):
        calls.append(day.waits())
        day.passes(0.001)
    assert order_of_service(day) == calls


@pytest.mark.parametrize(
    ("how", "seconds"), [({"known": VIP}, 120.0), ({"priority": "2"}, 90.0), ({"intent": "complaint"}, 60.0)]
)
def test_a_head_start_counts_as_so_many_seconds_waited_and_not_one_more(how: dict[str, str], seconds: float) -> None:
    day = Day()
    before = day.waits()
    day.passes(1)
    after = day.waits()
    day.passes(seconds - 0.5)
    ahead = day.waits(**how)
    assert order_of_service(day) == [before, ahead, after]


def test_who_called_within_the_last_day_stands_a_little_ahead() -> None:
    day = Day()
    now = day.clock.now()
    plain = day.waits(known=Known(customer="a", last_contact_at=now - 25 * 3600))
    again = day.waits(known=Known(customer="b", last_contact_at=now - 3600))
    assert [start.seconds for start in day.contact(again).head_starts] == [30.0]
    assert order_of_service(day) == [again, plain]


def test_head_starts_add_up_and_are_told() -> None:
    day = Day()
    call = day.waits("complaint", known=VIP, priority="2")
    starts = {start.reason: start.seconds for start in day.contact(call).head_starts}
    assert starts == {"intent complaint": 60.0, "customer class vip": 120.0, "declared priority 2": 90.0}
    assert day.contact(call).rank == (1, day.clock.now() - 270.0, day.contact(call).seq)


# --- steps -------------------------------------------------------------------------------------------------------------------


def test_given_nobody_has_the_skill_then_the_queue_widens_as_declared() -> None:
    queues = dict(small_site().queues)
    steps = (Step(after=20.0, lower_to=3), Step(after=40.0, drop_skills=("card",)))
    day = Day(small_site(queues={**queues, "cards": replace(queues["cards"], steps=steps)}))
    day.agent("low", card=3)
    day.agent("none")
    first, second = day.waits("card_question"), day.waits("card_question")
    day.passes(19.9)
    assert (day.offered("low"), day.offered("none")) == (None, None)
    day.passes(0.1)
    assert (day.offered("low"), day.offered("none")) == (first, None)
    day.passes(19.9)
    assert day.offered("none") is None
    day.passes(0.1)
    assert day.offered("none") in (first, second)


def test_a_step_happens_once() -> None:
    day = Day()
    day.waits("card_question")
    day.passes(600)
    assert [line.what for line in day.done(c.Chronicle)].count("widened") == 1


def test_the_place_is_announced_but_no_wait_that_nobody_can_know() -> None:
    words = dict(small_site().words) | {"place_unknown_wait": {"en": "number {place}", "zh-CN": ""}}
    day = Day(small_site(words=words))
    day.waits()
    day.waits()
    day.passes(60)
    assert [said.text for said in day.done(c.Say)][-2:] == ["number 1", "number 2"]
    assert [line.detail["place"] for line in day.done(c.Chronicle) if line.what == "announced"] == [1, 2]


def test_given_enough_was_handled_then_the_expected_wait_is_announced() -> None:
    words = dict(small_site().words) | {"place_and_wait": {"en": "{place}: {minutes} min", "zh-CN": ""}}
    day = Day(small_site(words=words))
    day.agent("li")
    for _ in range(6):
        day.serve("li", day.waits(), seconds=150.0)
    day.accept("li") if day.offered("li") else day.waits()
    day.accept("li")
    day.waits()
    day.passes(60)
    assert day.done(c.Say)[-1].text == "1: 3 min"


def test_given_the_agents_phone_was_not_picked_up_then_the_steps_still_come() -> None:
    day = Day()
    day.agent("li", card=8)
    call = day.waits("card_question")
    day.accept("li")
    day.passes(30)
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="no_answer"))
    day.agent("none")
    assert day.offered("none") is None
    day.passes(30)
    assert day.offered("none") == call


# --- the place that is kept ---------------------------------------------------------------------------------------------------


def test_who_rings_back_in_time_stands_where_they_stood() -> None:
    day = Day()
    first = day.waits()
    day.passes(1)
    gone = day.waits(caller=CALLER)
    day.passes(1)
    third = day.waits()
    day.hang_up(gone)
    day.passes(100)
    again = day.waits(caller=CALLER)
    assert order_of_service(day) == [first, again, third]


def test_given_the_caller_is_known_as_a_repeat_caller_now_then_they_still_overtake_nobody() -> None:
    day = Day()
    first = day.waits()
    day.passes(1)
    gone = day.waits(caller=CALLER)
    day.hang_up(gone)
    day.passes(10)
    again = day.waits(caller=CALLER, known=Known(customer="a", last_contact_at=day.clock.now() - 10))
    assert order_of_service(day) == [first, again]


@pytest.mark.parametrize(
    ("seconds", "caller", "intent"), [(121.0, CALLER, ""), (5.0, "", ""), (5.0, CALLER, "card_question")]
)
def test_too_late_or_without_a_number_or_for_something_else_there_is_no_old_place(
    seconds: float, caller: str, intent: str
) -> None:
    day = Day()
    gone = day.waits(caller=caller)
    day.hang_up(gone)
    day.passes(seconds)
    now = day.clock.now()
    again = day.waits(intent or "speak_to_human", caller=caller)
    assert day.contact(again).queued_at == now


def test_given_the_customer_hung_up_while_the_agents_phone_rang_when_they_ring_back_then_they_have_their_place() -> (
    None
):
    day = Day()
    day.agent("li")
    call = day.waits(caller=CALLER)
    came = day.contact(call).queued_at
    day.accept("li")
    day.hang_up(call)
    assert day.last(call).state is ContactState.WRAP_UP
    assert day.done(c.ReleaseAgent)[-1].agent == "li"
    assert day.figures("general").abandoned == 1
    day.passes(5)
    assert day.contact(day.waits(caller=CALLER)).queued_at == came


def test_a_place_is_used_once() -> None:
    day = Day()
    came = day.clock.now()
    day.hang_up(day.waits(caller=CALLER))
    day.passes(5)
    assert day.contact(day.waits(caller=CALLER)).queued_at == came
    assert day.contact(day.waits(caller=CALLER)).queued_at == day.clock.now()


# --- supervisors ---------------------------------------------------------------------------------------------------------------


def test_a_supervisor_gives_a_waiting_contact_to_an_agent_without_the_skill() -> None:
    day = Day()
    day.agent("none")
    call = day.waits("card_question")
    day.happens(e.ContactAssigned(agent="sue", contact=day.contact(call).id, to="none", request="r"))
    assert day.reply().ok
    assert day.offered("none") == call


def test_a_supervisor_moves_a_contact_to_the_front_and_it_is_told_why() -> None:
    day = Day()
    first, second = day.waits(), day.waits()
    contact = day.contact(second).id
    day.happens(e.ContactRequeued(agent="sue", contact=contact, queue="general", head_start=600.0, request="r"))
    assert [start.reason for start in day.contact(second).head_starts] == ["a supervisor's wish"]
    assert order_of_service(day) == [second, first]


def test_a_supervisor_takes_somebody_out_of_the_menu() -> None:
    day = Day()
    call = day.call()
    day.happens(e.ContactRequeued(agent="sue", contact=day.contact(call).id, queue="cards", request="r"))
    assert day.contact(call).queue == "cards"
    day.happens(e.ContactRequeued(agent="sue", contact=day.contact(call).id, queue="none", request="r"))
    assert day.reply().code == "unknown"


def test_only_what_waits_can_be_moved_or_assigned() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    call = day.waits()
    day.accept("li")
    contact = day.contact(call).id
    day.happens(e.ContactAssigned(agent="sue", contact=contact, to="mo", request="r"))
    assert day.reply().code == "conflict"
    day.happens(e.ContactRequeued(agent="sue", contact=contact, queue="cards", request="r"))
    assert day.reply().code == "conflict"
