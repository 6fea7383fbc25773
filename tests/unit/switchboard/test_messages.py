"""Written contacts: a conversation is one contact until it ends; then the next message begins another."""

from dataclasses import replace

import pytest

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import Channel, ContactState
from callcenter.model.intent import Intent
from callcenter.model.site import Calendar
from callcenter.testing.day import Day
from callcenter.testing.sites import both, small_site


def sent(day: Day) -> list[str]:
    return [one.text for one in day.done(c.SendMessage)]


def test_the_first_message_decides_where_it_goes_and_the_thread_is_kept() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "I need somebody", "speak_to_human")
    day.accept("li")
    contact = day.contact("chat-1")
    assert contact.state is ContactState.CONNECTED
    assert [(one.sender, one.text) for one in contact.messages] == [
        ("customer", "I need somebody"),
        ("machine", "please_wait"),
    ]
    day.happens(e.MessageWritten(agent="li", contact=contact.id, message="a1", text="Hello", request="r"))
    day.writes("chat-1", "my card", "card_question")
    assert [one.sender for one in day.contact("chat-1").messages] == ["customer", "machine", "agent", "customer"]
    assert [(one.sender, one.text) for one in day.done(c.ShowMessage)] == [("agent", "Hello"), ("customer", "my card")]
    assert sent(day) == ["please_wait", "Hello"]


def test_a_message_moved_to_a_colleague_keeps_the_whole_thread() -> None:
    day = Day()
    day.agent("li")
    day.writes("chat-1", "hello", "speak_to_human")
    day.accept("li")
    day.agent("mo")
    day.happens(e.TransferAsked(agent="li", contact=day.contact("chat-1").id, to_agent="mo", request="r"))
    assert [one.text for one in day.contact("chat-1").messages] == ["hello", "please_wait", "please_wait"]


def test_an_unclear_first_message_is_asked_about() -> None:
    day = Day()
    unclear = Intent(name="unclear", confidence=0.2, unsure=True, language="en")
    day.happens(
        e.MessageReceived(
            gateway="pbx", conversation="c", channel=Channel.SMS, sender="1", text="hm", message="m", intent=unclear
        )
    )
    assert sent(day) == ["What can we do for you?"]
    assert day.contact("c").state is ContactState.SELF_SERVICE


def test_a_menu_can_be_answered_by_writing_its_number() -> None:
    day = Day()
    day.writes("c", "what is the dollar", "exchange_rate")
    day.writes("c", " 2 ", "unclear")
    assert day.last("c").end_reason == "self_service"
    assert sent(day)[-1] == "Goodbye."


def test_given_a_conversation_ended_when_a_message_comes_then_a_new_contact_begins() -> None:
    day = Day()
    day.writes("c", "hello", "speak_to_human")
    first = day.contact("c").id
    day.happens(e.ConversationEnded(gateway="pbx", conversation="c"))
    assert day.last("c").state is ContactState.ABANDONED
    day.writes("c", "hello again", "speak_to_human")
    assert day.contact("c").id != first


def test_given_an_agent_wraps_up_when_the_customer_writes_again_then_a_new_contact_begins() -> None:
    day = Day()
    day.agent("li")
    day.writes("c", "hello", "speak_to_human")
    day.accept("li")
    first = day.contact("c").id
    day.happens(e.EndAsked(agent="li", contact=first, request="r"))
    day.writes("c", "one more thing", "speak_to_human")
    assert day.contact("c").id != first
    assert day.offered("li") == "c"
    assert day.board.state.contacts[first].state is ContactState.WRAP_UP


def test_a_message_said_twice_is_there_once() -> None:
    day = Day()
    said = e.MessageReceived(gateway="pbx", conversation="c", channel=Channel.CHAT, sender="1", text="hm", message="m")
    day.happens(said)
    day.happens(said)
    assert [one.id for one in day.contact("c").messages].count("m") == 1


def test_the_gateway_says_what_became_of_what_we_sent() -> None:
    day = Day()
    day.agent("li")
    day.writes("c", "hello", "speak_to_human")
    day.accept("li")
    contact = day.contact("c").id
    for message in ("a1", "a2", "a3"):
        day.happens(e.MessageWritten(agent="li", contact=contact, message=message, text="hi"))
    day.happens(e.MessageDelivered(gateway="pbx", conversation="c", message="a1"))
    day.happens(e.MessageFailed(gateway="pbx", conversation="c", message="a2", reason="no route"))
    day.happens(e.MessageFailed(gateway="pbx", conversation="nobody", message="a2", reason="no route"))
    assert {one.id: one.delivered for one in day.contact("c").messages if one.sender == "agent"} == {
        "a1": True,
        "a2": False,
        "a3": None,
    }


def test_a_call_and_a_conversation_of_one_name_are_two_contacts() -> None:
    day = Day()
    day.writes("same", "hello", "speak_to_human")
    day.call(call="same")
    assert sorted(one.channel for one in day.board.state.contacts.values()) == ["chat", "voice"]
    day.hang_up("same")
    assert [one.channel for one in day.board.state.contacts.values()] == ["chat"]


def test_an_e_mail_waits_for_us_however_long_and_supervisors_hear_of_it() -> None:
    day = Day()
    day.writes("mail-1", "hello", "speak_to_human", Channel.EMAIL)
    day.passes(9 * 3600)
    assert day.contact("mail-1").state is ContactState.QUEUED
    assert [alarm.kind for alarm in day.done(c.RaiseAlarm)] == ["waiting_long"]
    day.agent("li")
    assert day.offered("li") == "mail-1"


def test_only_a_live_written_contact_can_be_written_to() -> None:
    day = Day()
    day.agent("li")
    call = day.waits()
    day.accept("li")
    day.happens(e.MessageWritten(agent="li", contact=day.contact(call).id, message="a", text="hi", request="r"))
    assert day.reply().code == "conflict"


# --- the wording for who reads -----------------------------------------------------------------------------------------


def in_writing() -> Day:
    """A site that writes otherwise than it speaks, whose general queue is closed."""
    names = ("emergency_wait", "please_wait", "clarify", "sorry_again")
    own = {name: both(f"{name}, in writing") for name in names} | {
        "place_unknown_wait": both("Place {place}, in writing")
    }
    site = small_site(written_words=own)
    never = Calendar(name="never", zone="Asia/Shanghai", weekly=())
    night = replace(site.queues["general"], calendar="never", closed=both("We call."), closed_written=both("We write."))
    return Day(replace(site, calendars={"never": never}, queues={**site.queues, "general": night}))


@pytest.mark.parametrize("channel", [Channel.CHAT, Channel.SMS, Channel.EMAIL])
def test_an_emergency_that_is_written_is_told_to_look_here_and_not_to_hold_the_line(channel: Channel) -> None:
    day = in_writing()
    day.writes("c", "my card is gone", "card_loss", channel)
    assert sent(day) == ["emergency_wait, in writing"]
    assert day.contact("c").queue == "card-loss"


def test_an_emergency_that_is_spoken_hears_what_is_said_on_the_telephone() -> None:
    day = in_writing()
    call = day.call()
    day.says(call, "my card is gone", "card_loss")
    assert "emergency_wait" in [one.text for one in day.done(c.Say)]
    assert sent(day) == []


def test_waiting_and_a_closed_queue_are_told_in_writing() -> None:
    day = in_writing()
    day.writes("c", "my card", "card_question")
    assert sent(day) == ["please_wait, in writing"]
    day.writes("d", "a person", "speak_to_human")
    assert sent(day)[-1] == "We write."


def test_a_sentence_without_a_wording_of_its_own_reads_as_it_sounds() -> None:
    day = Day(small_site(written_words={"emergency_wait": {"zh-CN": "请看这里"}}))
    day.writes("c", "my card is gone", "card_loss")
    assert sent(day) == ["emergency_wait"]


def test_who_was_not_understood_is_asked_in_writing() -> None:
    day = in_writing()
    day.writes("c", "the rate please", "exchange_rate")
    unsure = Intent(name="unclear", confidence=0.2, unsure=True, language="en")
    heard = e.MessageReceived(
        gateway="pbx", conversation="c", channel=Channel.CHAT, sender="web-1", text="hm", message="m9", intent=unsure
    )
    day.happens(heard)
    assert sent(day)[-1].startswith("clarify, in writing")
