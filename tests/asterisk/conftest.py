"""One Asterisk a run; each test has callers of its own, and leaves no channel and no bridge behind."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.asterisk.callers import Lines
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.switch import NoAsterisk, Switch
from tests.house import furnish


@pytest.fixture(scope="session")
def only_switch() -> Iterator[Switch]:
    """In a folder of a short path: its console's socket must fit into 107 characters."""
    switch = Switch(Path(tempfile.mkdtemp(prefix="asterisk-")))
    try:
        switch.start()
    except NoAsterisk as missing:
        switch.close()
        pytest.skip(str(missing))
    yield switch
    switch.close()


@pytest.fixture
def switch(only_switch: Switch) -> Switch:
    """Running, whatever the test before did to it."""
    if not only_switch.answers():
        only_switch.start()
    return only_switch


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, only_switch: Switch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AsteriskHouse]:
    """One server a module, to which Asterisk connects. The parameter "inward": it connects to Asterisk; another: a line
    of the gateway in its site. A module may give its `ENVIRON`."""
    way = getattr(request, "param", "outward")
    one = AsteriskHouse(
        tmp_path_factory.mktemp("house"),
        only_switch,
        inward=way == "inward",
        more=way if ": " in way else "",
        environ=getattr(request.module, "ENVIRON", {}),
    )
    asyncio.run(furnish(one.database, STAFF))
    asyncio.run(one.start())
    yield one
    one.close()


@pytest.fixture
async def lines(switch: Switch) -> AsyncIterator[Lines]:
    async with Lines(switch) as one:
        yield one
        for end in list(one.ends.values()):
            if end.cause is None and switch.answers():
                await end.hangs_up()
        if switch.answers():
            await one.is_quiet()
