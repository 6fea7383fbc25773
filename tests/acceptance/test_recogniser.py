"""The example of a recogniser, run as its page says, against a real server: a call of one gateway, speech from another."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.app import DEMO_SITE
from callcenter.testing.clients import PATIENCE, SECRET, Pbx, Person
from tests.acceptance.conftest import STAFF
from tests.acceptance.floor import MAIN
from tests.house import HouseProcess, free_port, furnish

EXAMPLE = Path(__file__).parents[2] / "examples" / "recogniser.py"
OTHER = "whsec_YW5vdGhlciBzZWNyZXQsIG9mIHRoZSBlYXJz"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HouseProcess]:
    """The demo bank, with a recogniser beside its gateway."""
    site = Path(shutil.copytree(DEMO_SITE, tmp_path / "site"))
    text = (site / "site.yaml").read_text("utf-8")
    assert text.count("gateways:\n") == 1
    hearing = "gateways:\n  ears: { kind: http, hears_for: pbx }\n"
    (site / "site.yaml").write_text(text.replace("gateways:\n", hearing), "utf-8")
    one = HouseProcess(tmp_path, site=site, environ={"CALLCENTER_SECRET_EARS": OTHER})
    await furnish(one.database, STAFF)
    await one.start()
    yield one
    one.close()


def heard(house: HouseProcess, lines: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, str(EXAMPLE), "--server", house.base, "--gateway", "ears"]
    return subprocess.run(
        words, input=lines, env={**house.environ, **environ}, capture_output=True, text=True, timeout=60
    )


async def test_what_a_recogniser_hears_reaches_the_call_of_the_other_gateway(house: HouseProcess) -> None:
    async with Pbx(house.base) as pbx, Person(house.base, "li") as li:
        await pbx.listen()
        await li.log_in()
        await li.sit_down()
        await li.clicks("presence.set", presence="available")
        await pbx.tell("call.arrived", call="1763798400.17", **{"from": "+8613800000001", "to": MAIN})
        await pbx.command("gather", "1763798400.17")
        ran = heard(house, "no tab in this line\nc1\thello\tperhaps\n1763798400.17\t我的卡丢了\t0.93\tzh-CN\n")
        assert (ran.returncode, ran.stdout) == (0, "")
        assert ran.stderr.splitlines() == [f"line {n}: CALL, a tab and the text are wanted" for n in (1, 2)]
        offer = await li.sees("offer.made")
        assert offer["contact"]["emergency"] is True
        assert offer["contact"]["intent"]["name"] == "card_loss"


def test_a_wrong_secret_ends_it_with_the_reason(house: HouseProcess) -> None:
    ran = heard(house, "c1\thello\n", CALLCENTER_SECRET_EARS=SECRET)
    assert ran.returncode == 1
    assert "bad_signature" in ran.stderr
    ran = heard(house, "c1\thello\n", CALLCENTER_SECRET_EARS="")
    assert (ran.returncode, ran.stderr) == (
        2,
        "set CALLCENTER_SECRET_EARS to the gateway's secret: whsec_ and base64\n",
    )


@pytest.mark.parametrize(
    ("says", "code", "why"),
    [
        (b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a": 1}', 1, "is --server right?"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", 0, "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", 0, "cannot be reached"),
    ],
)
async def test_whoever_answers_is_no_reason_to_die(says: bytes, code: int, why: str, tmp_path: Path) -> None:
    """It is told what is wrong, and tries until it is too late."""

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(says)
        writer.close()

    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    soon = tmp_path / "recogniser.py"
    soon.write_text(EXAMPLE.read_text("utf-8").replace("TOO_LATE = 60.0", "TOO_LATE = 0.5"), "utf-8")
    async with server:
        words = ["--server", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"]
        pipe = asyncio.subprocess.PIPE
        example = await asyncio.create_subprocess_exec(
            sys.executable, str(soon), *words, env={"CALLCENTER_SECRET_EARS": OTHER}, stdin=pipe, stderr=pipe
        )
        async with asyncio.timeout(PATIENCE):
            _, said = await example.communicate(b"c9\thello\n")
    assert example.returncode == code
    assert why in said.decode()
    assert "Traceback" not in said.decode()


async def test_a_server_that_comes_up_late_still_gets_the_sentence(house: HouseProcess) -> None:
    house.kill()
    house.port = free_port()
    house.base = f"http://127.0.0.1:{house.port}"
    words = [str(EXAMPLE), "--server", house.base, "--gateway", "ears"]
    pipe = asyncio.subprocess.PIPE
    example = await asyncio.create_subprocess_exec(sys.executable, *words, env=house.environ, stdin=pipe, stderr=pipe)
    assert example.stdin is not None
    assert example.stderr is not None
    example.stdin.write(b"c9\thello\n")
    example.stdin.close()
    async with asyncio.timeout(PATIENCE):
        assert b"cannot be reached" in await example.stderr.readline()
    await house.start()
    async with asyncio.timeout(PATIENCE):
        await example.communicate()
    assert example.returncode == 0
    await house.shows("select count(*) from journal where type = 'CustomerSpoke'", (1,))
