"""What is an agent's own: their contacts, the customers of those, their callbacks. Leaders and programs see all."""

from collections.abc import Callable, Mapping
from typing import Any

from callcenter.errors import Forbidden
from callcenter.model.promise import Callback, Complaint
from callcenter.services.ports import Json, Store
from callcenter.web.callers import Caller


class Rights:
    """Raises `Forbidden`, also for what does not exist: an agent must not find out by asking."""

    def __init__(self, store: Store, floor: Callable[[], Mapping[str, Any]]) -> None:
        """`floor`: what is live now; the store's history may be a moment behind it."""
        self._store, self._floor = store, floor

    def contact(self, caller: Caller, row: Json | None, contact: str) -> None:
        if not caller.restricted or (row is not None and row.get("agent") == caller.name):
            return
        if not _theirs(self._live(contact), caller):
            raise Forbidden("this is no contact of yours", code="not_yours")

    async def contact_id(self, caller: Caller, contact: str) -> None:
        if caller.restricted:
            self.contact(caller, await self._store.contact(contact), contact)

    async def sees_customer(self, caller: Caller, customer: str) -> bool:
        if not caller.restricted:
            return True
        served = await self._store.contacts({"customer": customer, "agent": caller.name}, None, 1)
        return bool(served.rows) or any(
            row.get("customer") == customer and _theirs(row, caller) for row in self._floor()["contacts"].values()
        )

    async def customer(self, caller: Caller, customer: str | None) -> None:
        if caller.restricted and (customer is None or not await self.sees_customer(caller, customer)):
            raise Forbidden("this is no customer of a contact of yours", code="not_yours")

    async def panel(self, caller: Caller, key: str) -> None:
        """`key` is a customer's id, or "contact:ID" while nobody knows who it is."""
        if key.startswith("contact:"):
            await self.contact_id(caller, key.removeprefix("contact:"))
        else:
            await self.customer(caller, key)

    def callback(self, caller: Caller, callback: Callback) -> None:
        if caller.restricted and callback.agent != caller.name:
            raise Forbidden("this is no callback of yours", code="not_yours")

    async def complaint(self, caller: Caller, complaint: Complaint) -> None:
        if caller.restricted and complaint.owner != caller.name:
            await self.customer(caller, complaint.customer)

    def owner(self, caller: Caller, complaint: Complaint) -> None:
        """Steps on a complaint are its owner's and the leaders'."""
        if caller.restricted and complaint.owner != caller.name:
            raise Forbidden("this complaint is not yours", code="not_yours")

    def _live(self, contact: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._floor()["contacts"].get(contact, {})
        return found


def _theirs(row: Mapping[str, Any], caller: Caller) -> bool:
    """With the agent, or ringing at them: who is to take a call may know who calls."""
    return caller.name in (row.get("agent"), row.get("offered_to"))
