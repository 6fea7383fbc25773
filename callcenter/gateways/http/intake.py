"""The shape of the door that events go in by: what services/ingest offers and this room needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from callcenter.model.events import AnyEvent


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An event as a gateway told it: nobody looked up, nothing classified yet. `(source, id)` makes it unique."""

    id: str
    source: str
    event: AnyEvent


class Taken(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def duplicate(self) -> bool: ...


class Intake(Protocol):
    async def take(self, gateway: str, drafts: Sequence[Draft]) -> Sequence[Taken]:
        """Answers only after the commit, in the order of `drafts`. Raises `Unavailable`: then nothing was kept."""
        ...
