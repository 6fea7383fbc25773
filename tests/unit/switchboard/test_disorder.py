"""Events of real telephony: early, late, twice, never. Whatever the order, the same contacts come to the same end."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ENDED, ContactState
from callcenter.model.intent import Intent
from callcenter.testing.day import Day

CALL = "call-1"


def on_call(what: str) -> e.AnyEvent:
    match what:
        case "arrives":
            return e.CallArrived(gateway="pbx", call=CALL, caller="+861", language="en")
        case "ends":
            return e.CallEnded(gateway="pbx", call=CALL)
        case "keys":
            return e.CustomerKeyed(gateway="pbx", call=CALL, digits="9")
        case _:
            heard = Intent(name=what, confidence=0.9, emergency=what == "card_loss")
            return e.CustomerSpoke(gateway="pbx", call=CALL, text=what, intent=heard)


@given(
    order=st.permutations(["arrives", "card_question", "keys", "ends"]),
    again=st.lists(st.sampled_from(["arrives", "card_question", "keys", "ends"]), max_size=4),
    pauses=st.lists(st.sampled_from([0.0, 1.0, 30.0]), min_size=8, max_size=8),
)
def test_however_the_events_of_a_call_come_there_was_one_contact_and_it_is_over(
    order: list[str], again: list[str], pauses: list[float]
) -> None:
    day = Day()
    day.agent("li", card=8)
    for what, pause in zip([*order, *again], pauses, strict=False):
        day.happens(on_call(what))
        day.passes(pause)
    day.passes(1)
    contacts = {contact.id: contact for outcome in day.outcomes for contact in outcome.contacts}
    assert len(contacts) == 1
    assert next(iter(contacts.values())).state is ContactState.ABANDONED
    assert not day.board.state.contacts
    assert day.person("li").state in ("idle", "not_responding")


@pytest.mark.parametrize("order", list(permutations(["answered", "ringing", "ends"])))
def test_however_the_events_of_a_connected_call_come_the_agent_wraps_up_and_is_free(order: tuple[str, ...]) -> None:
    told = {
        "answered": e.AgentPhoneAnswered(gateway="pbx", call=CALL, agent="li"),
        "ringing": e.AgentPhoneRinging(gateway="pbx", call=CALL, agent="li"),
        "ends": e.CallEnded(gateway="pbx", call=CALL),
    }
    day = Day()
    day.agent("li")
    day.waits()
    day.accept("li")
    for what in (*order, *order):
        day.happens(told[what])
    day.passes(61)
    assert day.last(CALL).state is ContactState.COMPLETED
    assert day.person("li").used == 0


def test_words_that_came_before_the_call_are_heard() -> None:
    day = Day()
    day.happens(on_call("card_question"))
    assert not day.board.state.contacts
    day.happens(on_call("arrives"))
    assert day.contact(CALL).queue == "cards"


def test_the_end_is_never_forgotten_for_words_that_came_before_it() -> None:
    day = Day()
    for _ in range(40):
        day.happens(on_call("keys"))
    day.happens(on_call("ends"))
    day.passes(300)
    day.happens(on_call("arrives"))
    assert not day.board.state.contacts
    assert day.last(CALL).state is ContactState.ABANDONED


def test_what_nobody_announces_is_forgotten_after_a_while() -> None:
    day = Day()
    day.happens(on_call("keys"))
    day.happens(e.CallEnded(gateway="pbx", call="ghost"))
    day.happens(e.AgentPhoneAnswered(gateway="pbx", call="ghost-2", agent="li"))
    day.passes(601)
    assert not day.board.state.early
    assert not day.board.state.timers


def test_an_arrival_said_twice_is_one_contact_also_after_the_end() -> None:
    day = Day()
    day.happens(on_call("arrives"))
    day.happens(on_call("arrives"))
    day.happens(on_call("ends"))
    day.happens(on_call("arrives"))
    assert len({contact.id for outcome in day.outcomes for contact in outcome.contacts}) == 1
    assert not day.board.state.contacts


def test_given_the_hang_up_got_lost_then_the_lease_ends_the_call_and_says_so() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.answered(call)
    day.passes(3 * 3600)
    day.happens(e.NoteTaken(agent="li", contact=day.contact(call).id, text="still here"))
    day.passes(2 * 3600)
    assert day.contact(call).state is ContactState.CONNECTED
    day.passes(2 * 3600 + 61)
    assert day.last(call).state in ENDED
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["lease_expired"]
    assert day.done(c.HangUp)[-1].reason == "lease_expired"
    assert day.person("li").used == 0


def test_given_somebody_waits_for_ever_then_the_lease_ends_that_too() -> None:
    day = Day()
    call = day.waits()
    day.passes(5 * 3600)
    assert day.last(call).state is ContactState.ABANDONED
    assert not day.board.state.timers or all(name.startswith("gone") for name in day.board.state.timers)


def test_a_recording_that_is_ready_after_the_end_finds_its_contact() -> None:
    day = Day()
    day.happens(on_call("arrives"))
    contact = day.contact(CALL).id
    day.happens(on_call("ends"))
    day.happens(e.RecordingReady(gateway="pbx", call=CALL, url="http://x/1", seconds=12.0))
    line = day.done(c.Chronicle)[-1]
    assert (line.contact, line.what, line.detail) == (contact, "recording", {"url": "http://x/1", "seconds": 12.0})


def test_a_timer_that_was_cancelled_does_nothing() -> None:
    day = Day()
    day.agent("li")
    day.waits()
    offer = day.offer("li")
    day.accept("li")
    outcome = day.happens(e.TimerElapsed(timer=f"offer:{offer.id}", due=offer.expires_at))
    assert outcome == c.Outcome()


@pytest.mark.parametrize("kind", ["no_such_kind:c3", "gather:nobody", "offer:o9-9"])
def test_a_timer_of_nobody_does_nothing(kind: str) -> None:
    day = Day()
    assert day.happens(e.TimerElapsed(timer=kind, due=1.0)) == c.Outcome()


def test_timers_of_one_moment_go_off_in_the_order_of_the_contacts() -> None:
    day = Day()
    calls = [day.waits("card_question") for _ in range(6)]
    day.agent("none")
    day.passes(60)
    assert day.offered("none") == calls[0]


def test_given_an_emergency_waits_for_ever_then_it_is_never_hung_up_on_and_somebody_is_told() -> None:
    day = Day()
    call = day.waits("card_loss")
    day.passes(9 * 3600)
    assert day.contact(call).state is ContactState.QUEUED
    assert f"waiting_long:{day.contact(call).id}" in day.board.state.alarms
    assert day.done(c.HangUp) == []
