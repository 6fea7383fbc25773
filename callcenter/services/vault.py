"""Where a customer's secret answer lies between the question and the source that judges it: in memory, for two minutes.

What is known by a token here is nowhere else: the journal, the logs and the screens have the token alone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from callcenter.clock import Clock

KEPT_SECONDS = 120.0
MOST = 10_000
"""Secrets at once; the oldest goes first, and its customer is asked once more or brought to a person."""


@dataclass(slots=True)
class _Secret:
    words: str = field(repr=False)
    until: float
    asker: str = ""


class Vault:
    def __init__(self, clock: Clock, new_id: Callable[[str], str]) -> None:
        self._clock, self._new_id = clock, new_id
        self._secrets: dict[str, _Secret] = {}

    def __len__(self) -> int:
        return len(self._secrets)

    def put(self, words: str) -> str:
        """The token it is known by from now on."""
        self._forget_old()
        token = self._new_id("sealed")
        self._secrets[token] = _Secret(words, self._clock.now() + KEPT_SECONDS)
        return token

    def open(self, token: str, asker: str) -> str | None:
        """What was put in, for the first who asks and whenever they ask again; None when it is gone, or is another's."""
        self._forget_old()
        secret = self._secrets.get(token)
        if secret is None or secret.asker not in ("", asker):
            return None
        secret.asker = asker
        return secret.words

    def forget(self, token: str) -> None:
        self._secrets.pop(token, None)

    async def run(self) -> None:
        """Forgets in time, also when nobody comes any more."""
        while True:
            await asyncio.sleep(self._clock.seconds_until(self._clock.now() + KEPT_SECONDS / 12))
            self._forget_old()

    def _forget_old(self) -> None:
        """They lie in the order in which their time is over."""
        now = self._clock.now()
        while self._secrets:
            token = next(iter(self._secrets))
            if self._secrets[token].until > now and len(self._secrets) < MOST:
                return
            del self._secrets[token]
