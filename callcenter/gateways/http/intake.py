"""The door that events go in by, as this room needs it: services/ingest offers it."""

from collections.abc import Sequence
from typing import Protocol

from callcenter.services.ingest import Draft, Taken


class Intake(Protocol):
    async def take(self, gateway: str, drafts: Sequence[Draft]) -> Sequence[Taken]:
        """Answers only after the commit, in the order of `drafts`. Raises `Unavailable`: send all of them again."""
        ...
