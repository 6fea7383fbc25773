"""Acceptance tests talk to a real server process over HTTP and sockets alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from callcenter.model.customer import Customer, Identity, IdentityKind
from tests.house import HouseProcess, agent, furnish, person

SHARED = "+8613800000055"
"""The number that two customers have."""
STAFF = [
    *(agent(name, card=8, accounts=5, complaints=5, general=5) for name in ("li", "wang", "zhao", "chen", "sun", "wu")),
    person("boss", "supervisor"),
    person("root", "admin"),
]
CUSTOMERS = [
    Customer(id=f"cus_{name}", name=name, identities=(Identity(kind=IdentityKind.PHONE, value=number),))
    for name, number in (("ma", SHARED), ("hu", SHARED), ("sun", "+8613800000077"))
]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/house.db"
        return
    postgres = request.getfixturevalue("postgres")
    url: str = asyncio.run(postgres.borrow())
    yield url
    asyncio.run(postgres.give_back(url))


@pytest.fixture
async def house(tmp_path: Path, database: str) -> AsyncIterator[HouseProcess]:
    """A server of the test's own."""
    one = HouseProcess(tmp_path, database=database)
    await furnish(database, STAFF, CUSTOMERS)
    await one.start()
    yield one
    one.close()


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseProcess]:
    """One server for all tests that leave it as they found it: nobody at work, no call on the line."""
    one = HouseProcess(tmp_path_factory.mktemp("bank"))
    asyncio.run(furnish(one.database, STAFF, CUSTOMERS))
    asyncio.run(one.start())
    yield one
    one.close()
