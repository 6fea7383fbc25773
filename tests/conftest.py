"""What every test leaves as it found it, and the servers they share."""

import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.servers import NoPostgres, PostgresServer, postgres_server

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("wild", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
"""The same commit walks the same ways, so that a check which was green stays green. New ways: HYPOTHESIS_PROFILE=wild. How
long one takes says more about what else the machine does."""


@pytest.fixture(autouse=True)
def quiet_logs_again() -> Iterator[None]:
    """A test that sets logging up (a command line does) must not do so for the next one."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL a run, started when the first test asks for it."""
    try:
        with postgres_server() as server:
            yield server
    except NoPostgres as missing:
        pytest.skip(str(missing))
