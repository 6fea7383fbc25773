"""Receipts' facts and signing keys: same on the fake and both engines."""

from dataclasses import replace

from callcenter.services.ports import Projection, ReceiptRow, SigningKey, Store
from tests.integration.store.rows import NOW

FIRST = ReceiptRow(id="e7", contact="c5", seq=7, at=NOW, keep_until=NOW + 1e7, body='{"intent":"card_loss"}')


async def test_given_no_receipt_then_there_is_none(store: Store) -> None:
    assert await store.receipt("c5") is None


async def test_given_the_same_projection_twice_then_there_is_one_receipt_and_it_is_the_first(store: Store) -> None:
    await store.append([], Projection(upto=7, receipts=[FIRST]))
    again = replace(FIRST, id="e9", seq=9, at=NOW + 60)
    await store.append([], Projection(upto=9, receipts=[FIRST, again]))
    assert await store.receipt("c5") == FIRST
    assert await store.receipt("c6") is None


async def test_given_two_contacts_then_each_has_its_own(store: Store) -> None:
    other = replace(FIRST, id="e8", contact="c6", seq=8)
    await store.append([], Projection(upto=8, receipts=[FIRST, other]))
    assert (await store.receipt("c5"), await store.receipt("c6")) == (FIRST, other)


async def test_given_keys_then_the_newest_comes_first_and_none_is_overwritten(store: Store) -> None:
    old = SigningKey(id="k1", created_at=NOW, public='{"kid":"k1"}', private="PEM")
    new = SigningKey(id="k2", created_at=NOW + 1, public='{"kid":"k2"}')
    assert await store.signing_keys() == []
    for key in (old, new, replace(old, private="other")):
        await store.add_signing_key(key)
    assert await store.signing_keys() == [new, old]
