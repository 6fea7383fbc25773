"""Waiting lines: one heap for each distinct demand, so that finding the next contact costs no scan.

The lines are an index derived from the contacts: they can be thrown away and built again at any time. Entries are
deleted lazily: an entry counts only while `ranks` holds the very rank it was filed with.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from callcenter.model.contact import Contact, Rank
from callcenter.model.site import SkillNeed


@dataclass(frozen=True, slots=True)
class Demand:
    """What a group of waiting contacts asks alike: they differ in rank only."""

    queue: str
    needs: tuple[SkillNeed, ...]
    anyone: bool
    cost: int
    """Units of an agent's capacity one of them takes."""
    language: str
    """Spoken by the customer: a wish, not a need."""


@dataclass(slots=True)
class Lines:
    heaps: dict[Demand, list[tuple[Rank, str]]] = field(default_factory=dict)
    filed: dict[str, tuple[Demand, Rank]] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    """Contacts in each queue."""

    def file(self, contact: Contact, cost: int) -> None:
        """The contact waits in the line of its demand; a second call moves it."""
        assert contact.queue is not None
        assert contact.rank is not None
        demand = Demand(contact.queue, contact.needs, contact.anyone, cost, contact.language)
        if self.filed.get(contact.id) == (demand, contact.rank):
            return
        self.strike(contact.id)
        self.filed[contact.id] = (demand, contact.rank)
        self.waiting[demand.queue] = self.waiting.get(demand.queue, 0) + 1
        heapq.heappush(self.heaps.setdefault(demand, []), (contact.rank, contact.id))

    def strike(self, contact: str) -> None:
        """The contact waits no longer."""
        if found := self.filed.pop(contact, None):
            self.waiting[found[0].queue] -= 1

    def head(self, demand: Demand, passes: Callable[[str], bool]) -> tuple[Rank, str] | None:
        """The first contact of this line that `passes`; those that do not keep their place."""
        heap, skipped, found = self.heaps.get(demand, []), [], None
        while heap:
            entry = heap[0]
            if self.filed.get(entry[1]) != (demand, entry[0]):
                heapq.heappop(heap)
            elif passes(entry[1]):
                found = entry
                break
            else:
                skipped.append(heapq.heappop(heap))
        for entry in skipped:
            heapq.heappush(heap, entry)
        if not heap:
            self.heaps.pop(demand, None)
        return found

    def demands(self) -> Iterator[Demand]:
        return iter(tuple(self.heaps))

    def place(self, contact: str) -> int:
        """1 for the next to be served of its queue; what `rank` says, whoever is eligible."""
        demand, rank = self.filed[contact]
        return 1 + sum(1 for other, theirs in self.filed.values() if other.queue == demand.queue and theirs < rank)

    def rebuild(self, contacts: Iterable[tuple[Contact, int]]) -> None:
        self.heaps.clear()
        self.filed.clear()
        self.waiting.clear()
        for contact, cost in contacts:
            self.file(contact, cost)
