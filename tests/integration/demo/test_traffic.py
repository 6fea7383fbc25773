"""The demo bank's everyday on the whole real server: whoever sits down at the browser has a contact in seconds."""

import asyncio
import base64
from pathlib import Path

from callcenter.app import opened
from callcenter.demo.bank import PASSWORD, seed
from callcenter.demo.people import log_in
from callcenter.demo.traffic import COLLEAGUES, traffic
from callcenter.settings import Settings

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
