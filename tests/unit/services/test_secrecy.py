"""Which keys and words are sealed where no check asks for them: what nothing there could take."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.model.contact import Channel, Contact, ContactState
from callcenter.model.events import AnyEvent, CustomerKeyed, CustomerSpoke, MessageReceived
from callcenter.model.flow import Dialogue, Menu
from callcenter.services.secrecy import may_be_secret
from callcenter.testing.sites import small_site

SITE = small_site()
FLOW = next(one for one in SITE.flows.values() if any(isinstance(node, Menu) for node in one.nodes.values()))
PIN = "470193"
STATES = (ContactState.QUEUED, ContactState.CONNECTED, ContactState.VOICEMAIL, ContactState.SELF_SERVICE)


def contact(state: ContactState, **more: Any) -> Contact:
    return Contact(
        id="c1", seq=1, channel=Channel.VOICE, gateway="pbx", leg="a", site=SITE.version, arrived_at=0.0,
        state=state, **more,
    )  # fmt: skip


def keyed(digits: str) -> CustomerKeyed:
    return CustomerKeyed(gateway="pbx", call="a", digits=digits)


def spoke(text: str) -> CustomerSpoke:
    return CustomerSpoke(gateway="pbx", call="a", text=text)


def wrote(text: str) -> MessageReceived:
    return MessageReceived(gateway="pbx", conversation="a", channel=Channel.CHAT, sender="web", text=text, message="m")


def secret(event: AnyEvent, of: Contact | None) -> bool:
    return may_be_secret(event, of, lambda contact: SITE)


@pytest.mark.parametrize("of", [None, *(contact(state) for state in STATES)], ids=str)
def test_given_keys_nothing_asked_for_then_they_are_sealed_and_a_choice_or_zeros_are_not(of: Contact | None) -> None:
    assert secret(keyed(PIN), of)
    assert secret(keyed(PIN + "#"), of)
    assert not any(secret(keyed(digits), of) for digits in ("", "1", "12", "1#", "#", "0", "000", "0000#"))


def test_given_an_open_question_then_as_many_keys_as_it_takes_are_its_answer() -> None:
    name = next(name for name, node in FLOW.nodes.items() if isinstance(node, Menu))
    here = contact(ContactState.SELF_SERVICE, dialogue=Dialogue(flow=FLOW.name, node=name, asked_at=1.0))
    assert not secret(keyed("1"), here)
    assert secret(keyed(PIN), here)
    assert not secret(spoke(PIN), here), "words are understood, not stored"


@pytest.mark.parametrize(
    ("event", "of", "sealed"),
    [
        (spoke("四七零一九三"), contact(ContactState.QUEUED), True),
        (spoke("four seven oh one nine three"), None, True),
        (spoke("我的卡丢了"), contact(ContactState.QUEUED), False),
        (spoke(PIN), contact(ContactState.CONNECTED), False),
        (wrote(PIN), contact(ContactState.QUEUED), False),
        (wrote(PIN), contact(ContactState.QUEUED, proved={"identified": 1.0}), True),
        (wrote(PIN), contact(ContactState.QUEUED, left=Dialogue(flow="f", node="n", attempts={"verify": 1})), True),
        (wrote(PIN), contact(ContactState.CONNECTED, proved={"identified": 1.0}), False),
        (wrote("订单号"), contact(ContactState.QUEUED, proved={"identified": 1.0}), False),
    ],
)
def test_given_digits_in_words_then_what_is_told_to_a_person_passes(
    event: AnyEvent, of: Contact | None, sealed: bool
) -> None:
    assert secret(event, of) is sealed


def test_given_a_check_then_all_of_it_is_sealed() -> None:
    at = contact(ContactState.SELF_SERVICE, dialogue=Dialogue(flow=FLOW.name, node="x", sealed=True))
    assert all(secret(event, at) for event in (keyed("1"), spoke("hello"), wrote("hello")))
    assert not secret(replace(keyed("1"), digits="1"), contact(ContactState.SELF_SERVICE))
