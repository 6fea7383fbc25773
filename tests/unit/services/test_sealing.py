"""Answers to sealed questions: gone before the journal, but emergencies, people and wishes are heard."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.clock import ManualClock
from callcenter.ivr.sealing import NOWHERE, SEALED
from callcenter.model.contact import Channel
from callcenter.model.events import AnyEvent, CustomerKeyed, CustomerSpoke, MessageReceived
from callcenter.model.intent import HUMAN, Intent
from callcenter.services import codec
from callcenter.services.sealing import hidden, sealed
from callcenter.services.vault import Vault


def vault() -> Vault:
    numbers = itertools.count(1)
    return Vault(ManualClock(), lambda prefix: f"{prefix}_{'abcdefghijklmnop'[next(numbers) % 16]}")


def spoke(text: str, **intent: Any) -> CustomerSpoke:
    heard = Intent(**{"name": "unclear", "confidence": 0.2, "unsure": True, "reasons": (f'"{text}"',), **intent})
    return CustomerSpoke(gateway="pbx", call="a", text=text, intent=heard)


def wrote(text: str) -> MessageReceived:
    heard = Intent(name="unclear", confidence=0.2, unsure=True, reasons=(text,), alternatives=((text, 0.1),))
    return MessageReceived(
        gateway="pbx", conversation="w", channel=Channel.CHAT, sender="web", text=text, message="m", intent=heard
    )


def keyed(digits: str) -> CustomerKeyed:
    return CustomerKeyed(gateway="pbx", call="a", digits=digits)


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (keyed("470193"), "470193"),
        (keyed("470193#"), "470193"),
        (keyed("00"), "00"),
        (spoke("四七零一九三"), "470193"),
        (spoke("four seven oh one nine three"), "470193"),
        (spoke("my mother's name is Ada"), "my mother's name is Ada"),
        (wrote(" 4701 93 "), "470193"),
        (wrote("４７０１９３"), "470193"),
    ],
)
def test_given_an_answer_then_the_vault_has_it_and_the_event_has_its_token(event: AnyEvent, answer: str) -> None:
    kept = vault()
    written = sealed(event, kept)
    token = getattr(written, "sealed")  # noqa: B009
    assert kept.open(token, "7.0") == answer
    text = "".join(codec.event_text(written))
    for part in {answer, getattr(event, "text", answer), getattr(event, "digits", answer)}:
        assert part not in text


@pytest.mark.parametrize(
    "event",
    [keyed("0"), keyed("#"), keyed("*"), keyed(""), spoke("0"), spoke("零"), wrote("zero"), spoke("再说一遍"),
     spoke("go back"), wrote("主菜单"), spoke("repeat that please"), wrote(" "), wrote("🙂")],
    ids=str,
)  # fmt: skip
def test_given_a_wish_and_nothing_else_then_it_passes(event: AnyEvent) -> None:
    kept = vault()
    assert sealed(event, kept) is event
    assert len(kept) == 0


def test_given_a_wish_with_a_secret_in_it_then_it_is_sealed() -> None:
    written = sealed(spoke("repeat 470193"), vault())
    assert isinstance(written, CustomerSpoke)
    assert (written.text, bool(written.sealed)) == ("", True)


def test_given_an_emergency_then_it_is_still_one_and_its_words_are_gone() -> None:
    event = spoke(
        "my card was stolen, the PIN is 470193", name="card_stolen", confidence=0.99, emergency=True, unsure=False,
        reasons=('the words "card was stolen"', "n-gram 470"), slots={"number": "470193"},
    )  # fmt: skip
    written = sealed(event, vault())
    assert isinstance(written, CustomerSpoke)
    assert (written.intent.name, written.intent.emergency, written.text) == ("card_stolen", True, "")
    assert written.intent.reasons == ('the words "card was stolen"', SEALED)
    assert "470" not in codec.event_text(written)[1]


@pytest.mark.parametrize("text", ["470193 不对，转人工", "give me an agent, 470193"])
def test_given_the_wish_for_a_person_then_it_is_heard_without_its_words(text: str) -> None:
    written = sealed(spoke(text), vault())
    assert isinstance(written, CustomerSpoke)
    assert (written.intent.name, written.text, written.intent.reasons) == (HUMAN, "", (SEALED,))


def test_given_the_classifier_is_down_then_digits_are_an_answer_all_the_same_and_words_are_not() -> None:
    digits, words = (sealed(spoke(text, down=True), vault()) for text in ("四七零一", "什么密码"))
    assert isinstance(digits, CustomerSpoke)
    assert isinstance(words, CustomerSpoke)
    assert (digits.intent.down, words.intent.down) == (False, True)


@given(st.text(alphabet="0123456789*# 零一二三四五六七八九aeiou", min_size=4, max_size=30))
def test_whatever_is_said_then_it_passes_whole_as_a_wish_or_not_at_all(text: str) -> None:
    for event in (spoke(text), wrote(text)):
        written = sealed(event, vault())
        if written is event:
            continue
        assert isinstance(written, CustomerSpoke | MessageReceived)
        assert text not in codec.event_text(written)[1]
        assert (written.text, bool(written.sealed)) == ("", True)


@pytest.mark.parametrize(
    "event", [keyed("0"), keyed("4"), keyed("4701930#"), spoke("zero"), spoke("four seven oh one")]
)
def test_in_secure_mode_no_word_and_no_key_is_kept_anywhere(event: AnyEvent) -> None:
    written = hidden(event)
    assert getattr(written, "sealed") == NOWHERE  # noqa: B009
    assert (getattr(written, "text", ""), getattr(written, "digits", "")) == ("", "")


def test_in_secure_mode_an_emergency_is_heard_without_its_words() -> None:
    written = hidden(spoke("my card is gone, 4701", name="card_loss", confidence=0.9, emergency=True, unsure=False))
    assert isinstance(written, CustomerSpoke)
    assert (written.intent.name, written.intent.emergency, written.text) == ("card_loss", True, "")
    assert "4701" not in codec.event_text(written)[1]
