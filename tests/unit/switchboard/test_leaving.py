"""Every way out of a flow: called back, a message left, put through, the main menu; and what emergencies do to each."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import Channel, Contact, ContactState, Promised
from callcenter.model.intent import Intent
from callcenter.model.promise import Callback, CallbackState
from callcenter.model.site import EntryPoint
from callcenter.services.perform import outbox_row
from tests.unit.switchboard.flow_world import DIALLED, NIGHTS, OUTSIDE, FlowDay

LOST = "card_loss"


class Closed(FlowDay):
    """The queue for cards is closed until Monday evening."""

    def __init__(self) -> None:
        super().__init__()
        cards = replace(self.site.queues["cards"], calendar=NIGHTS.name)
        self.site = replace(self.site, queues={**self.site.queues, "cards": cards})
        self.board.sites[self.site.version] = self.site  # type: ignore[index]


# --- called back ----------------------------------------------------------------------------------------------------------


def test_given_the_queue_is_open_then_who_wants_to_be_called_back_stands_at_its_end_without_a_line() -> None:
    day = FlowDay()
    first = day.waits("card_question")
    call = day.at("4")
    assert day.done(c.Say)[-1].text == "callback_confirmed"
    (promise,) = [one.callback for one in day.done(c.PromiseCallback)]
    assert (promise.number, promise.queue, promise.kind) == ("+8613800000001", "cards", "virtual_hold")
    assert day.done(c.SettleCallback)[-1].state is CallbackState.DUE
    waits = next(one for one in day.board.state.contacts.values() if one.callback)
    assert (waits.state, waits.chosen, waits.dialogue) == (ContactState.QUEUED, "callback", None)
    assert waits.rank is not None
    assert waits.rank > (day.contact(first).rank or waits.rank)
    assert promise.place == waits.rank[1]
    assert not day.lives(call)
    day.passes(30.0)
    assert [one.leg for one in day.done(c.HangUp)] == [call]
    day.agent("li", card=8)
    assert day.offered("li") == first
    day.agent("mo", card=8)
    assert day.offered("mo") == waits.leg


def test_given_the_queue_is_closed_then_they_are_called_when_it_opens() -> None:
    day = Closed()
    call = day.at("4")
    assert day.done(c.Say)[-1].text == "callback_later"
    day.passes(60.0)
    assert day.done(c.HangUp)[-1].leg == call
    day.hang_up(call)
    (promise,) = [one.callback for one in day.done(c.PromiseCallback)]
    assert promise.due_at > day.clock.now()
    assert (promise.queue, promise.number) == ("cards", "+8613800000001")
    assert day.last(call).end_reason == "callback"


def test_given_no_number_to_call_then_it_is_the_queue() -> None:
    day = FlowDay()
    call = day.at("4", caller="")
    assert (day.contact(call).state, day.contact(call).queue) == (ContactState.QUEUED, "cards")
    assert day.done(c.PromiseCallback) == []


def test_given_it_is_written_then_it_is_the_queue() -> None:
    day = FlowDay()
    day.writes("chat-1", "anything", "anything")
    for key in ("2", "4"):
        day.writes("chat-1", key, "unclear")
    assert (day.contact("chat-1").state, day.contact("chat-1").queue) == (ContactState.QUEUED, "cards")
    assert day.done(c.PromiseCallback) == []


def test_given_an_emergency_said_over_the_words_of_the_callback_then_they_are_on_the_line_again() -> None:
    day = FlowDay()
    call = day.at("4")
    day.says(call, "my card was stolen", LOST)
    contact = day.contact(call)
    assert (contact.emergency, contact.callback, contact.queue) == (True, None, "card-loss")


def test_given_somebody_rings_again_and_chooses_the_same_then_nobody_is_doubled() -> None:
    day = FlowDay()
    day.at("4")
    day.passes(30.0)
    day.at("4")
    waits = [one for one in day.board.state.contacts.values() if one.callback]
    assert len(waits) == 1
    assert [one.state for one in day.done(c.SettleCallback)] == ["due", "cancelled", "due"]


# --- a message ------------------------------------------------------------------------------------------------------------


def test_a_message_is_recorded_and_promised_to_be_called_back_about() -> None:
    day = FlowDay()
    call = day.at("5")
    assert day.contact(call).state is ContactState.VOICEMAIL
    assert [one.action for one in day.done(c.Record)] == ["start"]
    day.keys(call, "#")
    assert [one.action for one in day.done(c.Record)] == ["start", "stop"]
    day.passes(60.0)
    day.hang_up(call)
    (promise,) = [one.callback for one in day.done(c.PromiseCallback)]
    assert (promise.kind, promise.queue) == ("voicemail", "cards")


def _falls_due(day: FlowDay, promise: Callback, **more: Any) -> Contact:
    day.happens(
        e.CallbackFellDue(
            callback=promise.id, number=promise.number, tries=1, promised_at=day.clock.now(),
            window_to=promise.window_to, place=promise.place, to_queue=promise.queue, kind=promise.kind,
            contact=promise.contact, matter=promise.matter, **more,
        )
    )  # fmt: skip
    return next(one for one in day.board.state.contacts.values() if one.callback == promise.id)


def test_who_is_called_back_need_not_say_again_what_it_is_about() -> None:
    day = Closed()
    call = day.at("4")
    asked = day.contact(call)
    day.passes(60.0)
    day.hang_up(call)
    (promise,) = [one.callback for one in day.done(c.PromiseCallback)]
    calls = _falls_due(day, promise, reason="as promised")
    assert (calls.intent, calls.words, calls.language) == (asked.intent, asked.words, asked.language)
    assert calls.deeds == asked.deeds
    assert calls.deeds
    assert calls.promised == Promised(kind="virtual_hold", reason="as promised", contact=asked.id)


def test_given_the_recording_comes_before_or_after_the_call_back_then_who_calls_is_told_where_it_is() -> None:
    day = FlowDay()
    call = day.at("5")
    day.hang_up(call)
    (promise,) = [one.callback for one in day.done(c.PromiseCallback)]
    early, late = "https://records.example.com/early", "https://records.example.com/late"
    calls = _falls_due(day, promise, recording=early)
    assert calls.promised is not None
    assert calls.promised.recording == early
    day.happens(e.RecordingReady(gateway="pbx", call=call, url=late, seconds=9.0))
    assert day.board.state.contacts[calls.id].promised == replace(calls.promised, recording=late)


def test_given_an_emergency_was_served_then_a_callback_about_it_is_none() -> None:
    day = FlowDay()
    day.agent("li", card=8)
    call = day.waits(LOST, caller="+8613800000001")
    day.accept("li")
    day.answered(call)
    agreed = e.CallbackAgreed(
        window_from=day.clock.now() + 60.0, window_to=day.clock.now() + 3600.0, reason="card sent?"
    )
    day.wrap_up("li", callback=agreed)
    (promise,) = [one.callback for one in day.done(c.PromiseCallback)]
    assert promise.matter is not None
    assert promise.matter.intent is None
    assert _falls_due(day, promise).intent is None


def test_given_it_cannot_be_recorded_then_a_human_comes() -> None:
    day = FlowDay()
    call = day.at("5")
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=f"{len(day.journal)}.3", reason="disk full"))
    assert (day.contact(call).state, day.contact(call).queue) == (ContactState.QUEUED, "cards")


def test_given_zero_in_a_message_then_a_human_comes() -> None:
    day = FlowDay()
    call = day.at("5")
    day.keys(call, "0")
    assert (day.contact(call).state, day.contact(call).queue) == (ContactState.QUEUED, "cards")


# --- a number outside -----------------------------------------------------------------------------------------------------


def test_who_is_put_through_has_left_once_the_number_takes_the_call() -> None:
    day = FlowDay()
    call = day.at("6")
    assert day.contact(call).state is ContactState.TRANSFERRING
    assert [one.to for one in day.done(c.Transfer)] == [OUTSIDE]
    day.happens(e.CommandDone(gateway="pbx", call=call, command=day.contact(call).transfer))
    assert (day.last(call).state, day.last(call).end_reason) == (ContactState.TRANSFERRED, "transferred")


def test_given_the_number_does_not_take_the_call_then_it_is_the_queue() -> None:
    day = FlowDay()
    call = day.at("6")
    command = day.contact(call).transfer
    day.happens(e.CommandFailed(gateway="pbx", call=call, command=command, reason="busy"))
    contact = day.contact(call)
    assert (contact.state, contact.queue, contact.transfer) == (ContactState.QUEUED, "cards", "")
    assert day.lines("queued")[-1]["why"] == "transfer failed: busy"
    assert day.figures("cards").offered == 1


def test_given_nothing_is_heard_of_the_number_then_they_are_taken_for_put_through() -> None:
    day = FlowDay()
    call = day.at("6")
    day.passes(50.0)
    assert day.last(call).state is ContactState.TRANSFERRED


# --- the main menu, a text, a language, a grade -----------------------------------------------------------------------------


def test_the_main_menu_is_the_flow_of_the_number_that_was_dialled() -> None:
    day = FlowDay()
    call = day.at()
    day.says(call, "the dollar", "exchange_rate")
    day.says(call, "main menu", "unclear", unsure=True)
    assert day.lines("flow_started")[-1]["flow"] == "all"
    assert day.node(call) == "language"


@pytest.mark.parametrize("everybody", ["flow", "intent"])
def test_given_the_number_led_straight_to_an_intent_then_the_main_menu_is_everybodys_or_a_human(everybody: str) -> None:
    day = FlowDay()
    to = {"flow": "welcome"} if everybody == "flow" else {"intent": "speak_to_human"}
    points = {
        DIALLED: EntryPoint(address=DIALLED, intent="exchange_rate"),
        "*": EntryPoint(address="*", **to),
    }
    day.board.sites[day.site.version] = replace(day.site, entry_points=points)  # type: ignore[index]
    call = day.call(to=DIALLED)
    day.says(call, "main menu", "unclear", unsure=True)
    if everybody == "flow":
        assert day.node(call) == "ask"
    else:
        assert day.contact(call).state is ContactState.QUEUED
        assert day.lines("queued")[-1]["why"] == "nothing_before"


def test_a_text_goes_to_the_callers_number_and_the_flow_goes_on() -> None:
    day = FlowDay()
    call = day.at("7")
    (sent,) = day.done(c.SendMessage)
    assert (sent.text, sent.to, sent.conversation) == ("Our address.", "+8613800000001", True)
    assert sent.leg.startswith("text-")
    assert day.node(call) == "menu"
    assert day.board.state.places == {}
    row = outbox_row(day.journal[-1], 0, sent)
    assert "choices" not in row.body


@pytest.mark.parametrize("when", ["now", "afterwards"])
def test_given_the_text_does_not_arrive_then_it_is_a_line_of_the_contact(when: str) -> None:
    day = FlowDay()
    call = day.at("7")
    (sent,) = day.done(c.SendMessage)
    contact = day.contact(call).id
    if when == "afterwards":
        day.hang_up(call)
    day.happens(e.MessageFailed(gateway="pbx", conversation=sent.leg, message=sent.message, reason="no such number"))
    assert day.lines("message_failed") == [{"message": sent.message, "reason": "no such number"}]
    assert day.done(c.Chronicle)[-1].contact == contact
    assert day.done(c.PromiseCallback) == []
    day.happens(e.MessageFailed(gateway="pbx", conversation="text-c999-m1", message="m1"))
    assert len(day.lines("message_failed")) == 1, "a contact nobody knows has no timeline"


def test_given_no_number_then_no_text_is_sent_and_the_flow_goes_on() -> None:
    day = FlowDay()
    call = day.at("7", caller="")
    assert day.done(c.SendMessage) == []
    assert day.lines("message_failed")[0]["reason"] == "no number"
    assert day.node(call) == "menu"


def test_the_language_chosen_is_spoken_from_then_on() -> None:
    day = FlowDay()
    call = day.call(to=DIALLED)
    day.keys(call, "1")
    assert day.contact(call).language == "zh-CN"
    assert day.done(c.Gather)[-1].prompt == "What now?（中）"
    assert day.done(c.Gather)[-1].language == "zh-CN"


def test_a_grade_is_kept_with_who_gave_it_and_in_which_flow() -> None:
    day = FlowDay()
    call = day.at("3")
    day.keys(call, "2")
    (kept,) = day.done(c.KeepGrade)
    assert (kept.grade, kept.flow, kept.contact, kept.channel) == (60, "all", day.contact(call).id, "voice")
    assert day.lines("graded") == [{"grade": 60, "flow": "all"}]
    assert day.contact(call).farewell is not None


def test_slots_of_the_words_are_facts_of_the_flow_they_lead_to() -> None:
    day = FlowDay()
    call = day.call()
    wish = Intent(name="anything", confidence=0.9, language="en", slots={"card": "5555", "verified": "yes"})
    day.happens(e.CustomerSpoke(gateway="pbx", call=call, text="card 5555", intent=wish))
    for key in ("2", "1"):
        day.keys(call, key)
    assert dict(day.done(c.LookUp)[-1].arguments) == {"card": "5555"}
    here = day.contact(call).dialogue
    assert here is not None
    assert "verified" not in here.facts


# --- emergencies ------------------------------------------------------------------------------------------------------------

SOMEWHERE = {
    "language": (),
    "menu": ("2",),
    "a look-up": ("2", "1"),
    "a check": ("2", "2"),
    "a survey": ("2", "3"),
    "a number": ("2", "*1"),
    "a message": ("2", "5"),
    "being put through": ("2", "6"),
    "the goodbye": ("2", "3", "1"),
}


@pytest.mark.parametrize("where", SOMEWHERE)
def test_an_emergency_leaves_at_once_from(where: str) -> None:
    day = FlowDay()
    call = day.call("+8613800000001", to=DIALLED)
    for key in SOMEWHERE[where]:
        day.keys(call, key)
    day.says(call, "my card was stolen", LOST)
    contact = day.contact(call)
    assert (contact.state, contact.queue, contact.emergency) == (ContactState.QUEUED, "card-loss", True)
    assert contact.receipt == f"e{len(day.journal)}"
    left = [one for one in day.board.state.timers if one.endswith(f":{contact.id}")]
    assert not {"gather", "lookup", "farewell", "voicemail", "transfer"} & {one.split(":")[0] for one in left}


# --- the classifier is down -------------------------------------------------------------------------------------------------

DOWN = Intent(name="unclear", confidence=0.0, unsure=True, down=True)


@pytest.mark.parametrize("where", ["first words", "menu", "a look-up", "a check"])
def test_given_the_classifier_is_down_then_words_lead_straight_to_a_human(where: str) -> None:
    day = FlowDay()
    call = day.call("+8613800000001", to="" if where == "first words" else DIALLED)
    for key in SOMEWHERE.get(where, ()):
        day.keys(call, key)
    day.happens(e.CustomerSpoke(gateway="pbx", call=call, text="my balance", intent=DOWN))
    assert day.contact(call).state is ContactState.QUEUED
    assert "clarify" not in [one.prompt for one in day.done(c.Gather)]


def test_given_the_classifier_is_down_then_a_first_message_leads_straight_to_a_human() -> None:
    day = FlowDay()
    day.happens(
        e.MessageReceived(
            gateway="pbx", conversation="c", channel=Channel.CHAT, sender="web", text="hi", message="m", intent=DOWN
        )
    )
    assert day.contact("c").state is ContactState.QUEUED
    assert [one.text for one in day.done(c.SendMessage)] == ["please_wait（中）"]


def test_given_the_classifier_is_down_then_an_answer_by_number_is_still_one() -> None:
    day = FlowDay()
    day.writes("c", "anything", "anything")
    day.happens(
        e.MessageReceived(
            gateway="pbx", conversation="c", channel=Channel.CHAT, sender="web-1", text="2", message="m", intent=DOWN
        )
    )
    assert day.node("c") == "menu"


# --- in writing -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["*1", "number", " *1 ", "＊１"])
def test_a_written_menu_is_answered_by_number_or_label(answer: str) -> None:
    day = FlowDay()
    day.writes("c", "anything", "anything")
    day.writes("c", "2", "unclear")
    sent = day.done(c.SendMessage)[-1]
    assert ("*1", "number") in sent.choices
    assert sent.choices[-1] == ("0", "A person")
    assert sent.text.startswith("What now, in writing?\n1 look\n")
    assert '{"key":"*1","label":"number"}' in outbox_row(day.journal[-1], 0, sent).body.replace('": ', '":').replace(
        ', "', ',"'
    )
    day.writes("c", answer, "unclear")
    assert day.node("c") == "number"
    day.writes("c", "4321", "unclear")
    assert dict(day.done(c.LookUp)[-1].arguments) == {"card": "4321"}


def test_a_text_in_a_written_flow_is_a_message_of_the_thread() -> None:
    day = FlowDay()
    day.writes("c", "anything", "anything")
    for key in ("2", "7"):
        day.writes("c", key, "unclear")
    assert [one.text for one in day.contact("c").messages if one.sender == "machine"][-2] == "Our address."
    assert all(one.leg == "c" for one in day.done(c.SendMessage))
