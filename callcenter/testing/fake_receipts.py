"""Receipts of emergencies and signing keys in memory."""

from callcenter.services.ports import ReceiptRow, SigningKey
from callcenter.testing.fake_people import FakePeople


class FakeReceipts(FakePeople):
    """`services.ports.Receipts`; the rows come with the journal's projection."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_kept: dict[str, SigningKey] = {}

    async def receipt(self, contact: str) -> ReceiptRow | None:
        self._begin("receipt")
        return self.receipt_rows.get(contact)

    async def signing_keys(self) -> list[SigningKey]:
        self._begin("signing_keys")
        return sorted(self.keys_kept.values(), key=lambda key: (-key.created_at, key.id))

    async def add_signing_key(self, key: SigningKey) -> None:
        self._begin("add_signing_key")
        self.keys_kept.setdefault(key.id, key)
