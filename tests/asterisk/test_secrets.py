"""What must not be heard, kept or written down: a muted agent, secrets told in a talk, a PIN keyed in."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.asterisk import tones
from tests.asterisk.callers import Lines
from tests.asterisk.customers import BOSS, HU, LI, MA, SUN, calls, talks
from tests.asterisk.desk import Desk, back_at, monitoring, sitting, supervising
from tests.asterisk.house import BALANCE, CARD, PIN, AsteriskHouse
from tests.asterisk.ports import free_port
from tests.asterisk.speak_tone import frequency_of

pytestmark = pytest.mark.parametrize("house", ["record: true"], indirect=True, scope="module")
BANK = free_port()
ENVIRON = {"CALLCENTER_SERVICE_BANK": f"http://127.0.0.1:{BANK}"}
CARD_NUMBER, SECRET_KEYS = "20378812", "730194826517"
"""The PIN is so long that no time and no id can hold it by chance."""
AFTERWARDS = 620


async def recorded(house: AsteriskHouse, desk: Desk) -> tones.Samples:
    """What the recording of the contact holds, once it can be fetched."""
    async with asyncio.timeout(10.0):
        while True:
            lines = (await desk.person.get(f"/contacts/{desk.contact}/timeline"))["rows"]
            urls = [line["detail"]["url"] for line in lines if line["what"] == "recording"]
            if urls:
                return tones.read(Path(urls[0].removeprefix("file://")), skip=44)


async def shows(desk: Desk, **fields: Any) -> None:
    """On the screen, these fields of the contact."""
    while True:
        contact = (await desk.person.sees("contact.changed"))["contact"]
        if fields.items() <= contact.items():
            return


async def test_a_muted_agent_is_not_heard_and_hears_also_after_our_server_was_killed(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with AsyncExitStack() as stack:
        li = await stack.enter_async_context(sitting(house, lines, "li"))
        customer, phone = await talks(house, lines, li)
        await li.clicks("mute", on=True)
        await customer.no_longer_hears(LI)
        phone.listens_anew()
        await phone.hears(MA)
        house.kill()
        await customer.does_not_hear(LI)
        await house.start()
        li, there = await back_at(house, lines, stack, li)
        assert there == {li.contact: "connected"}
        assert (await li.person.get(f"/contacts/{li.contact}"))["muted"] is True
        await customer.does_not_hear(LI)
        await li.clicks("mute", on=False)
        customer.listens_anew()
        await customer.hears(LI)
        await customer.hangs_up()
        await phone.ended()
        await li.wraps_up()


async def test_given_the_server_dies_before_the_switch_was_told_then_the_agent_is_muted_when_it_is_back(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with AsyncExitStack() as stack:
        li = await stack.enter_async_context(sitting(house, lines, "li"))
        customer, phone = await talks(house, lines, li)
        lines.switch.pauses()
        try:
            await li.clicks("mute", on=True)
            house.kill()
        finally:
            lines.switch.goes_on()
        await house.start()
        li, _ = await back_at(house, lines, stack, li)
        assert (await li.person.get(f"/contacts/{li.contact}"))["muted"] is True
        await customer.no_longer_hears(LI)
        await customer.hangs_up()
        await phone.ended()
        await li.sees("wrap_up")
        await li.wraps_up()


async def test_secrets_are_cut_out_of_the_recording_also_while_our_server_is_killed_and_no_supervisor_hears_them(
    house: AsteriskHouse, lines: Lines
) -> None:
    async with AsyncExitStack() as stack:
        li = await stack.enter_async_context(sitting(house, lines, "li"))
        async with supervising(house) as boss:
            customer, phone = await talks(house, lines, li)
            ear = await monitoring(boss, li, lines, "listen", BOSS)
            await ear.hears(MA, LI)
            await li.clicks("secure", on=True)
            await shows(li, recording="paused")
            await ear.no_longer_hears(LI)
            await customer.speaks(SUN)
            await phone.hears(SUN)
            await ear.does_not_hear(SUN)
        house.kill()
        await phone.hears(SUN)
        await house.start()
        li, there = await back_at(house, lines, stack, li)
        assert there == {li.contact: "connected"}
        await customer.speaks(HU)
        await phone.hears(HU)
        await customer.is_silent()  # before anybody listens again
        await phone.no_longer_hears(HU)
        await li.clicks("secure", on=False)
        await shows(li, recording="on")
        await customer.speaks(AFTERWARDS)
        await phone.hears(AFTERWARDS)
        await phone.does_not_hear(HU)
        await li.clicks("end")
        await customer.ended()
        sound = await recorded(house, li)
        levels = {pitch: round(tones.loudest(sound, pitch)) for pitch in (MA, LI, AFTERWARDS, SUN, HU)}
        assert min(levels[MA], levels[LI], levels[AFTERWARDS]) > tones.AUDIBLE, levels
        assert max(levels[SUN], levels[HU]) < tones.AUDIBLE, levels
        await li.wraps_up()


async def bank(request: web.BaseRequest) -> web.Response:
    told = json.loads(await request.text())
    if request.path == "/identify":
        return web.json_response({"right": told["answer"] == CARD_NUMBER, "customer": "cus_1", "tail": "8812"})
    return web.json_response({"right": told["answer"] == SECRET_KEYS, "state": "open"})


async def test_a_pin_is_keyed_and_judged_and_written_down_nowhere(house: AsteriskHouse, lines: Lines) -> None:
    runner = web.ServerRunner(web.Server(bank), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", BANK).start()
    try:
        customer = await calls(house, lines)
        await customer.presses("4")
        await customer.hears(frequency_of(CARD))
        await customer.presses(CARD_NUMBER)
        await customer.hears(frequency_of(PIN))
        await customer.presses(SECRET_KEYS)
        await customer.hears(frequency_of(BALANCE))
        await customer.hangs_up()
    finally:
        await runner.cleanup()
    written = await house.rows("SELECT key, body FROM journal WHERE type = 'CustomerKeyed' ORDER BY seq DESC LIMIT 2")
    assert [json.loads(body)["digits"] for _, body in written] == ["", ""]
    assert not [key for key, _ in written if key.endswith(f"/{SECRET_KEYS[-1]}")]
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET_KEYS.encode() in path.read_bytes()] == []
    assert SECRET_KEYS not in lines.switch.said()
