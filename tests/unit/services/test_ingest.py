"""What comes in is looked up and classified on the way; a failure of either never stops a customer."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from callcenter.errors import Unavailable
from callcenter.model import events as e
from callcenter.model.contact import Channel
from callcenter.model.customer import NOBODY, IdentityKind, Known
from callcenter.model.intent import UNHEARD, Context, Intent
from callcenter.services.ingest import Draft, Ingest, Seated
from callcenter.testing.fake_store import FakeStore

LI = Known(customer="cus_1", name="Li")


class Directory(FakeStore):
    """Knows one number; counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []
        self.down = False

    async def known(self, kind: IdentityKind, values: Sequence[str]) -> dict[str, Known]:
        self.asked.append(list(values))
        if self.down:
            raise Unavailable("away")
        return {value: LI for value in values if value == "+8613800000001"}


class Door:
    """Takes everything; a key only once."""

    def __init__(self) -> None:
        self.events: list[e.AnyEvent] = []
        self.keys: set[str] = set()

    async def submit(self, event: e.AnyEvent, key: str = "") -> int | None:
        if key in self.keys:
            return None
        self.keys.add(key)
        self.events.append(event)
        return len(self.events)

    async def ask(self, event: e.Asked) -> Any:
        raise NotImplementedError


def understand(text: str, language: str, confidence: float | None, context: Context) -> Intent:
    if text == "boom":
        raise RuntimeError("the classifier fell over")
    return Intent(name="card_loss", confidence=0.9, emergency=True, language=language)


def house(seated: Seated = lambda event: None) -> tuple[Ingest, Door, Directory, list[str]]:
    door, customers = Door(), Directory()
    expected: list[str] = []

    async def expect(coming: Collection[str]) -> None:
        expected.extend(coming)

    taken = Ingest(door=door, customers=customers, understand=lambda: understand, ready=expect, seated=seated)
    return taken, door, customers, expected


def draft(event: e.AnyEvent, id: str = "1") -> Draft:
    return Draft(id=id, source="/pbx", event=event)


def arrived(call: str, caller: str) -> e.CallArrived:
    return e.CallArrived(gateway="pbx", call=call, caller=caller)


async def test_callers_that_arrive_together_are_one_query() -> None:
    ingest, door, customers, expected = house()
    await asyncio.gather(
        *(ingest.take("pbx", [draft(arrived(f"c{n}", f"+861380000000{n}"), str(n))]) for n in range(5))
    )
    assert len(customers.asked) == 1
    known = {event.call: event.known for event in door.events if isinstance(event, e.CallArrived)}
    assert known["c1"] == LI
    assert known["c2"] == NOBODY
    assert expected == ["cus_1"]


async def test_a_look_up_that_fails_lets_the_caller_in_as_unknown() -> None:
    ingest, door, customers, _ = house()
    customers.down = True
    await ingest.take("pbx", [draft(arrived("a", "+8613800000001"))])
    assert door.events == [arrived("a", "+8613800000001")]


async def test_words_are_classified_and_a_failing_classifier_means_unsure() -> None:
    ingest, door, _, _ = house()
    said = e.CustomerSpoke(gateway="pbx", call="a", text="my card is lost")
    await ingest.take("pbx", [draft(said, "1"), draft(replace(said, text="boom"), "2")])
    first, second = door.events
    assert isinstance(first, e.CustomerSpoke)
    assert isinstance(second, e.CustomerSpoke)
    assert first.intent.emergency
    assert second.intent.unsure
    assert second.intent.name == UNHEARD.name


async def test_a_message_is_looked_up_by_the_kind_of_its_sender() -> None:
    ingest, _, customers, _ = house()
    for number, sender in enumerate(("a@b.cn", "web-7", "+8613800000001")):
        message = e.MessageReceived(
            gateway="pbx", conversation=sender, channel=Channel.CHAT, sender=sender, text="hi", message="m"
        )
        await ingest.take("pbx", [draft(message, str(number))])
    assert customers.asked == [["a@b.cn"], ["web-7"], ["+8613800000001"]]


async def test_given_a_conversation_that_goes_on_then_its_writer_is_not_looked_up_again() -> None:
    ingest, door, customers, _ = house(lambda event: LI if event.conversation == "w1" else None)
    for number, conversation in enumerate(("w1", "w2")):
        message = e.MessageReceived(
            gateway="pbx", conversation=conversation, channel=Channel.CHAT, sender="web-7", text="hi", message="m"
        )
        await ingest.take("pbx", [draft(message, str(number))])
    assert customers.asked == [["web-7"]]
    known = [event.known for event in door.events if isinstance(event, e.MessageReceived)]
    assert known == [LI, NOBODY]


async def test_order_and_duplicates_are_told_one_by_one() -> None:
    ingest, _, _, _ = house()
    drafts = [draft(e.CallEnded(gateway="pbx", call="a"), id) for id in ("x", "y", "x")]
    taken = await ingest.take("pbx", drafts)
    assert [(one.id, one.duplicate) for one in taken] == [("x", False), ("y", False), ("x", True)]
