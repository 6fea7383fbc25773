"""What is known beside a customer's words: read off the state, and remembered only where it is nobody's secret."""

from callcenter.model import events as e
from callcenter.model.contact import Channel
from callcenter.model.customer import NOBODY, Known
from callcenter.switchboard.contexts import context_of, live
from callcenter.testing.day import Day

VIP = Known(customer="cus_1", facts={"card": "gold"}, last_intent="complaint")


def words(call: str) -> e.CustomerSpoke:
    return e.CustomerSpoke(gateway="pbx", call=call, text="")


def test_given_a_dialogue_then_its_facts_keys_and_what_was_understood_before_are_the_context() -> None:
    day = Day()
    call = day.call(known=VIP, to="4001")
    day.says(call, "hm", "unclear", unsure=True)
    day.says(call, "the dollar", "exchange_rate")
    day.keys(call, "1")
    contact = live(day.board.state, words(call))
    found = context_of(day.board.state, contact, words(call), NOBODY, now=5.0)
    assert (found.known, found.dialled, found.keys, found.before) == (VIP, "4001", "1", ("exchange_rate",))
    assert (found.flow, found.facts["card"], found.now) == ("rates", "gold", 5.0)
    assert found.channel == "voice"


def test_given_nobody_yet_then_what_the_look_up_of_the_event_found_counts() -> None:
    day = Day()
    event = e.CallArrived(gateway="pbx", call="new", dialled="4001")
    assert live(day.board.state, event) is None
    found = context_of(day.board.state, None, event, VIP)
    assert (found.known, found.facts, found.dialled, found.before) == (VIP, {"card": "gold"}, "4001", ())


def test_given_somebody_waits_then_what_they_want_is_known_when_they_speak_again() -> None:
    day = Day()
    call = day.waits("card_question")
    contact = live(day.board.state, words(call))
    assert context_of(day.board.state, contact, words(call), NOBODY).before == ("card_question",)


def test_a_thread_is_found_by_its_conversation_and_not_by_a_call_of_that_name() -> None:
    day = Day()
    day.writes("same", "hello", "speak_to_human")
    written = e.MessageReceived(
        gateway="pbx", conversation="same", channel=Channel.CHAT, sender="1", text="", message="m"
    )
    thread = live(day.board.state, written)
    assert thread is not None
    assert context_of(day.board.state, thread, written, NOBODY).channel == "chat"
    assert context_of(day.board.state, None, written, NOBODY).channel == "chat"
    assert live(day.board.state, words("same")) is None


def test_given_many_keys_then_the_last_forty_are_remembered() -> None:
    day = Day()
    call = day.call()
    for _ in range(9):
        day.keys(call, "1234567")
    assert len(day.last(call).keys) == 40
