"""Servers the integration tests share: one PostgreSQL a run, started when the first test asks for it."""

from collections.abc import Iterator

import pytest

from tests.servers import NoPostgres, PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    try:
        with postgres_server() as server:
            yield server
    except NoPostgres as missing:
        pytest.skip(str(missing))
