"""Callbacks and complaints: each promise has one outcome, nobody is called twice."""

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.customer import NOBODY, Known
from callcenter.model.promise import CallbackState
from callcenter.testing.day import Day

NUMBER = "+8613800000001"


def falls_due(day: Day, tries: int = 1, **more: object) -> str:
    now = day.clock.now()
    fields = {"promised_at": now, "window_to": now + 600, "to_agent": "li", "gateway": "pbx", **more}
    day.happens(e.CallbackFellDue(callback="b1", number=NUMBER, tries=tries, **fields))  # type: ignore[arg-type]
    return f"callback-b1-{tries}"


def settled(day: Day) -> list[tuple[str, str]]:
    return [(one.state.value, one.outcome) for one in day.done(c.SettleCallback)]


def test_a_callback_rings_at_its_agent_and_nobody_is_dialled_before_they_accept() -> None:
    day = Day()
    day.agent("mo", card=9)
    day.agent("li")
    call = falls_due(day)
    assert day.offered("li") == call
    assert [note.kind for note in day.done(c.Notify)] == ["callback.due"]
    assert not day.done(c.Originate)
    assert not day.done(c.Say)
    day.accept("li")
    assert [(one.to, one.callback) for one in day.done(c.Originate)] == [(NUMBER, "b1")]
    day.answered(call)
    day.hang_up(call)
    day.wrap_up("li")
    assert settled(day) == [("due", ""), ("kept", "spoken")]


def test_given_its_agent_is_away_then_it_goes_to_the_queue() -> None:
    day = Day()
    day.agent("mo")
    call = falls_due(day)
    assert day.offered("mo") == call


def test_when_nobody_answers_it_is_tried_again_and_given_up_after_three_times() -> None:
    day = Day()
    day.agent("li")
    for tries in (1, 2, 3):
        call = falls_due(day, tries)
        day.accept("li")
        day.hang_up(call, "failed")
        day.wrap_up("li")
    states = [one.state for one in day.done(c.SettleCallback)]
    assert states == [CallbackState.DUE, CallbackState.RETRY] * 2 + [CallbackState.DUE, CallbackState.UNREACHABLE]
    assert day.done(c.SettleCallback)[1].due_at == day.clock.now() + 900
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["callback_unreachable"]


def test_given_the_agents_phone_was_joined_first_when_the_customer_does_not_answer_then_it_is_not_kept() -> None:
    day = Day()
    day.agent("li")
    call = falls_due(day)
    day.accept("li")
    day.answered(call)
    day.hang_up(call, "failed")
    day.wrap_up("li")
    assert settled(day)[-1] == ("retry", "failed")


def test_given_the_gateway_says_nothing_then_neither_agent_nor_promise_is_stuck() -> None:
    day = Day()
    day.agent("li")
    call = falls_due(day)
    day.accept("li")
    day.passes(90)
    assert day.last(call).state is ContactState.WRAP_UP
    day.passes(60)
    assert settled(day)[-1] == ("retry", "no_answer")
    assert not day.person("li").assignments


def test_given_the_agents_phone_fails_then_it_rings_at_somebody_else_and_the_first_dialling_is_stopped() -> None:
    day = Day()
    day.agent("li")
    call = falls_due(day)
    day.accept("li")
    day.agent("mo")
    day.happens(e.AgentPhoneFailed(gateway="pbx", call=call, agent="li", reason="busy"))
    assert day.done(c.HangUp)[-1].leg == call
    day.hang_up(call, "failed")
    assert day.offered("mo") == call


def test_what_falls_due_twice_is_dialled_once() -> None:
    day = Day()
    day.agent("li")
    day.agent("mo")
    call = falls_due(day)
    falls_due(day)
    assert len(day.board.state.contacts) == 1
    day.accept("li")
    day.answered(call)
    day.hang_up(call)
    day.wrap_up("li")
    falls_due(day)
    assert not day.board.state.contacts
    assert len(day.done(c.Originate)) == 1


def test_a_late_promise_stands_as_far_ahead_as_it_is_late() -> None:
    day = Day()
    before = day.waits()
    day.passes(50)
    falls_due(day, promised_at=day.clock.now() - 100.0, to_agent=None)
    day.agent("li")
    assert day.offered("li") == "callback-b1-1"
    assert day.contact(before).state is ContactState.QUEUED


def test_a_callback_that_is_moved_on_is_not_dialled_again() -> None:
    day = Day()
    day.agent("li")
    call = falls_due(day)
    day.accept("li")
    day.answered(call)
    day.agent("ka", card=8)
    contact = day.contact(call).id
    day.happens(e.TransferAsked(agent="li", contact=contact, to_queue="cards", request="r"))
    assert day.done(c.Hold)[-1].leg == call
    day.accept("ka")
    day.answered(call)
    day.hang_up(call)
    day.wrap_up("ka")
    assert len(day.done(c.Originate)) == 1
    assert settled(day)[-1][0] == "kept"


def test_given_it_was_moved_on_when_the_customer_hangs_up_waiting_then_the_promise_was_kept() -> None:
    day = Day()
    day.agent("li")
    call = falls_due(day)
    day.accept("li")
    day.answered(call)
    day.happens(e.TransferAsked(agent="li", contact=day.contact(call).id, to_queue="cards", request="r"))
    day.hang_up(call)
    assert settled(day)[-1][0] == "kept"
    assert not day.board.state.contacts


def test_a_callback_waits_for_an_agent_however_long() -> None:
    day = Day()
    call = falls_due(day)
    day.passes(12 * 3600)
    day.agent("li")
    assert day.offered("li") == call


def test_a_callback_agreed_in_a_wrap_up_and_one_asked_for_outside_are_promised() -> None:
    day = Day()
    day.agent("li")
    call = day.waits(caller=NUMBER)
    day.accept("li")
    day.answered(call)
    agreed = e.CallbackAgreed(window_from=1.9e9, window_to=1.9e9 + 600, agent="li", reason="news")
    day.wrap_up("li", callback=agreed)
    promised = day.done(c.PromiseCallback)[0].callback
    assert (promised.number, promised.agent, promised.due_at, promised.zone) == (NUMBER, "li", 1.9e9, "Asia/Shanghai")
    ask = e.CallbackPromised(
        agent="web", request="r", callback="b9", number=NUMBER, window_from=1.9e9, window_to=2e9, zone="UTC"
    )
    day.happens(ask)
    assert day.reply().result == {"callback": "b9"}


def test_a_complaint_is_opened_by_the_intent_once_and_amended_by_what_the_agent_heard() -> None:
    day = Day()
    day.agent("li")
    call = day.waits("complaint")
    opened = day.done(c.OpenComplaint)
    assert [(one.complaint.cause, one.complaint.clock.due_at) for one in opened] == [
        ("attitude", day.clock.now() + 24 * 3600)
    ]
    day.says(call, "and again: I complain", "complaint")
    day.accept("li")
    day.answered(call)
    day.hang_up(call)
    day.wrap_up("li", complaint=e.ComplaintTold(cause="attitude", text="he was rude", severity=1))
    assert len(day.done(c.OpenComplaint)) == 1
    amended = day.done(c.AmendComplaint)[0]
    assert (amended.complaint, amended.text, amended.severity, amended.by) == (
        opened[0].complaint.id, "he was rude", 1, "li"
    )  # fmt: skip


WAITS_FOR_NEWS = Known(customer="cus_1", open_complaints=1)


def test_who_asks_after_an_open_complaint_has_no_second_one_but_the_agent_may_open_it() -> None:
    day = Day()
    day.agent("li")
    call = day.call(known=WAITS_FOR_NEWS)
    day.says(call, "any news of my complaint", "complaint", asks_after=("complaint",))
    assert day.done(c.OpenComplaint) == []
    assert [line.detail for line in day.done(c.Chronicle) if line.what == "complaint_asked_after"] == [{"open": 1}]
    assert day.contact(call).intent.name == "complaint"
    day.accept("li")
    day.answered(call)
    day.hang_up(call)
    day.wrap_up("li", complaint=e.ComplaintTold(cause="attitude", text="and now the clerk was rude"))
    assert [one.complaint.owner for one in day.done(c.OpenComplaint)] == ["li"]


@pytest.mark.parametrize(
    ("known", "asks_after"),
    [(WAITS_FOR_NEWS, ()), (NOBODY, ("complaint",)), (Known(customer="cus_1"), ("complaint",))],
)
def test_a_new_cause_and_somebody_without_an_open_complaint_have_a_case(
    known: Known, asks_after: tuple[str, ...]
) -> None:
    day = Day()
    day.says(day.call(known=known), "I complain", "complaint", asks_after=asks_after)
    assert len(day.done(c.OpenComplaint)) == 1


def test_news_asked_for_as_the_second_of_two_wishes_opens_no_case_either() -> None:
    day = Day()
    call = day.call(known=WAITS_FOR_NEWS)
    day.says(
        call, "the dollar, and what about my complaint", "exchange_rate", also="complaint", asks_after=("complaint",)
    )
    assert day.done(c.OpenComplaint) == []
    assert day.contact(call).queue == "general"


def test_a_complaint_first_heard_in_the_wrap_up_is_opened_there() -> None:
    day = Day()
    day.agent("li")
    day.waits()
    day.accept("li")
    day.wrap_up("li", complaint=e.ComplaintTold(cause="attitude", text="rude"))
    assert day.done(c.OpenComplaint)[0].complaint.owner == "li"
    assert day.reply().result["complaint"] == day.done(c.OpenComplaint)[0].complaint.id


def test_a_complaint_reported_elsewhere_needs_a_known_cause() -> None:
    day = Day()
    ask = e.ComplaintReported(agent="web", request="r", complaint="k9", cause="no", text="", channel="letter")
    day.happens(ask)
    assert day.reply().code == "unknown_cause"
    day.happens(e.ComplaintReported(agent="web", request="r", complaint="k9", cause="attitude", text="", channel="x"))
    assert day.reply().result == {"complaint": "k9"}


def test_clocks_warn_owner_and_supervisors_at_each_level_and_alarm_at_the_breach() -> None:
    day = Day()
    day.agent("li")
    for level in (0.5, 0.75, 1.0):
        day.happens(e.ClockPassed(complaint="k1", level=level, due_at=1.9e9, owner="li"))
    assert [mark.level for mark in day.done(c.MarkClock)] == [0.5, 0.75, 1.0]
    assert [note.detail["level"] for note in day.done(c.Notify)] == [0.5, 0.75, 1.0]
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["clock_warning", "clock_warning", "clock_breach"]
    assert list(day.board.state.alarms) == ["clock_breach:k1"]


def test_an_alarm_about_what_has_happened_ends_when_it_is_acknowledged_one_about_what_is_does_not() -> None:
    day = Day()
    day.happens(e.ClockPassed(complaint="k1", level=1.0, due_at=1.9e9))
    day.happens(e.GatewaySilent(gateway="pbx", seconds=30, unacknowledged=2))
    for alarm in ("clock_breach:k1", "gateway_silent:pbx"):
        day.happens(e.AlarmAcknowledged(agent="sue", alarm=alarm, request="r"))
        assert day.reply().ok
    assert list(day.board.state.alarms) == ["gateway_silent:pbx"]
    assert day.board.state.alarms["gateway_silent:pbx"].acknowledged_by == "sue"
    day.happens(e.GatewayHeard(gateway="pbx"))
    assert not day.board.state.alarms
    day.happens(e.AlarmAcknowledged(agent="sue", alarm="gateway_silent:pbx", request="r"))
    assert day.reply().code == "unknown"


def test_given_a_standstill_past_the_window_then_nobody_is_rung_at_night_but_in_the_same_hours_of_the_next_day() -> (
    None
):
    day = Day()
    start = day.clock.now()
    day.passes(10 * 3600.0)
    falls_due(day, promised_at=start, window_from=start, window_to=start + 3600.0)
    assert day.board.state.contacts == {}
    postponed = day.done(c.SettleCallback)[-1]
    assert (postponed.state, postponed.tries, postponed.due_at) == (CallbackState.RETRY, 0, start + 24 * 3600.0)
    assert "callback_missed:b1" in day.board.state.alarms
    day.passes(14 * 3600.0)
    falls_due(day, promised_at=start + 24 * 3600.0, window_from=start, window_to=start + 3600.0)
    assert [contact.callback for contact in day.board.state.contacts.values()] == ["b1"]


def test_a_callback_nobody_could_make_is_refused_before_anything_ends() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    start = day.clock.now() + 600
    for fault, code in (
        ({"agent": "ghost"}, "unknown_agent"),
        ({"queue": "ghost"}, "unknown_queue"),
        ({}, "no_number"),
    ):
        agreed = e.CallbackAgreed(window_from=start, window_to=start + 600, **fault)
        day.wrap_up("li", callback=agreed)
        assert (day.reply().ok, day.reply().code) == (False, code)
    assert day.contact(call).state is ContactState.CONNECTED
    agreed = e.CallbackAgreed(window_from=start, window_to=start + 600, number=NUMBER)
    day.wrap_up("li", callback=agreed)
    assert day.reply().ok
    assert day.done(c.PromiseCallback)[0].callback.number == NUMBER
