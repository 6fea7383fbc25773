"""What nobody may read stands nowhere: not in the words, the thread, the timeline or the facts."""

from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import Channel, ContactState
from callcenter.model.intent import Intent
from tests.unit.switchboard.flow_world import FlowDay

UNCLEAR = Intent(name="unclear", confidence=0.2, unsure=True)


def written(day: FlowDay, text: str = "", *, sealed: str = "", intent: Intent = UNCLEAR) -> None:
    day.happens(
        e.MessageReceived(
            gateway="pbx",
            conversation="chat-1",
            channel=Channel.CHAT,
            sender="web-1",
            text=text,
            message=f"m{len(day.journal)}",
            intent=intent,
            sealed=sealed,
        )
    )


def test_a_sealed_key_is_an_answer_and_leaves_no_trace() -> None:
    day = FlowDay()
    call = day.at("2")
    before = day.contact(call).keys
    day.secret(call, "tok_9")
    contact = day.contact(call)
    assert day.done(c.LookUp)[-1].sealed == "tok_9"
    assert (contact.keys, contact.words) == (before, ())
    assert day.lines("customer_keyed")[-1] == {"keys": 0}
    assert "tok_9" not in str([line.detail for line in day.done(c.Chronicle)])


def test_sealed_words_are_an_answer_and_leave_dots() -> None:
    day = FlowDay()
    call = day.at("2")
    day.happens(e.CustomerSpoke(gateway="pbx", call=call, text="", sealed="tok_9", intent=UNCLEAR))
    assert day.done(c.LookUp)[-1].sealed == "tok_9"
    assert day.contact(call).words == ()
    assert day.lines("customer_said")[-1] == {"text": "••••", "intent": "unclear"}


def test_a_sealed_message_stands_in_the_thread_as_dots() -> None:
    day = FlowDay()
    day.writes("chat-1", "anything", "anything")
    for text in ("2", "2"):
        written(day, text)
    written(day, sealed="tok_9")
    contact = day.contact("chat-1")
    assert contact.dialogue is not None
    assert contact.dialogue.fetching
    assert [one.text for one in contact.messages if one.sender == "customer"][-1] == "••••"
    assert contact.words == ("anything", "2", "2")
    assert day.lines("message")[-1]["text"] == "••••"
    day.source_says("chat-1")
    assert day.node("chat-1") == "pin"


def test_an_emergency_said_where_a_secret_is_asked_for_leaves_at_once() -> None:
    day = FlowDay()
    call = day.at("*2")
    lost = Intent(name="card_loss", confidence=0.9, emergency=True)
    day.happens(e.CustomerSpoke(gateway="pbx", call=call, text="", sealed="tok_9", intent=lost))
    contact = day.contact(call)
    assert (contact.state, contact.queue, contact.emergency) == (ContactState.QUEUED, "card-loss", True)
    assert day.done(c.LookUp) == []
