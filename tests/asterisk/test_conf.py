"""The lines that `callcenter gateway conf` prints, put into a real Asterisk as they are: a call gets through with them."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.asterisk import tones
from tests.asterisk.callers import Lines
from tests.asterisk.desk import sitting
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.switch import PASSWORD, TESTER_PASSWORD, NoAsterisk, Switch
from tests.house import furnish

OWN_USER = f"\n[tester]\ntype = user\npassword = {TESTER_PASSWORD}\n"
"""Of the test itself: customers and telephones are its own."""
LI, MA = 1000, 440


def files(printed: str) -> dict[str, str]:
    """File to its lines: each part begins with the comment `; NAME.conf`."""
    found: dict[str, str] = {}
    name = ""
    for line in printed.splitlines():
        if head := re.match(r"; (\w+\.conf)\b", line):
            name = head[1]
        elif name:
            found[name] = f"{found.get(name, '')}{line}\n"
    return found


@pytest.fixture(params=["outward", "inward"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[AsteriskHouse, Switch]]:
    """A server, and an Asterisk whose lines about it are the printed ones, with the password put in."""
    inward = request.param == "inward"
    switch = Switch(Path(tempfile.mkdtemp(prefix="asterisk-")), sip=False, server_path="")
    try:
        switch.write()
    except NoAsterisk as missing:
        pytest.skip(str(missing))
    one = AsteriskHouse(tmp_path, switch, inward=inward)
    printed = one.say("gateway", "conf", "pbx1", "--site", str(tmp_path / "site"), "--server", one.base).stdout
    written = files(printed.replace("PASSWORD", PASSWORD))
    etc = switch.folder / "etc"
    for name, lines in written.items():
        old = (etc / name).read_text() if name == "extensions.conf" else OWN_USER if name == "ari.conf" else ""
        (etc / name).write_text(f"{old}\n{lines}")
    assert ("websocket_client.conf" in written, "http.conf" in written) == (not inward, inward)
    try:
        await asyncio.to_thread(switch.start)
        await furnish(one.database, STAFF)
        await one.start()
        yield one, switch
    finally:
        one.close()
        switch.close()


@pytest.mark.parametrize("dialled", ["+861069950000", "s"], ids=["a number", "as FreePBX leads it"])
async def test_with_exactly_these_lines_a_call_gets_through(house: tuple[AsteriskHouse, Switch], dialled: str) -> None:
    one, switch = house
    app = "callcenter-inward" if one.inward else "callcenter"
    async with Lines(switch) as lines:
        await lines.variable("FROM_DID", "+861069950000")
        async with sitting(one, lines, "li") as li:
            customer = await lines.calls(dialled, context=f"to-{app}", caller="+8613800000001")
            await customer.is_connected()
            await customer.presses("2")
            phone = await li.takes(LI)
            await customer.hears(LI)
            await customer.speaks(MA)
            await phone.hears(MA)
            await one.shows(
                "SELECT json_extract(body, '$.dialled') FROM journal WHERE type = 'CallArrived'", ("+861069950000",)
            )
            await customer.does_not_hear(tones.MUSIC)
            await li.clicks("end")
            await customer.ended()
            await li.wraps_up()
        await lines.is_quiet()
