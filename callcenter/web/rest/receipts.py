"""Receipts of emergencies, and the keys to verify them with."""

from callcenter.errors import Unknown
from callcenter.services.ports import Json, Store
from callcenter.services.receipts import Receipts
from callcenter.services.signing import Signer
from callcenter.web.forms import ContactPath
from callcenter.web.op import Ask, op
from callcenter.web.rights import Rights
from callcenter.web.shapes import JwksShape, ReceiptShape


class ReceiptDesk:
    def __init__(self, store: Store, receipts: Receipts, signer: Signer, rights: Rights) -> None:
        self._store, self._receipts, self._signer, self._rights = store, receipts, signer, rights

    @op("GET", "/api/v1/contacts/{contact}/receipt", "Signed proof that an emergency was reported, and what was done",
        tag="receipts", params=ContactPath, returns=ReceiptShape)  # fmt: skip
    async def receipt(self, ask: Ask, params: ContactPath) -> Json:
        """409 no_emergency when none was reported in this contact."""
        row = await self._store.contact(params.contact)
        self._rights.contact(ask.caller, row, params.contact)
        if row is None:
            raise Unknown(f"there is no contact {params.contact}")
        issued = await self._receipts.issue(params.contact)
        return {"receipt": issued.body, "jws": issued.jws}

    @op("GET", "/api/v1/receipts/keys", "The public keys (JWK set) that receipts are verified with, offline",
        tag="receipts", returns=JwksShape, anybody=True)  # fmt: skip
    async def keys(self, ask: Ask) -> Json:
        return {"keys": await self._signer.keys()}
