"""The moment an emergency is recognised is written down once, whatever the contact is doing then."""

import pytest

from callcenter.model.commands import KeepReceipt
from callcenter.model.contact import ContactState
from callcenter.model.events import CallbackFellDue, TransferAsked
from callcenter.testing.day import Day


def _receipts(day: Day) -> list[KeepReceipt]:
    return day.done(KeepReceipt)


def test_given_a_lost_card_when_it_is_said_then_one_receipt_is_kept_in_that_very_event() -> None:
    day = Day()
    call = day.call("+8613800000001")
    outcome = day.says(call, "my card is lost", "card_loss")
    (kept,) = [one for one in outcome.commands if isinstance(one, KeepReceipt)]
    contact = day.contact(call)
    assert (kept.contact, kept.intent, kept.caller) == (contact.id, "card_loss", "+8613800000001")
    assert kept.receipt == contact.receipt == f"e{day.journal[-1].seq}"
    assert kept.arrived_at == contact.arrived_at


def test_given_nobody_is_free_when_the_customer_hangs_up_then_the_receipt_stays_one() -> None:
    day = Day()
    call = day.waits("card_loss")
    day.says(call, "it is lost, really", "card_loss")
    day.passes(40)
    day.hang_up(call)
    assert len(_receipts(day)) == 1


def test_given_a_menu_s_word_that_the_model_takes_for_an_emergency_then_it_is_the_choice_and_nothing_was_reported() -> (
    None
):
    day = Day()
    call = day.call("+8613800000001")
    day.says(call, "the dollar", "exchange_rate")
    day.says(call, "again", "card_loss", emergency=True)
    assert day.contact(call).state is ContactState.SELF_SERVICE
    assert day.contact(call).intents == ("exchange_rate",)
    assert _receipts(day) == []


@pytest.mark.parametrize(("text", "floor"), [("again", True), ("again, it is gone", False)])
def test_given_a_rule_heard_it_or_more_than_the_word_was_said_then_it_is_an_emergency(text: str, floor: bool) -> None:
    day = Day()
    call = day.call("+8613800000001")
    day.says(call, "the dollar", "exchange_rate")
    day.says(call, text, "card_loss", emergency=True, floor=floor)
    assert day.contact(call).queue == "card-loss"
    assert [kept.intent for kept in _receipts(day)] == ["card_loss"]


def test_given_an_ordinary_contact_then_there_is_no_receipt() -> None:
    day = Day()
    day.agent("li", card=8, general=5)
    call = day.waits("speak_to_human")
    day.serve("li", call)
    assert _receipts(day) == []


def test_given_somebody_in_an_ordinary_line_when_they_say_it_is_an_emergency_then_it_is_kept() -> None:
    day = Day()
    call = day.waits("speak_to_human")
    assert _receipts(day) == []
    day.says(call, "my card is gone", "card_loss")
    assert [kept.intent for kept in _receipts(day)] == ["card_loss"]


def test_given_a_customer_who_chats_with_an_agent_when_they_write_it_then_it_is_kept_with_who_read_it() -> None:
    day = Day()
    day.agent("li", card=8, general=5)
    day.writes("chat-1", "a person please", "speak_to_human")
    day.accept("li")
    day.writes("chat-1", "my card is stolen", "card_loss")
    (kept,) = _receipts(day)
    assert kept.agent == "li"


def test_given_an_agent_who_hears_it_when_they_pass_it_to_the_emergency_queue_then_it_is_kept() -> None:
    day = Day()
    day.agent("li", card=8, general=5)
    call = day.waits("speak_to_human")
    day.accept("li")
    day.answered(call)
    contact = day.contact(call).id
    queue = next(name for name, queue in day.site.queues.items() if queue.emergency)
    day.happens(TransferAsked(agent="li", contact=contact, to_queue=queue, request="r"))
    assert [kept.contact for kept in _receipts(day)] == [contact]


def test_given_a_callback_promised_in_the_emergency_queue_then_calling_back_is_no_report() -> None:
    day = Day()
    queue = next(name for name, queue in day.site.queues.items() if queue.emergency)
    day.happens(
        CallbackFellDue(
            callback="b1",
            number="+8613800000001",
            to_queue=queue,
            promised_at=day.clock.now(),
            tries=1,
            window_to=day.clock.now() + 3600,
        )
    )
    assert _receipts(day) == []
