"""Which program may speak for a gateway: who signs with its secret, or brings a key with the scope `gateway:NAME`."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

from callcenter.clock import Clock
from callcenter.errors import Forbidden, Unauthorized
from callcenter.gateways.http.signature import ID, SIGNATURE, Secrets, variable
from callcenter.services.ports import ApiKey

KEY_SECONDS = 5.0
"""How long a key found good is not looked up again: a revoked one works at most so much longer."""
REPLAY_SECONDS = 660.0
"""A signature can be shown again for five minutes before and after its time; a little more is remembered."""
MOST_REMEMBERED = 100_000

Holder = Callable[[str], Awaitable[ApiKey | None]]
"""Whose key this secret is (services/people: `KeyRing.holder`)."""


class Access:
    def __init__(self, secrets: Secrets, holder: Holder, clock: Clock) -> None:
        self._secrets, self._holder, self._clock = secrets, holder, clock
        self._good: dict[tuple[str, str], float] = {}
        self._used: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def check(self, gateway: str, headers: Mapping[str, str], body: bytes) -> None:
        """Returns when the sender may speak for the gateway. Raises `Unauthorized`, `Forbidden`, `Malformed`."""
        if SIGNATURE in headers:
            self._secrets.verify(gateway, headers, body)
            return
        scheme, _, secret = headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret:
            await self._check_key(gateway, secret.strip())
            return
        raise Unauthorized(self._missing(gateway), code="unsigned" if self._secrets.signers(gateway) else "no_secret")

    def check_unsigned_part(self, gateway: str, headers: Mapping[str, str], attributes: str) -> None:
        """Binary mode: `attributes` travel in headers that no signature covers. Who shows a signature again beside
        other attributes is refused, so an overheard request cannot become a second event."""
        if SIGNATURE in headers and self._remember(gateway, headers[ID], attributes) not in (None, attributes):
            raise Unauthorized("this webhook-id was used for another event: sign each event anew", code="replayed")

    def check_unused(self, gateway: str, headers: Mapping[str, str]) -> None:
        """A handshake signs nothing but its id and time: shown again, it could lead the commands elsewhere."""
        if SIGNATURE in headers and self._remember(gateway, headers[ID], "") is not None:
            raise Unauthorized("this webhook-id was used already: sign each handshake anew", code="replayed")

    def _remember(self, gateway: str, id: str, what: str) -> str | None:
        """What this id was used for before, while its signature could still hold; None for the first time."""
        now = self._clock.now()
        while self._used and (len(self._used) > MOST_REMEMBERED or next(iter(self._used.values()))[0] < now):
            self._used.popitem(last=False)
        before = self._used.get((gateway, id))
        if before is None:
            self._used[(gateway, id)] = (now + REPLAY_SECONDS, what)
        return None if before is None else before[1]

    async def _check_key(self, gateway: str, secret: str) -> None:
        now, scope = self._clock.now(), f"gateway:{gateway}"
        if self._good.get((secret, scope), 0.0) > now:
            return
        key = await self._holder(secret)
        if key is None:
            raise Unauthorized("this key is not known or was revoked", code="bad_key")
        if scope not in key.scopes:
            raise Forbidden(f"this key lacks the scope {scope}", code="scope_missing")
        if len(self._good) > 1000:
            self._good.clear()
        self._good[(secret, scope)] = now + KEY_SECONDS

    def _missing(self, gateway: str) -> str:
        if self._secrets.signers(gateway):
            return "sign the request (webhook-id, webhook-timestamp, webhook-signature) or bring a key as Bearer"
        return (
            f"no secret is set for {gateway}: set {variable(gateway)} to whsec_... on the server and sign with it, "
            f"or bring a key with the scope gateway:{gateway} as Bearer"
        )
