"""The demo bank's everyday on the whole real server: whoever sits down at the browser has a contact in seconds."""

import asyncio
import base64
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.app import opened
from callcenter.clock import FastClock
from callcenter.demo.bank import PASSWORD, seed
from callcenter.demo.bank_data import opened_bank_data
from callcenter.demo.pace import Pace
from callcenter.demo.people import log_in
from callcenter.demo.traffic import CALLS_PER_MINUTE, COLLEAGUES, traffic
from callcenter.settings import Settings

SPEED = 20.0
TUESDAY = datetime(2027, 3, 16, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
DEADLINE = 120.0
"""Real seconds for what takes a few minutes of the bank's day."""
SECRET = "whsec_" + base64.b64encode(b"the secret of the demo's pbx").decode()


async def test_given_the_demo_when_a_person_becomes_available_then_a_contact_rings_with_its_panel(
    tmp_path: Path,
) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path}/demo.db", port=0)
    async with opened(settings, environ={"CALLCENTER_SECRET_PBX": SECRET}) as house:
        await seed(house.store, house.shelf.current(), house.clock.now())
        running = asyncio.create_task(house.run())
        await house.ready.wait()
        base = f"http://127.0.0.1:{house.port}"
        town = asyncio.create_task(traffic(base, SECRET, calls_per_minute=60.0, seed=5))
        person = await log_in(base, "agent1", PASSWORD)
        offers = []
        async with asyncio.timeout(30), person.client.ws_connect(f"{base}/api/v1/agent/socket") as socket:
            await socket.send_json({"id": 1, "type": "presence.set", "presence": "available"})
            while not offers:
                frame = await socket.receive_json()
                offers += [frame] if frame.get("type") == "offer.made" else []
        present = {name for name, agent in house.board.state.agents.items() if agent.presence == "available"}
        assert present >= {*COLLEAGUES, "agent1"}
        assert offers[0]["contact"]["intent"]["name"]
        assert not town.done()
        town.cancel()
        await asyncio.gather(town, return_exceptions=True)
        await person.client.close()
        house.stop()
        await running


async def test_given_some_minutes_of_the_demo_then_keys_grades_and_callbacks_have_come_of_them(tmp_path: Path) -> None:
    clock = FastClock(speed=SPEED, start=TUESDAY)
    settings = Settings(database=f"sqlite:///{tmp_path}/demo.db", port=0)
    async with opened_bank_data(clock, "key", host="127.0.0.1", port=0) as bank:
        environ = {
            "CALLCENTER_SECRET_PBX": SECRET, "CALLCENTER_SERVICE_BANK": bank, "CALLCENTER_SERVICE_BANK_KEY": "key",
        }  # fmt: skip
        async with opened(settings, clock=clock, environ=environ) as house:
            await seed(house.store, house.shelf.current(), clock.now())
            running = asyncio.create_task(house.run())
            await house.ready.wait()
            base = f"http://127.0.0.1:{house.port}"
            town = asyncio.create_task(
                traffic(
                    base, SECRET, calls_per_minute=CALLS_PER_MINUTE, seed=5, colleagues=COLLEAGUES[:4], pace=Pace(SPEED)
                )
            )
            admin = await log_in(base, "supervisor1", PASSWORD)

            async def rows(path: str) -> list[dict[str, Any]]:
                async with admin.client.get(f"{base}/api/v1/{path}") as answer:
                    assert answer.status == 200, await answer.text()
                    found: list[dict[str, Any]] = (await answer.json())["rows"]
                    return found

            graded: list[dict[str, Any]] = []
            promised: list[dict[str, Any]] = []
            async with asyncio.timeout(DEADLINE):
                while not (graded and promised):
                    assert not town.done()
                    graded, promised = await rows("surveys"), await rows("callbacks")
                    await asyncio.sleep(0.2)
            assert {row["kind"] for row in promised} & {"virtual_hold", "voicemail"}
            town.cancel()
            await asyncio.gather(town, return_exceptions=True)
            await admin.client.close()
            house.stop()
            await running
