"""State machines as data: one table says what may follow what; the diagrams in the docs are drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from callcenter.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Table(Generic[S]):
    """Which state may follow which. `step` raises `IllegalTransition` and changes nothing."""

    name: str
    start: S
    moves: Mapping[S, frozenset[S]]

    def step(self, current: S, wanted: S) -> S:
        if wanted not in self.moves[current]:
            raise IllegalTransition(machine=self.name, current=current.value, wanted=wanted.value)
        return wanted

    def ends(self) -> frozenset[S]:
        """States from which nothing follows."""
        return frozenset(state for state, nexts in self.moves.items() if not nexts)
