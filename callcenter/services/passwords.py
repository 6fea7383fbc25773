"""Passwords are kept as argon2id hashes, and checked off the loop: one check costs tens of milliseconds of a core."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""Checks running beside each other; each takes `MEMORY_KIB`."""
WAITING = 500
"""Checks allowed to queue: a whole centre logging in at nine. More is an attack and answered 503."""
MEMORY_KIB = 19 * 1024
"""OWASP Password Storage Cheat Sheet: argon2id with m=19 MiB, t=2, p=1."""


def hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)


class Passwords:
    """Hashes and checks. A check for nobody costs the same as one for somebody, so names cannot be found by timing."""

    def __init__(self, argon: PasswordHasher | None = None) -> None:
        self._argon = argon or hasher()
        self._nobody = self._argon.hash("nobody has this password")
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    def hash_now(self, password: str) -> str:
        """For the command line, where nothing else waits for the loop."""
        return self._argon.hash(password)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._argon.hash, password)

    @property
    def crowded(self) -> bool:
        return self._waiting >= WAITING

    async def matches(self, kept: str | None, password: str) -> bool:
        """`kept` None: nobody of that name; costs the same and is False."""
        self._waiting += 1
        try:
            async with self._turns:
                fits = await asyncio.to_thread(self._fits, kept or self._nobody, password)
        finally:
            self._waiting -= 1
        return fits and kept is not None

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return self._argon.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
