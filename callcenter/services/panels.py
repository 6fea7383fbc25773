"""Panels, live: loaded once per customer, kept while somebody looks, built again when anything about the customer changes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import structlog

from callcenter.clock import Clock
from callcenter.errors import Unavailable
from callcenter.model.contact import Contact
from callcenter.model.customer import NOBODY, Known
from callcenter.model.site import Site
from callcenter.services.panel import arrange
from callcenter.services.ports import Customers, PanelFacts

log = structlog.get_logger()
KEPT = 2000
PACE = 0.002
"""Seconds in which wishes gather into one query."""
READY_SECONDS = 0.25


class Panels:
    """A cache of facts. `changed` tells the desk that a customer's panel must be shown again."""

    def __init__(self, *, customers: Customers, site: Callable[[], Site], clock: Clock) -> None:
        self._customers, self._site, self._clock = customers, site, clock
        self._facts: OrderedDict[str, PanelFacts | None] = OrderedDict()
        self._names: dict[str, str] = {}
        self._wanted: set[str] = set()
        self._outdated: set[str] = set()
        self._wake = asyncio.Event()
        self._loaded = asyncio.Event()
        self.on_change: Callable[[str], None] = lambda customer: None
        self.watched: Callable[[str], bool] = lambda customer: False

    def expect(self, customer: str) -> None:
        """The customer is coming: have the facts ready by the time an agent needs them."""
        if customer not in self._facts:
            self._wanted.add(customer)
            self._wake.set()

    async def ready(self, customers: Collection[str]) -> None:
        """Expects them and waits until their facts are at hand, so that the offer brings the panel; not for long."""
        for customer in customers:
            self.expect(customer)
        try:
            async with asyncio.timeout(READY_SECONDS):
                while any(customer not in self._facts for customer in customers):
                    await self._loaded.wait()
        except TimeoutError:
            log.warning("Panels come after their offers.", action="panel.late", customers=len(customers))

    def forget(self, customer: str | None) -> None:
        """Something about the customer changed: load again if anybody looks, otherwise when somebody does.

        What is at hand stays: a contact that rings a moment later shows it at once, and is patched. What is on a screen is
        loaded even when it had to make room here.
        """
        if customer is None:
            return
        if self.watched(customer):
            self._wanted.add(customer)
            self._wake.set()
        elif customer in self._facts:
            self._outdated.add(customer)

    def panel(self, customer: str | None, contact: Contact | None) -> dict[str, Any] | None:
        """The panel from what is at hand; None when the customer's facts are still on their way."""
        if customer is not None and customer not in self._facts:
            self.expect(customer)
            return None
        if customer in self._outdated:
            self._outdated.discard(customer)
            self._wanted.add(customer)
            self._wake.set()
        facts = self._facts.get(customer) if customer else None
        known: Known = contact.known if contact else NOBODY
        for candidate in known.candidates:
            self.expect(candidate)  # for the name, which the look-up does not bring
        panel: dict[str, Any] = arrange(facts, contact, known, self._site(), self._clock.now(), self._names)
        return panel

    async def fresh(self, customer: str) -> dict[str, Any] | None:
        """The panel from facts loaded now; None when there is no such customer."""
        await self._load({customer})
        return self.panel(customer, None) if self._facts.get(customer) else None

    async def run(self) -> None:
        """Loads what is wanted, many customers at once, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            wanted, self._wanted = self._wanted, set()
            try:
                await self._load(wanted)
            except Unavailable as trouble:
                log.warning("Panels could not be loaded.", action="panel.failed", reason=trouble.detail)
                self._wanted |= wanted
                self._wake.set()
                await asyncio.sleep(1.0)
            await asyncio.sleep(PACE)

    async def _load(self, customers: set[str]) -> None:
        if not customers:
            return
        self._outdated -= customers  # what changes while the question is asked is outdated again
        found: Mapping[str, PanelFacts] = await self._customers.panel_facts(sorted(customers))
        read_at = self._clock.now()
        for customer in sorted(customers):
            facts = found.get(customer)
            self._facts[customer] = replace(facts, as_of=read_at) if facts else None
            self._facts.move_to_end(customer)
            if facts:
                self._names[customer] = facts.customer.name
        while len(self._facts) > KEPT:
            oldest, _ = self._facts.popitem(last=False)
            self._names.pop(oldest, None)
            self._outdated.discard(oldest)
        self._loaded.set()
        self._loaded = asyncio.Event()
        for customer in sorted(customers):
            self.on_change(customer)
