"""The company's web services in memory: what they answer is set beforehand, what they were asked can be looked at."""

import asyncio
import json
from dataclasses import dataclass

from callcenter.errors import SourceFailed
from callcenter.services.ports import Json, ServiceAnswer, ServiceRequest

MOST_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Answering:
    status: int = 200
    body: bytes = b"{}"
    seconds: float = 0.0
    """Until it answers."""


class FakeServices:
    """`services.ports.WebServices`. `away` is the failure all of them end with, until it is taken back."""

    def __init__(self) -> None:
        self.asked: list[ServiceRequest] = []
        self.away = ""
        self._answers: dict[tuple[str, str], Answering] = {}

    def answers(
        self, path: str, said: Json | bytes, *, status: int = 200, method: str = "GET", seconds: float = 0.0
    ) -> None:
        """From now on, to `method` and `path` (without its query)."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self._answers[method, path] = Answering(status=status, body=body, seconds=seconds)

    async def ask(self, request: ServiceRequest) -> ServiceAnswer:
        self.asked.append(request)
        await asyncio.sleep(0)
        if self.away:
            raise SourceFailed(self.away, ill=True)
        found = self._answers.get((request.method, request.path.partition("?")[0]), Answering(status=404))
        if found.seconds >= request.timeout:
            raise SourceFailed("timeout", ill=True)
        if len(found.body) > MOST_BYTES:
            raise SourceFailed("malformed", ill=True)
        return ServiceAnswer(status=found.status, body=found.body)
