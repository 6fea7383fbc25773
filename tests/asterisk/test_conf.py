"""The lines that `callcenter gateway conf` prints, put into a real Asterisk as they are: a call gets through with them."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.asterisk import tones
from tests.asterisk.cable import Cable
from tests.asterisk.callers import Lines
from tests.asterisk.desk import sitting
from tests.asterisk.house import STAFF, AsteriskHouse
from tests.asterisk.papers import made_papers
from tests.asterisk.ports import free_sip_port
from tests.asterisk.switch import PASSWORD, TESTER_PASSWORD, NoAsterisk, Switch
from tests.house import furnish

OWN_USER = f"\n[tester]\ntype = user\npassword = {TESTER_PASSWORD}\n"
"""Of the test itself: customers and telephones are its own."""
LI, MA = 1000, 440
PROMPTLY = 3.0
"""Seconds: less than what the next ping would take, should a request lie unread until then."""


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


WAYS = ("outward", "inward", "outward by wss", "inward by wss")


@pytest.fixture(params=WAYS)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[AsteriskHouse, Switch]]:
    """A server, and an Asterisk whose lines about it are the printed ones, with the password put in. By wss: the server has a
    TLS end of its own before it, and Asterisk its own TLS; each believes an authority that was made a moment ago."""
    way, _, secure = request.param.partition(" by ")
    inward = way == "inward"
    switch = Switch(Path(tempfile.mkdtemp(prefix="asterisk-")), sip=False, server_path="")
    try:
        switch.write()
    except NoAsterisk as missing:
        pytest.skip(str(missing))
    papers = made_papers(tmp_path)
    # The second port of the pair is for what stands before whoever is connected to.
    between = free_sip_port() if secure else 0
    one = AsteriskHouse(
        tmp_path,
        switch,
        inward=inward,
        between=between,
        secure=bool(secure),
        environ={"SSL_CERT_FILE": str(papers.authority)},
    )
    reached = f"https://127.0.0.1:{switch.server_port}" if secure else f"http://127.0.0.1:{switch.server_port}"
    printed = one.say("gateway", "conf", "pbx1", "--site", str(tmp_path / "site"), "--server", reached).stdout
    for name, ours in {
        "PASSWORD": PASSWORD,
        "/etc/ssl/certs/ca-certificates.crt": papers.authority,
        "/etc/asterisk/keys/CERTIFICATE.pem": papers.certificate,
        "/etc/asterisk/keys/KEY.pem": papers.key,
    }.items():
        printed = printed.replace(name, str(ours))
    written = files(printed)
    assert ("websocket_client.conf" in written, "http.conf" in written) == (not inward, inward)
    assert ("tls_enabled = yes" in printed, "tlsenable = yes" in printed) == (
        bool(secure) > inward,
        bool(secure) and inward,
    )
    etc = switch.folder / "etc"
    for name, lines in written.items():
        old = (etc / name).read_text() if name == "extensions.conf" else OWN_USER if name == "ari.conf" else ""
        # The test itself talks to Asterisk without TLS.
        own = f"bindport = {switch.ari_port}\n" if name == "http.conf" and secure else ""
        (etc / name).write_text(f"{old}\n{lines}{own}")
    async with AsyncExitStack() as stack:
        stack.callback(switch.close)
        stack.callback(one.close)
        if secure and not inward:
            await stack.enter_async_context(Cable(switch.server_port, between, papers.server_side()))
        await asyncio.to_thread(switch.start)
        await furnish(one.database, STAFF)
        await one.start()
        yield one, switch


async def test_with_exactly_these_lines_a_call_gets_through(house: tuple[AsteriskHouse, Switch]) -> None:
    one, switch = house
    app = "callcenter-inward" if one.inward else "callcenter"
    async with Lines(switch) as lines, sitting(one, lines, "li") as li:
        # The second as FreePBX leads it.
        for dialled in ("+861069950000", "s"):
            await lines.variable("FROM_DID", "+861069950001")
            customer = await lines.calls(dialled, context=f"to-{app}", caller="+8613800000001")
            await customer.is_connected()
            await customer.presses("2")
            phone = await li.takes(LI)
            await customer.hears(LI, patience=PROMPTLY)
            await customer.speaks(MA)
            await phone.hears(MA)
            await one.shows(
                "SELECT json_extract(body, '$.dialled') FROM journal WHERE type = 'CallArrived' ORDER BY seq DESC LIMIT 1",
                ("+861069950001" if dialled == "s" else dialled,),
            )
            await customer.does_not_hear(tones.MUSIC)
            await li.clicks("end")
            await customer.ended()
            await li.wraps_up()
            await lines.is_quiet()
