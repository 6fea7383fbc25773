"""The demo bank at three in the morning of a holiday: whatever somebody wants, it ends in an answer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import callcenter
from callcenter.model import commands as c
from callcenter.model import events as e
from callcenter.model.contact import ContactState
from callcenter.model.site import Site
from callcenter.services import codec
from callcenter.site import load
from callcenter.sla.calendar import is_open
from callcenter.testing.day import Day

NATIONAL_DAY = datetime(2027, 9, 30, 19, 0, tzinfo=UTC).timestamp()
"""Three o'clock in Shanghai, on the first of October."""
NUMBER = "+8613800000001"
WISHES = {
    "card-loss": "card_loss",
    "cards": "pin_reset",
    "accounts": "loan_enquiry",
    "complaints": "complaint",
    "general": "speak_to_human",
}
"""Queue to an intent that leads into it."""


@pytest.fixture(scope="module")
def bank() -> Site:
    site = load(Path(callcenter.__file__).parent / "demo" / "site").site
    assert site is not None
    return site


def at_night(bank: Site) -> Day:
    day = Day(bank)
    day.passes(NATIONAL_DAY - day.clock.now())
    return day


def test_the_bank_is_closed_then_and_every_queue_is_tried(bank: Site) -> None:
    assert set(WISHES) == set(bank.queues)
    assert {name for name, queue in bank.queues.items() if queue.calendar} == {"accounts", "complaints"}
    assert not is_open(bank.calendars["office"], NATIONAL_DAY)


@pytest.mark.parametrize("queue", WISHES)
def test_given_one_colleague_on_the_night_shift_when_anything_is_wanted_then_they_are_connected(
    bank: Site, queue: str
) -> None:
    """Somebody who has none of the skills."""
    day = at_night(bank)
    day.agent("night")
    call = day.waits(WISHES[queue], caller=NUMBER)
    while day.offered("night") is None:
        day.passes(1.0)
        assert day.clock.now() < NATIONAL_DAY + 180.0
    assert day.contact(call).queue == queue
    day.serve("night", call)
    assert day.last(call).state is ContactState.COMPLETED
    assert day.figures(queue).answered == 1


@pytest.mark.parametrize("key", ["1", "2"])
@pytest.mark.parametrize("queue", [name for name in WISHES if name != "card-loss"])
def test_given_nobody_at_all_when_somebody_takes_what_is_proposed_then_they_are_called_once_somebody_is_there(
    bank: Site, queue: str, key: str
) -> None:
    day = at_night(bank)
    call = day.waits(WISHES[queue], caller=NUMBER)
    day.passes(40.0)
    assert day.contact(call).proposal == ("callback", "voicemail")
    day.keys(call, key)
    day.hang_up(call)
    (promised,) = [command.callback for command in day.done(c.PromiseCallback)]
    assert (promised.number, promised.queue) == (NUMBER, queue)
    opens = bank.queues[queue].calendar
    assert opens is None or is_open(bank.calendars[opens], promised.due_at)
    waits = bool(day.board.state.virtual_holds)
    assert waits == (key == "1" and opens is None)
    day.passes(max(0.0, promised.due_at - day.clock.now()))
    if not waits:
        due = e.CallbackFellDue(
            callback=promised.id,
            number=promised.number,
            tries=1,
            promised_at=promised.due_at,
            window_from=promised.window_from,
            window_to=promised.window_to,
            place=promised.place,
            to_queue=promised.queue,
        )
        day.happens(due)
    day.agent("early", card=5, accounts=5, complaints=6, general=5)
    leg = day.offered("early")
    assert leg is not None
    day.accept("early")
    assert day.done(c.Originate)[-1].to == NUMBER
    day.answered(leg)
    day.hang_up(leg)
    day.wrap_up("early")
    assert [(one.state, one.outcome) for one in day.done(c.SettleCallback)][-1] == ("kept", "spoken")


def test_given_nobody_at_all_when_a_card_is_lost_then_nothing_is_proposed_and_somebody_is_found(bank: Site) -> None:
    """By the site's ladder: in the end a number outside."""
    day = at_night(bank)
    call = day.waits("card_loss", caller=NUMBER)
    states = set()
    for _ in range(60):
        day.passes(5.0)
        contact = day.contact(call)
        states.add(contact.state)
        assert contact.proposed == ()
    assert not states & {ContactState.SELF_SERVICE, ContactState.VOICEMAIL}
    assert bank.queues["accounts"].closed["en"] not in [said.text for said in day.done(c.Say)]
    assert "emergency_waiting" in {alarm.kind for alarm in day.done(c.RaiseAlarm)}
    assert not day.done(c.Record)
    assert states & {ContactState.CONNECTED, ContactState.CONNECTING} or day.done(c.Transfer) or day.done(c.Conference)


@pytest.mark.parametrize("queue", [name for name in WISHES if name != "card-loss"])
def test_given_nobody_at_all_when_nothing_is_taken_up_then_they_wait_on_and_the_first_to_come_gets_them(
    bank: Site, queue: str
) -> None:
    day = at_night(bank)
    call = day.waits(WISHES[queue], caller=NUMBER)
    day.passes(1800.0)
    day.agent("night")
    assert day.offered("night") == call


def test_given_a_message_being_left_when_a_snapshot_is_taken_then_it_holds_everything(bank: Site) -> None:
    day = at_night(bank)
    call = day.waits("loan_enquiry", caller=NUMBER)
    day.passes(1.0)
    day.keys(call, "2")
    stored = codec.state_bytes(day.board.state)
    assert codec.state_of(stored) == day.board.state
