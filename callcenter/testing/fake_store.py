"""A store in memory: the same behaviour as the database's, held to it by the same tests."""

from callcenter.services.ports import Store
from callcenter.testing.fake_sayings import FakeSayings


class FakeStore(FakeSayings, Store):
    """`services.ports.Store` in memory. `fail_next(Unavailable("..."), method="append")` makes it a bad day."""

    async def ready(self) -> None:
        self._begin("ready")

    async def close(self) -> None:
        self._failures.clear()
