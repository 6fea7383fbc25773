"""What people write down about customers: the record itself, notes, orders, service requests."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from callcenter.clock import Clock, rfc3339
from callcenter.errors import Malformed, Stale, Unknown
from callcenter.model.customer import Customer, Identity, IdentityKind
from callcenter.services.callbacks import dialable
from callcenter.services.ports import Json, Page, Store

AGAIN = 5
_NATIONAL = re.compile(r"[\d\s().-]{7,20}")


class Records:
    """All raise `Unknown` for a customer nobody knows, `Stale` when the record changed since it was read."""

    def __init__(self, store: Store, clock: Clock, region: Callable[[], str], told: Callable[[str], None]) -> None:
        """`region`: country of numbers without a code. `told` hears of every changed customer, so panels follow."""
        self._store, self._clock, self._region, self._told = store, clock, region, told

    async def customer(self, customer: str) -> Customer:
        found = await self._store.customer(customer)
        if found is None:
            raise Unknown(f"there is no customer {customer}")
        return found

    async def search(self, text: str, after: str | None, limit: int) -> Page:
        """By id, name, or the beginning of a number or address; a number may be typed without its country's code."""
        page = await self._store.search_customers(text, after, limit)
        if page.rows or not _NATIONAL.fullmatch(text):
            return page
        try:
            return await self._store.search_customers(dialable(text, self._region()), after, limit)
        except Malformed:
            return page

    async def add(self, customer: Customer) -> Customer:
        """The same again when a customer of this id is there already: asked twice, done once."""
        known = await self._store.customer(customer.id)
        if known is not None:
            return known
        added = replace(customer, identities=self.identities(customer.identities), created_at=self._clock.now())
        await self._store.add_customer(added)
        self._told(customer.id)
        return await self.customer(customer.id)

    async def change(self, customer: str, changes: Mapping[str, object], version: int | None) -> Customer:
        """`changes`: fields of `Customer` to their new values."""
        for _ in range(AGAIN):
            kept = await self.customer(customer)
            if version is not None and kept.version != version:
                raise Stale(f"customer {customer} is at version {kept.version} now: read it again")
            changed = replace(kept, **changes)  # type: ignore[arg-type]  # the caller's form checked them
            changed = replace(changed, identities=self.identities(changed.identities))
            try:
                await self._store.change_customer(changed)
            except Stale:
                continue
            self._told(customer)
            return await self.customer(customer)
        raise Stale(f"customer {customer} changes too often just now: read it again")

    async def note(self, customer: str, text: str, *, by: str, contact: str | None) -> Json:
        await self.customer(customer)
        now = self._clock.now()
        note = await self._store.add_note(customer, text, by, now, contact)
        self._told(customer)
        return {"id": note, "text": text, "by": by, "at": rfc3339(now)}

    async def order(self, order: Json) -> None:
        """`order`: {"id", "customer", "product", "status", "amount", "currency", "at" (seconds)}."""
        await self.customer(order["customer"])
        await self._store.add_order(order)
        self._told(order["customer"])

    async def service_request(self, request: Json) -> None:
        """`request`: {"id", "customer", "kind", "status", "text", "at" (seconds)}."""
        await self.customer(request["customer"])
        await self._store.add_service_request(request)
        self._told(request["customer"])

    def identities(self, given: Sequence[Identity]) -> tuple[Identity, ...]:
        """Normalised and without doubles. Raises `Malformed` for what is no number or address."""
        tidy = (self._tidy(n, identity) for n, identity in enumerate(given))
        return tuple(dict.fromkeys(tidy))

    def _tidy(self, n: int, identity: Identity) -> Identity:
        value = identity.value.strip()
        if identity.kind is IdentityKind.PHONE:
            value = dialable(value, self._region(), f"/identities/{n}/value")
        elif identity.kind is IdentityKind.EMAIL:
            value = value.lower()
            if value.count("@") != 1 or value.startswith("@") or value.endswith("@"):
                raise _wrong(f"/identities/{n}/value", f"{identity.value!r} is no address")
        return replace(identity, value=value)


def _wrong(pointer: str, detail: str) -> Malformed:
    return Malformed(detail, errors=[{"in": "body", "pointer": pointer, "detail": detail}])
