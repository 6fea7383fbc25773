"""Signatures that anybody can check: Ed25519 (RFC 8032) as JSON Web Signatures (RFC 7515, RFC 9864).

The private key is a PEM file of the operator's, or one that is made at first use and kept in the database. Every public
half stays, so that what was signed with an older key can be verified.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from callcenter.clock import Clock
from callcenter.errors import Malformed
from callcenter.services.codec import json_text
from callcenter.services.ports import Json, Receipts, SigningKey

ALGORITHM: Final = "Ed25519"
TYPE = "callcenter-receipt+jws"


class Signer:
    def __init__(self, store: Receipts, clock: Clock, file: Path | None = None) -> None:
        """`file`: PEM (PKCS #8) of an Ed25519 key; None: the newest key of the database, made when there is none."""
        self._store, self._clock, self._file = store, clock, file

    async def sign(self, body: Json) -> str:
        """The compact form: three words of base64url joined by dots. Raises `Malformed` when the file holds no such key."""
        key = await self._current()
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.thumbprint()}
        return jws.serialize_compact(header, json_text(body), key, algorithms=[ALGORITHM])

    async def keys(self) -> list[Json]:
        """Every public half as a JWK, the one that signs now first."""
        current = (await self._current()).thumbprint()
        kept = await self._store.signing_keys()
        return [json.loads(key.public) for key in sorted(kept, key=lambda key: key.id != current)]

    async def renew(self) -> str:
        """A new key of the database signs from now on; the answer is its id. Raises `Malformed` when a file names it."""
        if self._file is not None:
            raise Malformed("CALLCENTER_RECEIPT_KEY names the key: put another one into that file instead")
        key = _made()
        await self._store.add_signing_key(self._row(key, kept_here=True))
        return key.thumbprint()

    async def _current(self) -> OKPKey:
        kept = await self._store.signing_keys()
        if self._file is not None:
            key = key_of_file(self._file)
            if key.thumbprint() not in {one.id for one in kept}:
                await self._store.add_signing_key(self._row(key, kept_here=False))
            return key
        private = next((one.private for one in kept if one.private is not None), None)
        if private is not None:
            return OKPKey.import_key(private)
        await self._store.add_signing_key(self._row(_made(), kept_here=True))
        return await self._current()  # another process may have made one at the same time: all take the same

    def _row(self, key: OKPKey, *, kept_here: bool) -> SigningKey:
        name = key.thumbprint()
        public = {**key.as_dict(private=False), "kid": name, "use": "sig", "alg": ALGORITHM}
        private = key.as_pem(private=True).decode() if kept_here else None
        return SigningKey(id=name, created_at=self._clock.now(), public=json.dumps(public), private=private)


def verified(token: str, keys: Sequence[Json]) -> Json:
    """What was signed. Raises `Malformed` (bad_signature) when it was changed, or signed with none of these keys."""
    try:
        found = jws.deserialize_compact(token, KeySet.import_key_set({"keys": list(keys)}), algorithms=[ALGORITHM])
        if found.headers().get("typ") != TYPE:
            raise Malformed("this was signed, but it is no receipt", code="bad_signature")
        body: Json = json.loads(found.payload)
    except (JoseError, ValueError) as error:
        why = f"the signature does not hold: the receipt was changed, or signed with a key that is not ours ({error})"
        raise Malformed(why, code="bad_signature") from error
    return body


def key_of_file(file: Path) -> OKPKey:
    """Raises `Malformed`."""
    try:
        key = OKPKey.import_key(file.read_text("ascii"))
        if not key.is_private or key.curve_name != ALGORITHM:
            raise ValueError("it is no private Ed25519 key")
    except (OSError, ValueError, JoseError) as error:
        made = "openssl genpkey -algorithm ed25519 -out FILE makes one"
        raise Malformed(f"CALLCENTER_RECEIPT_KEY: {file} cannot be used: {error}; {made}") from error
    return key


def _made() -> OKPKey:
    return OKPKey.generate_key(ALGORITHM, private=True)
