"""What somebody who waits may take instead: a callback at the same place, a message, or to go on in writing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import Channel, Contact, ContactState
from callcenter.model.customer import CustomerClass, Known
from callcenter.model.intent import Intent
from callcenter.model.promise import Callback, CallbackState
from callcenter.model.site import Step
from callcenter.testing.day import Day
from callcenter.testing.sites import small_site
from tests.unit.switchboard.test_steps import NEVER, checked, day_with, site_with

NUMBER = "+8613800000001"
ASKS = Step(after=10.0, callback=True, voicemail=True, message=True)
VIP = Known(customer="cus_1", customer_class=CustomerClass.VIP)


def asked(day: Day, caller: str = NUMBER, known: Known = VIP) -> str:
    """A call that waits and has just been asked what it would rather do."""
    call = day.waits("card_question", caller=caller, known=known)
    day.passes(10.0)
    return call


def promised(day: Day) -> list[Callback]:
    return [command.callback for command in day.done(c.PromiseCallback)]


def settled(day: Day) -> list[tuple[CallbackState, str]]:
    return [(command.state, command.outcome) for command in day.done(c.SettleCallback)]


def held(day: Day) -> Contact:
    """The one contact that is to be called back."""
    (name,) = day.board.state.virtual_holds.values()
    return day.board.state.contacts[name]


def falls_due(day: Day, callback: Callback, tries: int = 2) -> None:
    """The ledger's row falls due (again)."""
    day.happens(
        e.CallbackFellDue(
            callback=callback.id,
            number=callback.number,
            tries=tries,
            promised_at=day.clock.now(),
            window_from=callback.window_from,
            window_to=callback.window_to,
            place=callback.place,
            customer=callback.customer,
            to_queue=callback.queue,
            known=VIP,
        )
    )


# --- asking ------------------------------------------------------------------------------------------------------------


def test_given_a_proposal_when_it_is_due_then_one_key_is_asked_for_and_the_call_stays_in_line() -> None:
    day = day_with(ASKS)
    call = asked(day)
    question = day.done(c.Gather)[-1]
    assert question.max_digits == 1
    assert question.prompt == "offer_callback offer_voicemail offer_message"
    assert day.contact(call).state is ContactState.QUEUED
    assert day.contact(call).proposal == ("callback", "voicemail", "message")


@pytest.mark.parametrize("digits", ["", "0", "7"])
def test_given_a_proposal_when_another_key_or_none_is_pressed_then_the_music_plays_on(digits: str) -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, digits)
    assert isinstance(day.outcomes[-1].commands[-1], c.Hold)
    assert day.contact(call).proposal == ()
    assert day.contact(call).rank == rank
    day.passes(120.0)
    assert len(day.done(c.Gather)) == 2  # the welcome's and this one: nobody is asked twice


def test_given_a_proposal_when_nothing_is_ever_heard_then_it_ends_by_itself() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.passes(60.0)
    assert day.contact(call).proposal == ()
    assert day.contact(call).state is ContactState.QUEUED


def test_given_a_proposal_when_the_gateway_tells_that_nobody_answered_then_only_its_own_question_counts() -> None:
    day = day_with(ASKS)
    call = asked(day)
    seq = day.contact(call).proposal_seq
    day.happens(e.CommandDone(gateway="pbx", call=call, command="3.0", result={"timeout": True}))
    assert day.contact(call).proposal
    day.happens(e.CommandDone(gateway="pbx", call=call, command=f"{seq}.0", result={"timeout": True}))
    assert not day.contact(call).proposal


def test_given_a_proposal_when_an_agent_accepts_then_a_late_key_changes_nothing() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.agent("li", card=8)
    day.accept("li")
    day.keys(call, "1")
    assert day.contact(call).state is ContactState.CONNECTING
    assert promised(day) == []


def test_given_a_proposal_when_an_emergency_is_said_then_it_leaves_at_once() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.says(call, "my card was stolen", "card_loss")
    assert day.contact(call).queue == "card-loss"
    assert day.contact(call).proposal == ()
    day.keys(call, "1")
    assert day.contact(call).queue == "card-loss"
    assert promised(day) == []


def test_given_a_withheld_number_when_the_proposal_is_due_then_nothing_is_asked() -> None:
    day = day_with(ASKS)
    call = asked(day, caller="")
    assert day.contact(call).proposal == ()
    assert day.contact(call).taken == (0,)


# --- called back at the same place -----------------------------------------------------------------------------------


def test_given_key_one_when_it_is_pressed_then_the_line_is_freed_and_the_place_is_kept() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "1")
    contact = held(day)
    assert (contact.rank, contact.state) == (rank, ContactState.QUEUED)
    assert settled(day) == [(CallbackState.DUE, "")]
    (callback,) = promised(day)
    assert (callback.kind, callback.number, callback.place) == ("virtual_hold", NUMBER, rank and rank[1])
    day.passes(30.0)
    assert [(one.leg, one.reason) for one in day.done(c.HangUp)] == [(call, "completed")]
    day.hang_up(call)
    assert held(day).rank == rank
    figures = day.figures("cards")
    assert (figures.offered, figures.abandoned) == (1, 0)


def test_given_a_callback_chosen_when_an_agent_accepts_then_the_customer_is_dialled_and_the_promise_kept() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "1")
    day.hang_up(call)
    day.agent("li", card=8)
    leg = held(day).leg
    assert day.offered("li") == leg
    day.accept("li")
    assert day.done(c.Originate)[-1].to == NUMBER
    day.answered(leg)
    day.hang_up(leg)
    day.wrap_up("li")
    assert settled(day)[-1] == (CallbackState.KEPT, "spoken")
    assert day.board.state.virtual_holds == {}
    assert day.figures("cards").answered == 1


def test_given_a_callback_chosen_when_the_number_rings_again_then_that_call_has_the_place_and_nobody_is_doubled() -> (
    None
):
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "1")
    day.hang_up(call)
    day.waits("card_question", caller="+8613800000002")
    day.passes(40.0)
    again = day.waits("card_question", caller=NUMBER, known=VIP)
    assert (day.contact(again).rank or (1, 0.0, 0))[:2] == (rank or (1, 1.0, 0))[:2]
    assert settled(day)[-1] == (CallbackState.CANCELLED, "rang back")
    assert [one.caller for one in day.board.state.contacts.values()].count(NUMBER) == 1
    assert day.figures("cards").offered == 2
    day.agent("li", card=8)
    assert day.offered("li") == again


def test_given_a_callback_that_rings_at_an_agent_when_the_number_rings_again_then_the_agent_gets_the_call() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "1")
    day.agent("li", card=8)
    again = day.waits("card_question", caller=NUMBER)
    assert day.offered("li") == again


def test_given_a_callback_not_reached_when_it_is_tried_again_then_it_stands_where_it_stood() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    assert rank is not None
    day.keys(call, "1")
    day.agent("li", card=8)
    leg = held(day).leg
    day.accept("li")
    day.hang_up(leg, "no_answer")
    day.wrap_up("li")
    assert settled(day)[-1][0] is CallbackState.RETRY
    day.happens(e.AgentDisconnected(agent="li"))
    day.passes(900.0)
    falls_due(day, promised(day)[-1])
    assert (held(day).rank or (0, 0.0, 0))[:2] == rank[:2]
    assert held(day).chosen == "callback"


def test_given_a_callback_chosen_when_the_customer_then_says_an_emergency_then_the_call_goes_on() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "1")
    day.says(call, "wait, my card was stolen", "card_loss")
    contact = day.contact(call)
    assert (contact.queue, contact.callback, contact.emergency) == ("card-loss", None, True)
    assert settled(day)[-1] == (CallbackState.CANCELLED, "stayed on the line")
    day.passes(15.0)
    assert day.done(c.HangUp) == []


def test_given_a_callback_chosen_when_the_emergency_comes_after_the_hanging_up_then_it_is_called_before_all() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "1")
    day.passes(15.0)
    assert day.done(c.HangUp)
    day.says(call, "wait, my card was stolen", "card_loss")
    contact = next(iter(day.board.state.contacts.values()))
    assert (contact.queue, contact.emergency, contact.callback is None) == ("card-loss", True, False)


def test_given_a_callback_chosen_when_thanks_are_said_then_it_stays_a_callback_and_zero_takes_it_back() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "1")
    day.says(call, "thank you, goodbye", "exchange_rate")
    assert held(day).callback
    rank = held(day).rank
    day.keys(call, "0")
    assert day.contact(call).callback is None
    assert day.contact(call).rank == rank


def test_given_a_closed_queue_when_a_callback_is_chosen_then_it_is_promised_and_the_call_ends() -> None:
    site = site_with(replace(ASKS, closed=True), calendar=NEVER)
    day = Day(site, after_each=checked)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "1")
    day.hang_up(call)
    assert day.last(call).end_reason == "callback"
    (callback,) = promised(day)
    assert (callback.kind, callback.place) == ("virtual_hold", rank and rank[1])
    assert day.board.state.virtual_holds == {}
    assert day.figures("cards").abandoned == 0


# --- a message left --------------------------------------------------------------------------------------------------


def test_given_key_two_when_the_message_is_spoken_then_it_is_recorded_and_a_callback_promised() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "2")
    assert day.contact(call).state is ContactState.VOICEMAIL
    assert [one.action for one in day.done(c.Record)] == ["start"]
    day.passes(20.0)
    day.keys(call, "#")
    assert [one.action for one in day.done(c.Record)] == ["start", "stop"]
    day.hang_up(call)
    assert day.last(call).end_reason == "voicemail"
    (callback,) = promised(day)
    assert (callback.kind, callback.place, callback.queue) == ("voicemail", rank and rank[1], "cards")
    day.happens(e.RecordingReady(gateway="pbx", call=call, url="https://pbx/1.wav", seconds=20.0))
    assert day.done(c.Chronicle)[-1].detail == {"url": "https://pbx/1.wav", "seconds": 20.0}


@pytest.mark.parametrize("how", ["hangs up", "speaks on and on"])
def test_given_a_message_when_it_ends_otherwise_then_it_is_promised_an_answer_all_the_same(how: str) -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "2")
    if how == "hangs up":
        day.hang_up(call)
    else:
        day.passes(300.0)
    assert day.last(call).state is ContactState.COMPLETED
    assert day.last(call).end_reason == "voicemail"
    assert [callback.kind for callback in promised(day)] == ["voicemail"]


@pytest.mark.parametrize("when", ["while it is recorded", "during the goodbye"])
def test_given_a_message_when_an_emergency_is_said_into_it_then_a_human_is_called_at_once(when: str) -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "2")
    if when == "during the goodbye":
        day.keys(call, "#")
    day.says(call, "and now my card is gone", "card_loss")
    assert day.contact(call).queue == "card-loss"
    assert day.contact(call).state is ContactState.QUEUED
    assert day.contact(call).emergency
    day.hang_up(call)
    assert promised(day) == []


def test_given_a_message_when_zero_is_pressed_then_the_call_is_back_at_its_place() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "2")
    day.keys(call, "0")
    assert (day.contact(call).rank, day.contact(call).state) == (rank, ContactState.QUEUED)


def test_given_a_gateway_that_cannot_record_when_it_says_so_then_the_call_is_back_at_its_place() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "2")
    seq = day.contact(call).proposal_seq
    day.happens(e.CommandFailed(gateway="pbx", call=call, command="2.0", reason="old"))
    assert day.contact(call).state is ContactState.VOICEMAIL
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=f"{seq}.2", reason="no disk"))
    assert (day.contact(call).rank, day.contact(call).state) == (rank, ContactState.QUEUED)


# --- going on in writing ---------------------------------------------------------------------------------------------


def wrote(day: Day, text: str = "hello", intent: str = "unclear") -> None:
    heard = Intent(name=intent, confidence=0.4, unsure=intent == "unclear")
    day.happens(
        e.MessageReceived(
            gateway="pbx",
            conversation="sms-1",
            channel=Channel.SMS,
            sender=NUMBER,
            text=text,
            message="m1",
            intent=heard,
        )
    )


def test_given_key_three_when_the_customer_answers_the_message_then_they_stand_where_they_stood() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "3")
    sent = day.done(c.SendMessage)[-1]
    assert (sent.to, sent.conversation, sent.text) == (NUMBER, True, "message_text")
    day.hang_up(call)
    assert day.last(call).end_reason == "message"
    day.passes(1000.0)
    wrote(day)
    contact = day.contact("sms-1")
    assert contact.queue == "cards"
    assert (contact.rank or (0, 0.0, 0))[:2] == (rank or (1, 1.0, 1))[:2]
    assert (day.figures("cards").offered, day.figures("cards").abandoned) == (1, 0)


def test_given_key_three_when_the_first_message_is_an_emergency_then_it_is_one() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "3")
    day.hang_up(call)
    wrote(day, "my card is stolen", "card_loss")
    assert day.contact("sms-1").queue == "card-loss"


def test_given_key_three_when_the_message_cannot_be_delivered_then_the_number_is_called_back_at_its_place() -> None:
    day = day_with(ASKS)
    call = asked(day)
    rank = day.contact(call).rank
    day.keys(call, "3")
    conversation = day.done(c.SendMessage)[-1].leg
    day.hang_up(call)
    day.happens(e.MessageFailed(gateway="pbx", conversation=conversation, message="m", reason="no mobile number"))
    (callback,) = promised(day)
    assert (callback.number, callback.queue, callback.place) == (NUMBER, "cards", rank and rank[1])
    assert day.board.state.places == {}


def test_given_key_three_when_the_customer_stays_on_the_line_then_the_place_is_not_there_twice() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.keys(call, "3")
    day.keys(call, "0")
    assert day.contact(call).state is ContactState.QUEUED
    assert day.board.state.places == {}


# --- nobody overtakes, nobody is overtaken ---------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    choices=st.lists(st.sampled_from(("stays", "1", "1 and rings again", "3 and writes")), min_size=2, max_size=7),
    gaps=st.lists(st.sampled_from((0.0, 0.5, 3.0)), min_size=7, max_size=7),
    vips=st.sets(st.integers(min_value=0, max_value=6)),
)
def test_whatever_those_who_wait_choose_they_are_served_in_the_order_of_their_first_ranks(
    choices: list[str], gaps: list[float], vips: set[int]
) -> None:
    site = site_with(ASKS)
    day = Day(replace(site, channels={**site.channels, "sms": site.channels["voice"]}))
    calls = []
    for n in range(len(choices)):
        known = replace(VIP, customer=f"cus_{n}") if n in vips else Known(customer=f"cus_{n}")
        calls.append(day.waits("card_question", caller=f"+861380000000{n}", known=known))
        day.passes(gaps[n])
    expected = sorted(range(len(calls)), key=lambda n: day.contact(calls[n]).rank or (9, 0.0, 0))
    day.passes(10.0)
    for n, choice in enumerate(choices):
        if choice != "stays":
            day.keys(calls[n], choice[0])
            day.hang_up(calls[n])
        if choice.endswith("again"):
            day.waits("card_question", caller=f"+861380000000{n}")
        if choice.endswith("writes"):
            heard = Intent(name="unclear", confidence=0.2, unsure=True)
            message = e.MessageReceived(
                gateway="pbx",
                conversation=f"sms-{n}",
                channel=Channel.SMS,
                sender=f"+861380000000{n}",
                text="hello",
                message="m",
                intent=heard,
            )
            day.happens(message)
    day.agent("li", card=8)
    served = []
    for _ in choices:
        contact = day.board.state.contacts[day.offer("li").contact]
        served.append(int(contact.caller[-1]))
        day.accept("li")
        if contact.channel is Channel.VOICE:
            day.answered(contact.leg)
            day.hang_up(contact.leg)
        day.wrap_up("li")
    assert served == expected


def test_given_a_site_without_proposals_when_anybody_waits_then_nobody_is_asked_anything() -> None:
    day = Day(small_site())
    call = day.waits("card_question", caller=NUMBER)
    day.passes(55.0)
    day.keys(call, "1")
    assert day.contact(call).proposal == ()
    assert promised(day) == []


def test_given_it_rings_at_an_agent_when_something_else_is_chosen_then_that_offer_goes_at_once() -> None:
    day = day_with(ASKS)
    call = asked(day)
    day.agent("li", card=8)
    offer = day.offer("li")
    outcome = day.keys(call, "2")
    assert [(one.offer, one.reason) for one in outcome.commands if isinstance(one, c.WithdrawOffer)] == [
        (offer.id, "taken")
    ]
    assert not day.person("li").offers


def test_given_a_callback_put_among_the_emergencies_when_the_customer_stays_after_all_then_there_is_a_receipt() -> None:
    day = day_with(ASKS)
    call = asked(day)
    contact = day.contact(call).id
    day.keys(call, "1")
    day.happens(e.ContactRequeued(agent="sue", contact=contact, queue="card-loss", request="r"))
    assert not day.done(c.KeepReceipt)
    day.keys(call, "0")
    assert [one.contact for one in day.done(c.KeepReceipt)] == [contact]
    assert day.contact(call).receipt
