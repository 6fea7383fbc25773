"""A site of one's own: commands to a webhook; files that change while calls are live; files that are wrong."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from standardwebhooks import Webhook

from callcenter.app import DEMO_SITE
from callcenter.testing.clients import PATIENCE, SECRET, Pbx, Person
from tests.acceptance.conftest import STAFF
from tests.acceptance.floor import MAIN
from tests.house import HouseProcess, free_port, furnish


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The demo bank's files, to be written into."""
    return Path(shutil.copytree(DEMO_SITE, tmp_path / "site"))


@pytest.fixture
async def house(tmp_path: Path, site: Path) -> AsyncIterator[HouseProcess]:
    one = HouseProcess(tmp_path, site=site)
    await furnish(one.database, STAFF)
    yield one
    one.close()


def changed(site: Path, before: str, after: str) -> None:
    file = site / "site.yaml"
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


class Address:
    """A gateway's own web server: takes commands by POST. The first time it is out of order."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self.taken: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()

    async def post(self, request: web.Request) -> web.Response:
        body = await request.text()
        Webhook(SECRET).verify(body, dict(request.headers))
        command = json.loads(body)
        assert request.headers["webhook-id"] == command["id"]
        if not self.refused:
            self.refused.append(command["id"])
            return web.Response(status=500)
        self.taken.append(command)
        self.arrived.set()
        return web.json_response({"ack": command["id"]})

    async def takes(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                for command in self.taken:
                    if command["type"] == kind:
                        return command
                self.arrived.clear()
                await self.arrived.wait()


@asynccontextmanager
async def listening(address: Address, port: int) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/commands", address.post)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def test_given_a_gateway_with_a_webhook_then_its_commands_are_posted_signed_again_and_in_order(
    house: HouseProcess, site: Path
) -> None:
    port, address = free_port(), Address()
    changed(site, "    kind: http\n", f"    kind: http\n    webhook: http://127.0.0.1:{port}/commands\n")
    await house.start()
    async with listening(address, port), Pbx(house.base) as pbx:
        await pbx.tell("call.arrived", call="a", to=MAIN, **{"from": "+8613800000001"})
        await address.takes("gather")
        assert address.taken[0]["id"] == address.refused[0]
        ids = [command["id"] for command in address.taken]
        assert ids == list(dict.fromkeys(ids))
        assert ids == sorted(ids, key=lambda id: tuple(map(int, id.split("."))))
        await house.shows("SELECT count(*) FROM outbox", (0,))


async def test_given_a_changed_site_when_taken_then_live_calls_keep_theirs_and_a_broken_one_is_refused_whole(
    house: HouseProcess, site: Path
) -> None:
    await house.start()
    async with Pbx(house.base) as pbx, Person(house.base, "boss") as boss:
        await pbx.listen()
        await boss.log_in()
        first = (await boss.get("/site"))["version"]
        await pbx.tell("call.arrived", call="old", to=MAIN, **{"from": "+8613800000001"})
        await pbx.command("gather", "old")

        before = "please_wait:\n    zh-CN: 正在为您接通人工服务，请稍候。"
        changed(site, before, before.replace("正在为您接通", "马上为您接通"))
        house.take_the_site_anew()
        await house.logs("site.taken")
        second = (await boss.get("/site"))["version"]
        assert second != first
        await pbx.tell("call.arrived", call="new", to=MAIN, **{"from": "+8613800000001"})
        for call in ("old", "new"):
            await pbx.tell("call.digits", call=call, digits="0")
            await pbx.command("hold", call)
        assert "正在为您接通" in said(pbx, "old")
        assert "马上为您接通" in said(pbx, "new")

        changed(site, "default_queue: general", "default_queue: nowhere")
        changed(site, "马上为您接通", "这句不会说")
        house.take_the_site_anew()
        (refused,) = await house.logs("site.refused")
        assert "site.yaml:" in refused["problems"]
        shown = await boss.get("/site")
        assert shown["version"] == second
        assert any("nowhere" in problem for problem in shown["problems"])
        await pbx.tell("call.arrived", call="later", to=MAIN, **{"from": "+8613800000001"})
        await pbx.tell("call.digits", call="later", digits="0")
        await pbx.command("hold", "later")
        assert "马上为您接通" in said(pbx, "later")
    # What is on disk is still broken, so a start refuses too, and says the same; a mended one goes on.
    assert house.stop() == 0
    started = house.say("serve", "--site", str(site), "--port", str(house.port), check=False)
    assert started.returncode == 1
    assert "nowhere" in started.stderr
    changed(site, "default_queue: nowhere", "default_queue: general")
    await house.start()
    assert len(await house.rows("SELECT id FROM contacts WHERE state = 'queued'")) == 3


def said(pbx: Pbx, call: str) -> str:
    """All that the caller has heard."""
    return " ".join(str(command["args"].get("text", "")) for command in pbx.commands if command.get("call") == call)


async def test_given_the_server_is_told_to_stop_then_what_came_in_is_finished_and_everybody_is_told_why(
    house: HouseProcess,
) -> None:
    await house.start()
    async with (
        Pbx(house.base) as pbx,
        Person(house.base, "li") as li,
        Person(house.base, "boss", socket="supervisor") as boss,
    ):
        await pbx.listen()
        for person in (li, boss):
            await person.log_in()
            await person.sit_down()
            await person.sees("welcome")
        posts = [asyncio.create_task(_insisted(pbx, n)) for n in range(200)]
        await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        stopped = asyncio.create_task(asyncio.to_thread(house.stop))
        codes = [await one.closed() for one in (pbx, li, boss)]
        assert codes == [1012, 1012, 1012]
        answers = await asyncio.gather(*posts)
        assert await stopped == 0
    taken = [id for id, status in answers if status == 202]
    assert {status for _, status in answers} <= {202, 503, None}
    kept = {key for (key,) in await house.rows("SELECT key FROM journal")}
    assert taken
    assert {f"pbx /pbx {id}" for id in taken} <= kept
    await house.start()
    restored = house.logged("runner.recovered")[-1]
    assert restored["events"] == 0
    arrived = await house.rows("SELECT count(*) FROM journal WHERE type = 'CallArrived'")
    assert await house.rows("SELECT count(*) FROM contacts") == arrived
    assert (await house.rows("SELECT max(seq) FROM snapshots"))[0][0] >= len(kept)


async def _insisted(pbx: Pbx, number: int) -> tuple[str, int | None]:
    """One call's arrival, and how it was answered; None: not at all."""
    event = {
        "specversion": "1.0", "id": f"stop-{number}", "source": "/pbx", "type": "call.arrived",
        "data": {"call": f"stop-{number}", "from": "", "to": MAIN},
    }  # fmt: skip
    try:
        return f"stop-{number}", (await pbx.post(event))[0]
    except (aiohttp.ClientError, OSError):
        return f"stop-{number}", None
