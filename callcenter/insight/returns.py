"""Who came back for the same: a visit is served for good only if its customer does not need us again for it at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from callcenter.insight.flows import SAME_WITHIN, Tally
from callcenter.insight.visits import Visit


@dataclass(frozen=True, kw_only=True, slots=True)
class _Served:
    person: str
    contact: str
    intent: str
    flow: str
    at: float
    tally: Tally


class Returns:
    """Gathers contacts in any order, then tells each served visit's tally whether its customer came back.

    The same person: the same customer, or for want of one the same number. The same wish: the intent that had been
    understood when the visit began, or, where none had, the same flow. Kept of each contact are a time and a few words.
    """

    def __init__(self) -> None:
        self._came: dict[str, list[tuple[float, str, frozenset[str]]]] = defaultdict(list)
        self._served: list[_Served] = []

    def contact(self, person: str, contact: str, at: float, wishes: Collection[str]) -> None:
        """`wishes`: intents understood, and flows begun as `flow:NAME`."""
        if person and wishes:
            self._came[person].append((at, contact, frozenset(wishes)))

    def served(self, person: str, contact: str, visit: Visit, tally: Tally) -> None:
        if person and visit.ended is not None:
            self._served.append(
                _Served(
                    person=person, contact=contact, intent=visit.intent, flow=visit.flow, at=visit.ended, tally=tally
                )
            )

    def settle(self, known_until: float) -> None:
        """All contacts that arrived before `known_until` have been told."""
        for one in self._served:
            if one.at + SAME_WITHIN <= known_until:
                one.tally.follow(came_back=self._back(one))

    def _back(self, one: _Served) -> bool:
        wish = one.intent or f"flow:{one.flow}"
        return any(
            contact != one.contact and one.at <= at <= one.at + SAME_WITHIN and wish in wishes
            for at, contact, wishes in self._came[one.person]
        )
