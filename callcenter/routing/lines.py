"""Waiting lines: one heap for each distinct demand, so that finding the next contact costs no scan.

The lines are an index derived from the contacts: they can be thrown away and built again at any time. Entries are
deleted lazily: an entry counts only while `filed` holds the very rank it was filed with.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from callcenter.model.contact import Contact, Rank
from callcenter.model.site import Relief, Serving, SkillNeed
from callcenter.routing.places import Places

Entry = tuple[Rank, str]
"""Rank, contact."""
STALE = 64
"""Dead entries a heap may carry beyond twice its living ones before it is swept."""


@dataclass(frozen=True)
class Demand:
    """What a group of waiting contacts asks alike: they differ in rank only."""

    queue: str
    needs: tuple[SkillNeed, ...]
    anyone: bool
    cost: int
    """Units of an agent's capacity one of them takes."""
    language: str
    """Spoken by the customer: a wish, not a need."""
    urgent: bool = False
    """An emergency: which queues a team serves, and when, is no reason to let it wait."""
    aged: float = 0.0
    """The longest delay of a team they have waited for."""
    relief: tuple[Relief, ...] = ()
    """Who could serve one of these queues will do, too."""

    @cached_property
    def _hash(self) -> int:
        own = (self.queue, self.needs, self.anyone, self.cost, self.language)
        return hash((*own, self.urgent, self.aged, self.relief))

    def __hash__(self) -> int:
        """Counted once: demands are looked up in every decision."""
        return self._hash


Line = tuple[Demand, list[Entry]]
"""What those in it ask, and they in the order of their ranks: a heap."""


def demand_of(contact: Contact, cost: int) -> Demand:
    """What a contact that stands in a queue asks for."""
    assert contact.queue is not None
    return Demand(
        contact.queue,
        contact.needs,
        contact.anyone,
        cost,
        contact.language,
        contact.emergency,
        contact.aged,
        contact.relief,
    )


def behind(serves: Mapping[str, Serving] | None, demand: Demand) -> float:
    """Seconds by which contacts of this demand rank later for a team; a queue that is not the team's stands last."""
    if serves is None or demand.urgent:
        return 0.0
    serving = serves.get(demand.queue)
    return serving.behind if serving else max((one.behind for one in serves.values()), default=0.0)


def _later(entry: Entry, seconds: float) -> Entry:
    if not seconds:
        return entry
    (band, virtual, seq), contact = entry
    return (band, virtual + seconds, seq), contact


@dataclass(slots=True)
class Lines:
    heaps: dict[Demand, list[Entry]] = field(default_factory=dict)
    """One for each demand there has ever been."""
    filed: dict[str, tuple[Demand, Rank]] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    """Contacts in each queue."""
    lengths: dict[Demand, int] = field(default_factory=dict)
    """Contacts in each line."""
    places: dict[str, Places] = field(default_factory=dict)
    """By queue."""
    every: list[Line] = field(default_factory=list)
    """Every line there has been, in order: as many as the site's queues, steps and languages make, no more."""
    held: dict[str, dict[str, None]] = field(default_factory=dict)
    """Agent to the contacts that are held for them."""
    _holders: dict[str, str] = field(default_factory=dict)
    _known: dict[Demand, Demand] = field(default_factory=dict)
    """One object for each, so that looking one up compares nothing."""

    def file(self, contact: Contact, cost: int) -> None:
        """The contact waits in the line of its demand; a second call moves it."""
        assert contact.rank is not None
        demand = self._one(demand_of(contact, cost))
        self._hold(contact)
        if self.filed.get(contact.id) == (demand, contact.rank):
            return
        self._leave(contact.id)
        self.filed[contact.id] = (demand, contact.rank)
        self.waiting[demand.queue] = self.waiting.get(demand.queue, 0) + 1
        self.lengths[demand] = self.lengths.get(demand, 0) + 1
        self.places.setdefault(demand.queue, Places()).add(contact.rank)
        heapq.heappush(self.heaps[demand], (contact.rank, contact.id))

    def _one(self, demand: Demand) -> Demand:
        known = self._known.get(demand)
        if known is None:
            known = self._known[demand] = demand
            heap = self.heaps[demand] = []
            self.every.append((demand, heap))
        return known

    def _hold(self, contact: Contact) -> None:
        agent = contact.preferred if contact.held_until is not None else None
        if self._holders.get(contact.id) != agent:
            self._let_go(contact.id)
            if agent is not None:
                self._holders[contact.id] = agent
                self.held.setdefault(agent, {})[contact.id] = None

    def _let_go(self, contact: str) -> None:
        agent = self._holders.pop(contact, None)
        if agent is not None:
            del self.held[agent][contact]
            if not self.held[agent]:
                del self.held[agent]

    def strike(self, contact: str) -> None:
        """The contact waits no longer."""
        self._let_go(contact)
        self._leave(contact)

    def _leave(self, contact: str) -> None:
        if found := self.filed.pop(contact, None):
            demand, rank = found
            self.waiting[demand.queue] -= 1
            self.places[demand.queue].remove(rank)
            self.lengths[demand] -= 1
            self._sweep(demand)

    def _sweep(self, demand: Demand) -> None:
        """Most who leave do so from the middle: their entries must not pile up behind a head that waits long."""
        length, heap = self.lengths[demand], self.heaps[demand]
        if not length:
            heap.clear()
            del self.lengths[demand]
        elif len(heap) > 2 * length + STALE:
            heap[:] = sorted({entry for entry in heap if self._lives(demand, entry)})

    def _lives(self, demand: Demand, entry: Entry) -> bool:
        found = self.filed.get(entry[1])
        return found is not None and found[0] is demand and found[1] == entry[0]

    def head(self, demand: Demand, passes: Callable[[str], bool]) -> Entry | None:
        """The first contact of this line that `passes`; those that do not keep their place."""
        known = self._known.get(demand)
        return None if known is None else self._head(known, self.heaps[known], passes)

    def _head(self, demand: Demand, heap: list[Entry], passes: Callable[[str], bool]) -> Entry | None:
        skipped: list[Entry] = []
        found = None
        while heap:
            entry = heap[0]
            if not self._lives(demand, entry):
                heapq.heappop(heap)
            elif passes(entry[1]):
                found = entry
                break
            else:
                skipped.append(heapq.heappop(heap))
        for entry in skipped:
            heapq.heappush(heap, entry)
        return found

    def first(
        self, lines: Iterable[Line], passes: Callable[[str], bool], serves: Mapping[str, Serving] | None = None
    ) -> Entry | None:
        """The contact with the smallest rank in these lines, among those that `passes`.

        `serves`: the order of the asking agent's team. A contact of a queue further back counts, and is given back, with
        the rank it would have had it come that much later.
        """
        best: Entry | None = None
        for line in lines:
            heap = line[1]
            if not heap:
                continue
            by = behind(serves, line[0]) if serves is not None else 0.0
            # A dead entry on top is no later than the living ones below it: what cannot win is not looked at.
            if best is None or _later(heap[0], by) < best:
                found = self._head(line[0], heap, passes)
                if found is not None and (best is None or _later(found, by) < best):
                    best = _later(found, by)
        return best

    def place(self, contact: str) -> int:
        """1 for the next to be served of its queue; what `rank` says, whoever is eligible."""
        demand, rank = self.filed[contact]
        return 1 + self.places[demand.queue].before(rank)

    def rebuild(self, contacts: Iterable[tuple[Contact, int]]) -> None:
        self.every.clear()
        self._known.clear()
        for index in (self.heaps, self.filed, self.waiting, self.lengths, self.places, self.held, self._holders):
            index.clear()
        for contact, cost in contacts:
            self.file(contact, cost)
